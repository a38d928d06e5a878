"""Pages of the web named .xls, as many school systems export them."""

from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from hncert.domain.errors import FarCell, NoTable
from hncert.sheets.bounds import MOST_COLUMNS, MOST_ROWS, check_sheet_count
from hncert.sheets.faults import with_error_texts
from hncert.sheets.grid import Grid
from hncert.sheets.sparse import SparseSheet
from hncert.sheets.survey import Budget

BREAKS = frozenset(("br", "p", "div", "li"))
UNSEEN = frozenset(("script", "style", "title"))
PIECE = 2**16


def page_grids(name: str, text: str) -> tuple[Grid, ...]:
    """Every table of a page; merged cells keep their value at the top left.

    Raises NoTable, FarCell or TooLarge.
    """
    page = _Page(Budget(name))
    parser = etree.HTMLParser(target=page, encoding="utf-8")
    content = text.encode("utf-8", "replace")
    try:
        for at in range(0, len(content), PIECE):
            parser.feed(content[at : at + PIECE])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise NoTable(file=name, reason="网页的内容读不出来") from error
    if not page.tables:
        raise NoTable(file=name, reason="网页中没有表格标记；若另有同名的“.files”文件夹，表格在那个文件夹里")
    return tuple(with_error_texts(table.sheet.grid()) for table in page.tables)


@dataclass(slots=True)
class _Table:
    """A table being read; `taken` says down to which row a column is covered by a merged cell."""

    sheet: SparseSheet
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    spans: tuple[int, int] = (1, 1)
    text: list[str] | None = None

    def open_row(self) -> None:
        self.close_cell()
        self.row += 1
        self.column = 0

    def open_cell(self, rows: int, columns: int) -> None:
        self.close_cell()
        if self.row < 0:
            self.open_row()
        self.column = next(at for at in count(self.column) if self.taken.get(at, -1) < self.row)
        self.spans, self.text = (rows, columns), []

    def close_cell(self) -> None:
        if self.text is None:
            return
        rows, columns = self.spans
        text = "".join(self.text).strip()
        self.text = None
        self.sheet.put(self.row, self.column, "\n".join(" ".join(line.split()) for line in text.split("\n")))
        end = self.column + columns
        if end > MOST_COLUMNS:
            raise FarCell(file=self.sheet.budget.name, sheet=self.sheet.sheet, cell="XFD1")
        if rows > 1:
            self.taken |= dict.fromkeys(range(self.column, end), self.row + rows - 1)
            self.sheet.budget.spend(columns)
        self.column = end


class _Page:
    """What the parser tells, tag by tag; a table within a table is a table of its own."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""
        self.unseen += tag in UNSEEN
        if tag == "table":
            check_sheet_count(self.budget.name, len(self.tables) + 1)
            self.open.append(_Table(SparseSheet(f"表格{len(self.tables) + 1}", self.budget)))
            self.tables.append(self.open[-1])
        elif not self.open:
            return
        elif tag == "tr":
            self.open[-1].open_row()
        elif tag in ("td", "th"):
            rows = _span(attributes.get("rowspan"), MOST_ROWS)
            self.open[-1].open_cell(rows, _span(attributes.get("colspan"), MOST_COLUMNS + 1))
        elif tag in BREAKS:
            self.data("\n", is_break=True)

    def end(self, tag: str) -> None:
        """A closing tag."""
        self.unseen -= tag in UNSEEN
        if not self.open:
            return
        if tag in ("td", "th", "tr", "table"):
            self.open[-1].close_cell()
        if tag == "table":
            self.open.pop()

    def data(self, text: str, *, is_break: bool = False) -> None:
        """Text between tags, in which line ends are spaces."""
        if self.open and not self.unseen and self.open[-1].text is not None:
            self.open[-1].text.append(text if is_break else text.replace("\r", " ").replace("\n", " "))

    def close(self) -> None:
        """The end of the page."""
        while self.open:
            self.open.pop().close_cell()


def _span(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(int(digits), most) or 1 if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1
