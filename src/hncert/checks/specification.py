"""An occupation without a national standard whose specification is not reviewed and filed (二(三)2)."""

from hncert.checks.check import GRANTED, Check
from hncert.domain.finding import Severity
from hncert.law.clauses import Clause

NAMES_NO_STANDARD = """
            trim(coalesce(standard, '')) in ('', '-', '—', '/')
            or standard like '无%' or standard like '暂无%' or standard like '没有%' or standard like '%规范%'"""

IS_IN_ORDER = "coalesce({0}.experts, 0) >= :specification_experts and coalesce({0}.filed_on, '9999-12-31') < :as_of"

CHECK = Check(
    id="specification",
    title="没有国家标准的职业须有评价规范",
    clause=Clause("504", "二(三)2", "没有国家标准的，评价规范经不少于 5 名专家评审并备案"),
    severity=Severity.WARNING,
    figures=("specification_experts",),
    sql=f"""
        with filed as (
          select occupation_code, source_import, source_sheet, source_row,
            min(case when {NAMES_NO_STANDARD} then 1 else 0 end) over (partition by occupation_code) as has_none,
            row_number() over (partition by occupation_code order by filed_on desc, level, job_type) as place
          from filed_occupation
          where filed_on <= :as_of
        ),
        best as (
          select specification.*,
            row_number() over (
              partition by occupation_code
              order by
                case when {IS_IN_ORDER.format("specification")} then 0 else 1 end,
                coalesce(filed_on, '') desc,
                version desc
            ) as place
          from specification
        )
        select w.occupation_code,
          case when b.title is null then '没有评价规范'
            else b.title
            || coalesce('，' || cast(b.experts as text) || ' 名专家评审', '，没有评审专家人数')
            || coalesce('，' || b.filed_on || ' 备案', '，没有备案日期')
          end as value,
          '不少于 ' || cast(:specification_experts as text) || ' 名专家评审，'
          || :as_of || ' 以前（不含）备案' as expected,
          case when b.title is null then '职业标准'
            when coalesce(b.experts, 0) < :specification_experts then '评审专家人数'
            else '备案日期'
          end as "column",
          case when b.title is null then w.source_import else b.source_import end as source_import,
          case when b.title is null then w.source_sheet else b.source_sheet end as source_sheet,
          case when b.title is null then w.source_row else b.source_row end as source_row
        from filed w
        left join best b on b.occupation_code = w.occupation_code and b.place = 1
        where w.place = 1 and w.has_none = 1 and (b.title is null or not ({IS_IN_ORDER.format("b")}))
          and w.occupation_code in (select occupation_code from ({GRANTED}))
    """,
    message="认定的职业没有国家标准，评价规范没有评审够或没有备案",
    remedy="把评价规范交不少于规定人数的专家评审并报省人社厅备案，填入“评价规范”后导入；有国家标准的，在备案表的“职业标准”中写明",
)
