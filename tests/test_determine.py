"""Levels by clause: worked cases, a plain reading of the policy as an oracle, and what is stored."""

import sqlite3
import tomllib
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from college import CODE, EVERY_GRADE, fill, fill_mapping
from hypothesis import given, settings
from hypothesis import strategies as st

from hncert.determine import determine
from hncert.domain.errors import PathwayNotInForce
from hncert.domain.levels import Level
from hncert.explain import explain
from hncert.pathways import PATHWAYS
from hncert.store.database import PRAGMAS

CASES = tomllib.loads((Path(__file__).parent / "cases/pathways/1plusx.toml").read_text(encoding="utf-8"))["case"]
FIRST_ASKED = ("issued-by-day", "mapping-exists", "mapping-approved")
RECOGNITION = next(pathway for pathway in PATHWAYS if pathway.id == "1plusx")


def open_memory() -> sqlite3.Connection:
    from sqlite_utils import Database

    from hncert.store.schema import MIGRATIONS

    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        db.execute(f"pragma {pragma}")
    MIGRATIONS.apply(Database(db))
    return db


def awards(db: sqlite3.Connection, person_id: int = 1) -> dict[str, str]:
    rows = db.execute("select occupation_code, level from awards where person_id = ?", (person_id,))
    return {row["occupation_code"]: Level(6 - row["level"]).name for row in rows}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_case(case: dict[str, Any]) -> None:
    with closing(open_memory()) as db:
        fill(db, case)
        fill_mapping(db, case.get("mapping", EVERY_GRADE))

        determine(db, [RECOGNITION], case["as_of"])

        assert awards(db) == case["awards"]
        if "unmet" in case:
            [row] = db.execute("select outcome, unmet, unknown from determinations").fetchall()
            assert row["outcome"] == "refused"
            assert row["unmet"].split(",") == case["unmet"]
            assert [name for name in row["unknown"].split(",") if name] == case.get("unknown", [])


def test_every_requirement_and_grant_has_a_granting_and_a_refusing_case() -> None:
    refused = {name for case in CASES for name in case.get("unmet", [])}
    granted = {level for case in CASES for level in case["awards"].values()}

    assert refused == {rule.id for rule in RECOGNITION.requirements}
    assert granted == {grant.level.name for grant in RECOGNITION.grants}


def test_every_candidate_has_a_row_and_running_twice_equals_once() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}, {"grade": "初级", "name": "别的"}]})
        fill_mapping(db, EVERY_GRADE)
        day = date(2022, 6, 30)

        [first] = determine(db, [RECOGNITION], day)
        stored = [tuple(row) for row in db.execute("select * from determinations order by evidence_number")]
        [second] = determine(db, [RECOGNITION], day)

        assert (first.counts.granted, first.counts.refused, first.counts.people) == (1, 1, 1)
        assert second.run_id == first.run_id
        assert second.counts == first.counts
        assert [tuple(row) for row in db.execute("select * from determinations order by evidence_number")] == stored


def test_another_day_is_another_run() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]})
        fill_mapping(db, EVERY_GRADE)

        determine(db, [RECOGNITION], date(2022, 4, 30))
        determine(db, [RECOGNITION], date(2022, 6, 30))

        rows = db.execute("select as_of, outcome from determinations order by as_of").fetchall()
        assert [tuple(row) for row in rows] == [("2022-04-30", "refused"), ("2022-06-30", "granted")]


def test_the_pathway_begins_with_the_policy() -> None:
    with closing(open_memory()) as db:
        with pytest.raises(PathwayNotInForce, match="2021-12-31 起"):
            determine(db, [RECOGNITION], date(2021, 12, 30))
        determine(db, [RECOGNITION], date(2021, 12, 31))


def test_why_names_the_certificate_that_won() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "初级", "number": "XA"}, {"grade": "中级", "number": "XB"}]})
        fill_mapping(db, EVERY_GRADE)
        determine(db, [RECOGNITION], date(2022, 6, 30))

        best, lost = explain(db, PATHWAYS, 1)

        assert (best.evidence_number, best.level, best.lost_to) == ("XB", Level.SENIOR, "")
        assert lost.lost_to == "同一职业已由直接认定（XB）认定三级/高级工，等级更高"
        assert "三级/高级工须" in lost.grant
        assert "已是本途径的最高等级" in best.grant
        assert all(check.answer == 1 and check.advice == "" for check in best.checks)


def test_why_tells_unknown_from_no() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级", "name": "没有对应"}], "enrolment": []})
        determine(db, [RECOGNITION], date(2022, 6, 30))

        [told] = explain(db, PATHWAYS, 1)

        answers = {check.id: check.answer for check in told.checks}
        assert (answers["mapping-exists"], answers["mapping-approved"], answers["enrolled"]) == (0, 1, None)
        assert "请先导入名册" in next(check.advice for check in told.checks if check.id == "enrolled")
        assert told.occupation == "没有对应的职业"


DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31)).map(lambda day: day.replace(day=1 if day.day < 15 else 15))
GRADES = st.sampled_from(["初级", "中级", "高级"])
X_NAMES = st.sampled_from(["甲证", "乙证"])
CODES = st.sampled_from([CODE, "4-04-05-02"])
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "x": st.lists(st.fixed_dictionaries({"grade": GRADES, "name": X_NAMES, "issued_on": DAYS}), max_size=3),
            "enrolment": st.lists(
                st.fixed_dictionaries(
                    {
                        "role": st.sampled_from(["student", "staff", "society"]),
                        "enrolled_on": st.one_of(st.just(""), DAYS),
                        "graduates_on": st.one_of(st.just(""), DAYS),
                    }
                ),
                max_size=2,
            ),
            "held": st.lists(
                st.fixed_dictionaries(
                    {"code": CODES, "level": st.sampled_from(["INTERMEDIATE", "SENIOR"]), "issued_on": DAYS}
                ),
                max_size=2,
            ),
        }
    ),
    max_size=4,
)
MAPPINGS = st.lists(
    st.fixed_dictionaries(
        {"name": X_NAMES, "grade": GRADES, "code": CODES, "approved_on": st.one_of(st.just(""), DAYS)}
    ),
    max_size=6,
    unique_by=lambda row: (row["name"], row["grade"], row["code"]),
)


def plain_reading(person: dict[str, Any], mapping: list[dict[str, Any]], as_of: date) -> dict[str, str]:
    """The clause read slowly: which level a person gets in which occupation, by plain Python."""
    here = any(
        row["role"] != "society" and (row["enrolled_on"] or as_of) <= as_of and (row["graduates_on"] or as_of) >= as_of
        for row in person["enrolment"]
    )
    best: dict[str, Level] = {}
    for x in person["x"]:
        approved = sorted(
            (row["approved_on"], row["code"])
            for row in mapping
            if (row["name"], row["grade"]) == (x["name"], x["grade"])
            and row["approved_on"]
            and row["approved_on"] <= as_of
        )
        if not here or x["issued_on"] > as_of or not approved:
            continue
        code = approved[0][1]
        level = Level.INTERMEDIATE if x["grade"] == "初级" else Level.SENIOR
        held = [Level[h["level"]] for h in person["held"] if h["code"] == code and h["issued_on"] <= as_of]
        if not held or max(held) < level:
            best[code] = max(level, best.get(code, level))
    return {code: level.name for code, level in best.items()}


@settings(max_examples=120, deadline=None)
@given(PEOPLE, MAPPINGS, DAYS)
def test_the_engine_agrees_with_a_plain_reading_of_the_policy(
    people: list[dict[str, Any]], mapping: list[dict[str, Any]], as_of: date
) -> None:
    with closing(open_memory()) as db:
        for at, person in enumerate(people, start=1):
            fill(db, person, at)
        if people:
            fill_mapping(db, mapping)

        [run] = determine(db, [RECOGNITION], as_of)

        assert run.counts.granted + run.counts.refused >= sum(len(person["x"]) for person in people)
        for at, person in enumerate(people, start=1):
            assert awards(db, at) == plain_reading(person, mapping, as_of)


@settings(max_examples=40, deadline=None)
@given(PEOPLE, MAPPINGS, DAYS)
def test_raising_a_holding_never_raises_an_award(
    people: list[dict[str, Any]], mapping: list[dict[str, Any]], as_of: date
) -> None:
    with closing(open_memory()) as db:
        for at, person in enumerate(people, start=1):
            fill(db, person, at)
        if people:
            fill_mapping(db, mapping)
        determine(db, [RECOGNITION], as_of)
        before = [awards(db, at) for at in range(1, len(people) + 1)]

        for at in range(1, len(people) + 1):
            db.execute(
                "insert into prior_certificate values (?, ?, ?, 'top', null, '2021-01-01', null, 1, '表', 1, null)",
                (at, CODE, int(Level.SENIOR)),
            )
        determine(db, [RECOGNITION], as_of)

        for at, awarded in enumerate(before, start=1):
            assert awards(db, at) == {code: level for code, level in awarded.items() if code != CODE}


def test_a_run_tells_only_of_the_requirements_it_asked() -> None:
    from dataclasses import replace

    younger = replace(
        RECOGNITION, requirements=tuple(rule for rule in RECOGNITION.requirements if rule.id in FIRST_ASKED)
    )
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}], "enrolment": []})
        determine(db, [younger], date(2022, 6, 1))
        determine(db, [RECOGNITION], date(2022, 6, 30))

        rows = db.execute("select unmet, unknown from determinations order by as_of").fetchall()
        told = explain(db, PATHWAYS, 1, date(2022, 6, 1))

        assert [tuple(row) for row in rows] == [
            ("mapping-exists", ""),
            ("mapping-exists,enrolled", "enrolled"),
        ]
        assert [check.id for check in told[0].checks] == list(FIRST_ASKED)


def test_a_requirement_holds_from_its_first_to_its_last_day() -> None:
    from dataclasses import replace

    impossible = replace(
        RECOGNITION.requirements[0], id="never", holds="1 = 0", since=date(2022, 6, 1), until=date(2022, 6, 2)
    )
    dated = replace(RECOGNITION, requirements=(*RECOGNITION.requirements, impossible))
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]})
        fill_mapping(db, EVERY_GRADE)

        granted = [
            determine(db, [dated], date(2022, *day))[0].counts.granted for day in ((5, 31), (6, 1), (6, 2), (6, 3))
        ]

        assert granted == [1, 0, 0, 1]


def test_a_pathway_that_cannot_run_is_never_zero_rows() -> None:
    from dataclasses import replace

    from hncert.domain.errors import DeterminationIncomplete

    broken = replace(RECOGNITION, evidence="select * from no_such_table")
    with closing(open_memory()) as db, pytest.raises(DeterminationIncomplete, match="直接认定"):
        determine(db, [broken], date(2022, 6, 30))
