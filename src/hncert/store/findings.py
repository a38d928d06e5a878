"""Findings as they are stored: of imports, and of the last check, which have no import."""

import sqlite3
from collections.abc import Iterable

from hncert.domain.finding import Finding, Severity

NAMES = ("rule", "message", "remedy", "clause", "file", "sheet", "row", "column", "value", "expected")


def keep(db: sqlite3.Connection, import_id: int | None, findings: Iterable[Finding]) -> None:
    """Store findings of an import, or of a check where there is none."""
    db.executemany(
        'insert into finding (import_id, rule, severity, clause, file, sheet, "row", "column", value, expected, '
        "message, remedy, fingerprint) values (:import_id, :rule, :severity, :clause, :file, :sheet, :row, "
        ":column, :value, :expected, :message, :remedy, :fingerprint)",
        [{"import_id": import_id, **finding.as_row()} for finding in findings],
    )


def replace_checked(db: sqlite3.Connection, findings: Iterable[Finding]) -> None:
    """Store what a check found in place of what the one before it found."""
    db.execute("delete from finding where import_id is null")
    keep(db, None, findings)


def finding_of(row: sqlite3.Row) -> Finding:
    """A stored finding."""
    return Finding(severity=Severity(row["severity"]), **{name: row[name] for name in NAMES})


def find(db: sqlite3.Connection, fingerprint: str) -> Finding | None:
    """The finding of a fingerprint; None when it does not stand, or stands no more."""
    row = db.execute("select * from finding where fingerprint = ? limit 1", (fingerprint,)).fetchone()
    return None if row is None else finding_of(row)


def warnings(db: sqlite3.Connection) -> list[Finding]:
    """Every stored warning once, in the order they were found."""
    rows = db.execute(
        "select * from finding where severity = 'warning' group by fingerprint order by min(finding_id)"
    ).fetchall()
    return [finding_of(row) for row in rows]
