"""Reading a file into grids, by its bytes and not by its suffix."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from hncert.domain.errors import EmptyWorkbook, FileMissing, NotASpreadsheet, TooLarge, reason_of
from hncert.sheets import sniffing
from hncert.sheets.bounds import MOST_BYTES, MOST_TEXT, megabytes
from hncert.sheets.decoding import decode
from hncert.sheets.grid import Grid
from hncert.sheets.marks import Sheets
from hncert.sheets.plaintext import text_grid

Format = Literal["xlsx", "xlsb", "xls", "ods", "html", "xml2003", "text"]
WORKBOOK = "工作簿"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as read: its name, its bytes and their hash, how its text was encoded, its grids.

    `format` is what the bytes are, whatever the file is called; `hidden` names the sheets left
    unread because the user cannot see them; `marks` are what we wrote into a workbook that we made.
    """

    name: str
    sha256: str
    encoding: str
    grids: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    format: Format = "xlsx"
    content: bytes = field(default=b"", repr=False)


def read_source(path: Path) -> Source:
    """Read a workbook or a text table.

    Raises FileMissing and the errors of `read_bytes`.
    """
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TooLarge(file=path.name, what="文件", limit=megabytes(MOST_BYTES))
        content = path.read_bytes()
    except OSError as error:
        raise NotASpreadsheet(file=path.name, reason=f"无法打开，{reason_of(error)}") from error
    return read_bytes(path.name, content)


def read_bytes(name: str, content: bytes) -> Source:
    """Read the bytes of a workbook or a text table; `name` serves the messages and text tables' titles.

    Raises NotASpreadsheet or one of the errors derived from it, UnreadableEncoding or EmptyWorkbook.
    """
    sniffing.refuse_others(name, content)
    if not content.strip(b" \t\r\n\0\xff\xfe\xef\xbb\xbf"):
        raise EmptyWorkbook(file=name)
    encoding, format, sheets = _read(name, content)
    if not any(grid.rows for grid in sheets.shown):
        raise EmptyWorkbook(file=name)
    return Source(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        grids=sheets.shown,
        hidden=sheets.hidden,
        marks=sheets.marks,
        format=format,
        content=content,
    )


def _read(name: str, content: bytes) -> tuple[str, Format, Sheets]:
    # The readers of other formats are imported when met: each costs a command its start-up time.
    if content.startswith(sniffing.ZIP):
        from hncert.sheets.workbooks import read_zipped

        kind = sniffing.zip_kind(name, content)
        return WORKBOOK, cast("Format", kind), read_zipped(name, content, kind)
    if sniffing.is_compound(content):
        from hncert.sheets.workbooks import read_records

        return WORKBOOK, "xls", read_records(name, *sniffing.compound_stream(name, content))
    return _read_text(name, content)


def _read_text(name: str, content: bytes) -> tuple[str, Format, Sheets]:
    if len(content) > MOST_TEXT:
        raise TooLarge(file=name, what="文字", limit=megabytes(MOST_TEXT))
    text, encoding = decode(name, content)
    match sniffing.markup_kind(name, text):
        case "html":
            from hncert.sheets.webpage import page_grids

            return encoding, "html", Sheets(page_grids(name, text))
        case "xml2003":
            from hncert.sheets.xml2003 import xml_grids

            return encoding, "xml2003", xml_grids(name, text)
        case _:
            return encoding, "text", Sheets((text_grid(name, text),))
