"""Edits inside <sheetData>: cells restyled, filled or created by byte offset, the rest kept as it is.

The caller has made sure that no comment, CDATA section or processing instruction is in the way,
so that every "<" begins a tag and the patterns here find exactly the tags.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from hncert.sheets.annotated_marks import CannotAnnotate, inline
from hncert.sheets.annotated_styles import PLAIN, Styles
from hncert.sheets.grid import column_letter

ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
REFERENCE = re.compile(rb"([A-Za-z]+)([0-9]+)")
letters = lru_cache(maxsize=None)(column_letter)


@dataclass
class Edit:
    """What happens to one cell: its mark, and new text if it gets any ("" empties it)."""

    mark: int = PLAIN
    content: str | None = None
    style: int | None = None


@dataclass
class Plan:
    """All edits of a sheet's cells."""

    styles: Styles
    prefix: bytes
    text_columns: frozenset[int] = frozenset()
    text_rows: range = range(0)
    edits: dict[int, dict[int, Edit]] = field(default_factory=dict)
    column_styles: list[tuple[range, int]] = field(default_factory=list)
    old_column: int | None = None
    header_row: int = 0

    def __post_init__(self) -> None:
        """Prepare the patterns for the sheet's prefix."""
        stale = b"|".join(b"%d" % style for style in sorted(self.styles.stale))
        self.stale = re.compile(rb"""\ss\s*=\s*["'](?:%s)["']""" % stale) if stale else None
        self.row_tag = re.compile(rb"<%srow(?=[\s/>])([^<>]*)>" % self.prefix)
        self.cell_tag = re.compile(rb"<%sc(?=[\s/>])([^<>]*)>" % self.prefix)
        self.cell_open = b"<%sc " % self.prefix
        self.row_end, self.cell_end = b"</%srow" % self.prefix, b"</%sc" % self.prefix
        self.restyled: dict[tuple[bytes, bool, int], bytes] = {}

    def edit(self, row: int, column: int) -> Edit | None:
        """The edit of one cell, if it has one."""
        found = self.edits.get(row, {}).get(column)
        if found is None and column == self.old_column and row > self.header_row:
            return Edit(content="")
        return found

    def column_style(self, column: int) -> int:
        """The style new cells of a column have."""
        return next((style for columns, style in self.column_styles if column in columns), 0)


@dataclass
class Cell:
    """Where a cell stands in the bytes."""

    column: int
    start: int
    tag_end: int
    end: int


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag."""
    return {name: double or single for name, double, single in ATTRIBUTE.findall(tag)}


@lru_cache(maxsize=20_000)
def column_index(name: bytes) -> int:
    """The index of a column from its letters."""
    at = 0
    for letter in name.upper():
        at = at * 26 + letter - 64
    return at - 1


def set_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """A start tag with one attribute set."""
    pattern = rb"""(\s%s\s*=\s*)(?:"[^"]*"|'[^']*')""" % name
    done, count = re.subn(pattern, lambda found: bytes(found[1]) + b'"' + value + b'"', tag, count=1)
    if count:
        return done
    return re.sub(rb"^<[\w:.-]+", lambda found: found[0] + b" " + name + b'="' + value + b'"', tag)


def edit_rows(data: bytes, plan: Plan) -> bytes:
    """The content of <sheetData> with the edits done."""
    view, pieces, kept, number = memoryview(data), list[bytes | memoryview](), 0, 0
    waiting = iter(sorted(plan.edits))
    missing = next(waiting, None)
    for start, tag_end, end, number in rows(data, plan):
        pending = []
        while missing is not None and missing < number:
            pending.append(new_row(missing, plan))
            missing = next(waiting, None)
        missing = next(waiting, None) if missing == number else missing
        body = edit_row(data, start, tag_end, end, number, plan)
        if pending or body is not None:
            pieces += [view[kept:start], *pending, view[start:end] if body is None else body]
            kept = end
    rest = [] if missing is None else [new_row(row, plan) for row in (missing, *waiting)]
    tail = len(data) if not rest else max(kept, data.rfind(b">") + 1)
    return b"".join([*pieces, view[kept:tail], *rest, view[tail:]])


