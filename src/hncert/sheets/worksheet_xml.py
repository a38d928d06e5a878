"""Surveying the XML of a sheet at the speed of a byte search.

One match tells that a large sheet holds plain values in its first 26 columns and nothing else. Most
others are written in one canonical way, every cell as `<c r="A1"`; searches for what is unusual
then answer for the whole sheet. The rest are walked tag by tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from hncert.domain.errors import DamagedFile
from hncert.sheets.bounds import MOST_CELL_TEXT, MOST_COLUMNS, check_fault_count
from hncert.sheets.faults import FORMULA_WITHOUT_VALUE, Faults, formula_error
from hncert.sheets.grid import column_index
from hncert.sheets.survey import Budget, Extent, Survey

SMALL = 2**20
LETTERS = 26
LONGEST_FORMULA = 200
_PREFIX = rb"<(?:[^\s<>/:=\"']+:)?"
_ATTRIBUTES = rb"((?:\s+[^\s=<>/\"']+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*"
_SHEET_DATA = re.compile(_PREFIX + rb"sheetData\b")
_TAG = re.compile(_PREFIX + rb"(row|c)" + _ATTRIBUTES + rb"(/?)>")
_STEP = re.compile(_TAG.pattern + rb"|</(?:[^\s<>/:=\"']+:)?row\s*>")
_CELL_CLOSES = re.compile(rb"</(?:[^\s<>/:=\"']+:)?c\s*>")
_CHILD = re.compile(rb"<[^/!?]")
_TAG_OPENS = re.compile(_PREFIX + rb"(?:row|c)(?=[\s/>])")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d*)[\"']")
_PLAIN = re.compile(
    rb"<sheetData>"
    rb'(?:<c r="[A-Z](?:\d{1,5}+|1\d{5})"(?: s="\d++")?+(?: t="[snb]")?+(?:/>|><v>[^<]*+</v></c>)'
    rb'|</?row[^>]*+>|<c r="[A-Z](?:\d{1,5}+|1\d{5})"(?: s="\d++")?+ t="inlineStr"><is><t[^>]*+>[^<]*+</t></is></c>)*+'
    rb"</sheetData>"
)
PLAIN_CELLS = 26 * 199_999
_FAR = re.compile(rb'<c r="(?=[A-Za-z]{2}|[A-Za-z]\d{6})([A-Za-z]+)(\d+)')
_VALUED = re.compile(rb'<c r="([A-Za-z]+)(\d+)"(?:[^>"\'/]|/(?!>)|"[^"]*+"|\'[^\']*+\')*+>(?!\s*</c>)')
_SUSPECTS = ((b"<f", re.compile(rb"<f[\s>/]")), (b't="e"', re.compile(rb't="e"')))
_TYPE = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
_FORMULA = re.compile(_PREFIX + rb"f\b[^>]*?(?:/>|>([^<]*))")
_VALUE = re.compile(_PREFIX + rb"v\s*(?:/>|>([^<]*))")
_INLINE = re.compile(_PREFIX + rb"is\b")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br\s*=\s*[\"'](\d+)[\"']")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])([^>]*)>")
_BOUND = re.compile(rb"\b(min|max)=[\"'](\d+)[\"']")


@dataclass(frozen=True, slots=True)
class _Tag:
    row: int
    column: int
    attributes: bytes
    body: tuple[int, int]


def survey_sheet(data: bytes, span: tuple[int, int], sheet: str, budget: Budget) -> Survey | None:
    """What a part of a workbook says of its sheet; None for a part that is no sheet.

    Raises FarCell, TooLarge, or DamagedFile for tags that cannot be told apart.
    """
    start, end = span
    if data.find(b"sheetData", start, end) < 0 or (opening := _SHEET_DATA.search(data, start, end)) is None:
        return None
    begin = opening.start()
    tags: Iterator[_Tag]
    if end - begin > SMALL and budget.left // 2 >= PLAIN_CELLS and _PLAIN.match(data, begin, end):
        budget.spend(PLAIN_CELLS)
        tags = iter(())
    elif _is_canonical(data, begin, end):
        _settle_canonical(data, begin, end, sheet, budget)
        tags = _suspects(data, begin, end)
    else:
        tags = _walk(data, begin, end, budget.name)
        _settle_walk(data, _walk(data, begin, end, budget.name), sheet, budget)
    return Survey(
        faults=_faults(data, tags, budget.name),
        hidden_rows=_hidden_rows(data, begin, end),
        hidden_columns=_hidden_columns(data, start, begin),
        is_wordy=is_wordy(data, begin, end, b"<"),
    )


def is_wordy(data: bytes, start: int, end: int, mark: bytes) -> bool:
    """True where marks stand further apart than the longest text that Excel keeps."""
    while start + MOST_CELL_TEXT < end:
        found = data.rfind(mark, start + 1, start + MOST_CELL_TEXT)
        if found < 0:
            return True
        start = found
    return False


def _is_canonical(data: bytes, begin: int, end: int) -> bool:
    if data.find(b":c", begin, end) >= 0:
        return False
    cells = data.count(b'<c r="', begin, end)
    others = data.count(b"<c", data.rfind(b"sheetData", begin, end), end)
    return data.count(b"<c", begin, end) - others == cells


def _settle_canonical(data: bytes, begin: int, end: int, sheet: str, budget: Budget) -> None:
    if end - begin > SMALL:
        far = _FAR.findall(data, begin, end)
        letters, rows = {letters for letters, _ in far}, {row for _, row in far}
        width = max((_column(text) + 1 for text in letters), default=LETTERS)
        height = max((int(row) for row in rows), default=0)
        if max(width, LETTERS) * max(height, 99_999) <= budget.left // 2:
            budget.spend(max(width, LETTERS) * max(height, 99_999))
            return
    extent = Extent()
    for match in _VALUED.finditer(data, begin, end):
        extent.add(int(match[2]) - 1, _column(match[1]))
    extent.settle(budget, sheet)


def _settle_walk(data: bytes, tags: Iterator[_Tag], sheet: str, budget: Budget) -> None:
    extent = Extent()
    for tag in tags:
        if _CHILD.search(data, *tag.body):
            extent.add(tag.row, tag.column)
    extent.settle(budget, sheet)


def _column(letters: bytes) -> int:
    return column_index(letters.decode("ascii").upper())


def _walk(data: bytes, begin: int, end: int, name: str) -> Iterator[_Tag]:
    """Every cell that is not closed at once, in a sheet of any writing, placed as the reader places it."""
    opened = sum(1 for _ in _TAG_OPENS.finditer(data, begin, end))
    if opened != sum(1 for _ in _TAG.finditer(data, begin, end)) or data.find(b"<!", begin, end) >= 0:
        raise DamagedFile(file=name, reason="工作表的内容有错")
    row = column = 0
    at = begin
    while (match := _STEP.search(data, at, end)) is not None:
        at = match.end()
        place = _PLACE.search(match[2]) if match[1] else None
        if match[1] == b"c":
            column = _column(place[1]) if place and place[1] else column
            closing = None if match[3] else _CELL_CLOSES.search(data, at, end)
            if not match[3]:
                body = at, closing.start() if closing else end
                yield _Tag(int(place[2]) - 1 if place and place[2] else row, column, match[2], body)
                at = closing.end() if closing else end
            column += 1
            continue
        row = int(place[2]) - 1 if place and place[2] else row
        if not match[1] or match[3]:
            row, column = row + 1, 0


def _suspects(data: bytes, begin: int, end: int) -> Iterator[_Tag]:
    """The cells of a canonical sheet that have a formula or an error value."""
    for plain, mark in _SUSPECTS:
        first = data.find(plain, begin, end)
        for match in mark.finditer(data, first, end) if first >= 0 else ():
            opening = data.rfind(b'<c r="', begin, match.start())
            opened = data.find(b">", opening, end)
            tag = _PLACE.search(data, opening, opened) if opening >= 0 else None
            if tag is None or not tag[1] or not tag[2]:
                continue
            closing = data.find(b"</c>", opened, end)
            if closing < 0 or match.start() > closing:
                continue
            yield _Tag(int(tag[2]) - 1, _column(tag[1]), data[opening + 2 : opened], (opened + 1, closing))


def _faults(data: bytes, tags: Iterator[_Tag], name: str) -> Faults:
    faults: Faults = {}
    for tag in tags:
        body = data[slice(*tag.body)]
        kind = _TYPE.search(tag.attributes)
        value, formula = _VALUE.search(body), _FORMULA.search(body)
        if kind and kind[1] == b"e":
            text = _text(value[1] if value else None) or "#N/A"
            faults[tag.row, tag.column] = formula_error(text), text
        elif formula and _lacks_value(value, kind is not None and kind[1] == b"str") and not _INLINE.search(body):
            faults[tag.row, tag.column] = FORMULA_WITHOUT_VALUE, "=" + _text(formula[1])
        check_fault_count(name, len(faults))
    return faults


def _lacks_value(value: re.Match[bytes] | None, is_text: bool) -> bool:
    # An empty <v> of a text formula is a calculated empty text.
    return value is None or not ((value[1] or b"").strip() or is_text)


def _text(raw: bytes | None) -> str:
    return unescape((raw or b"").decode("utf-8", "replace")).strip()[:LONGEST_FORMULA]


def _hidden_rows(data: bytes, begin: int, end: int) -> list[int]:
    if data.find(b"hidden=", begin, end) < 0:
        return []
    return [int(row) - 1 for row in _HIDDEN_ROW.findall(data, begin, end)]


def _hidden_columns(data: bytes, start: int, end: int) -> list[int]:
    hidden: list[int] = []
    done = 0
    for match in _HIDDEN_COLUMN.finditer(data, start, end):
        bounds = {key: int(value) for key, value in _BOUND.findall(match[1])}
        first, last = max(bounds.get(b"min", 1) - 1, done), min(bounds.get(b"max", 0), MOST_COLUMNS)
        hidden.extend(range(first, last))
        done = max(done, last)
    return hidden
