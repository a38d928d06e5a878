"""The worked cases of every pathway, and what the engine says of each."""

import sqlite3
import tomllib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from college import USUAL, awards, law_of, open_memory, settle

from hncert.determine import determine
from hncert.law.law import SHIPPED_LAW, Law
from hncert.pathways import PATHWAYS
from hncert.pathways.pathway import Pathway
from hncert.store.determinations import table_of

FOLDER = Path(__file__).parent / "cases" / "pathways"


@dataclass(frozen=True)
class Case:
    """A worked case with what its pathway takes for granted."""

    pathway: Pathway
    told: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.pathway.id}：{self.told['name']}"


@dataclass(frozen=True)
class Answer:
    """What the engine says of the case's person: best levels, and each candidate's stored row."""

    awards: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]


@cache
def worked_cases(pathway_id: str) -> tuple[Case, ...]:
    """The worked cases of a pathway."""
    pathway = next(one for one in PATHWAYS if one.id == pathway_id)
    told = tomllib.loads((FOLDER / f"{pathway_id}.toml").read_text(encoding="utf-8"))["case"]
    return tuple(Case(pathway, {**USUAL[pathway_id], **case}) for case in told)


ALL_CASES = tuple(case for pathway in PATHWAYS for case in worked_cases(pathway.id))


def answer(case: Case, law: Law | None = None) -> Answer:
    """Put a case into an empty store and determine it, by its own law unless one is given."""
    with closing(open_memory()) as db:
        settle(db, case.told)
        determine(db, [case.pathway], case.told["as_of"], law or law_of(case.told))
        return Answer(awards(db), tuple(dict(row) for row in case_rows(db, case.pathway)))


@cache
def own_answer(at: int) -> Answer:
    """What the engine says of the case at a place of `ALL_CASES` by its own law."""
    return answer(ALL_CASES[at])


def shipped_answer(case: Case) -> Answer:
    """What the engine would say without the readings and figures that the case decides."""
    return answer(case, SHIPPED_LAW)


def case_rows(db: sqlite3.Connection, pathway: Pathway) -> list[sqlite3.Row]:
    """The stored candidates of the case's person with their outcome."""
    return db.execute(
        f'select d.*, v.outcome, v.unmet, v.unknown from "{table_of(pathway.id)}" d join determinations v '
        "on v.run_id = d.run_id and v.person_id = d.person_id and v.evidence_number = d.evidence_number "
        "and coalesce(v.occupation_code, '') = coalesce(d.occupation_code, '') where d.person_id = 1"
    ).fetchall()
