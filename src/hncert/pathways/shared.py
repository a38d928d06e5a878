"""What all pathways ask alike: who studies or works here, what is held already, who is left out."""

from hncert.law.clauses import Clause
from hncert.pathways.pathway import Fact, Requirement

ENROLMENT_FIGURES = ("academic_year_end",)
ENROLMENT_READINGS = ("enrolment-dates",)
LEVELS = (1, 2, 3, 4, 5)
DAYS = (None, "2024-03-01", "2024-06-30")


def _leaves(table: str) -> str:
    return (
        f"coalesce({table}.graduates_on, cast({table}.cohort as text) || '-' || "
        "cast(:academic_year_end as text))"
    )


def is_enrolled(table: str, day: str) -> str:
    """1 while an enrolment lasts on a day, 0 outside, null where a date that is asked for is missing."""
    return f"""case
        when {table}.person_id is null or {table}.role = 'society' then null
        when :reading_enrolment_dates = 'dates-required' and {table}.role = 'student'
          and ({table}.enrolled_on is null or {table}.graduates_on is null) then null
        when coalesce({table}.enrolled_on, {day}) <= {day} and coalesce({_leaves(table)}, {day}) >= {day} then 1
        else 0
      end"""


def latest_student(table: str, day: str) -> str:
    """The student enrolment that counts on a day, for `max`: the running one, else the one that ends last.

    One text: running (1 character), end (10), cohort (4), tier (2), major (the rest).
    """
    return f"""case
        when {table}.role = 'student' then
          case when {is_enrolled(table, day)} = 1 then '1' else '0' end
          || coalesce({_leaves(table)}, '9999-12-31')
          || coalesce(cast({table}.cohort as text), substr({table}.graduates_on, 1, 4), '0000')
          || {table}.tier
          || coalesce({table}.major, '')
      end"""


STUDENT_COLUMNS = """
      substr(latest, 16, 2) as tier, substr(latest, 18) as major, substr(latest, 2, 10) as leaves_on,
      case when substr(latest, 12, 4) <> '0000' then cast(substr(latest, 12, 4) as integer) end as cohort_year"""

ENROLLED_BY_DAY = f"""
      select person_id, is_enrolled, is_student, {STUDENT_COLUMNS}
      from (
        select e.person_id, max({is_enrolled("e", ":as_of")}) as is_enrolled,
          max(case when e.role = 'student' then 1 else 0 end) as is_student,
          max({latest_student("e", ":as_of")}) as latest
        from enrolment e
        where e.role in ('student', 'staff')
        group by e.person_id
      ) one"""
"""A person's standing on the day of the run."""

HELD = """
      select person_id, occupation_code, max(level) as held_level,
        max(case when level = 1 then '5' else '' end) || max(case when level = 2 then '4' else '' end)
        || max(case when level = 3 then '3' else '' end) || max(case when level = 4 then '2' else '' end)
        || max(case when level = 5 then '1' else '' end) as held_levels,
        min(case when level = 1 then issued_on end) as held_five_on,
        min(case when level = 2 then issued_on end) as held_four_on,
        min(case when level = 3 then issued_on end) as held_three_on,
        min(case when level = 4 then issued_on end) as held_two_on
      from (
        select c.person_id, c.occupation_code, c.level, c.issued_on
        from certificate c
        left join certificate_void v on v.certificate_number = c.certificate_number and v.voided_on <= :as_of
        where c.issued_on <= :as_of and v.certificate_number is null
        union all
        select person_id, occupation_code, level, issued_on
        from prior_certificate
        where issued_on <= :as_of
      ) every_held
      group by person_id, occupation_code"""
"""What people hold in an occupation, our own valid certificates and earlier ones."""

TECHNICAL = """
      select person_id,
        max(case when candidate_source like '%技工%' or candidate_source like '%技师学院%' then 1 else 0 end)
          as is_technical
      from registration
      group by person_id"""
"""Whom a registration names as coming from a 技工院校."""

