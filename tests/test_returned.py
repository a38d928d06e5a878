"""Pre-filled workbooks that come back: every protected cell of every kind is held against the store."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from college import open_memory
from conftest import NOW, ROSTER, Book, id_number, student
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hncert.blank import blank_workbook, eligible_workbook
from hncert.domain.errors import DamagedPrefill
from hncert.ingest import ImportResult, ingest
from hncert.sheets.annotating import rebuild
from hncert.sheets.marks import mark_grid
from hncert.sheets.reading import read_bytes, read_source
from hncert.tables import TABLES
from hncert.tables.table import Column, Table

AS_OF = date(2024, 11, 30)
HEADER_ROW, FIRST = 3, 4
PREFILLED = [table for table in TABLES if table.eligible]
PROTECTED = [(table, name) for table in PREFILLED if table.eligible for name in table.eligible.columns]
OPTIONS = {"exam_scores": {"batch": "2024-01"}, "contest_results": {"contest": "甲赛"}}
OTHERS = {
    "id_type": ("护照",),
    "id_number": (id_number(3), id_number(2)),
    "name": ("学生003", "学生002"),
    "batch_number": ("2024-02",),
    "occupation_code": ("4-01-02-01", "4-04-05-01"),
    "level": ("四级/中级工", "三级/高级工"),
    "course": ("会计实务", "程序设计基础"),
    "part": ("实践", "理论"),
    "contest": ("乙赛",),
    "event": ("丁", "丙"),
}
REGISTRATION = ("姓名", "证件号码", "批次号", "职业编码", "申报等级")
COURSES = ("课程名称", "课程类别", "职业编码", "适用专业", "审批日期")
CONTESTS = ("竞赛名称", "项目", "职业编码", "职业技能等级", "竞赛日期", "名次止")


@pytest.fixture
def db(book: Book) -> Iterator[sqlite3.Connection]:
    """A college where every value of OTHERS is somebody's own, or the person's own in another row."""
    people = [student(1), student(2), student(3, 专业="会计")]
    registered = [
        ("学生001", id_number(1), batch, "4-04-05-01", level)
        for batch in ("2024-01", "2024-02")
        for level in ("三级", "四级")
    ]
    courses = [
        ("程序设计基础", "理论", "4-04-05-01", "软件", "2024-03-01"),
        ("程序设计基础", "实践", "4-04-05-01", "软件", "2024-03-01"),
        ("会计实务", "理论", "4-01-02-01", "会计", "2024-03-01"),
    ]
    contests = [(name, event, "4-04-05-01", "三级", "2024-05-18", 3) for name in ("甲赛", "乙赛") for event in "丙丁"]
    with closing(open_memory()) as store:
        for name, rows in (
            ("名册.xlsx", [ROSTER, *people]),
            ("报名.xlsx", [REGISTRATION, *registered]),
            ("课程.xlsx", [COURSES, *courses]),
            ("竞赛.xlsx", [CONTESTS, *contests]),
        ):
            assert ingest(store, book(name, rows), now=NOW).accepted
        yield store


def filled(db: sqlite3.Connection, table: Table) -> Workbook:
    """The pre-filled workbook with the first row's own columns filled in."""
    book = load_workbook(BytesIO(eligible_workbook(db, table, AS_OF, OPTIONS.get(table.id, {}), {})))
    locked = table.eligible.columns if table.eligible else ()
    for column in table.columns:
        if table.example[column.name] and column.name not in locked:
            sheet_of(book, table)[cell_of(table, column)] = table.example[column.name]
    return book


def sheet_of(book: Workbook, table: Table) -> Worksheet:
    sheet = book[table.title[:31]]
    assert isinstance(sheet, Worksheet)
    return sheet


def cell_of(table: Table, column: Column) -> str:
    return f"{get_column_letter(table.columns.index(column) + 1)}{FIRST}"


@pytest.fixture
def returned(db: sqlite3.Connection, tmp_path: Path) -> Callable[[Workbook], ImportResult]:
    def bring_back(book: Workbook) -> ImportResult:
        path = tmp_path / "交回.xlsx"
        book.save(path)
        return ingest(db, path, now=NOW)

    return bring_back


Returned = Callable[[Workbook], ImportResult]


@pytest.mark.parametrize("table", PREFILLED, ids=lambda table: table.id)
def test_an_honest_workbook_is_taken_without_a_word_about_our_own_parts(
    db: sqlite3.Connection, returned: Returned, table: Table
) -> None:
    result = returned(filled(db, table))

    assert result.findings == []
    assert (result.accepted, result.rows.stored + result.rows.unchanged, result.skipped_sheets) == (True, 1, ())
    assert (result.sheets[0].kinds, result.sheets[0].ignored) == ((table.title,), ())


@pytest.mark.parametrize(("table", "name"), PROTECTED, ids=[f"{table.id}-{name}" for table, name in PROTECTED])
def test_a_changed_protected_cell_is_told_at_its_place_with_what_it_was(
    db: sqlite3.Connection, returned: Returned, table: Table, name: str
) -> None:
    book, column = filled(db, table), table.by_name[name]
    place = cell_of(table, column)
    before = sheet_of(book, table)[place].value
    other = next(value for value in OTHERS[name] if value != before)
    sheet_of(book, table)[place] = other

    result = returned(book)

    assert [(f.rule.removeprefix("id-"), f.row, f.column, f.value, f.expected) for f in result.findings] == [
        ("protected-changed", FIRST, f"{place[0]} {column.header}", other, before)
    ]
    assert db.execute("select count(*) from person").fetchone()[0] == 3


