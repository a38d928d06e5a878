"""A second, slow reading of the policy in plain Python, one person at a time.

Written from the clauses and from the questions that the requirements ask, not from their SQL: a
college told in the words of the cases goes in, the level of each person, occupation and pathway comes
out. It says only who is granted what, not why somebody is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hncert.domain.levels import Level
from hncert.law.register import readings

Row = Mapping[str, Any]
Levels = dict[tuple[int, str], Level]
ORDER = ("exam", "process", "contest", "1plusx")
PASS_MARK, RESITS, VALID_MONTHS = 60, 1, 24
TIER_CEILING = {"本科": Level.SENIOR, "专科": Level.SENIOR, "中职": Level.INTERMEDIATE}
SECONDARY, HIGHER = ("中职", "专科", "本科"), ("专科", "本科")
PASSING_WORDS = ("优秀", "良好", "中等", "及格", "合格")


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


def grants(told: Row, as_of: date) -> dict[str, Levels]:
    """The best level of each person and occupation by each pathway."""
    college = College(told, as_of)
    ways = {"exam": by_exam, "process": by_process, "contest": by_contest, "1plusx": by_recognition}
    found: dict[str, Levels] = {way: {} for way in ORDER}
    for way, granted in ways.items():
        for person_id, person in enumerate(college.people, start=1):
            for code, level in granted(college, person):
                if is_free(college, person, code, level) and not is_technical(way, person):
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


# 一: not from a 技工院校; 三(二): the same person, occupation and level never twice


def is_technical(way: str, person: Row) -> bool:
    """Somebody from a 技工院校; of an exam its own registration is asked, see `by_exam`."""
    return way != "exam" and any(names_technical(row) for row in person.get("registration", ()))


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


def enrolment_on(college: College, person: Row, day: date, roles: Sequence[str] = ("student", "staff")) -> Row | None:
    """The enrolment that counts: a running one, of those a post, of those the one that ends last."""

    def rank(place: int, row: Row) -> tuple[bool, bool, date, int]:
        return (is_here(college, row, day), row["role"] == "staff", leaves(row) or date.max, place)

    ranked = [(rank(at, row), row) for at, row in enumerate(person["enrolment"]) if row["role"] in roles]
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


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


def filed_ceiling(college: College, code: str) -> Level | None:
    filed = [
        Level[row["level"]]
        for row in college.rows("filed")
        if row["code"] == code
        and row["filed_on"] <= college.as_of
        and (not row["valid_until"] or row["valid_until"] >= college.as_of)
    ]
    return max(filed, default=None)


# 二(三)2(1) 考试考核


def by_exam(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    sat = [row for row in person.get("score", ()) if row["taken_on"] <= college.as_of]
    for first in sat:
        code, level, day = first["code"], Level[first["level"]], first["taken_on"]
        if first["sitting"] != "正考" or not Level.JUNIOR <= level <= Level.SENIOR_TECHNICIAN:
            continue
        enrolment = enrolment_on(college, person, day)
        registration = registration_of(person, first)
        if (
            passes_exam(college, first, resits_of(sat, first))
            and is_trained(college, person, first)
            and enrolment is not None
            and is_here(college, enrolment, day)
            and may_apply(college, person, first, enrolment, registration)
            and below_ceiling(college, person, first, enrolment)
            and not names_technical(registration)
        ):
            yield code, level


def registration_of(person: Row, first: Row) -> Row:
    for row in person.get("registration", ()):
        if all(row[name] == first[name] for name in ("batch", "code", "level")):
            return row
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
    return all(passes_part(college, first, resits, part) for part in parts)


def passes_part(college: College, first: Row, resits: Sequence[Row], part: str) -> bool:
    """Passed at the first sitting, or at a re-sit within the limit while what had passed is valid."""
    if is_pass(first[part]):
        return True
    limit = college.told.get("figures", {}).get("resit_limit", RESITS)
    tried = [row for row in resits if row[part] != ""][:limit]
    passed = [row["taken_on"] for row in tried if is_pass(row[part])]
    if not passed:
        return False
    if college.reads("resit") == "by-date":
        return bool(passed[0].isoformat() <= college.value("resit"))
    return is_within_months(first["taken_on"], passed[0], VALID_MONTHS)


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
        filed = filed_ceiling(college, first["code"])
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
        marks = [float(row["mark"]) for row in person.get("mark", ()) if row["mark"][:1].isdigit()]
        return bool(marks) and round(sum(marks) / len(marks), 2) >= float(college.value("excellent-secondary"))
    return bool(honours)


# 二(三)2(3) 过程化考核


def by_process(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    student = enrolment_on(college, person, college.as_of, ("student",))
    if student is None or not is_graduating(college, student, college.as_of):
        return
    asked = [row for row in college.rows("course") if is_asked(college, row, student)]
    for code in sorted({row["code"] for row in asked}):
        courses = {(row["course"], row["part"]) for row in asked if row["code"] == code}
        marks = {course: marks_in(college, person, code, course) for course in courses}
        passed = all(any(passes_course(row["mark"]) for row in marks[course]) for course in courses)
        both = {part for _, part in courses} == {"理论", "实践"}
        if passed and both and is_map_earlier(asked, code, marks):
            yield code, TIER_CEILING[student["tier"]]


def is_asked(college: College, row: Row, student: Row) -> bool:
    in_force = not row["withdrawn_on"] or row["withdrawn_on"] > college.as_of
    return in_force and row["major"] in ("", student["major"])


def marks_in(college: College, person: Row, code: str, course: tuple[str, str]) -> list[Row]:
    return [
        row
        for row in person.get("mark", ())
        if (row["course"], row["part"]) == course
        and row["code"] in ("", code)
        and row["mark"] != ""
        and (not row["assessed_on"] or row["assessed_on"] <= college.as_of)
    ]


def passes_course(mark: str) -> bool:
    return mark in PASSING_WORDS or (mark[:1].isdigit() and float(mark) >= PASS_MARK)


def is_map_earlier(asked: Sequence[Row], code: str, marks: Mapping[tuple[str, str], Sequence[Row]]) -> bool:
    """Every course was in the approved map by the day on which the last course was assessed."""
    assessed = [row["assessed_on"] for rows in marks.values() for row in rows if row["assessed_on"]]
    for course in marks:
        approvals = [
            row["approved_on"] for row in asked if (row["course"], row["part"], row["code"]) == (*course, code)
        ]
        days = [day for day in approvals if day]
        if not days or not assessed or min(days) > max(assessed):
            return False
    return True


# 二(三)2(4) 竞赛取证


def by_contest(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    for result in person.get("result", ()):
        rules = [row for row in college.rows("contest") if is_same_event(row, result)]
        for code in sorted({row["code"] for row in rules}):
            table = [row for row in rules if row["code"] == code]
            held_on = min(row["held_on"] for row in table)
            reached = [Level[row["level"]] for row in table if is_reached(college, row, result)]
            enrolment = enrolment_on(college, person, held_on)
            if (
                held_on <= college.as_of
                and all(row["rules_on"] and row["rules_on"] < held_on for row in table)
                and reached
                and does_team_agree(college, result)
                and enrolment is not None
                and is_here(college, enrolment, held_on)
                and may_award(college, code, max(reached), enrolment)
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
    if award["rank_to"] != "":
        if result["rank"] == "":
            return False
        same = [(at, row) for at, row in results_of(college, result) if row["rank"] == result["rank"]]
        places = len({row["team"] or at for at, row in same}) if college.reads("contest-ties") == "places-used" else 1
        return (
            bool(award["rank_from"] or 1)
            and (award["rank_from"] or 1) <= result["rank"] <= award["rank_to"] + 1 - places
        )
    if award["score_from"] != "":
        return result["score"] != "" and bool(result["score"] >= award["score_from"])
    return result["prize"] != "" and bool(result["prize"] == award["prize"])


def does_team_agree(college: College, result: Row) -> bool:
    mates = [row for _, row in results_of(college, result) if row["team"] and row["team"] == result["team"]]
    return len({(row["rank"], row["score"], row["prize"]) for row in mates}) <= 1


def may_award(college: College, code: str, level: Level, enrolment: Row) -> bool:
    filed = filed_ceiling(college, code)
    if filed is None or level > filed or not Level.JUNIOR <= level <= Level.SENIOR_TECHNICIAN:
        return False
    free = college.reads("contest-ceiling") == "award-table" or enrolment["role"] == "staff"
    return free or level <= TIER_CEILING[enrolment["tier"]]


# 二(三)2(2) 直接认定


def by_recognition(college: College, person: Row) -> Iterator[tuple[str, Level]]:
    as_of = college.as_of
    enrolment = enrolment_on(college, person, as_of)
    if enrolment is None or not is_here(college, enrolment, as_of):
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
