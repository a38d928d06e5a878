"""What makes every pathway grant and refuse: late sittings, more courses and events, registrations, honours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sample_college import (
    E_COMMERCE,
    HEALTH_CARER,
    INFORMATION,
    LOGISTICS,
    MARKETER,
    PROGRAMMER,
    ROBOT_MAINTAINER,
    ROBOT_OPERATOR,
    SECONDARY,
    TRADE,
    Occupation,
)
from sample_evidence import AUTUMN as AUTUMN_TERM
from sample_evidence import CONTEST_EVENT, COURSES, SPRING, ContestResult, CourseMark, eligible, half_mark
from sample_people import SPRING_CLASS, College, Member, Outsider, Staff, Student, day_between
from sample_training import (
    AUTUMN_2023,
    BATCHES,
    INTERMEDIATE,
    RESIT_AFTER,
    SENIOR,
    SPRING_2018,
    SPRING_2023,
    ExamEntry,
    TrainingClass,
    sit,
)

NEXT_TERM = "2024-2025-1"
ASSESSED = {AUTUMN_TERM: date(2024, 1, 12), SPRING: date(2024, 6, 21), NEXT_TERM: date(2024, 11, 15)}
OLD_EXAM = date(2022, 6, 18)
SPRING_SITTERS, SPRING_SENIORS, GRADUATES, OUTSIDERS, RESIT_ONLY, OUTDATED = 14, 2, 3, 2, 2, 2


def _of_major(college: College, code: str, cohort: int) -> list[Student]:
    return [one for one in eligible(college.students, cohort) if one.major.code == code]


def _spring_class(rng: Random, college: College) -> list[ExamEntry]:
    levels = [INTERMEDIATE] * (SPRING_SITTERS - SPRING_SENIORS) + [SENIOR] * SPRING_SENIORS
    sitters = rng.sample(_of_major(college, *SPRING_CLASS), SPRING_SITTERS)
    return [sit(rng, one, ROBOT_OPERATOR, level, SPRING_2018) for one, level in zip(sitters, levels, strict=True)]


def _strangers(rng: Random, college: College, classes: Sequence[TrainingClass]) -> list[ExamEntry]:
    """Graduates of the summer, and members of society who were trained beside the students."""
    outsiders = [one for one in classes[0].trainees if isinstance(one, Outsider)][:OUTSIDERS]
    left: list[Member | Outsider] = [*rng.sample(_of_major(college, "0102", 2024), GRADUATES), *outsiders]
    return [sit(rng, one, PROGRAMMER, SENIOR, SPRING_2023) for one in left]


def _resit_only(rng: Random, free: Sequence[Student]) -> list[ExamEntry]:
    return [
        ExamEntry(
            candidate=one,
            occupation=PROGRAMMER,
            level=SENIOR,
            day=AUTUMN_2023.day + RESIT_AFTER,
            theory=half_mark(rng, 60, 90),
            practice=half_mark(rng, 60, 90),
            kind="补考",
            batch=AUTUMN_2023.number,
        )
        for one in rng.sample(free, RESIT_ONLY)
    ]


def _outdated(rng: Random, free: Sequence[Staff]) -> list[ExamEntry]:
    """Teachers who sit the failed part again when the passed part is no longer valid."""
    entries = []
    for one in rng.sample(free, OUTDATED):
        first = ExamEntry(
            candidate=one, occupation=ROBOT_MAINTAINER, level=SENIOR, day=OLD_EXAM, theory=72, practice=55.5
        )
        again = replace(first, day=AUTUMN_2023.day, theory=None, practice=76, kind="补考", batch=AUTUMN_2023.number)
        entries += [first, again]
    return entries


def late_sittings(
    rng: Random, college: College, classes: Sequence[TrainingClass], entries: Sequence[ExamEntry]
) -> list[ExamEntry]:
    """Sittings beside those of the training classes."""
    sat = {entry.candidate.person.id_number for entry in entries}
    students = [one for one in _of_major(college, "0102", 2025) if one.person.id_number not in sat]
    staff = [one for one in college.staff if one.person.id_number not in sat and one.hired < date(2020, 1, 1)]
    return [
        *_spring_class(rng, college),
        *_strangers(rng, college, classes),
        *_resit_only(rng, students),
        *_outdated(rng, staff),
    ]


WORD_MARKS = ("优秀", "良好", "中等", "及格")
NURSING_COURSES = ((AUTUMN_TERM, "健康评估", "理论"), (SPRING, "慢性病照护", "理论"))
EARLY, SHORT, NURSES, RETAKEN = 6, 5, 4, 20


def _marked(
    rng: Random, student: Student, occupation: Occupation, courses: Sequence[tuple[str, str, str]]
) -> list[CourseMark]:
    return [
        CourseMark(
            student=student, term=term, course=course, kind=kind, occupation=occupation, mark=rng.choice(WORD_MARKS)
        )
        for term, course, kind in courses
    ]


def more_marks(rng: Random, college: College, marks: Sequence[CourseMark]) -> list[CourseMark]:
    """Failed courses taken again, a year too early, a course short, and courses of theory alone."""
    failed = [one for one in marks if isinstance(one.mark, int | float) and one.mark < 60]
    more = [replace(one, term=NEXT_TERM, mark=half_mark(rng, 58, 80)) for one in rng.sample(failed, RETAKEN)]
    for code, cohort, count, occupation, courses in (
        ("0303", 2026, EARLY, LOGISTICS, COURSES[LOGISTICS]),
        ("0102", 2025, SHORT, PROGRAMMER, COURSES[PROGRAMMER][:-1]),
        ("0601", 2025, NURSES, HEALTH_CARER, NURSING_COURSES),
    ):
        for student in rng.sample(_of_major(college, code, cohort), count):
            more += _marked(rng, student, occupation, courses)
    return more


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A row of the contest's award table, by rank or by prize."""

    occupation: Occupation
    event: str
    level: str
    first: int | None = None
    last: int | None = None
    prize: str = ""
    rules_on: date | None = date(2024, 4, 1)


