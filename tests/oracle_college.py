"""What the second reading of the policy asks of a college whatever the pathway; see `oracle`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hncert.domain.levels import Level
from hncert.law.register import readings

Row = Mapping[str, Any]
PASS_MARK = 60


@dataclass(frozen=True)
class College:
    """What a case tells, and the day to which it is read."""

    told: Row
    as_of: date

    @property
    def people(self) -> list[Row]:
        return [self.told, *self.told.get("others", ())]

    def reads(self, key: str) -> str:
        return self._reading(key)[0]

    def value(self, key: str) -> str:
        return self._reading(key)[1]

    def _reading(self, key: str) -> tuple[str, str]:
        chosen = self.told.get("readings", {}).get(key, readings()[key].chosen)
        return (chosen, "") if isinstance(chosen, str) else tuple(chosen)

    def rows(self, word: str) -> list[Row]:
        return list(self.told.get(word, ()))


# 一: not from a 技工院校; 三(二): the same person, occupation and level never twice


def is_technical(person: Row) -> bool:
    """Somebody whom a registration names as coming from a 技工院校."""
    return any(names_technical(row) for row in person.get("registration", ()))


def names_technical(registration: Row) -> bool:
    return any(word in registration.get("source", "") for word in ("技工", "技师学院"))


def is_free(college: College, person: Row, code: str, level: Level) -> bool:
    held = {one for one, _ in held_in(college, person, code)}
    if college.reads("held-level") == "same-only":
        return level not in held
    return all(one < level for one in held)


def held_in(college: College, person: Row, code: str) -> list[tuple[Level, date]]:
    own = [row for row in person.get("issued", ()) if not row.get("void") or row["void"] > college.as_of]
    rows = [*person.get("held", ()), *own]
    same = [row for row in rows if row["code"] == code and row["issued_on"] <= college.as_of]
    return [(Level[row["level"]], row["issued_on"]) for row in same]


# 二(一)1: own students and in-service staff


def leaves(row: Row) -> date | None:
    if row["graduates_on"]:
        return row["graduates_on"]  # type: ignore[no-any-return]
    return date(row["cohort"], 6, 30) if row["cohort"] else None


def is_here(college: College, row: Row, day: date) -> bool:
    """Enrolled or in service on a day; False also where a date that is asked for is missing."""
    complete = row["enrolled_on"] and row["graduates_on"]
    if college.reads("enrolment-dates") == "dates-required" and row["role"] == "student" and not complete:
        return False
    end = leaves(row)
    return (not row["enrolled_on"] or row["enrolled_on"] <= day) and (end is None or end >= day)


def is_student(college: College, person: Row, day: date) -> bool:
    """Studies here on a day, whatever else."""
    return any(row["role"] == "student" and is_here(college, row, day) for row in person["enrolment"])


def enrolment_on(
    college: College, person: Row, day: date, roles: Sequence[str] = ("student", "staff"), first: str = "staff"
) -> Row | None:
    """The enrolment that counts: a running one, of those one in the role `first`, of those the one that ends last."""

    def rank(row: Row) -> tuple[bool, bool, date, str]:
        return (is_here(college, row, day), row["role"] == first, leaves(row) or date.max, row["number"])

    return max((row for row in person["enrolment"] if row["role"] in roles), key=rank, default=None)


def roles_on(college: College, person: Row, day: date) -> list[Row]:
    """What somebody is here on a day: the studies that count and the post that counts."""
    found = [enrolment_on(college, person, day, first=role) for role in ("student", "staff")]
    return [row for row in found if row is not None]


def is_serving(college: College, enrolment: Row | None, day: date) -> bool:
    return enrolment is not None and enrolment["role"] == "staff" and is_here(college, enrolment, day)


# 二(三)2(3): graduates and students in their 毕业学年


def is_graduating(college: College, enrolment: Row | None, day: date) -> bool:
    if enrolment is None:
        return False
    end = enrolment["graduates_on"]
    cohort = enrolment["cohort"] or (end.year if end else None)
    if cohort is None:
        return False
    own = [row for row in college.rows("window") if row["cohort"] == cohort and row["graduates_on"] in (end, "")]
    own.sort(key=lambda row: row["graduates_on"] == "")
    begins = date(cohort, 1, 1) if college.reads("graduating-year") == "calendar" else date(cohort - 1, 7, 1)
    ends = date(cohort, 12, 31)
    if own:
        begins, ends = own[0]["window_from"], max(ends, own[0]["window_to"])
    if college.reads("graduate-span") == "any-time":
        ends = date.max
    return bool(begins <= day <= ends)


def filed_ceiling(college: College, code: str, day: date) -> Level | None:
    """The highest level that the body has filed in an occupation on a day."""
    filed = [
        Level[row["level"]]
        for row in college.rows("filed")
        if row["code"] == code and row["filed_on"] <= day and (not row["valid_until"] or row["valid_until"] >= day)
    ]
    return max(filed, default=None)
