"""One file on its way into the store."""

import gc
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from hncert.domain.finding import Finding, Severity
from hncert.domain.id_numbers import normalise
from hncert.ingest.place import Place, example_read, hidden_read, no_records
from hncert.ingest.recognition import recognise_sheets
from hncert.ingest.result import ImportResult, SheetResult, own_columns, sheet_result
from hncert.ingest.returned import check_returned, hidden_by_user, is_prefilled, left_empty, refuse_damaged
from hncert.ingest.stage_rows import stage_rows
from hncert.sheets.annotated_marks import is_guide
from hncert.sheets.grid import Grid
from hncert.sheets.reading import Source, read_source
from hncert.store import changes, findings, identity, imports, pending, staging
from hncert.store.import_profiles import Pinned
from hncert.store.imports import Reconciliation
from hncert.store.pending import Rejected
from hncert.store.staging import Staged
from hncert.tables import TABLES
from hncert.tables.header import Match
from hncert.tables.parsing import Parsed, find_records, parse_rows
from hncert.tables.people import NAMESAKE
from hncert.tables.table import PERSON_COLUMN, Table

OWN_FIELDS = "own_fields"
NO_ROWS: Mapping[str, AbstractSet[int]] = {}


def ingest(
    db: sqlite3.Connection,
    path: Path,
    *,
    now: datetime,
    kind: str | None = None,
    accept_valid: bool = False,
    profiles: Sequence[Pinned] = (),
) -> ImportResult:
    """Import a file into the tables its sheets feed.

    A file with an error stores nothing, or with `accept_valid` its good rows, the others waiting as
    pending. A file that was imported before and differs in nothing from the store leaves no trace.
    Raises the errors of `read_source`, NoHeader or MissingColumn when no sheet can be read or
    recognised, DamagedPrefill.
    """
    with _collection_paused():
        source = read_source(path)
        tables = [table for table in TABLES if kind in (None, table.id)]
        return ingest_source(db, source, tables, now=now, accept_valid=accept_valid, profiles=profiles)


def ingest_source(
    db: sqlite3.Connection,
    source: Source,
    tables: Sequence[Table],
    *,
    now: datetime,
    accept_valid: bool,
    profiles: Sequence[Pinned],
) -> ImportResult:
    """Import a file that has been read into the tables that its sheets feed; see `ingest`."""
    found = recognise_sheets(source, tables, profiles)
    refuse_damaged(source, found)
    return _ingest(db, source, found, now=now, accept_valid=accept_valid)


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Millions of cells live until the file is done; looking through them for cycles costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _ingest(
    db: sqlite3.Connection,
    source: Source,
    found: list[tuple[Grid, list[Match]]],
    *,
    now: datetime,
    accept_valid: bool,
) -> ImportResult:
    earlier = imports.earlier_import(db, source.sha256)
    db.execute("savepoint file")
    load = _pass(db, source, found, now, NO_ROWS)
    findings = load.findings
    while accept_valid and load.has_errors and (without := _faulty(findings)):
        db.execute("rollback to file")
        load = _pass(db, source, found, now, without)
        findings += load.errors
    result = load.result(findings, found)
    result.imported_before = earlier["imported_at"] if earlier is not None else ""
    result.changed = result.accepted and (result.rows.stored > 0 or load.solved > 0 or earlier is None)
    if result.accepted:
        result.changes = changes.of_import(db, load.import_id)
    if result.changed:
        load.close(result)
        db.execute("release file")
    else:
        db.execute("rollback to file")
        db.execute("release file")
    changes.unwatch(db)
    return result


def _pass(
    db: sqlite3.Connection,
    source: Source,
    found: list[tuple[Grid, list[Match]]],
    now: datetime,
    without: Mapping[str, AbstractSet[int]],
) -> "_Load":
    load = _Load(db, source, imports.open_import(db, source.name, source.sha256, source.encoding, now), without)
    changes.watch(db, load.import_id)
    for grid, matches in found:
        load.sheet(grid, matches)
    return load


