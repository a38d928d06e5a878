"""The import log: which file gave what, row by row accounted for."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Reconciliation:
    """Rows of a sheet or a file: read = stored + unchanged + rejected + blank.

    `blank` includes footers, notes and repeated headers, which hold no record.
    """

    read: int = 0
    stored: int = 0
    unchanged: int = 0
    rejected: int = 0
    blank: int = 0

    def __add__(self, other: "Reconciliation") -> "Reconciliation":
        return Reconciliation(
            read=self.read + other.read,
            stored=self.stored + other.stored,
            unchanged=self.unchanged + other.unchanged,
            rejected=self.rejected + other.rejected,
            blank=self.blank + other.blank,
        )

    @property
    def sentence(self) -> str:
        """The equation in words, as screens and provenance lines show it."""
        return (
            f"读取 {self.read} 行 = 存入 {self.stored} + 未变 {self.unchanged} "
            f"+ 退回 {self.rejected} + 空行及表尾 {self.blank}"
        )


def next_import_id(db: sqlite3.Connection) -> int:
    """The number the next import will bear."""
    return int(db.execute("select coalesce(max(import_id), 0) + 1 from import_log").fetchone()[0])


def open_import(db: sqlite3.Connection, name: str, sha256: str, encoding: str, now: datetime) -> int:
    """Begin an import: stored rows may refer to it; `close_import` fills in its counts."""
    import_id = next_import_id(db)
    db.execute(
        "insert into import_log values (?, ?, ?, ?, ?, 0, 0, 0, 0, 0)",
        (import_id, name, sha256, now.isoformat(timespec="seconds"), encoding),
    )
    return import_id


def keep_source(db: sqlite3.Connection, sha256: str, name: str, content: bytes) -> None:
    """Keep a file's bytes by their hash."""
    db.execute("insert or ignore into source_file values (?, ?, ?)", (sha256, name, content))


def source_of(db: sqlite3.Connection, import_id: int) -> sqlite3.Row | None:
    """The file of an import: `file_name` and `content`; None when it was not kept."""
    row: sqlite3.Row | None = db.execute(
        "select i.file_name, s.content from import_log i join source_file s on s.sha256 = i.sha256 "
        "where i.import_id = ?",
        (import_id,),
    ).fetchone()
    return row


def log_sheet(
    db: sqlite3.Connection, import_id: int, sheet: str, kinds: str, header_row: int, rows: Reconciliation
) -> None:
    """Record what one sheet gave."""
    db.execute(
        "insert into import_sheet values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (import_id, sheet, kinds, header_row, rows.read, rows.stored, rows.unchanged, rows.rejected, rows.blank),
    )


def close_import(db: sqlite3.Connection, import_id: int, rows: Reconciliation) -> None:
    """Record what the whole file gave."""
    db.execute(
        "update import_log set rows_read = ?, rows_stored = ?, rows_unchanged = ?, rows_rejected = ?, "
        "rows_blank = ? where import_id = ?",
        (rows.read, rows.stored, rows.unchanged, rows.rejected, rows.blank, import_id),
    )


def earlier_import(db: sqlite3.Connection, sha256: str) -> sqlite3.Row | None:
    """The last import of exactly these bytes, if there was one."""
    row: sqlite3.Row | None = db.execute(
        "select import_id, imported_at from import_log where sha256 = ? "
        "and import_id not in (select import_id from import_undo) order by import_id desc limit 1",
        (sha256,),
    ).fetchone()
    return row


def imports(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Every import, oldest first, `undone_at` where it was undone."""
    return db.execute(
        "select i.*, u.undone_at, u.reason as undone_reason, "
        "(select group_concat(distinct kinds) from import_sheet s where s.import_id = i.import_id) as kinds, "
        "(select count(*) from pending_row p where p.import_id = i.import_id and p.solved_by is null "
        "and p.dropped_reason is null) as pending "
        "from import_log i left join import_undo u on u.import_id = i.import_id order by i.import_id"
    ).fetchall()


def sheets_of(db: sqlite3.Connection, import_id: int) -> list[sqlite3.Row]:
    """The sheets of an import with what their rows came to."""
    return db.execute("select * from import_sheet where import_id = ?", (import_id,)).fetchall()


def findings_of(db: sqlite3.Connection, import_id: int) -> list[sqlite3.Row]:
    """What was found in an import's file."""
    return db.execute("select * from finding where import_id = ? order by finding_id", (import_id,)).fetchall()
