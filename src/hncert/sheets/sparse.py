"""A sheet put together cell by cell, for the formats that are read as a stream of tags."""

from dataclasses import dataclass, field

from hncert.domain.errors import TooLarge
from hncert.sheets.bounds import MOST_COLUMNS, MOST_MARKUP_CELLS, MOST_ROWS, check_fault_count
from hncert.sheets.faults import FORMULA_WITHOUT_VALUE, formula_error
from hncert.sheets.grid import Cell, Grid
from hncert.sheets.survey import Budget, Extent, Survey


@dataclass(slots=True)
class SparseSheet:
    """The filled cells of one sheet, positions counted from 0."""

    sheet: str
    budget: Budget
    cells: list[tuple[int, int, Cell]] = field(default_factory=list)
    extent: Extent = field(default_factory=Extent)
    survey: Survey = field(default_factory=Survey)
    is_hidden: bool = False

    def put(self, row: int, column: int, cell: Cell, *, rows: int = 1, columns: int = 1) -> None:
        """Write a cell, repeated over a block; blank ones are not kept.

        Raises FarCell or TooLarge before anything is repeated too often.
        """
        if cell == "":
            return
        self.reach(row, column)
        self.reach(row + rows - 1, column + columns - 1)
        if len(self.cells) + rows * columns > MOST_MARKUP_CELLS:
            raise TooLarge(file=self.budget.name, what="有内容的单元格数", limit=f"{MOST_MARKUP_CELLS:,} 个")
        for at in range(row, row + rows):
            self.cells += [(at, column + offset, cell) for offset in range(columns)]

    def reach(self, row: int, column: int) -> None:
        """Take a position into the rectangle; raise FarCell beyond what Excel holds."""
        self.extent.add(row, column)
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            self.extent.settle(self.budget, self.sheet)

    def put_error(self, row: int, column: int, text: str) -> None:
        """Write a cell that shows an error value."""
        self._fault(row, column)
        self.survey.faults[row, column] = formula_error(text or "#N/A"), text or "#N/A"

    def put_formula(self, row: int, column: int, formula: str) -> None:
        """Write a cell whose formula was never calculated."""
        self._fault(row, column)
        self.survey.faults[row, column] = FORMULA_WITHOUT_VALUE, "=" + formula.lstrip("=")[:200]

    def _fault(self, row: int, column: int) -> None:
        self.reach(row, column)
        check_fault_count(self.budget.name, len(self.survey.faults) + 1)

    def grid(self) -> Grid:
        """The cells as a grid; raises FarCell or TooLarge."""
        if not self.cells and not self.survey.faults:
            return Grid(self.sheet, [])
        self.extent.settle(self.budget, self.sheet)
        top, left = self.extent.top, self.extent.left
        width = self.extent.rightmost[1] - left + 1
        rows: list[list[Cell]] = [[""] * width for _ in range(self.extent.lowest[0] - top + 1)]
        for row, column, cell in self.cells:
            rows[row - top][column - left] = cell
        return self.survey.apply(Grid(self.sheet, rows, top + 1, left))
