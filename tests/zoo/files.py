"""Write the zoo again: one small file for each mistake that is made with whole files.

Usage: python tests/zoo/files.py

`xls改名xlsx.xlsx` and `WPS表格.et` were once saved by LibreOffice from the plain roster (a workbook
of WPS is the same kind of file, OLE with BIFF8 records), `开放文档.ods` likewise; they are kept as
they are. Everything else is written here, byte for byte the same each time. Every person is
fictional: address code 410000 belongs to nobody's number.
"""

import io
import struct
import sys
import zipfile
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from conftest import ROSTER, student  # noqa: E402

from hncert.sheets.compound import Compound, wrap  # noqa: E402

ROWS = [list(ROSTER), *(student(serial) for serial in (1, 2, 3))]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip that is the same every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def cell(row: int, column: int, text: str) -> str:
    """One cell with its text in place."""
    return f'<c r="{chr(65 + column)}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def row_xml(at: int, texts: list[str], attributes: str = "") -> str:
    """One row."""
    cells = "".join(cell(at, column, text) for column, text in enumerate(texts))
    return f'<row r="{at}"{attributes}>{cells}</row>'


def sheet_xml(rows: str, dimension: str = "A1:I4", columns: str = "") -> str:
    """One sheet."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>{columns}<sheetData>{rows}</sheetData></worksheet>'


def plain_rows(rows: list[list[str]] = ROWS) -> str:
    """The roster's rows."""
    return "".join(row_xml(at, texts) for at, texts in enumerate(rows, start=1))


def book(*sheets: str, more: dict[str, str | bytes] | None = None, titles: tuple[str, ...] = ()) -> bytes:
    """A workbook of the given sheets."""
    names = titles or tuple(f"名册{at}" if at > 1 else "名册" for at in range(1, len(sheets) + 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(names, start=1))
    links = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }
    parts |= {f"xl/worksheets/sheet{at}.xml": text for at, text in enumerate(sheets, start=1)}
    return zipped(parts | (more or {}))


def without_values() -> bytes:
    """Graduation dates as formulas that were never calculated, and a class that is #N/A."""
    rows = [row_xml(1, ROWS[0])]
    for at, texts in enumerate(ROWS[1:], start=2):
        cells = "".join(cell(at, column, text) for column, text in enumerate(texts[:8]))
        rows.append(f'<row r="{at}">{cells}<c r="I{at}"><f>EDATE(H{at},36)</f><v></v></c></row>')
    return book(sheet_xml("".join(rows)))


def error_values() -> bytes:
    """A class looked up in a sheet that was not sent along."""
    xml = plain_rows().replace(cell(3, 6, ROWS[2][6]), '<c r="G3" t="e"><f>VLOOKUP(A3,#REF!,2,0)</f><v>#REF!</v></c>')
    return book(sheet_xml(xml))


def hidden() -> bytes:
    """Two columns hidden and one row filtered away."""
    rows = "".join(row_xml(at, texts, ' hidden="1"' if at == 3 else "") for at, texts in enumerate(ROWS, start=1))
    return book(sheet_xml(rows, columns='<cols><col min="4" max="5" width="9" hidden="1"/></cols>'))


def webpage(rows: list[list[str]] = ROWS) -> str:
    """What a school system calls an Excel export."""
    lines = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>\r\n" for texts in rows)
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>'
        f'<table border="1"><tr><td colspan="9">学生名册</td></tr>\r\n{lines}</table></body></html>'
    )


def xml2003() -> str:
    """The XML that Excel 2003 and some systems write."""
    lines = []
    for texts in ROWS:
        cells = [f'<Cell><Data ss:Type="String">{escape(text)}</Data></Cell>' for text in texts[:7]]
        if texts is ROWS[0]:
            cells += [f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in texts[7:]]
        else:
            days = (f'<Data ss:Type="DateTime">{text}T00:00:00.000</Data>' for text in texts[7:])
            cells += [f'<Cell ss:Index="{index}">{day}</Cell>' for index, day in enumerate(days, start=8)]
        lines.append("<Row>" + "".join(cells) + "</Row>")
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="gb2312"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook xmlns="{space}" '
        f'xmlns:ss="{space}"><Worksheet ss:Name="名册"><Table>{"".join(lines)}</Table></Worksheet></Workbook>'
    )


