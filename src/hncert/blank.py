"""Blank workbooks: from the declaration of a kind, empty or pre-filled with those who may appear."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from hncert.domain import dates
from hncert.domain.errors import BadValue, NobodyEligible
from hncert.domain.levels import Level
from hncert.profiles import occupations
from hncert.sheets.blank_writing import BlankColumn, write_blank
from hncert.tables.table import PERSON_COLUMN, Column, Table

DATE_PARSERS = (dates.parse, dates.parse_start, dates.parse_end)
OPTION_WORDS = {"batch": "--batch", "contest": "--contest"}


def blank_workbook(table: Table) -> bytes:
    """An empty workbook of a kind with one example row, which the importer leaves out."""
    return write_blank(table.title, _notes(table), [_described(table, column) for column in table.columns])


def eligible_workbook(
    db: sqlite3.Connection, table: Table, as_of: date, options: Mapping[str, str], place: Mapping[str, str]
) -> bytes:
    """A workbook of a kind pre-filled with exactly the people who may appear in it.

    `options` bind what the kind's query asks for, `place` narrows by department and class_name.
    Raises BadValue when the kind cannot be pre-filled or an option is missing, NobodyEligible.
    """
    rows = eligible_rows(db, table, as_of, options, place)
    locked = table.eligible.columns if table.eligible else ()
    columns = [_described(table, column, locked=column.name in locked) for column in table.columns]
    columns.append(BlankColumn(header=PERSON_COLUMN, required=False, format="@", locked=True, hidden=True))
    cells = [[*(_shown(column, row) for column in table.columns), str(row["person_id"])] for row in rows]
    marks = {"kind": table.id, "as_of": as_of.isoformat(), **options}
    return write_blank(table.title, _notes(table), columns, cells, marks)


def eligible_rows(
    db: sqlite3.Connection, table: Table, as_of: date, options: Mapping[str, str], place: Mapping[str, str]
) -> list[sqlite3.Row]:
    """The rows of the kind's eligibility query. Raises as `eligible_workbook`."""
    if table.eligible is None:
        raise BadValue(what="--eligible", value=table.title, expected="这一类表不按人预填，去掉 --eligible")
    for name in table.eligible.asks:
        if not options.get(name):
            word = OPTION_WORDS[name]
            raise BadValue(what=word, value="（空）", expected=f"{table.title}的预填要写 {word}")
    values: dict[str, Any] = {"as_of": as_of.isoformat(), "graduating_year": graduating_year(as_of), **options}
    where = [f"e.{name} = :{name}" for name, value in place.items() if value]
    narrowed = f"where person_id in (select e.person_id from enrolment e where {' and '.join(where)})" if where else ""
    rows = db.execute(f"select * from ({table.eligible.sql}) {narrowed}", {**values, **place}).fetchall()
    if not rows:
        why = "、".join(filter(None, (*options.values(), *place.values()))) or str(as_of)
        raise NobodyEligible(title=table.title, why=why)
    return rows


def graduating_year(day: date) -> int:
    """The year of graduation whose 毕业学年 (1 July of the year before to 30 June) holds a day.

    Source: the reading `graduating-year`.
    """
    return day.year + (day.month >= 7)


def _described(table: Table, column: Column, *, locked: bool = False) -> BlankColumn:
    codes = tuple(occupations.occupations()) if column.parse is occupations.parse else ()
    return BlankColumn(
        header=column.header,
        required=column.required or any(group == (column.name,) for group in table.needs),
        format=_format(column),
        note=column.note,
        example=table.example.get(column.name, ""),
        options=column.options or codes,
        strict=not codes and not column.choices,
        locked=locked,
    )


def _format(column: Column) -> str:
    if column.parse in DATE_PARSERS:
        return "yyyy-mm-dd"
    return "@" if column.type == "text" or column.name == "level" else "General"


def _notes(table: Table) -> str:
    said = [f"{column.header}：{column.note}" for column in table.columns if column.note]
    lead = "说明：带 * 的列必填；第一行是示例，导入时会忽略，可以删掉；不要改动表头。"
    return "\n".join([lead, *("；".join(said[at : at + 4]) for at in range(0, len(said), 4))])


def _shown(column: Column, row: sqlite3.Row) -> str:
    value = row[column.name] if column.name in row.keys() else None  # noqa: SIM118 - a Row is no mapping
    if value is None:
        return ""
    return Level(value).label if column.name == "level" else str(value)
