"""A copy of somebody's own workbook with its faults marked, ready to be put right and imported again."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from hncert.sheets import annotated_shell as shells
from hncert.sheets.annotated_book import Book
from hncert.sheets.annotated_cells import Edit, Plan, attributes, cells, edit_rows, rows
from hncert.sheets.annotated_comments import VML_TYPE, Place, has_our_comments, write_comments, write_shapes
from hncert.sheets.annotated_guide import guide_xml
from hncert.sheets.annotated_marks import (
    GUIDE_SHEET,
    PROBLEM_HEADER,
    CannotAnnotate,
    Cause,
    CellMark,
    SheetMarks,
    is_guide,
)
from hncert.sheets.annotated_package import Package
from hncert.sheets.annotated_rebuild import new_package, sheet_names
from hncert.sheets.annotated_styles import ERROR, WARNING, Styles
from hncert.sheets.grid import Grid

__all__ = [
    "GUIDE_SHEET",
    "PROBLEM_HEADER",
    "CannotAnnotate",
    "Cause",
    "CellMark",
    "SheetMarks",
    "annotate",
    "is_guide",
    "rebuild",
]
MOST_COLUMNS = 16_384
TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)<")
VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*(\d+)\s*<")


def annotate(content: bytes, sheets: Sequence[SheetMarks], causes: Sequence[Cause]) -> bytes:
    """The workbook with its faults marked; whatever is not touched stays as it is.

    Raises:
        CannotAnnotate: when the package is too strange to be edited.
    """
    try:
        return annotate_package(Package(content), sheets, causes)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CannotAnnotate(f"{type(error).__name__}: {error}") from error


def rebuild(grids: Sequence[Grid], sheets: Sequence[SheetMarks], causes: Sequence[Cause]) -> bytes:
    """A new workbook with the same cells at the same places, all as text, and its faults marked."""
    kept = [grid for grid in grids if not is_guide(grid)]
    names = sheet_names(kept)
    renamed = {grid.sheet: name for grid, name in zip(kept, names, strict=True)}
    marks = [replace(one, sheet=renamed.get(one.sheet, one.sheet)) for one in sheets]
    return annotate_package(new_package(kept, names), marks, causes)


def annotate_package(package: Package, sheets: Sequence[SheetMarks], causes: Sequence[Cause]) -> bytes:
    """Mark the sheets, then put the guide first."""
    book = Book(package)
    was_marked = book.remove_guides({marks.sheet for marks in sheets})
    name = book.one("styles")
    styles = Styles(package.read(name), keeps_background=not is_from_libreoffice(package))
    parts = book.parts()
    for marks in sheets:
        if marks.sheet not in parts:
            raise CannotAnnotate(f"no sheet {marks.sheet}")
        mark_sheet(book, parts[marks.sheet], marks, styles, was_marked)
    for part in parts.values():
        unselect(package, part)
    book.insert_guide(guide_xml(causes, styles))
    package.write(name, styles.serialise())
    book.save()
    return package.save()


def is_from_libreoffice(package: Package) -> bool:
    """LibreOffice writes a colour of its own behind a solid fill."""
    name = "docProps/app.xml"
    return package.has(name) and b"LibreOffice" in package.read(name)


def unselect(package: Package, part: str) -> None:
    """Make a sheet a tab that is not selected; one that was not stays untouched."""
    data = package.read(part)
    close = data.find(b"sheetData")
    head = data if close < 0 else data[:close]
    done = re.sub(rb"""(\stabSelected\s*=\s*)["'](?:1|true)["']""", rb'\1"0"', head)
    if done != head:
        package.write(part, done + data[len(head) :])


def mark_sheet(book: Book, part: str, marks: SheetMarks, styles: Styles, was_marked: bool) -> None:
    """Mark the cells of one sheet, with comments and the problem column."""
    package, data = book.package, book.package.read(part)
    prefix = shells.check(data)
    head, body, tail = shells.split(data, prefix)
    plan = Plan(
        styles,
        prefix,
        frozenset(marks.text_columns),
        range(marks.header_row + 1, marks.last_row + 1),
        column_styles=shells.column_styles(head + tail),
        header_row=marks.header_row,
    )
    was_marked = was_marked or has_our_comments(package, part)
    column = choose_column(book, body, marks, plan, was_marked)
    fill_plan(plan, body, marks, column)
    body = edit_rows(body, plan)
    shell = shells.widen_column(shells.grow_dimension(head + tail, column, max(plan.edits)), column, prefix)
    shell = write_notes(package, part, shell, comment_texts(marks, column), prefix)
    cut = shell.rindex(b"</%ssheetData" % prefix)
    package.write(part, b"".join([shell[:cut], body, shell[cut:]]))


def choose_column(book: Book, body: bytes, marks: SheetMarks, plan: Plan, was_marked: bool) -> int:
    """The column for the problems: ours of an earlier marking, or the first one free."""
    texts = header_texts(book, body, marks.header_row, plan)
    for column in (marks.last_column + 1, marks.last_column):
        if was_marked and texts.get(column) == PROBLEM_HEADER:
            plan.old_column = column
            return column
    column = marks.last_column + 1
    while column in texts:
        column += 1
    if column >= MOST_COLUMNS:
        raise CannotAnnotate("no free column")
    return column


def header_texts(book: Book, body: bytes, header_row: int, plan: Plan) -> dict[int, str]:
    """The texts of the header row's filled cells."""
    for _, tag_end, end, number in rows(body, plan):
        if number == header_row:
            row = body[tag_end:end]
            found = {one.column: cell_words(book, row[one.start : one.end]) for one in cells(row, plan)}
            return {column: text for column, text in found.items() if text}
        if number > header_row:
            break
    return {}


def cell_words(book: Book, cell: bytes) -> str:
    """The text of a cell; something for a number."""
    value = VALUE.search(cell)
    if value and attributes(cell[: cell.index(b">")]).get(b"t") == b"s":
        return unescape(book.shared_text(int(value[1]))).strip()
    words = b"".join(TEXT.findall(cell)) or (b"0" if b"v>" in cell else b"")
    return unescape(words.decode()).strip()


def fill_plan(plan: Plan, body: bytes, marks: SheetMarks, column: int) -> None:
    """The edits of every marked cell and of the problem column."""
    edits: defaultdict[int, dict[int, Edit]] = defaultdict(dict)
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for mark in marks.marks:
        edit = edits[mark.row].setdefault(column if mark.column is None else mark.column, Edit())
        edit.mark = max(edit.mark, ERROR if mark.is_error else WARNING)
        texts[mark.row].append(mark.text)
    words = plan.styles.variant(0, True, 0)
    for row, found in texts.items():
        edit = edits[row].setdefault(column, Edit())
        edit.content, edit.style = "；".join(dict.fromkeys(found)), words
    header = edits[marks.header_row].setdefault(column, Edit())
    header.content, header.style = PROBLEM_HEADER, header_style(body, marks, plan)
    plan.edits = dict(edits)


def header_style(body: bytes, marks: SheetMarks, plan: Plan) -> int:
    """The style of the header cell beside the problem column."""
    for _, tag_end, end, number in rows(body, plan):
        if number == marks.header_row:
            row = body[tag_end:end]
            found = [one for one in cells(row, plan) if one.column <= marks.last_column]
            return int(attributes(row[found[-1].start : found[-1].tag_end]).get(b"s", b"0")) if found else 0
        if number > marks.header_row:
            break
    return 0


def comment_texts(marks: SheetMarks, column: int) -> dict[Place, str]:
    """The comment of every marked cell."""
    texts: defaultdict[Place, dict[str, None]] = defaultdict(dict)
    for mark in marks.marks:
        texts[mark.row, column if mark.column is None else mark.column][mark.text] = None
    return {place: "\n".join(found) for place, found in texts.items()}


def write_notes(package: Package, part: str, shell: bytes, texts: dict[Place, str], prefix: bytes) -> bytes:
    """Comments and shapes; gives the shell, linked to the drawing."""
    gone = write_comments(package, part, texts)
    rel_id = shells.legacy_rel(shell)
    if rel_id:
        write_shapes(package, package.target(part, rel_id), texts, gone)
        return shell
    if not texts:
        return shell
    vml = package.free_name("xl/drawings/vmlDrawing{}.vml")
    write_shapes(package, vml, texts, gone)
    package.declare_extension("vml", VML_TYPE)
    return shells.add_legacy_drawing(shell, package.relate(part, vml, "vmlDrawing"), prefix)
