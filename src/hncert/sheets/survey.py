"""What is learnt of a sheet before the workbook reader opens it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hncert.domain.errors import TooLarge
from hncert.sheets.bounds import MOST_CELLS, check_box
from hncert.sheets.faults import Faults, with_faults, with_overlong
from hncert.sheets.grid import Grid


@dataclass(slots=True)
class Survey:
    """A sheet's faults, and its hidden rows and columns, all counted from 0.

    `is_wordy` is True where a cell may hold more text than Excel keeps.
    """

    faults: Faults = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    is_wordy: bool = True

    def apply(self, grid: Grid) -> Grid:
        """The grid as read, with what was learnt."""
        grid = with_faults(grid, self.faults) if self.faults else grid
        grid = with_overlong(grid) if self.is_wordy else grid
        top, left = grid.first_row - 1, grid.first_column
        return replace(
            grid,
            hidden_rows=tuple(row + 1 for row in _within(self.hidden_rows, top, len(grid.rows))),
            hidden_columns=tuple(_within(self.hidden_columns, left, grid.width)),
        )


def _within(places: Iterable[int], start: int, count: int) -> list[int]:
    return sorted({at for at in places if start <= at < start + count})


@dataclass(slots=True)
class Budget:
    """The cells that the sheets of one file may still take, blank ones included."""

    name: str
    left: int = MOST_CELLS

    def spend(self, cells: int) -> None:
        """Take cells away; raise TooLarge when there are too few left."""
        self.left -= cells
        if self.left < 0:
            raise TooLarge(file=self.name, what="各工作表合计的单元格数", limit=f"{MOST_CELLS:,} 个")


@dataclass(slots=True)
class Extent:
    """The rectangle that holds every cell seen, positions counted from 0."""

    top: int = 2**62
    left: int = 2**62
    lowest: tuple[int, int] = (-1, -1)
    rightmost: tuple[int, int] = (-1, -1)

    def add(self, row: int, column: int) -> None:
        """Take in one cell."""
        self.top = min(self.top, row)
        self.left = min(self.left, column)
        if row > self.lowest[0]:
            self.lowest = row, column
        if column > self.rightmost[1]:
            self.rightmost = row, column

    def settle(self, budget: Budget, sheet: str) -> None:
        """Spend the rectangle; raise FarCell naming the cell that makes it too large."""
        if self.lowest[0] < 0:
            return
        rows, columns = self.lowest[0] - self.top + 1, self.rightmost[1] - self.left + 1
        if rows * columns > MOST_CELLS:
            is_below = self.lowest[0] * 64 > self.rightmost[1] * 2**12
            check_box(budget.name, sheet, *(self.lowest if is_below else self.rightmost), cells=0)
        check_box(budget.name, sheet, self.lowest[0], self.lowest[1], cells=2**62)
        check_box(budget.name, sheet, self.rightmost[0], self.rightmost[1], cells=2**62)
        budget.spend(rows * columns)
