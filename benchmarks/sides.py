"""The other sides of the benchmarks: the same cells or rows, moved bare."""

import sqlite3
import sys
from collections.abc import Callable

from hncert.store.database import PRAGMAS

COLUMNS = [f"c{index}" for index in range(18)]


def floor(book: str, database: str) -> None:
    """Read with calamine, insert with executemany."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    db = sqlite3.connect(database)
    db.execute("pragma journal_mode = wal")
    width = len(rows[-1])
    db.execute(f"create table bare ({', '.join(f'c{index} text' for index in range(width))})")
    with db:
        db.executemany(f"insert into bare values ({', '.join('?' * width)})", (row for row in rows[1:] if row[-2]))


def openpyxl(book: str, database: str) -> None:
    """Read with openpyxl, insert with sqlite-utils under a primary key, replacing."""
    from openpyxl import load_workbook
    from sqlite_utils import Database

    rows = load_workbook(book, read_only=True)["名册"].iter_rows(min_row=3, values_only=True)
    table = Database(database)["bare"]
    table.insert_all((dict(zip(COLUMNS, row, strict=False)) for row in rows), pk="c5", replace=True)  # type: ignore[union-attr]


def copy(database: str, name: str) -> None:
    """Copy the determinations into an empty table of the same shape, on a connection of the same settings."""
    db = sqlite3.connect(database, isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(f"pragma {pragma}")
    (shape,) = db.execute("select sql from sqlite_master where name = ?", (name,)).fetchone()
    columns = ", ".join(row[1] for row in db.execute(f'pragma table_info("{name}")'))
    db.execute(shape.replace(f'"{name}"', "bare"))
    db.execute("create index bare_person on bare (person_id)")
    db.execute("begin immediate")
    db.execute(f'insert into bare select {columns} from "{name}" where true')
    db.execute("commit")


if __name__ == "__main__":
    sides: dict[str, Callable[..., None]] = {"floor": floor, "openpyxl": openpyxl, "copy": copy}
    sides[sys.argv[1]](*sys.argv[2:])
