"""The worked cases of all pathways, and that they leave no requirement, grant or reading untold."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from college import law_of
from worked_cases import ALL_CASES, Answer, Case, own_answer, shipped_answer

from hncert.law.register import readings
from hncert.pathways import PATHWAYS
from hncert.pathways.eligibility import entries
from hncert.pathways.pathway import Pathway, Requirement
from hncert.pathways.statement import parameters

NEVER_ALONE = {("exam", "attended"): "缺考的一科也不合格，所以缺考总与一科不合格一起说"}
"""Requirements that are never the only unmet one, and why."""

NEVER_MISSING = {("contest", "held-by-day"): "竞赛办法都有竞赛日期；没有办法的由 contest-known 拒绝"}
"""Requirements whose facts are missing only where another requirement refuses for it."""

ANSWERED = [(case, at) for at, case in enumerate(ALL_CASES)]


@pytest.mark.parametrize(("case", "at"), ANSWERED, ids=[str(case) for case in ALL_CASES])
def test_worked_case(case: Case, at: int) -> None:
    told = case.told

    said = own_answer(at)

    assert said.awards == told["awards"]
    if "unmet" in told:
        [row] = said.rows
        assert row["outcome"] == "refused"
        assert row["unmet"].split(",") == told["unmet"]
        assert listed(row["unknown"]) == told.get("unknown", [])
    if "condition" in told:
        assert [row["eligible_by"] for row in said.rows] == [told["condition"]]
    if "failed" in told:
        assert [row["failed_course"] for row in said.rows] == [told["failed"]]


def listed(words: str) -> list[str]:
    return [word for word in words.split(",") if word]


def answers(pathway: Pathway) -> Iterator[tuple[Case, Answer]]:
    return ((case, own_answer(at)) for case, at in ANSWERED if case.pathway is pathway)


def rows(pathway: Pathway) -> list[Mapping[str, Any]]:
    return [row for _, said in answers(pathway) for row in said.rows]


RULES = [(pathway, rule) for pathway in PATHWAYS for rule in pathway.requirements]
RULE_NAMES = [f"{pathway.id}：{rule.id}" for pathway, rule in RULES]


@pytest.mark.parametrize(("pathway", "rule"), RULES, ids=RULE_NAMES)
def test_every_requirement_refuses_a_case(pathway: Pathway, rule: Requirement) -> None:
    assert any(row[rule.column] == 0 for row in rows(pathway))


@pytest.mark.parametrize(("pathway", "rule"), RULES, ids=RULE_NAMES)
def test_every_requirement_is_the_only_unmet_one_of_a_case(pathway: Pathway, rule: Requirement) -> None:
    alone = any(row["unmet"] == rule.id for row in rows(pathway))

    assert alone != ((pathway.id, rule.id) in NEVER_ALONE)


@pytest.mark.parametrize(("pathway", "rule"), RULES, ids=RULE_NAMES)
def test_every_requirement_whose_facts_may_be_missing_has_an_unknown_case(pathway: Pathway, rule: Requirement) -> None:
    unknown = any(row[rule.column] is None for row in rows(pathway))

    assert unknown == (may_be_missing(pathway, rule) and (pathway.id, rule.id) not in NEVER_MISSING)


def may_be_missing(pathway: Pathway, rule: Requirement) -> bool:
    """True where changing one fact of a granted row to one of its declared values makes the predicate null."""
    asked = [fact for fact in pathway.facts if re.search(rf"\b{fact.name}\b", rule.holds)]
    with closing(sqlite3.connect(":memory:")) as db:
        return any(
            truth(db, pathway, rule, {**row, "eligible_by": None, fact.name: value}, case) is None
            for case, said in answers(pathway)
            for row in said.rows
            if row["level"] is not None
            for fact in asked
            for value in fact.values
        )


def truth(
    db: sqlite3.Connection, pathway: Pathway, rule: Requirement, row: Mapping[str, Any], case: Case
) -> int | None:
    """The predicate over one row of facts, by the law of its case."""
    names = ["occupation_code", "level", *(fact.name for fact in pathway.facts)]
    as_of = case.told["as_of"]
    bound = parameters(pathway, as_of, as_of, law_of(case.told))
    columns = ", ".join(f":fact_{name} as {name}" for name in names)
    facts = {f"fact_{name}": row[name] for name in names}
    [said] = db.execute(f"select {rule.holds} from (select {columns})", {**bound, **facts}).fetchone()
    return None if said is None else int(said)


GRANTS = [(pathway, grant.level.name) for pathway in PATHWAYS for grant in pathway.grants]


@pytest.mark.parametrize(("pathway", "level"), GRANTS, ids=[f"{p.id}：{level}" for p, level in GRANTS])
def test_every_grant_has_a_granting_case(pathway: Pathway, level: str) -> None:
    assert any(level in said.awards.values() for _, said in answers(pathway))


OPTIONS = [
    (pathway, key, option)
    for pathway in PATHWAYS
    for key in sorted({*pathway.readings, *(key for rule in pathway.requirements for key in rule.readings)})
    for option in readings()[key].options
    if option != readings()[key].chosen
]


@pytest.mark.parametrize(("pathway", "key", "option"), OPTIONS, ids=[f"{p.id}：{k}={o}" for p, k, o in OPTIONS])
def test_every_option_of_a_reading_changes_the_result_of_a_case(pathway: Pathway, key: str, option: str) -> None:
    deciding = [(case, said) for case, said in answers(pathway) if option in _option(case, key)]

    assert any(shipped_answer(case).awards != said.awards for case, said in deciding)


def _option(case: Case, key: str) -> tuple[str, ...]:
    value = case.told.get("readings", {}).get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)


def test_every_condition_of_application_has_a_case_that_it_admits() -> None:
    admitted = {case.told["condition"] for case in ALL_CASES if "condition" in case.told}

    assert admitted == {condition["id"] for _, condition in entries()}
