"""Text tables: commas, tabs or semicolons between the cells, whatever the file is called."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import PurePath

from hncert.domain.errors import NoTable, NotASpreadsheet, TooLarge
from hncert.sheets.bounds import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from hncert.sheets.faults import with_error_texts, with_overlong
from hncert.sheets.grid import Cell, Grid

DELIMITERS = (",", "\t", ";", "，")
HEAD = 20_000


def text_grid(name: str, text: str) -> Grid:
    """A text table as a grid, padded to one width; raises NoTable, NotASpreadsheet or TooLarge."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = list(_bounded(name, reader))
    except csv.Error as error:
        raise NotASpreadsheet(file=name, reason="有的单元格过长或引号不配对") from error
    width = max(map(len, rows), default=0)
    if width <= 1:
        raise NoTable(file=name, reason="是一段文字，没有分成几列")
    if width * len(rows) > MOST_CELLS:
        raise TooLarge(file=name, what="单元格数（最长的一行 × 行数）", limit=f"{MOST_CELLS:,} 个")
    grid = with_overlong(Grid(PurePath(name).stem, [row + [""] * (width - len(row)) for row in rows]))
    return with_error_texts(grid) if "#" in text else grid


def _bounded(name: str, reader: Iterator[list[str]]) -> Iterator[list[Cell]]:
    left = MOST_CELLS
    for at, row in enumerate(reader):
        if at >= MOST_ROWS:
            raise TooLarge(file=name, what="行数", limit=f"{MOST_ROWS:,} 行")
        if len(row) > MOST_COLUMNS:
            raise TooLarge(file=name, what=f"第 {at + 1} 行的列数", limit=f"{MOST_COLUMNS:,} 列")
        left -= len(row)
        if left < 0:
            raise TooLarge(file=name, what="单元格数", limit=f"{MOST_CELLS:,} 个")
        yield list(row)


def _delimiter(text: str) -> str:
    head = text[:HEAD]
    return max(DELIMITERS, key=head.count)
