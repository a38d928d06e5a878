"""Bad data is a row: the finding, its severity, and what a cell parser answers."""

import hashlib
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is; an error keeps the file out, a warning asks to be looked at."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a column's parser returns in place of a value it cannot accept."""

    rule: str
    message: str
    expected: str
    remedy: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that a parser accepts, with something to say about how it was written."""

    value: Any
    problem: Problem
    severity: Severity = Severity.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault at one place, in the one shape used on screen, in files, JSON and the store.

    `row` is the row number that Excel shows, `column` its letter and header.
    """

    rule: str
    severity: Severity
    message: str
    remedy: str
    clause: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when the rule, the place or the value changes."""
        parts = (self.rule, self.file, self.sheet, str(self.row), self.column, self.value)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def as_row(self) -> dict[str, str | int | None]:
        """The finding as a flat record, `fingerprint` last."""
        return {**asdict(self), "severity": self.severity.value, "fingerprint": self.fingerprint}
