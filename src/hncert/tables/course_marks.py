"""Marks in courses that carry an occupational standard (过程化考核)."""

from dataclasses import replace

from hncert.domain import dates
from hncert.tables.parsers import amount, code, mark, one_of
from hncert.tables.people import AGREE, SAME_NAME, WHO, WHO_NAMES
from hncert.tables.shared_columns import ANY_OCCUPATION
from hncert.tables.table import Column, Eligible, Table

FIRST = "正考"
PARTS = {
    "理论": ("理论课", "理论课程", "理论考核"),
    "实践": ("实践课", "实训", "实践课程", "实训课", "技能", "实操", "实践考核", "操作"),
}
COURSE = Column(
    name="course",
    header="课程名称",
    also=("课程", "科目", "课程名"),
    required=True,
    example="程序设计基础",
)
PART = Column(
    name="part",
    header="课程类别",
    also=("课程性质", "考核类别", "理论或实践", "课程类型"),
    parse=one_of(PARTS),
    required=True,
    example="理论",
)

TABLE = Table(
    id="course_marks",
    title="课程成绩",
    target="course_mark",
    key=("person_id", "term", "course", "part", "occupation_code", "sitting"),
    needs=(("id_number",), ("name",), ("course",), ("part",), ("mark",)),
    columns=(
        *WHO,
        Column(
            name="term",
            header="学期",
            also=("开课学期", "学年学期"),
            parse=code,
            required=True,
            example="2023-2024-1",
            note="文本格式",
        ),
        COURSE,
        PART,
        replace(ANY_OCCUPATION, note="空白时按课证融通课程对应表"),
        Column(
            name="sitting",
            header="考试性质",
            also=("修读性质", "考试类型"),
            parse=one_of({FIRST: ("正常考试", "初修", "首修"), "补考": ("缓考",), "重修": ("重学",)}),
            default=FIRST,
            note="空白视为正考",
        ),
        Column(
            name="mark",
            header="成绩",
            also=("课程成绩", "总评成绩", "最终成绩", "考核成绩", "分数"),
            parse=mark,
            required=True,
            example="85",
            note="0 至 100，或等级制（优秀…不及格）；缺考、作弊如实填写",
        ),
        Column(name="credits", header="学分", also=("课程学分",), parse=amount, type="real"),
        Column(name="assessed_on", header="考核日期", also=("考试日期", "成绩日期"), parse=dates.parse),
    ),
    conflicts=(*AGREE, SAME_NAME),
    eligible=Eligible(
        sql="""
            select distinct p.id_type, p.id_number, p.name, p.person_id, m.course, m.part, m.occupation_code
            from enrolment e
            join person p on p.person_id = e.person_id
            join course_mapping m on m.major = '' or m.major = e.major
            where e.role = 'student'
              and coalesce(e.enrolled_on, :as_of) <= :as_of
              and coalesce(e.cohort, cast(substr(e.graduates_on, 1, 4) as integer)) = :graduating_year
              and m.approved_on <= :as_of and coalesce(m.withdrawn_on, '9999-12-31') > :as_of
            order by m.course, m.part, p.name_key, p.id_number
        """,
        columns=(*WHO_NAMES, "course", "part", "occupation_code"),
    ),
)
