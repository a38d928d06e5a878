"""Rows that were rejected while the good ones were stored, waiting for a later import."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hncert.domain.finding import Finding, Severity
from hncert.domain.names import normal_form

OPEN = "solved_by is null and dropped_reason is null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row left out: what could be read of it, and its cells by header as they were written."""

    kind: str
    sheet: str
    row: int
    name: Any
    id_number: Any
    key: dict[str, Any]
    cells: dict[str, str]


def keep(
    db: sqlite3.Connection, import_id: int, file_name: str, rejected: Iterable[Rejected], findings: Iterable[Finding]
) -> None:
    """Put rejected rows on the list; those of an earlier import of a file of that name give way."""
    reasons: dict[tuple[str, int | None], list[str]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR:
            reasons.setdefault((finding.sheet, finding.row), []).append(finding.message)
    db.execute(
        f"update pending_row set dropped_reason = ? where {OPEN} and import_id <> ? "
        "and import_id in (select import_id from import_log where file_name = ?)",
        (f"由第 {import_id} 次导入的同名文件取代", import_id, file_name),
    )
    db.executemany(
        'insert into pending_row (import_id, kind, sheet, "row", name, name_key, id_number, key, problems, cells) '
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_row(import_id, each, reasons.get((each.sheet, each.row), [])) for each in rejected),
    )


def _row(import_id: int, each: Rejected, reasons: list[str]) -> tuple[Any, ...]:
    return (
        import_id,
        each.kind,
        each.sheet,
        each.row,
        each.name,
        normal_form(str(each.name)) if each.name else None,
        each.id_number,
        json.dumps(each.key, ensure_ascii=False),
        "；".join(dict.fromkeys(reasons)),
        json.dumps(each.cells, ensure_ascii=False),
    )


def solve(db: sqlite3.Connection, kind: str, key: Sequence[str], about_people: bool, import_id: int) -> int:
    """Close the open rows of a kind that the rows now in `staged` answer; how many they were.

    A staged row answers when it agrees in the identity number or the name, and in every key column
    that could be read of the pending row.
    """
    if db.execute(f"select 1 from pending_row where kind = ? and {OPEN} limit 1", (kind,)).fetchone() is None:
        return 0
    same = [f"coalesce(json_extract(key, '$.{name}'), s.{name}) = s.{name}" for name in key]
    who = ("s.id_number = pending_row.id_number", "s.name_key = pending_row.name_key") if about_people else ("",)
    if not about_people:
        same = [f"json_extract(key, '$.{name}') = s.{name}" for name in key]
    else:
        db.execute("create index temp.staged_by_number on staged (id_number)")
        db.execute("create index temp.staged_by_name on staged (name_key)")
    answered = " or ".join(
        f"exists (select 1 from staged s where {' and '.join(filter(None, (each, *same)))})" for each in who
    )
    done = db.execute(
        f"update pending_row set solved_by = ? where kind = ? and {OPEN} and import_id <> ? and ({answered})",
        (import_id, kind, import_id),
    )
    return done.rowcount


def open_rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """The rows that still wait, oldest first, each with the file it came from."""
    return db.execute(
        f"select p.*, i.file_name, i.imported_at from pending_row p "
        f"join import_log i on i.import_id = p.import_id where {OPEN} order by p.import_id, p.pending_id"
    ).fetchall()


def drop(db: sqlite3.Connection, pending_id: int, reason: str) -> bool:
    """Take a row off the list for good, with its reason; False when it does not wait there."""
    done = db.execute(
        f"update pending_row set dropped_reason = ? where pending_id = ? and {OPEN}", (reason, pending_id)
    )
    return done.rowcount == 1
