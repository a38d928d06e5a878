"""Files made to hurt: each is read right or refused, in a process held to 1.5 GB and to a few seconds."""

import json
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from zoo.make import FOLDER, ROWS, STUDENTS
from zoo.packages import MAIN, OFFICE, cell, parts_of, row, sheet, table, xlsx, zipped

from hncert.sheets.compound import Compound, wrap

MEMORY, SECONDS = 3 * 2**29, 30
READER = """
import json, sys
from pathlib import Path
if sys.platform != "win32":
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
from hncert.domain.errors import HncertError
from hncert.sheets.reading import read_source
try:
    grids = [grid for grid in read_source(Path(sys.argv[1])).grids if grid.rows]
    grid = grids[0]
    said = {"rows": len(grid.rows), "width": grid.width, "last": grid.texts(len(grid.rows) - 1)[:9],
            "first": grid.texts(0)[:9], "rules": sorted({fault.rule for fault in grid.faults.values()})}
except HncertError as error:
    said = {"code": error.code, "message": str(error), "advice": error.advice}
print(json.dumps(said))
"""
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
)
PROLOGUE = f"{BOMB}]>\n"
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
ENTITY = '<row r="1"><c r="A1" t="inlineStr"><is><t>&%s;</t></is></c></row>'
LATE = f"<!-- --><?x y?>{PROLOGUE}"
DEEP = 100_000


def relating(parts: dict[str, Any], kind: str, target: str, content: str) -> bytes:
    """A workbook with one more part."""
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    relations = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", relation)
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations, f"xl/{target}": content})


def pieces(start: str, piece: bytes, count: int, end: str) -> Iterator[bytes]:
    yield start.encode()
    yield from (piece for _ in range(count))
    yield end.encode()


def zip_bomb() -> bytes:
    head, tail = sheet(table(ROWS) + "@").split("@")
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] = pieces(head, b" " * 2**20, 300, tail)
    return zipped(parts)


def lying_bomb() -> bytes:
    """A zip whose directory says that the bomb is small."""
    content = bytearray(zip_bomb())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def many_entries() -> bytes:
    return zipped({**parts_of(sheet(table(ROWS))), **{f"xl/media/{at}.png": b"" for at in range(10_001)}})


def shared_bomb() -> bytes:
    strings = f'<?xml version="1.0"?>{PROLOGUE}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    return relating(parts_of(sheet(data)), "sharedStrings", "sharedStrings.xml", strings)


def far_column() -> bytes:
    return xlsx(sheet(table(ROWS) + f'<row r="2000">{cell("XFD2000", "远")}</row>'))


def far_cell() -> bytes:
    return xlsx(sheet(table(ROWS) + f'<row r="1048576">{cell("XFD1048576", "远")}</row>'))


def blank_rows() -> bytes:
    head, tail = sheet(table(ROWS) + "@").split("@")
    rows = (f'<row r="{at}" spans="1:9" ht="20"><c r="A{at}" s="0"/></row>'.encode() for at in range(5, 1_048_577))
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] = iter([head.encode(), *rows, tail.encode()])
    return zipped(parts)


def many_styles() -> bytes:
    formats = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 65_000
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs count="65000">{formats}</cellXfs></styleSheet>'
    return relating(parts_of(sheet(table(ROWS))), "styles", "styles.xml", styles)


def strange_names() -> bytes:
    parts = parts_of(sheet(table(ROWS)))
    return zipped({**parts, "../../x.xml": "<x/>", "/etc/x.xml": "<x/>", "C:\\x.xml": "<x/>", "xl/../../y.xml": "<y/>"})


def deep_sheet() -> bytes:
    return xlsx(sheet("<a>" * DEEP + "</a>" * DEEP + table(ROWS)))


def deep_workbook() -> bytes:
    parts = parts_of(sheet(table(ROWS)))
    parts["xl/workbook.xml"] = "<a>" * DEEP + "</a>" * DEEP
    return zipped(parts)


