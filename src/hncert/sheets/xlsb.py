"""Surveying the parts of an .xlsb workbook, which are lists of binary records."""

import struct
from collections.abc import Iterator

from hncert.domain.errors import DamagedFile
from hncert.sheets.archive import Parts
from hncert.sheets.bounds import check_fault_count, check_sheet_count
from hncert.sheets.faults import Faults, formula_error
from hncert.sheets.survey import Budget, Extent, Survey
from hncert.sheets.xlsx import elements

WORKBOOK, RELATIONS, SHEETS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/worksheets/"
NO_TEXT = 0xFFFFFFFF
ROW, CELLS, ERRORS, SHEET = 0x00, range(0x02, 0x0C), (0x03, 0x0B), 0x9C
LEAST_CELL = 9
ERROR_NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_POSITION = struct.Struct("<I")


def survey_xlsb(name: str, parts: Parts) -> dict[str, Survey]:
    """What each sheet's records say, by the sheet's name; raises FarCell, TooLarge or DamagedFile."""
    budget = Budget(name)
    titles = _sheet_titles(name, parts)
    check_sheet_count(name, len(titles))
    if len(set(titles.values())) < len(titles):
        raise DamagedFile(file=name, reason="几个工作表指向同一内容")
    surveys = {
        part: _survey(name, part, parts[part], budget)
        for part in parts.spans
        if part.startswith(SHEETS) and not part.endswith(".rels")
    }
    return {title: surveys[part] for title, part in titles.items() if part in surveys}


def _sheet_titles(name: str, parts: Parts) -> dict[str, str]:
    relations = elements(name, parts[RELATIONS], "Relationship") if RELATIONS in parts else []
    targets = {item.get("Id"): item.get("Target") or "" for item in relations}
    titles: dict[str, str] = {}
    data = parts[WORKBOOK]
    for kind, start, end in _records(name, data):
        if kind == SHEET:
            relation, at = _wide_text(name, data, start + 8, end)
            title, _ = _wide_text(name, data, at, end)
            if title in titles:
                raise DamagedFile(file=name, reason="几个工作表重名")
            titles[title] = f"xl/{targets.get(relation, '')}".lower()
    return titles


def _wide_text(name: str, data: bytes, at: int, end: int) -> tuple[str, int]:
    if at + 4 > end:
        raise DamagedFile(file=name, reason="工作簿的目录不完整")
    (length,) = _POSITION.unpack_from(data, at)
    if length == NO_TEXT:
        return "", at + 4
    stop = at + 4 + 2 * int(length)
    if stop > end:
        raise DamagedFile(file=name, reason="工作簿的目录不完整")
    return data[at + 4 : stop].decode("utf-16-le", "replace"), stop


def _survey(name: str, part: str, data: bytes, budget: Budget) -> Survey:
    extent, faults, row = Extent(), Faults(), 0
    for kind, start, end in _records(name, data):
        if (kind == ROW or kind in CELLS) and end - start < LEAST_CELL:
            raise DamagedFile(file=name, reason="工作表的内容不完整")
        if kind == ROW:
            (row,) = _POSITION.unpack_from(data, start)
        elif kind in CELLS:
            (column,) = _POSITION.unpack_from(data, start)
            extent.add(row, column)
            if kind in ERRORS:
                text = ERROR_NAMES.get(data[start + 8], "#N/A")
                faults[row, column] = formula_error(text), text
                check_fault_count(name, len(faults))
    extent.settle(budget, part)
    return Survey(faults=faults)


def _records(name: str, data: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(data):
        kind, at = _number_at(name, data, at, 2)
        size, at = _number_at(name, data, at, 4)
        if at + size > len(data):
            raise DamagedFile(file=name, reason="工作表的内容不完整")
        yield kind, at, at + size
        at += size


def _number_at(name: str, data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        if at >= len(data):
            raise DamagedFile(file=name, reason="工作表的内容不完整")
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return number, at
