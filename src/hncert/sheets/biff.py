"""Surveying the records of an .xls workbook (and of WPS .et files, which are the same)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from hncert.domain.errors import DamagedFile, NotASpreadsheet, PasswordProtected
from hncert.sheets.bounds import check_fault_count, check_sheet_count
from hncert.sheets.faults import FORMULA_WITHOUT_VALUE, formula_error
from hncert.sheets.survey import Budget, Extent, Survey
from hncert.sheets.xlsb import ERROR_NAMES

BOF, EOF, FILEPASS, BOUNDSHEET, DIMENSIONS, SST = 0x0809, 0x0A, 0x2F, 0x85, 0x0200, 0xFC
NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, FORMULA, STRING = 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xBD, 0x06, 0x207
ROW, COLINFO = 0x208, 0x7D
BIFF8 = 0x0600
OLDER_CELLS = (0x02, 0x03, 0x04, 0x05, 0xD6, 0x206, 0x406)
CELLS = frozenset((NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, FORMULA, *OLDER_CELLS))
LEAST_STRING = 3
HIDDEN_ROW, HIDDEN_COLUMN = 0x20, 0x1
TEXT_RESULT, ERROR_RESULT = 0, 2


@dataclass(slots=True)
class _Sheet:
    survey: Survey = field(default_factory=Survey)
    extent: Extent = field(default_factory=Extent)
    formulas: Extent = field(default_factory=Extent)
    dimensions: list[tuple[int, int]] = field(default_factory=list)
    last_formula: tuple[int, int] = (0, 0)
    columns: int = 0


def survey_xls(name: str, stream: bytes) -> tuple[bytes, list[Survey]]:
    """The workbook stream with honest dimensions, and what each sheet's records say, in order.

    Raises PasswordProtected, DamagedFile, FarCell, TooLarge or NotASpreadsheet.
    """
    starts = _sheet_starts(name, stream)
    check_sheet_count(name, len(starts))
    if len(set(starts)) < len(starts):
        raise DamagedFile(file=name, reason="几个工作表指向同一内容")
    budget, honest = Budget(name), bytearray(stream)
    surveys = []
    for at, start in enumerate(starts, start=1):
        sheet = _survey(name, stream, start)
        for extent in (sheet.extent, sheet.formulas):
            extent.settle(budget, f"第 {at} 个")
        _mend_dimensions(honest, sheet)
        surveys.append(sheet.survey)
    return bytes(honest), surveys


def _records(name: str, stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if at + 4 + size > len(stream):
            raise DamagedFile(file=name, reason="工作簿的内容不完整")
        yield kind, at + 4, size
        at += 4 + size
        if kind == EOF:
            return


def _sheet_starts(name: str, stream: bytes) -> list[int]:
    starts = []
    for kind, at, size in _records(name, stream, 0):
        if kind == FILEPASS:
            raise PasswordProtected(file=name)
        if kind == SST and size >= 8:
            (count,) = struct.unpack_from("<i", stream, at + 4)
            if not 0 <= count <= len(stream) // LEAST_STRING:
                raise DamagedFile(file=name, reason="文字表的条数有错")
        if kind == BOUNDSHEET and size >= 6:
            starts.append(struct.unpack_from("<I", stream, at)[0])
    if any(start >= len(stream) for start in starts):
        raise DamagedFile(file=name, reason="工作表的位置有错")
    if not starts:
        raise NotASpreadsheet(file=name, reason="是 Excel 5.0 以前的老格式")
    return starts


def _survey(name: str, stream: bytes, start: int) -> _Sheet:
    sheet = _Sheet()
    for kind, at, size in _records(name, stream, start):
        if kind == STRING:
            sheet.extent.add(*sheet.last_formula)
            sheet.survey.faults.pop(sheet.last_formula, None)
        elif kind in CELLS and size >= 6:
            _take_cell(sheet, stream, kind, at, size)
            check_fault_count(name, len(sheet.survey.faults))
        elif kind == DIMENSIONS and size in (10, 14):
            sheet.dimensions.append((at, size))
        elif kind == ROW and size >= 16:
            row, _, _, _, _, _, flags = struct.unpack_from("<7H", stream, at)
            if flags & HIDDEN_ROW:
                sheet.survey.hidden_rows.append(row)
        elif kind == COLINFO and size >= 10:
            first, last, _, _, flags = struct.unpack_from("<5H", stream, at)
            if flags & HIDDEN_COLUMN:
                sheet.survey.hidden_columns.extend(range(max(first, sheet.columns), min(last, 255) + 1))
                sheet.columns = max(sheet.columns, last + 1)
    return sheet


def _take_cell(sheet: _Sheet, stream: bytes, kind: int, at: int, size: int) -> None:
    row, column = struct.unpack_from("<HH", stream, at)
    sheet.extent.add(row, column)
    if kind == MULRK:
        sheet.extent.add(row, struct.unpack_from("<H", stream, at + size - 2)[0])
    elif kind == BOOLERR and size >= 8 and stream[at + 7]:
        _add_error(sheet, row, column, stream[at + 6])
    elif kind == FORMULA and size >= 14:
        sheet.formulas.add(row, column)
        sheet.last_formula = row, column
        if stream[at + 12 : at + 14] != b"\xff\xff":
            return
        if stream[at + 6] == ERROR_RESULT:
            _add_error(sheet, row, column, stream[at + 8])
        elif stream[at + 6] == TEXT_RESULT:
            sheet.survey.faults[row, column] = FORMULA_WITHOUT_VALUE, "=公式"


def _add_error(sheet: _Sheet, row: int, column: int, code: int) -> None:
    text = ERROR_NAMES.get(code, "#N/A")
    sheet.survey.faults[row, column] = formula_error(text), text


def _mend_dimensions(stream: bytearray, sheet: _Sheet) -> None:
    # The reader sets memory aside for whatever the record claims.
    rows, columns = sheet.extent.lowest[0] + 1, min(sheet.extent.rightmost[1] + 1, 0xFFFF)
    for at, size in sheet.dimensions:
        if size == 14:
            struct.pack_into("<IIHH", stream, at, 0, rows, 0, columns)
        else:
            struct.pack_into("<HHHH", stream, at, 0, min(rows, 0xFFFF), 0, columns)
