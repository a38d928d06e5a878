"""Fictional people: students, staff and members of society, with valid fictional numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import mul
from random import Random

from sample_college import DEPARTMENTS, ENTRY_AGE, MAJORS, OFFICES, STUDY_YEARS, Major

# 410000 is the province; a resident number carries the county of registration.
ADDRESS_CODE = "410000"
RESIDENT = "居民身份证"
PASSPORT = "护照"
PERMIT = "港澳居民来往内地通行证"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
COHORTS = (2025, 2026, 2027)
# Entered in spring, leaves in winter: its 毕业学年 is registered.
SPRING_CLASS = ("0703", 2025)
SPRING_ENTRY, SPRING_LEAVING = date(2022, 3, 1), date(2025, 1, 10)
SOCIETY_GROUPS = (
    "农村转移劳动力",
    "已脱贫劳动力",
    "返乡入乡创业人员",
    "城镇下岗失业人员",
    "转岗职工",
    "农村致富带头人",
)

SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟")
MALE_SYLLABLES = tuple("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林翔峰博志建国文轩子豪泽昊天一鸣")
FEMALE_SYLLABLES = tuple("芳娜敏静丽艳娟霞秀玲桂英华慧巧美洁丹萍红玉兰凤梅琳雪倩蕾颖佳瑶怡婷雅欣悦梦诗涵雨晨思彤可馨")
ETHNICITIES = ("汉族",) * 47 + ("回族", "满族", "蒙古族")
# Roster serial -> name, ethnicity: the spellings that break careless programs.
RARE_NAMES = {
    54: ("李㛃", "汉族"),
    56: ("王䶮", "汉族"),
    756: ("赵䶮飞", "汉族"),
    902: ("张㛃然", "汉族"),
    1351: ("阿依娜·吐尔地", "维吾尔族"),
    1801: ("巴合提·叶尔兰", "哈萨克族"),
    2701: ("热依汗·艾山", "维吾尔族"),
}
OTHER_DOCUMENTS = {
    95: (PASSPORT, "E00000001", "留学生"),
    640: (PERMIT, "H00000001", "港澳生"),
    1111: (PERMIT, "H00000002", "港澳生"),
    1500: (PASSPORT, "E00000002", "留学生"),
    2020: (PERMIT, "H00000003", "港澳生"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    id_type: str
    id_number: str
    born: date
    ethnicity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A row of the student roster."""

    person: Person
    number: str
    major: Major
    class_name: str
    cohort: int
    enrolled: date
    graduates: date
    remark: str = ""

    @property
    def department(self) -> str:
        """The department of the major."""
        return self.major.department


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A row of the staff roster."""

    person: Person
    number: str
    department: str
    hired: date

    @property
    def class_name(self) -> str:
        """Staff belong to no class."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """A member of society who attends training."""

    person: Person
    group: str


Member = Student | Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class College:
    """Everybody, in roster order."""

    students: tuple[Student, ...]
    staff: tuple[Staff, ...]
    outsiders: tuple[Outsider, ...]


def check_digit(body: str) -> str:
    """The last character for the first seventeen digits (GB 11643)."""
    return CHECK_DIGITS[sum(map(mul, map(int, body), WEIGHTS)) % 11]


def day_between(rng: Random, first: date, last: date) -> date:
    """A day of the closed interval."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


