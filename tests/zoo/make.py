"""Writes the zoo: one small fictional roster for each mistake a file can have, named after the mistake.

Run `python -m zoo.make` in tests/. Everything is the same bytes every time but the files of CONVERTED,
which LibreOffice writes and which stay as they are when it is absent.
"""

import shutil
import struct
import subprocess
import tempfile
from html import escape
from pathlib import Path

from conftest import ROSTER, id_number

from hncert.sheets.compound import Compound, wrap
from zoo.binary import xlsb
from zoo.packages import DECLARATION, cell, row, sheet, table, xlsx, zipped

FOLDER = Path(__file__).parent
NAMES = ("张三", "李四", "王五")
STUDENTS = tuple(
    (f"202200000{at}", name, id_number(at), "专科", "信息学院", "软件", "软件2201", "2022-09-01", "2025-06-30")
    for at, name in enumerate(NAMES, 1)
)
ROWS = (ROSTER, *STUDENTS)
CONVERTED = {"xls名册.xls": "xls", "xls改名xlsx.xlsx": "xls", "WPS表格.et": "xls", "ods名册.ods": "ods"}
SS = "urn:schemas-microsoft-com:office:spreadsheet"


def text_table(delimiter: str = ",") -> str:
    """The roster as text."""
    return "".join(delimiter.join(values) + "\r\n" for values in ROWS)


def page() -> str:
    """The roster as a teaching system exports it: a page of the web called .xls."""
    title = f'<tr><td colspan="{len(ROSTER)}">学生名册</td></tr>'
    rows = "".join("<tr>" + "".join(f"<td>{escape(value)}</td>" for value in values) + "</tr>\n" for values in ROWS)
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    return f"<html><head>{meta}</head><body><table border=1>{title}{rows}</table></body></html>"


def xml_2003() -> str:
    """The roster as an "XML Spreadsheet 2003", with a row and a cell that say where they stand."""
    rows = "".join(_xml_row(at, values) for at, values in enumerate(ROWS, 2))
    book = (
        f'<Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="名册"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n{book}'


def _xml_row(number: int, values: tuple[str, ...]) -> str:
    first, *rest = (f'<Data ss:Type="String">{escape(value)}</Data></Cell>' for value in values)
    return f'<Row ss:Index="{number}"><Cell ss:Index="2">{first}' + "".join(f"<Cell>{text}" for text in rest) + "</Row>"


def formulas() -> str:
    """The roster with a class that was never calculated and a department that is an error."""
    data = table(ROWS).replace(cell("G2", "软件2201"), '<c r="G2"><f>D2&amp;1</f></c>')
    return data.replace(cell("E3", "信息学院"), '<c r="E3" t="e"><f>A1/0</f><v>#DIV/0!</v></c>')


def hidden() -> str:
    """The roster with a hidden row and two hidden columns."""
    rows = row(1, ROSTER) + row(2, STUDENTS[0]) + row(3, STUDENTS[1], ' hidden="1"') + row(4, STUDENTS[2])
    return sheet(rows, before='<cols><col min="5" max="6" width="9" hidden="1"/></cols>')


def word() -> bytes:
    """A document of the word processor."""
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"{DECLARATION}<document/>"})


def encrypted_xls() -> bytes:
    """The old workbook with the record that says that a password is needed."""
    name, stream = Compound("", FOLDER.joinpath("xls名册.xls").read_bytes()).stream("Workbook") or ("", b"")
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    return wrap(name, stream[:first] + struct.pack("<6H", 0x2F, 8, 1, 1, 1, 1) + stream[first:])


def long_cell() -> str:
    """The roster with a class that no cell of Excel can hold."""
    return table((*ROWS[:3], (*ROWS[3][:6], "长" * 40_000, *ROWS[3][7:])))


