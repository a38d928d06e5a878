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


ASKED = """
      select m.major, r.course, r.part, r.occupation_code,
        min(case
          when coalesce(r.withdrawn_on, '9999-12-31') > :as_of then coalesce(r.approved_on, '9999-12-31')
        end) as approved_on
      from (select distinct coalesce(major, '') as major from enrolment where role = 'student' union select '') m
      join course_mapping r on r.major = '' or r.major = m.major
      group by m.major, r.course, r.part, r.occupation_code"""
"""The courses that an occupation asks, or once asked, of each major; `approved_on` is null where it no longer does."""

COUNTED = """
      select major, occupation_code, max(approved_on) as approved_on,
        sum(case when part = '理论' then 1 else 0 end) as theory_courses,
        sum(case when part = '实践' then 1 else 0 end) as practice_courses
      from asked
      where approved_on is not null
      group by major, occupation_code"""

PASSED = """case
          when {0}.mark in ('优秀', '良好', '中等', '及格', '合格') then 1
          when {0}.mark in ('不及格', '不合格', '缺考', '违纪') then 0
          when cast({0}.mark as real) >= :pass_mark then 1
          else 0
        end"""
ATTEMPTS = f"""
        max(case when {PASSED.format("m")} = 1 then '1' || coalesce(m.assessed_on, '') else '0' end) as best,
        max({shared.placed("m")}) as place"""
COUNTS = "coalesce(m.assessed_on, :as_of) <= :as_of and m.mark is not null"


def _begun(table: str) -> str:
    return f"coalesce({table}.enrolled_on, '') <= coalesce(m.assessed_on, '9999-12-31')"


def _rank(table: str) -> str:
    begins = f"coalesce(nullif({table}.enrolled_on, ''), '0000-00-00')"
    return f"{begins} || coalesce({table}.graduates_on, '9999-12-31') || {table}.number"


TAKEN = f"""
      select e.enrolment_id as holder, max(e.person_id) as person_id, max(coalesce(e.major, '')) as major,
        m.occupation_code, m.course, m.part,
        {ATTEMPTS}
      from enrolment e
      join course_mark m on m.person_id = e.person_id
      where e.role = 'student' and {COUNTS}
        and (
          e.person_id not in (select person_id from enrolment group by person_id having count(*) > 1)
          or not exists (
            select 1
            from enrolment o
            where o.person_id = e.person_id and o.role = 'student' and o.enrolment_id <> e.enrolment_id
              and case
                when {_begun("e")} then {_begun("o")} and {_rank("o")} > {_rank("e")}
                else {_begun("o")} or {_rank("o")} < {_rank("e")}
              end
          )
        )
      group by e.enrolment_id, m.occupation_code, m.course, m.part
      union all
      select -m.person_id, m.person_id, '', m.occupation_code, m.course, m.part, {ATTEMPTS}
      from course_mark m
      where {COUNTS} and m.person_id not in (select person_id from enrolment where role = 'student')
      group by m.person_id, m.occupation_code, m.course, m.part"""
"""What came of each course: '1' and the last day on which it was passed, else '0'.

`holder` is the enrolment, or the person with a minus where there is none.
A mark belongs to the enrolment that had begun last by its day, one without a day to the last of all.
"""

SCORED = f"""
      select t.holder, max(t.person_id) as person_id, max(t.major) as major,
        coalesce(a.occupation_code, t.occupation_code) as occupation_code, t.course, t.part,
        max(a.approved_on) as approved_on, max(t.best) as best, max(t.place) as place
      from ({TAKEN}
      ) t
      left join asked a on a.major = t.major and a.course = t.course and a.part = t.part
        and (t.occupation_code = '' or a.occupation_code = t.occupation_code)
      where coalesce(a.occupation_code, t.occupation_code) <> ''
      group by t.holder, coalesce(a.occupation_code, t.occupation_code), t.course, t.part"""
"""The same of each occupation that a course counts for, whether the mark names it or not."""


def _courses(part: str, condition: str) -> str:
    return f"sum(case when approved_on is not null and part = '{PARTS[part]}' and {condition} then 1 else 0 end)"


