"""Taking an import back, as long as nothing rests on it."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hncert.domain.errors import CannotUndo, UnknownImport
from hncert.store import changes


def undo(db: sqlite3.Connection, import_id: int, *, actor: str, reason: str, now: datetime) -> dict[str, int]:
    """Remove the rows an import brought and restore those it changed; counts by table.

    A person whom only determinations name stays, without evidence; these are made anew by the next
    `certify`. Raises UnknownImport, or CannotUndo when it was undone before, when a later import
    changed the same rows, or when evidence or certificates of others rest on its people.
    """
    if db.execute("select 1 from import_log where import_id = ?", (import_id,)).fetchone() is None:
        raise UnknownImport(number=import_id)
    restored = changes.earliest(db, import_id)
    for reason_against in _blockers(db, import_id, set(restored)):
        raise CannotUndo(number=import_id, reason=reason_against)
    changes.unwatch(db)
    db.execute("delete from import_change where import_id = ?", (import_id,))
    _park_numbers(db, import_id, restored)
    for (table, *_), before in restored.items():
        _restore(db, table, before)
    counts = {table: n for table in changes.imported_tables(db) if (n := _remove(db, table, import_id))}
    db.execute("update pending_row set solved_by = null where solved_by = ?", (import_id,))
    db.execute(
        "update pending_row set dropped_reason = '导入已撤销' where import_id = ? and dropped_reason is null",
        (import_id,),
    )
    db.execute("delete from finding where import_id = ?", (import_id,))
    db.execute(
        "insert into import_undo values (?, ?, ?, ?)", (import_id, now.isoformat(timespec="seconds"), actor, reason)
    )
    return {**counts, "restored": len(restored)}


def _park_numbers(db: sqlite3.Connection, import_id: int, restored: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Free the identity numbers that people exchange on the way back."""
    people = [(before["person_id"],) for (table, *_), before in restored.items() if table == "person"]
    people += [tuple(row) for row in db.execute("select person_id from person where source_import = ?", (import_id,))]
    db.executemany("update person set id_number = '~' || person_id where person_id = ?", people)


def _blockers(db: sqlite3.Connection, import_id: int, touched: set[tuple[str, ...]]) -> Iterator[str]:
    if db.execute("select 1 from import_undo where import_id = ?", (import_id,)).fetchone():
        yield "这次导入已经撤销过"
    for row in db.execute("select distinct import_id from import_change where import_id > ?", (import_id,)).fetchall():
        later = changes.earliest(db, row["import_id"])
        again = touched & set(later)
        mine = [key for key, before in later.items() if before["source_import"] == import_id or key in again]
        if mine:
            yield f"第 {row['import_id']} 次导入又改过其中 {len(mine)} 行，请先撤销第 {row['import_id']} 次导入"
    yield from _resting(db, import_id)


def _resting(db: sqlite3.Connection, import_id: int) -> Iterator[str]:
    """What other imports and certificates say of the people whom this import brought."""
    for table in (*changes.imported_tables(db), "certificate"):
        columns = {row["name"] for row in db.execute(f"pragma table_info({table})")}
        if table == "person" or "person_id" not in columns:
            continue
        own = "and source_import <> :id" if "source_import" in columns else ""
        row = db.execute(
            f"select count(*) as rows_, min({'source_import' if own else 'null'}) as other from {table} "
            f"where person_id in (select person_id from person where source_import = :id) {own}",
            {"id": import_id},
        ).fetchone()
        if row["rows_"] and not own:
            yield f"其中的人员已经发证 {row['rows_']} 本，不能撤销"
        elif row["rows_"]:
            other = f"第 {row['other']} 次导入"
            yield f"{other}等有 {row['rows_']} 行涉及这次新增的人员，请先撤销{other}"


def _restore(db: sqlite3.Connection, table: str, before: dict[str, Any]) -> None:
    key = changes.primary_key(db, table)
    values = ", ".join(f"{name} = :{name}" for name in before if name not in key)
    where = " and ".join(f"{name} = :{name}" for name in key)
    db.execute(f"update {table} set {values} where {where}", before)


def _remove(db: sqlite3.Connection, table: str, import_id: int) -> int:
    named = " ".join(
        f'and person_id not in (select person_id from "{row["name"]}")'
        for row in db.execute("select name from sqlite_master where type = 'table' and name like 'determination_by_%'")
    )
    stays = named if table == "person" else ""
    return db.execute(f"delete from {table} where source_import = ? {stays}", (import_id,)).rowcount