def disguises() -> dict[str, bytes]:
    """Files that are no roster at all, by their names."""
    return {
        "Word改名xlsx.xlsx": word(),
        "老Word改名xls.xls": wrap("WordDocument", b"\xec\xa5\xc1\0" * 1024),
        "PPT改名xlsx.xlsx": zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<presentation/>"}),
        "PDF改名xlsx.xlsx": b"%PDF-1.4\n%%EOF\n",
        "图片改名xlsx.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(16),
        "压缩包改名xlsx.xlsx": zipped({"名册.xlsx": xlsx(sheet(table(ROWS)))}),
        "RAR改名xlsx.xlsx": b"Rar!\x1a\x07\x01\0" + bytes(16),
        "7z改名xlsx.xlsx": b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(16),
        "单个文件网页.xls": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>\r\n",
        "网页里没有表格.xls": "<html><body><p>登录已超时，请重新登录</p></body></html>".encode(),
        "一段文字.csv": "各系部：\r\n请于周五前报送名册\r\n教务处\r\n".encode(),
        "空文件.xlsx": b"",
        "空工作簿.xlsx": xlsx(sheet("")),
        "~$名册.xlsx": b"\x05admin".ljust(165, b" "),
    }


def files() -> dict[str, bytes]:
    """Every file that is written here, by its name."""
    plain = xlsx(sheet(table(ROWS)))
    return {
        "网页另存为xls.xls": page().encode("gbk"),
        "制表符文本改名xls.xls": text_table("\t").encode("gb18030"),
        "XML表格2003.xls": xml_2003().encode(),
        "UTF-8无BOM.csv": text_table().encode(),
        "UTF-8有BOM.csv": text_table().encode("utf-8-sig"),
        "UTF-16.csv": b"\xff\xfe" + text_table("\t").encode("utf-16-le"),
        "UTF-16大端.csv": b"\xfe\xff" + text_table().encode("utf-16-be"),
        "UTF-16无BOM.csv": text_table().encode("utf-16-le"),
        "GBK无BOM.csv": text_table().encode("gbk"),
        "引号不配对.csv": text_table().replace("张三", '"张三', 1).encode(),
        "夹有空字符.csv": text_table().replace("张三", "张\0三", 1).encode(),
        "工作表范围写成A1.xlsx": xlsx(sheet(table(ROWS), dimension="A1")),
        "公式没有缓存值.xlsx": xlsx(sheet(formulas())),
        "首个工作表为空.xlsx": xlsx(sheet(""), sheet(table(ROWS)), names=("Sheet1", "名册")),
        "隐藏行列.xlsx": xlsx(hidden()),
        "网页其实是UTF-8.xls": page().encode(),
        "CSV改名xlsx.xlsx": text_table().encode("utf-8-sig"),
        "UTF-16大端无BOM.csv": text_table().encode("utf-16-be"),
        "编码无法识别.csv": text_table().encode() + b"\xff\xff\x81",
        "二进制工作簿.xlsb": xlsb(ROWS),
        "工作表范围写成最大.xlsx": xlsx(sheet(table(ROWS), dimension="A1:XFD1048576")),
        "远处有一格.xlsx": xlsx(sheet(table(ROWS) + f'<row r="1048576">{cell("XFD1048576", "1")}</row>')),
        "单元格过长.xlsx": xlsx(sheet(long_cell())),
        "加密工作簿.xlsx": wrap("EncryptedPackage", bytes(range(256)) * 16),
        "加密老格式.xls": encrypted_xls(),
        "没有传完整.xlsx": plain[: len(plain) // 2],
        **disguises(),
    }


def convert(format: str) -> bytes | None:
    """The plain roster as LibreOffice saves it; None without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book.xlsx")
        book.write_bytes(xlsx(sheet(table(ROWS))))
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", format, "--outdir", folder, str(book)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return book.with_suffix(f".{format}").read_bytes()


def main() -> None:
    """Write everything into this folder."""
    made = {format: convert(format) for format in sorted(set(CONVERTED.values()))}
    converted = {name: made[format] for name, format in CONVERTED.items()}
    for name, content in {**files(), **converted}.items():
        if content is not None:
            FOLDER.joinpath(name).write_bytes(content)


if __name__ == "__main__":
    main()
