"""Figures and readings decided in a workspace, append-only: what, who, when, why, on what document."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from hncert.law.law import Decision, Law
from hncert.law.register import SHIPPED, Reading

COLUMNS = ", ".join(field.name for field in fields(Decision))


def law_of(db: sqlite3.Connection) -> Law:
    """The shipped law with every decision of this workspace, in the order they were made."""
    rows = db.execute(f"select {COLUMNS} from law_decision order by decision_id").fetchall()
    return Law(tuple(_decision(row) for row in rows))


def unconfirmed(db: sqlite3.Connection, reading_keys: Iterable[str]) -> list[Reading]:
    """Of the named readings those that nobody here has chosen or confirmed; a submission must not rest on them."""
    law = law_of(db)
    return [law.readings[key] for key in sorted(set(reading_keys)) if law.readings[key].status == SHIPPED]


def decide(db: sqlite3.Connection, decision: Decision) -> Law:
    """Add a decision; the law as it then stands."""
    marks = ", ".join("?" * len(fields(Decision)))
    values = [value.isoformat() if isinstance(value, date) else value for value in astuple(decision)]
    db.execute(f"insert into law_decision ({COLUMNS}) values ({marks})", values)
    return law_of(db)


def _decision(row: sqlite3.Row) -> Decision:
    values: dict[str, Any] = dict(row)
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("since", "expires")}
    return Decision(**{**values, **days})
