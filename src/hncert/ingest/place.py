"""Findings worded for their place in a sheet."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from hncert.domain.finding import Finding, Problem, Severity
from hncert.sheets.grid import Grid, column_letter
from hncert.sheets.reading import Source
from hncert.tables.header import Match
from hncert.tables.table import Conflict

AGAINST_ITSELF = "同一条记录在文件中出现多次，内容却不同"
OF_ANOTHER = "编号在库中已属于另一人"
MOVED = "编号改记在同名的另一个证件号码下"


@dataclass(slots=True)
class Place:
    """Where a kind stands in a sheet."""

    source: Source
    grid: Grid
    match: Match

    def row(self, grid_row: int) -> int:
        """The row number that Excel shows."""
        return self.grid.first_row + grid_row

    def column(self, name: str) -> str:
        """A stored column's letter and header; the header alone when the sheet has none."""
        at = self.match.columns.get(name)
        header = self.match.table.by_name[name].header
        return header if at is None else f"{column_letter(self.grid.first_column + at)} {header}"

    def problem(
        self, grid_row: int, name: str, value: str, problem: Problem, severity: Severity = Severity.ERROR
    ) -> Finding:
        """What is wrong with one cell, or worth saying about it."""
        return Finding(
            rule=problem.rule,
            severity=severity,
            clause=problem.clause,
            message=f"{self.match.table.by_name[name].header}：{problem.message}",
            remedy=problem.remedy,
            file=self.source.name,
            sheet=self.grid.sheet,
            row=self.row(grid_row),
            column=self.column(name),
            value=value,
            expected=problem.expected,
        )

    def conflict(self, conflict: Conflict, row: sqlite3.Row) -> Finding:
        """One offender of a conflict's query."""
        return self._finding(
            conflict.rule, conflict.severity, conflict.message, conflict.remedy, conflict.column, row, conflict.clause
        )

    def repeated(self, row: sqlite3.Row) -> Finding:
        """A record that stands in the file twice and differs."""
        rule = "id-repeated-row" if row["column"] == "id_number" else "repeated-row"
        shown = {"at": row["at"], "value": row["value"], "expected": "各行内容一致"}
        return self._finding(rule, Severity.ERROR, AGAINST_ITSELF, "只保留正确的一行", row["column"], shown)

    def taken(self, row: sqlite3.Row) -> Finding:
        """A key that the store knows as another person's."""
        key = self.match.table.key[0]
        same = bool(row["same_name"])
        shown = {"at": row["at"], "value": row["value"], "expected": "一个编号只属于一人"}
        return self._finding(
            "key-moved" if same else "key-of-another",
            Severity.WARNING if same else Severity.ERROR,
            f"{self.match.table.by_name[key].header}：{MOVED if same else OF_ANOTHER}",
            "核对编号和证件号码哪一个写错，改正后再导入",
            key,
            shown,
        )

    def _finding(
        self,
        rule: str,
        severity: Severity,
        message: str,
        remedy: str,
        column: str,
        row: "sqlite3.Row | dict[str, object]",
        clause: str = "",
    ) -> Finding:
        return Finding(
            rule=rule,
            severity=severity,
            clause=clause,
            message=message,
            remedy=remedy,
            file=self.source.name,
            sheet=self.grid.sheet,
            row=row["at"],  # type: ignore[arg-type]
            column=self.column(column) if column in self.match.table.by_name else column,
            value="" if row["value"] is None else str(row["value"]),
            expected=str(row["expected"]),
        )


def no_records(source: Source, grid: Grid) -> Finding:
    """A sheet with a header and nothing below."""
    return Finding(
        rule="no-records",
        severity=Severity.WARNING,
        message="只有表头，没有数据行",
        remedy="确认选对了文件，且数据已保存",
        file=source.name,
        sheet=grid.sheet,
    )


def example_read(place: Place, grid_row: int) -> Finding:
    """A first row that equals the example of the blank workbook in a file that is not known as one."""
    return Finding(
        rule="example-read",
        severity=Severity.WARNING if place.match.table.is_about_people else Severity.NOTE,
        message="与空白表的示例行相同，已当作数据读取",
        remedy="确是示例的，删除这一行后重新导入；空白表请另存为 .xlsx，存成其他格式就认不出示例",
        file=place.source.name,
        sheet=place.grid.sheet,
        row=place.row(grid_row),
    )


def hidden_read(source: Source, grid: Grid, hidden_columns: Sequence[int]) -> Finding:
    """A sheet whose hidden rows or columns were read like the others."""
    rows = [f"第 {row} 行" for row in grid.hidden_rows[:MOST_NAMED]]
    columns = [f"{column_letter(at)} 列" for at in hidden_columns[:MOST_NAMED]]
    more = " 等" if max(len(grid.hidden_rows), len(hidden_columns)) > MOST_NAMED else ""
    return Finding(
        rule="hidden-read",
        severity=Severity.NOTE,
        message="有隐藏的行或列，已照常读取",
        remedy="不该导入的，删除后重新导入",
        file=source.name,
        sheet=grid.sheet,
        value="、".join([*rows, *columns]) + more,
    )


MOST_NAMED = 5
