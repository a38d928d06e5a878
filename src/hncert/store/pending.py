"""Rows that were rejected while the good ones were stored, waiting for a later import."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hncert.domain.finding import Finding, Severity
from hncert.domain.id_numbers import could_be
from hncert.domain.names import normal_form

OPEN = "solved_by is null and dropped_reason is null"
OWN_NUMBER = "number"
"""The key column that one person bears and no other: a student, staff or certificate number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row left out: what could be read of it, and its cells by header as they were written.

    `id_number` is the number as written where it could not be accepted.
    """

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


def solve(db: sqlite3.Connection, kind: str, key: Mapping[str, bool], about_people: bool, import_id: int) -> int:
    """Close the open rows of a kind that the rows now in `staged` answer; how many they were.

    `key` says of each column whether it may be blank. A staged row answers when it agrees in every
    key column that could be read of the pending row, where no person is meant also in those that may
    not be blank; where one is, in the identity number, or in the name and in the student, staff or
    certificate number, or in the name and nearly in the identity number.
    """
    if db.execute(f"select 1 from pending_row where kind = ? and {OPEN} limit 1", (kind,)).fetchone() is None:
        return 0
    who = _same_person(key) if about_people else ("1",)
    if about_people:
        db.create_function("could_be", 2, could_be, deterministic=True)
        db.execute("create index temp.staged_by_number on staged (id_number)")
        db.execute("create index temp.staged_by_name on staged (name_key)")
    same = [
        f"coalesce(json_extract(key, '$.{name}'), {f's.{name}' if about_people or loose else 'null'}) = s.{name}"
        for name, loose in key.items()
    ]
    answered = " or ".join(f"exists (select 1 from staged s where {' and '.join((each, *same))})" for each in who)
    done = db.execute(
        f"update pending_row set solved_by = ? where kind = ? and {OPEN} and import_id <> ? and ({answered})",
        (import_id, kind, import_id),
    )
    return done.rowcount


def _same_person(key: Iterable[str]) -> tuple[str, ...]:
    named = "s.name_key = pending_row.name_key"
    nearly = f"{named} and could_be(coalesce(pending_row.id_number, ''), s.id_number)"
    own = [f"{named} and json_extract(key, '$.{name}') = s.{name}" for name in key if name == OWN_NUMBER]
    return ("s.id_number = pending_row.id_number", nearly, *own)


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
