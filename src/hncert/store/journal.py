"""The journal: one event for every command that changes anything, in a hash chain."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hncert.domain.errors import JournalBroken

GENESIS = "0" * 64
CERTIFY_DUE = "最近一次认定以后撤销过导入或合并、分开过人员，认定结果待重算：hncert certify --path all"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many events there are and the last one's hash."""

    count: int
    hash: str


def next_sequence(db: sqlite3.Connection) -> int:
    """The number the next event will carry."""
    return head(db).count + 1


def append(db: sqlite3.Connection, command: str, details: dict[str, Any], *, actor: str, now: datetime) -> Head:
    """Add one event to the chain; `details` holds input hashes and counts, no personal data."""
    last = head(db)
    event = {
        "sequence": last.count + 1,
        "at": now.isoformat(timespec="seconds"),
        "actor": actor,
        "command": command,
        "details": json.dumps(details, ensure_ascii=False, sort_keys=True),
        "previous_hash": last.hash,
    }
    db.execute(
        "insert into event (sequence, at, actor, command, details, previous_hash, hash) "
        "values (:sequence, :at, :actor, :command, :details, :previous_hash, :hash)",
        {**event, "hash": _digest(event)},
    )
    return head(db)


def head(db: sqlite3.Connection) -> Head:
    """Count and last hash of the chain."""
    row = db.execute("select sequence, hash from event order by sequence desc limit 1").fetchone()
    return Head(row["sequence"], row["hash"]) if row else Head(0, GENESIS)


def verify(db: sqlite3.Connection) -> Head:
    """Walk the whole chain. Raises JournalBroken at the first event that does not hold."""
    expected = Head(0, GENESIS)
    for row in db.execute("select * from event order by sequence"):
        event = dict(row)
        stored = event.pop("hash")
        in_order = event["sequence"] == expected.count + 1 and event["previous_hash"] == expected.hash
        if not in_order or stored != _digest(event):
            raise JournalBroken(sequence=event["sequence"])
        expected = Head(event["sequence"], stored)
    return expected


def is_later(db: sqlite3.Connection, command: str, other: str) -> bool:
    """True when the last event of `command` came after the last of `other`, or `other` has none."""
    row = db.execute(
        "select coalesce(max(case when command = ? then sequence end), 0) > "
        "coalesce(max(case when command = ? then sequence end), 0) from event",
        (command, other),
    ).fetchone()
    return bool(row[0])


def is_certify_due(db: sqlite3.Connection) -> bool:
    """True when what determinations rest on was taken back or put under another person since."""
    row = db.execute(
        """
        select max(
            case
              when command in ('import undo', 'person merge') then sequence
              when command = 'person distinct' and json_extract(details, '$.counts') <> '{}' then sequence
            end
          ) > max(case when command = 'certify' then sequence end)
        from event
        """
    ).fetchone()
    return bool(row[0])


def events(db: sqlite3.Connection, limit: int) -> list[sqlite3.Row]:
    """The latest events, newest first."""
    return db.execute("select * from event order by sequence desc limit ?", (limit,)).fetchall()


def _digest(event: dict[str, Any]) -> str:
    text = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
