"""An award outside what the evaluation body has filed on the day (二(一)3)."""

from hncert.checks.check import GRANTED, IS_AWARDED, Check, level_words
from hncert.domain.finding import Severity
from hncert.law.clauses import Clause

CHECK = Check(
    id="filed_scope",
    title="备案的职业和等级",
    clause=Clause("504", "二(一)3", "评价机构在备案的职业和等级范围内、有效期内评价"),
    severity=Severity.WARNING,
    sql=f"""
        with nearest as (
          select occupation_code, level, filed_on, valid_until, source_import, source_sheet, source_row,
            row_number() over (
              partition by occupation_code, level
              order by
                case when filed_on <= :as_of then 0 else 1 end,
                case when filed_on <= :as_of then coalesce(valid_until, '9999-12-31') end desc,
                filed_on,
                job_type
            ) as place
          from filed_occupation
        ),
        offending as materialized (
          select g.occupation_code, g.level, n.filed_on, n.valid_until, n.source_import, n.source_sheet, n.source_row
          from ({GRANTED}
          ) g
          left join nearest n on n.occupation_code = g.occupation_code and n.level = g.level and n.place = 1
          where n.filed_on is null or n.filed_on > :as_of or n.valid_until < :as_of
        )
        select w.occupation_code,
          {level_words("w.level")}
          || case when w.filed_on is null then '，没有备案'
            else '，备案自 ' || w.filed_on || coalesce(' 至 ' || w.valid_until, ' 起')
          end as value,
          :as_of || ' 当天在备案的范围和有效期内' as expected,
          case when w.filed_on <= :as_of then '备案有效期至' else '备案日期' end as "column",
          w.source_import, w.source_sheet, w.source_row
        from offending w
        where {IS_AWARDED}
    """,
    message="认定的职业和等级当日不在评价机构的备案范围内",
    remedy="核对备案批复；已经备案的，补填“备案职业（工种）及等级”后导入，没有备案的不能认定这一职业和等级",
)
