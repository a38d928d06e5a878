"""Rosters of students, staff and society trainees."""

import re

from hncert.domain import dates
from hncert.domain.finding import Problem, Severity
from hncert.tables.people import AGREE, BIRTH_DATE, COMPLETE, OTHER_NAME_OR_NUMBER, RENAMED, SEX, WHO
from hncert.tables.table import Column, Conflict, Table, code, one_of

ROLES = {
    "student": ("学生", "在校生", "在校学生", "毕业生"),
    "staff": ("教职工", "教师", "教工", "职工", "在职教职工", "专任教师"),
    "society": ("社会人员", "社会学员", "社会劳动者", "社会"),
}
TIERS = {
    "本科": ("本科生", "应用型本科", "职业本科", "普通本科", "大学本科"),
    "专科": ("高职", "大专", "高职专科", "专科生", "高职高专", "三年制专科", "高等职业教育"),
    "中职": ("中专", "中等职业教育", "职高", "中职生", "普通中专", "职业高中"),
}
_tier = one_of(TIERS, "unknown-tier")
_role = one_of({words[0]: (role, *words[1:]) for role, words in ROLES.items()}, "unknown-role")


def parse_role(text: str) -> str | Problem:
    """The role a person has in the school, from the word people use."""
    word = _role(text)
    if isinstance(word, Problem):
        return word
    return next(role for role, words in ROLES.items() if words[0] == word)


def parse_tier(text: str) -> str | Problem:
    """本科, 专科 or 中职; 技工院校 are outside the policy (504 一)."""
    if text.startswith(("技工", "技校", "技师学院")):
        return Problem(
            rule="technical-college",
            message="技工院校学生不在 504 号文件范围内",
            expected="、".join(TIERS),
            remedy="核对层次；确属技工院校的，从名册中移出",
            clause="504 一",
        )
    answer: str | Problem = _tier(text)
    return answer


def parse_cohort(text: str) -> int | Problem:
    """The year of graduation of a 届."""
    found = re.fullmatch(r"(20\d{2})\s*[届年]?(?:毕业)?", text, re.ASCII)
    if found:
        return int(found[1])
    return Problem(
        rule="bad-cohort", message="届别无法识别", expected="2025届 这样的毕业年份", remedy="填毕业年份，不是入学年级"
    )


