"""Reading a file into grids, by its bytes and not by its suffix."""

import csv
import hashlib
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from hncert.domain.errors import EmptyWorkbook, FileMissing, NotASpreadsheet, UnreadableEncoding, reason_of
from hncert.sheets.grid import Cell, Grid

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODINGS = (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"))
DELIMITERS = (",", "\t", ";", "，")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as read: its name, the hash of its bytes, how its text was encoded, its grids.

    `hidden` names the sheets left unread because the user cannot see them.
    """

    name: str
    sha256: str
    encoding: str
    grids: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()
    content: bytes = field(default=b"", repr=False)


def read_source(path: Path) -> Source:
    """Read a workbook or a text table.

    Raises FileMissing, NotASpreadsheet, UnreadableEncoding or EmptyWorkbook.
    """
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotASpreadsheet(file=path.name, reason=f"无法打开，{reason_of(error)}") from error
    hidden: tuple[str, ...] = ()
    if content.startswith((ZIP, OLE)):
        encoding, (grids, hidden) = "工作簿", _workbook_grids(path.name, content)
    else:
        encoding, grids = _text_grids(path.name, content)
    if not any(grid.rows for grid in grids):
        raise EmptyWorkbook(file=path.name)
    digest = hashlib.sha256(content).hexdigest()
    return Source(name=path.name, sha256=digest, encoding=encoding, grids=grids, hidden=hidden, content=content)


def _workbook_grids(name: str, content: bytes) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
            hidden = tuple(sheet.name for sheet in sheets if sheet.name not in shown)
            return tuple(_sheet_grid(book, sheet) for sheet in shown), hidden
    except PasswordError as error:
        raise NotASpreadsheet(file=name, reason="文件设有密码，请先取消密码") from error
    except CalamineError as error:
        raise NotASpreadsheet(file=name, reason="内容不是 Excel 工作簿或已损坏") from error


def _sheet_grid(book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return Grid(name, [])
    return Grid(name, sheet.to_python(), sheet.start[0] + 1, sheet.start[1])


def _text_grids(name: str, content: bytes) -> tuple[str, tuple[Grid, ...]]:
    if not content.strip():
        raise EmptyWorkbook(file=name)
    if b"\0" in content or content.startswith(b"%PDF"):
        raise NotASpreadsheet(file=name, reason="内容不是表格")
    encoding, text = _decode(name, content)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows: list[list[Cell]] = [list(row) for row in reader]
    except csv.Error as error:
        raise NotASpreadsheet(file=name, reason="有的单元格过长或引号不配对") from error
    width = max(map(len, rows), default=0)
    return encoding, (Grid(Path(name).stem, [row + [""] * (width - len(row)) for row in rows]),)


def _decode(name: str, content: bytes) -> tuple[str, str]:
    for codec, label in ENCODINGS:
        try:
            return label, content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise UnreadableEncoding(file=name)


def _delimiter(text: str) -> str:
    head = text[:20_000]
    return max(DELIMITERS, key=head.count)
