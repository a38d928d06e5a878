"""Stage 2: what stops or warns across rows; its findings are made anew at every run."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hncert.checks import CHECKS
from hncert.checks.check import Check
from hncert.domain.errors import CheckIncomplete
from hncert.domain.finding import Finding, Severity
from hncert.law.law import SHIPPED_LAW, Law
from hncert.profiles.occupations import occupation_name
from hncert.store import findings, waivers
from hncert.store.law_decisions import law_of
from hncert.store.waivers import Waiver

HARD = frozenset(check.id for check in CHECKS if check.hard)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What the checks of a day found: still open, and waived with who, why and until when."""

    as_of: date
    law_version: str
    still_open: list[Finding]
    waived: list[tuple[Finding, Waiver]]

    @property
    def has_stop(self) -> bool:
        """True while a hard stop or an error stands."""
        return any(finding.severity is Severity.ERROR or finding.rule in HARD for finding in self.still_open)


def check(db: sqlite3.Connection, as_of: date, law: Law = SHIPPED_LAW, today: date | None = None) -> CheckResult:
    """Run every check for a day and store what it finds in place of the last run's findings.

    A waiver holds when it reaches both the day of the check and `today`. Raises FigureNotInForce,
    FigureExpired, or CheckIncomplete when a check cannot run.
    """
    found = list(_found(db, as_of, law))
    findings.replace_checked(db, found)
    return _parted(db, found, as_of, law, today)


def blocking(db: sqlite3.Connection, as_of: date, today: date | None = None) -> list[Finding]:
    """What keeps a list from being frozen on a day: everything found that no waiver holds for.

    Computed from the facts as they are, never from what an earlier check stored, and by the law of
    the workspace. Raises as `check`.
    """
    law = law_of(db)
    return _parted(db, list(_found(db, as_of, law)), as_of, law, today).still_open


def _parted(db: sqlite3.Connection, found: list[Finding], as_of: date, law: Law, today: date | None) -> CheckResult:
    held = waivers.holding(db, max(as_of, today or as_of))
    still_open, waived = waivers.set_aside(found, held, never=HARD)
    return CheckResult(as_of=as_of, law_version=law.version, still_open=still_open, waived=waived)


def _found(db: sqlite3.Connection, as_of: date, law: Law) -> Iterator[Finding]:
    for each in CHECKS:
        bound = {"as_of": as_of.isoformat(), **law.parameters(each.figures, (), as_of)}
        try:
            rows = db.execute(_placed(each), bound).fetchall()
        except sqlite3.OperationalError as error:
            raise CheckIncomplete(title=each.title, reason=error) from error
        yield from (_finding(each, row) for row in rows)


def _placed(each: Check) -> str:
    return f"""
        select o.*, coalesce(i.file_name, '') as file
        from ({each.sql}) o
        left join import_log i on i.import_id = o.source_import
        order by o.source_import, o.source_sheet, o.source_row, o.value
    """


def _finding(each: Check, row: sqlite3.Row) -> Finding:
    return Finding(
        rule=each.id,
        severity=each.severity,
        message=each.message,
        remedy=each.remedy,
        clause=str(each.clause),
        file=row["file"],
        sheet=row["source_sheet"] or "",
        row=row["source_row"],
        column=row["column"],
        value=_value(row),
        expected=row["expected"],
    )


def _value(row: sqlite3.Row) -> str:
    code = row["occupation_code"]
    return f"{occupation_name(code)}（{code}）{row['value']}" if code else str(row["value"])
