"""The zoo: one file a mistake in the cells, and exactly what is said about it."""

import re
from pathlib import Path

import pytest
from college import open_memory
from conftest import NOW
from openpyxl import load_workbook
from zoo.values import FILES, FURTHER, write

from hncert.domain.finding import Severity
from hncert.ingest import ingest

ZOO = Path(__file__).parent / "zoo"


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_is_told_at_its_place_and_nothing_else_is(name: str) -> None:
    _, expected = FILES[name]

    result = ingest(open_memory(), ZOO / f"{name}.xlsx", now=NOW)

    assert sorted((f.row, f.rule) for f in result.findings) == expected
    assert result.accepted == (not any(f.severity is Severity.ERROR for f in result.findings))
    assert result.rows.read == result.rows.stored + result.rows.unchanged + result.rows.rejected + result.rows.blank
    assert all(f.remedy and f.message for f in result.findings)


def test_every_file_of_the_list_is_there() -> None:
    assert {f"{name}.xlsx" for name in FILES} <= {path.name for path in ZOO.glob("*.xlsx")}


def test_every_mistake_of_the_list_has_a_file_named_after_it() -> None:
    _, _, listed = (ZOO / "README.md").read_text(encoding="utf-8").partition("## 表格里常出的毛病")
    rows = [line.split("|")[1:3] for line in listed.splitlines() if line.startswith("| ")][2:]

    assert len(rows) == 22
    for mistake, files in rows:
        named = re.findall(r"`([^`]+)`", files)
        assert named, mistake
        assert not [name for name in named if not (ZOO / name).is_file()], mistake


def test_several_sheets_feed_the_kinds_they_hold_and_the_others_are_named() -> None:
    result = ingest(open_memory(), ZOO / "一个工作簿几张表.xlsx", now=NOW)

    assert [sheet.kinds for sheet in result.sheets] == [("名册",), ("考试成绩",)]
    assert result.skipped_sheets == ("说明",)
    assert result.rows.stored == 4


def test_the_cells_of_the_zoo_are_what_its_list_says(tmp_path: Path) -> None:
    write(tmp_path)

    for name in (*FURTHER, "两行合并的表头", "一人两个学号"):
        kept, made = (load_workbook(folder / f"{name}.xlsx") for folder in (ZOO, tmp_path))
        assert kept.sheetnames == made.sheetnames
        assert [list(sheet.values) for sheet in kept] == [list(sheet.values) for sheet in made]
        assert [sheet.merged_cells.ranges for sheet in kept] == [sheet.merged_cells.ranges for sheet in made]
