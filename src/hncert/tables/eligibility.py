"""Who may appear in a pre-filled workbook, when it is written and when it comes back."""

import sqlite3
import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from hncert.domain.levels import Level
from hncert.tables.people import WHO_NAMES
from hncert.tables.table import Column, Eligible


def eligible_rows(
    db: sqlite3.Connection, eligible: Eligible, marks: Mapping[str, str], place: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows of a kind's query; `marks` give `as_of` and what the query asks for.

    `place` narrows by department and class_name, blank where it does not.
    """
    year = graduating_year(date.fromisoformat(marks["as_of"]))
    where = [f"e.{name} = :{name}" for name, value in place.items() if value]
    narrowed = f"where person_id in (select e.person_id from enrolment e where {' and '.join(where)})" if where else ""
    found = db.execute(f"select * from ({eligible.sql}) {narrowed}", {**marks, **place, "graduating_year": year})
    return [dict(row) for row in found]


def graduating_year(day: date) -> int:
    """The year of graduation whose 毕业学年 (1 July of the year before to 30 June) holds a day.

    Source: the reading `graduating-year`.
    """
    return day.year + (day.month >= 7)


def row_code(eligible: Eligible, row: Mapping[str, Any]) -> str:
    """The 系统编号 of a pre-filled row: its person, and a checksum of what else it was filled with."""
    given = [str(row[name] or "") for name in eligible.columns if name not in WHO_NAMES]
    return f"{row['person_id']}-{zlib.crc32(chr(31).join(given).encode()):08x}" if given else str(row["person_id"])


def shown(column: Column, value: Any) -> str:
    """A stored value as the workbook shows it."""
    if value is None:
        return ""
    return Level(value).label if column.name == "level" else str(value)
