"""Stage 1: files into imported tables, all or nothing per file."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hncert.domain import names
from hncert.domain.errors import MissingColumn, NoHeader
from hncert.domain.finding import Finding, Problem, Severity
from hncert.sheets.grid import Grid, column_letter
from hncert.sheets.reading import Source, read_source
from hncert.store import imports, staging
from hncert.store.imports import Reconciliation
from hncert.store.staging import Staged
from hncert.tables import TABLES
from hncert.tables.header import Match, nearest, recognise
from hncert.tables.parsing import DataRows, Parsed, find_records, parse_rows
from hncert.tables.table import PERSON_FIELDS, Conflict, Table, Value

AGAINST_ITSELF = "同一条记录在文件中出现多次，内容却不同"
OF_ANOTHER = "编号在库中已属于另一人"
MOVED = "编号改记在同名的另一个证件号码下"


@dataclass(slots=True, kw_only=True)
class SheetResult:
    """What one sheet was taken for and what its rows came to."""

    sheet: str
    kinds: tuple[str, ...]
    header_row: int
    recognised: dict[str, str]
    ignored: tuple[str, ...]
    rows: Reconciliation


@dataclass(slots=True, kw_only=True)
class ImportResult:
    """What one file came to; `accepted` is False when an error kept the whole file out."""

    file: str
    sha256: str
    encoding: str
    sheets: list[SheetResult]
    skipped_sheets: tuple[str, ...]
    findings: list[Finding]
    rows: Reconciliation
    faulty_rows: int
    accepted: bool
    changed: bool
    imported_before: str


def ingest(db: sqlite3.Connection, path: Path, *, now: datetime, kind: str | None = None) -> ImportResult:
    """Import a file into the tables its sheets feed; a file with an error stores nothing.

    A file that was imported before and differs in nothing from the store leaves no trace, not even
    in the import log. Raises the errors of `read_source`, NoHeader or MissingColumn when no sheet
    can be read or recognised.
    """
    source = read_source(path)
    found = _recognise(source, [table for table in TABLES if kind in (None, table.id)])
    earlier = imports.earlier_import(db, source.sha256)
    db.execute("savepoint file")
    load = _Load(db, source, imports.open_import(db, source.name, source.sha256, source.encoding, now))
    for grid, matches in found:
        load.sheet(grid, matches)
    read = [grid.sheet for grid, _ in found]
    unread = [grid.sheet for grid in source.grids if grid.rows and grid.sheet not in read]
    result = load.result(skipped=(*unread, *(f"{name}（隐藏）" for name in source.hidden)))
    if earlier is not None:
        result.imported_before = earlier["imported_at"]
    result.changed = result.accepted and (result.rows.stored > 0 or earlier is None)
    if result.changed:
        load.close(result)
    else:
        db.execute("rollback to file")
    db.execute("release file")
    return result


def _recognise(source: Source, tables: Sequence[Table]) -> list[tuple[Grid, list[Match]]]:
    found = [(grid, matches) for grid in source.grids if grid.rows and (matches := recognise(grid, tables))]
    if found:
        return found
    close = [(match, grid) for grid in source.grids if grid.rows and (match := nearest(grid, tables))]
    if not close:
        raise NoHeader(file=source.name, expected="；或 ".join(map(_needed_headers, tables)))
    match, grid = max(close, key=lambda pair: (pair[0].share, len(pair[0].columns)))
    missing = [match.table.by_name[name] for group in match.missing for name in group]
    raise MissingColumn(
        file=source.name,
        sheet=grid.sheet,
        row=grid.first_row + match.header_end - 1,
        title=match.table.title,
        missing="、".join(" 或 ".join(match.table.by_name[n].header for n in group) for group in match.missing),
        also="、".join(text for column in missing for text in column.also[:3]) or missing[0].header,
    )


def _needed_headers(table: Table) -> str:
    return "、".join(table.by_name[group[0]].header for group in table.needs) + f"（{table.title}）"


@dataclass(slots=True)
class _Place:
    """Where a kind stands in a sheet, to word findings."""

    source: Source
    grid: Grid
    match: Match

    def row(self, grid_row: int) -> int:
        return self.grid.first_row + grid_row

    def column(self, name: str) -> str:
        at = self.match.columns.get(name)
        if at is None:
            return self.match.table.by_name[name].header
        return f"{column_letter(self.grid.first_column + at)} {self.match.table.by_name[name].header}"

    def problem(self, grid_row: int, name: str, value: str, problem: Problem) -> Finding:
        return Finding(
            rule=problem.rule,
            severity=Severity.ERROR,
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
        return Finding(
            rule=conflict.rule,
            severity=conflict.severity,
            clause=conflict.clause,
            message=conflict.message,
            remedy=conflict.remedy,
            file=self.source.name,
            sheet=self.grid.sheet,
            row=row["at"],
            column=self.column(conflict.column),
            value=str(row["value"]),
            expected=str(row["expected"]),
        )


class _Load:
    """One file on its way into the store."""

    def __init__(self, db: sqlite3.Connection, source: Source, import_id: int) -> None:
        self.db = db
        self.source = source
        self.import_id = import_id
        self.sheets: list[SheetResult] = []
        self.targets: set[str] = set()
        self.findings: list[Finding] = []

    def sheet(self, grid: Grid, matches: list[Match]) -> None:
        """Load every kind that a sheet feeds and account for its rows."""
        data = find_records(grid, matches)
        states = dict.fromkeys((grid.first_row + data.start + row for row in data.records), staging.UNCHANGED)
        before = len(self.findings)
        for order, match in enumerate(matches):
            place = _Place(self.source, grid, match)
            for at, state in self._kind(place, parse_rows(match, data, rides=order > 0)):
                states[at] = max(states[at], state)
        if not data.records:
            self.findings.append(_no_records(self.source, grid))
        faulty = {finding.row for finding in self.findings[before:] if finding.severity is Severity.ERROR}
        stored = sum(1 for at, state in states.items() if state and at not in faulty)
        self.sheets.append(_sheet_result(grid, matches, data, stored, len(faulty)))

    def _kind(self, place: _Place, parsed: Parsed) -> Iterable[tuple[int, int]]:
        table = place.match.table
        self.findings += [place.problem(parsed.rows[at], *rest) for at, *rest in parsed.problems]  # type: ignore[arg-type]
        staged = _stage(self.db, place, parsed)
        for statement in table.prepare:
            self.db.execute(statement)
        self.findings += self._contradictions(staged, place)
        if self.has_errors:
            return []
        source = {"import_id": self.import_id, "sheet": place.grid.sheet}
        for statement in table.corrections:
            self.db.execute(statement)
        if table.is_about_people:
            staged.put_people(source)
        self.findings += self._taken(staged, place)
        if self.has_errors:
            return []
        values = [c.name for c in table.own_columns if c.name not in table.key]
        values += [name for name in table.fixed if name not in table.key]
        if table.target in self.targets:
            clashes = staged.clashing(table.target, table.key, values, self.import_id)
            self.findings += [self._repeated(place, row) for row in clashes]
        if self.has_errors:
            return []
        self.targets.add(table.target)
        staged.put(table.target, table.key, values, source)
        return staged.states()

    def _contradictions(self, staged: Staged, place: _Place) -> Iterator[Finding]:
        table = place.match.table
        for conflict in table.conflicts:
            if conflict.repeats and not staged.has_repeats(conflict.repeats):
                continue
            yield from (place.conflict(conflict, row) for row in self.db.execute(conflict.sql))
        key = [part for name in table.key for part in (staging.PERSON_KEY if name == "person_id" else (name,))]
        values = [c.name for c in table.own_columns if c.name not in table.key]
        values += [part for name in table.fixed for part in (staging.PERSON_KEY if name == "person_id" else (name,))]
        yield from (self._repeated(place, row) for row in staged.contradictions(key, values))

    def _repeated(self, place: _Place, row: sqlite3.Row) -> Finding:
        return Finding(
            rule="id-repeated-row" if row["column"] == "id_number" else "repeated-row",
            severity=Severity.ERROR,
            message=AGAINST_ITSELF,
            remedy="只保留正确的一行",
            file=self.source.name,
            sheet=place.grid.sheet,
            row=row["at"],
            column=place.column(row["column"]),
            value="" if row["value"] is None else str(row["value"]),
            expected="各行内容一致",
        )

    def _taken(self, staged: Staged, place: _Place) -> Iterator[Finding]:
        table = place.match.table
        for fixed in table.fixed:
            for row in staged.differing(table.target, table.key, fixed):
                yield Finding(
                    rule="key-moved" if row["same_name"] else "key-of-another",
                    severity=Severity.WARNING if row["same_name"] else Severity.ERROR,
                    message=f"{table.by_name[table.key[0]].header}：{MOVED if row['same_name'] else OF_ANOTHER}",
                    remedy="核对编号和证件号码哪一个写错，改正后再导入",
                    file=self.source.name,
                    sheet=place.grid.sheet,
                    row=row["at"],
                    column=place.column(table.key[0]),
                    value=str(row["value"]),
                    expected="一个编号只属于一人",
                )

    @property
    def has_errors(self) -> bool:
        """True once anything was found that keeps the file out."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def result(self, *, skipped: tuple[str, ...]) -> ImportResult:
        """The file's sum; when it is kept out, every record counts as rejected."""
        accepted = not self.has_errors
        faulty = sum(sheet.rows.rejected for sheet in self.sheets)
        for sheet in () if accepted else self.sheets:
            sheet.rows = Reconciliation(
                read=sheet.rows.read, rejected=sheet.rows.read - sheet.rows.blank, blank=sheet.rows.blank
            )
        return ImportResult(
            file=self.source.name,
            sha256=self.source.sha256,
            encoding=self.source.encoding,
            sheets=self.sheets,
            skipped_sheets=skipped,
            findings=self.findings,
            rows=sum((sheet.rows for sheet in self.sheets), Reconciliation()),
            faulty_rows=faulty,
            accepted=accepted,
            changed=False,
            imported_before="",
        )

    def close(self, result: ImportResult) -> None:
        """Write the import log of an accepted file."""
        for sheet in result.sheets:
            imports.log_sheet(self.db, self.import_id, sheet.sheet, ",".join(sheet.kinds), sheet.header_row, sheet.rows)
        imports.close_import(self.db, self.import_id, result.rows)
        imports.log_findings(self.db, self.import_id, result.findings)


