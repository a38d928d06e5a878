"""Random valid rows of every kind, drawn from its declaration."""

from collections.abc import Callable
from typing import Any

from conftest import id_number
from hypothesis import strategies as st

from hncert.blank import DATE_PARSERS
from hncert.domain import levels
from hncert.profiles import occupations
from hncert.tables.contests import prizes
from hncert.tables.parsers import mark, rank, score, yuan
from hncert.tables.quotas import METRICS, parse_year
from hncert.tables.roster import parse_cohort, parse_role, parse_tier
from hncert.tables.table import Column, Table

Row = dict[str, str]
Rows = list[Row]

TEXT = st.text("甲乙丙丁信息工程ABC123", min_size=1, max_size=6)
FIXED: dict[Callable[..., Any], st.SearchStrategy[str]] = {
    parse_role: st.just("学生"),
    parse_tier: st.sampled_from(["本科", "专科", "中职"]),
    parse_cohort: st.sampled_from(["2024届", "2025届"]),
    parse_year: st.sampled_from(["2024", "2025"]),
    levels.parse: st.sampled_from([level.label for level in levels.PRINTED_LEVELS]),
    occupations.parse: st.sampled_from(list(occupations.occupations())[:40]),
    score: st.sampled_from(["0", "59.5", "60", "100", "缺考", "违纪"]),
    mark: st.sampled_from(["0", "85.5", "优秀", "不合格", "缺考"]),
    yuan: st.sampled_from(["280", "140.5"]),
    rank: st.sampled_from(["1", "2", "3"]),
    prizes: st.sampled_from(["一等奖", "一等奖、二等奖", "二等奖,三等奖", "四等奖和优秀奖", "最佳创意和谐奖"]),
}
EARLIEST = {"reviewed_on", "window_from"}
EARLY = {"enrolled_on", "starts_on", "filed_on", "valid_from", "rules_on"}
LATE = {"window_to", "graduates_on", "ends_on", "valid_until"}
YEARS = {2020: EARLIEST, 2022: EARLY, 2026: LATE}
SKIPPED = {"staff_number", "sex", "birth_date", "id_type", "parent", "entrants", "rank_from"}


def values_of(column: Column) -> st.SearchStrategy[str]:
    """What a training office might write into a column."""
    if column.parse in DATE_PARSERS:
        year = next((year for year, names in YEARS.items() if column.name in names), 2024)
        return st.integers(1, 12).map(lambda month: f"{year}-{month:02d}-15")
    if column.parse in FIXED:
        return FIXED[column.parse]
    if column.options:
        return st.sampled_from(column.options)
    return TEXT if column.type == "text" else st.integers(1, 20).map(str)


@st.composite
def filled_rows(draw: st.DrawFn, table: Table) -> Rows:
    """Rows of different people, or of different keys, with every column filled."""
    count = draw(st.integers(1, 3))
    rows = []
    for at in range(1, count + 1):
        row = {c.name: draw(values_of(c)) for c in table.columns if c.name not in SKIPPED}
        row |= {name: f"{row[name]}{at}" for name in table.key if name in row and _is_free(table.by_name[name])}
        row |= {"id_number": id_number(at), "name": f"样例{'甲乙丙'[at - 1]}"} if table.is_about_people else {}
        rows.append(row)
    return list({_key(table, row): row for row in rows}.values())


def _is_free(column: Column) -> bool:
    return column.type == "text" and not column.options and column.parse not in (*DATE_PARSERS, *FIXED)


RESIDENT, STUDENT, FIRST_SITTING = "居民身份证", "学生", "正考"
PEOPLE: Rows = [
    {"id_type": RESIDENT, "id_number": id_number(1), "name": "样例甲", "sex": "男", "birth_date": "2004-03-15"},
    {"id_type": RESIDENT, "id_number": id_number(2), "name": "样例乙", "sex": "女", "birth_date": "2004-03-15"},
    {"id_type": "护照", "id_number": "E1234567", "name": "样例丙", "sex": "女", "birth_date": "2003-01-02"},
]
UNDERSTOOD = {"id_type": RESIDENT, "role": STUDENT, "sitting": FIRST_SITTING}
"""What a blank cell of a column is taken for."""
MEASURES = {
    "contests": ("rank_to", "score_from", "prize"),
    "contest_results": ("rank", "score", "prize"),
    "exam_scores": ("theory", "practice", "review"),
}
"""Columns of a kind of which a row must fill one."""
NEVER_BLANK = {"tier", "rank_from", "statement_by"}
OWN = "校内备注"
"""A column that no kind declares."""


