"""The evidence of 考试考核: first sittings with their re-sits and everything that is asked of them."""

from hncert.pathways import eligibility, shared

PARTS = {"theory": "理论", "practice": "技能", "review": "综合评审"}
ANY_DISQUALIFIED = " or ".join(f"{{0}}.{part} = '违纪'" for part in PARTS)


def _number(column: str) -> str:
    return f"case when {column} not in ('缺考', '违纪') then cast({column} as real) end"


def _place(part: str) -> str:
    return f"""count({part}) over (
            partition by person_id, occupation_code, level, first_on
            order by taken_on
          ) as {part}_place"""


def _resit(part: str) -> str:
    """The best mark of a part and the day of the first re-sit that passed, else of the last one."""
    counted = f"{part} is not null and {part}_place <= :resit_limit"
    return f"""max(case when {counted} then {_number(part)} end) as {part}_best,
        coalesce(
          min(case when {counted} and {_number(part)} >= :pass_mark then taken_on end),
          max(case when {counted} then taken_on end)
        ) as {part}_on"""


def _passed(part: str, level: str) -> str:
    """Predicate: a part is passed that counts; a review counts for 二级 and 一级 only."""
    return f"({_number(part)} >= :pass_mark{f' and {level} >= 4' if part.endswith('review') else ''})"


FIRST_PASSED = " or ".join(_passed(f"s.{part}", "s.level") for part in PARTS)
PASSED_AGAIN = (
    "r.theory_best >= :pass_mark and r.practice_best >= :pass_mark and (s.level < 4 or r.review_best >= :pass_mark)"
)
RESIT_PASSED = " or ".join(f"({part}_place <= :resit_limit and {_passed(part, 'level')})" for part in PARTS)


def _counted(part: str) -> str:
    """The mark that counts: the first where it passed, else the best re-sit within the limit."""
    first = _number(f"s.{part}")
    passed = f"coalesce({first}, -1) >= :pass_mark"
    return f"""case when {passed} then {first} else coalesce(r.{part}_best, {first}) end as {part},
      case when {passed} or r.{part}_best is not null then null
        when s.{part} in ('缺考', '违纪') then s.{part} end as {part}_state,
      case when not ({passed}) then r.{part}_on end as {part}_resit_on"""


RESITS = f"""
      select person_id, occupation_code, level, first_on,
        {", ".join(map(_resit, PARTS))},
        min(case when {RESIT_PASSED} then taken_on end) as passed_on,
        max(case when {RESIT_PASSED} then taken_on end) as passed_to,
        max({f"case when {ANY_DISQUALIFIED.format('placed')} then 1 else 0 end"}) as disqualified
      from (
        select chained.*, {", ".join(map(_place, PARTS))}
        from (
          select r.person_id, r.occupation_code, r.level, r.taken_on, r.theory, r.practice, r.review,
            (
              select max(f.taken_on)
              from exam_score f
              where f.person_id = r.person_id and f.occupation_code = r.occupation_code and f.level = r.level
                and f.sitting = '正考' and f.taken_on <= r.taken_on
            ) as first_on
          from exam_score r
          where r.sitting = '补考' and r.taken_on <= :as_of
        ) chained
        where first_on is not null
      ) placed
      group by person_id, occupation_code, level, first_on"""
"""The re-sits of each first sitting: of every part the best mark within the limit, and the first day that passed."""

TRAINED = """
      select a.person_id, c.occupation_code, min(a.attended_on) as trained_on
      from training_attendance a
      join training_class c on c.class_number = a.class_number
      where c.occupation_code is not null
      group by a.person_id, c.occupation_code"""

HONOURED = """
      select person_id, min(awarded_on) as honoured_on
      from honour
      where :reading_excellent_secondary <> 'honour-kinds'
        or ',' || :reading_excellent_secondary_value || ',' like '%,' || coalesce(kind, honour) || ',%'
        or ',' || :reading_excellent_secondary_value || ',' like '%,' || honour || ',%'
      group by person_id"""

AVERAGE = """
      select m.person_id, x.taken_on, round(avg(cast(m.mark as real)), 2) as average_mark
      from (
        select distinct person_id, taken_on
        from exam_score
        where :reading_excellent_secondary = 'minimum-average'
      ) x
      join course_mark m on m.person_id = x.person_id and coalesce(m.assessed_on, '') <= x.taken_on
      where m.mark between '0' and '99999'
      group by m.person_id, x.taken_on"""
