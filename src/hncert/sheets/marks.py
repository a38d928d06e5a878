"""The sheets that we add to a workbook: what it was made for, and the lists behind its drop-downs."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from hncert.sheets.grid import Grid, cell_text

MARK_SHEET = "hncert"
OPTIONS_SHEET = "选项"
FIRST_MARK = "kind"
MOST_MARKS = 20


class Sheets(NamedTuple):
    """The sheets that are shown, the names of the hidden ones that are not ours, and our marks."""

    shown: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()
    marks: Mapping[str, str] = {}


def sort_sheets(sheets: Iterable[tuple[str, bool, Callable[[], Grid]]]) -> Sheets:
    """Read the sheets that are shown and the one with our marks; each comes as name, hidden or not, how to read it."""
    shown: list[Grid] = []
    hidden: list[str] = []
    marks: dict[str, str] = {}
    for name, is_hidden, read in sheets:
        if name == MARK_SHEET and (found := _marks_of(read())):
            marks = found
        elif is_hidden:
            hidden.append(name)
        else:
            shown.append(read())
    return Sheets(tuple(shown), tuple(name for name in hidden if not marks or name != OPTIONS_SHEET), marks)


def mark_grid(marks: Mapping[str, str]) -> Grid:
    """The sheet of the marks."""
    return Grid(MARK_SHEET, [[name, value] for name, value in marks.items()])


def _marks_of(grid: Grid) -> dict[str, str]:
    marks = {cell_text(row[0]): cell_text(row[1]) for row in grid.rows[:MOST_MARKS] if len(row) > 1}
    return marks if next(iter(marks), "") == FIRST_MARK else {}
