"""What the people earned in the year: X certificates, earlier certificates, marks, contest ranks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sample_college import (
    BIM_TECHNICIAN,
    E_COMMERCE,
    ELDERLY_CARER,
    ELECTRICIAN,
    INFORMATION,
    LOGISTICS,
    MAJORS,
    PROGRAMMER,
    ROBOT_MAINTAINER,
    SECONDARY,
    SURVEYOR,
    X_GRADES,
    Occupation,
    approved_occupation,
)
from sample_people import College, Member, Staff, Student, day_between, holds_resident_number

YEAR_END = date(2024, 11, 30)
X_HOLDERS = {2025: 540, 2026: 196, 2027: 46}
SECOND_X = 100
STAFF_X = 12
GRADUATE_X = 6
CONTEST_EVENT = "程序设计（个人）"


@dataclass(frozen=True, slots=True, kw_only=True)
class XCertificate:
    """A 1+X certificate."""

    holder: Member
    x_name: str
    grade: str
    issued: date
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCertificate:
    """A certificate from before the year; `level` is the printed digit."""

    holder: Member
    kind: str
    occupation: Occupation
    level: int
    issued: date
    body: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMark:
    """A student's mark in one course."""

    student: Student
    term: str
    course: str
    kind: str
    occupation: Occupation
    mark: float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResult:
    """What one entrant reached in an event; equal marks share a rank, a team shares a prize."""

    holder: Member
    rank: int | None = None
    mark: float | None = None
    event: str = CONTEST_EVENT
    prize: str = ""
    team: str = ""


def eligible(members: Sequence[Student], cohort: int) -> list[Student]:
    """The students of a cohort who hold resident numbers."""
    return [member for member in members if member.cohort == cohort and holds_resident_number(member)]


def half_mark(rng: Random, low: int, high: int) -> float:
    """A mark in steps of a half, kept whole where it is whole."""
    doubled = rng.randint(low * 2, high * 2)
    return doubled // 2 if doubled % 2 == 0 else doubled / 2


def _x_day(rng: Random, enrolled: date) -> date:
    first = max(date(2024, 1, 1), enrolled + timedelta(days=35))
    if enrolled.year < 2023 and rng.random() < 0.1:
        return day_between(rng, date(2023, 5, 1), date(2023, 12, 31))
    return day_between(rng, first, YEAR_END)


def _first_x(rng: Random, students: Sequence[Student]) -> list[XCertificate]:
    chosen: list[Student] = []
    for cohort, count in X_HOLDERS.items():
        chosen += rng.sample(eligible(students, cohort), count)
    return [
        XCertificate(
            holder=student,
            x_name=rng.choice(student.major.x_names),
            grade=rng.choices(X_GRADES, (22, 66, 12))[0],
            issued=_x_day(rng, student.enrolled),
        )
        for student in chosen
    ]


def _second_x(rng: Random, first: XCertificate, x_names: tuple[str, ...]) -> XCertificate:
    """Another X certificate, or the next grade of the same one."""
    issued = day_between(rng, first.issued + timedelta(days=60), YEAR_END)
    others = [name for name in x_names if name != first.x_name]
    if others and rng.random() < 0.5:
        return replace(first, x_name=rng.choice(others), grade=rng.choice(("初级", "中级")), issued=issued)
    return replace(first, grade=X_GRADES[X_GRADES.index(first.grade) + 1], issued=issued)


