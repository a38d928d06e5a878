"""Workbooks in the XML of Excel 2003 (SpreadsheetML), usually named .xls."""

from datetime import date, datetime, time

from hncert.domain.errors import NoTable
from hncert.sheets.bounds import MOST_COLUMNS, check_sheet_count
from hncert.sheets.grid import Cell
from hncert.sheets.marks import Sheets, sort_sheets
from hncert.sheets.sparse import SparseSheet
from hncert.sheets.survey import Budget
from hncert.sheets.tags import listen


def xml_grids(name: str, text: str) -> Sheets:
    """The sheets that are shown, and the names of the hidden ones.

    Raises DamagedFile, NoTable, FarCell or TooLarge.
    """
    book = _Book(Budget(name))
    listen(name, text.encode("utf-8", "replace"), book)
    if not book.sheets:
        raise NoTable(file=name, reason="是 XML 数据，其中没有工作表")
    return sort_sheets((sheet.sheet, sheet.is_hidden, sheet.grid) for sheet in book.sheets)


class _Book:
    """The workbook as its tags go by."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[SparseSheet] = []
        self.row = self.column = -1
        self.across = self.columns = self.comments = 0
        self.formula = self.type = ""
        self.has_data = False
        self.text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""
        if tag == "Worksheet":
            check_sheet_count(self.budget.name, len(self.sheets) + 1)
            self.sheets.append(SparseSheet(attributes.get("Name", ""), self.budget))
            self.row = self.column = -1
            self.columns = 0
        elif not self.sheets:
            return
        elif tag == "Column":
            self._open_column(attributes)
        elif tag == "Row":
            self._open_row(attributes)
        elif tag == "Cell":
            self._open_cell(attributes)
        elif tag == "Comment":
            self.comments += 1
        elif tag == "Data" and not self.comments:
            self.type, self.text, self.has_data = attributes.get("Type", "String"), [], True
        elif tag == "Visible":
            self.text = []

    def end(self, tag: str) -> None:
        """A closing tag."""
        if tag == "Comment":
            self.comments -= 1
        elif tag == "Data" and not self.comments and self.text is not None:
            self._put("".join(self.text))
            self.text = None
        elif tag == "Cell":
            if self.formula and not self.has_data:
                self.sheets[-1].put_formula(self.row, self.column, self.formula)
            self.column += self.across
        elif tag == "Visible" and self.text is not None:
            self.sheets[-1].is_hidden = "".join(self.text).strip().startswith("SheetHidden")
            self.sheets[-1].is_hidden |= "".join(self.text).strip() == "SheetVeryHidden"
            self.text = None

    def data(self, text: str) -> None:
        """Text between tags."""
        if self.text is not None and not self.comments:
            self.text.append(text)

    def _open_column(self, attributes: dict[str, str]) -> None:
        first = max(_count(attributes.get("Index"), self.columns + 1) - 1, self.columns)
        self.columns = first + 1 + _count(attributes.get("Span"), 0)
        if attributes.get("Hidden") == "1":
            self.sheets[-1].survey.hidden_columns.extend(range(first, min(self.columns, MOST_COLUMNS)))

    def _open_row(self, attributes: dict[str, str]) -> None:
        self.row = _count(attributes.get("Index"), self.row + 2) - 1
        self.column = -1
        if attributes.get("Hidden") == "1":
            self.sheets[-1].survey.hidden_rows.append(self.row)
        self.row += _count(attributes.get("Span"), 0)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.column = _count(attributes.get("Index"), self.column + 2) - 1
        self.across = _count(attributes.get("MergeAcross"), 0)
        self.formula, self.has_data = attributes.get("Formula", ""), False

    def _put(self, text: str) -> None:
        if self.type == "Error":
            self.sheets[-1].put_error(self.row, self.column, text.strip())
        elif self.formula and self.type == "Number" and not text.strip():
            self.sheets[-1].put_formula(self.row, self.column, self.formula)
        else:
            self.sheets[-1].put(self.row, self.column, typed(self.type, text))


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def typed(type: str, text: str) -> Cell:
    """The value of a cell from its type in either XML format; the text itself where it does not fit."""
    try:
        if type in ("Number", "float", "percentage", "currency"):
            return float(text)
        if type in ("DateTime", "date"):
            moment = datetime.fromisoformat(text)
            return date(moment.year, moment.month, moment.day) if moment.time() == time() else moment
    except ValueError:
        return text
    if type in ("Boolean", "boolean"):
        return text.strip() in ("1", "true")
    return text