def delimited(delimiter: str) -> str:
    """The roster as text."""
    return "".join(delimiter.join(texts) + "\r\n" for texts in ROWS)


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    return head + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb() -> bytes:
    """A binary workbook, record by record."""
    cells = b""
    for at, texts in enumerate(ROWS):
        cells += _record(0, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0))
        cells += b"".join(_record(6, struct.pack("<II", column, 0) + _wide(text)) for column, text in enumerate(texts))
    sheet = b"".join((_record(0x81), _record(0x94, struct.pack("<4I", 0, 3, 0, 8)), _record(0x91), cells))
    sheet += _record(0x92) + _record(0x82)
    listed = _record(0x9C, struct.pack("<II", 0, 1) + _wide("r1") + _wide("名册"))
    workbook = b"".join((_record(0x83), _record(0x8F), listed, _record(0x90), _record(0x9D), _record(0x84)))
    kind = "application/vnd.ms-excel"
    return zipped(
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" '
            f'ContentType="{kind}.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
            f'Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def encrypted_xls() -> bytes:
    """The workbook of WPS with the record that says that a password is needed."""
    found = Compound("WPS表格.et", (HERE / "WPS表格.et").read_bytes()).stream("Workbook")
    assert found is not None
    name, stream = found
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    return wrap(name, stream[:first] + struct.pack("<HHHHHH", 0x2F, 8, 1, 1, 1, 1) + stream[first:])


def files() -> dict[str, bytes]:
    """Every file that this script writes, by name."""
    plain = book(sheet_xml(plain_rows()))
    return {
        "网页另存为xls.xls": webpage().encode("gb18030"),
        "网页其实是UTF-8.xls": webpage().encode("utf-8"),
        "XML表格2003.xls": xml2003().encode("gb18030"),
        "制表符文本改名xls.xls": delimited("\t").encode("gb18030"),
        "CSV改名xlsx.xlsx": delimited(",").encode("utf-8-sig"),
        "UTF-8无BOM.csv": delimited(",").encode("utf-8"),
        "GB18030.csv": delimited(",").encode("gb18030"),
        "UTF-16有BOM.txt": b"\xff\xfe" + delimited("\t").encode("utf-16-le"),
        "UTF-16大端有BOM.txt": b"\xfe\xff" + delimited("\t").encode("utf-16-be"),
        "UTF-16无BOM.csv": delimited(",").encode("utf-16-le"),
        "UTF-16大端无BOM.csv": delimited(",").encode("utf-16-be"),
        "二进制工作簿.xlsb": xlsb(),
        "公式没有缓存值.xlsx": without_values(),
        "公式是错误值.xlsx": error_values(),
        "单元格过长.xlsx": book(sheet_xml(plain_rows([*ROWS[:3], [*ROWS[3][:6], "长" * 40_000, *ROWS[3][7:]]]))),
        "工作表范围写成A1.xlsx": book(sheet_xml(plain_rows(), "A1")),
        "工作表范围写成最大.xlsx": book(sheet_xml(plain_rows(), "A1:XFD1048576")),
        "首个工作表为空.xlsx": book(sheet_xml("", "A1"), sheet_xml(plain_rows()), titles=("Sheet1", "名册")),
        "隐藏行列.xlsx": hidden(),
        "远处有一格.xlsx": book(sheet_xml(plain_rows() + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "加密工作簿.xlsx": wrap("EncryptedPackage", bytes(range(256)) * 20),
        "加密老格式.xls": encrypted_xls(),
        "~$名册.xlsx": b"\x07Student".ljust(55, b" ") + b"\x07\0S\0t\0u\0".ljust(110, b"\0"),
        "损坏的工作簿.xlsx": plain[: len(plain) // 2],
        "空文件.xlsx": b"",
        "空工作簿.xlsx": book(sheet_xml("", "A1")),
        "PDF改名xlsx.xlsx": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        "图片改名xlsx.xlsx": PIXEL,
        "Word文档改名xlsx.xlsx": zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}),
        "老Word文档改名xls.xls": wrap("WordDocument", b"\xec\xa5\xc1\0" * 1024),
        "演示文稿改名xlsx.xlsx": zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<presentation/>"}),
        "压缩包改名xlsx.xlsx": zipped({"名册.csv": delimited(",")}),
        "RAR改名xlsx.xlsx": b"Rar!\x1a\x07\x01\0" + bytes(64),
        "7z改名xlsx.xlsx": b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(64),
        "单个文件网页.xls": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>\r\n",
        "网页里没有表格.xls": "<html><body><p>登录已超时，请重新登录</p></body></html>".encode(),
        "一段文字.csv": "各系部：\r\n请于周五前报送名册\r\n教务处\r\n".encode(),
        "引号不配对.csv": delimited(",").replace("软件2201", '"软件2201', 1).encode(),
        "编码无法识别.csv": delimited(",").encode() + b"\xff\xff\x81",
    }


def main() -> None:
    """Write them."""
    for name, content in files().items():
        (HERE / name).write_bytes(content)


if __name__ == "__main__":
    main()
