"""Workbooks as colleges lay them out, written with the same bytes every time."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import canonicalize
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | None
Row = tuple[Cell, ...]
Filler = Callable[[Workbook], None]

STAMP = datetime(2024, 12, 1)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
SHADE = PatternFill("solid", fgColor="FFD9E1F2")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` is "text" for codes, "date" for real date cells, else plain."""

    header: str
    width: float = 12
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet from its title down to its signature; `group` spans columns from `group_from` to the end."""

    sheet: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    note: str = ""
    group: str = ""
    group_from: int = 0
    total: int | None = None
    signature: str = ""


FORMATS = {"text": "@", "date": "yyyy-mm-dd"}


def _banner(sheet: Worksheet, row: int, text: str, width: int, font: Font, alignment: Alignment) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, alignment


def _header_cell(sheet: Worksheet, row: int, column: int, text: str | None) -> None:
    cell = sheet.cell(row, column, text)
    cell.font, cell.border, cell.alignment, cell.fill = Font(bold=True), BOX, CENTRE, SHADE


def _header(sheet: Worksheet, page: Page, row: int) -> int:
    """Write the header; answers the row of its last line."""
    if not page.group:
        for place, column in enumerate(page.columns, start=1):
            _header_cell(sheet, row, place, column.header)
        return row
    for place, column in enumerate(page.columns, start=1):
        grouped = place >= page.group_from
        _header_cell(sheet, row, place, page.group if place == page.group_from else None)
        _header_cell(sheet, row + 1, place, column.header if grouped else None)
        if not grouped:
            sheet.cell(row, place).value = column.header
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=place, end_column=place)
    width = len(page.columns)
    sheet.merge_cells(start_row=row, end_row=row, start_column=page.group_from, end_column=width)
    return row + 1


def _body(sheet: Worksheet, page: Page, row: int) -> int:
    """Write the data rows from `row`; answers the next free row."""
    formats = [FORMATS.get(column.kind) for column in page.columns]
    for number, values in enumerate(page.rows, start=row):
        for place, (value, form) in enumerate(zip(values, formats, strict=True), start=1):
            if value is None:
                continue
            cell = sheet.cell(number, place, value)
            if form:
                cell.number_format = form
    return row + len(page.rows)


def _tail(sheet: Worksheet, page: Page, row: int) -> None:
    if page.total is not None:
        for place in range(1, len(page.columns) + 1):
            _header_cell(sheet, row, place, None)
        sheet.cell(row, 1).value, sheet.cell(row, 3).value = "合计", page.total
        row += 1
    if page.signature:
        _banner(sheet, row, page.signature, len(page.columns), Font(), LEFT)


def lay_out(sheet: Worksheet, page: Page) -> None:
    """Fill an empty sheet."""
    width = len(page.columns)
    sheet.title = page.sheet
    _banner(sheet, 1, page.title, width, Font(bold=True, size=16), CENTRE)
    sheet.row_dimensions[1].height = 30
    row = 2
    if page.note:
        _banner(sheet, row, page.note, width, Font(italic=True), LEFT)
        sheet.row_dimensions[row].height = 36
        row += 1
    first = _header(sheet, page, row) + 1
    sheet.freeze_panes = sheet.cell(first, 1).coordinate
    _tail(sheet, page, _body(sheet, page, first))
    for place, column in enumerate(page.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width


def page_filler(page: Page, empty_first: bool = False) -> Filler:
    """Fills a new workbook with one page, behind an empty sheet if asked."""

    def fill(book: Workbook) -> None:
        if empty_first:
            book.worksheets[0].title = "Sheet1"
            book.create_sheet()
        lay_out(book.worksheets[-1], page)

    return fill


def _settled(name: str, content: bytes) -> str:
    # Canonical form: openpyxl writes other bytes where lxml is installed.
    text = canonicalize(content.decode())
    if name == "docProps/core.xml":
        text = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{STAMP:%Y-%m-%dT%H:%M:%SZ}", text)
    return DECLARATION + text


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_STORED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def save(path: Path, fill: Filler) -> Path:
    """Write a workbook whose bytes depend on its content alone."""
    book = Workbook()
    book.properties.creator = "hncert"
    book.properties.created = book.properties.modified = STAMP
    fill(book)
    raw = BytesIO()
    book.save(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(raw) as source, ZipFile(path, "w", ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(_entry(name), _settled(name, source.read(name)))
    return path
