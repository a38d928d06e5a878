"""过程化考核: the courses that carry an occupational standard, theory and practice, all passed.

Source: 教职成〔2021〕504号 二(三)2(3).
"""

from datetime import date

from hncert.domain.levels import Level
from hncert.law.clauses import Clause
from hncert.pathways import shared
from hncert.pathways.pathway import Fact, Grant, Pathway, Requirement

PROCESS = "二(三)2(3)"
PARTS = {"theory": "理论", "practice": "实践"}
NAMED = 4

REQUIRED = """
      select course, part, occupation_code, major, min(coalesce(approved_on, '9999-12-31')) as approved_on
      from course_mapping
      where coalesce(withdrawn_on, '9999-12-31') > :as_of
      group by course, part, occupation_code, major"""

BEST = """
      select person_id, course, part, occupation_code,
        max(case
          when mark in ('优秀', '良好', '中等', '及格', '合格') then 1
          when mark in ('不及格', '不合格', '缺考', '违纪') then 0
          when cast(mark as real) >= :pass_mark then 1
          else 0
        end) as passed,
        max(assessed_on) as assessed_on,
        max(source_import) as source_import, max(source_sheet) as source_sheet, max(source_row) as source_row
      from course_mark
      where coalesce(assessed_on, :as_of) <= :as_of and mark is not null
      group by person_id, course, part, occupation_code"""
"""The best mark of each course; a course taken again counts by its best."""

SCORED = f"""
      select m.person_id, coalesce(r.occupation_code, m.occupation_code) as occupation_code,
        m.course, m.part, max(m.passed) as passed, max(m.assessed_on) as assessed_on,
        min(r.approved_on) as approved_on,
        max(case when r.course is not null then 1 else 0 end) as is_mapped,
        max(m.source_import) as source_import, max(m.source_sheet) as source_sheet,
        max(m.source_row) as source_row
      from ({BEST}
      ) m
      left join (
        select e.person_id, max({shared.latest_student("e", ":as_of")}) as latest
        from enrolment e
        where e.role = 'student'
        group by e.person_id
      ) e on e.person_id = m.person_id
      left join ({REQUIRED}
      ) r on r.course = m.course and r.part = m.part
        and (m.occupation_code = '' or r.occupation_code = m.occupation_code)
        and (r.major = '' or r.major = substr(e.latest, 18))
      where coalesce(r.occupation_code, m.occupation_code) <> ''
      group by m.person_id, coalesce(r.occupation_code, m.occupation_code), m.course, m.part"""
"""A person's best mark in each course of each occupation that the map names for it."""

ASKED = f"""
      select m.major, r.occupation_code,
        count(distinct case when r.part = '理论' then r.course end) as theory_courses,
        count(distinct case when r.part = '实践' then r.course end) as practice_courses
      from (select distinct coalesce(major, '') as major from enrolment where role = 'student') m
      join ({REQUIRED}
      ) r on r.major = '' or r.major = m.major
      group by m.major, r.occupation_code"""
"""How many courses an occupation asks of a major."""


def _sum(part: str, passed: int) -> str:
    return f"sum(case when is_mapped = 1 and part = '{PARTS[part]}' and passed = {passed} then 1 else 0 end)"


_named = " || ".join(
    f"coalesce(max(case when is_failed = 1 and place = {at} then '{'、' if at > 1 else ''}' || course end), '')"
    for at in range(1, NAMED + 1)
)

SUMMED = f"""
      select person_id, occupation_code,
        {_sum("theory", 1)} as theory_passed, {_sum("theory", 0)} as theory_failed,
        {_sum("practice", 1)} as practice_passed, {_sum("practice", 0)} as practice_failed,
        {_named} as failed_courses,
        max(assessed_on) as assessed_on, max(approved_on) as approved_on,
        max(source_import) as source_import, max(source_sheet) as source_sheet, max(source_row) as source_row
      from (
        select scored.*, case when is_mapped = 1 and passed = 0 then 1 else 0 end as is_failed,
          row_number() over (
            partition by person_id, occupation_code, case when is_mapped = 1 and passed = 0 then 1 else 0 end
            order by part, course
          ) as place
        from ({SCORED}
        ) scored
      ) placed
      group by person_id, occupation_code"""

