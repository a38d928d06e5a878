"""Reading the data rows of a matched sheet column by column."""

import re
from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from hncert.domain.finding import Noted, Problem
from hncert.domain.id_numbers import unrecoverable
from hncert.sheets.grid import Grid
from hncert.tables.header import Match
from hncert.tables.parsers import plain
from hncert.tables.table import Column, Value

_LABEL = re.compile(
    r"(?:合计|总计|小计|共计)(?:人数|数)?[:：]?[0-9.]*[人名条项个行]?"
    r"|(?:填表|填报)?(?:备注|说明|注)(?:[:：].*|.*[，。；].*)?"
    r"|(?:制表|填表|填报|审核|复核|经办|负责|单位)(?:人|单位|日期|时间|负责人|意见)?"
    r"(?:[(（]?(?:盖章|公章|签章|签字|签名)[)）]?)?(?:[:：].*)?"
)
"""A whole cell that closes a table: totals, notes, signatures."""
_TOTALS = frozenset(f"{word}{gap}计" for word in "合总小共" for gap in ("", " ", "  ", "　"))
_AMOUNT = re.compile(r"[-+]?[0-9][0-9,]*(?:[.][0-9]+)?[%人名条项个行本元次]?(?:人次)?")

_Cell = TypeVar("_Cell", bound=Hashable)

BLANK = Problem(rule="blank-cell", message="必填项为空", expected="不能为空", remedy="补填后再导入")