SUMMED = f"""
      select holder, max(person_id) as person_id, max(major) as major, occupation_code,
        {_courses("theory", "best <> '0'")} as theory_passed, {_courses("theory", "best = '0'")} as theory_failed,
        {_courses("practice", "best <> '0'")} as practice_passed,
        {_courses("practice", "best = '0'")} as practice_failed,
        min(case when approved_on is not null and best = '0' then course end) as failed_course,
        max(case when approved_on is not null then nullif(substr(best, 2), '') end) as assessed_on,
        min(case when best > '1' and approved_on < '9999-12-31' and substr(best, 2) < approved_on then course end)
          as early_course,
        sum(case
          when best = '1' and approved_on is not null then 1
          when best > '1' and approved_on = '9999-12-31' then 1
          else 0
        end) as undated_courses,
        max(place) as place
      from ({SCORED}
      ) scored
      group by holder, occupation_code"""

EVIDENCE = f"""
    with asked as materialized ({ASKED}
    )
    select s.person_id, s.occupation_code,
      coalesce(cast({shared.COHORT} as text) || '届', '') || '课程成绩' as evidence_number,
      case
        when s.holder > 0 then 1
        when exists (select 1 from enrolment f where f.person_id = s.person_id) then 0
      end as is_student,
      e.tier, {shared.STANDING},
      coalesce(c.theory_courses, 0) as theory_courses, s.theory_passed, s.theory_failed,
      coalesce(c.practice_courses, 0) as practice_courses, s.practice_passed, s.practice_failed,
      s.failed_course, s.assessed_on, case when c.approved_on < '9999-12-31' then c.approved_on end as approved_on,
      s.early_course, s.undated_courses,
      h.held_level, h.held_levels, q.is_technical, {shared.UNPLACED}
    from ({SUMMED}
    ) s
    left join enrolment e on e.enrolment_id = s.holder {shared.OWN_WINDOWS}
    left join ({COUNTED}
    ) c on c.major = s.major and c.occupation_code = s.occupation_code
    left join ({shared.HELD}
    ) h on h.person_id = s.person_id and h.occupation_code = s.occupation_code
    left join ({shared.TECHNICAL}
    ) q on q.person_id = s.person_id
"""
"""Of each enrolment and occupation the courses that were asked, passed and failed."""

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
    figures=(*shared.GRADUATING_FIGURES, "pass_mark"),
    readings=shared.GRADUATING_READINGS,
    facts=(
        shared.TIER,
        Fact(name="is_student", title="名册中是学生", type="integer", values=(None, 0, 1)),
        *shared.GRADUATING,
        *_part_facts("theory"),
        *_part_facts("practice"),
        Fact(name="failed_course", title="不合格的课程（首门）", values=(None, "示例课程")),
        Fact(name="assessed_on", title="最后合格的课程的考核日期", values=(None, "2024-06-20")),
        Fact(name="approved_on", title="课程对应表最后的审批日期", values=(None, "2024-06-20", "2024-06-21")),
        Fact(name="early_course", title="审批以前考核的课程（首门）", values=(None, "示例课程")),
        Fact(name="undated_courses", title="缺考核或审批日期的合格课程门数", type="integer", values=(0, 1)),
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
                coalesce(is_student, 0) = 0 or {shared.is_graduating(":as_of")}
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
            holds="""
                case
                  when :reading_map_approval = 'last-course' then approved_on <= assessed_on
                  else case
                    when early_course is not null then 0
                    when undated_courses > 0 or approved_on is null then null
                    else 1
                  end = 1
                end
            """,
            readings=("map-approval",),
            question="每门合格的课程，考核之前对应表已经审批",
            remedy="登记对应表的审批日期、课程的考核日期；审批以前考核的课程不算数，审批以后重新考核",
            unknown="对应表没有审批日期，或合格的课程没有考核日期",
            passes="2024-06-20 审批，2024-06-20 考核",
            fails="2024-06-21 审批，2024-06-20 考核",
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
