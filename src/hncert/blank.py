"""Blank workbooks: from the declaration of a kind, empty or pre-filled with those who may appear."""

import sqlite3
from collections.abc import Mapping
from datetime import date

from hncert.domain import dates
from hncert.domain.errors import BadValue, NobodyEligible
from hncert.profiles import occupations
from hncert.sheets.blank_writing import BlankColumn, write_blank
from hncert.tables.eligibility import eligible_rows, row_code, shown
from hncert.tables.table import PERSON_COLUMN, Column, Eligible, Table

DATE_PARSERS = (dates.parse, dates.parse_start, dates.parse_end)
EXAMPLE_GIVEN = "说明：带 * 的列必填；第一行是示例，导入时会忽略，可以删掉；不要改动表头。"
PREFILLED = (
    "说明：带 * 的列必填；灰色的列已预填并加锁，导入时与库中核对；没有内容的行留空即可；不要改动表头，不要删列。"
)
OPTION_WORDS = {"batch": "--batch", "contest": "--contest"}


def blank_workbook(table: Table) -> bytes:
    """An empty workbook of a kind with one example row, which the importer leaves out."""
    columns = [_described(table, column) for column in table.columns]
    return write_blank(table.title, _notes(table, EXAMPLE_GIVEN), columns, {"kind": table.id})


def eligible_workbook(
    db: sqlite3.Connection, table: Table, as_of: date, options: Mapping[str, str], place: Mapping[str, str]
) -> bytes:
    """A workbook of a kind pre-filled with exactly the people who may appear in it.

    `options` bind what the kind's query asks for, `place` narrows by department and class_name.
    Raises BadValue when the kind cannot be pre-filled or an option is missing, NobodyEligible.
    """
    if table.eligible is None:
        raise BadValue(what="--eligible", value=table.title, expected="这一类表不按人预填，去掉 --eligible")
    _asked(table.eligible, table.title, options)
    marks = {"kind": table.id, "as_of": as_of.isoformat(), **options}
    rows = eligible_rows(db, table.eligible, marks, place)
    if not rows:
        why = "、".join(filter(None, (*options.values(), *place.values()))) or str(as_of)
        raise NobodyEligible(title=table.title, why=why)
    columns = [_described(table, column, locked=column.name in table.eligible.columns) for column in table.columns]
    columns.append(BlankColumn(header=PERSON_COLUMN, required=False, format="@", locked=True, hidden=True))
    cells = [
        [*(shown(column, row.get(column.name)) for column in table.columns), row_code(table.eligible, row)]
        for row in rows
    ]
    return write_blank(table.title, _notes(table, PREFILLED), columns, marks, cells)


def _asked(eligible: Eligible, title: str, options: Mapping[str, str]) -> None:
    for name in eligible.asks:
        if not options.get(name):
            word = OPTION_WORDS[name]
            raise BadValue(what=word, value="（空）", expected=f"{title}的预填要写 {word}")


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


def _notes(table: Table, lead: str) -> str:
    said = [f"{column.header}：{column.note}" for column in table.columns if column.note]
    return "\n".join([lead, *("；".join(said[at : at + 4]) for at in range(0, len(said), 4))])
