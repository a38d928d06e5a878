"""Every file of the zoo reads as the three students it holds, or is refused in words that help."""

import re
from pathlib import Path
from typing import NoReturn

import pytest
from zoo.make import CONVERTED, FOLDER, ROWS, STUDENTS, files
from zoo.packages import cell, parts_of, row, sheet, table, xlsx, zipped
from zoo.values import FILES as VALUES

from hncert.domain.errors import (
    DamagedFile,
    EmptyWorkbook,
    FarCell,
    FileMissing,
    HncertError,
    LockFile,
    NoTable,
    NotASpreadsheet,
    OtherDocument,
    PasswordProtected,
    TooLarge,
    UnreadableEncoding,
)
from hncert.sheets import workbooks
from hncert.sheets.bounds import MOST_CELL_TEXT, MOST_COLUMNS
from hncert.sheets.compound import wrap
from hncert.sheets.grid import Grid, column_letter
from hncert.sheets.reading import Source, read_bytes, read_source

READ = {
    "网页另存为xls.xls": ("html", "GB18030"),
    "制表符文本改名xls.xls": ("text", "GB18030"),
    "XML表格2003.xls": ("xml2003", "UTF-8"),
    "UTF-8无BOM.csv": ("text", "UTF-8"),
    "UTF-8有BOM.csv": ("text", "UTF-8"),
    "UTF-16.csv": ("text", "UTF-16 LE"),
    "UTF-16大端.csv": ("text", "UTF-16 BE"),
    "UTF-16无BOM.csv": ("text", "UTF-16 LE（无标记）"),
    "GBK无BOM.csv": ("text", "GB18030"),
    "工作表范围写成A1.xlsx": ("xlsx", "工作簿"),
    "首个工作表为空.xlsx": ("xlsx", "工作簿"),
    "隐藏行列.xlsx": ("xlsx", "工作簿"),
    "xls名册.xls": ("xls", "工作簿"),
    "xls改名xlsx.xlsx": ("xls", "工作簿"),
    "WPS表格.et": ("xls", "工作簿"),
    "ods名册.ods": ("ods", "工作簿"),
    "二进制工作簿.xlsb": ("xlsb", "工作簿"),
    "工作表范围写成最大.xlsx": ("xlsx", "工作簿"),
    "网页其实是UTF-8.xls": ("html", "UTF-8"),
    "CSV改名xlsx.xlsx": ("text", "UTF-8"),
    "UTF-16大端无BOM.csv": ("text", "UTF-16 BE（无标记）"),
}
REFUSED: dict[str, tuple[type[HncertError], str]] = {
    "加密工作簿.xlsx": (PasswordProtected, "打开密码"),
    "~$名册.xlsx": (LockFile, "临时文件"),
    "Word改名xlsx.xlsx": (OtherDocument, "Word 文档"),
    "PDF改名xlsx.xlsx": (OtherDocument, "PDF 文件"),
    "图片改名xlsx.xlsx": (OtherDocument, "图片"),
    "压缩包改名xlsx.xlsx": (OtherDocument, "ZIP 压缩包"),
    "没有传完整.xlsx": (DamagedFile, "没有传完整"),
    "引号不配对.csv": (NotASpreadsheet, "引号不配对"),
    "夹有空字符.csv": (NotASpreadsheet, "空字符"),
    "加密老格式.xls": (PasswordProtected, "打开密码"),
    "老Word改名xls.xls": (OtherDocument, "Word 文档"),
    "PPT改名xlsx.xlsx": (OtherDocument, "PowerPoint"),
    "RAR改名xlsx.xlsx": (OtherDocument, "RAR"),
    "7z改名xlsx.xlsx": (OtherDocument, "7z"),
    "单个文件网页.xls": (NotASpreadsheet, "单个文件网页"),
    "网页里没有表格.xls": (NoTable, "没有表格标记"),
    "一段文字.csv": (NoTable, "没有分成几列"),
    "空文件.xlsx": (EmptyWorkbook, "没有任何内容"),
    "空工作簿.xlsx": (EmptyWorkbook, "没有任何内容"),
    "编码无法识别.csv": (UnreadableEncoding, "编码"),
    "远处有一格.xlsx": (FarCell, "XFD1048576"),
}
FAULTY, OVERLONG = "公式没有缓存值.xlsx", "单元格过长.xlsx"


def roster_rows(source: Source) -> list[tuple[str, ...]]:
    grid = next(grid for grid in source.grids if grid.rows)
    rows = [tuple(text for text in grid.texts(at) if text) for at in range(len(grid.rows))]
    return [values for values in rows if len(values) > 1]


def only(content: bytes, name: str = "名册.xlsx") -> Grid:
    (grid,) = read_bytes(name, content).grids
    return grid


def test_the_zoo_is_what_its_maker_writes() -> None:
    kept = {
        path.name: path.read_bytes()
        for path in FOLDER.iterdir()
        if path.is_file() and path.suffix not in (".py", ".md")
    }
    whole = {name: content for name, content in kept.items() if name.removesuffix(".xlsx") not in VALUES}

    assert set(whole) == {*files(), *CONVERTED} == {*READ, *REFUSED, FAULTY, OVERLONG}
    assert {name: whole[name] for name in files()} == files()


