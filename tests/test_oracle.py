"""The engine against a second, slow reading of the policy, on small random colleges."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import oracle
import pytest
from college import OF_COLLEGE, OF_PERSON, USUAL, law_of, open_memory, settle
from hypothesis import given, settings
from hypothesis import strategies as st
from random_colleges import AS_OF, colleges

from hncert.determine import determine
from hncert.domain.levels import Level
from hncert.pathways import PATHWAYS

Told = dict[str, Any]
Levels = dict[tuple[int, str], Level]
BY_PATHWAY = """
    select pathway, person_id, occupation_code, min(level)
    from determinations
    where outcome = 'granted'
    group by pathway, person_id, occupation_code
"""
EVERYTHING = """
    select pathway, person_id, occupation_code, evidence_number, level, unmet, unknown
    from determinations
    order by pathway, person_id, coalesce(occupation_code, ''), evidence_number
"""


@dataclass(frozen=True)
class Said:
    """What the engine grants by pathway, the awards over all of them, and every row in order."""

    granted: Mapping[str, Levels]
    awards: Mapping[tuple[int, str], tuple[Level, str]]
    rows: list[tuple[Any, ...]]


def engine(told: Told, as_of: date) -> Said:
    with closing(open_memory()) as db:
        settle(db, told)
        determine(db, PATHWAYS, as_of, law_of(told))
        granted: dict[str, Levels] = {pathway.id: {} for pathway in PATHWAYS}
        for way, person_id, code, printed in db.execute(BY_PATHWAY):
            granted[way][person_id, code] = Level(6 - printed)
        awards = {
            (row["person_id"], row["occupation_code"]): (Level(6 - row["level"]), row["pathway"])
            for row in db.execute("select * from awards")
        }
        return Said(granted, awards, [tuple(row) for row in db.execute(EVERYTHING)])


@settings(max_examples=150, deadline=None)
@given(colleges(), AS_OF)
def test_the_engine_agrees_with_a_plain_reading_of_the_policy(told: Told, as_of: date) -> None:
    said = engine(told, as_of)

    read = oracle.grants(told, as_of)

    assert said.granted == read
    assert said.awards == oracle.best(read)


@settings(max_examples=40, deadline=None)
@given(colleges(), AS_OF, st.randoms(use_true_random=False))
def test_shuffling_rows_changes_nothing(told: Told, as_of: date, chance: Random) -> None:
    mixed = {**shuffled(told, chance), "others": [shuffled(person, chance) for person in told["others"]]}

    assert engine(mixed, as_of).rows == engine(told, as_of).rows


def shuffled(told: Told, chance: Random) -> Told:
    words = [word for word in (*OF_PERSON, *OF_COLLEGE, "enrolment", "issued") if word in told]
    return {**told, **{word: chance.sample(told[word], len(told[word])) for word in words}}


def raise_every(word: str, column: str, value: Any) -> Callable[[Told], Told]:
    return lambda told: {**told, word: [{**row, column: value} for row in told[word]]}


def raise_first(word: str, column: str, value: Any) -> Callable[[Told], Told]:
    return lambda told: {
        **told,
        word: [{**row, column: value} if at == 0 else row for at, row in enumerate(told[word])],
    }


def add(word: str, **row: Any) -> Callable[[Told], Told]:
    return lambda told: {**told, word: [*told[word], row]}


LATER = {"taken_on": date(2024, 6, 29), "batch": "2024-01", "theory": "85", "practice": "85", "review": "85"}
RAISES: dict[str, Callable[[Told], Told]] = {
    "一次理论成绩提高": raise_first("score", "theory", "85"),
    "一次技能成绩提高": raise_first("score", "practice", "85"),
    "各次技能成绩都提高": raise_every("score", "practice", "85"),
    "各次综合评审都提高": raise_every("score", "review", "85"),
    "一门课程成绩提高": raise_first("mark", "mark", "85"),
    "各门课程成绩都提高": raise_every("mark", "mark", "85"),
    "从业年限提高": raise_every("registration", "work_years", 10),
    "竞赛分数提高": raise_every("result", "score", 95),
    "增加荣誉": add("honour", honour="三好学生", kind="三好学生", awarded_on=date(2022, 1, 2)),
    "增加培训出勤": add("attendance", **{"class": "PX1"}, attended_on=date(2022, 1, 2)),
    "增加 X 证书": add("x", name="Web前端开发", grade="高级", issued_on=date(2022, 5, 1), valid_until="", number="XZ"),
    "以后再考一次": add("score", code="4-04-05-01", level="SENIOR", sitting="正考", **LATER),
    "增加课程成绩": add(
        "mark", term="重修", course="甲", part="理论", code="", sitting="重修", mark="85", assessed_on=date(2024, 5, 20)
    ),
    "增加别的竞赛成绩": add("result", contest="又一竞赛", event="", rank=1, score="", prize="", team=""),
}


@settings(max_examples=80, deadline=None)
@given(colleges(), AS_OF, st.sampled_from(sorted(RAISES)))
def test_raising_a_mark_or_adding_evidence_never_lowers_an_award(told: Told, as_of: date, raised: str) -> None:
    before = engine(told, as_of)

    after = engine(RAISES[raised](told), as_of)

    assert lowered(before, after) == []


def lowered(before: Said, after: Said) -> list[tuple[str, str]]:
    """The pathways and occupations in which the first person has less than before."""
    return [
        (way, code)
        for way, granted in before.granted.items()
        for (person_id, code), level in granted.items()
        if person_id == 1 and after.granted[way].get((1, code), -1) < level
    ]


RESIT = {"sitting": "补考", "theory": ""}
PRACTICE_AGAIN = [{"practice": "50"}, {**RESIT, "taken_on": date(2024, 6, 22), "practice": "80"}]
BEFORE = {"part": "理论", "assessed_on": date(2024, 5, 20)}
EXCEPTIONS: dict[str, tuple[str, Told, Told]] = {
    "违纪使整场不予认定": (
        "exam",
        {},
        {"score": [{}, {**RESIT, "taken_on": date(2024, 6, 22), "practice": "违纪"}]},
    ),
    "补考只有一次，先补考的一次用去机会": (
        "exam",
        {"score": PRACTICE_AGAIN},
        {"score": [*PRACTICE_AGAIN, {**RESIT, "taken_on": date(2024, 6, 15), "practice": "55"}]},
    ),
    "补考属于它之前最近的一次正考": (
        "exam",
        {"score": PRACTICE_AGAIN},
        {"score": [*PRACTICE_AGAIN, {"taken_on": date(2024, 6, 1), "theory": "0", "practice": "0"}]},
    ),
    "优秀以平均成绩为准的，增加低分课程": (
        "exam",
        {"enrolment": [{"tier": "中职"}], "mark": [{**BEFORE, "course": "甲", "mark": "90"}]}
        | {"readings": {"excellent-secondary": ["minimum-average", "85"]}},
        {"mark": [{**BEFORE, "course": name, "mark": mark} for name, mark in (("甲", "90"), ("乙", "70"))]},
    ),
    "已有同级证书不再认定": ("exam", {}, {"held": [{"level": "SENIOR", "issued_on": date(2023, 1, 1)}]}),
    "新的学籍还没有到毕业学年": (
        "process",
        {},
        {"enrolment": [{}, {"tier": "本科", "enrolled_on": "2024-06-01", "graduates_on": "2026-06-30"}]},
    ),
    "对应表增加一门没有成绩的课程": (
        "process",
        {},
        {"course": [*USUAL["process"]["course"], {"course": "新课", "part": "理论"}]},
    ),
    "同队各人名次不同": (
        "contest",
        {"result": [{"rank": 3, "team": "甲队"}], "others": [{"result": [{"rank": 3, "team": "甲队"}]}]},
        {"result": [{"rank": 1, "team": "甲队"}]},
    ),
    "并列占满名额": (
        "contest",
        {"result": [{"rank": 6}], "others": [{"result": [{"rank": 5}]}, {"result": [{"rank": 5}]}]}
        | {"readings": {"contest-ties": "places-used"}},
        {"result": [{"rank": 5}]},
    ),
    "奖项表名次在前的等级反而低": (
        "contest",
        {"result": [{"rank": 4}]}
        | {"contest": [{"rank_from": 4, "rank_to": 6}, {"level": "INTERMEDIATE", "rank_to": 3}]},
        {"result": [{"rank": 1}]},
    ),
    "较高的 X 等级没有对应的职业": (
        "1plusx",
        {"x": [{"grade": "初级"}], "mapping": [{"grade": "初级", "approved_on": "2022-03-01"}]},
        {"x": [{"grade": "高级"}]},
    ),
}
"""What lowers an award although something was raised or added, each by a rule of its own."""


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_a_named_exception_lowers_an_award(name: str) -> None:
    way, told, more = EXCEPTIONS[name]
    day = date(2024, 6, 20) if way == "process" else date(2024, 6, 30)
    usual = {**USUAL[way], **told}

    assert lowered(engine(usual, day), engine({**usual, **more}, day)) == [(way, "4-04-05-01")]


@settings(max_examples=30, deadline=None)
@given(colleges(), AS_OF)
def test_whoever_holds_the_highest_level_is_granted_nothing_in_that_occupation(told: Told, as_of: date) -> None:
    usual = {key: value for key, value in told["readings"].items() if key != "held-level"}
    holder = {**told, "readings": usual}
    highest = {"code": "4-04-05-01", "level": "SENIOR_TECHNICIAN", "issued_on": date(2019, 1, 1), "number": "高"}

    before = engine(holder, as_of)
    after = engine({**holder, "held": [*holder["held"], highest]}, as_of)

    assert all((1, "4-04-05-01") not in granted for granted in after.granted.values())
    assert after.granted == {
        way: {key: level for key, level in granted.items() if key != (1, "4-04-05-01")}
        for way, granted in before.granted.items()
    }
