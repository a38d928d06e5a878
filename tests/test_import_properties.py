"""What holds for imports of every kind, whatever the order, the files and the repeats."""

import csv
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from college import open_memory
from conftest import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records import OWN, Row, Rows, consistent_rows, whole_record

from hncert.ingest import ImportResult, ingest
from hncert.store.imports import Reconciliation
from hncert.tables import TABLES
from hncert.tables.table import Table

KINDS = {table.id: table for table in TABLES}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
NO_RECORDS = ("empty", "header", "total")
EMPTY_STORE = open_memory()


def empty_store() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    EMPTY_STORE.backup(db)
    return db


def write(path: Path, table: Table, rows: Iterable[Row | str]) -> Path:
    """A file of rows, among them some without a record, each given by its word."""
    names = [*(column.name for column in table.columns), OWN]
    headers = [*(column.header for column in table.columns), OWN]
    total = ["合计", *("" if column.type == "text" else "9" for column in table.columns[1:]), ""]
    no_record = {"empty": [""] * len(names), "header": headers, "total": total}
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [headers, *(no_record[row] if isinstance(row, str) else [row[name] for name in names] for row in rows)]
        )
    return path


def facts(db: sqlite3.Connection, table: Table) -> dict[str, list[tuple[Any, ...]]]:
    """What is stored of a kind and of its people, without numbers of rows and places in files."""
    join = "join person p using (person_id)" if table.is_about_people else ""
    who = ["p.id_type", "p.id_number"] if table.is_about_people else []
    queries = {
        table.target: f"select {', '.join(who + _facts_of(db, table.target, 't.'))} from {table.target} t {join}",
        "person": f"select {', '.join(_facts_of(db, 'person'))} from person",
    }
    return {name: sorted(map(tuple, db.execute(query)), key=repr) for name, query in queries.items()}


def _facts_of(db: sqlite3.Connection, target: str, prefix: str = "") -> list[str]:
    names = [row["name"] for row in db.execute(f"pragma table_info({target})")]
    numbers = {"person_id", "enrolment_id", "merged_into"}
    return [prefix + name for name in names if name not in numbers and not name.startswith("source_")]


def accounted(result: ImportResult) -> bool:
    rows = result.rows
    parts = (rows.stored, rows.unchanged, rows.rejected, rows.blank)
    return min(parts) >= 0 and rows.read == sum(parts)


@st.composite
def split(draw: st.DrawFn, groups: list[Rows]) -> list[list[Row | str]]:
    """The rows in another order, in one to three files, with rows that hold no record."""
    homes = draw(st.lists(st.integers(0, 2), min_size=len(groups), max_size=len(groups)))
    files = []
    for home in sorted(set(homes)):
        rows: list[Row | str] = [row for at, group in zip(homes, groups, strict=True) if at == home for row in group]
        files.append(draw(st.permutations(rows + draw(st.lists(st.sampled_from(NO_RECORDS), max_size=2)))))
    return draw(st.permutations(files))


@st.composite
def spoiled(draw: st.DrawFn, table: Table) -> Row:
    """A row that says everything but one thing that it must."""
    required = [column.name for column in table.columns if column.required]
    return draw(whole_record(table)) | {draw(st.sampled_from(required)): ""}


@EVERY_KIND
@FEW
@given(data=st.data())
def test_order_splitting_and_repeating_change_no_fact(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    table = KINDS[kind]
    groups = data.draw(consistent_rows(table))
    parts = data.draw(split(groups))
    paths = [write(tmp_path / f"{at}.csv", table, part) for at, part in enumerate(parts)]
    whole = write(tmp_path / "全.csv", table, [row for group in groups for row in group])
    one, several = empty_store(), empty_store()

    first = ingest(one, whole, now=NOW)
    results = [ingest(several, path, now=NOW) for path in paths]
    once = facts(several, table)
    repeats = [ingest(several, path, now=NOW) for path in data.draw(st.permutations([whole, *paths]))]

    assert first.accepted, first.findings
    assert all(result.accepted for result in (*results, *repeats)), [result.findings for result in results]
    assert all(map(accounted, (first, *results, *repeats)))
    assert [r.rows.blank for r in results] == [sum(isinstance(row, str) for row in part) for part in parts]
    assert {result.rows.stored for result in repeats} == {0}
    assert once == facts(one, table)
    assert facts(several, table) == once


@EVERY_KIND
@FEW
@given(data=st.data())
def test_faulty_rows_are_told_apart_and_keep_no_good_row_out(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    table = KINDS[kind]
    good = [row for group in data.draw(consistent_rows(table)) for row in group]
    faulty = data.draw(st.lists(spoiled(table), min_size=1, max_size=3))
    mixed = write(tmp_path / "有错.csv", table, data.draw(st.permutations([*good, *faulty, "empty"])))
    clean = write(tmp_path / "无错.csv", table, good)
    refusing, lenient, wanted = empty_store(), empty_store(), empty_store()

    refused = ingest(refusing, mixed, now=NOW)
    accepted = ingest(lenient, mixed, now=NOW, accept_valid=True)
    alone = ingest(wanted, clean, now=NOW)

    assert refused.rows == Reconciliation(read=len(good) + len(faulty) + 1, rejected=len(good) + len(faulty), blank=1)
    assert facts(refusing, table) == facts(empty_store(), table)
    assert accounted(accepted)
    assert (accepted.rows.rejected, accepted.rows.stored) == (len(faulty), alone.rows.stored)
    assert facts(lenient, table) == facts(wanted, table)