CEILING = """
      select occupation_code, max(level) as filed_ceiling
      from filed_occupation
      where filed_on <= :as_of and coalesce(valid_until, '9999-12-31') >= :as_of
      group by occupation_code"""
"""The highest level that the body has filed in an occupation."""

TIER = Fact(name="tier", title="层次", values=(None, "本科", "专科", "中职"))
IS_ENROLLED = Fact(name="is_enrolled", title="当日在籍在职", type="integer", values=(None, 0, 1))
HELD_LEVEL = Fact(name="held_level", title="同一职业已持有的最高等级", type="integer", values=(None, 1, 2, 3, 4, 5))
HELD_LEVELS = Fact(name="held_levels", title="同一职业已持有的等级", values=(None, "5", "4", "43", "3", "2", "1"))
IS_TECHNICAL = Fact(name="is_technical", title="来自技工院校", type="integer", values=(None, 0, 1))
COHORT_YEAR = Fact(name="cohort_year", title="届别", type="integer", values=(None, 2024, 2025, 2027))
WINDOW_FROM = Fact(name="window_from", title="登记的毕业学年起", values=(None, "2024-01-11"))
WINDOW_TO = Fact(name="window_to", title="登记的毕业学年止", values=(None, "2025-01-10"))

GRADUATING_FIGURES = ("academic_year_start",)
GRADUATING_READINGS = ("graduating-year", "graduate-span")


def is_graduating(day: str) -> str:
    """Predicate: on the day the student is in the 毕业学年 or is a graduate of that year."""
    return f"""({day} >= coalesce(window_from, case
          when :reading_graduating_year = 'calendar' then cast(cohort_year as text) || '-01-01'
          else cast(cohort_year - 1 as text) || '-' || cast(:academic_year_start as text)
        end)
        and (:reading_graduate_span = 'any-time' or {day} <= cast(cohort_year as text) || '-12-31'))"""


WINDOWS = """
    left join cohort_window w on w.cohort = {student}.cohort_year and w.graduates_on = {student}.leaves_on
    left join cohort_window c on c.cohort = {student}.cohort_year and c.graduates_on = ''"""
WINDOW_COLUMNS = (
    "coalesce(w.window_from, c.window_from) as window_from, coalesce(w.window_to, c.window_to) as window_to"
)

ENROLLED = Requirement(
    id="enrolled",
    clause=Clause("504", "二(一)1", "院校类评价机构面向本校学生和在职教职工"),
    holds="is_enrolled = 1",
    question="当日是本校在籍学生或在职教职工",
    readings=ENROLMENT_READINGS,
    remedy="核对名册中的入学（入职）日期和毕业（离职）日期",
    unknown="名册中没有此人的学籍或教职工记录（或缺起止日期），请先导入名册",
    passes="2021-09-01 入学、2024-06-30 毕业的学生，2022-06-30",
    fails="同一学生，2024-07-01",
)
NOT_HELD = Requirement(
    id="not-held",
    clause=Clause("504", "三(二)", "同一人员同一职业同一等级的补贴不得重复申领"),
    holds="""
        level is null
        or case
          when :reading_held_level = 'same-only'
            then coalesce(held_levels, '') not like '%' || cast(6 - level as text) || '%'
          else coalesce(held_level, -1) < level
        end
    """,
    question="此人在该职业尚未持有同级或更高等级的证书",
    remedy="不需要再认定；已有证书登记有误的，更正后重新导入“已有证书”",
    readings=("held-level",),
    passes="只有四级，认定三级",
    fails="已有三级，再认定三级",
)
NOT_TECHNICAL = Requirement(
    id="not-technical",
    clause=Clause("504", "一", "院校不含技工院校"),
    holds="coalesce(is_technical, 0) = 0",
    question="不是技工院校的学员",
    remedy="技工院校的学员由其主管部门组织；考生来源登记有误的，更正报名表",
    passes="考生来源是本校在校生",
    fails="考生来源写着技工院校",
)
