"""The output log: every file written, its hash, and what it rests on."""

import json
import sqlite3
from pathlib import Path
from typing import Any


def log_output(db: sqlite3.Connection, sequence: int, path: Path, sha256: str, inputs: dict[str, Any]) -> None:
    """Record a file, by its path in the workspace, under the event that wrote it."""
    db.execute(
        "insert into output_log (sequence, path, sha256, inputs) values (?, ?, ?, ?)",
        (sequence, path.as_posix(), sha256, json.dumps(inputs, ensure_ascii=False, sort_keys=True, default=str)),
    )
