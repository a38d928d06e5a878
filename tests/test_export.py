"""Exporting: what was imported comes out again, the same facts in every format."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from college import EVERY_GRADE, fill, fill_college, open_memory
from conftest import NOW, ROSTER, Book, Hncert, dump, id_number, student
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from records import SKIPPED, filled_rows
from test_blank import fill_in, meant, stored
from test_determine import RECOGNITION
from test_ingest import facts

from hncert.blank import blank_workbook
from hncert.determine import determine
from hncert.domain.errors import SheetOverflow
from hncert.export import export, exported_kind, exported_view
from hncert.ingest import ingest
from hncert.sheets.table_writing import WRITERS
from hncert.store.database import open_store
from hncert.store.views import VIEWS
from hncert.store.workspace import Workspace
from hncert.tables import TABLES
from hncert.tables.table import Table

OWN = (*ROSTER, "助学金", "宿舍")


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def facts_of(table: Table, path: Path) -> list[tuple[Any, ...]]:
    """An exported file's cells as the kind's own parsers read them, as `meant` reads what was filled in."""
    names = [c.name for c in table.columns if c.name not in SKIPPED and (c.stored or c.shown)]
    rows = [{name: row[table.by_name[name].header] for name in names} for row in csv_rows(path)]
    return [] if not rows else meant(table, rows)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_was_filled_into_a_blank_workbook_is_what_is_exported(
    tmp_path_factory: pytest.TempPathFactory, table: Table, data: st.DataObject
) -> None:
    rows = data.draw(filled_rows(table))
    suffix = data.draw(st.sampled_from([".csv", ".xlsx"]))
    folder = tmp_path_factory.mktemp("export")
    path, out, again = folder / "填好.xlsx", folder / "导出.csv", folder / f"再导入{suffix}"
    path.write_bytes(fill_in(blank_workbook(table), table, rows))
    db, other = open_memory(), open_memory()
    ingest(db, path, now=NOW)

    export(db, exported_kind(db, table.id), out, {})
    export(db, exported_kind(db, table.id), again, {})
    repeated, moved = ingest(db, again, now=NOW), ingest(other, again, now=NOW)

    assert facts_of(table, out) == meant(table, rows)
    assert repeated.accepted, repeated.findings
    assert (repeated.rows.stored, repeated.rows.unchanged) == (0, len(stored(db, table)))
    assert moved.accepted, moved.findings
    assert stored(other, table) == stored(db, table) == meant(table, rows)


@pytest.fixture
def imported(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    rows = [OWN, [*student(1), "一等", "=1+1"], [*student(2, "王䶮"), "", "00123"]]
    roster = workspace.path / "inbox" / "名册.csv"
    roster.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    teacher = [("工号", "姓名", "证件号码", "部门"), ("T001", "李教师", id_number(9, date(1980, 1, 2)), "信息学院")]
    assert hncert("import", roster, book("教职工.xlsx", teacher)).status == 0


@pytest.mark.usefixtures("imported")
def test_every_format_holds_the_same_rows(hncert: Hncert, workspace: Workspace) -> None:
    from pyarrow.parquet import read_table

    paths = {suffix: workspace.outbox / f"人员{suffix}" for suffix in WRITERS}
    assert {hncert("export", "people", "-o", path).status for path in paths.values()} == {0}

    cells = [[cell.value for cell in row] for row in load_workbook(paths[".xlsx"])["people"].iter_rows()]
    from_xlsx = [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]
    from_json = json.loads(paths[".json"].read_text(encoding="utf-8"))["rows"]
    kept = facts(workspace, "select person_id, id_type, id_number, name, sex, birth_date from people order by 1")
    assert [tuple(row.values()) for row in from_json] == kept
    assert from_xlsx == from_json == read_table(paths[".parquet"]).to_pylist()
    assert [row | {"person_id": int(row["person_id"])} for row in csv_rows(paths[".csv"])] == from_json
    assert paths[".csv"].read_bytes().startswith(b"\xef\xbb\xbfperson_id,")


@pytest.mark.usefixtures("imported")
def test_numbers_of_people_are_text_cells_in_a_workbook(hncert: Hncert, workspace: Workspace) -> None:
    hncert("export", "--kind", "roster", "-o", "名册.xlsx")

    book = load_workbook("名册.xlsx")
    [headers, first, second, teacher] = list(book["名册"].iter_rows())
    place = {str(cell.value): at for at, cell in enumerate(headers)}
    for header in ("证件号码", "学号"):
        cell = first[place[header]]
        assert (cell.data_type, cell.number_format) == ("s", "@")
    own = [(row[place["助学金"]].value, row[place["宿舍"]].value) for row in (first, second)]
    assert own == [("一等", "=1+1"), (None, "00123")]
    assert first[place["宿舍"]].data_type == "s"
    assert [teacher[place[h]].value for h in ("人员类别", "学号", "工号")] == ["教职工", None, "T001"]
    assert "名册.csv" in {cell.value for row in book["数据来源"].iter_rows() for cell in row}


@pytest.mark.usefixtures("imported")
def test_own_fields_survive_the_way_out_and_in_again(hncert: Hncert, workspace: Workspace) -> None:
    hncert("export", "--kind", "roster", "-o", "名册.csv")
    before = facts(workspace, "select * from own_fields order by 1, 4")

    again = hncert("import", "名册.csv", "--json")

    assert again.json["counts"]["stored"] == 0
    assert facts(workspace, "select * from own_fields order by 1, 4") == before
    assert len(before) == 3


@pytest.mark.usefixtures("imported")
def test_an_export_is_journalled_with_its_hash_and_that_numbers_were_plain(
    hncert: Hncert, workspace: Workspace
) -> None:
    ran = hncert("export", "people", "--json")

    [output] = ran.json["outputs"]
    assert ran.json["counts"] == {"rows": 3}
    assert id_number(1) not in ran.out
    [(details,)] = facts(workspace, "select details from event where command = 'export'")
    assert json.loads(str(details)) == {
        "exported": "people",
        "rows": 3,
        "output": "导出-people.xlsx",
        "sha256": output["sha256"],
        "unmasked": True,
    }
    assert facts(workspace, "select path, sha256 from output_log") == [("outbox/导出-people.xlsx", output["sha256"])]


@pytest.mark.usefixtures("imported")
def test_a_dry_run_counts_and_writes_nothing(hncert: Hncert, workspace: Workspace) -> None:
    before = dump(workspace)

    ran = hncert("export", "people", "--dry-run")

    assert ran.status == 0
    assert "3 行" in ran.out
    assert list(workspace.outbox.iterdir()) == []
    assert dump(workspace) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nosuch",), "people、enrolments"),
        (("--kind", "nosuch"), "roster（名册）"),
        ((), "二者取一"),
        (("people", "--kind", "roster"), "二者取一"),
        (("people", "-o", "x.docx"), ".csv、.xlsx、.json、.parquet"),
    ],
)
def test_what_cannot_be_exported_is_a_usage_error_naming_what_can(
    hncert: Hncert, workspace: Workspace, args: tuple[str, ...], words: str
) -> None:
    before = dump(workspace)

    ran = hncert("export", *args)

    assert ran.status == 2
    assert words in ran.err
    assert dump(workspace) == before


def test_a_file_is_replaced_only_when_that_is_said(hncert: Hncert, workspace: Workspace) -> None:
    path = workspace.path / "人员.csv"

    statuses = [hncert("export", "people", "-o", path, *args).status for args in ((), (), ("--yes",))]

    assert statuses == [0, 2, 0]


def test_a_kind_that_was_never_imported_is_exported_as_its_headers(hncert: Hncert, workspace: Workspace) -> None:
    from pyarrow.parquet import read_table

    for suffix in WRITERS:
        assert hncert("export", "--kind", "x_mapping", "-o", f"对应{suffix}").status == 0

    assert Path("对应.csv").read_text(encoding="utf-8-sig").startswith("证书名称,证书等级,职业编码")
    assert json.loads(Path("对应.json").read_text(encoding="utf-8"))["rows"] == []
    assert read_table("对应.parquet").column_names[0] == "证书名称"


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_every_public_view_is_exported_in_every_format(tmp_path: Path, name: str, suffix: str) -> None:
    db = open_memory()
    fill(db, {"x": [{"grade": "中级"}], "held": [{"code": "4-04-05-01", "level": "SENIOR", "issued_on": "2020-01-01"}]})
    fill_college(db, {"mapping": EVERY_GRADE})
    determine(db, [RECOGNITION], date(2022, 6, 30))
    path = tmp_path / f"{name}{suffix}"

    digest = export(db, exported_view(db, name), path, {})

    assert path.stat().st_size > 0
    assert len(digest) == 64
    assert [left.name for left in tmp_path.iterdir()] == [path.name]


def test_numbers_stay_numbers_and_money_is_in_yuan(tmp_path: Path, workspace: Workspace) -> None:
    from pyarrow.parquet import read_table

    header = ("姓名", "证件号码", "职业编码", "职业技能等级", "申领机构", "补贴金额")
    rows = [("张三", id_number(1), "4-04-05-01", "三级", "甲机构", "280.10")]
    source = tmp_path / "补贴.csv"
    source.write_text("\n".join(map(",".join, (header, *rows))), encoding="utf-8")
    db = open_memory()
    assert ingest(db, source, now=NOW).accepted

    export(db, exported_kind(db, "prior_claims"), tmp_path / "出.parquet", {})

    [row] = read_table(tmp_path / "出.parquet").to_pylist()
    assert (row["职业技能等级"], row["补贴金额"], row["证件号码"]) == ("三级/高级工", 280.1, id_number(1))


def test_a_cell_too_long_for_a_sheet_is_refused_and_leaves_no_file(tmp_path: Path, workspace: Workspace) -> None:
    with open_store(workspace) as db:
        fill(db, {"x": []})
        db.execute("update person set name = ?", ("长" * 40_000,))

        with pytest.raises(SheetOverflow, match="people 第 2 行"):
            export(db, exported_view(db, "people"), tmp_path / "人.xlsx", {})

        export(db, exported_view(db, "people"), tmp_path / "人.csv", {})
    assert [path.name for path in tmp_path.glob("人*")] == ["人.csv"]
