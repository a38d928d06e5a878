"""Workbooks through calamine, after a survey that has bounded what it will build."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from hncert.domain.errors import DamagedFile, PasswordProtected
from hncert.sheets.archive import safe_zip, unpack
from hncert.sheets.biff import survey_xls
from hncert.sheets.compound import wrap
from hncert.sheets.grid import Grid
from hncert.sheets.marks import Sheets, sort_sheets
from hncert.sheets.ods import ods_grids
from hncert.sheets.prescan import refuse_definitions
from hncert.sheets.survey import Survey
from hncert.sheets.xlsb import survey_xlsb
from hncert.sheets.xlsx import survey_xlsx

PANIC = "PanicException"
UNREADABLE = (CalamineError, OSError, ValueError, OverflowError)
"""What the reader raises of a file with a broken inside; a short read is an OSError."""
CONTENT, MANIFEST = "content.xml", "meta-inf/manifest.xml"

_Read = TypeVar("_Read")


def read_zipped(name: str, content: bytes, kind: str) -> Sheets:
    """An .xlsx, .xlsm, .xlsb or .ods; raises PasswordProtected, DamagedFile, FarCell or TooLarge."""
    parts = unpack(name, content)
    if kind == "ods":
        if b"encryption-data" in parts[MANIFEST]:
            raise PasswordProtected(file=name)
        return ods_grids(name, parts[CONTENT])
    refuse_definitions(name, parts)
    surveys = survey_xlsx(name, parts) if kind == "xlsx" else survey_xlsb(name, parts)
    safe = safe_zip(content, parts)
    del parts
    return _guarded(name, lambda: _read(safe, surveys))


def read_records(name: str, stream_name: str, stream: bytes) -> Sheets:
    """The workbook stream of an .xls or .et; raises PasswordProtected, DamagedFile, FarCell or TooLarge."""
    honest, surveys = survey_xls(name, stream)
    return _guarded(name, lambda: _read(wrap(stream_name, honest), surveys))


def _read(content: bytes, surveys: Mapping[str, Survey] | Sequence[Survey]) -> Sheets:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        sheets = list(enumerate(book.sheets_metadata))
        worksheets = [(at, sheet) for at, sheet in sheets if sheet.typ == SheetTypeEnum.WorkSheet]
        return sort_sheets(
            (
                sheet.name,
                sheet.visible != SheetVisibleEnum.Visible,
                partial(_sheet_grid, book, sheet.name, surveys, at),
            )
            for at, sheet in worksheets
        )


def _sheet_grid(book: CalamineWorkbook, title: str, surveys: Mapping[str, Survey] | Sequence[Survey], at: int) -> Grid:
    survey = surveys.get(title) if isinstance(surveys, Mapping) else surveys[at]
    sheet = book.get_sheet_by_name(title)
    top, left = sheet.start or (0, 0)
    grid = Grid(title, sheet.to_python() if sheet.start else [], top + 1, left)
    return survey.apply(grid) if survey else grid


def _guarded(name: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except PasswordError as error:
        raise PasswordProtected(file=name) from error
    except UNREADABLE as error:
        raise DamagedFile(file=name, reason="工作簿的内容读不出来") from error
    except BaseException as error:
        # A panic of the reader is no Exception and cannot be imported by name.
        if type(error).__name__ != PANIC:
            raise
        raise DamagedFile(file=name, reason="工作簿的内容读不出来") from error
