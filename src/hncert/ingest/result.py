"""What a file came to, as `ingest` answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hncert.domain.finding import Finding
from hncert.sheets.grid import Grid, column_letter
from hncert.sheets.reading import Source
from hncert.store.changes import Change
from hncert.store.imports import Reconciliation
from hncert.tables.header import Match
from hncert.tables.parsing import DataRows

COUNTERS = ("序号", "编号", "No", "No.", "NO", "NO.", "行号", "问题", "系统编号")
"""Columns that are never a school's own fields: row counters and what the program adds itself."""


@dataclass(slots=True, kw_only=True)
class SheetResult:
    """What one sheet was taken for and what its rows came to.

    `recognised` maps a column (letter and text) to the header it answers to, `own` are those kept
    as the school's own fields, `ignored` the rest; `example` is the Excel row left out as the
    example of a blank workbook.
    """

    sheet: str
    kinds: tuple[str, ...]
    profile: str
    header_row: int
    recognised: dict[str, str]
    own: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: Reconciliation
    example: int | None = None


@dataclass(slots=True, kw_only=True)
class ImportResult:
    """What one file came to.

    `accepted` is False when an error kept the whole file out; `import_id` is its number in the
    import log, None when nothing was kept; `new` and `changed_rows` say what the stored rows were,
    `changes` field by field; `solved` pending rows of earlier imports found their answer.
    """

    file: str
    sha256: str
    encoding: str
    sheets: list[SheetResult]
    skipped_sheets: tuple[str, ...]
    findings: list[Finding]
    rows: Reconciliation
    faulty_rows: int
    accepted: bool
    source: Source = field(repr=False)
    found: list[tuple[Grid, list[Match]]] = field(repr=False)
    changed: bool = False
    imported_before: str = ""
    import_id: int | None = None
    new_rows: int = 0
    changes: list[Change] = field(default_factory=list)
    solved: int = 0


def own_columns(grid: Grid, matches: list[Match], data: DataRows) -> dict[str, list[str]]:
    """The unmatched columns that hold anything, by header, as texts of the records."""
    used = {at for match in matches for at in match.columns.values()}
    found: dict[str, list[str]] = {}
    for at, label in _labels(grid, data).items():
        if at in used or not label or label in found or label in COUNTERS:
            continue
        texts = data.pick(grid.column_texts(at, data.start)[0])
        if any(texts):
            found[label] = texts
    return found


def _labels(grid: Grid, data: DataRows) -> dict[int, str]:
    headers = grid.texts(data.start - 1)
    above = grid.texts(data.start - 2) if data.start >= 2 else [""] * len(headers)
    return {at: header or above[at] for at, header in enumerate(headers)}


def sheet_result(
    grid: Grid,
    matches: list[Match],
    data: DataRows,
    own: Mapping[str, list[str]],
    stored: int,
    faulty: int,
    added: Sequence[str],
) -> SheetResult:
    """A sheet's sum; `stored` and `faulty` are rows, `added` the headers that we put into it ourselves."""
    used = {at: match.table.by_name[name].header for match in matches for name, at in match.columns.items()}
    labels = _labels(grid, data)
    return SheetResult(
        sheet=grid.sheet,
        kinds=tuple(match.table.title for match in matches),
        profile=matches[0].profile,
        header_row=grid.first_row + data.start - 1,
        recognised={f"{column_letter(grid.first_column + at)} {labels[at]}": used[at] for at in sorted(used)},
        own=tuple(own),
        ignored=tuple(
            label for at, label in labels.items() if at not in used and label and label not in (*own, *added)
        ),
        rows=Reconciliation(
            read=data.below,
            stored=stored,
            unchanged=len(data.records) - stored - faulty,
            rejected=faulty,
            blank=data.blank,
        ),
        example=grid.first_row + (data.example or 0) if data.is_example_left_out else None,
    )
