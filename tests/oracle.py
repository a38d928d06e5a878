"""A second, slow reading of the policy in plain Python, one person at a time.

Written from the clauses and from the questions that the requirements ask, not from their SQL: a
college told in the words of the cases goes in, the level of each person, occupation and pathway comes
out. It says only who is granted what, not why somebody is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from oracle_college import (
    PASS_MARK,
    College,
    Row,
    filed_ceiling,
    is_free,
    is_graduating,
    is_here,
    is_serving,
    is_student,
    is_technical,
    roles_on,
)
from oracle_exam import by_exam

from hncert.domain.levels import Level

Levels = dict[tuple[int, str], Level]
ORDER = ("exam", "process", "contest", "1plusx")
TIER_CEILING = {"本科": Level.SENIOR, "专科": Level.SENIOR, "中职": Level.INTERMEDIATE}
PASSING_WORDS = ("优秀", "良好", "中等", "及格", "合格")


def grants(told: Row, as_of: date) -> dict[str, Levels]:
    """The best level of each person and occupation by each pathway."""
    college = College(told, as_of)
    ways = {"exam": by_exam, "process": by_process, "contest": by_contest, "1plusx": by_recognition}
    found: dict[str, Levels] = {way: {} for way in ORDER}
    for way, granted in ways.items():
        for person_id, person in enumerate(college.people, start=1):
            for code, level in granted(college, person):
                if is_free(college, person, code, level) and not is_technical(person):
                    found[way][person_id, code] = max(level, found[way].get((person_id, code), level))
    return found


def best(granted: Mapping[str, Levels]) -> dict[tuple[int, str], tuple[Level, str]]:
    """Of all pathways the highest level; of equal ones the pathway that comes first."""
    found: dict[tuple[int, str], tuple[Level, str]] = {}
    for way in ORDER:
        for key, level in granted[way].items():
            if key not in found or level > found[key][0]:
                found[key] = (level, way)
    return found


# 二(三)2(3) 过程化考核


def by_process(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    for student in students(person):
        if is_graduating(college, student, college.as_of):
            yield from by_courses(college, person, student)


def students(person: Row) -> list[Row]:
    return [row for row in person["enrolment"] if row["role"] == "student"]


def by_courses(college: College, person: Row, student: Row) -> Iterator[tuple[str, Level]]:
    """What the courses of one enrolment come to."""
    asked = [row for row in college.rows("course") if is_asked(college, row, student)]
    for code in sorted({row["code"] for row in asked}):
        courses = {(row["course"], row["part"]) for row in asked if row["code"] == code}
        marks = {course: marks_in(college, person, student, code, course) for course in courses}
        passing = {course: [row for row in rows if passes_course(row["mark"])] for course, rows in marks.items()}
        both = {part for _, part in courses} == {"理论", "实践"}
        if all(passing.values()) and both and is_map_earlier(college, asked, code, passing):
            yield code, TIER_CEILING[student["tier"]]


def is_of_enrolment(person: Row, mark: Row, student: Row) -> bool:
    """The enrolment that had begun last by the day of the mark; one without a day is of the last of all."""

    def rank(row: Row) -> tuple[date, date, str]:
        return (row["enrolled_on"] or date.min, row["graduates_on"] or date.max, row["number"])

    day = mark["assessed_on"] or date.max
    begun = [row for row in students(person) if (row["enrolled_on"] or date.min) <= day]
    return student is (max(begun, key=rank) if begun else min(students(person), key=rank))


def is_asked(college: College, row: Row, student: Row) -> bool:
    in_force = not row["withdrawn_on"] or row["withdrawn_on"] > college.as_of
    return in_force and row["major"] in ("", student["major"])


def marks_in(college: College, person: Row, student: Row, code: str, course: tuple[str, str]) -> list[Row]:
    return [
        row
        for row in person.get("mark", ())
        if (row["course"], row["part"]) == course
        and row["code"] in ("", code)
        and row["mark"] != ""
        and (not row["assessed_on"] or row["assessed_on"] <= college.as_of)
        and is_of_enrolment(person, row, student)
    ]


def passes_course(mark: str) -> bool:
    return mark in PASSING_WORDS or (mark[:1].isdigit() and float(mark) >= PASS_MARK)


def is_map_earlier(
    college: College, asked: Sequence[Row], code: str, passing: Mapping[tuple[str, str], Sequence[Row]]
) -> bool:
    """Every course was in the approved map by the day on which it was passed, or the last one was."""
    approved, assessed = [], []
    for course, rows in passing.items():
        days = [row["approved_on"] for row in asked if (row["course"], row["part"], row["code"]) == (*course, code)]
        approved.append(min((day for day in days if day), default=date.max))
        assessed.append(max((row["assessed_on"] for row in rows if row["assessed_on"]), default=date.min))
    if college.reads("map-approval") == "last-course":
        return max(approved) <= max(assessed)
    return all(day <= passed for day, passed in zip(approved, assessed, strict=True))


# 二(三)2(4) 竞赛取证


def by_contest(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    for result in person.get("result", ()):
        rules = [row for row in college.rows("contest") if is_same_event(row, result)]
        for code in sorted({row["code"] for row in rules}):
            table = [row for row in rules if row["code"] == code]
            held_on = min(row["held_on"] for row in table)
            reached = [Level[row["level"]] for row in table if is_reached(college, row, result)]
            if (
                held_on <= college.as_of
                and all(row["rules_on"] and row["rules_on"] < held_on for row in table)
                and reached
                and does_team_agree(college, result)
                and any(
                    is_here(college, role, held_on) and may_award(college, code, held_on, max(reached), role)
                    for role in roles_on(college, person, held_on)
                )
            ):
                yield code, max(reached)


def is_same_event(row: Row, result: Row) -> bool:
    return (row["contest"], row["event"]) == (result["contest"], result["event"])


def results_of(college: College, result: Row) -> list[tuple[int, Row]]:
    """Everybody's results in the same contest and event."""
    return [
        (at, row)
        for at, person in enumerate(college.people)
        for row in person.get("result", ())
        if is_same_event(row, result)
    ]


