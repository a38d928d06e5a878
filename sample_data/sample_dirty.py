"""The deliberately dirty rosters; every mistake stands on a known row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sample_college import COLLEGE, YEAR
from sample_columns import ROSTER_COLUMNS
from sample_people import Student, holds_resident_number
from sample_tables import roster_row
from sample_workbook import Cell, Page, Row

FIRST_ROW = 4
PEOPLE = 120
BLANK_ROWS = (60, 61)
REPEATED_HEADER_ROW = 80
SAME_PERSON_ROWS = (40, 41)
TWO_NAMES_ROWS = (50, 51)
HEADERS = (
    "序号",
    "学 号",
    "姓 名",
    "性　别",
    "证件类型 ",
    "证件\n号码",
    "出生\n日期",
    "民族",
    "层　次",
    " 院系",
    "专业",
    "班级",
    "届 别",
    "入学\n日期",
    "预计毕业\n日期",
    "备注",
)
PLACES = {column.header: place for place, column in enumerate(ROSTER_COLUMNS)}
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def _as_number(number: Cell) -> Cell:
    """As a spreadsheet keeps it: fifteen digits, then zeros."""
    return int(str(number)[:15]) * 1000


def _wrong_check_digit(number: Cell) -> Cell:
    text = str(number)
    return text[:17] + ("0" if text[17] == "X" else str((int(text[17]) + 1) % 10))


def _full_width(number: Cell) -> Cell:
    text = str(number).translate(FULL_WIDTH)
    return f"{text[:6]} {text[6:14]} {text[14:]}"


# Excel row -> header, what happens to the cell.
MISTAKES: dict[int, tuple[str, Callable[[Cell], Cell]]] = {
    8: ("证件号码", _as_number),
    12: ("证件号码", _wrong_check_digit),
    16: ("证件号码", lambda number: str(number)[:17]),
    20: ("姓名", lambda _: None),
    24: ("层次", lambda _: "技校"),
    28: ("层次", lambda _: "研究生班"),
    32: ("入学日期", lambda _: "2022-13-01"),
    36: ("证件号码", _full_width),
}


def _chosen(students: Sequence[Student]) -> list[Student]:
    plain = [one for one in students if holds_resident_number(one) and not one.remark]
    return plain[:: len(plain) // PEOPLE][:PEOPLE]


def _copied(rows: list[list[Cell]], rows_apart: tuple[int, int], headers: Sequence[str]) -> None:
    source, target = (rows[row - FIRST_ROW] for row in rows_apart)
    for header in headers:
        target[PLACES[header]] = source[PLACES[header]]


def _dirty_rows(students: Sequence[Student]) -> list[Row]:
    rows = [list(roster_row(serial, one)) for serial, one in enumerate(_chosen(students), start=1)]
    for row in BLANK_ROWS:
        rows.insert(row - FIRST_ROW, [None] * len(HEADERS))
    rows.insert(REPEATED_HEADER_ROW - FIRST_ROW, list(HEADERS))
    _copied(rows, SAME_PERSON_ROWS, [header for header in PLACES if header != "序号"])
    _copied(rows, TWO_NAMES_ROWS, ("证件号码", "性别", "出生日期"))
    for row, (header, spoil) in MISTAKES.items():
        cells = rows[row - FIRST_ROW]
        cells[PLACES[header]] = spoil(cells[PLACES[header]])
    return [tuple(cells) for cells in rows]


def dirty_roster(students: Sequence[Student]) -> Page:
    """The dirty roster."""
    columns = tuple(replace(column, header=header) for column, header in zip(ROSTER_COLUMNS, HEADERS, strict=True))
    return Page(
        sheet="学生名册",
        title=f"{COLLEGE}{YEAR}年度学生名册（脏数据样例）",
        note="填表说明：本表故意写错，逐行的错误见 README.md。",
        columns=columns,
        rows=_dirty_rows(students),
        total=PEOPLE,
    )


CSV_HEADERS = (
    "学号",
    "姓名",
    "性别",
    "身份证号",
    "层次",
    "院系",
    "专业",
    "班级",
    "届别",
    "入学日期",
    "预计毕业日期",
)
CSV_SERIALS = range(31, 81)


def write_gbk_roster(path: Path, students: Sequence[Student]) -> Path:
    """Fifty good rows in GB18030 without a byte order mark."""
    places = [PLACES["证件号码" if header == "身份证号" else header] for header in CSV_HEADERS]
    lines = [",".join(CSV_HEADERS)]
    for serial in CSV_SERIALS:
        cells = roster_row(serial, students[serial - 1])
        lines.append(",".join(str(cells[place]) for place in places))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gb18030"))
    return path
