"""Exporting: a public view under its own column names, or a kind under the headers it is imported by."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hncert.domain.errors import BadValue
from hncert.sheets.table_writing import WRITERS, Heading, Type, Value
from hncert.store.views import VIEWS
from hncert.store.workspace import whole_file
from hncert.tables import TABLES
from hncert.tables.table import PERSON_FIELDS, Column, Table

DECLARED: dict[str, Type] = {"TEXT": "text", "INTEGER": "integer", "INT": "integer", "REAL": "real"}
OWN_TYPE: Type = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A query over the store and its columns; `values` are bound, `types` are None until looked at."""

    title: str
    headers: Sequence[str]
    types: Sequence[Type | None]
    sql: str
    values: dict[str, str] = field(default_factory=dict)
    has_id_numbers: bool = False


def exported_view(db: sqlite3.Connection, name: str) -> Exported:
    """A public view. Raises BadValue for a name that is none."""
    if name not in VIEWS:
        raise BadValue(what="视图", value=name, expected=f"可用的视图：{'、'.join(VIEWS)}；导入过的表用 --kind")
    columns = db.execute(f'pragma table_info("{name}")').fetchall()
    headers = [column["name"] for column in columns]
    return Exported(
        title=name,
        headers=headers,
        types=[DECLARED.get(column["type"].upper()) for column in columns],
        sql=f"select * from {name} order by {', '.join(str(at) for at in range(1, len(headers) + 1))}",
        has_id_numbers="id_number" in headers,
    )


def exported_kind(db: sqlite3.Connection, name: str) -> Exported:
    """What is stored of an importable kind, own fields last. Raises BadValue for a name that is none."""
    table = next((table for table in TABLES if table.id == name), None)
    if table is None:
        kinds = "、".join(f"{table.id}（{table.title}）" for table in TABLES)
        raise BadValue(what="--kind", value=name, expected=f"可用的类别：{kinds}")
    columns = [column for column in table.columns if column.stored or column.shown]
    own = {f"own_{at}": name for at, name in enumerate(_own_fields(db, table))}
    headers = [column.header for column in columns]
    types: list[Type | None] = [None if column.shown else column.type for column in columns]
    cells = [_cell(table, column) for column in columns] + [_OWN.format(name=name) for name in own]
    return Exported(
        title=table.title,
        headers=[*headers, *(f"{name}（本校）" if name in headers else name for name in own.values())],
        types=types + [OWN_TYPE] * len(own),
        sql=f"select {', '.join(cells)} from {table.target} t {_PERSON if table.is_about_people else ''} {_ORDER}",
        values=own,
        has_id_numbers=table.is_about_people,
    )


def export(db: sqlite3.Connection, exported: Exported, path: Path, source: dict[str, Any]) -> str:
    """Write a file in the format of its suffix, one row at a time; answer its SHA-256.

    Raises BadValue for another suffix, CannotWrite.
    """
    types = _known_types(db, exported)
    heading = Heading(title=exported.title, headers=exported.headers, types=types, source=source)
    with whole_file(path) as partial:
        writer_of(path)(partial, heading, _rows(db, exported, types))
        with partial.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


def count_rows(db: sqlite3.Connection, exported: Exported) -> int:
    """How many rows the export has."""
    return int(db.execute(f"select count(*) from ({exported.sql})", exported.values).fetchone()[0])


def writer_of(path: Path) -> Any:
    """How a file of this suffix is written. Raises BadValue when nothing writes it."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise BadValue(what="-o", value=path.name, expected=f"文件名以 {'、'.join(WRITERS)} 之一结尾")
    return writer


_OWN = "(select f.value from json_each(t.own_fields) f where f.key = :{name})"
_PERSON = """
    join person p on p.person_id = t.person_id
    join person k on k.person_id = coalesce(p.merged_into, p.person_id)
"""
_ORDER = "order by t.source_import, t.source_sheet, t.source_row, t.rowid"


def _own_fields(db: sqlite3.Connection, table: Table) -> list[str]:
    rows = db.execute(
        f"""
        select f.key
        from {table.target} t
        join json_each(t.own_fields) f
        where f.value is not null
        group by f.key
        order by min(t.rowid), min(f.id)
        """
    )
    return [key for (key,) in rows]


def _cell(table: Table, column: Column) -> str:
    if column.shown:
        return column.shown
    if column.name in PERSON_FIELDS:
        return f"k.{column.name}"
    if column.name in table.loose_key:
        return f"nullif(t.{column.name}, {table.blank_in_key(column.name)!r})"
    return f"t.{column.name}"


def _known_types(db: sqlite3.Connection, exported: Exported) -> list[Type]:
    """The types of all columns; those of expressions from the values they have."""
    names = [f"c{at}" for at in range(len(exported.types))]
    unknown = [name for name, type in zip(names, exported.types, strict=True) if type is None]
    if not unknown:
        return [type for type in exported.types if type]
    looked = ", ".join(f"max(typeof({name}) = 'text'), max(typeof({name}) = 'real'), count({name})" for name in unknown)
    found = db.execute(
        f"with e ({', '.join(names)}) as ({exported.sql}) select {looked} from e", exported.values
    ).fetchone()
    seen = {name: _type(*found[3 * at : 3 * at + 3]) for at, name in enumerate(unknown)}
    return [type or seen[name] for name, type in zip(names, exported.types, strict=True)]


def _type(has_text: int | None, has_real: int | None, filled: int) -> Type:
    if has_text or not filled:
        return "text"
    return "real" if has_real else "integer"


def _rows(db: sqlite3.Connection, exported: Exported, types: Sequence[Type]) -> Iterator[tuple[Value, ...]]:
    for row in db.execute(exported.sql, exported.values):
        yield tuple(
            str(value) if type == "text" and value is not None else value
            for value, type in zip(row, types, strict=True)
        )
