"""Change the pathways one token at a time and see whether a worked case notices: the survivors are listed.

Usage: python tests/mutants.py [PATHWAY ...]   (or: make mutants)

Every comparison, connective, number, join and aggregate of a pathway's evidence, requirements and
grants is changed in turn. A mutant is killed when a worked case of the pathway comes out otherwise.
"""

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from college import law_of, open_memory, settle
from worked_cases import Case, case_rows, worked_cases

from hncert.determine import determine
from hncert.domain.errors import HncertError
from hncert.pathways import PATHWAYS
from hncert.pathways.pathway import Pathway

SWAPS = (
    (r"<=", ("<", ">")),
    (r">=", (">", "<")),
    (r"(?<![<>])=(?!=)", ("<>",)),
    (r"<>", ("=",)),
    (r"<(?![=>])", ("<=", ">")),
    (r"(?<![<=])>(?!=)", (">=", "<")),
    (r"\band\b", ("or",)),
    (r"\bor\b", ("and",)),
    (r"\bnot exists\b", ("exists",)),
    (r"\bis not null\b", ("is null",)),
    (r"\bis null\b", ("is not null",)),
    (r"\bleft join\b", ("join",)),
    (r"\bmax\(", ("min(",)),
    (r"\bmin\(", ("max(",)),
    (r"(?<![\w:.'-])\d+(?![\w'.-])", ("{+1}",)),
)
AROUND = 60


@dataclass(frozen=True)
class Mutant:
    """A changed pathway: where, what stood there and what stands there now."""

    pathway: Pathway
    where: str
    change: str
    around: str


def mutants(pathway: Pathway) -> Iterator[Mutant]:
    """Every pathway that differs from this one in one token."""
    for text, change, around in _changed(pathway.evidence):
        yield Mutant(replace(pathway, evidence=text), "evidence", change, around)
    for at, rule in enumerate(pathway.requirements):
        for text, change, around in _changed(rule.holds):
            rules = (*pathway.requirements[:at], replace(rule, holds=text), *pathway.requirements[at + 1 :])
            yield Mutant(replace(pathway, requirements=rules), rule.id, change, around)
    for at, grant in enumerate(pathway.grants):
        for text, change, around in _changed(grant.when):
            grants = (*pathway.grants[:at], replace(grant, when=text), *pathway.grants[at + 1 :])
            yield Mutant(replace(pathway, grants=grants), grant.id, change, around)


def _changed(sql: str) -> Iterator[tuple[str, str, str]]:
    for pattern, others in SWAPS:
        for found in re.finditer(pattern, sql):
            for other in others:
                new = str(int(found[0]) + 1) if other == "{+1}" else other
                around = " ".join(sql[max(0, found.start() - AROUND) : found.end() + AROUND].split())
                yield sql[: found.start()] + new + sql[found.end() :], f"{found[0]} → {new}", around


@dataclass(frozen=True)
class Filled:
    """A worked case in a store of its own and what the engine says of it."""

    case: Case
    db: sqlite3.Connection
    rows: list[tuple[Any, ...]]


def filled(pathway: Pathway) -> list[Filled]:
    """The worked cases of a pathway, each stored once."""
    found = []
    for case in worked_cases(pathway.id):
        db = _without_statement_cache(case)
        found.append(Filled(case, db, _said(db, case, pathway)))
    return found


def _without_statement_cache(case: Case) -> sqlite3.Connection:
    """The case's store; hundreds of long statements kept by a hundred connections would fill the memory."""
    db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    db.row_factory = sqlite3.Row
    with closing(open_memory()) as made:
        settle(made, case.told)
        made.backup(db)
    return db


def _said(db: sqlite3.Connection, case: Case, pathway: Pathway) -> list[tuple[Any, ...]]:
    determine(db, [pathway], case.told["as_of"], law_of(case.told))
    told = ("evidence_number", "outcome", "unmet", "unknown")
    return sorted(
        (str(row["occupation_code"]), str(row["level"]), *(row[name] for name in told))
        for row in case_rows(db, pathway)
    )


def is_killed(mutant: Mutant, cases: list[Filled]) -> bool:
    """True when a case comes out otherwise, or the statement cannot run."""
    for one in cases:
        try:
            if _said(one.db, one.case, mutant.pathway) != one.rows:
                return True
        except (sqlite3.Error, HncertError):
            return True
    return False


def main(names: list[str]) -> None:
    """Run the mutants of the named pathways, or of all, and list who survived."""
    for pathway in PATHWAYS:
        if names and pathway.id not in names:
            continue
        cases, every = filled(pathway), list(mutants(pathway))
        alive = [mutant for mutant in every if not is_killed(mutant, cases)]
        print(f"{pathway.id}: {len(every)} mutants, {len(every) - len(alive)} killed, {len(alive)} survive", flush=True)
        for mutant in alive:
            print(f"  {mutant.where}: {mutant.change}   … {mutant.around} …", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
