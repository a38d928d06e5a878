"""How much of a file is read: beyond these a file is refused, so that memory stays bounded."""

from hncert.domain.errors import FarCell, TooLarge
from hncert.sheets.grid import column_letter

MOST_BYTES = 200 * 2**20
"""Bytes of the file itself."""
MOST_UNPACKED = 256 * 2**20
"""Bytes that the parts of a zipped workbook unpack to, all together."""
MOST_ENTRIES = 10_000
"""Entries of a zip."""
MOST_TEXT = 100 * 2**20
"""Bytes of a text table, a page of the web or an XML workbook."""
MOST_STRINGS = 10_000_000
"""Shared strings of a workbook."""
MOST_CELLS = 20_000_000
"""Cells of the rectangle that holds everything; of all sheets together."""
MOST_MARKUP_CELLS = 5_000_000
"""Filled cells of a page of the web, an XML workbook or an OpenDocument sheet."""
MOST_FAULTS = 1_000_000
"""Formulas without a value and error values of one sheet."""
MOST_SHEETS = 1_000
"""Sheets of a workbook, tables of a page."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What Excel itself can hold in a sheet."""
MOST_CELL_TEXT = 32_767
"""Characters that Excel keeps in a cell."""


def megabytes(size: int) -> str:
    """A bound in bytes as words."""
    return f"{size // 2**20} MB"


def check_sheet_count(name: str, count: int) -> None:
    """Raise TooLarge for more sheets or tables than are read."""
    if count > MOST_SHEETS:
        raise TooLarge(file=name, what="工作表数", limit=f"{MOST_SHEETS:,} 个")


def check_fault_count(name: str, count: int) -> None:
    """Raise TooLarge for more faulty formulas than are told one by one."""
    if count > MOST_FAULTS:
        raise TooLarge(file=name, what="没有结果的公式", limit=f"{MOST_FAULTS:,} 个")


def check_box(name: str, sheet: str, last_row: int, last_column: int, *, cells: int = MOST_CELLS) -> None:
    """Raise FarCell when a sheet reaches further than is read; both positions count from 0."""
    rows, columns = last_row + 1, last_column + 1
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS and rows * columns <= cells:
        return
    raise FarCell(file=name, sheet=sheet, cell=f"{column_letter(last_column)}{rows}")