def spreadsheet_2003(prologue: str, cells: str) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    body = f'<Worksheet ss:Name="名册"><Table>{cells}</Table></Worksheet>'
    return f'<?xml version="1.0"?>\n{prologue}<Workbook xmlns="{space}" xmlns:ss="{space}">{body}</Workbook>'.encode()


def far_2003() -> bytes:
    near = '<Row><Cell><Data ss:Type="String">近</Data></Cell></Row>'
    far = '<Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="String">远</Data></Cell></Row>'
    return spreadsheet_2003("", near + far)


def ods(content: str) -> bytes:
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = "".join(f' xmlns:{key}="{value}"' for key, value in names.items())
    body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    document = f"<office:document-content{spaces}>{body}</office:document-content>"
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": document})


def ods_repeats() -> bytes:
    filled = "<table:table-cell table:number-columns-repeated='16384'><text:p>远</text:p></table:table-cell>"
    rows = f"<table:table-row table:number-rows-repeated='1048576'>{filled}</table:table-row>"
    return ods(f'<table:table table:name="名册">{rows}</table:table>')


def spans() -> bytes:
    return b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x</td></tr>" * 2_000 + b"</table>"


def old_workbook(change: Callable[[bytearray], None]) -> bytes:
    """The roster as .xls with its records changed."""
    name, stream = Compound("", (FOLDER / "xls名册.xls").read_bytes()).stream("Workbook") or ("", b"")
    changed = bytearray(stream)
    change(changed)
    return wrap(name, bytes(changed))


def records(stream: bytearray, kind: int) -> Iterator[int]:
    """Where the data of each record of a kind begins."""
    at = 0
    while at + 4 <= len(stream):
        found, size = struct.unpack_from("<HH", stream, at)
        if found == kind:
            yield at + 4
        at += 4 + size


def claim_strings(stream: bytearray) -> None:
    for at in records(stream, 0xFC):
        struct.pack_into("<i", stream, at + 4, 2**31 - 1)


def claim_dimensions(stream: bytearray) -> None:
    for at in records(stream, 0x200):
        struct.pack_into("<IIHH", stream, at, 0, 2**32 - 1, 0, 0xFFFF)


def far_record(stream: bytearray) -> None:
    struct.pack_into("<HH", stream, max(records(stream, 0xFD)), 0xFFFF, 0xFFFF)


def endless_chain() -> bytes:
    """An .xls in which every sector is followed by itself."""
    content = bytearray((FOLDER / "xls名册.xls").read_bytes())
    (place,) = struct.unpack_from("<I", content, 76)
    struct.pack_into("<128I", content, (place + 1) * 512, *range(128))
    return bytes(content)