class Registry:
    """Invents people; no identity number is given twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.used: set[str] = set()

    def person(self, born: date) -> Person:
        """A person born on a day, with a resident number."""
        sex = self.rng.choice(("男", "女"))
        return Person(
            name=self._name(sex),
            sex=sex,
            id_type=RESIDENT,
            id_number=self._number(sex, born),
            born=born,
            ethnicity=self.rng.choice(ETHNICITIES),
        )

    def _number(self, sex: str, born: date) -> str:
        while True:
            order = self.rng.randint(0, 99) * 10 + self.rng.choice((1, 3, 5, 7, 9)) - (sex == "女")
            body = f"{ADDRESS_CODE}{born:%Y%m%d}{order:03d}"
            if body not in self.used:
                self.used.add(body)
                return body + check_digit(body)

    def _name(self, sex: str) -> str:
        syllables = MALE_SYLLABLES if sex == "男" else FEMALE_SYLLABLES
        if self.rng.random() < 0.01:
            return self.rng.choice(DOUBLE_SURNAMES) + "".join(self.rng.sample(syllables, 2))
        given = self.rng.sample(syllables, 1 if self.rng.random() < 0.25 else 2)
        return self.rng.choice(SURNAMES) + "".join(given)


def _cohorts(major: Major) -> tuple[int, ...]:
    return (2024, *COHORTS) if major.has_2024_class else COHORTS


def _student_person(registry: Registry, major: Major, enrolled: date, serial: int) -> tuple[Person, str]:
    oldest = enrolled.year - ENTRY_AGE[major.tier] - 1
    person = registry.person(day_between(registry.rng, date(oldest, 9, 1), date(oldest + 1, 8, 31)))
    if serial in RARE_NAMES:
        name, ethnicity = RARE_NAMES[serial]
        return replace(person, name=name, ethnicity=ethnicity), ""
    if serial in OTHER_DOCUMENTS:
        id_type, number, remark = OTHER_DOCUMENTS[serial]
        return replace(person, id_type=id_type, id_number=number, ethnicity=""), remark
    return person, ""


def _class_of(registry: Registry, major: Major, cohort: int, first_serial: int) -> list[Student]:
    enrolled = date(cohort - STUDY_YEARS[major.tier], 9, 1)
    class_name = f"{major.name}{enrolled:%y}01班"
    members = []
    for seat in range(1, registry.rng.randint(41, 48) + 1):
        person, remark = _student_person(registry, major, enrolled, first_serial + seat)
        members.append(
            Student(
                person=person,
                number=f"{enrolled.year}{major.code}01{seat:02d}",
                major=major,
                class_name=class_name,
                cohort=cohort,
                enrolled=enrolled,
                graduates=date(cohort, 6, 30),
                remark=remark or ("已毕业" if cohort == 2024 else ""),
            )
        )
    return members


def _students(registry: Registry) -> tuple[Student, ...]:
    students: list[Student] = []
    for major in MAJORS:
        for cohort in _cohorts(major):
            members = _class_of(registry, major, cohort, len(students))
            students += _in_spring(members) if (major.code, cohort) == SPRING_CLASS else members
    return tuple(students)


def _in_spring(members: Sequence[Student]) -> list[Student]:
    return [replace(one, enrolled=SPRING_ENTRY, graduates=SPRING_LEAVING) for one in members]


def _staff(registry: Registry, count: int) -> tuple[Staff, ...]:
    places = DEPARTMENTS * 3 + OFFICES
    members = []
    for serial in range(1, count + 1):
        born = day_between(registry.rng, date(1966, 1, 1), date(1996, 12, 31))
        hired = day_between(registry.rng, date(born.year + 25, 7, 1), date(born.year + 27, 9, 1))
        members.append(
            Staff(
                person=registry.person(born),
                number=f"{serial:06d}",
                department=registry.rng.choice(places),
                hired=min(hired, date(2023, 9, 1)),
            )
        )
    return tuple(members)


def _outsiders(registry: Registry, count: int) -> tuple[Outsider, ...]:
    return tuple(
        Outsider(
            person=registry.person(day_between(registry.rng, date(1968, 1, 1), date(2000, 12, 31))),
            group=SOCIETY_GROUPS[place % len(SOCIETY_GROUPS)],
        )
        for place in range(count)
    )


def populate(rng: Random) -> College:
    """The whole college."""
    registry = Registry(rng)
    return College(students=_students(registry), staff=_staff(registry, 160), outsiders=_outsiders(registry, 60))


def holds_resident_number(member: Member) -> bool:
    """False for passports and permits, which sheets without 证件类型 cannot tell."""
    return member.person.id_type == RESIDENT
