"""The lint of the law: nothing is left open, and what is planted is found."""

from dataclasses import replace
from itertools import product

import pytest
from conftest import Hncert

from hncert.law.clauses import Clause
from hncert.law.law import SHIPPED_LAW
from hncert.law_lint import Linted, lint
from hncert.law_lint.relation import Relation, joined
from hncert.law_lint.tree import call_of, leaves
from hncert.pathways import PATHWAYS
from hncert.pathways.pathway import Fact, Pathway, Requirement

BY_ID = {pathway.id: pathway for pathway in PATHWAYS}
RECOGNITION = BY_ID["1plusx"]


@pytest.fixture(scope="module")
def shipped() -> Linted:
    return lint(PATHWAYS, SHIPPED_LAW)


def planted(pathway: Pathway, holds: str, **changes: object) -> Pathway:
    rule = Requirement(
        id="planted",
        clause=Clause("504", "一", "埋设"),
        holds=holds,
        question="埋设",
        remedy="埋设",
        passes="埋设",
        fails="埋设",
    )
    return replace(pathway, requirements=(*pathway.requirements, replace(rule, **changes)))  # type: ignore[arg-type]


def found(pathway: Pathway) -> set[tuple[str, str]]:
    return {(fault.kind, fault.rule) for fault in lint([pathway], SHIPPED_LAW).faults}


def test_every_combination_of_the_shipped_law_has_one_level_or_an_explicit_refusal(shipped: Linted) -> None:
    assert shipped.faults == ()
    assert set(shipped.combinations) == set(BY_ID)
    assert all(count > 1_000_000 for count in shipped.combinations.values())


def test_every_rule_of_every_pathway_is_covered(shipped: Linted) -> None:
    covered = {(one.pathway, one.rule) for one in shipped.coverage}
    rules = {(pathway.id, rule.id) for pathway in PATHWAYS for rule in pathway.requirements}

    assert covered == rules | {(pathway.id, "grants") for pathway in PATHWAYS}
    assert all(0 < one.runs <= one.combinations for one in shipped.coverage)


def test_a_gap_is_found() -> None:
    [fault] = lint([replace(RECOGNITION, grants=RECOGNITION.grants[:1])], SHIPPED_LAW).faults

    assert (fault.kind, fault.pathway) == ("gap", "1plusx")
    assert "1+X 证书等级=初级" in fault.example


def test_a_missing_grant_is_no_gap_where_a_requirement_refuses_it() -> None:
    refusing = planted(replace(RECOGNITION, grants=RECOGNITION.grants[:1]), "grade <> '初级'")

    assert found(refusing) == set()


def test_an_overlap_is_found() -> None:
    wide = replace(RECOGNITION.grants[1], when="grade in ('初级', '中级')")

    assert found(replace(RECOGNITION, grants=(RECOGNITION.grants[0], wide))) == {("overlap", "grants")}


def test_a_requirement_that_never_fails_is_found() -> None:
    assert found(planted(RECOGNITION, "grade is not null")) == {("never-fails", "planted")}


def test_a_requirement_that_is_never_met_is_found_and_leaves_no_level_within_reach() -> None:
    assert found(planted(RECOGNITION, "grade = '特级'")) == {
        ("never-met", "planted"),
        ("unreachable", "grant-3"),
        ("unreachable", "grant-4"),
    }


def test_requirements_that_exclude_each_other_only_together_are_found() -> None:
    earlier = planted(RECOGNITION, "issued_on > '2024-06-30'")

    assert found(earlier) == {("unreachable", "grant-3"), ("unreachable", "grant-4")}


def test_a_level_out_of_reach_under_one_option_of_a_reading_is_found_with_the_option() -> None:
    strict = planted(RECOGNITION, ":reading_x_once = 'every' or grade <> '初级'", readings=("x-once",))

    [fault] = lint([strict], SHIPPED_LAW).faults

    assert (fault.kind, fault.rule) == ("unreachable", "grant-4")
    assert "x-once=one" in fault.example


def test_a_requirement_that_cannot_run_is_found() -> None:
    assert found(planted(RECOGNITION, "no_such_fact = 1")) == {("cannot-run", "planted")}
    assert found(planted(RECOGNITION, "grade = :no_such_figure")) == {("cannot-run", "planted")}


def test_a_rule_is_looked_at_on_each_day_that_the_rules_change() -> None:
    from datetime import date

    later = planted(RECOGNITION, "1 = 0", since=date(2025, 1, 1), until=date(2025, 12, 31))

    linted = lint([later], SHIPPED_LAW)

    assert {one.on.isoformat() for one in linted.coverage} == {"2021-12-31", "2025-01-01", "2026-01-01"}
    assert {fault.kind for fault in linted.faults} == {"never-met", "unreachable"}


def test_the_runs_of_a_predicate_cover_the_full_product_exactly_once() -> None:
    variables = {"a": (None, 0, 1), "b": (None, 0, 1), "c": (0, 1)}
    sql = f"case when {call_of('a')} = 1 then {call_of('b')} when {call_of('c')} = 1 then {call_of('b')} = 0 end"

    runs = leaves([sql], variables, {})

    answers = []
    for a, b, c in product(*variables.values()):
        matching = [
            run for run in runs if all({"a": a, "b": b, "c": c}[name] == value for name, value in run.chosen.items())
        ]
        assert len(matching) == 1
        answers.append(matching[0].answers[0])
    assert len(runs) < len(answers)
    assert answers.count(1) == 4


def test_the_join_by_elimination_is_the_join_of_the_full_product() -> None:
    values = (0, 1, 2)
    one = Relation(("a", "b"), frozenset((a, b) for a, b in product(values, values) if a < b))
    two = Relation(("b", "c"), frozenset((b, c) for b, c in product(values, values) if b != c))
    three = Relation(("c", "d"), frozenset((c, d) for c, d in product(values, values) if c + d == 2))

    result = joined((one, two, three), ("a", "d"))

    plain = {(a, d) for a, b, c, d in product(values, values, values, values) if a < b and b != c and c + d == 2}
    assert {tuple(row[result.names.index(name)] for name in ("a", "d")) for row in result.rows} == plain


def test_a_fact_keeps_its_type_when_a_rule_compares_it() -> None:
    typed = replace(
        RECOGNITION, facts=(*RECOGNITION.facts, Fact(name="mark", title="分", type="real", values=("59", "60")))
    )

    assert found(planted(typed, "mark >= 60")) == set()


def test_the_command_reports_what_it_covered_without_a_workspace(
    hncert: Hncert, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))

    ran = hncert("law", "lint", "--json")

    assert ran.status == 0
    assert ran.json["counts"]["faults"] == 0
    assert {row["rule"] for row in ran.json["data"] if row["pathway"] == "process"} >= {"grants", "map-approved"}


def test_the_command_fails_the_build_on_a_gap(hncert: Hncert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hncert.pathways.PATHWAYS", (replace(RECOGNITION, grants=RECOGNITION.grants[:1]),))

    ran = hncert("law", "lint")

    assert ran.status == 4
    assert "条件都满足" in ran.err