@st.composite
def consistent_rows(draw: st.DrawFn, table: Table) -> list[Rows]:
    """Rows that contradict nothing, in groups that must stay in one file.

    Several rows of a group may tell of the same record, each leaving out other things.
    """
    if table.id == "quotas":
        return draw(_quotas(table))
    records = draw(st.lists(_record(table), min_size=1, max_size=4))
    different = {_key(table, record): record for record in reversed(records)}
    return [[row] for record in different.values() for row in draw(_tellings(table, record))]


@st.composite
def whole_record(draw: st.DrawFn, table: Table) -> Row:
    """A row with every column filled that a row of its kind can fill."""
    row = {column.name: draw(values_of(column)) for column in table.columns} | {OWN: draw(TEXT)}
    if table.is_about_people:
        row |= {name: text for name, text in draw(st.sampled_from(PEOPLE)).items() if name in row}
    if table.id == "roster":
        row |= draw(_role(row))
    if table.id == "contests":
        row |= _ranks(row["level"])
    return row | ({"entrants": "9"} if "entrants" in row else {})


@st.composite
def _role(draw: st.DrawFn, row: Row) -> Row:
    role = draw(st.sampled_from([STUDENT, "教职工", "社会人员"]))
    number = f"{role}{row['id_number']}"
    return {
        "role": role,
        "number": "" if role == "教职工" else number,
        "staff_number": number if role == "教职工" else "",
        "tier": row["tier"] if role == STUDENT else "",
    }


def _ranks(level: str) -> Row:
    first = 10 * int(levels.parse(level))  # type: ignore[arg-type]
    return {"rank_from": str(first + 1), "rank_to": str(first + 3)}


@st.composite
def _record(draw: st.DrawFn, table: Table) -> Row:
    row = draw(whole_record(table))
    return draw(_thinned(table, row, [name for name in row if name not in UNDERSTOOD]))


@st.composite
def _tellings(draw: st.DrawFn, table: Table, record: Row) -> Rows:
    """The record, perhaps told twice more with less in it."""
    names = [n for n in record if UNDERSTOOD.get(n, record[n]) == record[n]]
    names = [n for n in names if n not in _identity(table) or n in UNDERSTOOD]
    return [record, *draw(st.lists(_thinned(table, record, names), max_size=2))]


@st.composite
def _thinned(draw: st.DrawFn, table: Table, row: Row, names: list[str]) -> Row:
    """The row without some of the cells named, as far as its kind lets them be blank."""
    measures = [name for name in MEASURES.get(table.id, ()) if row[name]]
    told = {draw(st.sampled_from(measures))} if measures else set()
    kept = NEVER_BLANK | told | {column.name for column in table.columns if column.required}
    blank = draw(st.sets(st.sampled_from([name for name in names if name not in kept])))
    return {name: "" if name in blank else text for name, text in row.items()}


def _key(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(row.get("id_number" if name == "person_id" else name, "") for name in _identity(table))


def _identity(table: Table) -> tuple[str, ...]:
    """What tells records apart: the key, but for the number of the one enrolment in a role."""
    return tuple(name for name in table.key if (table.id, name) != ("roster", "number"))


@st.composite
def _quotas(draw: st.DrawFn, table: Table) -> list[Rows]:
    """Tasks of the school for some years, each shared out in full among departments."""
    groups: list[Rows] = []
    for year in draw(st.sets(st.sampled_from(["2024", "2025"]), min_size=1)):
        shares = draw(st.lists(whole_record(table), min_size=1, max_size=3))
        total = {metric: str(sum(int(share[metric]) for share in shares)) for metric in METRICS}
        whole = shares[0] | {"year": year, "unit": "学校", "parent": ""} | total
        parts = [
            share | {"year": year, "unit": f"院系{at}", "parent": "学校", "document_number": "分解"}
            for at, share in enumerate(shares)
        ]
        groups += [[row] for row in draw(_tellings(table, whole))]
        groups.append([row for part in parts for row in draw(_tellings(table, part))])
    return groups