def _no_records(source: Source, grid: Grid) -> Finding:
    return Finding(
        rule="no-records",
        severity=Severity.WARNING,
        message="只有表头，没有数据行",
        remedy="确认选对了文件，且数据已保存",
        file=source.name,
        sheet=grid.sheet,
    )


def _stage(db: sqlite3.Connection, place: _Place, parsed: Parsed) -> Staged:
    table = place.match.table
    types: dict[str, str] = {"at": "integer", **{column.name: column.type for column in table.columns}}
    values: dict[str, list[Value]] = {"at": [place.row(row) for row in parsed.rows], **parsed.columns}
    if table.is_about_people:
        types |= dict.fromkeys((*PERSON_FIELDS, "name_key"), "text")
        keys = {name: names.normal_form(name) for name in set(map(str, filter(None, values["name"])))}
        values["name_key"] = [keys.get(str(name)) for name in values["name"]]
    if parsed.problems:
        bad = {at for at, *_ in parsed.problems}
        values = {name: [cell for at, cell in enumerate(cells) if at not in bad] for name, cells in values.items()}
    return staging.stage(db, types, values, (*staging.PERSON_KEY, *table.key))


def _sheet_result(grid: Grid, matches: list[Match], data: DataRows, stored: int, faulty: int) -> SheetResult:
    used = {at: match.table.by_name[name].header for match in matches for name, at in match.columns.items()}
    headers = grid.texts(data.start - 1)
    above = grid.texts(data.start - 2) if data.start >= 2 else [""] * len(headers)
    labels = {at: header or above[at] for at, header in enumerate(headers)}
    return SheetResult(
        sheet=grid.sheet,
        kinds=tuple(match.table.title for match in matches),
        header_row=grid.first_row + data.start - 1,
        recognised={f"{column_letter(grid.first_column + at)} {labels[at]}": used[at] for at in sorted(used)},
        ignored=tuple(label for at, label in labels.items() if at not in used and label),
        rows=Reconciliation(
            read=data.below,
            stored=stored,
            unchanged=len(data.records) - stored - faulty,
            rejected=faulty,
            blank=data.blank,
        ),
    )