"""The average of the marks assessed by the day of an exam; a mark without a day counts."""

DIPLOMA = """case
        when g.education is null then null
        when g.education like '%本科%' or g.education like '%学士%' or g.education like '%研究生%'
          or g.education like '%硕士%' or g.education like '%博士%' then '本科'
        when g.education like '%专科%' or g.education like '%大专%' or g.education like '%高职%' then '专科'
        when g.education like '%中专%' or g.education like '%中职%' or g.education like '%职高%'
          or g.education like '%职业高中%' then '中职'
        when g.education is not null then '其他'
      end"""

SITTINGS = f"""
    select s.person_id, s.occupation_code,
      coalesce(s.batch_number, '无批次') || '/' || s.taken_on || '/' || cast(6 - s.level as text) as evidence_number,
      s.level as applied_level, s.taken_on as first_on, s.batch_number,
      case when s.sitting = '正考' then 1 else 0 end as has_first,
      {", ".join(map(_counted, PARTS))},
      case when {FIRST_PASSED} then s.taken_on else r.passed_on end as passed_from,
      case when {PASSED_AGAIN} then r.passed_on end as again_from,
      case when {PASSED_AGAIN} then r.passed_to end as again_to,
      case when {ANY_DISQUALIFIED.format("s")} or r.disqualified = 1 then 1 else 0 end as is_disqualified,
      {shared.is_enrolled("e", "s.taken_on")} as is_enrolled,
      {shared.is_staff("s.person_id", "s.taken_on")} as is_staff, e.tier, {shared.STANDING},
      b.edition, b.statement_on, case when b.evaluation_document is not null then 1 else 0 end as is_evaluated,
      g.work_years, {DIPLOMA} as diploma,
      q.is_technical,
      p.birth_date, t.trained_on, o.honoured_on, a.average_mark, k.filed_ceiling,
      h.held_level, h.held_levels, h.held_five_on, h.held_four_on, h.held_three_on, h.held_two_on,
      s.source_import, s.source_sheet, s.source_row
    from exam_score s
    join person p on p.person_id = s.person_id {shared.enrolment_on("s.person_id", "s.taken_on", first="student")}
    left join ({RESITS}
    ) r on r.person_id = s.person_id and r.occupation_code = s.occupation_code and r.level = s.level
      and r.first_on = s.taken_on and s.sitting = '正考'
    left join registration g on g.batch_number = s.batch_number and g.person_id = s.person_id
      and g.occupation_code = s.occupation_code and g.level = s.level
    left join batch_plan b on b.batch_number = s.batch_number
    left join ({TRAINED}
    ) t on t.person_id = s.person_id and t.occupation_code = s.occupation_code
    left join ({HONOURED}
    ) o on o.person_id = s.person_id
    left join ({AVERAGE}
    ) a on a.person_id = s.person_id and a.taken_on = s.taken_on
    left join ({shared.TECHNICAL}
    ) q on q.person_id = s.person_id {shared.ceiling_on("s.occupation_code", "s.taken_on")}
    left join ({shared.HELD}
    ) h on h.person_id = s.person_id and h.occupation_code = s.occupation_code
    where s.taken_on <= :as_of
      and (
        s.sitting = '正考'
        or not exists (
          select 1
          from exam_score f
          where f.person_id = s.person_id and f.occupation_code = s.occupation_code and f.level = s.level
            and f.sitting = '正考' and f.taken_on <= s.taken_on
        )
      )
"""
"""First sittings, and re-sits before which there is none, with everything that is asked of them."""

EVIDENCE = f"""
    with sat as materialized ({SITTINGS})
    select sat.*, {eligibility.met_condition()} as eligible_by
    from sat
"""

DETAILS = """
    select sitting || '成绩' as title,
      taken_on || '：理论 ' || coalesce(theory, '无') || '，技能 ' || coalesce(practice, '无')
        || coalesce('，综合评审 ' || review, '') as value,
      source_import, source_sheet, source_row
    from exam_score
    where person_id = :person_id and occupation_code = :occupation_code
    union all
    select '培训出勤', a.attended_on || '，' || c.title, a.source_import, a.source_sheet, a.source_row
    from training_attendance a
    join training_class c on c.class_number = a.class_number
    where a.person_id = :person_id and c.occupation_code = :occupation_code
    union all
    select '荣誉', awarded_on || '，' || honour, source_import, source_sheet, source_row
    from honour
    where person_id = :person_id
"""