JOINED = f"""
    select s.person_id, s.occupation_code, e.tier, e.is_student, e.cohort_year, e.leaves_on,
      coalesce(a.theory_courses, 0) as theory_courses, s.theory_passed, s.theory_failed,
      coalesce(a.practice_courses, 0) as practice_courses, s.practice_passed, s.practice_failed,
      nullif(s.failed_courses, '') as failed_courses, s.assessed_on,
      case when s.approved_on < '9999-12-31' then s.approved_on end as approved_on,
      h.held_level, h.held_levels, t.is_technical, s.source_import, s.source_sheet, s.source_row
    from ({SUMMED}
    ) s
    left join ({shared.ENROLLED_BY_DAY}
    ) e on e.person_id = s.person_id
    left join ({ASKED}
    ) a on a.occupation_code = s.occupation_code and a.major = coalesce(e.major, '')
    left join ({shared.HELD}
    ) h on h.person_id = s.person_id and h.occupation_code = s.occupation_code
    left join ({shared.TECHNICAL}
    ) t on t.person_id = s.person_id
"""

EVIDENCE = f"""
    select j.person_id, j.occupation_code,
      coalesce(cast(j.cohort_year as text) || '届', '') || '课程成绩' as evidence_number,
      j.tier, j.is_student, j.cohort_year, {shared.WINDOW_COLUMNS},
      j.theory_courses, j.theory_passed, j.theory_failed,
      j.practice_courses, j.practice_passed, j.practice_failed, j.failed_courses,
      j.assessed_on, j.approved_on, j.held_level, j.held_levels, j.is_technical,
      j.source_import, j.source_sheet, j.source_row
    from ({JOINED}
    ) j {shared.WINDOWS.format(student="j")}
"""

DETAILS = """
    select '课程成绩' as title,
      m.term || '，' || m.course || '（' || m.part || '，' || m.sitting || '）' || coalesce(m.mark, '无') as value,
      m.source_import, m.source_sheet, m.source_row
    from course_mark m
    where m.person_id = :person_id and (
      m.occupation_code = :occupation_code
      or exists (
        select 1
        from course_mapping r
        where r.course = m.course and r.part = m.part and r.occupation_code = :occupation_code
      )
    )
    union all
    select '缺成绩的课程', r.course || '（' || r.part || '）', r.source_import, r.source_sheet, r.source_row
    from course_mapping r
    where r.occupation_code = :occupation_code
      and (r.major = '' or r.major in (select major from enrolment where person_id = :person_id))
      and not exists (
        select 1
        from course_mark m
        where m.person_id = :person_id and m.course = r.course and m.part = r.part
      )
"""


def _part_rule(part: str) -> Requirement:
    word = PARTS[part]
    return Requirement(
        id=f"{part}-passed",
        clause=Clause("504", PROCESS, "相关专业课程的理论和实践考核都合格"),
        holds=f"""
            case
              when {part}_failed > 0 then 0
              when {part}_passed < {part}_courses then null
              else 1
            end = 1
        """,
        figures=("pass_mark",),
        question=f"该职业对应的{word}课程都合格",
        remedy=f"不合格的{word}课程补考或重修，缺成绩的补上，再重新导入课程成绩",
        unknown=f"有对应的{word}课程没有成绩",
        passes=f"两门{word}课程 60 分、优秀",
        fails=f"一门{word}课程 59.5 分",
    )


def _part_facts(part: str) -> tuple[Fact, ...]:
    word = PARTS[part]
    return (
        Fact(name=f"{part}_courses", title=f"对应的{word}课程门数", type="integer", values=(0, 2)),
        Fact(name=f"{part}_passed", title=f"合格的{word}课程门数", type="integer", values=(0, 1, 2)),
        Fact(name=f"{part}_failed", title=f"不合格的{word}课程门数", type="integer", values=(0, 1)),
    )


