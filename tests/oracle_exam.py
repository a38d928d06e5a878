"""考试考核 in the second reading of the policy; see `oracle`."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from oracle_college import (
    PASS_MARK,
    College,
    Row,
    filed_ceiling,
    held_in,
    is_graduating,
    is_here,
    is_serving,
    roles_on,
)

from hncert.domain.levels import Level

RESITS, VALID_MONTHS = 1, 24
SECONDARY, HIGHER = ("中职", "专科", "本科"), ("专科", "本科")


def by_exam(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    sat = [row for row in person.get("score", ()) if row["taken_on"] <= college.as_of]
    for first in sat:
        code, level, day = first["code"], Level[first["level"]], first["taken_on"]
        if first["sitting"] != "正考" or not Level.JUNIOR <= level <= Level.SENIOR_TECHNICIAN:
            continue
        registration = registration_of(person, first)
        if (
            passes_exam(college, first, resits_of(sat, first))
            and is_trained(college, person, first)
            and any(
                belongs_here(college, role, level, day)
                and may_apply(college, person, first, role, registration)
                and below_ceiling(college, person, first, role)
                for role in roles_on(college, person, day)
            )
        ):
            yield code, level


def belongs_here(college: College, role: Row, level: Level, day: date) -> bool:
    """Studies or works here; for 三级 a graduate of a 中职 too, until the end of the year of graduation."""
    late = role["tier"] == "中职" and level == Level.SENIOR and is_graduating(college, role, day)
    return late or is_here(college, role, day)


def registration_of(person: Row, first: Row) -> Row:
    for row in person.get("registration", ()):
        if all(row[name] == first[name] for name in ("batch", "code", "level")):
            return {**row}
    return {"education": "", "work_years": "", "source": ""}


def resits_of(sat: Sequence[Row], first: Row) -> list[Row]:
    """The re-sits that follow this first sitting and no later one."""
    same = [row for row in sat if row["code"] == first["code"] and row["level"] == first["level"]]
    firsts = [row["taken_on"] for row in same if row["sitting"] == "正考"]
    return sorted(
        (
            row
            for row in same
            if row["sitting"] == "补考"
            and max((day for day in firsts if day <= row["taken_on"]), default=None) == first["taken_on"]
        ),
        key=lambda row: row["taken_on"],
    )


def passes_exam(college: College, first: Row, resits: Sequence[Row]) -> bool:
    marks = [row[part] for row in (first, *resits) for part in ("theory", "practice", "review")]
    if college.reads("disqualification") == "whole" and "违纪" in marks:
        return False
    parts = ["theory", "practice"] + (["review"] if Level[first["level"]] >= Level.TECHNICIAN else [])
    days = [passed_on(college, first, resits, part) for part in parts]
    passed = [day for day in days if day]
    again = [day for part in parts if (day := passed_again_on(college, resits, part))]
    if len(passed) < len(parts):
        return False
    return are_valid_together(college, passed) or (len(again) == len(parts) and are_valid_together(college, again))


def passed_on(college: College, first: Row, resits: Sequence[Row], part: str) -> date | None:
    """The day on which a part was passed: the first sitting's, else that of a re-sit in number and in time."""
    if is_pass(first[part]):
        return first["taken_on"]  # type: ignore[no-any-return]
    return passed_again_on(college, resits, part)


def passed_again_on(college: College, resits: Sequence[Row], part: str) -> date | None:
    limit = college.told.get("figures", {}).get("resit_limit", RESITS)
    tried = [row for row in resits if row[part] != ""][:limit]
    day: date | None = next((row["taken_on"] for row in tried if is_pass(row[part])), None)
    if day and college.reads("resit") == "by-date" and day.isoformat() > college.value("resit"):
        return None
    return day


def are_valid_together(college: College, days: Sequence[date]) -> bool:
    """The part passed last was passed while the one passed first was still valid."""
    return college.reads("resit") == "by-date" or is_within_months(min(days), max(days), VALID_MONTHS)


def is_pass(mark: str) -> bool:
    return mark not in ("", "缺考", "违纪") and float(mark) >= PASS_MARK


def is_within_months(start: date, day: date, months: int) -> bool:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return (day.year, day.month, day.day) <= (year, month + 1, start.day)