def _faulty(findings: Iterable[Finding]) -> dict[str, set[int]]:
    rows: dict[str, set[int]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.row is not None:
            rows.setdefault(finding.sheet, set()).add(finding.row)
    return rows


class _Load:
    """One pass over a file; rows named in `without` are left out as rejected."""

    def __init__(
        self, db: sqlite3.Connection, source: Source, import_id: int, without: Mapping[str, AbstractSet[int]]
    ) -> None:
        self.db = db
        self.source = source
        self.import_id = import_id
        self.without = without
        self.sheets: list[SheetResult] = []
        self.targets: set[str] = set()
        self.findings: list[Finding] = []
        self.rejected: list[Rejected] = []
        self.new_rows = 0
        self.solved = 0

    def sheet(self, grid: Grid, matches: list[Match]) -> None:
        """Load every kind that a sheet feeds and account for its rows."""
        first = Place(self.source, grid, matches[0])
        data = find_records(grid, matches, has_example=bool(self.source.marks) and not is_prefilled(first))
        data = data.without(left_empty(first, data))
        own = own_columns(grid, matches, data)
        states = dict.fromkeys((grid.first_row + data.start + row for row in data.records), staging.UNCHANGED)
        out = self.without.get(grid.sheet, frozenset())
        before = len(self.findings)
        for order, match in enumerate(matches):
            place = Place(self.source, grid, match)
            parsed = parse_rows(match, data, rides=order > 0)
            self._reject(place, parsed, out)
            self._tell_cells(place, parsed, out)
            changed = [f for f in check_returned(self.db, place, parsed) if f.row not in out]
            self.findings += changed
            left = out | {f.row for f in changed if f.row is not None}
            found = self._kind(place, parsed, left, own if order == 0 else {})
            states.update(found if order == 0 else ((at, max(states[at], state)) for at, state in found))
        if data.example is not None and not data.is_example_left_out:
            self.findings.append(example_read(first, data.example))
        if not data.records:
            self.findings.append(no_records(self.source, grid))
        if grid.hidden_rows or hidden_by_user(first):
            self.findings.append(hidden_read(self.source, grid, hidden_by_user(first)))
        faulty = out | {f.row for f in self.findings[before:] if f.severity is Severity.ERROR and f.row is not None}
        kept = [state for at, state in states.items() if at not in faulty]
        self.new_rows += kept.count(staging.NEW)
        stored = sum(1 for state in kept if state)
        added = (PERSON_COLUMN,) if is_prefilled(first) else ()
        self.sheets.append(sheet_result(grid, matches, data, own, stored, len(faulty), added))

    def _kind(
        self, place: Place, parsed: Parsed, out: AbstractSet[int], own: Mapping[str, list[str]]
    ) -> Iterable[tuple[int, int]]:
        table = place.match.table
        staged = stage_rows(self.db, place, parsed, out, own)
        self._prepare(table)
        if self._drop(self._contradictions(staged, place)):
            self._prepare(table)
        source = {"import_id": self.import_id, "sheet": place.grid.sheet}
        for statement in table.corrections:
            self.db.execute(statement)
        if table.is_about_people:
            staged.put_people(source)
            rows = identity.namesakes(self.db, self.import_id, place.grid.sheet)
            self.findings += [place.conflict(NAMESAKE, row) for row in rows]
        self._drop(self._taken(staged, place))
        values = [*table.values, *([OWN_FIELDS] if own else [])]
        if table.target in self.targets:
            self._drop(map(place.repeated, staged.clashing(table.target, table.key, table.values, self.import_id)))
        self.targets.add(table.target)
        staged.put(table.target, table.key, values, source)
        key = dict.fromkeys(_non_person_key(table), False) | dict.fromkeys(table.loose_key, True)
        self.solved += pending.solve(self.db, table.id, key, table.is_about_people, self.import_id)
        return staged.states()

    def _tell_cells(self, place: Place, parsed: Parsed, out: AbstractSet[int]) -> None:
        rows = parsed.rows
        self.findings += [
            place.problem(rows[at], name, value, problem)
            for at, name, value, problem in parsed.problems
            if place.row(rows[at]) not in out
        ]
        self.findings += [
            place.problem(rows[at], name, value, noted.problem, noted.severity)
            for at, name, value, noted in parsed.notes
            if place.row(rows[at]) not in out
        ]

    def _prepare(self, table: Table) -> None:
        for statement in table.prepare:
            self.db.execute(statement)

    def _drop(self, findings: Iterable[Finding]) -> bool:
        """Keep the findings and take the rows of the errors out of `staged`; True when there were any."""
        told = list(findings)
        self.findings += told
        rows = {(finding.row,) for finding in told if finding.severity is Severity.ERROR}
        self.db.executemany("delete from staged where at = ?", rows)
        return bool(rows)

    def _contradictions(self, staged: Staged, place: Place) -> Iterator[Finding]:
        table = place.match.table
        for conflict in table.conflicts:
            if conflict.repeats and not staged.has_repeats(conflict.repeats):
                continue
            if conflict.only_given and conflict.column not in place.match.columns:
                continue
            yield from (place.conflict(conflict, row) for row in self.db.execute(conflict.sql).fetchall())
        key = [part for name in table.key for part in (staging.PERSON_KEY if name == "person_id" else (name,))]
        values = [c.name for c in table.own_columns if c.name not in table.key]
        values += [part for name in table.fixed for part in (staging.PERSON_KEY if name == "person_id" else (name,))]
        yield from (place.repeated(row) for row in staged.contradictions(key, values))

    def _taken(self, staged: Staged, place: Place) -> Iterator[Finding]:
        table = place.match.table
        for fixed in table.fixed:
            yield from (place.taken(row) for row in staged.differing(table.target, table.key, fixed))

    def _reject(self, place: Place, parsed: Parsed, out: AbstractSet[int]) -> None:
        """Remember the rows left out of this pass as they will wait in the pending list."""
        if out:
            self.rejected += [
                _rejected(place, parsed, at) for at, row in enumerate(parsed.rows) if place.row(row) in out
            ]

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep a row or the file out."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def has_errors(self) -> bool:
        """True once anything was found that keeps the file out."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def result(self, findings: list[Finding], found: list[tuple[Grid, list[Match]]]) -> ImportResult:
        """The file's sum; when it is kept out, every record counts as rejected."""
        accepted = not self.has_errors
        faulty = sum(sheet.rows.rejected for sheet in self.sheets)
        for sheet in () if accepted else self.sheets:
            sheet.rows = Reconciliation(
                read=sheet.rows.read, rejected=sheet.rows.read - sheet.rows.blank, blank=sheet.rows.blank
            )
        read = [grid.sheet for grid, _ in found]
        unread = [g.sheet for g in self.source.grids if g.rows and g.sheet not in read and not is_guide(g)]
        return ImportResult(
            file=self.source.name,
            sha256=self.source.sha256,
            encoding=self.source.encoding,
            sheets=self.sheets,
            skipped_sheets=(*unread, *(f"{name}（隐藏）" for name in self.source.hidden)),
            findings=findings,
            rows=sum((sheet.rows for sheet in self.sheets), Reconciliation()),
            faulty_rows=faulty,
            accepted=accepted,
            new_rows=self.new_rows if accepted else 0,
            solved=self.solved if accepted else 0,
            source=self.source,
            found=found,
        )

    def close(self, result: ImportResult) -> None:
        """Write the import log of an accepted file, keep its bytes and its rejected rows."""
        result.import_id = self.import_id
        imports.keep_source(self.db, self.source.sha256, self.source.name, self.source.content)
        for sheet in result.sheets:
            imports.log_sheet(self.db, self.import_id, sheet.sheet, ",".join(sheet.kinds), sheet.header_row, sheet.rows)
        imports.close_import(self.db, self.import_id, result.rows)
        findings.keep(self.db, self.import_id, result.findings)
        pending.keep(self.db, self.import_id, self.source.name, self.rejected, result.findings)


def _non_person_key(table: Table) -> tuple[str, ...]:
    return tuple(name for name in table.key if name != "person_id")


def _rejected(place: Place, parsed: Parsed, at: int) -> Rejected:
    grid_row = parsed.rows[at]
    texts = place.grid.texts(grid_row)
    table = place.match.table
    values = {name: cells[at] for name, cells in parsed.columns.items()}
    return Rejected(
        kind=table.id,
        sheet=place.grid.sheet,
        row=place.row(grid_row),
        name=values.get("name"),
        id_number=values.get("id_number") or _written_number(place, texts),
        key={name: values.get(name) for name in _non_person_key(table)},
        cells={table.by_name[name].header: texts[column] for name, column in place.match.columns.items()},
    )


def _written_number(place: Place, texts: list[str]) -> str | None:
    at = place.match.columns.get("id_number")
    return None if at is None else normalise(texts[at]) or None
