"""Waiving warnings: one by its fingerprint, or many by a workbook that comes back filled in."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from hncert.checks import CHECKS
from hncert.domain import dates
from hncert.domain.errors import NoHeader, NotWaivable, UnknownFinding
from hncert.domain.finding import Finding, Problem, Severity
from hncert.domain.masking import mask_text, mask_value
from hncert.sheets.blank_writing import BlankColumn, write_blank
from hncert.sheets.grid import Grid, column_letter
from hncert.sheets.reading import Source, read_source
from hncert.store import findings, waivers
from hncert.store.waivers import Waiver, place_of
from hncert.tables.header import Match, best_match
from hncert.tables.parsing import BLANK, find_records, parse_rows
from hncert.tables.table import Column, Table, Value

NEVER = frozenset(check.id for check in CHECKS if not check.can_be_waived)
TITLE = "放行清单"
NOTES = "填写“放行理由”和“有效期至”，两项都空的行不放行；“放行人”空着的，以导入的人为准。其余各列不要改动。"
WORKBOOK = Table(
    id="waivers",
    title=TITLE,
    target="waiver",
    key=("fingerprint",),
    needs=(("fingerprint",), ("reason",), ("until",)),
    columns=(
        Column(name="fingerprint", header="指纹", required=True),
        Column(name="rule", header="规则"),
        Column(name="message", header="问题"),
        Column(name="place", header="位置"),
        Column(name="reason", header="放行理由", also=("理由",)),
        Column(name="until", header="有效期至", also=("放行至", "有效期"), parse=dates.parse),
        Column(name="author", header="放行人"),
    ),
)
FILLED_IN = ("reason", "until", "author")
EXPIRED = Problem(
    rule="waiver-expired",
    message="有效期已过",
    expected="今天或以后的日期",
    remedy="改为今后的日期，或清空这一行的理由和有效期",
)
UNKNOWN = Problem(
    rule="waiver-unknown",
    message="库中没有这一指纹的提醒，没有放行",
    expected="现有提醒的指纹",
    remedy="提醒已经改正的不用放行；内容变了的，重新导出清单，按新的指纹填写",
)


@dataclass(slots=True, kw_only=True)
class WaiverImport:
    """What a workbook of waivers came to; `findings` with an error mean that nothing was stored."""

    sha256: str
    added: int = 0
    unchanged: int = 0
    blank: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """True unless a row was in error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def waive(db: sqlite3.Connection, fingerprint: str, *, reason: str, author: str, until: date, now: datetime) -> Finding:
    """Waive a stored warning up to and including a day.

    Raises UnknownFinding, or NotWaivable for a hard stop, an error or a note.
    """
    finding = findings.find(db, fingerprint)
    if finding is None:
        raise UnknownFinding(fingerprint=fingerprint)
    _refuse(finding)
    waivers.waive(db, finding, reason=reason, author=author, until=until, now=now)
    return finding


def _refuse(finding: Finding) -> None:
    checks = {check.id: check for check in CHECKS}
    check = checks.get(finding.rule)
    if check is not None and not check.can_be_waived:
        raise NotWaivable(message=finding.message, why=f"{check.clause}：{check.clause.gist}")
    if finding.severity is not Severity.WARNING:
        why = {Severity.ERROR: "错误只能改正", Severity.NOTE: "说明不妨碍任何事，不用放行"}[finding.severity]
        raise NotWaivable(message=finding.message, why=" ".join(filter(None, (why, finding.clause))))


def waiver_workbook(db: sqlite3.Connection, on: date, *, with_open: bool) -> tuple[bytes, int]:
    """A workbook of the waivers that hold on a day and the number of its rows.

    `with_open` adds the warnings that nobody has waived, to be filled in.
    """
    held = waivers.holding(db, on)
    rows = [_held_row(waiver) for waiver in held.values()]
    if with_open:
        still_open, _ = waivers.set_aside(findings.warnings(db), held, never=NEVER)
        rows += [_open_row(finding) for finding in still_open if finding.rule not in NEVER]
    return write_blank(TITLE, NOTES, list(map(_described, WORKBOOK.columns)), {"kind": WORKBOOK.id}, rows), len(rows)


def _held_row(waiver: Waiver) -> list[str]:
    place, message = mask_value(waiver.rule, waiver.place), mask_text(waiver.message)
    return [waiver.fingerprint, waiver.rule, message, place, waiver.reason, waiver.until, waiver.author]