PATHWAY = Pathway(
    id="process",
    title="过程化考核",
    since=date(2021, 12, 31),
    clause=Clause("504", PROCESS, "标准融入课程，毕业生和毕业学年学生相关课程理论和实践都合格的，发给相应等级的证书"),
    evidence=EVIDENCE,
    details=DETAILS,
    needs="课程成绩和课证融通课程对应表",
    figures=(*shared.ENROLMENT_FIGURES, "pass_mark"),
    readings=shared.ENROLMENT_READINGS,
    facts=(
        shared.TIER,
        Fact(name="is_student", title="名册中是学生", type="integer", values=(None, 0, 1)),
        shared.COHORT_YEAR,
        shared.WINDOW_FROM,
        shared.WINDOW_TO,
        *_part_facts("theory"),
        *_part_facts("practice"),
        Fact(name="failed_courses", title="不合格的课程", values=(None, "示例课程")),
        Fact(name="assessed_on", title="最后一门课程的考核日期", values=(None, "2024-06-20")),
        Fact(name="approved_on", title="课程对应表审批日期", values=(None, "2024-06-20", "2024-06-21")),
        shared.HELD_LEVEL,
        shared.HELD_LEVELS,
        shared.IS_TECHNICAL,
    ),
    requirements=(
        Requirement(
            id="student",
            clause=Clause("504", PROCESS, "限毕业生和毕业学年学生"),
            holds="case when is_student = 1 then tier in ('本科', '专科', '中职') else is_student = 1 end",
            question="名册中是本校学生",
            remedy="过程化考核只对学生；名册没有导入的，先导入名册",
            unknown="名册中没有此人",
            passes="名册中的学生",
            fails="教职工",
        ),
        Requirement(
            id="graduating",
            clause=Clause("504", PROCESS, "限毕业生和毕业学年学生"),
            holds=f"""
                case when is_student = 1 then {shared.is_graduating(":as_of")} end
            """,
            figures=shared.GRADUATING_FIGURES,
            readings=shared.GRADUATING_READINGS,
            question="是毕业生或毕业学年学生",
            remedy="核对届别和预计毕业日期；春季毕业班在“届别的毕业学年”中登记自己的起止日",
            unknown="名册中没有届别或毕业日期",
            passes="2025 届，2024-07-01",
            fails="2025 届，2024-06-30",
        ),
        Requirement(
            id="courses-mapped",
            clause=Clause("504", PROCESS, "职业标准融入课程"),
            holds="theory_courses > 0 and practice_courses > 0",
            question="该职业在课证融通课程对应表中既有理论课程，又有实践课程",
            remedy="补全课证融通课程对应表，审批后导入",
            passes="理论、实践各有对应的课程",
            fails="只对应了理论课程",
        ),
        Requirement(
            id="map-approved",
            clause=Clause("504", PROCESS, "先把标准融入课程，再考核"),
            holds="approved_on <= assessed_on",
            question="课程对应表在考核（最后一门课程）之前已经审批",
            remedy="登记对应表的审批日期、课程的考核日期；审批在后的，不能作为已完成考核的依据",
            unknown="对应表没有审批日期，或课程没有考核日期",
            passes="2024-06-20 审批，2024-06-20 考核最后一门",
            fails="2024-06-21 审批，2024-06-20 考核最后一门",
        ),
        _part_rule("theory"),
        _part_rule("practice"),
        shared.NOT_HELD,
        shared.NOT_TECHNICAL,
    ),
    grants=(
        Grant(
            level=Level.SENIOR,
            when="tier in ('本科', '专科')",
            clause=Clause("504", PROCESS, "本科、专科学生认定高级工"),
        ),
        Grant(level=Level.INTERMEDIATE, when="tier = '中职'", clause=Clause("504", PROCESS, "中职学生认定中级工")),
    ),
)