def _second_xs(rng: Random, firsts: Sequence[XCertificate]) -> list[XCertificate]:
    pairs = [
        (first, first.holder.major.x_names)
        for first in firsts
        if isinstance(first.holder, Student) and first.grade != "高级" and first.issued <= date(2024, 8, 31)
    ]
    beginners = [pair for pair in pairs if pair[0].grade == "初级"]
    others = [pair for pair in pairs if pair[0].grade != "初级"]
    chosen = rng.sample(beginners, SECOND_X // 2) + rng.sample(others, SECOND_X - SECOND_X // 2)
    return [_second_x(rng, first, names) for first, names in chosen]


def _graduate_xs(rng: Random, students: Sequence[Student]) -> list[XCertificate]:
    return [
        XCertificate(
            holder=student,
            x_name=student.major.x_names[0],
            grade="中级",
            issued=day_between(rng, date(2023, 10, 1), date(2024, 6, 20)),
        )
        for student in rng.sample(eligible(students, 2024), GRADUATE_X)
    ]


def _staff_xs(rng: Random, staff: Sequence[Staff]) -> list[XCertificate]:
    suited = {major.department: major.x_names[0] for major in MAJORS}
    teachers = [member for member in staff if member.department in suited]
    return [
        XCertificate(
            holder=member,
            x_name=suited[member.department],
            grade=rng.choice(("中级", "高级")),
            issued=day_between(rng, date(2024, 1, 5), YEAR_END),
        )
        for member in rng.sample(teachers, STAFF_X)
    ]


def _numbered(drafts: Sequence[XCertificate]) -> list[XCertificate]:
    serials: Counter[int] = Counter()
    numbered = []
    for draft in sorted(drafts, key=lambda draft: (draft.issued, draft.x_name, draft.holder.number)):
        year = draft.issued.year
        serials[year] += 1
        numbered.append(replace(draft, number=f"X{year}{serials[year]:06d}"))
    return numbered


def issue_x(rng: Random, college: College) -> list[XCertificate]:
    """Every X certificate, by department, class and number of the holder."""
    firsts = _first_x(rng, college.students)
    drafts = firsts + _second_xs(rng, firsts)
    drafts += _graduate_xs(rng, college.students) + _staff_xs(rng, college.staff)
    return sorted(
        _numbered(drafts),
        key=lambda x: (x.holder.department, x.holder.class_name, x.holder.number, x.number),
    )


SKILL = "职业技能等级证书"
QUALIFICATION = "国家职业资格证书"
BODIES = {
    "示例评价机构甲": "S000041990001",
    "示例评价机构乙": "S000041990002",
    "示例评价机构丙": "S000041990003",
}
QUALIFICATION_BODY = "示例职业技能鉴定中心"
SAME_OCCUPATION = 26
LOWER_LEVEL = 8
WITHOUT_X = 16
STAFF_HELD = 10


def _held(rng: Random, holder: Member, occupation: Occupation, level: int) -> HeldCertificate:
    return HeldCertificate(
        holder=holder,
        kind=SKILL,
        occupation=occupation,
        level=level,
        issued=day_between(rng, date(2022, 11, 1), date(2023, 4, 20)),
        body=rng.choice(tuple(BODIES)),
    )


def _held_by_x_students(rng: Random, xs: Sequence[XCertificate]) -> list[HeldCertificate]:
    """First those who hold as much as the X certificate would give, then those who hold less."""
    seen: Counter[str] = Counter(x.holder.number for x in xs)
    mapped = [
        (x.holder, x.grade, occupation)
        for x in xs
        if (occupation := approved_occupation(x.x_name, x.grade))
        and isinstance(x.holder, Student)
        and x.holder.cohort == 2025
        and seen[x.holder.number] == 1
    ]
    chosen = rng.sample(mapped, SAME_OCCUPATION)
    taken = {holder.number for holder, _, _ in chosen}
    higher = [entry for entry in mapped if entry[1] != "初级" and entry[0].number not in taken]
    lower = rng.sample(higher, LOWER_LEVEL)
    held = [
        _held(rng, holder, occupation, rng.choice((3, 4)) if grade == "初级" else 3)
        for holder, grade, occupation in chosen
    ]
    return held + [_held(rng, holder, occupation, 4) for holder, _, occupation in lower]


def _held_by_others(rng: Random, students: Sequence[Student], xs: Sequence[XCertificate]) -> list[HeldCertificate]:
    taken = {x.holder.number for x in xs}
    free = [student for student in eligible(students, 2025) if student.number not in taken]
    return [
        _held(rng, student, student.major.occupation, rng.choice((3, 4, 4, 5)))
        for student in rng.sample(free, WITHOUT_X)
    ]


def _held_by_staff(rng: Random, staff: Sequence[Staff]) -> list[HeldCertificate]:
    return [
        HeldCertificate(
            holder=member,
            kind=QUALIFICATION,
            occupation=rng.choice((ELECTRICIAN, SURVEYOR, LOGISTICS)),
            level=rng.choice((2, 3, 4)),
            issued=day_between(rng, date(2014, 3, 1), date(2019, 11, 30)),
            body=QUALIFICATION_BODY,
        )
        for member in rng.sample([member for member in staff if member.hired < date(2014, 1, 1)], STAFF_HELD)
    ]


def _numbered_held(drafts: Sequence[HeldCertificate]) -> list[HeldCertificate]:
    serials: Counter[str] = Counter()
    numbered = []
    for draft in drafts:
        year = f"{draft.issued:%y}"
        head = f"{BODIES[draft.body]}{year}" if draft.kind == SKILL else f"{year}41003001"
        head += str(draft.level)
        serials[head] += 1
        width = 6 if draft.kind == SKILL else 5
        numbered.append(replace(draft, number=f"{head}{serials[head]:0{width}d}"))
    return numbered


def earlier_certificates(rng: Random, college: College, xs: Sequence[XCertificate]) -> list[HeldCertificate]:
    """Certificates that people brought along, some for the very occupation their X certificate maps to."""
    drafts = _held_by_x_students(rng, xs) + _held_by_others(rng, college.students, xs)
    return _numbered_held(drafts + _held_by_staff(rng, college.staff))


AUTUMN, SPRING = "2023-2024-1", "2023-2024-2"
COURSES = {
    PROGRAMMER: (
        (AUTUMN, "程序设计基础", "理论"),
        (SPRING, "数据库原理与应用", "理论"),
        (AUTUMN, "程序设计综合实训", "实践"),
        (SPRING, "软件项目开发实训", "实践"),
    ),
    ROBOT_MAINTAINER: (
        (AUTUMN, "工业机器人技术基础", "理论"),
        (SPRING, "电气控制与PLC", "理论"),
        (AUTUMN, "机器人编程与调试实训", "实践"),
        (SPRING, "机器人系统维护实训", "实践"),
    ),
    E_COMMERCE: (
        (AUTUMN, "电子商务基础", "理论"),
        (SPRING, "商务数据分析", "理论"),
        (AUTUMN, "网店运营实训", "实践"),
        (SPRING, "直播营销实训", "实践"),
    ),
    LOGISTICS: (
        (AUTUMN, "仓储与配送管理", "理论"),
        (SPRING, "运输管理实务", "理论"),
        (AUTUMN, "仓储作业实训", "实践"),
        (SPRING, "供应链综合实训", "实践"),
    ),
    BIM_TECHNICIAN: (
        (AUTUMN, "建筑识图与构造", "理论"),
        (SPRING, "BIM技术概论", "理论"),
        (AUTUMN, "BIM建模实训", "实践"),
        (SPRING, "BIM综合应用实训", "实践"),
    ),
    ELDERLY_CARER: (
        (AUTUMN, "老年人生理与心理", "理论"),
        (SPRING, "老年常见病照护", "理论"),
        (AUTUMN, "生活照护实训", "实践"),
        (SPRING, "康复照护实训", "实践"),
    ),
}
COURSE_MAJORS = ("0101", "0202", "0302", "0303", "0502", "0602", "0701")


def _course_mark(rng: Random) -> float:
    if rng.random() < 0.04:
        return rng.choice((0, 45, 59.5, 60))
    return half_mark(rng, 57, 97)


def course_marks(rng: Random, college: College) -> list[CourseMark]:
    """Marks of the 2025 cohort in courses that carry an occupational standard."""
    return [
        CourseMark(
            student=student,
            term=term,
            course=course,
            kind=kind,
            occupation=student.major.occupation,
            mark=_course_mark(rng),
        )
        for student in eligible(college.students, 2025)
        if student.major.code in COURSE_MAJORS
        for term, course, kind in COURSES[student.major.occupation]
    ]


def contest_results(rng: Random, college: College) -> list[ContestResult]:
    """Sixty entrants, students and staff together, from the first place to the last."""
    students = eligible(college.students, 2025) + eligible(college.students, 2026)
    entrants: list[Member] = []
    entrants += rng.sample([one for one in students if one.department == INFORMATION], 44)
    entrants += rng.sample([one for one in students if one.major.name == "计算机应用"], 8)
    teachers = [one for one in college.staff if one.department in (INFORMATION, SECONDARY)]
    entrants += rng.sample(teachers, 8)
    rng.shuffle(entrants)
    marks = sorted((half_mark(rng, 40, 98) for _ in entrants), reverse=True)
    return [
        ContestResult(holder=holder, rank=marks.index(mark) + 1, mark=mark)
        for holder, mark in zip(entrants, marks, strict=True)
    ]
