"""What an import changed: the earlier state of every row that it touched, kept by trigger."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

UNTOLD = {"source_import", "source_sheet", "source_row", "name_key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one stored row, before and after."""

    target: str
    who: str
    field: str
    before: str
    after: str


def imported_tables(db: sqlite3.Connection) -> list[str]:
    """Every table whose rows name the import they came from, people last."""
    rows = db.execute(
        "select t.name from sqlite_master t where t.type = 'table' and t.name not like 'determination%' "
        "and exists (select 1 from pragma_table_info(t.name) where name = 'source_import') order by t.name = 'person'"
    )
    return [row["name"] for row in rows]


def tables_about_people(db: sqlite3.Connection) -> list[str]:
    """The imported tables whose rows belong to a person."""
    tables = []
    for table in imported_tables(db):
        columns = {row["name"] for row in db.execute(f"pragma table_info({table})")}
        if "person_id" in columns and table != "person":
            tables.append(table)
    return tables


def primary_key(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns by which a row is told apart."""
    rows = db.execute(f"pragma table_info({table})")
    return [row["name"] for row in sorted((row for row in rows if row["pk"]), key=lambda row: row["pk"])]


def watch(db: sqlite3.Connection, import_id: int) -> None:
    """From now on write down what every update of an imported table overwrites."""
    unwatch(db)
    for table in imported_tables(db):
        pairs = ", ".join(f"'{row['name']}', old.{row['name']}" for row in db.execute(f"pragma table_info({table})"))
        db.execute(
            f"create temp trigger remember_{table} after update on main.{table} begin "
            f"insert into import_change (import_id, target, before) "
            f"values ({int(import_id)}, '{table}', json_object({pairs})); end"
        )


def unwatch(db: sqlite3.Connection) -> None:
    """Stop writing down."""
    rows = db.execute("select name from sqlite_temp_master where type = 'trigger' and name like 'remember_%'")
    for row in rows.fetchall():
        db.execute(f"drop trigger temp.{row['name']}")


def earliest(db: sqlite3.Connection, import_id: int) -> dict[tuple[str, ...], dict[str, Any]]:
    """The state before an import of every row that it changed, by table and key values as text."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    keys: dict[str, list[str]] = {}
    for row in db.execute("select * from import_change where import_id = ? order by change_id", (import_id,)):
        table = row["target"]
        before = json.loads(row["before"])
        key = keys.setdefault(table, primary_key(db, table))
        found.setdefault((table, *(str(before[name]) for name in key)), before)
    return found


def current(db: sqlite3.Connection, table: str, before: dict[str, Any]) -> sqlite3.Row | None:
    """The row as it stands now."""
    key = primary_key(db, table)
    where = " and ".join(f"{name} = :{name}" for name in key)
    row: sqlite3.Row | None = db.execute(f"select * from {table} where {where}", before).fetchone()
    return row


def of_import(db: sqlite3.Connection, import_id: int) -> list[Change]:
    """Field by field what an import changed in rows that were there before."""
    found: list[Change] = []
    for (table, *_), before in earliest(db, import_id).items():
        row = current(db, table, before)
        if row is None:
            continue
        for name in before:
            if name not in UNTOLD and before[name] != row[name]:
                found.append(_change(db, table, before, name, row[name]))
    return found


def _change(db: sqlite3.Connection, table: str, before: dict[str, Any], name: str, after: Any) -> Change:
    was, now = ("" if value is None else str(value) for value in (before[name], after))
    return Change(target=table, who=_who(db, before), field=name, before=was, after=now)


def _who(db: sqlite3.Connection, before: dict[str, Any]) -> str:
    if "person_id" not in before:
        return " ".join(str(before[name]) for name in list(before)[:2])
    row = db.execute("select name from person where person_id = ?", (before["person_id"],)).fetchone()
    return str(row["name"]) if row else ""
