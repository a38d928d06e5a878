"""What a report declares and what it answers."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hncert.domain.dates import Month
from hncert.store.workspace import School

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a report for the screen."""

    title: str
    headers: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(slots=True, kw_only=True)
class Filled:
    """A report's figures: `values` for the template, `blocks` for the screen, `data` for JSON."""

    period: Month
    as_of: date
    heading: str
    values: dict[str, Any]
    blocks: list[Block]
    counts: dict[str, Any]
    data: dict[str, Any]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report. `fill` reads the store only; `template` names a workbook in templates/workbooks."""

    id: str
    title: str
    template: str
    fill: Callable[[sqlite3.Connection, School, Month], Filled]
