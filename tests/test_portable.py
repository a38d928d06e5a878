"""The statements of the pathways say the same on another engine; see docs/adr/0014-可移植的SQL.md."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from college import OF_COLLEGE, fill, fill_college, law_of, open_memory
from conftest import Hncert
from sqlglot import ErrorLevel, exp
from worked_cases import Case, worked_cases

from hncert.law.law import SHIPPED_LAW, Law
from hncert.pathways import PATHWAYS
from hncert.pathways.pathway import Pathway
from hncert.pathways.statement import judgement, parameters
from hncert.store.database import open_store
from hncert.store.workspace import Workspace

SAMPLES = Path(__file__).parent.parent / "sample_data"
DAY = date(2024, 11, 30)
AT_ONCE = 100
TYPES = {"text": "varchar", "integer": "bigint", "real": "double", "blob": "blob"}
EVERY_PATHWAY = pytest.mark.parametrize("pathway", PATHWAYS, ids=[pathway.id for pathway in PATHWAYS])
EVERY_TABLE = """
    select name
    from sqlite_master
    where type = 'table' and name not like 'sqlite%' and name not like '\\_sqlite%' escape '\\'
      and name not like 'determination_by%'
"""


@cache
def translated(statement: str, engine: str) -> str:
    """A statement of a pathway in the words of another engine. Raises where sqlglot knows no equivalent."""
    tree = sqlglot.parse_one(statement, read="sqlite")
    if engine == "spark":
        for subquery in tree.find_all(exp.CTE):
            subquery.set("materialized", None)
    return tree.sql(dialect=engine, unsupported_level=ErrorLevel.RAISE)


def tables(db: sqlite3.Connection) -> list[str]:
    return [row["name"] for row in db.execute(EVERY_TABLE).fetchall()]


def create_tables(duck: duckdb.DuckDBPyConnection, db: sqlite3.Connection) -> None:
    for table in tables(db):
        columns = db.execute(f"pragma table_info({table})").fetchall()
        typed = ", ".join(f'"{column["name"]}" {TYPES[column["type"].lower()]}' for column in columns)
        duck.execute(f'create or replace table "{table}" ({typed})')


def copy_rows(duck: duckdb.DuckDBPyConnection, db: sqlite3.Connection) -> None:
    for table in tables(db):
        rows = [tuple(row) for row in db.execute(f'select * from "{table}"')]
        for at in range(0, len(rows), AT_ONCE):
            some = rows[at : at + AT_ONCE]
            marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(some))
            duck.execute(f'insert into "{table}" values {marks}', [value for row in some for value in row])


def judged(db: sqlite3.Connection, pathway: Pathway, day: date, law: Law) -> list[tuple[Any, ...]]:
    bound = parameters(pathway, day, day, law) | {"run_id": 1}
    return in_order(tuple(row) for row in db.execute(judgement(pathway, day), bound))


def judged_by_duckdb(duck: duckdb.DuckDBPyConnection, pathway: Pathway, day: date, law: Law) -> list[tuple[Any, ...]]:
    statement = translated(judgement(pathway, day), "duckdb")
    named = set(re.findall(r"\$(\w+)", statement))
    bound = parameters(pathway, day, day, law) | {"run_id": 1}
    told = {name: value for name, value in bound.items() if name in named}
    return in_order(duck.execute(statement, told).fetchall())


def in_order(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: (row[1], row[2] or "", row[3]))


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection, closing(open_memory()) as empty:
        create_tables(connection, empty)
        yield connection


def colleges(pathway: Pathway) -> list[list[Case]]:
    """The worked cases of a pathway, those of the same day, law and college together."""
    found: dict[str, list[Case]] = {}
    for case in worked_cases(pathway.id):
        shared = {word: case.told.get(word) for word in ("as_of", "readings", "figures", *OF_COLLEGE)}
        numbered = [row["number"] for row in case.told.get("x", ()) if "number" in row]
        found.setdefault(repr((shared, numbered and case.told["name"])), []).append(case)
    return list(found.values())


@EVERY_PATHWAY
def test_every_worked_case_is_judged_alike_by_duckdb(pathway: Pathway, duck: duckdb.DuckDBPyConnection) -> None:
    for cases in colleges(pathway):
        day, law = cases[0].told["as_of"], law_of(cases[0].told)
        people = [person for case in cases for person in (case.told, *case.told.get("others", ()))]
        with closing(open_memory()) as db:
            fill_college(db, cases[0].told)
            for person_id, person in enumerate(people, start=1):
                fill(db, person, person_id)
            duck.execute("begin")
            copy_rows(duck, db)

            ours = judged(db, pathway, day, law)
            theirs = judged_by_duckdb(duck, pathway, day, law)

            duck.execute("rollback")
        assert theirs == ours, [case.told["name"] for case in cases]


@pytest.fixture
def sample_college(workspace: Workspace, hncert: Hncert) -> Workspace:
    assert hncert("import", *sorted(SAMPLES.glob("*.xlsx"))).status in (0, 1)
    return workspace


def test_the_sample_college_is_judged_alike_by_duckdb(
    sample_college: Workspace, duck: duckdb.DuckDBPyConnection
) -> None:
    with open_store(sample_college) as db:
        duck.execute("begin")
        copy_rows(duck, db)

        ours = {pathway.id: judged(db, pathway, DAY, SHIPPED_LAW) for pathway in PATHWAYS}
        theirs = {pathway.id: judged_by_duckdb(duck, pathway, DAY, SHIPPED_LAW) for pathway in PATHWAYS}

        duck.execute("rollback")
    assert theirs == ours
    assert all(len(rows) > 0 for rows in ours.values())


@EVERY_PATHWAY
def test_every_statement_can_be_written_for_spark(pathway: Pathway) -> None:
    written = translated(judgement(pathway, DAY), "spark")

    assert "MATERIALIZED" not in written
    assert set(re.findall(r"(?<!:):(\w+)", written)) <= {*parameters(pathway, DAY, DAY, SHIPPED_LAW), "run_id"}
