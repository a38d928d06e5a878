"""Stage 3: levels by clause, one composed statement a pathway, a row for every candidate."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hncert.domain.errors import DeterminationIncomplete, PathwayNotInForce
from hncert.law.register import figure, law_version
from hncert.pathways.pathway import Grant, Pathway, Requirement, in_force
from hncert.store import determinations
from hncert.store.determinations import RunCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A run of a pathway and what it came to."""

    pathway: Pathway
    run_id: int
    as_of: date
    law_version: str
    counts: RunCounts


def determine(db: sqlite3.Connection, pathways: Sequence[Pathway], as_of: date) -> list[RunResult]:
    """Determine every candidate of the pathways by the law of a day.

    A run of the same pathway and day replaces the earlier one, so twice equals once. Raises
    PathwayNotInForce outside a pathway's dates, DeterminationIncomplete when one cannot run.
    """
    return [_run(db, pathway, as_of) for pathway in pathways]


def _run(db: sqlite3.Connection, pathway: Pathway, as_of: date) -> RunResult:
    if not in_force(pathway, as_of):
        raise PathwayNotInForce(as_of=as_of, title=pathway.title, clause=pathway.clause, since=pathway.since)
    requirements = [rule for rule in pathway.requirements if in_force(rule, as_of)]
    facts = [(fact.name, fact.type) for fact in pathway.facts]
    columns = [rule.column for rule in requirements]
    levels = sorted({grant.level for grant in pathway.grants if in_force(grant, as_of)})
    try:
        determinations.ensure_table(db, pathway.id, facts, [rule.column for rule in pathway.requirements])
        run_id = determinations.open_run(db, pathway.id, as_of, law_version(), columns)
        db.execute(compose(pathway, as_of), parameters(pathway, as_of) | {"run_id": run_id})
        counts = determinations.close_run(db, pathway.id, run_id, levels, columns)
    except sqlite3.OperationalError as error:
        raise DeterminationIncomplete(title=pathway.title, reason=error) from error
    return RunResult(pathway=pathway, run_id=run_id, as_of=as_of, law_version=law_version(), counts=counts)


def parameters(pathway: Pathway, as_of: date) -> dict[str, object]:
    """The named parameters of a pathway's statement but for :run_id: the day and the figures."""
    named = {name for rule in pathway.requirements if in_force(rule, as_of) for name in rule.figures}
    return {"as_of": as_of.isoformat(), **{name: figure(name, as_of) for name in sorted(named)}}


def compose(pathway: Pathway, as_of: date) -> str:
    """The one statement that judges every candidate: evidence, level, requirements, grant."""
    requirements = [rule for rule in pathway.requirements if in_force(rule, as_of)]
    met = [rule.column for rule in requirements]
    facts = [fact.name for fact in pathway.facts]
    all_met = " and ".join(f"({rule.holds})" for rule in requirements)
    source = ["source_import", "source_sheet", "source_row"]
    columns = ", ".join((*determinations.COMMON_NAMES, *facts, *met))
    return f"""
        insert into "{determinations.table_of(pathway.id)}" ({columns})
        with evidence as ({pathway.evidence}),
        levelled as (
          select evidence.*, {_level([g for g in pathway.grants if in_force(g, as_of)])} as level
          from evidence
        ),
        judged as (
          select levelled.*, {", ".join(map(_met, requirements))}
          from levelled
        )
        select :run_id, person_id, occupation_code, evidence_number,
          case when {all_met} then level end,
          {", ".join((*source, *facts, *met))}
        from judged
    """


def _level(grants: Sequence[Grant]) -> str:
    cases = " ".join(f"when {grant.when} then {int(grant.level)}" for grant in grants)
    return f"case {cases} end" if cases else "null"


def _met(rule: Requirement) -> str:
    return f"case when {rule.holds} then 1 when not ({rule.holds}) then 0 end as {rule.column}"
