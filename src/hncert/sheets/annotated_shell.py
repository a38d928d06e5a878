"""A worksheet part around its cells: columns, dimension, views, the link to the comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pyexpat import ExpatError, ParserCreate
from typing import Any

from hncert.sheets.annotated_cells import attributes, column_index, letters, set_attribute
from hncert.sheets.annotated_marks import CannotAnnotate
from hncert.sheets.annotated_package import MAIN, OFFICE_RELS

AFTER_LEGACY_DRAWING = frozenset(
    [
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    ]
)
PROBLEM_WIDTH = 60


@dataclass(frozen=True)
class Child:
    """A child of <worksheet>: its local name, where it lies in the bytes, its relationship id."""

    name: str
    start: int
    end: int
    rel_id: str


def check(data: bytes) -> bytes:
    """Refuse XML in which patterns could mistake a tag; gives the prefix of the sheet's elements."""
    parser = ParserCreate()
    parser.CommentHandler = refuse_comment
    parser.StartCdataSectionHandler = parser.ProcessingInstructionHandler = parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = refuse_encoding
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise CannotAnnotate(f"sheet XML: {error}") from None
    found = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s>]", data)
    if found is None or MAIN.encode() not in data[found.start() : found.start() + 5000]:
        raise CannotAnnotate("not a worksheet")
    return found[1]


def refuse(*_: Any) -> None:
    """A construct spreadsheets do not write."""
    raise CannotAnnotate("odd sheet XML")


def refuse_comment(text: str) -> None:
    """A comment is harmless unless it looks like tags."""
    if "<" in text:
        refuse()


def refuse_encoding(_: str, encoding: str | None, __: int) -> None:
    """Offsets and patterns are in UTF-8."""
    if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        refuse()


def split(data: bytes, prefix: bytes) -> tuple[bytes, bytes, bytes]:
    """The bytes up to and with <sheetData>, its content, and the rest; an empty one is opened."""
    found = re.search(rb"<%ssheetData(\s[^<>]*?)?(/?)>" % prefix, data)
    if found is None:
        raise CannotAnnotate("no sheetData")
    close = b"</%ssheetData>" % prefix
    if found[2]:
        return data[: found.start()] + b"<%ssheetData>" % prefix, b"", close + data[found.end() :]
    end = data.rindex(b"</%ssheetData" % prefix)
    return data[: found.end()], data[found.end() : end], data[end:]


def children(shell: bytes) -> list[Child]:
    """The children of the root, with the byte offsets the parser gives."""
    parser = ParserCreate(namespace_separator=" ")
    found, open_ = list[Child](), list[tuple[str, int, str]]()

    def start(name: str, given: dict[str, str]) -> None:
        open_.append((name.rsplit(" ", 1)[-1], parser.CurrentByteIndex, given.get(f"{OFFICE_RELS} id", "")))

    def end(_: str) -> None:
        name, at, rel_id = open_.pop()
        if len(open_) == 1:
            found.append(Child(name, at, shell.index(b">", parser.CurrentByteIndex) + 1, rel_id))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(shell, True)
    return found


def splice(data: bytes, start: int, end: int, new: bytes) -> bytes:
    """The bytes with a stretch replaced."""
    return data[:start] + new + data[end:]


def named(shell: bytes, name: str) -> Child | None:
    """The first child of that name."""
    return next((child for child in children(shell) if child.name == name), None)


def legacy_rel(shell: bytes) -> str:
    """The relationship id of the sheet's VML drawing, "" when there is none."""
    child = named(shell, "legacyDrawing")
    return "" if child is None else child.rel_id


def add_legacy_drawing(shell: bytes, rel_id: str, prefix: bytes) -> bytes:
    """Link the VML drawing at the place the schema wants."""
    below = [child.start for child in after_cells(shell) if child.name in AFTER_LEGACY_DRAWING]
    at = below[0] if below else shell.rindex(b"</")
    link = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (prefix, OFFICE_RELS.encode(), rel_id.encode())
    return splice(shell, at, at, link)


def after_cells(shell: bytes) -> list[Child]:
    """The children behind <sheetData>."""
    found = children(shell)
    names = [child.name for child in found]
    return found[names.index("sheetData") + 1 :]


def grow_dimension(shell: bytes, column: int, row: int) -> bytes:
    """A <dimension> that covers the column and the row."""
    child = named(shell, "dimension")
    if child is None:
        return shell
    tag = shell[child.start : child.end]
    corners = re.findall(rb"([A-Za-z]+)(\d+)", attributes(tag).get(b"ref", b""))
    if not corners:
        return shell
    left = min(column_index(name) for name, _ in corners)
    right = max(column, *(column_index(name) for name, _ in corners))
    top, bottom = min(int(n) for _, n in corners), max(row, *(int(n) for _, n in corners))
    ref = f"{letters(left)}{top}:{letters(right)}{bottom}".encode()
    return splice(shell, child.start, child.end, set_attribute(tag, b"ref", ref))


def unselect(shell: bytes) -> bytes:
    """A view that is not the selected tab, now that the guide is."""
    child = named(shell, "sheetViews")
    if child is None:
        return shell
    views = re.sub(rb"""(\stabSelected\s*=\s*)["'](?:1|true)["']""", rb'\1"0"', shell[child.start : child.end])
    return splice(shell, child.start, child.end, views)


def column_styles(shell: bytes) -> list[tuple[range, int]]:
    """The styles that columns give their missing cells."""
    found = [attributes(tag) for tag in column_tags(shell)]
    return [(reach(given), int(given[b"style"])) for given in found if b"style" in given]


def column_tags(shell: bytes) -> list[bytes]:
    """The <col> tags."""
    child = named(shell, "cols")
    return [] if child is None else re.findall(rb"<(?:[\w.-]+:)?col\s[^<>]*>", shell[child.start : child.end])


def reach(given: dict[bytes, bytes]) -> range:
    """The columns a <col> speaks of, counted from 0."""
    return range(int(given[b"min"]) - 1, int(given[b"max"]))


def widen_column(shell: bytes, column: int, prefix: bytes) -> bytes:
    """Give the column its width; a <col> that covers it is cut in pieces."""
    new = b'<%scol min="%d" max="%d" width="%d" customWidth="1"/>' % (prefix, column + 1, column + 1, PROBLEM_WIDTH)
    tags = [piece for tag in column_tags(shell) for piece in without(tag, column)] + [new]
    tags.sort(key=lambda tag: reach(attributes(tag)).start)
    cols = b"<%scols>%s</%scols>" % (prefix, b"".join(map(closed, tags)), prefix)
    child = named(shell, "cols") or named(shell, "sheetData")
    if child is None:
        raise CannotAnnotate("no sheetData")
    return splice(shell, child.start, child.end if child.name == "cols" else child.start, cols)


def closed(tag: bytes) -> bytes:
    """A <col> tag that needs no end tag."""
    return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"


def without(tag: bytes, column: int) -> Iterator[bytes]:
    """The pieces of a <col> left and right of a column."""
    columns = reach(attributes(tag))
    if column not in columns:
        yield tag
        return
    if columns.start < column:
        yield set_attribute(tag, b"max", b"%d" % column)
    if columns.stop > column + 1:
        yield set_attribute(tag, b"min", b"%d" % (column + 2))
