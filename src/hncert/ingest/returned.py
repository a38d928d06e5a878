"""Pre-filled workbooks that come back: what was filled in beforehand must still be so."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hncert.domain.errors import DamagedPrefill
from hncert.domain.finding import Finding, Problem
from hncert.domain.id_numbers import RESIDENT
from hncert.ingest.place import Place
from hncert.sheets.grid import Grid, cell_text
from hncert.sheets.reading import Source
from hncert.tables.eligibility import eligible_rows, row_code, shown
from hncert.tables.header import Match
from hncert.tables.parsing import DataRows, Parsed
from hncert.tables.people import WHO_NAMES
from hncert.tables.table import PERSON_COLUMN, Eligible

CHANGED = Problem(
    rule="protected-changed",
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
MARKS_LOST = "记录预填条件的内容已不在（另存为文本表、复制到别的工作簿都会丢失）"


def refuse_damaged(source: Source, found: Iterable[tuple[Grid, Sequence[Match]]]) -> None:
    """Raise DamagedPrefill for a pre-filled sheet that can no longer be held against the store."""
    for grid, matches in found:
        for match in matches:
            eligible = match.table.eligible
            place = Place(source, grid, match)
            if eligible is None:
                continue
            if not is_prefilled(place):
                reason = MARKS_LOST if person_column(place) is not None else ""
            else:
                lost = _lost_columns(place, eligible)
                reason = f"少了预填的列：{'、'.join(lost)}" if lost else ""
            if reason:
                raise DamagedPrefill(file=source.name, sheet=grid.sheet, title=match.table.title, reason=reason)


def is_prefilled(place: Place) -> bool:
    """True for a sheet of a workbook that we pre-filled for its kind."""
    marks, eligible = place.source.marks, place.match.table.eligible
    if eligible is None or marks.get("kind") != place.match.table.id or not all(map(marks.get, eligible.asks)):
        return False
    try:
        date.fromisoformat(marks.get("as_of", ""))
    except ValueError:
        return False
    return True


def person_column(place: Place) -> int | None:
    """The grid column of 系统编号; None where there is none."""
    headers = place.grid.texts(place.match.header_end - 1)
    return headers.index(PERSON_COLUMN) if PERSON_COLUMN in headers else None


def _lost_columns(place: Place, eligible: Eligible) -> list[str]:
    columns = place.match.table.by_name
    lost = [columns[name].header for name in eligible.columns if name not in place.match.columns]
    return lost if person_column(place) is not None else [PERSON_COLUMN, *lost]


def hidden_by_user(place: Place) -> tuple[int, ...]:
    """The hidden columns of a sheet but for the one that we hid."""
    ours = person_column(place) if is_prefilled(place) else None
    return tuple(at for at in place.grid.hidden_columns if ours is None or at != place.grid.first_column + ours)


def left_empty(place: Place, data: DataRows) -> set[int]:
    """Places in the records of a pre-filled sheet where nobody has filled in anything."""
    eligible = place.match.table.eligible
    if eligible is None or not is_prefilled(place):
        return set()
    given = (*eligible.columns, "job_type")
    own = [at for name, at in place.match.columns.items() if name not in given]
    return {at for at, record in enumerate(data.records) if not any(data.texts[column][at] for column in own)}


def check_returned(db: sqlite3.Connection, place: Place, parsed: Parsed) -> Iterator[Finding]:
    """Hold the protected columns against the store; one finding a changed cell."""
    eligible, column = place.match.table.eligible, person_column(place)
    if eligible is None or column is None or not is_prefilled(place):
        return
    expected = _expected_rows(db, eligible, place.source.marks)
    told = {(at, name) for at, name, *_ in parsed.problems}
    for at, row in enumerate(parsed.rows):
        values = expected.get(cell_text(place.grid.rows[row][column]))
        if values is None:
            yield place.problem(row, "name", _text(place, row, "name"), NOT_ELIGIBLE)
            continue
        for name in eligible.columns:
            if (at, name) not in told and _plain(name, parsed.columns[name][at]) != _plain(name, values[name]):
                yield _changed(place, row, name, values[name])


def _expected_rows(db: sqlite3.Connection, eligible: Eligible, marks: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The eligible rows by 系统编号; somebody merged since also stands under the former number."""
    rows = eligible_rows(db, eligible, marks, {})
    of_person = defaultdict(list)
    for row in rows:
        of_person[row["person_id"]].append(row)
    merged = "select person_id, merged_into, id_type, id_number, name from person where merged_into is not null"
    former = [row | _who(person) for person in db.execute(merged) for row in of_person[person["merged_into"]]]
    return {row_code(eligible, row): row for row in (*former, *rows)}


def _who(person: sqlite3.Row) -> dict[str, Any]:
    return {name: person[name] for name in ("person_id", *WHO_NAMES)}


def _plain(name: str, value: object) -> str:
    return str(value or (RESIDENT if name == "id_type" else ""))


def _text(place: Place, row: int, name: str) -> str:
    return cell_text(place.grid.rows[row][place.match.columns[name]])


def _changed(place: Place, row: int, name: str, value: object) -> Finding:
    rule = f"id-{CHANGED.rule}" if name in WHO_NAMES else CHANGED.rule
    expected = shown(place.match.table.by_name[name], value) or "（空）"
    return place.problem(row, name, _text(place, row, name), replace(CHANGED, rule=rule, expected=expected))
