"""The error workbook: the user's own file with what was found marked in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from hncert.domain import id_numbers
from hncert.domain.finding import Finding, Severity
from hncert.ingest.result import ImportResult, SheetResult
from hncert.profiles import occupations
from hncert.sheets.annotating import CannotAnnotate, Cause, CellMark, SheetMarks, annotate, rebuild
from hncert.sheets.grid import Grid, column_index, column_letter
from hncert.sheets.marks import mark_grid
from hncert.tables.header import Match
from hncert.tables.parsers import code

WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒"}
TEXT_PARSERS = (id_numbers.parse, code, occupations.parse)
NAMED_PLACES = 5
_LETTER = re.compile(r"([A-Z]{1,3}) ")


def error_workbook(result: ImportResult) -> bytes:
    """A copy of the imported workbook with coloured cells, comments, a 问题 column and a guide sheet.

    A source that is no .xlsx, or one that cannot be edited, comes as a new workbook of the same cells.
    """
    source = result.source
    findings = [finding for finding in result.findings if finding.severity in WORDS]
    sheets = zip(result.found, result.sheets, strict=True)
    marks = [_sheet_marks(grid, matches, sheet, findings) for (grid, matches), sheet in sheets]
    causes = _causes(findings)
    if source.content.startswith(b"PK"):
        try:
            return annotate(source.content, marks, causes)
        except CannotAnnotate:
            pass
    kept = (*source.grids, mark_grid(source.marks)) if source.marks else source.grids
    return rebuild(kept, marks, causes)


def _sheet_marks(grid: Grid, matches: Sequence[Match], sheet: SheetResult, findings: Iterable[Finding]) -> SheetMarks:
    marks = [
        CellMark(
            row=finding.row,
            column=_column(finding),
            text=_sentence(finding),
            is_error=finding.severity is Severity.ERROR,
        )
        for finding in findings
        if finding.sheet == grid.sheet and finding.row is not None
    ]
    return SheetMarks(
        sheet=grid.sheet,
        header_row=sheet.header_row,
        last_column=grid.first_column + grid.width - 1,
        last_row=grid.first_row + len(grid.rows) - 1,
        text_columns=_text_columns(grid, matches),
        marks=marks,
    )


def _text_columns(grid: Grid, matches: Sequence[Match]) -> tuple[int, ...]:
    found = {
        grid.first_column + at
        for match in matches
        for name, at in match.columns.items()
        if match.table.by_name[name].parse in TEXT_PARSERS
    }
    return tuple(sorted(found))


def _column(finding: Finding) -> int | None:
    letter = _LETTER.match(finding.column)
    return column_index(letter[1]) if letter else None


def _sentence(finding: Finding) -> str:
    word = "应为：" if finding.severity is Severity.ERROR else ""
    expected = f"（{word}{finding.expected}）" if finding.expected else ""
    return f"{finding.message}{expected}。{finding.remedy}"


def _causes(findings: Iterable[Finding]) -> list[Cause]:
    groups: dict[tuple[Severity, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.severity, finding.rule, finding.message].append(finding)
    ordered = sorted(groups.items(), key=lambda item: (list(WORDS).index(item[0][0]), -len(item[1])))
    return [
        Cause(
            word=WORDS[severity],
            message=message,
            count=len(group),
            places=_places(group),
            remedy=group[0].remedy,
        )
        for (severity, _, message), group in ordered
    ]


def _places(group: Sequence[Finding]) -> str:
    named = [_place(finding) for finding in group[:NAMED_PLACES]]
    return "、".join(named) + (f" 等 {len(group)} 处" if len(group) > NAMED_PLACES else "")


def _place(finding: Finding) -> str:
    at = _column(finding)
    cell = f"第 {finding.row} 行" if at is None else f"{column_letter(at)}{finding.row}"
    return f"{finding.sheet}!{cell}"