CONTEST = "2024年河南示例职业技术大学职业技能竞赛"
CONTEST_DOCUMENT, CONTEST_ON = "示例教竞〔2024〕3号", date(2024, 5, 18)
TEAM_EVENT, SHOP_EVENT, ROBOT_EVENT, FILM_EVENT = "直播电商（团体）", "网店运营", "服务机器人应用", "短视频创作"
CONTEST_AWARDS = (
    Award(occupation=PROGRAMMER, event=CONTEST_EVENT, first=1, last=6, level=SENIOR),
    Award(occupation=PROGRAMMER, event=CONTEST_EVENT, first=7, last=20, level=INTERMEDIATE),
    Award(occupation=E_COMMERCE, event=TEAM_EVENT, prize="一等奖", level=SENIOR),
    Award(occupation=E_COMMERCE, event=TEAM_EVENT, prize="二等奖", level=INTERMEDIATE),
    Award(occupation=MARKETER, event=SHOP_EVENT, first=1, last=2, level=SENIOR),
    Award(occupation=MARKETER, event=SHOP_EVENT, first=3, last=5, level=INTERMEDIATE),
    Award(occupation=ROBOT_OPERATOR, event=ROBOT_EVENT, first=1, last=3, level=INTERMEDIATE, rules_on=None),
)
TEAM_PRIZES = {"一队": "一等奖", "二队": "二等奖", "三队": "二等奖", "四队": "三等奖", "五队": "三等奖"}
SINGLES = ((SHOP_EVENT, TRADE, 8), (ROBOT_EVENT, SECONDARY, 5), (FILM_EVENT, INFORMATION, 4))
TEAM_SIZE = 3


