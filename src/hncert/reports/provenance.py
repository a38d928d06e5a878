"""What every output says of itself: inputs, versions, the journal's head, the rows accounted for."""

import sqlite3
from datetime import date
from typing import Any

from hncert import __version__
from hncert.domain.masking import mask_text
from hncert.store import imports, journal
from hncert.store.imports import Reconciliation
from hncert.store.law_decisions import law_of


def provenance(db: sqlite3.Connection, as_of: date, reading_keys: tuple[str, ...]) -> dict[str, Any]:
    """The provenance of a report: `line` for a footer, the rest for a sheet of its own."""
    head = journal.head(db)
    law = law_of(db)
    inputs = [_input(row) for row in imports.imports(db)]
    return {
        "tool": f"hncert {__version__}",
        "law_version": law.version,
        "as_of": as_of.isoformat(),
        "journal_count": head.count,
        "journal_head": head.hash,
        "inputs": inputs,
        "readings": [
            {"key": key, "question": law.readings[key].question, "chosen": law.readings[key].words}
            for key in reading_keys
        ],
        "line": (
            f"hncert {__version__}　政策版本 {law.version}　基准日 {as_of}　"
            f"日志 {head.count} 条 {head.hash[:12]}　导入文件 {len(inputs)} 份"
        ),
    }


def _input(row: sqlite3.Row) -> dict[str, Any]:
    rows = Reconciliation(
        read=row["rows_read"],
        stored=row["rows_stored"],
        unchanged=row["rows_unchanged"],
        rejected=row["rows_rejected"],
        blank=row["rows_blank"],
    )
    return {
        "file": mask_text(row["file_name"]),
        "imported_at": row["imported_at"][:19].replace("T", " "),
        "sha256": row["sha256"],
        "rows": rows.sentence,
    }
