"""The survey of a sheet's XML: the same answers however the sheet is written and however large it is."""

import re

import pytest
from zoo.packages import cell, row, sheet, xlsx

from hncert.domain.errors import FarCell
from hncert.sheets.grid import Grid, column_letter
from hncert.sheets.reading import read_bytes

DATA = (
    '<row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f>B1+1</f><v></v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
)
WRITINGS = {
    "canonical": DATA,
    "single quotes": DATA.replace('"', "'"),
    "spaces": DATA.replace(' r="', ' r = "').replace("><", ">\n  <"),
    "no references": re.sub(r' r="\w+"', "", DATA),
    "style first": re.sub(r'<c (r="\w+")', r'<c s="0" \1', DATA),
    "prefix": re.sub(r"(</?)(\w)", r"\1x:\2", DATA),
}


def read(data: str) -> Grid:
    part = sheet(data)
    if "<x:" in data:
        part = re.sub(r"(</?)(worksheet|sheetData)", r"\1x:\2", part).replace("xmlns=", "xmlns:x=")
    (grid,) = read_bytes("名册.xlsx", xlsx(part)).grids
    return grid


@pytest.mark.parametrize("writing", WRITINGS)
def test_faults_are_found_in_every_writing(writing: str) -> None:
    grid = read(WRITINGS[writing])

    assert grid.rows == [["甲", 1.0], ["=B1+1", "#N/A"]]
    assert {at: fault.rule for at, fault in grid.faults.items()} == {
        (1, 0): "formula-without-value",
        (1, 1): "formula-error",
    }
    assert grid.hidden_rows == ((1,) if writing != "no references" else ())


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_far_cell_is_found_in_every_writing(writing: str) -> None:
    far = '<row r="900000"><c r="XFD900000"><v>1</v></c></row>'
    change = {"single quotes": far.replace('"', "'"), "prefix": re.sub(r"(</?)(\w)", r"\1x:\2", far)}

    with pytest.raises(FarCell, match="XFD900000"):
        read(WRITINGS[writing] + change.get(writing, far))


ROWS = 20_000
PLAIN = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c><c r="B{at}" s="0"/></row>' for at in range(1, ROWS))


def test_a_large_plain_sheet_has_no_faults() -> None:
    grid = read(PLAIN)

    assert (len(grid.rows), grid.width, len(grid.faults)) == (ROWS - 1, 1, 0)


@pytest.mark.parametrize("column", ["B", "Z", "AB"])
def test_one_formula_at_the_end_of_a_large_sheet_is_found(column: str) -> None:
    grid = read(PLAIN + f'<row r="{ROWS}"><c r="{column}{ROWS}"><f>A1</f></c></row>')

    (at,) = grid.faults
    assert (at[0] + grid.first_row, column_letter(at[1])) == (ROWS, column)


def test_blank_cells_out_to_the_edge_are_no_reason_to_refuse() -> None:
    styled = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'

    assert read(PLAIN + styled).width == 1


def test_rows_out_of_order_are_read_where_they_stand() -> None:
    assert read(row(3, ("丙",)) + row(1, ("甲",)) + f'<row r="2">{cell("A2", "乙")}</row>').rows == [
        ["甲"],
        ["乙"],
        ["丙"],
    ]