@pytest.mark.parametrize("name", READ)
def test_a_mistaken_file_reads_as_its_three_students(name: str) -> None:
    source = read_source(FOLDER / name)

    assert roster_rows(source)[-4:] == [tuple(values) for values in ROWS]
    assert (source.format, source.encoding) == READ[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_chinese(name: str) -> None:
    kind, words = REFUSED[name]

    with pytest.raises(kind, match=words) as caught:
        read_source(FOLDER / name)

    assert type(caught.value) is kind
    assert name in str(caught.value)
    assert re.search("[一-鿿]", caught.value.advice)


def test_a_formula_without_value_and_an_error_value_are_faults_of_their_cells() -> None:
    (grid,) = read_source(FOLDER / FAULTY).grids

    assert {at: fault.rule for at, fault in grid.faults.items()} == {
        (1, 6): "formula-without-value",
        (2, 4): "formula-error",
    }
    assert grid.texts(1)[6] == "=D2&1"
    assert grid.texts(2)[4] == "#DIV/0!"
    assert all(fault.expected and fault.remedy for fault in grid.faults.values())
    assert grid.texts(3) == list(STUDENTS[2])


def test_an_overlong_cell_is_a_fault_of_its_cell() -> None:
    (grid,) = read_source(FOLDER / OVERLONG).grids

    assert {at: fault.rule for at, fault in grid.faults.items()} == {(3, 6): "overlong-cell"}


def test_hidden_rows_and_columns_are_read_and_named() -> None:
    (grid,) = read_source(FOLDER / "隐藏行列.xlsx").grids

    assert grid.hidden_rows == (3,)
    assert [column_letter(at) for at in grid.hidden_columns] == ["E", "F"]


def test_a_page_keeps_its_merged_cells_in_place() -> None:
    page = "<table><tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr><tr><td colspan=2>丁</td></tr></table>"

    rows = only(page.encode()).rows

    assert (rows[0], rows[1][1], rows[2][0]) == (["甲", "乙"], "丙", "丁")


def test_a_cell_of_more_text_than_excel_keeps_is_a_fault() -> None:
    longest, longer = "长" * MOST_CELL_TEXT, "长" * (MOST_CELL_TEXT + 1)

    grid = only(xlsx(sheet(row(1, ("甲", longest)) + row(2, ("乙", longer)))))

    assert {at: fault.rule for at, fault in grid.faults.items()} == {(1, 1): "overlong-cell"}


@pytest.mark.parametrize("value", ["<v></v>", "<v/>", ""])
def test_a_formula_outside_the_values_widens_the_grid(value: str) -> None:
    data = row(3, ("甲", "乙")) + f'<row r="5"><c r="D5"><f>A1</f>{value}</c></row>'

    grid = only(xlsx(sheet(data)))

    assert (grid.first_row, grid.first_column) == (3, 0)
    assert grid.faults[2, 3].rule == "formula-without-value"
    assert grid.rows[2][3] == "=A1"


def test_a_calculated_empty_text_is_no_fault() -> None:
    data = row(1, ("甲",)) + '<row r="2"><c r="A2" t="str"><f>IF(1,"","")</f><v></v></c></row>'

    assert not only(xlsx(sheet(data))).faults


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(20), OtherDocument, "图片"),
        (b"Rar!\x1a\x07\x00", OtherDocument, "RAR"),
        (b"7z\xbc\xaf\x27\x1c", OtherDocument, "7z"),
        (b"\x1f\x8b\x08\x00", OtherDocument, "gzip"),
        (zipped({"ppt/presentation.xml": "<p/>"}), OtherDocument, "PowerPoint"),
        (wrap("WordDocument", b"text"), OtherDocument, "Word"),
        (wrap("PowerPoint Document", b"text"), OtherDocument, "PowerPoint"),
        (b"PK\x03\x04" + bytes(100), DamagedFile, "目录"),
        (bytes(100), EmptyWorkbook, "没有任何内容"),
        (b"\xef\xbb\xbf\r\n", EmptyWorkbook, "没有任何内容"),
        (xlsx(sheet("")), EmptyWorkbook, "没有任何内容"),
        (b"\x81\xff\xff\xfe", UnreadableEncoding, "编码"),
        ("只是一句话".encode(), NoTable, "没有表格"),
        (b"<html><body>404</body></html>", NoTable, "没有表格"),
        (b"," * MOST_COLUMNS + b"\n", TooLarge, "16,384"),
    ],
)
def test_other_bytes_are_refused_by_what_they_are(content: bytes, kind: type[HncertError], words: str) -> None:
    with pytest.raises(kind, match=words):
        read_bytes("名册.xlsx", content)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_source(tmp_path / "无.xlsx")


class PanicException(BaseException):
    """Named as the workbook reader's own, which cannot be imported."""


@pytest.mark.parametrize(("raised", "seen"), [(PanicException, DamagedFile), (KeyboardInterrupt, KeyboardInterrupt)])
def test_a_panic_is_a_damaged_file_and_an_interrupt_stays_one(
    raised: type[BaseException], seen: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise raised

    monkeypatch.setattr(workbooks, "_read", fail)

    with pytest.raises(seen):
        read_bytes("名册.xlsx", xlsx(sheet(table(ROWS))))


def test_entries_of_a_shared_text_table_are_read() -> None:
    parts = parts_of(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c>' + cell("B1", "乙") + "</row>"))
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>甲</t></si></sst>'
    relation = '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    relations = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>", f'{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )

    assert only(zipped({**parts, "xl/sharedStrings.xml": strings})).rows == [["甲", "乙"]]
