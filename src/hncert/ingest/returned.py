"""Pre-filled workbooks that come back: what was filled in beforehand must still be so."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from hncert.domain.finding import Finding, Problem
from hncert.ingest.place import Place
from hncert.sheets.grid import cell_text
from hncert.tables.parsing import DataRows, Parsed
from hncert.tables.people import WHO_NAMES
from hncert.tables.table import PERSON_COLUMN

CHANGED = Problem(
    rule="id-protected-changed",
    message="预填的内容被改动",
    expected="",
    remedy="把预填的列改回原样；姓名或号码有误的，先在名册中更正，再重新生成",
)
NOT_ELIGIBLE = Problem(
    rule="id-not-eligible",
    message="此人不在预填的名单中",
    expected="预填名单中的人",
    remedy="去掉这一行；确应列入的，先补好名册或报名，再重新生成预填表",
)


def person_column(place: Place) -> int | None:
    """The grid column of 系统编号 in a sheet that came pre-filled; None in any other."""
    headers = place.grid.texts(place.match.header_end - 1)
    return headers.index(PERSON_COLUMN) if PERSON_COLUMN in headers else None


def left_empty(place: Place, data: DataRows) -> set[int]:
    """Places in the records of a pre-filled sheet where nobody has filled in anything."""
    eligible = place.match.table.eligible
    if eligible is None or person_column(place) is None:
        return set()
    given = (*eligible.columns, "job_type")
    own = [at for name, at in place.match.columns.items() if name not in given]
    return {at for at, record in enumerate(data.records) if not any(data.texts[column][at] for column in own)}


def check_returned(db: sqlite3.Connection, place: Place, parsed: Parsed) -> Iterator[Finding]:
    """Hold the protected columns against the store; one finding a changed cell."""
    column = person_column(place)
    if column is None or place.match.table.eligible is None:
        return
    for at, row in enumerate(parsed.rows):
        asked = cell_text(place.grid.rows[row][column])
        person = db.execute(
            "select k.* from person p join person k on k.person_id = coalesce(p.merged_into, p.person_id) "
            "where p.person_id = ?",
            (asked,),
        ).fetchone()
        if person is None:
            yield place.problem(row, "name", str(parsed.columns["name"][at] or ""), NOT_ELIGIBLE)
        else:
            yield from _changed(db, place, parsed, at, person)


def _changed(db: sqlite3.Connection, place: Place, parsed: Parsed, at: int, person: sqlite3.Row) -> Iterator[Finding]:
    for name in ("id_number", "name"):
        value = parsed.columns[name][at]
        if value is not None and value != person[name]:
            yield place.problem(parsed.rows[at], name, str(value), replace(CHANGED, expected=str(person[name])))
    eligible = place.match.table.eligible
    values = {name: cells[at] for name, cells in parsed.columns.items()} | {"person_id": person["person_id"]}
    wanted = {name: values.get(name) for name in (*WANTED, *values)}
    if eligible and eligible.holds and db.execute(eligible.holds, wanted).fetchone() is None:
        name = next(name for name in eligible.columns if name not in WHO_NAMES)
        problem = replace(CHANGED, rule="protected-changed", expected="生成时预填的内容")
        yield place.problem(parsed.rows[at], name, str(values.get(name) or ""), problem)


WANTED = ("batch_number", "occupation_code", "level", "contest", "event", "course", "part")
"""Columns that a `holds` query may bind; null where the sheet has none."""
