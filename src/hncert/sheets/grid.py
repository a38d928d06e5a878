"""A sheet's cells with the positions that Excel shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hncert.domain.finding import Problem

Cell = str | int | float | bool | date | datetime | time | timedelta
MOST_FLOAT_DIGITS = 10**15


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: `rows[0][0]` stands at Excel row `first_row`, column index `first_column`.

    `faults` names cells whose value cannot be trusted, by index into `rows` and index into that
    row. `hidden_rows` (as Excel numbers them) and `hidden_columns` (counted from 0) were read too.
    """

    sheet: str
    rows: list[list[Cell]]
    first_row: int = 1
    first_column: int = 0
    faults: Mapping[tuple[int, int], Problem] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Columns of the used range."""
        return max(map(len, self.rows), default=0)

    def texts(self, row: int) -> list[str]:
        """One row of the grid as text, `row` counted from 0."""
        return [cell_text(cell) for cell in self.rows[row]]

    def column_texts(self, column: int, start: int) -> tuple[list[str], list[int]]:
        """A column as text from grid row `start` on, and where a number has lost its digits.

        The positions count from `start`; spreadsheets keep 15 digits of a number, so a number
        of more has lost the rest.
        """
        cells = [row[column] for row in self.rows[start:]]
        if set(map(type, cells)) <= {str}:
            return list(map(str.strip, cells)), []  # type: ignore[arg-type]
        return [cell_text(cell) for cell in cells], [at for at, cell in enumerate(cells) if is_overlong(cell)]


def is_overlong(cell: Cell) -> bool:
    """True for a numeric cell whose magnitude exceeds what a float keeps exactly in a sheet."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= MOST_FLOAT_DIGITS


def cell_text(cell: Cell) -> str:
    """What a person reads in the cell, without outer spaces; whole numbers without a point."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def column_index(letters: str) -> int:
    """The column index counted from 0 of the letters that Excel shows."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def column_letter(index: int) -> str:
    """The letters Excel shows for a column index counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
