"""What an import would store if its file came again, without storing it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hncert.domain.errors import HncertError
from hncert.ingest.load import ingest_source
from hncert.sheets.reading import read_bytes
from hncert.store import imports
from hncert.store.import_profiles import Pinned
from hncert.tables import TABLES


@dataclass(frozen=True, slots=True)
class Reimport:
    """How many rows of a file the store does not hold as the file has them."""

    differing: int


def confirming_imports(db: sqlite3.Connection, import_id: int) -> list[int]:
    """Later imports in force that found rows unchanged and feed a kind that this one feeds."""
    kinds = _kinds(db, import_id)
    rows = db.execute(
        "select import_id from import_log where import_id > ? and rows_unchanged > 0 "
        "and import_id not in (select import_id from import_undo) order by import_id desc",
        (import_id,),
    ).fetchall()
    return [row["import_id"] for row in rows if kinds & _kinds(db, row["import_id"])]


def reimport(db: sqlite3.Connection, import_id: int, now: datetime, profiles: Sequence[Pinned] = ()) -> Reimport | None:
    """Import the kept file of an import once more and take it back; None when it cannot be read."""
    kept = imports.source_of(db, import_id)
    if kept is None:
        return None
    kinds = _kinds(db, import_id)
    tables = [table for table in TABLES if table.title in kinds]
    db.execute("savepoint reimporting")
    try:
        source = read_bytes(kept["file_name"], kept["content"])
        rows = ingest_source(db, source, tables, now=now, accept_valid=True, profiles=profiles).rows
    except HncertError:
        return None
    finally:
        db.execute("rollback to reimporting")
        db.execute("release reimporting")
    return Reimport(rows.stored + rows.rejected)


def _kinds(db: sqlite3.Connection, import_id: int) -> set[str]:
    return {kind for row in imports.sheets_of(db, import_id) for kind in row["kinds"].split(",")}
