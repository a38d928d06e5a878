"""OpenDocument spreadsheets (.ods)."""

from hncert.sheets.bounds import MOST_COLUMNS, MOST_ROWS, check_sheet_count
from hncert.sheets.marks import Sheets, sort_sheets
from hncert.sheets.sparse import SparseSheet
from hncert.sheets.survey import Budget
from hncert.sheets.tags import listen
from hncert.sheets.xml2003 import typed

CELLS = ("table-cell", "covered-table-cell")
HIDDEN = ("collapse", "filter")
VALUES = {"date": "date-value", "boolean": "boolean-value", "string": "string-value"}
NUMBERS = ("float", "percentage", "currency")
MOST_SPACES = 100


def ods_grids(name: str, content: bytes) -> Sheets:
    """The sheets that are shown, and the names of the hidden ones; raises DamagedFile, FarCell or TooLarge."""
    book = _Book(Budget(name))
    listen(name, content, book)
    return sort_sheets((sheet.sheet, sheet.is_hidden, sheet.grid) for sheet in book.sheets)


class _Book:
    """The document as its tags go by."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[SparseSheet] = []
        self.style, self.hidden_styles = "", set[str]()
        self.row = self.column = self.columns = self.notes = self.tables = 0
        self.rows = 1
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[list[str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""
        if tag == "style":
            self.style = attributes.get("name", "")
        elif tag == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table":
            self._open_table(attributes)
        elif not self.tables:
            return
        elif tag == "table-column":
            self._open_column(attributes)
        elif tag == "table-row":
            self._open_row(attributes)
        elif tag in CELLS:
            self.cell, self.paragraphs = attributes, []
        elif tag == "annotation":
            self.notes += 1
        elif self.cell is not None and not self.notes:
            self._open_text(tag, attributes)

    def end(self, tag: str) -> None:
        """A closing tag."""
        if tag == "annotation" and self.notes:
            self.notes -= 1
        elif tag in CELLS and self.cell is not None and self.tables:
            self._close_cell(self.cell)
            self.cell = None
        elif tag == "table-row":
            self.row += self.rows
        elif tag == "table" and self.tables:
            self.tables -= 1

    def data(self, text: str) -> None:
        """Text between tags."""
        if self.paragraphs and not self.notes:
            self.paragraphs[-1].append(text)

    def _open_table(self, attributes: dict[str, str]) -> None:
        check_sheet_count(self.budget.name, len(self.sheets) + 1)
        sheet = SparseSheet(attributes.get("name", ""), self.budget)
        sheet.is_hidden = attributes.get("style-name") in self.hidden_styles
        self.sheets.append(sheet)
        self.tables += 1
        self.row = self.column = self.columns = 0

    def _open_column(self, attributes: dict[str, str]) -> None:
        first = self.columns
        self.columns += repeats(attributes, "number-columns-repeated")
        if attributes.get("visibility") in HIDDEN:
            self.sheets[-1].survey.hidden_columns.extend(range(first, min(self.columns, MOST_COLUMNS)))

    def _open_row(self, attributes: dict[str, str]) -> None:
        self.rows = repeats(attributes, "number-rows-repeated")
        self.column = 0
        if attributes.get("visibility") in HIDDEN:
            self.sheets[-1].survey.hidden_rows.extend(range(self.row, min(self.row + self.rows, MOST_ROWS)))

    def _open_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "p":
            self.paragraphs.append([])
        elif tag == "s":
            self.data(" " * min(repeats(attributes, "c"), MOST_SPACES))
        elif tag in ("tab", "line-break"):
            self.data("\t" if tag == "tab" else "\n")

    def _close_cell(self, cell: dict[str, str]) -> None:
        sheet, columns = self.sheets[-1], repeats(cell, "number-columns-repeated")
        text = "\n".join("".join(parts) for parts in self.paragraphs)
        self.paragraphs = []
        type = cell.get("value-type", "")
        if "formula" in cell and (type == "error" or text in ("Err:", "#N/A") or text.startswith("Err:")):
            sheet.put_error(self.row, self.column, text)
        elif "formula" in cell and not type and not text:
            sheet.put_formula(self.row, self.column, cell["formula"].partition(":")[2])
        else:
            given = cell.get("value" if type in NUMBERS else VALUES.get(type, ""))
            value = typed(type, given) if given is not None and type != "string" else text or given or ""
            sheet.put(self.row, self.column, value, rows=self.rows, columns=columns)
        self.column += columns


def repeats(attributes: dict[str, str], key: str) -> int:
    """How often an element stands for itself; 1 when it does not say."""
    text = attributes.get(key, "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1