def is_reached(college: College, award: Row, result: Row) -> bool:
    if award["rank_from"] != "" or award["rank_to"] != "":
        if result["rank"] == "":
            return False
        last = result["rank"] + places_taken(college, result) - 1
        return bool(
            (award["rank_from"] or 1) <= result["rank"] and (award["rank_to"] == "" or last <= award["rank_to"])
        )
    if award["score_from"] != "" or award["score_to"] != "":
        low, high = award["score_from"] or 0, award["score_to"]
        return result["score"] != "" and bool(result["score"] >= low and (high == "" or result["score"] <= high))
    return result["prize"] != "" and result["prize"] in award["prize"].split("、")


def places_taken(college: College, result: Row) -> int:
    """How many people or teams share a rank, where ties use places up; else 1."""
    if college.reads("contest-ties") == "as-recorded":
        return 1
    return len({row["team"] or at for at, row in results_of(college, result) if row["rank"] == result["rank"]})


def does_team_agree(college: College, result: Row) -> bool:
    mates = [row for _, row in results_of(college, result) if row["team"] and row["team"] == result["team"]]
    return len({(row["rank"], row["score"], row["prize"]) for row in mates}) <= 1


def may_award(college: College, code: str, held_on: date, level: Level, enrolment: Row) -> bool:
    filed = filed_ceiling(college, code, held_on)
    if filed is None or level > filed or not Level.JUNIOR <= level <= Level.SENIOR_TECHNICIAN:
        return False
    free = college.reads("contest-ceiling") == "award-table" or enrolment["role"] == "staff"
    return free or level <= TIER_CEILING[enrolment["tier"]]


# 二(三)2(2) 直接认定


def by_recognition(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    as_of = college.as_of
    serves = college.reads("recognition-staff") == "students-and-staff" and any(
        is_serving(college, row, as_of) for row in person["enrolment"]
    )
    if not serves and not is_student(college, person, as_of):
        return
    for x in person.get("x", ()):
        mapped = sorted(
            (row["approved_on"], row["code"])
            for row in college.rows("mapping")
            if (row["name"], row["grade"]) == (x["name"], x["grade"])
            and row["approved_on"]
            and row["approved_on"] <= as_of
            and (not row["withdrawn_on"] or row["withdrawn_on"] > as_of)
        )
        expired = x["valid_until"] and x["valid_until"] < as_of
        if x["issued_on"] > as_of or expired:
            continue
        if college.reads("x-once") == "one":
            mapped = [] if is_used(person, x, as_of) else mapped[:1]
        for _, code in mapped:
            yield code, Level.INTERMEDIATE if x["grade"] == "初级" else Level.SENIOR


def is_used(person: Row, x: Row, as_of: date) -> bool:
    return any(
        row["evidence"] == x["number"] and row["issued_on"] <= as_of and not (row.get("void") and row["void"] <= as_of)
        for row in person.get("issued", ())
    )
