"""Rosters of students, staff and society trainees."""

import re
from dataclasses import replace

from hncert.domain import dates
from hncert.domain.finding import Problem
from hncert.tables.enrolment_rules import CONFLICTS, CORRECTIONS, PREPARE
from hncert.tables.parsers import code, one_of
from hncert.tables.people import BIRTH_DATE, SEX, WHO
from hncert.tables.table import Column, Table

ROLES = {
    "student": ("学生", "在校生", "在校学生", "毕业生"),
    "staff": ("教职工", "教师", "教工", "职工", "在职教职工", "专任教师"),
    "society": ("社会人员", "社会学员", "社会劳动者", "社会"),
}
TIERS = {
    "本科": ("本科生", "应用型本科", "职业本科", "普通本科", "大学本科", "本科层次", "专升本"),
    "专科": ("高职", "大专", "高职专科", "专科生", "高职高专", "三年制专科", "高等职业教育", "专科层次", "高等职业"),
    "中职": ("中专", "中等职业教育", "职高", "中职生", "普通中专", "职业高中", "中职层次", "中等职业", "中等职业学校"),
}
ROLE_WORDS = tuple(words[0] for words in ROLES.values())
_ROLE_CASES = " ".join(f"when '{role}' then '{words[0]}'" for role, words in ROLES.items())
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


COHORT = Column(
    name="cohort",
    header="届别",
    also=("毕业届别", "届次"),
    parse=parse_cohort,
    type="integer",
    required=True,
    example="2025届",
)

TABLE = Table(
    id="roster",
    title="名册",
    target="enrolment",
    key=("person_id", "role", "number"),
    needs=(("id_number",), ("name",), ("tier", "role", "staff_number")),
    beside=("number", "major", "enrolled_on", "graduates_on", "cohort"),
    columns=(
        *WHO,
        SEX,
        BIRTH_DATE,
        Column(
            name="role",
            header="人员类别",
            also=("身份", "人员身份", "身份类别"),
            parse=parse_role,
            choices=ROLE_WORDS,
            shown=f"case t.role {_ROLE_CASES} end",
        ),
        Column(
            name="number",
            header="学号",
            parse=code,
            also=("学籍号", "学生学号", "学号工号"),
            example="2024000001",
            shown="case when t.role <> 'staff' then nullif(t.number, '') end",
        ),
        Column(
            name="staff_number",
            header="工号",
            parse=code,
            also=("教工号", "职工号", "教职工号", "人事编号"),
            stored=False,
            shown="case when t.role = 'staff' then nullif(t.number, '') end",
        ),
        Column(
            name="tier",
            header="层次",
            also=("培养层次", "学历层次", "办学层次", "学生层次"),
            parse=parse_tier,
            choices=tuple(TIERS),
            example="专科",
        ),
        Column(
            name="department",
            header="院系",
            also=("二级学院", "系部", "所在院系", "学院", "院部", "部门", "所在部门", "系别", "院系名称"),
        ),
        Column(name="major", header="专业", also=("专业名称", "所学专业", "主修专业")),
        Column(name="class_name", header="班级", also=("班级名称", "行政班", "所在班级")),
        replace(COHORT, required=False),
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
    prepare=PREPARE,
    corrections=CORRECTIONS,
    conflicts=CONFLICTS,
)
