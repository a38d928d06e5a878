"""Cells whose value cannot be trusted: formulas never calculated, error values, overlong text."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hncert.domain.finding import Problem
from hncert.sheets.bounds import MOST_CELL_TEXT
from hncert.sheets.grid import Cell, Grid

ERROR_VALUES = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
FORMULA_WITHOUT_VALUE = Problem(
    rule="formula-without-value",
    message="公式没有保存计算结果，读不到值",
    expected="公式的计算结果或直接填写的内容",
    remedy="用 Excel 或 WPS 打开并保存一次再导入，或把公式“选择性粘贴”为数值",
)
OVERLONG_CELL = Problem(
    rule="overlong-cell",
    message=f"单元格内容超过 {MOST_CELL_TEXT:,} 个字符",
    expected=f"不超过 {MOST_CELL_TEXT:,} 个字符",
    remedy="多半是引号不配对或整段文字粘进了一格：核对这一格，改正后再导入",
)

Faults = dict[tuple[int, int], tuple[Problem, str]]
"""By row and column of the sheet, both counted from 0: what is wrong and what stands there."""


@cache
def formula_error(value: str) -> Problem:
    """What to say of a cell that shows an error value."""
    return Problem(
        rule="formula-error",
        message=f"单元格是错误值 {value}",
        expected="公式的计算结果或直接填写的内容",
        remedy="改正公式或它引用的单元格，或直接填写内容，再导入",
    )


def with_faults(grid: Grid, faults: Faults) -> Grid:
    """The grid, made to reach every faulty cell, with what stands there in place of a blank."""
    if faults:
        grid = _reach(grid, faults)
    found: dict[tuple[int, int], Problem] = {}
    for (row, column), (problem, text) in faults.items():
        at = row - grid.first_row + 1, column - grid.first_column
        found[at] = problem
        if not str(grid.rows[at[0]][at[1]]).strip():
            grid.rows[at[0]][at[1]] = text
    return replace(grid, faults=found)


def _reach(grid: Grid, faults: Faults) -> Grid:
    rows, columns = [row for row, _ in faults], [column for _, column in faults]
    if not grid.rows:
        grid = replace(grid, rows=[[""]], first_row=rows[0] + 1, first_column=columns[0])
    above = max(grid.first_row - 1 - min(rows), 0)
    before = max(grid.first_column - min(columns), 0)
    after = max(max(columns) - grid.first_column - grid.width + 1, 0)
    below = max(max(rows) - grid.first_row + 2 - len(grid.rows), 0)
    if not (above or before or after or below):
        return grid
    width = before + grid.width + after
    kept: list[list[Cell]] = [[*[""] * before, *row, *[""] * after] for row in grid.rows]
    blank: list[list[list[Cell]]] = [[[""] * width for _ in range(count)] for count in (above, below)]
    return replace(
        grid,
        rows=[*blank[0], *kept, *blank[1]],
        first_row=grid.first_row - above,
        first_column=grid.first_column - before,
    )


def with_overlong(grid: Grid) -> Grid:
    """The grid with its overlong cells among the faults."""
    overlong = {
        (at, column): OVERLONG_CELL
        for at, row in enumerate(grid.rows)
        for column, cell in enumerate(row)
        if type(cell) is str and len(cell) > MOST_CELL_TEXT
    }
    return replace(grid, faults={**grid.faults, **overlong}) if overlong else grid


def with_error_texts(grid: Grid) -> Grid:
    """The grid of a text table with the cells that read as an error value among the faults."""
    errors: Mapping[tuple[int, int], Problem] = {
        (at, column): formula_error(str(cell))
        for at, row in enumerate(grid.rows)
        for column, cell in enumerate(row)
        if type(cell) is str and cell[:1] == "#" and cell in ERROR_VALUES
    }
    return replace(grid, faults={**grid.faults, **errors}) if errors else grid
