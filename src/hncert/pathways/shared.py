"""What all pathways ask alike: who studies or works here, what is held already, who is left out."""

from hncert.law.clauses import Clause
from hncert.pathways.pathway import Fact, Requirement

ENROLMENT_FIGURES = ("academic_year_end",)
ENROLMENT_READINGS = ("enrolment-dates",)
LEVELS = (1, 2, 3, 4, 5)
DAYS = (None, "2024-03-01", "2024-06-30")


def leaves(table: str) -> str:
    """The day an enrolment ends: 毕业日期, else the end of the cohort's academic year, else null."""
    return f"coalesce({table}.graduates_on, cast({table}.cohort as text) || '-' || cast(:academic_year_end as text))"


def is_enrolled(table: str, day: str) -> str:
    """1 while an enrolment lasts on a day, 0 outside, null where a date that is asked for is missing."""
    return f"""case
        when {table}.person_id is null then null
        when :reading_enrolment_dates = 'dates-required' and {table}.role = 'student'
          and ({table}.enrolled_on is null or {table}.graduates_on is null) then null
        when {table}.enrolled_on > {day} then 0
        when {table}.graduates_on < {day} then 0
        when {table}.graduates_on is null and {leaves(table)} < {day} then 0
        else 1
      end"""


def _rank(table: str, day: str, first: str) -> str:
    return f"""case when {is_enrolled(table, day)} = 1 then '1' else '0' end
          || case when {table}.role = '{first}' then '1' else '0' end
          || coalesce({leaves(table)}, '9999-12-31') || {table}.number"""


def enrolment_on(person: str, day: str, roles: str = "'student', 'staff'", first: str = "staff") -> str:
    """Join of the one enrolment `e` that counts on a day: a running one first, then the one that ends last.

    Of a running post and running studies the one in the role `first` counts, of two that end alike the
    greater number. `roles` are SQL literals.
    """
    return f"""
    left join enrolment e on e.person_id = {person} and e.role in ({roles})
      and (
        e.person_id not in (select person_id from enrolment group by person_id having count(*) > 1)
        or not exists (
          select 1
          from enrolment o
          where o.person_id = e.person_id and o.enrolment_id <> e.enrolment_id and o.role in ({roles})
            and {_rank("o", day, first)} > {_rank("e", day, first)}
        )
      ) {OWN_WINDOWS}"""


def is_staff(person: str, day: str) -> str:
    """1 while a person has a running post on a day, whatever he or she studies; else 0."""
    return f"""case
        when {person} in (select person_id from enrolment where role = 'staff') and exists (
          select 1
          from enrolment o
          where o.person_id = {person} and o.role = 'staff' and {is_enrolled("o", day)} = 1
        ) then 1
        else 0
      end"""


COHORT = "coalesce(e.cohort, cast(substr(e.graduates_on, 1, 4) as integer))"
OWN_WINDOWS = f"""
    left join cohort_window w on w.cohort = {COHORT} and w.graduates_on = e.graduates_on
    left join cohort_window v on v.cohort = {COHORT} and v.graduates_on = ''"""
"""Joins of the 毕业学年 that a cohort has registered, for its one day of graduation and for all of it."""
GRADUATING_FROM = f"""case
        when w.window_from is not null then w.window_from
        when v.window_from is not null then v.window_from
        when :reading_graduating_year = 'calendar' then cast({COHORT} as text) || '-01-01'
        else cast({COHORT} - 1 as text) || '-' || cast(:academic_year_start as text)
      end"""
GRADUATE_UNTIL = f"""case
        when :reading_graduate_span = 'any-time' then '9999-12-31'
        when coalesce(w.window_to, v.window_to, '') > cast({COHORT} as text) || '-12-31'
          then coalesce(w.window_to, v.window_to)
        else cast({COHORT} as text) || '-12-31'
      end"""
