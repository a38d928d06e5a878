"""What is to be marked in a copy of somebody's workbook, and the words the copy carries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hncert.sheets.grid import Grid

PROBLEM_HEADER = "问题"
GUIDE_SHEET = "怎么改"
GUIDE_SENTENCE = "在本文件中改好涂色的单元格并保存，再导入这份文件；本表和“问题”列导入时会忽略。"
AUTHOR = "hncert"
MOST_CELL_TEXT = 32_000
GUIDE_ROWS = 5
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class CannotAnnotate(Exception):
    """The package is not one whose parts can be edited safely."""


@dataclass(frozen=True)
class CellMark:
    """One fault: Excel row, absolute column counted from 0 (None: the whole row), its words."""

    row: int
    column: int | None
    text: str
    is_error: bool


@dataclass(frozen=True)
class SheetMarks:
    """The faults of one sheet and where its table lies."""

    sheet: str
    header_row: int
    last_column: int
    last_row: int
    text_columns: tuple[int, ...]
    marks: Sequence[CellMark]


@dataclass(frozen=True)
class Cause:
    """One line of the guide sheet."""

    word: str
    message: str
    count: int
    places: str
    remedy: str


def xml_text(text: str) -> str:
    """Text as it may stand in XML: legal characters only, escaped, as long as a cell holds."""
    return escape(ILLEGAL.sub("", text)[:MOST_CELL_TEXT], quote=False)


def inline(text: str) -> str:
    """The content of an inlineStr cell, without a prefix."""
    return f'<is><t xml:space="preserve">{xml_text(text)}</t></is>'


def is_guide(grid: Grid) -> bool:
    """True for the guide sheet that we put into a workbook."""
    return any(GUIDE_SENTENCE in cell for row in grid.rows[:GUIDE_ROWS] for cell in row if isinstance(cell, str))