TABLE = Table(
    id="roster",
    title="名册",
    target="enrolment",
    key=("person_id", "role", "number"),
    needs=(("id_number",), ("name",), ("tier", "role", "staff_number")),
    beside=("number", "enrolled_on", "graduates_on", "cohort"),
    columns=(
        *WHO,
        SEX,
        BIRTH_DATE,
        Column(name="role", header="人员类别", also=("身份", "人员身份", "身份类别"), parse=parse_role),
        Column(name="number", header="学号", parse=code, also=("学籍号", "学生学号", "学号工号")),
        Column(
            name="staff_number",
            header="工号",
            parse=code,
            also=("教工号", "职工号", "教职工号", "人事编号"),
            stored=False,
        ),
        Column(name="tier", header="层次", also=("培养层次", "学历层次", "办学层次", "学生层次"), parse=parse_tier),
        Column(
            name="department",
            header="院系",
            also=("二级学院", "系部", "所在院系", "学院", "院部", "部门", "所在部门", "系别", "院系名称"),
        ),
        Column(name="major", header="专业", also=("专业名称", "所学专业", "主修专业")),
        Column(name="class_name", header="班级", also=("班级名称", "行政班", "所在班级")),
        Column(name="cohort", header="届别", also=("毕业届别", "届次"), parse=parse_cohort, type="integer"),
        Column(
            name="enrolled_on",
            header="入学日期",
            also=("入学时间", "入学年月", "入职日期", "入校日期", "参加工作时间"),
            parse=dates.parse_start,
        ),
        Column(
            name="graduates_on",
            header="预计毕业日期",
            also=("毕业日期", "毕业时间", "预计毕业时间", "预计毕业年月", "离校日期", "离职日期"),
            parse=dates.parse_end,
        ),
    ),
    prepare=(
        *COMPLETE,
        """
        update staged
        set role = coalesce(role, case when staff_number is null then 'student' else 'staff' end),
          number = coalesce(number, staff_number, '')
        """,
        """
        update staged
        set number = (
          select min(other.number)
          from (
            select id_type, id_number, role, min(number) as number
            from staged
            where number <> ''
            group by id_type, id_number, role
            having min(number) = max(number)
          ) other
          where other.id_type = staged.id_type and other.id_number = staged.id_number and other.role = staged.role
        )
        where number = ''
          and exists (select 1 from staged other where other.number <> '')
        """,
        "update staged set number = '' where number is null",
    ),
    corrections=(
        """
        update staged
        set number = coalesce((
          select min(e.number)
          from enrolment e
          join person p on p.person_id = e.person_id
          where p.id_type = staged.id_type and p.id_number = staged.id_number and e.role = staged.role
          having count(*) = 1
        ), '')
        where number = ''
        """,
        """
        update staged
        set changed = 1
        where number <> ''
          and exists (
            select 1
            from enrolment e
            join person p on p.person_id = e.person_id
            where p.id_type = staged.id_type and p.id_number = staged.id_number
              and e.role = staged.role and e.number = ''
          )
        """,
        """
        update enrolment
        set number = s.number
        from staged s
        join person p on p.id_type = s.id_type and p.id_number = s.id_number
        where s.number <> ''
          and enrolment.person_id = p.person_id and enrolment.role = s.role and enrolment.number = ''
          and not exists (
            select 1
            from enrolment same
            where same.person_id = p.person_id and same.role = s.role and same.number = s.number
          )
        """,
        """
        update staged
        set changed = 1
        where number <> ''
          and exists (
            select 1
            from enrolment e
            join person p on p.person_id = e.person_id
            where e.role = staged.role and e.number = staged.number
              and (p.id_type <> staged.id_type or p.id_number <> staged.id_number)
          )
        """,
        """
        update person
        set id_type = s.id_type, id_number = s.id_number,
          sex = coalesce(s.sex, person.sex), birth_date = coalesce(s.birth_date, person.birth_date)
        from staged s
        join enrolment e on e.role = s.role and e.number = s.number
        where s.number <> '' and e.person_id = person.person_id
          and (person.id_type <> s.id_type or person.id_number <> s.id_number)
        """,
    ),
    conflicts=(
        *AGREE,
        OTHER_NAME_OR_NUMBER,
        RENAMED,
        Conflict(
            rule="graduates-before-enrolling",
            column="graduates_on",
            sql="""
                select at, graduates_on as value, '晚于 ' || enrolled_on as expected
                from staged
                where graduates_on <= enrolled_on
            """,
            message="毕业（离职）日期不晚于入学（入职）日期",
            remedy="核对两个日期",
        ),
        Conflict(
            rule="student-without-tier",
            column="tier",
            sql="""
                select at, '' as value, '本科、专科或中职' as expected
                from staged
                where role = 'student' and tier is null
            """,
            message="学生没有填层次，无法确定等级",
            remedy="补填层次",
            clause="504 二(三)2",
        ),
        Conflict(
            rule="number-two-people",
            column="number",
            repeats=("number",),
            sql="""
                select s.at, s.number as value, '一个学号（工号）只对应一人' as expected
                from staged s
                join (
                  select role, number
                  from staged
                  where number <> ''
                  group by role, number
                  having min(id_number) <> max(id_number)
                ) twice on twice.role = s.role and twice.number = s.number
            """,
            message="同一学号（工号）在文件中对应两个证件号码",
            remedy="核对是学号写错还是证件号码写错，改正后再导入",
        ),
        Conflict(
            rule="number-of-another",
            column="number",
            sql="""
                select s.at, s.number as value, '库中此学号（工号）属于 ' || p.name as expected
                from staged s
                join enrolment e on e.role = s.role and e.number = s.number and s.number <> ''
                join person p on p.person_id = e.person_id
                where (p.id_type <> s.id_type or p.id_number <> s.id_number)
                  and (p.name_key <> s.name_key or exists (
                    select 1
                    from person other
                    where other.id_type = s.id_type and other.id_number = s.id_number
                  ))
            """,
            message="学号（工号）在库中已属于另一人",
            remedy="核对学号和证件号码哪一个写错，改正后再导入",
        ),
        Conflict(
            rule="id-corrected",
            column="id_number",
            severity=Severity.WARNING,
            sql="""
                select s.at, s.id_number as value, '原为 ' || p.id_number as expected
                from staged s
                join enrolment e on e.role = s.role and e.number = s.number and s.number <> ''
                join person p on p.person_id = e.person_id
                where (p.id_type <> s.id_type or p.id_number <> s.id_number)
                  and p.name_key = s.name_key
                  and not exists (
                    select 1
                    from person other
                    where other.id_type = s.id_type and other.id_number = s.id_number
                  )
            """,
            message="证件号码有更正（学号或工号与姓名相同）",
            remedy="核对是否确属更正；不是的，把名册改回后重新导入",
        ),
        Conflict(
            rule="two-numbers",
            column="number",
            severity=Severity.WARNING,
            sql="""
                select s.at, s.number as value, '库中另有学号（工号）' || min(e.number) as expected
                from staged s
                join person p on p.id_type = s.id_type and p.id_number = s.id_number
                join enrolment e on e.person_id = p.person_id and e.role = s.role
                where s.number <> '' and e.number <> '' and e.number <> s.number and p.name_key = s.name_key
                  and not exists (
                    select 1
                    from enrolment same
                    where same.person_id = p.person_id and same.role = s.role and same.number = s.number
                  )
                group by s.at, s.number
            """,
            message="同一人已有另一个学号（工号）",
            remedy="专升本等情形属正常；若是学号写错，请改正",
        ),
    ),
)
