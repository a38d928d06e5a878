"""What a command hands to the console."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hncert.domain.errors import ExitStatus
from hncert.domain.finding import Finding


@dataclass(slots=True, kw_only=True)
class Outcome:
    """A command's result: `screen` for people, the rest for `--json`.

    `screen` holds sentences and rich renderables; `outputs` are the files written with their
    SHA-256; `data` must be free of unmasked identity numbers.
    """

    command: str
    status: ExitStatus = ExitStatus.DONE
    as_of: date | None = None
    law_version: str = ""
    counts: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    outputs: list[tuple[Path, str]] = field(default_factory=list)
    data: Any = None
    screen: list[Any] = field(default_factory=list)
