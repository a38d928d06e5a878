"""Waivers, append-only: which warning somebody answers for, why, and until when.

The last row of a fingerprint is the one that stands; a withdrawal is a row of its own.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hncert.domain.errors import UnknownWaiver
from hncert.domain.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver as it was given: of which finding, why, by whom, and its last day."""

    waiver_id: int
    fingerprint: str
    rule: str
    message: str
    place: str
    reason: str
    author: str
    until: str
    decided_at: str
    state: str


WAIVED, EXPIRED, WITHDRAWN, REPLACED, GONE = "已放行", "已过期", "已撤销", "已另行放行", "问题已改变或已改正"


def waive(db: sqlite3.Connection, finding: Finding, *, reason: str, author: str, until: date, now: datetime) -> None:
    """Remember that somebody answers for a finding up to and including a day."""
    values = (finding.fingerprint, finding.rule, finding.message, place_of(finding), reason, author, until.isoformat())
    _append(db, values, now, withdrawn=0)


def withdraw(db: sqlite3.Connection, waiver_id: int, *, reason: str, author: str, now: datetime) -> Waiver:
    """Take a waiver back. Raises UnknownWaiver when it does not stand (any more)."""
    for waiver in _last(db).values():
        if waiver.waiver_id == waiver_id:
            values = (waiver.fingerprint, waiver.rule, waiver.message, waiver.place, reason, author, waiver.until)
            _append(db, values, now, withdrawn=1)
            return waiver
    raise UnknownWaiver(number=waiver_id)


def holding(db: sqlite3.Connection, on: date) -> dict[str, Waiver]:
    """The waivers that stand and have not expired on a day, by fingerprint."""
    return {key: waiver for key, waiver in _last(db).items() if waiver.until >= on.isoformat()}


def waivers(db: sqlite3.Connection, on: date) -> list[Waiver]:
    """Every waiver that was given, oldest first, each with its state on a day."""
    rows = db.execute(
        """
        select w.waiver_id, w.fingerprint, w.rule, w.message, w.place, w.reason, w.author, w.until, w.decided_at,
          case
            when n.withdrawn = 1
              then :withdrawn || ' ' || substr(n.decided_at, 1, 10) || ' ' || n.author || '：' || n.reason
            when n.withdrawn = 0 then :replaced
            when w.until < :on then :expired
            when not exists (select 1 from finding f where f.fingerprint = w.fingerprint) then :gone
            else :waived
          end as state
        from waiver w
        left join waiver n on n.waiver_id = (
          select min(waiver_id) from waiver where fingerprint = w.fingerprint and waiver_id > w.waiver_id
        )
        where w.withdrawn = 0
        order by w.waiver_id
        """,
        {
            "on": on.isoformat(),
            "withdrawn": WITHDRAWN,
            "replaced": REPLACED,
            "expired": EXPIRED,
            "gone": GONE,
            "waived": WAIVED,
        },
    )
    return [Waiver(**row) for row in rows]


def set_aside(
    findings: Iterable[Finding], held: Mapping[str, Waiver], never: Collection[str] = ()
) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
    """Findings parted into those that stand open and the warnings that a waiver holds for.

    `never` names the rules for which none can hold.
    """
    still, waived = [], []
    for finding in findings:
        waiver = held.get(finding.fingerprint)
        if waiver and finding.severity is Severity.WARNING and finding.rule not in never:
            waived.append((finding, waiver))
        else:
            still.append(finding)
    return still, waived


def place_of(finding: Finding) -> str:
    """Where a finding stands, in words."""
    at = f"第 {finding.row} 行" if finding.row is not None else ""
    place = " ".join(filter(None, (finding.file, finding.sheet, at, finding.column)))
    return f"{place}：{finding.value}" if place and finding.value else place or finding.value


def _last(db: sqlite3.Connection) -> dict[str, Waiver]:
    rows = db.execute(
        """
        select waiver_id, fingerprint, rule, message, place, reason, author, until, decided_at, :waived as state
        from waiver
        where waiver_id in (select max(waiver_id) from waiver group by fingerprint) and withdrawn = 0
        order by waiver_id
        """,
        {"waived": WAIVED},
    )
    return {row["fingerprint"]: Waiver(**row) for row in rows}


def _append(db: sqlite3.Connection, values: tuple[str, ...], now: datetime, *, withdrawn: int) -> None:
    db.execute(
        "insert into waiver (fingerprint, rule, message, place, reason, author, until, decided_at, withdrawn) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, now.isoformat(timespec="seconds"), withdrawn),
    )
