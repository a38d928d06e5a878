import os
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from hncert.sheets.annotated_marks import GUIDE_SENTENCE
from hncert.sheets.annotated_styles import ERROR_RGB, WARNING_RGB
from hncert.sheets.annotating import (
    GUIDE_SHEET,
    PROBLEM_HEADER,
    CannotAnnotate,
    Cause,
    CellMark,
    SheetMarks,
    annotate,
    is_guide,
    rebuild,
)
from hncert.sheets.grid import Grid

CAUSES = [
    Cause("错误", "证件号码校验位不对 <&>\x01", 2, "名册 C3、C5", "对照身份证原件改正。"),
    Cause("提醒", "姓名含空格", 1, "名册 B4", "去掉空格。"),
]
MARKS = [
    CellMark(3, 2, "校验位不对 <&>\x01", True),
    CellMark(4, 1, "姓名含空格", False),
    CellMark(4, 2, "长度不对", True),
    CellMark(9, 0, "缺少学号", True),
    CellMark(5, None, "整行重复", False),
]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def sheet_marks(*marks: CellMark, sheet: str = "名册", last_column: int = 2) -> SheetMarks:
    return SheetMarks(sheet, 2, last_column, 9, (2,), marks or MARKS)


def book(change: str = "") -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名册"
    sheet["A1"] = "学生名册"
    sheet.merge_cells("A1:C1")
    for column, text in enumerate(("学号", "姓名", "证件号码"), 1):
        sheet.cell(2, column, text).font = Font(bold=True)
    for row in range(3, 8):
        for column in range(1, 4):
            sheet.cell(row, column, f"{row}行{column}列")
    sheet["C3"].fill = PatternFill("solid", fgColor="FF00B050")
    sheet["B4"].comment = Comment("老师的话", "王老师")
    sheet["A6"].comment = Comment("另一句话", "王老师")
    sheet.row_dimensions[6].hidden = True
    validation = DataValidation(type="list", formula1='"男,女"')
    validation.add("B3:B7")
    sheet.add_data_validation(validation)
    sheet.column_dimensions.group("B", "F", hidden=False)
    workbook.create_sheet("说明")["A1"] = "用户自己的表"
    if change == "image":
        sheet.add_image(Image(BytesIO(PNG)), "H2")
    if change == "guide":
        workbook.create_sheet(GUIDE_SHEET)["A1"] = "用户自己的怎么改"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def opened(content: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(content))["名册"]
    assert isinstance(sheet, Worksheet)
    return sheet


def note(sheet: Worksheet, place: str) -> str:
    comment = sheet[place].comment
    return "" if comment is None else str(comment.text)


def fill(sheet: Worksheet, place: str) -> str:
    found = sheet[place].fill
    return str(found.fgColor.rgb) if found.fill_type == "solid" else ""


