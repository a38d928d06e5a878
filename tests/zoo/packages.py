"""Workbooks written part by part, so that a test can put anything into them; the same bytes every time."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH = (2024, 9, 1, 0, 0, 0)


def zipped(parts: Mapping[str, str | bytes | Iterable[bytes]], method: int = ZIP_DEFLATED) -> bytes:
    """A zip with a fixed date; a part may be given in pieces."""
    target = BytesIO()
    with ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            info = ZipInfo(name, EPOCH)
            info.compress_type = method
            pieces = [content] if isinstance(content, str | bytes) else content
            with archive.open(info, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return target.getvalue()


def cell(reference: str, value: str) -> str:
    """A cell with its text inside it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else ""


def row(number: int, values: Sequence[str], attributes: str = "") -> str:
    """A row of text cells from column A."""
    cells = "".join(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(values))
    return f'<row r="{number}"{attributes}>{cells}</row>'


def sheet(data: str, *, dimension: str = "", before: str = "", prologue: str = "") -> str:
    """A worksheet part around the content of its <sheetData>."""
    range = f'<dimension ref="{dimension}"/>' if dimension else ""
    body = f"{range}{before}<sheetData>{data}</sheetData>"
    return f'{DECLARATION}{prologue}<worksheet xmlns="{MAIN}">{body}</worksheet>'


def table(rows: Iterable[Sequence[str]], first: int = 1) -> str:
    """Rows of text one under the other."""
    return "".join(row(first + at, values) for at, values in enumerate(rows))


def parts_of(*sheets: str, names: Sequence[str] = ()) -> dict[str, str | bytes | Iterable[bytes]]:
    """All parts of a workbook with the given sheets."""
    names = names or [f"名册{at}" if at > 1 else "名册" for at in range(1, len(sheets) + 1)]
    each = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{names[at - 1]}" sheetId="{at}" r:id="rId{at}"/>' for at in each)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_type("worksheet")}"/>' for at in each
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in each
    )
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_type("sheet.main")}"/>{types}</Types>',
        "_rels/.rels": _relationships(
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(relations),
        **{f"xl/worksheets/sheet{at}.xml": content for at, content in zip(each, sheets, strict=True)},
    }


def xlsx(*sheets: str, names: Sequence[str] = (), method: int = ZIP_DEFLATED) -> bytes:
    """A workbook with the given sheets."""
    return zipped(parts_of(*sheets, names=names), method)


def stored(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip without compression."""
    return zipped(parts, ZIP_STORED)


def _relationships(content: str) -> str:
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{content}</Relationships>'


def _type(kind: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
