"""The error workbook: the user's own file, marked; mended and imported again."""

from pathlib import Path

from conftest import ROSTER, Book, Hncert, dump, id_number, student
from openpyxl import load_workbook
from test_ingest import facts

from hncert.domain.masking import mask_documents
from hncert.store.workspace import Workspace

FAULTY = [["学生名册"], [*ROSTER, "校区"], [*student(1), "东区"], [*student(2, 层次="研究生"), "西区"]]


def marked(workspace: Workspace) -> Path:
    [path] = workspace.outbox.glob("*-问题.xlsx")
    return path


def test_the_users_own_workbook_comes_back_marked(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    path = book("名册.xlsx", FAULTY)
    before = path.read_bytes()

    ran = hncert("import", path, "--json")

    copy = load_workbook(marked(workspace))
    sheet = copy["名册"]
    assert ran.json["outputs"][0]["path"] == str(marked(workspace))
    assert copy.sheetnames == ["怎么改", "名册"]
    assert [cell.value for cell in sheet[3]][:10] == [*student(1), "东区"]
    assert sheet["D4"].comment is not None
    assert sheet["D4"].fill.fgColor.rgb != sheet["D3"].fill.fgColor.rgb
    assert (sheet["K2"].value, sheet["K3"].value) == ("问题", None)
    assert "不在可选范围内" in sheet["K4"].value
    assert (sheet["A3"].number_format, sheet["C4"].number_format) == ("@", "@")
    assert path.read_bytes() == before


def test_the_mended_copy_is_recognised_and_its_added_parts_ignored(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    hncert("import", book("名册.xlsx", FAULTY))
    copy = load_workbook(marked(workspace))
    copy["名册"]["D4"] = "专科"
    copy.save(marked(workspace))

    ran = hncert("import", marked(workspace))

    assert ran.status == 0
    assert "未识别的工作表" not in ran.out
    assert facts(workspace, "select student_number, field, value from own_fields order by 1") == [
        ("2022000001", "校区", "东区"),
        ("2022000002", "校区", "西区"),
    ]


def test_a_copy_that_still_has_a_fault_is_marked_anew_not_twice(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    hncert("import", book("名册.xlsx", [*FAULTY, [*student(3, 层次="技校"), "西区"]]))
    copy = load_workbook(marked(workspace))
    copy["名册"]["D4"] = "专科"
    copy.save(marked(workspace))

    hncert("import", marked(workspace))

    again = load_workbook(marked(workspace))
    sheet = again["名册"]
    assert again.sheetnames == ["怎么改", "名册"]
    assert (sheet["K4"].value, sheet["L2"].value, sheet["D4"].comment) == (None, None, None)
    assert "技工院校" in sheet["K5"].value
    assert sheet["D4"].fill.fgColor.rgb != sheet["D5"].fill.fgColor.rgb


def test_a_text_table_comes_back_as_a_workbook_of_the_same_cells(
    hncert: Hncert, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "名册.csv"
    rows = [ROSTER, student(1, 学号="0012"), student(2, "=1+1", 层次="研究生")]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="gb18030")

    hncert("import", path)

    sheet = load_workbook(marked(workspace))["名册"]
    assert sheet["A2"].value == "0012"
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
    assert "不在可选范围内" in sheet["J3"].value


def test_a_dry_run_writes_no_error_workbook(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    before = dump(workspace)

    ran = hncert("import", "--dry-run", book("名册.xlsx", FAULTY))

    assert ran.status == 3
    assert not list(workspace.outbox.iterdir())
    assert dump(workspace) == before


def test_every_one_of_many_faults_is_in_the_workbook(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    hncert("import", book("名册.xlsx", [ROSTER, *(student(at, 层次="研究生") for at in range(1, 401))]))

    sheet = load_workbook(marked(workspace))["名册"]
    assert all(sheet.cell(row, 10).value for row in range(2, 402))
    assert all(sheet.cell(row, 4).comment for row in range(2, 402))


def test_a_number_in_full_width_is_masked_too() -> None:
    number = id_number(1)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in number)

    assert number[6:14] not in mask_documents(wide)
    assert mask_documents(f"{number[:6]} {number[6:14]} {number[14:]}") == mask_documents(number)
