"""A small college put straight into the store, for worked cases and random ones."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from hncert.domain.levels import Level

CODE = "4-04-05-01"
EVERY_GRADE = [{"grade": grade, "approved_on": "2022-03-01"} for grade in ("初级", "中级", "高级")]


def fill(db: sqlite3.Connection, case: dict[str, Any], person_id: int = 1) -> None:
    """Store one case's person with all evidence; see cases/pathways/1plusx.toml for the words."""
    db.execute("insert or ignore into import_log values (1, '样例.xlsx', '', '2024-01-01', '', 0, 0, 0, 0, 0)")
    db.execute(
        "insert into person values (?, '护照', ?, ?, ?, null, null, 1, '表', 1, null)",
        (person_id, f"E{person_id:08d}", f"样例{person_id}", f"样例{person_id}"),
    )
    for at, row in enumerate(case.get("enrolment", [{}])):
        role = row.get("role", "student")
        values = (
            person_id,
            role,
            row.get("number", f"N{person_id}-{at}"),
            row.get("tier", "专科") if role == "student" else None,
            _day(row, "enrolled_on", "2021-09-01"),
            _day(row, "graduates_on", "2024-06-30" if role == "student" else None),
            row.get("cohort"),
        )
        db.execute(
            "insert into enrolment (person_id, role, number, tier, enrolled_on, graduates_on, cohort, source_import, "
            "source_sheet, source_row) values (?, ?, ?, ?, ?, ?, ?, 1, '表', 1)",
            values,
        )
    for at, row in enumerate(case["x"]):
        x_values = (
            row.get("number", f"X{person_id}-{at}"),
            person_id,
            row.get("name", "Web前端开发"),
            row["grade"],
            _day(row, "issued_on", "2022-05-01"),
            _day(row, "valid_until", None),
        )
        db.execute("insert into x_certificate values (?, ?, ?, ?, ?, null, 1, '表', 1, null, ?)", x_values)
    _fill_held(db, case, person_id)


def fill_mapping(db: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        days = (_day(row, "approved_on", None), _day(row, "withdrawn_on", None))
        values = (row.get("name", "Web前端开发"), row["grade"], row.get("code", CODE), *days)
        db.execute("insert into x_mapping values (?, ?, ?, ?, null, null, ?, 1, '表', 1, null)", values)


def fill_filed(db: sqlite3.Connection, rows: Sequence[dict[str, Any]] = ({},)) -> None:
    """File occupations of the body, by default 三级 in CODE with a national standard."""
    for at, row in enumerate(rows, start=1):
        level = int(Level[row.get("level", "SENIOR")])
        days = (_day(row, "filed_on", "2022-01-01"), _day(row, "valid_until", None))
        values = (row.get("code", CODE), level, *days, row.get("standard", "国家职业技能标准"), at)
        db.execute("insert into filed_occupation values (?, '', ?, ?, ?, null, ?, null, 1, '备案', ?)", values)


def _fill_held(db: sqlite3.Connection, case: dict[str, Any], person_id: int) -> None:
    for at, row in enumerate(case.get("held", [])):
        values = (person_id, row["code"], int(Level[row["level"]]), f"H{at}", _day(row, "issued_on", None))
        db.execute("insert into prior_certificate values (?, ?, ?, ?, null, ?, null, 1, '表', 1, null)", values)
    for at, row in enumerate(case.get("issued", [])):
        number = f"C{person_id}-{at}"
        db.execute(
            "insert into certificate values (?, '职业技能等级证书', ?, ?, ?, '1plusx', 'B1', ?, ?)",
            (
                number,
                person_id,
                row["code"],
                int(Level[row["level"]]),
                row.get("evidence", f"E{at}"),
                _day(row, "issued_on", None),
            ),
        )
        if "void" in row:
            db.execute("insert into certificate_void values (?, ?, '样例')", (number, _day(row, "void", None)))


def _day(row: dict[str, Any], name: str, otherwise: str | None) -> str | None:
    value = row.get(name, otherwise)
    return value.isoformat() if isinstance(value, date) else value or None