def test_several_changed_cells_are_each_told(db: sqlite3.Connection, returned: Returned) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    book = filled(db, table)
    sheet_of(book, table)[cell_of(table, table.by_name["occupation_code"])] = "4-01-02-01"
    sheet_of(book, table)[cell_of(table, table.by_name["level"])] = "五级/初级工"

    result = returned(book)

    assert [f.column for f in result.findings] == ["E 职业编码", "G 申报等级"]


@pytest.mark.parametrize("lost", ["系统编号", "证件类型", "批次号"])
def test_a_workbook_that_has_lost_a_protected_column_is_refused(
    db: sqlite3.Connection, returned: Returned, lost: str
) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    book = filled(db, table)
    sheet = sheet_of(book, table)
    headers = [str(cell.value).rstrip("*") for cell in sheet[HEADER_ROW]]
    sheet.delete_cols(headers.index(lost) + 1)

    with pytest.raises(DamagedPrefill, match=lost):
        returned(book)


def test_a_workbook_without_our_marks_is_refused_and_told_how_to_go_on(
    db: sqlite3.Connection, returned: Returned
) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    book = filled(db, table)
    del book["hncert"]

    with pytest.raises(DamagedPrefill, match="另存为文本表") as raised:
        returned(book)

    assert "改名" in raised.value.advice


def test_a_row_repeated_for_a_second_sitting_is_taken(db: sqlite3.Connection, returned: Returned) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    book = filled(db, table)
    sheet = sheet_of(book, table)
    first = [cell.value for cell in sheet[FIRST]]
    second = {table.columns.index(table.by_name["sitting"]): "补考"}
    sheet.append([second.get(at, value) for at, value in enumerate(first)])

    result = returned(book)

    assert (result.findings, result.rows.stored) == ([], 2)


def test_rows_of_other_classes_may_be_put_together_in_one_workbook(db: sqlite3.Connection, returned: Returned) -> None:
    table = next(table for table in TABLES if table.id == "honours")
    db.execute("update enrolment set class_name = '会计2201' where major = '会计'")
    books = [
        load_workbook(BytesIO(eligible_workbook(db, table, AS_OF, {}, {"class_name": name})))
        for name in ("软件2201", "会计2201")
    ]
    sheet, other = (sheet_of(book, table) for book in books)
    sheet.append([cell.value for cell in other[FIRST]])
    for row in range(FIRST, sheet.max_row + 1):
        sheet.cell(row, 4, "优秀毕业生")
        sheet.cell(row, 5, "2024-05-04")

    result = returned(books[0])

    assert (result.findings, result.rows.stored) == ([], 3)


def test_somebody_merged_since_is_still_the_one_who_was_asked(db: sqlite3.Connection, returned: Returned) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    book = filled(db, table)
    one, two = (row[0] for row in db.execute("select person_id from person order by id_number limit 2"))
    db.execute("update registration set person_id = ?", (two,))
    db.execute("update person set merged_into = ? where person_id = ?", (two, one))

    result = returned(book)

    assert (result.findings, result.rows.stored) == ([], 1)


def test_a_registration_taken_back_since_is_no_longer_asked_for(db: sqlite3.Connection, returned: Returned) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    book = filled(db, table)
    db.execute("delete from registration")

    assert [f.rule for f in returned(book).findings] == ["id-not-eligible"]


def test_the_lists_of_a_blank_workbook_are_not_told(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(blank_workbook(TABLES[0]))

    source = read_source(path)

    assert (source.hidden, dict(source.marks)) == ((), {"kind": "roster"})


def test_a_copy_in_another_format_keeps_the_marks_out_of_sight(db: sqlite3.Connection) -> None:
    table = next(table for table in TABLES if table.id == "exam_scores")
    source = read_bytes("x.xlsx", eligible_workbook(db, table, AS_OF, OPTIONS[table.id], {}))

    copy = rebuild((*source.grids, mark_grid(source.marks)), [], [])

    assert read_bytes("y.xlsx", copy).marks == source.marks
    assert load_workbook(BytesIO(copy))["hncert"].sheet_state == "hidden"


def test_the_marks_are_found_in_the_old_xml_format_too(db: sqlite3.Connection) -> None:
    row = "<Row><Cell><Data ss:Type='String'>{}</Data></Cell><Cell><Data ss:Type='String'>{}</Data></Cell></Row>"
    hidden = "<WorksheetOptions><Visible>SheetVeryHidden</Visible></WorksheetOptions>"
    marks = row.format("kind", "exam_scores") + row.format("as_of", "2024-11-30")
    book = (
        "<?xml version='1.0'?><Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
        f"<Worksheet ss:Name='表'><Table>{row.format('姓名', '甲')}</Table></Worksheet>"
        f"<Worksheet ss:Name='hncert'><Table>{marks}</Table>{hidden}</Worksheet></Workbook>"
    )

    source = read_bytes("x.xls", book.encode())

    assert dict(source.marks) == {"kind": "exam_scores", "as_of": "2024-11-30"}
    assert ([grid.sheet for grid in source.grids], source.hidden) == (["表"], ())


def test_a_sheet_that_only_bears_our_name_is_a_sheet_like_others(book: Book) -> None:
    source = read_source(book("x.xlsx", [ROSTER, student(1)], title="hncert"))

    assert ([grid.sheet for grid in source.grids], dict(source.marks)) == (["hncert"], {})
