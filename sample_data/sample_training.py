"""Training classes with their attendance, and the examinations that follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sample_college import (
    BIM_TECHNICIAN,
    BUILDING,
    CAR_ASSEMBLER,
    E_COMMERCE,
    ELDERLY_CARER,
    HEALTH_CARER,
    INFORMATION,
    LOGISTICS,
    MANUFACTURE,
    MARKETER,
    MEDICINE,
    NETWORK_OPERATOR,
    PROGRAMMER,
    ROBOT_MAINTAINER,
    SECONDARY,
    TEA_SPECIALIST,
    TOURISM,
    TRADE,
    Occupation,
)
from sample_evidence import eligible, half_mark
from sample_people import College, Member, Outsider, Student

Mark = float | str | None


@dataclass(frozen=True, slots=True)
class Course:
    """A training class as planned."""

    occupation: Occupation
    field: str
    form: str
    department: str
    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of the exam; `statement` is the day of the signed statement that training was held."""

    number: str
    day: date
    edition: str
    statement: date | None = None
    evaluation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingClass:
    """A training class that was held; `sessions` are (day, hours)."""

    number: str
    name: str
    course: Course
    sessions: tuple[tuple[date, int], ...]
    trainees: tuple[Member | Outsider, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person on one day of a class."""

    held: TrainingClass
    trainee: Member | Outsider
    day: date
    hours: int

    @property
    def group(self) -> str:
        """The 培训对象类别."""
        if isinstance(self.trainee, Outsider):
            return self.trainee.group
        return "在校学生" if isinstance(self.trainee, Student) else "教职工"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamEntry:
    """One sitting; a part not sat again has no mark."""

    candidate: Member | Outsider
    occupation: Occupation
    level: str
    day: date
    theory: Mark
    practice: Mark
    review: Mark = None
    kind: str = "正考"
    batch: str = ""


COURSES = (
    Course(PROGRAMMER, "软件开发", "定向", INFORMATION, date(2024, 3, 9)),
    Course(NETWORK_OPERATOR, "大数据", "订单", INFORMATION, date(2024, 3, 16)),
    Course(ROBOT_MAINTAINER, "智能制造", "学徒制", MANUFACTURE, date(2024, 3, 23)),
    Course(E_COMMERCE, "电子商务", "定向", TRADE, date(2024, 3, 30)),
    Course(LOGISTICS, "现代物流", "订单", TRADE, date(2024, 4, 13)),
    Course(ELDERLY_CARER, "家政服务", "定岗", MEDICINE, date(2024, 4, 20)),
    Course(BIM_TECHNICIAN, "生态环保", "定向", BUILDING, date(2024, 8, 24)),
    Course(MARKETER, "国际贸易", "订单", TOURISM, date(2024, 8, 31)),
    Course(CAR_ASSEMBLER, "智能制造", "学徒制", MANUFACTURE, date(2024, 9, 7)),
    Course(PROGRAMMER, "软件开发", "定向", SECONDARY, date(2024, 9, 14)),
    Course(TEA_SPECIALIST, "文化旅游", "定岗", TOURISM, date(2024, 9, 21)),
    Course(HEALTH_CARER, "医疗健康", "定岗", MEDICINE, date(2024, 9, 28)),
)
EVALUATION = "示例教评〔2024〕2号"
SPRING_2018 = Batch(
    number="2024-01", day=date(2024, 5, 25), edition="2018版", statement=date(2024, 5, 20), evaluation=EVALUATION
)
SPRING_2023 = Batch(number="2024-02", day=date(2024, 7, 6), edition="2023版", evaluation=EVALUATION)
AUTUMN_2023 = Batch(number="2024-03", day=date(2024, 10, 26), edition="2023版", evaluation=EVALUATION)
AUTUMN_2018 = Batch(number="2024-04", day=date(2024, 10, 26), edition="2018版")
BATCHES = (SPRING_2018, SPRING_2023, AUTUMN_2023, AUTUMN_2018)
OLD_EDITION = {LOGISTICS: SPRING_2018, CAR_ASSEMBLER: AUTUMN_2018}
RESIT_AFTER = timedelta(days=28)
OUTSIDERS_EACH = 5
SAT_EACH = 21
UNTRAINED = 18
EXCELLENT_SECONDARY = 4
SENIOR, INTERMEDIATE, TECHNICIAN = "三级/高级工", "四级/中级工", "二级/技师"


def _students_for(college: College, course: Course) -> list[Student]:
    older = eligible(college.students, 2025) + eligible(college.students, 2026)
    return [
        student
        for student in older
        if student.department == course.department
        and (course.department != SECONDARY or student.major.occupation == course.occupation)
    ]


def _sessions(rng: Random, first_day: date) -> tuple[tuple[date, int], ...]:
    return tuple((first_day + timedelta(days=7 * week), rng.choice((4, 6, 8))) for week in range(rng.choice((2, 3))))


def training_classes(rng: Random, college: College) -> list[TrainingClass]:
    """The twelve classes of the year."""
    classes = []
    for place, course in enumerate(COURSES, start=1):
        trainees: list[Member | Outsider] = []
        trainees += rng.sample(_students_for(college, course), rng.randint(23, 32))
        trainees += rng.sample(college.staff, 2)
        trainees += college.outsiders[(place - 1) * OUTSIDERS_EACH : place * OUTSIDERS_EACH]
        held = TrainingClass(
            number=f"PX2024{place:02d}",
            name=f"{course.occupation.name}专门培训班（2024年第{place}期）",
            course=course,
            sessions=_sessions(rng, course.first_day),
            trainees=tuple(trainees),
        )
        classes.append(held)
    return classes


def attendance(rng: Random, classes: Sequence[TrainingClass]) -> list[Attendance]:
    """Who came on which day; the first session is never missed."""
    return [
        Attendance(held=held, trainee=trainee, day=day, hours=hours)
        for held in classes
        for place, (day, hours) in enumerate(held.sessions)
        for trainee in held.trainees
        if place == 0 or rng.random() > 0.06
    ]


def _mark(rng: Random) -> Mark:
    luck = rng.random()
    for limit, special in ((0.04, "缺考"), (0.05, "作弊"), (0.06, 0), (0.08, 59.5), (0.1, 60)):
        if luck < limit:
            return special
    return half_mark(rng, 55, 96)


def _level(candidate: Member, technician: bool = False) -> str:
    if isinstance(candidate, Student):
        return INTERMEDIATE if candidate.major.tier == "中职" else SENIOR
    return TECHNICIAN if technician else SENIOR


def sit(rng: Random, candidate: Member | Outsider, occupation: Occupation, level: str, batch: Batch) -> ExamEntry:
    """A first sitting with drawn marks."""
    theory = _mark(rng)
    return ExamEntry(
        candidate=candidate,
        occupation=occupation,
        level=level,
        day=batch.day,
        theory=theory,
        practice="缺考" if theory == "缺考" else _mark(rng),
        review=half_mark(rng, 58, 90) if level == TECHNICIAN else None,
        batch=batch.number,
    )


def _batch(course: Course) -> Batch:
    in_spring = course.first_day < SPRING_2023.day
    return OLD_EDITION.get(course.occupation, SPRING_2023 if in_spring else AUTUMN_2023)


def _trained(rng: Random, classes: Sequence[TrainingClass]) -> list[ExamEntry]:
    entries = []
    for held in classes:
        members = [one for one in held.trainees if not isinstance(one, Outsider)]
        for place, one in enumerate(rng.sample(members, SAT_EACH)):
            level = _level(one, technician=held.course.occupation == ELDERLY_CARER)
            if level == INTERMEDIATE and place < EXCELLENT_SECONDARY:
                level = SENIOR
            entries.append(sit(rng, one, held.course.occupation, level, _batch(held.course)))
    return entries


def _untrained(rng: Random, college: College, classes: Sequence[TrainingClass]) -> list[ExamEntry]:
    course = COURSES[0]
    trained = {one.person.id_number for held in classes for one in held.trainees}
    free = [one for one in _students_for(college, course) if one.person.id_number not in trained]
    return [sit(rng, one, course.occupation, _level(one), AUTUMN_2023) for one in rng.sample(free, UNTRAINED)]


def passed(mark: Mark) -> bool:
    """True for a mark of sixty and more."""
    return isinstance(mark, int | float) and mark >= 60


def _resits(rng: Random, entries: Sequence[ExamEntry]) -> list[ExamEntry]:
    """Two failed candidates in three sit the failed part again; who cheated may not."""
    failed = [
        entry
        for entry in entries
        if "作弊" not in (entry.theory, entry.practice) and not (passed(entry.theory) and passed(entry.practice))
    ]
    return [
        ExamEntry(
            candidate=entry.candidate,
            occupation=entry.occupation,
            level=entry.level,
            day=entry.day + RESIT_AFTER,
            theory=None if passed(entry.theory) else _mark(rng),
            practice=None if passed(entry.practice) else _mark(rng),
            kind="补考",
            batch=entry.batch,
        )
        for entry in failed
        if rng.random() < 0.66
    ]


def examinations(rng: Random, college: College, classes: Sequence[TrainingClass]) -> list[ExamEntry]:
    """First sittings, then resits."""
    entries = _trained(rng, classes) + _untrained(rng, college, classes)
    return entries + _resits(rng, entries)