WHOLE = {"rows": 4, "width": 9, "first": list(ROWS[0]), "last": list(STUDENTS[-1]), "rules": []}
READ_RIGHT: dict[str, tuple[Callable[[], bytes], dict[str, Any]]] = {
    "dimension-A1.xlsx": (lambda: xlsx(sheet(table(ROWS), dimension="A1")), WHOLE),
    "dimension-XFD1048576.xlsx": (lambda: xlsx(sheet(table(ROWS), dimension="A1:XFD1048576")), WHOLE),
    "blank-rows.xlsx": (blank_rows, WHOLE),
    "styles.xlsx": (many_styles, WHOLE),
    "names.xlsx": (strange_names, WHOLE),
    "dimensions.xls": (lambda: old_workbook(claim_dimensions), WHOLE),
    "formula.csv": (lambda: b"a,b\n=cmd|' /C calc'!A0,@SUM(1)", {"rows": 2, "last": ["=cmd|' /C calc'!A0", "@SUM(1)"]}),
    "long.csv": (lambda: b"a,b\nc," + b"x" * 100_000, {"rows": 2, "width": 2, "rules": ["overlong-cell"]}),
    "long-cell.xlsx": (lambda: xlsx(sheet(row(1, ("甲", "x" * 10 * 2**20)))), {"rows": 1, "rules": ["overlong-cell"]}),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "bomb.xlsx": (zip_bomb, "too-large", "解开后的内容"),
    "lying-bomb.xlsx": (lying_bomb, "damaged-file", ""),
    "entries.xlsx": (many_entries, "too-large", "内含文件数"),
    "entities-sheet.xlsx": (lambda: xlsx(sheet(ENTITY % "j", prologue=PROLOGUE)), "damaged-file", "实体"),
    "entities-strings.xlsx": (shared_bomb, "damaged-file", "实体"),
    "entities-file.xlsx": (lambda: xlsx(sheet(ENTITY % "a", prologue=OUTSIDE)), "damaged-file", "实体"),
    "entities.xml": (
        lambda: spreadsheet_2003(PROLOGUE, "<Row><Cell><Data>&j;</Data></Cell></Row>"),
        "damaged-file",
        "",
    ),
    "entities-late.xlsx": (lambda: xlsx(sheet(ENTITY % "j", prologue=LATE)), "damaged-file", "实体"),
    "far-column.xlsx": (far_column, "far-cell", "XFD2000"),
    "far-cell.xlsx": (far_cell, "far-cell", "XFD1048576"),
    "far.xml": (far_2003, "far-cell", "XFD1048576"),
    "repeats.ods": (ods_repeats, "", ""),
    "spans.html": (spans, "", ""),
    "deep-workbook.xlsx": (deep_workbook, "damaged-file", ""),
    "deep.xml": (lambda: spreadsheet_2003("", "<a>" * DEEP + "</a>" * DEEP), "", ""),
    "deep-tables.html": (lambda: b"<table><tr><td>" * DEEP + b"x", "", ""),
    "deep.ods": (lambda: ods("<table:table>" * DEEP + "</table:table>" * DEEP), "", ""),
    "strings.xls": (lambda: old_workbook(claim_strings), "damaged-file", "文字表"),
    "far.xls": (lambda: old_workbook(far_record), "far-cell", "65536"),
    "circle.xls": (endless_chain, "damaged-file", "内部结构"),
    "short.xls": (lambda: endless_chain()[:3000], "damaged-file", ""),
    "columns.csv": (lambda: b"," * 1_000_000 + b"\n1,2\n", "too-large", "列数"),
    "nul.csv": (lambda: b"a,b\n1,\0\n" * 1000, "not-a-spreadsheet", "NUL"),
    "wide.csv": (lambda: b"," * 20_000, "too-large", "列数"),
    "quote.csv": (lambda: b'a,"b\n' + b"c,d\n" * 500_000, "not-a-spreadsheet", "引号"),
}
EITHER: dict[str, Callable[[], bytes]] = {"deep-sheet.xlsx": deep_sheet, "deep.html": lambda: b"<div>" * DEEP}


def reading(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    """What a process of its own says of the file."""
    path = folder / name
    path.write_bytes(content)
    command = [sys.executable, "-c", READER, str(path), str(MEMORY)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("name", READ_RIGHT)
def test_a_strange_but_honest_file_is_read_right(name: str, tmp_path: Path) -> None:
    make, expected = READ_RIGHT[name]

    said = reading(tmp_path, name, make())

    assert {key: said.get(key) for key in expected} == expected, said


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_a_remedy(name: str, tmp_path: Path) -> None:
    make, code, words = REFUSED[name]

    said = reading(tmp_path, name, make())

    assert code in said.get("code", "no refusal"), said
    assert words in said["message"]
    assert said["advice"]


@pytest.mark.parametrize("name", EITHER)
def test_a_deep_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    said = reading(tmp_path, name, EITHER[name]())

    assert said.get("code") or said["last"] == list(STUDENTS[-1])


def test_a_name_that_leads_outside_is_never_written(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)

    reading(inner, "names.xlsx", strange_names())

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["names.xlsx"]
