"""Workbooks to be filled in, written from plain descriptions of their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hncert.sheets.marks import MARK_SHEET, OPTIONS_SHEET

CHECKED_ROWS = 10_000
HEADER_ROW = 3
_HEAD = PatternFill("solid", fgColor="FFDCE6F1")
_LOCKED = PatternFill("solid", fgColor="FFF2F2F2")
_THIN = Side(style="thin", color="FFBFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankColumn:
    """A column to fill in: its header, how its cells are kept, what a drop-down offers.

    `format` is an Excel number format; other values than the `options` are allowed unless `strict`.
    """

    header: str
    required: bool
    format: str
    note: str = ""
    example: str = ""
    options: tuple[str, ...] = ()
    strict: bool = True
    locked: bool = False
    hidden: bool = False


def write_blank(
    title: str,
    notes: str,
    columns: Sequence[BlankColumn],
    marks: Mapping[str, str],
    rows: Sequence[Sequence[Any]] = (),
) -> bytes:
    """A workbook with title, notes, headers and either an example row, marked as such, or the given rows.

    With `rows` the sheet is protected but for the unlocked columns; the marks, `kind` the first,
    are kept on a sheet that nobody sees.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = title[:31]
    _write_head(sheet, title, notes, columns)
    filled = list(rows) or [[column.example for column in columns]]
    _format_columns(sheet, columns)
    _write_rows(sheet, columns, filled)
    _add_options(book, sheet, columns)
    _add_marks(book, marks)
    if rows:
        _protect(sheet)
    _set_print(sheet, len(columns))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_head(sheet: Worksheet, title: str, notes: str, columns: Sequence[BlankColumn]) -> None:
    last = get_column_letter(len(columns))
    sheet["A1"], sheet["A2"] = title, notes
    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    width = sum(map(_width, columns))
    lines = sum(1 + len(line.encode("gbk", "replace")) // max(int(width), 1) for line in notes.splitlines())
    sheet.row_dimensions[2].height = 15 * lines + 3
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, at, column.header + ("*" if column.required else ""))
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = _width(column)
        sheet.column_dimensions[get_column_letter(at)].hidden = column.hidden
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"


def _width(column: BlankColumn) -> float:
    longest = max(map(_half_widths, (column.header, column.example, *column.options[:20])))
    return min(max(longest + 4, 10), 30)


def _half_widths(text: str) -> int:
    return len(text.encode("gbk", "replace"))


def _format_columns(sheet: Worksheet, columns: Sequence[BlankColumn]) -> None:
    """Cells that are not there yet take the format of their column."""
    for at, column in enumerate(columns, start=1):
        whole = sheet.column_dimensions[get_column_letter(at)]
        whole.number_format = column.format
        whole.protection = Protection(locked=column.locked)


def _write_rows(sheet: Worksheet, columns: Sequence[BlankColumn], rows: Sequence[Sequence[Any]]) -> None:
    for at, row in enumerate(rows, start=HEADER_ROW + 1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            cell = sheet.cell(at, place, value or None)
            cell.number_format, cell.border = column.format, _BORDER
            cell.protection = Protection(locked=column.locked)
            if column.locked:
                cell.fill = _LOCKED
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"


def _add_options(book: Workbook, sheet: Worksheet, columns: Sequence[BlankColumn]) -> None:
    lists: Worksheet | None = None
    for at, column in enumerate(columns, start=1):
        if not column.options or column.locked:
            continue
        lists = lists or book.create_sheet(OPTIONS_SHEET)
        place = lists.max_column + (1 if lists["A1"].value else 0)
        for row, option in enumerate(column.options, start=1):
            lists.cell(row, place, option).number_format = "@"
        letter = get_column_letter(place)
        choice = DataValidation(
            type="list",
            formula1=f"{quote_sheetname(OPTIONS_SHEET)}!${letter}$1:${letter}${len(column.options)}",
            allow_blank=True,
            showErrorMessage=column.strict,
            errorTitle=column.header,
            error="请从下拉列表中选择",
        )
        sheet.add_data_validation(choice)
        own = get_column_letter(at)
        choice.add(f"{own}{HEADER_ROW + 1}:{own}{HEADER_ROW + CHECKED_ROWS}")
    if lists is not None:
        lists.sheet_state = "hidden"


def _protect(sheet: Worksheet) -> None:
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.autoFilter = False


def _add_marks(book: Workbook, marks: Mapping[str, str]) -> None:
    kept = book.create_sheet(MARK_SHEET)
    for name, value in marks.items():
        kept.append([name, value])
    kept.sheet_state = "veryHidden"


def _set_print(sheet: Worksheet, columns: int) -> None:
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape" if columns > 6 else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
