"""Money taken from an enrolled student: never, under no name (三(二))."""

from hncert.checks.check import Check
from hncert.domain.finding import Severity
from hncert.law.clauses import Clause

CHECK = Check(
    id="fees",
    title="不向在籍学生收费",
    clause=Clause("504", "三(二)", "不得以任何名义向在校学生收取费用"),
    severity=Severity.ERROR,
    hard=True,
    figures=("academic_year_end",),
    sql="""
        select null as occupation_code,
          f.paid_on || ' ' || case when f.purpose = '' then '' else f.purpose || ' ' end
          || cast(f.amount_fen / 100 as text) || '.' || substr(cast(100 + f.amount_fen % 100 as text), 2)
          || ' 元' as value,
          '不收费' as expected, '收费金额' as "column",
          f.source_import, f.source_sheet, f.source_row
        from fee f
        where f.amount_fen > 0 and exists (
          select 1
          from enrolment e
          where e.person_id = f.person_id and e.role = 'student'
            and coalesce(e.enrolled_on, f.paid_on) <= f.paid_on
            and coalesce(
              e.graduates_on,
              cast(e.cohort as text) || '-' || cast(:academic_year_end as text),
              f.paid_on
            ) >= f.paid_on
        )
    """,
    message="向在籍学生收了费",
    remedy="立即退费，把收费记录的金额改为 0 重新导入并留存退款凭证；名册或收费日期登记有误的，更正后重新导入",
)
