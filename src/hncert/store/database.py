"""Opening the store: one connection, its pragmas, its schema version, its single writer."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hncert.domain.errors import CannotWrite, SchemaTooNew, StoreUnreadable
from hncert.store import journal
from hncert.store.lock import write_lock
from hncert.store.workspace import Workspace

SCHEMA = ("m001_foundation", "m002_importing", "m003_deciding", "m004_standing", "m005_awarding")
DAMAGED = ("malformed", "not a database")
REFUSED = {
    "readonly": "文件或所在文件夹不可写",
    "unable to open": "没有读写权限，或所在文件夹不可写",
    "disk I/O error": "磁盘读写出错",
    "disk is full": "磁盘空间不足",
}
PRAGMAS = (
    "journal_mode = wal",
    "synchronous = full",
    "foreign_keys = on",
    "temp_store = memory",
    "cache_size = -65536",
)


@dataclass(slots=True)
class Writing:
    """One command's single transaction and the facts its journal event will carry."""

    db: sqlite3.Connection
    command: str
    sequence: int
    details: dict[str, Any] = field(default_factory=dict)
    changed: bool = True


def create_store(workspace: Workspace) -> None:
    """Make an empty hncert.db that only its owner may read."""
    os.close(os.open(workspace.database, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(_connect(workspace.database)) as db:
        _migrate(db)


@contextmanager
def open_store(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The store for reading, its schema brought up to date.

    Raises StoreUnreadable when the file is missing or damaged, SchemaTooNew when a newer
    version wrote it, CannotWrite when the place refuses.
    """
    if not workspace.database.is_file():
        raise StoreUnreadable(path=workspace.database, reason="文件不存在")
    try:
        with closing(_connect(workspace.database)) as db:
            applied = _applied(db)
            if not applied:
                raise StoreUnreadable(path=workspace.database, reason="不是 hncert 写的数据库")
            if applied != SCHEMA:
                _migrate(db)
            yield db
    except sqlite3.DatabaseError as error:
        if any(words in str(error) for words in DAMAGED):
            raise StoreUnreadable(path=workspace.database, reason="文件已损坏") from error
        for words, reason in REFUSED.items():
            if words in str(error):
                raise CannotWrite(path=workspace.database, reason=reason) from error
        raise


@contextmanager
def write_store(
    workspace: Workspace, command: str, *, actor: str, now: datetime, dry_run: bool = False
) -> Iterator[Writing]:
    """One locked transaction for one command: on success its event and commit, else nothing.

    With `dry_run`, or when the body says that nothing changed, everything is rolled back.
    Raises Locked when another process is writing.
    """
    with write_lock(workspace, command, actor=actor, now=now), open_store(workspace) as db:
        db.execute("begin immediate")
        try:
            writing = Writing(db, command, journal.next_sequence(db))
            yield writing
            if dry_run or not writing.changed:
                db.execute("rollback")
            else:
                journal.append(db, command, writing.details, actor=actor, now=now)
                db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.execute("rollback")
            raise


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=10)
    db.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        db.execute(f"pragma {pragma}")
    return db


def _applied(db: sqlite3.Connection) -> tuple[str, ...]:
    exists = db.execute("select 1 from sqlite_master where name = '_sqlite_migrations'").fetchone()
    if not exists:
        return ()
    rows = db.execute("select name from _sqlite_migrations where migration_set = 'hncert' order by id")
    return tuple(row["name"] for row in rows)


def _migrate(db: sqlite3.Connection) -> None:
    unknown = [name for name in _applied(db) if name not in SCHEMA]
    if unknown:
        raise SchemaTooNew(unknown="、".join(unknown))
    from sqlite_utils import Database

    from hncert.store.schema import MIGRATIONS

    MIGRATIONS.apply(Database(db))