def rewritten(content: bytes, part: str, change: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                for pattern, by in change.items():
                    text = re.sub(pattern, by, text.decode()).encode()
            new.writestr(name, text)
    return out.getvalue()


def resaved(content: bytes) -> bytes:
    out = BytesIO()
    load_workbook(BytesIO(content)).save(out)
    return out.getvalue()


def check_marked(sheet: Worksheet) -> None:
    assert [fill(sheet, place) for place in ("C3", "B4", "C4", "A9", "D5")] == [
        ERROR_RGB, WARNING_RGB, ERROR_RGB, ERROR_RGB, WARNING_RGB,
    ]  # fmt: skip
    assert note(sheet, "C3") == "hncert：校验位不对 <&>"
    assert note(sheet, "B4").startswith("老师的话")
    assert note(sheet, "B4").count("姓名含空格") == 1
    assert note(sheet, "A6") == "另一句话"
    assert [sheet.cell(row, 4).value for row in (2, 3, 4, 5, 6, 9)] == [
        PROBLEM_HEADER, "校验位不对 <&>", "姓名含空格；长度不对", "整行重复", None, "缺少学号",
    ]  # fmt: skip
    assert [sheet.cell(row, 3).number_format for row in (3, 4, 7)] == ["@"] * 3
    assert sheet["C2"].number_format == "General"


@pytest.mark.parametrize("change", ["", "image"])
def test_marks_are_seen_and_the_rest_survives(change: str) -> None:
    if change:
        pytest.importorskip("PIL")
    before = book(change)
    after = annotate(before, [sheet_marks()], CAUSES)
    sheet = opened(after)
    check_marked(sheet)
    assert sheet["D2"].font.bold
    assert sheet.row_dimensions[6].hidden
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["A1:C1"]
    assert len(sheet.data_validations.dataValidation) == 1
    assert load_workbook(BytesIO(after)).sheetnames == [GUIDE_SHEET, "名册", "说明"]
    assert load_workbook(BytesIO(after)).active.title == GUIDE_SHEET  # type: ignore[union-attr]
    with zipfile.ZipFile(BytesIO(before)) as old, zipfile.ZipFile(BytesIO(after)) as new:
        edited = {"xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
        edited |= {name for name in old.namelist() if "sheet1" in name or "comment" in name or name.endswith(".vml")}
        assert all(old.read(name) == new.read(name) for name in old.namelist() if name not in edited)


def test_calamine_reads_the_same_cells() -> None:
    before = book()
    old = CalamineWorkbook.from_filelike(BytesIO(before)).get_sheet_by_name("名册").to_python()
    new = CalamineWorkbook.from_filelike(BytesIO(annotate(before, [sheet_marks()], CAUSES)))
    assert [row[:3] for row in new.get_sheet_by_name("名册").to_python()][: len(old)] == old
    assert is_guide(Grid(GUIDE_SHEET, new.get_sheet_by_name(GUIDE_SHEET).to_python()))
    assert not is_guide(Grid("名册", [["学号"]]))


@pytest.mark.parametrize("save", [bytes, resaved])
@pytest.mark.parametrize("last_column", [2, 3])
def test_marking_twice_doubles_nothing(save: type[bytes], last_column: int) -> None:
    once = save(annotate(book(), [sheet_marks()], CAUSES))
    check_marked(opened(annotate(once, [sheet_marks(last_column=last_column)], CAUSES)))
    mark = CellMark(7, 0, "新问题", True)
    sheet = opened(annotate(once, [sheet_marks(mark, last_column=last_column)], CAUSES))
    assert [fill(sheet, place) for place in ("C3", "B4", "A7", "D5")] == ["FF00B050", "", ERROR_RGB, ""]
    assert [note(sheet, place) for place in ("C3", "B4", "A7")] == ["", "老师的话", "hncert：新问题"]
    assert [sheet.cell(row, 4).value for row in (2, 3, 5, 7)] == [PROBLEM_HEADER, None, None, "新问题"]
    assert load_workbook(BytesIO(annotate(once, [sheet_marks()], CAUSES))).sheetnames == [GUIDE_SHEET, "名册", "说明"]


PART = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "change",
    [
        {r'<c r="[A-Z]+\d+"': "<c"},
        {r'<c r="[A-Z]+\d+"': "<c", r'<row r="\d+"': "<row"},
        {r'<c r="([A-Z]+\d+)"([^>]*?)(/?)>': r"<c\2 r='\1'\3>"},
    ],
)
def test_unusual_spellings(change: dict[str, str]) -> None:
    check_marked(opened(annotate(rewritten(book(), PART, change), [sheet_marks()], CAUSES)))


def test_prefixed_sheet() -> None:
    change = {r"<(/?)(\w)": r"<\1x:\2", "xmlns=": "xmlns:x="}
    after = annotate(rewritten(book(), PART, change), [sheet_marks()], CAUSES)
    check_marked(opened(after))
    assert b"<c " not in zipfile.ZipFile(BytesIO(after)).read(PART)


def test_a_sheet_of_the_users_with_the_guides_name_survives() -> None:
    after = load_workbook(BytesIO(annotate(book("guide"), [sheet_marks()], CAUSES)))
    assert after.sheetnames == [f"{GUIDE_SHEET}(2)", "名册", "说明", GUIDE_SHEET]
    assert after[GUIDE_SHEET]["A1"].value == "用户自己的怎么改"
    assert after.worksheets[0]["A2"].value == GUIDE_SENTENCE


def test_odd_packages_are_refused() -> None:
    with pytest.raises(CannotAnnotate):
        annotate(b"PK nothing", [], [])
    with pytest.raises(CannotAnnotate):
        annotate(book(), [sheet_marks(sheet="没有")], [])
    with pytest.raises(CannotAnnotate):
        annotate(rewritten(book(), PART, {"<sheetData>": "<!--<row>--><sheetData>"}), [sheet_marks()], [])
    with pytest.raises(CannotAnnotate):
        annotate(rewritten(book(), PART, {"</sheetData>": ""}), [sheet_marks()], [])
    signed = BytesIO(book())
    with zipfile.ZipFile(signed, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<x/>")
    with pytest.raises(CannotAnnotate):
        annotate(signed.getvalue(), [sheet_marks()], [])


def test_rebuilt_cells_are_text_at_the_same_places() -> None:
    grid = Grid("名/册", [["学号", "姓名", "=1+1"], ["001", " 张 ", 12.0], [True, "", "\x02尾"]], 2, 1)
    marks = SheetMarks("名/册", 2, 3, 4, (1,), [CellMark(4, 2, "缺少姓名", True)])
    sheet = load_workbook(BytesIO(rebuild([grid], [marks], CAUSES)))["名_册"]
    assert [[cell.value for cell in row] for row in sheet["B2:E4"]] == [
        ["学号", "姓名", "=1+1", PROBLEM_HEADER],
        ["001", " 张 ", "12", None],
        ["是", None, "尾", "缺少姓名"],
    ]
    assert sheet["D2"].data_type in ("s", "inlineStr")
    assert fill(sheet, "C4") == ERROR_RGB


@pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("HNCERT_REQUIRE_OFFICE"), reason="LibreOffice is not here"
)
def test_libreoffice_opens_and_saves_it(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(annotate(book(), [sheet_marks()], CAUSES))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "out"
    for kind in ("xlsx", "pdf"):
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = (out / "in.xlsx").read_bytes()
    assert (out / "in.pdf").stat().st_size > 1000
    sheet = opened(saved)
    assert fill(sheet, "C3") == ERROR_RGB
    assert note(sheet, "C3") == "hncert：校验位不对 <&>"
    again = opened(annotate(saved, [sheet_marks(CellMark(7, 0, "新问题", True))], CAUSES))
    assert [fill(again, place) for place in ("C4", "B4", "A7")] == ["", "", ERROR_RGB]
    assert [again.cell(row, 4).value for row in (2, 3, 5, 7)] == [PROBLEM_HEADER, None, None, "新问题"]
    assert [note(again, place) for place in ("C3", "B4", "A7")] == ["", "老师的话", "hncert：新问题"]