STANDING = f"""
      {COHORT} as cohort_year, {GRADUATING_FROM} as graduating_from, {GRADUATE_UNTIL} as graduate_until"""
"""The columns of a student's 毕业学年: its first day, and the last on which one counts as its graduate."""


def placed(table: str) -> str:
    """The place of a stored row as one text, for `max`: import (6 digits), row (8), sheet."""
    return (
        f"cast(100000 + {table}.source_import as text) || cast(10000000 + {table}.source_row as text) "
        f"|| {table}.source_sheet"
    )


UNPLACED = """cast(substr(s.place, 1, 6) as integer) - 100000 as source_import,
      substr(s.place, 15) as source_sheet, cast(substr(s.place, 7, 8) as integer) - 10000000 as source_row"""

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
        select cast(coalesce(p.merged_into, c.person_id) as integer) as person_id,
          c.occupation_code, c.level, c.issued_on
        from certificate c
        join person p on p.person_id = c.person_id
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
      select person_id, 1 as is_technical
      from registration
      where candidate_source like '%技工%' or candidate_source like '%技师学院%'
      group by person_id"""
"""Whom a registration names as coming from a 技工院校."""

CEILING = """
      select occupation_code, max(level) as filed_ceiling
      from filed_occupation
      where filed_on <= :as_of and coalesce(valid_until, '9999-12-31') >= :as_of
      group by occupation_code"""
"""The highest level that the body has filed in an occupation."""

_AFTER = "coalesce({0}valid_until || '~', '9999-12-31~')"
"""The first moment after a filing, as text: after its last day and before the next."""

CEILINGS = f"""
      select p.occupation_code, p.since, p.until, max(f.level) as filed_ceiling
      from (
        select occupation_code, since,
          lead(since, 1, '9999-12-31~') over (partition by occupation_code order by since) as until
        from (
          select occupation_code, filed_on as since
          from filed_occupation
          union
          select occupation_code, {_AFTER.format("")} as since
          from filed_occupation
        ) changes
      ) p
      join filed_occupation f on f.occupation_code = p.occupation_code
        and f.filed_on <= p.since and {_AFTER.format("f.")} > p.since
      group by p.occupation_code, p.since, p.until"""
"""The spans between two changes of what is filed in an occupation, and the highest level filed throughout."""


def ceiling_on(occupation: str, day: str) -> str:
    """Join of the highest level that the body has filed in an occupation on a day, as `k.filed_ceiling`."""
    return f"""
    left join ({CEILINGS}
    ) k on k.occupation_code = {occupation} and k.since <= {day} and k.until > {day}"""


TIER = Fact(name="tier", title="层次", values=(None, "本科", "专科", "中职"))
IS_ENROLLED = Fact(name="is_enrolled", title="当日在籍在职", type="integer", values=(None, 0, 1))
HELD_LEVEL = Fact(name="held_level", title="同一职业已持有的最高等级", type="integer", values=(None, 1, 2, 3, 4, 5))
HELD_LEVELS = Fact(name="held_levels", title="同一职业已持有的等级", values=(None, "5", "4", "43", "3", "2", "1"))
IS_TECHNICAL = Fact(name="is_technical", title="来自技工院校", type="integer", values=(None, 1))
COHORT_YEAR = Fact(name="cohort_year", title="届别", type="integer", values=(None, 2025))
GRADUATING = (
    COHORT_YEAR,
    Fact(name="graduating_from", title="毕业学年起", values=(None, "2023-07-01", "2024-07-01", "2025-01-01")),
    Fact(name="graduate_until", title="算毕业生到", values=(None, "2023-12-31", "2025-12-31")),
)
GRADUATING_FIGURES = ("academic_year_start", "academic_year_end")
GRADUATING_READINGS = ("graduating-year", "graduate-span")


def is_graduating(day: str) -> str:
    """Predicate: on the day the student is in the 毕业学年 or is a graduate of that year."""
    return f"({day} >= graduating_from and {day} <= graduate_until)"


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