def is_trained(college: College, person: Row, first: Row) -> bool:
    """Attendance before the exam, or the batch's signed statement by its day."""
    classes = {row["class"] for row in college.rows("class") if row["code"] == first["code"]}
    attended = any(
        row["class"] in classes and row["attended_on"] < first["taken_on"] for row in person.get("attendance", ())
    )
    plan = plan_of(college, first)
    stated = bool(plan and plan["statement_on"] and plan["statement_on"] <= first["taken_on"])
    return {"attendance": attended, "statement": stated}.get(college.reads("training-before-exam"), attended or stated)


def plan_of(college: College, first: Row) -> Row | None:
    return next((row for row in college.rows("batch") if row["batch"] == first["batch"]), None)


def may_apply(college: College, person: Row, first: Row, enrolment: Row, registration: Row) -> bool:
    """A condition of application of the batch's edition is met on the day of the exam."""
    plan, day, level = plan_of(college, first), first["taken_on"], Level[first["level"]]
    if plan is None or not plan["edition"]:
        return False
    is_2018 = plan["edition"] == "2018版"
    worked = float(registration["work_years"] or 0)
    graduates = is_graduating(college, enrolment, day)
    held = held_in(college, person, first["code"])
    proven = bool(plan["evaluation_document"])

    def has(wanted: Level) -> bool:
        return any(one == wanted and issued <= day for one, issued in held)

    def since(wanted: Level, years: int) -> bool:
        return worked >= years and any(
            one == wanted and (day.year - years, day.month, day.day) >= (issued.year, issued.month, issued.day)
            for one, issued in held
        )

    def finished(tiers: Sequence[str]) -> bool:
        return diploma(registration["education"]) in tiers or (enrolment["tier"] in tiers and graduates)

    if level == Level.JUNIOR:
        return worked >= 1 if is_2018 else is_of_age(person.get("born"), day)
    if level == Level.INTERMEDIATE:
        if is_2018:
            return since(Level.JUNIOR, 4) or worked >= 6 or (finished(SECONDARY) and proven)
        return worked >= 5 or since(Level.JUNIOR, 3) or finished(SECONDARY)
    if level == Level.SENIOR:
        own_rule = college.reads("exam-ceiling") == "by-tier" and enrolment["tier"] == "中职" and graduates
        return own_rule or may_apply_senior(is_2018, worked, has, since, finished(HIGHER), proven)
    return since(Level(level - 1), 4 if is_2018 else 5)


def may_apply_senior(is_2018: bool, worked: float, has: Any, since: Any, finished: bool, proven: bool) -> bool:
    four = Level.INTERMEDIATE
    if is_2018:
        return since(four, 5) or (has(four) and finished and proven) or (finished and since(four, 2))
    return worked >= 10 or since(four, 4) or (has(four) and finished) or (finished and proven)


def is_of_age(born: date | None, day: date) -> bool:
    return born is not None and (day.year - 16, day.month, day.day) >= (born.year, born.month, born.day)


def diploma(education: str) -> str:
    return {"大专": "专科", "本科": "本科", "中专": "中职"}.get(education, "")


def below_ceiling(college: College, person: Row, first: Row, enrolment: Row) -> bool:
    level, day = Level[first["level"]], first["taken_on"]
    if college.reads("exam-ceiling") == "by-edition":
        return True
    if is_serving(college, enrolment, day):
        filed = filed_ceiling(college, first["code"], day)
        return filed is not None and level <= filed
    if enrolment["tier"] != "中职" or level < Level.SENIOR:
        return bool(enrolment["tier"]) and level <= Level.SENIOR
    return level == Level.SENIOR and is_graduating(college, enrolment, day) and is_excellent(college, person, day)


def is_excellent(college: College, person: Row, day: date) -> bool:
    honours = [row for row in person.get("honour", ()) if row["awarded_on"] <= day]
    if college.reads("excellent-secondary") == "honour-kinds":
        kinds = college.value("excellent-secondary").split(",")
        return any(row["honour"] in kinds or row["kind"] in kinds for row in honours)
    if college.reads("excellent-secondary") == "minimum-average":
        told = [row for row in person.get("mark", ()) if not row["assessed_on"] or row["assessed_on"] <= day]
        marks = [float(row["mark"]) for row in told if row["mark"][:1].isdigit()]
        return bool(marks) and round(sum(marks) / len(marks), 2) >= float(college.value("excellent-secondary"))
    return bool(honours)
