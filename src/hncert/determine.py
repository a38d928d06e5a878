"""Stage 3: levels by clause, one composed statement a pathway, a row for every candidate."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hncert.domain.errors import DeterminationIncomplete, PathwayNotInForce
from hncert.law.law import SHIPPED_LAW, Law
from hncert.pathways.order import ORDER, pathway_order
from hncert.pathways.pathway import Pathway, in_force
from hncert.pathways.statement import insertion, parameters
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


def determine(
    db: sqlite3.Connection, pathways: Sequence[Pathway], as_of: date, law: Law = SHIPPED_LAW
) -> list[RunResult]:
    """Determine every candidate of the pathways by the law of a day.

    A run of the same pathway and day replaces the earlier one, so twice equals once; all runs of the
    day take the order of pathways of this law. Raises PathwayNotInForce outside a pathway's dates,
    FigureNotInForce or FigureExpired where a figure has no value, DeterminationIncomplete when a
    pathway cannot run.
    """
    results = [_run(db, pathway, as_of, law) for pathway in pathways]
    determinations.order_day(db, as_of, pathway_order(law.readings[ORDER].argument))
    return results


def _run(db: sqlite3.Connection, pathway: Pathway, as_of: date, law: Law) -> RunResult:
    if not in_force(pathway, as_of):
        raise PathwayNotInForce(as_of=as_of, title=pathway.title, clause=pathway.clause, since=pathway.since)
    requirements = [rule for rule in pathway.requirements if in_force(rule, as_of)]
    columns = [rule.column for rule in requirements]
    levels = sorted({grant.level for grant in pathway.grants if in_force(grant, as_of)})
    bound = parameters(pathway, as_of, as_of, law)
    try:
        determinations.ensure_table(
            db,
            pathway.id,
            [(fact.name, fact.type) for fact in pathway.facts],
            [rule.column for rule in pathway.requirements],
        )
        run_id = determinations.open_run(
            db,
            pathway.id,
            as_of,
            law.version,
            columns,
            parameters=bound,
            place=place_of(pathway, law),
            reads=pathway.reads,
        )
        db.execute(insertion(pathway, as_of), bound | {"run_id": run_id})
        counts = determinations.close_run(db, pathway.id, run_id, levels, columns)
    except sqlite3.OperationalError as error:
        raise DeterminationIncomplete(title=pathway.title, reason=error) from error
    return RunResult(pathway=pathway, run_id=run_id, as_of=as_of, law_version=law.version, counts=counts)


def place_of(pathway: Pathway, law: Law) -> int:
    """The place of a pathway, from 1, among equal levels (reading `pathway-order`)."""
    return pathway_order(law.readings[ORDER].argument).index(pathway.id) + 1