@dataclass(frozen=True, slots=True)
class DataRows:
    """The records below a header, told from blank rows and from rows that close the table.

    `records` are rows counted from grid row `start`, `texts` their cells by grid column, and
    `faults` what cannot be trusted, by grid column and row: numbers that have lost their last
    digits, formulas without a value; `example` is the grid row that says what the blank workbook
    gave as an example, which is a record unless `is_example_left_out`; None when there is none.
    """

    start: int
    records: list[int]
    below: int
    texts: dict[int, list[str]]
    faults: dict[int, dict[int, Problem]]
    example: int | None = None
    is_example_left_out: bool = False

    @property
    def blank(self) -> int:
        """Rows without a record: empty ones, footers, notes and repeated headers."""
        return self.below - len(self.records)

    def without(self, places: Set[int]) -> "DataRows":
        """The same with some of the records, by place, counted as blank."""
        if not places:
            return self
        kept = [at for at in range(len(self.records)) if at not in places]
        texts = {column: [cells[at] for at in kept] for column, cells in self.texts.items()}
        return replace(self, records=[self.records[at] for at in kept], texts=texts)

    def pick(self, cells: list[str]) -> list[str]:
        """Of a column below the header, the cells of the records."""
        return cells if len(self.records) == self.below else [cells[record] for record in self.records]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The values of one kind's rows: `columns[name][i]` belongs to grid row `rows[i]`.

    `problems` are (index into rows, column name, text as written, what is wrong), `notes` the same
    for values that were accepted with something to say.
    """

    rows: list[int]
    columns: dict[str, list[Value]]
    problems: list[tuple[int, str, str, Problem]]
    notes: list[tuple[int, str, str, Noted]]


def find_records(grid: Grid, matches: Sequence[Match], *, has_example: bool = False) -> DataRows:
    """Read the matched columns below the header and tell records from everything else.

    The first row of a blank workbook, known by its `has_example`, is no record while it still says
    what the blank workbook gave as an example.
    """
    start = max(match.header_end for match in matches)
    texts: dict[int, list[str]] = {}
    faults: dict[int, dict[int, Problem]] = {}
    for at in sorted({at for match in matches for at in match.columns.values()}):
        texts[at], lost = grid.column_texts(at, start)
        faults[at] = dict.fromkeys(lost, unrecoverable())
    for (row, at), problem in grid.faults.items():
        if row >= start and at in faults:
            faults[at][row - start] = problem
    doubtful = {row for rows in faults.values() for row in rows}
    filled = [at for at, cells in enumerate(zip(*texts.values(), strict=True)) if any(cells) or at in doubtful]
    left_out = _left_out(grid, matches[0], start, texts, filled)
    example = next((at for at in filled[:1] if _is_example(matches[0], texts, at)), None)
    left_out |= {example} if has_example and example is not None else set()
    records = [at for at in filled if at not in left_out] if left_out else filled
    below = len(grid.rows) - start
    if len(records) < below:
        texts = {at: [cells[record] for record in records] for at, cells in texts.items()}
    place = None if example is None else start + example
    return DataRows(start, records, below, texts, faults, place, has_example and example is not None)


def _left_out(grid: Grid, match: Match, start: int, texts: dict[int, list[str]], filled: list[int]) -> set[int]:
    required = [column for column in match.table.columns if column.required and column.name in match.columns]
    cells = [texts[match.columns[column.name]] for column in required]
    doubtful = {at for blank in cells for at in _places_of("", blank)} & set(filled)
    doubtful |= {at for column in cells for total in _TOTALS.intersection(column) for at in _places_of(total, column)}
    closing = {at for at in doubtful if _closes(grid.texts(start + at))}
    anchor = match.columns[required[0].name]
    labels = {required[0].header, *required[0].also, *(grid.texts(row)[anchor] for row in range(start))} - {""}
    repeated = {at for label in labels for at in _places_of(label, texts[anchor])}
    return closing | repeated


def _is_example(match: Match, texts: dict[int, list[str]], row: int) -> bool:
    return all(texts[at][row] == match.table.example[column] for column, at in match.columns.items())


def _places_of(text: str, cells: list[str]) -> list[int]:
    if text not in cells:
        return []
    return [at for at, cell in enumerate(cells) if cell == text]


def _closes(texts: list[str]) -> bool:
    """True for a row that begins with a label and says little else: labels, their answers, amounts."""
    cells = ["".join(text.split()) for text in texts]
    filled = [at for at, cell in enumerate(cells) if cell]
    if _LABEL.fullmatch(cells[filled[0]]) is None:
        return False
    other = [at for at in filled[1:] if not _says_little(cells, at)]
    return not other or (len(other) == 1 and len(filled) * 2 <= len(cells))


def _says_little(cells: list[str], at: int) -> bool:
    before = cells[at - 1]
    is_answer = before.endswith((":", "：")) and _LABEL.fullmatch(before) is not None
    return is_answer or any(form.fullmatch(cells[at]) for form in (_LABEL, _AMOUNT))


def parse_rows(match: Match, data: DataRows, *, rides: bool) -> Parsed:
    """Parse every column of a kind.

    A kind that `rides` on another kind's sheet leaves out the rows where its own columns are blank.
    """
    texts = {name: data.texts[at] for name, at in match.columns.items()}
    places = data.records
    if rides:
        own = [texts[column.name] for column in match.table.own_columns if column.name in texts]
        kept = [at for at, cells in enumerate(zip(*own, strict=True)) if any(cells)]
        texts = {name: [cells[at] for at in kept] for name, cells in texts.items()}
        places = [places[at] for at in kept]
    columns: dict[str, list[Value]] = {}
    problems: list[tuple[int, str, str, Problem]] = []
    notes: list[tuple[int, str, str, Noted]] = []
    for column in match.table.columns:
        if column.name not in texts:
            continue
        written, lost = texts[column.name], data.faults[match.columns[column.name]]
        columns[column.name], bad, told = parse_column(column, written, columns.get(column.given))
        bad |= {at: lost[place] for at, place in enumerate(places) if place in lost} if lost else {}
        problems += [(at, column.name, written[at], problem) for at, problem in bad.items()]
        notes += [(at, column.name, written[at], noted) for at, noted in told.items() if at not in bad]
    return Parsed([data.start + place for place in places], columns, problems, notes)


def parse_column(
    column: Column, texts: list[str], given: Sequence[Value] | None = None
) -> tuple[list[Value], dict[int, Problem], dict[int, Noted]]:
    """Parse each different text once; answer the values and, by place, what is wrong or to be said.

    `given` are the parsed values of the column that this one's parser also takes.
    """
    if column.parse is plain and not (column.required and "" in texts):
        return [text or None for text in texts], {}, {}
    blank: Value | Noted | Problem = BLANK if column.required else None
    parse: Callable[..., Value | Noted | Problem] = column.parse
    if given is not None and len(set(given)) > 1:
        pairs = list(zip(texts, given, strict=True))
        return _answer(pairs, lambda pair: parse(*pair) if pair[0] else blank)
    if given:
        return _answer(texts, lambda text: parse(text, given[0]) if text else blank)
    if "" in texts:
        return _answer(texts, lambda text: parse(text) if text else blank)
    return _answer(texts, parse)


def _answer(
    cells: list[_Cell], parse: Callable[[_Cell], Value | Noted | Problem]
) -> tuple[list[Value], dict[int, Problem], dict[int, Noted]]:
    different = set(cells)
    if len(different) == len(cells):
        answers = told_once = list(map(parse, cells))
    else:
        known = dict(zip(different, map(parse, different), strict=True))
        answers, told_once = list(map(known.__getitem__, cells)), list(known.values())
    if not {Noted, Problem}.intersection(map(type, told_once)):
        return cast("list[Value]", answers), {}, {}
    bad = {at: answer for at, answer in enumerate(answers) if isinstance(answer, Problem)}
    told = {at: answer for at, answer in enumerate(answers) if isinstance(answer, Noted)}
    return [_value(answer) for answer in answers], bad, told


def _value(answer: Value | Noted | Problem) -> Value:
    if isinstance(answer, Problem):
        return None
    return answer.value if isinstance(answer, Noted) else answer