def _teams(rng: Random, trade: Sequence[Student]) -> list[ContestResult]:
    """Teams that share a prize; of the third one member's prize was written down wrong."""
    members = rng.sample(trade, TEAM_SIZE * len(TEAM_PRIZES))
    results = []
    for at, (team, prize) in enumerate(TEAM_PRIZES.items()):
        for place, one in enumerate(members[at * TEAM_SIZE : (at + 1) * TEAM_SIZE]):
            written = "三等奖" if (team, place) == ("三队", 2) else prize
            results.append(ContestResult(holder=one, event=TEAM_EVENT, prize=written, team=team))
    return results


def more_results(rng: Random, college: College) -> list[ContestResult]:
    """A team event, an event above the filed level, one whose rules bear no day, one without rules."""
    students = eligible(college.students, 2025) + eligible(college.students, 2026)
    results = _teams(rng, [one for one in students if one.department == TRADE])
    for event, department, count in SINGLES:
        entrants = rng.sample([one for one in students if one.department == department], count)
        results += [
            ContestResult(holder=one, event=event, rank=place, mark=96 - 3 * place)
            for place, one in enumerate(entrants, start=1)
        ]
    return results


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An application to a batch."""

    entry: ExamEntry
    source: str
    education: str
    work_years: int | None
    day: date


EDUCATIONS = {"本科": ("高中", "高中", "中专"), "专科": ("高中", "高中", "中专"), "中职": ("初中",)}
STAFF_EDUCATIONS = ("本科", "本科", "硕士研究生", "博士研究生", "专科")
UNREGISTERED = 8


def _background(entry: ExamEntry) -> tuple[str, Sequence[str], int]:
    """Where a candidate comes from, the likely education, the years of work."""
    who = entry.candidate
    if isinstance(who, Student):
        return "本校在校生", EDUCATIONS[who.major.tier], 0
    if isinstance(who, Staff):
        return "本校教职工", STAFF_EDUCATIONS, entry.day.year - who.hired.year
    return "技工院校学员", ("技工学校",), 2


def _registration(rng: Random, entry: ExamEntry) -> Registration:
    source, educations, years = _background(entry)
    return Registration(
        entry=entry,
        source=source,
        education=rng.choice(educations),
        work_years=years,
        day=day_between(rng, entry.day - timedelta(days=40), entry.day - timedelta(days=20)),
    )


def registrations(rng: Random, entries: Sequence[ExamEntry]) -> list[Registration]:
    """Those who sat in a batch, but for a few whose application was lost."""
    firsts = [entry for entry in entries if entry.batch and entry.kind == "正考"]
    kept = sorted(rng.sample(range(len(firsts)), len(firsts) - UNREGISTERED))
    made = [_registration(rng, firsts[place]) for place in kept]
    numbers = [batch.number for batch in BATCHES]
    return sorted(made, key=lambda one: numbers.index(one.entry.batch))


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """A recorded honour of a student."""

    student: Student
    title: str
    day: date


HONOURS = ("优秀毕业生", "三好学生", "优秀学生干部", "技能标兵")
HONOURED = 20


def honours(rng: Random, college: College, entries: Sequence[ExamEntry]) -> list[Honour]:
    """Of the secondary students who sit for 三级 two were honoured in time and one too late; others besides."""
    seniors = [
        entry.candidate
        for entry in entries
        if entry.level == SENIOR and isinstance(entry.candidate, Student) and entry.candidate.department == SECONDARY
    ]
    days = (date(2024, 5, 4), date(2024, 5, 4), AUTUMN_2023.day + timedelta(days=30))
    made = [Honour(student=one, title=HONOURS[0], day=day) for one, day in zip(seniors, days, strict=False)]
    taken = {one.number for one in seniors}
    others = [one for one in eligible(college.students, 2025) if one.number not in taken]
    return made + [
        Honour(student=one, title=rng.choice(HONOURS), day=day_between(rng, date(2023, 5, 4), date(2024, 5, 4)))
        for one in rng.sample(others, HONOURED - len(made))
    ]