def rows(data: bytes, plan: Plan) -> Iterator[tuple[int, int, int, int]]:
    """Start, end of the start tag, end, and number of every row."""
    number = 0
    for found in plan.row_tag.finditer(data):
        given = attributes(found[1]).get(b"r")
        before, number = number, int(given) if given else number + 1
        if number <= before:
            raise CannotAnnotate("rows out of order")
        tag_end = found.end()
        end = tag_end if found[1].endswith(b"/") else data.index(b">", data.index(plan.row_end, tag_end)) + 1
        yield found.start(), tag_end, end, number


def new_row(row: int, plan: Plan) -> bytes:
    """A row that the sheet lacks."""
    edits = sorted(plan.edits[row].items())
    cells = b"".join(new_cell(row, column, edit, plan, None) for column, edit in edits)
    return b'<%srow r="%d">%s</%srow>' % (plan.prefix, row, cells, plan.prefix)


def new_cell(row: int, column: int, edit: Edit, plan: Plan, style: int | None) -> bytes:
    """A cell that the sheet lacks, or one with new content."""
    if edit.style is not None:
        style = edit.style
    elif style is None:
        style = plan.column_style(column)
    shown = plan.styles.variant(style, is_text_cell(row, column, plan), edit.mark)
    head = f'<{plan.prefix.decode()}c r="{letters(column)}{row}" s="{shown}"'
    if not edit.content:
        return f"{head}/>".encode()
    content = inline(edit.content)
    if plan.prefix:
        content = re.sub(r"<(/?)(is|t)\b", rf"<\1{plan.prefix.decode()}\2", content)
    return f'{head} t="inlineStr">{content}</{plan.prefix.decode()}c>'.encode()


def is_text_cell(row: int, column: int, plan: Plan) -> bool:
    """True for a cell to be kept as text."""
    return column in plan.text_columns and row in plan.text_rows


def edit_row(data: bytes, start: int, tag_end: int, end: int, row: int, plan: Plan) -> bytes | None:
    """The row's bytes with its edits, None when it stays."""
    edits = plan.edits.get(row, {})
    is_text = row in plan.text_rows and bool(plan.text_columns)
    is_stale = plan.stale is not None and plan.stale.search(data, start, end) is not None
    if not edits and not is_text and not is_stale and plan.old_column is None:
        return None
    tag, body = data[start:tag_end], data[tag_end:end]
    if tag.endswith(b"/>"):
        tag, body = tag[:-2].rstrip() + b">", plan.row_end + b">"
    if edits:
        tag = widen_spans(tag, max(edits) + 1)
    is_odd = is_stale or plan.old_column is not None or row_style(tag) is not None
    quick = None if is_odd else quick_cells(body, row, edits, is_text, plan)
    return tag + (all_cells(body, row, row_style(tag), plan) if quick is None else quick)


def row_style(tag: bytes) -> int | None:
    """The style of a row's missing cells, if the row sets one."""
    found = attributes(tag)
    return int(found.get(b"s", b"0")) if found.get(b"customFormat") in (b"1", b"true") else None


def widen_spans(tag: bytes, last: int) -> bytes:
    """The row tag with spans that reach the last column (counted from 1)."""
    first, colon, old = attributes(tag).get(b"spans", b"").partition(b":")
    if not colon or not old.isdigit() or int(old) >= last:
        return tag
    return set_attribute(tag, b"spans", first + b":%d" % last)


