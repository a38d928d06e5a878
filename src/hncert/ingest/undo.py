"""Taking an import back, as long as nothing rests on it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from hncert.domain.errors import CannotUndo, UnknownImport
from hncert.ingest.reimport import Reimport, confirming_imports, reimport
from hncert.store import changes, determinations
from hncert.store.import_profiles import Pinned

RESTS_ON = (
    ("training_attendance", "training_class", {"class_number": "class_number"}),
    (
        "exam_score",
        "registration",
        {name: name for name in ("batch_number", "person_id", "occupation_code", "level")},
    ),
    ("contest_result", "contest_award", {"contest": "contest", "event": "event"}),
    ("course_mark", "course_mapping", {name: name for name in ("course", "part", "occupation_code")}),
    ("equipment", "site", {"site": "site"}),
    ("quota", "quota", {"year": "year", "parent": "unit"}),
)
"""Tables whose rows rest on rows of another: both names, and their columns that must agree."""


def undo(
    db: sqlite3.Connection,
    import_id: int,
    *,
    actor: str,
    reason: str,
    now: datetime,
    profiles: Sequence[Pinned] = (),
) -> dict[str, int]:
    """Remove the rows an import brought and restore those it changed; counts by table.

    A person whom only determinations name stays, without evidence. Runs that were made on the import
    and read a table that it touched are out of force until the next `certify`. Raises UnknownImport,
    or CannotUndo, nothing being changed, when it was undone before, when a later import changed the
    same rows or found them unchanged, or when rows or certificates of others rest on its rows.
    """
    if db.execute("select 1 from import_log where import_id = ?", (import_id,)).fetchone() is None:
        raise UnknownImport(number=import_id)
    restored = changes.earliest(db, import_id)
    for reason_against in _blockers(db, import_id, set(restored)):
        raise CannotUndo(number=import_id, reason=reason_against)
    later = {number: reimport(db, number, now, profiles) for number in confirming_imports(db, import_id)}
    db.execute("savepoint undoing")
    try:
        counts = _take_back(db, import_id, restored)
        for number, before in later.items():
            _check_confirmed(import_id, number, before, reimport(db, number, now, profiles))
    except CannotUndo:
        db.execute("rollback to undoing")
        raise
    finally:
        db.execute("release undoing")
    db.execute(
        "insert into import_undo values (?, ?, ?, ?)", (import_id, now.isoformat(timespec="seconds"), actor, reason)
    )
    determinations.overtake(db, import_id, _touched(counts, restored))
    return counts


def _touched(counts: dict[str, int], restored: Iterable[tuple[str, ...]]) -> set[str]:
    """The tables whose rows were taken back or restored; people removed had no row in any other."""
    return {table for table, *_ in restored} | set(counts) - {"person", "restored"}


def _check_confirmed(import_id: int, number: int, before: Reimport | None, after: Reimport | None) -> None:
    if before is None or after is None:
        rows = "有的行"
    elif (more := after.differing - before.differing) > 0:
        rows = f"有 {more} 行"
    else:
        return
    reason = f"第 {number} 次导入里{rows}与这次导入的相同，当时没有另存，请先撤销第 {number} 次导入"
    raise CannotUndo(number=import_id, reason=reason)


def _take_back(
    db: sqlite3.Connection, import_id: int, restored: dict[tuple[str, ...], dict[str, Any]]
) -> dict[str, int]:
    changes.unwatch(db)
    db.execute("delete from import_change where import_id = ?", (import_id,))
    _park_numbers(db, import_id, restored)
    for (table, *_), before in restored.items():
        _restore(db, table, before)
    for reason_against in _children(db, import_id):
        raise CannotUndo(number=import_id, reason=reason_against)
    counts = {table: n for table in changes.imported_tables(db) if (n := _remove(db, table, import_id))}
    db.execute("update pending_row set solved_by = null where solved_by = ?", (import_id,))
    db.execute(
        "update pending_row set dropped_reason = '导入已撤销' where import_id = ? and dropped_reason is null",
        (import_id,),
    )
    db.execute("delete from finding where import_id = ?", (import_id,))
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


def _children(db: sqlite3.Connection, import_id: int) -> Iterator[str]:
    """Rows of later imports that would lose the row they rest on, those changed being restored already."""
    for child, parent, columns in RESTS_ON:
        agrees = " and ".join(f"p.{theirs} = c.{own}" for own, theirs in columns.items())
        row = db.execute(
            f"""
            select count(*) as rows_, min(c.source_import) as other
            from {child} c
            where c.source_import > :id
              and exists (select 1 from {parent} p where {agrees} and p.source_import = :id)
              and not exists (select 1 from {parent} p where {agrees} and p.source_import <> :id)
            """,
            {"id": import_id},
        ).fetchone()
        if row["rows_"]:
            other = f"第 {row['other']} 次导入"
            yield f"{other}等有 {row['rows_']} 行依据这次导入的行，请先撤销{other}"


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