def _open_row(finding: Finding) -> list[str]:
    place, message = mask_value(finding.rule, place_of(finding)), mask_text(finding.message)
    return [finding.fingerprint, finding.rule, message, place, "", "", ""]


def _described(column: Column) -> BlankColumn:
    is_day = column.parse is dates.parse
    return BlankColumn(
        header=column.header,
        required=False,
        format="yyyy-mm-dd" if is_day else "@",
        locked=column.name not in FILLED_IN,
    )


def import_waivers(db: sqlite3.Connection, path: Path, *, author: str, today: date, now: datetime) -> WaiverImport:
    """Add the waivers of a workbook; one row in error and none is added.

    Raises the errors of `read_source`, NoHeader, and NotWaivable for a hard stop or an error.
    """
    source = read_source(path)
    sheets = [(grid, match) for grid in source.grids if (match := best_match(grid, WORKBOOK)) and match.is_complete]
    if not sheets:
        words = "、".join(WORKBOOK.by_name[name].header for (name,) in WORKBOOK.needs)
        raise NoHeader(file=source.name, expected=f"{words}（{TITLE}，用 hncert waiver export 导出）")
    result = WaiverImport(sha256=source.sha256)
    wanted = [row for grid, match in sheets for row in _rows(_Place(source, grid, match), result)]
    known = list(_known(db, wanted, today, result))
    if result.accepted:
        _add(db, known, result, author=author, now=now)
    return result


@dataclass(frozen=True, slots=True)
class _Place:
    source: Source
    grid: Grid
    match: Match

    def finding(self, row: int, name: str, value: str, problem: Problem, severity: Severity) -> Finding:
        header = WORKBOOK.by_name[name].header
        letter = column_letter(self.grid.first_column + self.match.columns[name])
        return Finding(
            rule=problem.rule,
            severity=severity,
            message=f"{header}：{problem.message}",
            remedy=problem.remedy,
            file=self.source.name,
            sheet=self.grid.sheet,
            row=self.grid.first_row + row,
            column=f"{letter} {header}",
            value=value,
            expected=problem.expected,
        )


_Row = tuple[_Place, int, dict[str, Value]]


def _rows(place: _Place, result: WaiverImport) -> Iterator[_Row]:
    """The rows of a sheet that ask for something; what cannot be read is told."""
    parsed = parse_rows(place.match, find_records(place.grid, [place.match]), rides=False)
    bad = {at for at, *_ in parsed.problems}
    for at, name, value, problem in parsed.problems:
        result.findings.append(place.finding(parsed.rows[at], name, value, problem, Severity.ERROR))
    for at, row in enumerate(parsed.rows):
        values = {name: cells[at] for name, cells in parsed.columns.items()}
        if at not in bad and (values["reason"] or values["until"]):
            yield place, row, values
        elif at not in bad:
            result.blank += 1


def _known(
    db: sqlite3.Connection, rows: Iterable[_Row], today: date, result: WaiverImport
) -> Iterator[tuple[Finding, dict[str, Value]]]:
    for place, row, values in rows:
        lacking = [name for name in ("reason", "until") if not values[name]]
        for name in lacking:
            result.findings.append(place.finding(row, name, "", BLANK, Severity.ERROR))
        if lacking:
            continue
        if str(values["until"]) < today.isoformat():
            result.findings.append(place.finding(row, "until", str(values["until"]), EXPIRED, Severity.ERROR))
            continue
        finding = findings.find(db, str(values["fingerprint"]))
        if finding is None:
            told = place.finding(row, "fingerprint", str(values["fingerprint"]), UNKNOWN, Severity.WARNING)
            result.findings.append(told)
            continue
        _refuse(finding)
        yield finding, values


def _add(
    db: sqlite3.Connection,
    known: Iterable[tuple[Finding, dict[str, Value]]],
    result: WaiverImport,
    *,
    author: str,
    now: datetime,
) -> None:
    held = waivers.holding(db, date.min)
    for finding, values in known:
        own = str(values.get("author") or author)
        asked = (str(values["reason"]), str(values["until"]), own)
        standing = held.get(finding.fingerprint)
        if standing and (standing.reason, standing.until, standing.author) == asked:
            result.unchanged += 1
            continue
        until = date.fromisoformat(asked[1])
        waivers.waive(db, finding, reason=asked[0], author=own, until=until, now=now)
        result.added += 1
