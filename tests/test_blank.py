"""Blank workbooks: written from the declarations, filled in, imported, held against the store."""

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from college import open_memory
from conftest import NOW, ROSTER, Book, Hncert, dump, id_number, student
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from records import SKIPPED, filled_rows
from test_ingest import facts

from hncert.blank import DATE_PARSERS, blank_workbook
from hncert.domain.finding import Problem
from hncert.ingest import ingest
from hncert.profiles import occupations
from hncert.store.workspace import Workspace
from hncert.tables import TABLES
from hncert.tables.quotas import TABLE as QUOTAS
from hncert.tables.table import Table

HEADER_ROW = 3
REGISTRATION = ("姓名", "证件号码", "批次号", "职业编码", "申报等级")


def fill_in(content: bytes, table: Table, rows: list[dict[str, str]]) -> bytes:
    book = load_workbook(BytesIO(content))
    sheet = book[table.title[:31]]
    headers = [str(cell.value).rstrip("*") for cell in sheet[HEADER_ROW]]
    places = {column.name: headers.index(column.header) + 1 for column in table.columns}
    for at, row in enumerate(rows):
        for name, value in row.items():
            sheet.cell(HEADER_ROW + 2 + at, places[name], value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def stored(db: Any, table: Table) -> list[tuple[Any, ...]]:
    names = [c.name for c in table.own_columns if c.name not in SKIPPED]
    who = "p.id_number, p.name, " if table.is_about_people else ""
    join = "join person p using (person_id)" if table.is_about_people else ""
    rows = db.execute(f"select {who}{', '.join(f't.{n}' for n in names)} from {table.target} t {join}").fetchall()
    return sorted((tuple(row) for row in rows), key=repr)


def meant(table: Table, rows: list[dict[str, str]]) -> list[tuple[Any, ...]]:
    names = [c.name for c in table.own_columns if c.name not in SKIPPED]
    who = ("id_number", "name") if table.is_about_people else ()
    found = {tuple([row[n] for n in who] + [table.by_name[n].parse(row[n]) for n in names]) for row in rows}
    return sorted(found, key=repr)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_filled_into_a_blank_workbook_is_what_is_stored(
    tmp_path_factory: pytest.TempPathFactory, table: Table, data: st.DataObject
) -> None:
    rows = data.draw(filled_rows(table))
    path = tmp_path_factory.mktemp("blank") / "填好.xlsx"
    path.write_bytes(fill_in(blank_workbook(table), table, rows))
    db = open_memory()

    result = ingest(db, path, now=NOW)

    assert result.accepted, result.findings
    assert result.sheets[0].kinds == (table.title,)
    assert stored(db, table) == meant(table, rows)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_an_untouched_blank_workbook_holds_no_record(tmp_path: Path, table: Table) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(blank_workbook(table))

    result = ingest(open_memory(), path, now=NOW)

    assert [finding.rule for finding in result.findings] == ["no-records"]
    assert result.rows.stored == 0


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_numbers_and_codes_are_text_and_choices_drop_down(table: Table) -> None:
    book = load_workbook(BytesIO(blank_workbook(table)))
    sheet = book[table.title[:31]]
    headers = [str(cell.value) for cell in sheet[HEADER_ROW]]

    for at, column in enumerate(table.columns, start=1):
        whole = sheet.column_dimensions[get_column_letter(at)]
        if column.type == "text" and column.parse not in DATE_PARSERS:
            assert (sheet.cell(HEADER_ROW + 1, at).number_format, whole.number_format) == ("@", "@"), column.header
        assert headers[at - 1].endswith("*") or not column.required
    dropped = {str(choice.sqref).split(":")[0] for choice in sheet.data_validations.dataValidation}
    assert len(dropped) == sum(bool(c.options) or c.parse is occupations.parse for c in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_every_blank_workbook_has_an_example_row_that_could_be_real(table: Table) -> None:
    sheet = load_workbook(BytesIO(blank_workbook(table)))[table.title[:31]]
    values = (str(cell.value or "") for cell in sheet[HEADER_ROW + 1])
    written = {column.name: value for column, value in zip(table.columns, values, strict=True) if value}

    assert {column.name for column in table.columns if column.required} <= set(written)
    assert all(set(group) & set(written) for group in table.needs)
    assert not [name for name, value in written.items() if isinstance(table.by_name[name].parse(value), Problem)]


def test_years_of_quotas_drop_down() -> None:
    [choice] = load_workbook(BytesIO(blank_workbook(QUOTAS)))["年度任务"].data_validations.dataValidation

    assert (str(choice.sqref).split(":")[0], choice.showErrorMessage) == ("A4", False)


def test_the_command_writes_into_the_outbox_and_never_over_a_file(hncert: Hncert, workspace: Workspace) -> None:
    first, second = hncert("blank", "exam_scores"), hncert("blank", "exam_scores")

    assert first.status == 0
    assert (workspace.outbox / "空白表-考试成绩.xlsx").is_file()
    assert (second.status, hncert("blank", "没有").status) == (2, 2)


@pytest.fixture
def registered(hncert: Hncert, workspace: Workspace, book: Book) -> Path:
    people = [ROSTER, *(student(at, f"学生{'甲乙丙丁'[at - 1]}") for at in range(1, 5))]
    rows = [(f"学生{'甲乙丙'[at - 1]}", id_number(at), "2024-01", "4-04-05-01", "三级") for at in range(1, 4)]
    assert hncert("import", book("名册.xlsx", people), book("报名.xlsx", [REGISTRATION, *rows])).status == 0
    path = workspace.path / "成绩.xlsx"
    assert hncert("blank", "exam_scores", "--eligible", "--batch", "2024-01", "-o", path).status == 0
    return path


def edit(path: Path, cells: dict[str, str]) -> None:
    book = load_workbook(path)
    heads = enumerate(book["考试成绩"][HEADER_ROW], start=1)
    headers = {str(cell.value).rstrip("*"): get_column_letter(at) for at, cell in heads}
    for place, value in cells.items():
        header, row = place.split("!")
        book["考试成绩"][f"{headers[header]}{row}"] = value
    book.save(path)


def test_exactly_the_registered_come_pre_filled_and_locked(registered: Path) -> None:
    sheet = load_workbook(registered)["考试成绩"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW + 1, max_row=HEADER_ROW + 4)]

    assert {row[2] for row in rows} == {"学生甲", "学生乙", "学生丙", None}
    assert rows[0][:7] == ["居民身份证", rows[0][1], rows[0][2], "2024-01", "4-04-05-01", None, "三级/高级工"]
    assert sheet.protection.sheet
    assert (sheet["B4"].protection.locked, sheet["J4"].protection.locked) == (True, False)


def test_a_filled_in_workbook_is_imported_and_empty_rows_are_left(
    hncert: Hncert, workspace: Workspace, registered: Path
) -> None:
    edit(registered, {"考试日期!4": "2024-06-15", "理论成绩!4": "80", "技能成绩!4": "缺考"})

    ran = hncert("import", registered, "--json")

    assert ran.json["counts"]["stored"] == 1
    assert facts(workspace, "select theory, practice_status from exam_scores") == [(80.0, "缺考")]
    assert "系统编号" not in str(facts(workspace, "select own_fields from exam_score"))


@pytest.mark.parametrize(
    ("place", "value"),
    [("姓名!4", "另一人"), ("证件号码!4", id_number(9)), ("批次号!4", "2024-02"), ("系统编号!4", "999")],
)
def test_a_changed_protected_cell_is_an_error_not_an_update(
    hncert: Hncert, workspace: Workspace, registered: Path, place: str, value: str
) -> None:
    edit(registered, {"考试日期!4": "2024-06-15", "理论成绩!4": "80", "技能成绩!4": "70", place: value})
    before = dump(workspace)

    ran = hncert("import", registered, "--json")

    rules = {finding["rule"] for finding in ran.json["findings"]}
    assert ran.status == 3
    assert rules & {"id-protected-changed", "protected-changed", "id-not-eligible"}
    assert dump(workspace) == before


def test_nobody_to_fill_in_is_said_so(hncert: Hncert, workspace: Workspace) -> None:
    unknown = hncert("blank", "exam_scores", "--eligible", "--batch", "没有")
    without = hncert("blank", "exam_scores", "--eligible")
    never = hncert("blank", "sites", "--eligible")

    assert (unknown.status, without.status, never.status) == (3, 2, 2)
    assert "认定报名" in unknown.err
    assert "--batch" in without.err


@pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("HNCERT_REQUIRE_OFFICE"), reason="LibreOffice is not here"
)
def test_libreoffice_opens_a_blank_workbook(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(blank_workbook(TABLES[0]))

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "again"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    sheet = load_workbook(tmp_path / "again" / "blank.xlsx")[TABLES[0].title]
    assert sheet.cell(HEADER_ROW, 2).value == "证件号码*"
    assert sheet.data_validations.dataValidation