def quick_cells(body: bytes, row: int, edits: dict[int, Edit], is_text: bool, plan: Plan) -> bytes | None:
    """The usual row: every cell to change is found by its reference or stands after the last one."""
    columns = sorted({*edits, *plan.text_columns}) if is_text else sorted(edits)
    pieces, kept, last = list[bytes](), 0, -1
    for column in columns:
        at = body.find(b'r="%s%d"' % (letters(column).encode(), row), kept)
        edit = edits.get(column)
        if at < 0:
            last = last_column(body, plan) if last < 0 else last
            if edit is None and 0 <= last < column:
                continue
            if last < 0 or column <= last or edit is None:
                return None
            close = body.rindex(b"<")
            pieces += [body[kept:close], new_cell(row, column, edit, plan, None)]
            kept, last = close, column
            continue
        start = body.rfind(b"<", 0, at)
        tag_end = body.find(b">", at) + 1
        if not body.startswith(plan.cell_open, start) or (edit is not None and edit.content is not None):
            return None
        pieces += [body[kept:start], restyle(body[start:tag_end], row, column, edit, plan)]
        kept = tag_end
    return b"".join([*pieces, body[kept:]])


def last_column(body: bytes, plan: Plan) -> int:
    """The column of a row's last cell if it says so, -1 otherwise."""
    start = body.rfind(plan.cell_open)
    if start < 0:
        return -1
    found = REFERENCE.match(attributes(body[start : body.find(b">", start)]).get(b"r", b""))
    return column_index(found[1]) if found else -1


def restyle(tag: bytes, row: int, column: int, edit: Edit | None, plan: Plan) -> bytes:
    """A cell's start tag with its new style."""
    style = attributes(tag).get(b"s", b"0")
    is_text, mark = is_text_cell(row, column, plan), PLAIN if edit is None else edit.mark
    base = edit.style if edit is not None and edit.style is not None else int(style)
    shown = plan.styles.variant(base, is_text, mark)
    return tag if shown == int(style) else set_attribute(tag, b"s", b"%d" % shown)


def all_cells(body: bytes, row: int, style: int | None, plan: Plan) -> bytes:
    """Any row: its cells one by one, missing ones put in order."""
    waiting = iter(sorted(plan.edits.get(row, {})))
    missing, pieces, kept = next(waiting, None), list[bytes](), 0
    for cell in cells(body, plan):
        while missing is not None and missing < cell.column:
            pieces += [body[kept : cell.start], new_cell(row, missing, plan.edits[row][missing], plan, style)]
            kept, missing = cell.start, next(waiting, None)
        missing = next(waiting, None) if missing == cell.column else missing
        pieces.append(body[kept : cell.start])
        pieces.append(edit_cell(body, cell, row, plan))
        kept = cell.end
    close = body.rindex(b"<")
    pieces.append(body[kept:close])
    while missing is not None:
        pieces.append(new_cell(row, missing, plan.edits[row][missing], plan, style))
        missing = next(waiting, None)
    return b"".join([*pieces, body[close:]])


def edit_cell(body: bytes, cell: Cell, row: int, plan: Plan) -> bytes:
    """One existing cell after its edit."""
    edit, tag = plan.edit(row, cell.column), body[cell.start : cell.tag_end]
    if edit is not None and edit.content is not None:
        return new_cell(row, cell.column, edit, plan, int(attributes(tag).get(b"s", b"0")))
    return restyle(tag, row, cell.column, edit, plan) + body[cell.tag_end : cell.end]


def cells(body: bytes, plan: Plan) -> Iterator[Cell]:
    """The cells of a row; one without a reference follows the one before."""
    column = -1
    for found in plan.cell_tag.finditer(body):
        named = REFERENCE.match(attributes(found[1]).get(b"r", b""))
        before, column = column, column_index(named[1]) if named else column + 1
        if column <= before:
            raise CannotAnnotate("cells out of order")
        tag_end = found.end()
        end = tag_end if found[1].endswith(b"/") else body.index(b">", body.index(plan.cell_end, tag_end)) + 1
        yield Cell(column, found.start(), tag_end, end)
