"""Made-up data of size for the benchmarks: a roster workbook and a store full of certificates."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from hncert.domain.id_numbers import check_digit, sex
from hncert.tables.table import Column

DAY = "2024-11-30"
HEADERS = (
    *("序号", "学号", "姓名", "性别", "证件类型", "证件号码", "出生日期", "民族", "层次", "院系", "专业"),
    *("班级", "届别", "入学日期", "预计毕业日期", "联系电话", "校区", "备注"),
)
GRADES = ("初级", "中级", "高级")


def id_number(index: int) -> str:
    """A number with address code 410000 that belongs to nobody."""
    born = date(1998, 1, 1) + timedelta(days=index % 3_000)
    body = f"410000{born:%Y%m%d}{index // 3_000:03d}"
    return body + check_digit(body)


def name_of(index: int) -> str:
    """One of a hundred given names; those whose numbers tell the same birth date have different ones."""
    turn = index + index // 3_000
    return "甲乙丙丁戊己庚辛壬癸"[turn % 10] + "子丑寅卯辰巳午未申酉"[turn // 10 % 10]


def write_roster(path: Path, rows: int, *, faulty: bool = False) -> None:
    """A roster of 18 columns under a title row, every cell as text; a wrong number in every row if `faulty`."""
    draw = random.Random(504)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False})
    sheet = book.add_worksheet("名册")
    sheet.write(0, 0, "学生名册")
    sheet.write_row(1, 0, HEADERS)
    for index in range(rows):
        number = id_number(index)
        name = draw.choice("赵钱孙李周吴郑王冯陈") + "".join(draw.choices("伟芳娜敏静丽强磊洋勇军杰娟艳涛明超", k=2))
        cells = [
            str(index + 1), f"2022{index:08d}", name, sex(number), "居民身份证", number, number[6:14], "汉族",
            draw.choice(("本科", "专科", "中职")), f"第{index % 12}学院", f"专业{index % 60}", f"班级{index % 2500}",
            "2025届", "2022-09-01", "2025-06-30", f"138{index:08d}", "东校区", "",
        ]  # fmt: skip
        if faulty:
            cells[5] = number[:17] + ("0" if number[17] != "0" else "1")
        sheet.write_row(index + 2, 0, cells)
    book.close()


def write_kind(path: Path, kind: str, rows: int) -> None:
    """A file of one kind with every column of its declaration filled."""
    from hncert.tables import TABLES

    table = next(table for table in TABLES if table.id == kind)
    columns = [column for column in table.columns if column.name not in LEFT_OUT]
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(table.title[:20])
    sheet.write_row(0, 0, [column.header for column in columns])
    for index in range(rows):
        sheet.write_row(index + 1, 0, [_made(kind, column, index) for column in columns])
    book.close()


LEFT_OUT = ("staff_number", "sex", "birth_date", "withdrawn_on", "parent")
CODES = ("4-04-05-01", "6-31-01-03", "4-01-02-03", "4-07-05-01")
MADE: dict[str, Callable[[int], str]] = {
    "id_type": lambda _: "居民身份证",
    "id_number": lambda index: id_number(index),
    "name": lambda index: f"样例{name_of(index)}",
    "occupation_code": lambda index: CODES[index % len(CODES)],
    "role": lambda _: "学生",
    "cohort": lambda _: "2025届",
    "year": lambda _: "2024",
    "enrolled_on": lambda _: "2022-09-01",
    "graduates_on": lambda _: "2025-06-30",
    "starts_on": lambda _: "2024-03-01",
    "ends_on": lambda _: "2024-05-01",
    "reviewed_on": lambda _: "2022-12-01",
    "filed_on": lambda _: "2023-01-01",
    "valid_from": lambda _: "2023-01-01",
    "valid_until": lambda _: "2026-01-01",
    "rules_on": lambda _: "2024-01-01",
    "rank_from": lambda _: "1",
    "rank_to": lambda _: "6",
    "rank": lambda index: str(index % 50 + 1),
    "entrants": lambda _: "60",
    "theory": lambda index: str(index % 101),
    "practice": lambda index: str(index % 101),
    "review": lambda index: str(index % 101),
    "mark": lambda index: str(index % 101),
    "amount_fen": lambda _: "280",
    "hours": lambda _: "8",
}


COHORTS: dict[str, Callable[[int], str]] = {
    "cohort": lambda index: f"{2000 + index % 90}届",
    "graduates_on": lambda index: f"{date(2000, 1, 1) + timedelta(days=index // 90):%Y-%m-%d}",
    "window_from": lambda index: f"{1999 + index % 90}-07-01",
    "window_to": lambda index: f"{2000 + index % 90}-12-31",
}


def _made(kind: str, column: Column, index: int) -> str:
    if kind == "cohorts" and column.name in COHORTS:
        return COHORTS[column.name](index)
    if column.name in MADE:
        return MADE[column.name](index)
    if column.options:
        return column.options[index % len(column.options)]
    if column.name.endswith("_on"):
        return f"2024-{index % 12 + 1:02d}-{index % 28 + 1:02d}"
    if column.type != "text":
        return str(index % 90 + 1)
    return f"{column.header}{index}"


def new_workspace(path: Path) -> None:
    """An empty workspace."""
    command = [sys.executable, "-m", "hncert", "init", str(path), "--name", "河南示例职业技术大学"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def copy_workspace(source: Path, target: Path) -> None:
    """A fresh copy to work on."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def marked_rows(path: Path) -> int:
    """How many rows of an error workbook tell their fault in its last column."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("名册").to_python()
    return sum(1 for row in rows if "证件号码" in str(row[-1]))


def fill_candidates(path: Path, count: int) -> None:
    """As many candidates of each pathway as people, a tenth with an earlier certificate."""
    with closing(sqlite3.connect(path / "hncert.db")) as db:
        db.execute("insert into import_log values (1, 'made', '', '', '', 0, 0, 0, 0, 0)")
        for table, rows in _rows(count):
            width = len(db.execute(f"pragma table_info({table})").fetchall())
            db.executemany(f"insert into {table} values ({', '.join('?' * width)})", rows)
        db.commit()
        db.execute("pragma wal_checkpoint(truncate)")


def _rows(count: int):  # type: ignore[no-untyped-def]
    source = (1, "样例")
    people = range(1, count + 1)
    yield (
        "person",
        (
            (i, "居民身份证", f"41{i:016d}", f"样例{i}", f"样例{i}", "男", "2000-01-01", *source, i, None)
            for i in people
        ),
    )
    yield (
        "enrolment",
        (
            (
                i,
                i,
                "student",
                f"{i:012d}",
                "专科",
                "学院",
                f"专业{i % 60}",
                "班级",
                2025,
                "2022-09-01",
                "2025-06-30",
                *source,
                i,
                None,
            )
            for i in people
        ),
    )
    yield (
        "x_certificate",
        (
            (
                f"X{i:09d}",
                i,
                f"样例证书{i % 100}",
                GRADES[i % 3],
                f"2024-05-{i % 28 + 1:02d}",
                "组织",
                *source,
                i,
                None,
                None,
            )
            for i in people
        ),
    )
    yield (
        "x_mapping",
        (
            (
                f"样例证书{n}",
                grade,
                f"4-04-{n:02d}-01",
                "2024-01-01",
                "审批人",
                "示例〔2024〕1号",
                None,
                *source,
                n,
                None,
            )
            for n in range(95)
            for grade in GRADES
        ),
    )
    yield (
        "prior_certificate",
        (
            (i, f"4-04-{i % 100:02d}-01", 2, f"P{i}", "职业技能等级证书", "2023-01-01", "机构", *source, i, None)
            for i in range(10, count + 1, 10)
        ),
    )
    yield from _exam_rows(people)
    yield from _process_rows(people)
    yield from _contest_rows(people)


def _occupation(i: int) -> str:
    return f"4-04-{i % 100:02d}-01"


def _exam_rows(people: range):  # type: ignore[no-untyped-def]
    """A first sitting each, one in ten with a re-sit; half of the batches carry a signed statement."""
    source = (1, "样例")
    yield (
        "batch_plan",
        (
            (
                f"B{n}",
                "考试考核",
                "2023版",
                "2024-10-26",
                "2024-10-01" if n % 2 else None,
                "签字人",
                None,
                "论证1号",
                None,
                *source,
                n,
            )
            for n in range(200)
        ),
    )
    yield (
        "registration",
        (
            (f"B{i % 200}", i, _occupation(i), 3, None, None, "在校生", None, None, None, None, *source, i)
            for i in people
        ),
    )
    yield (
        "exam_score",
        (
            (
                i,
                _occupation(i),
                3,
                "2024-10-26",
                "正考",
                f"B{i % 200}",
                None,
                str(40 + i % 60),
                str(50 + i % 50),
                None,
                None,
                *source,
                i,
            )
            for i in people
        ),
    )
    yield (
        "exam_score",
        (
            (i, _occupation(i), 3, "2024-11-23", "补考", f"B{i % 200}", None, "70", None, None, None, *source, i)
            for i in range(10, len(people) + 1, 10)
        ),
    )
    yield (
        "training_class",
        (
            (f"PX{n}", f"班{n}", _occupation(n), None, None, None, None, None, None, None, None, *source, n)
            for n in range(100)
        ),
    )
    yield (
        "training_attendance",
        ((f"PX{i % 100}", i, "2024-04-20", None, 8.0, None, None, None, *source, i, None) for i in people if i % 2),
    )
    yield (
        "filed_occupation",
        (
            (_occupation(n), "", level, "2023-01-01", None, None, "标准", None, *source, n)
            for n in range(100)
            for level in (1, 2, 3)
        ),
    )


def _process_rows(people: range):  # type: ignore[no-untyped-def]
    """A theory and a practice course each."""
    source = (1, "样例")
    courses = (("理论课", "理论"), ("实训课", "实践"))
    yield (
        "course_mapping",
        (
            (f"{course}{n}", part, _occupation(n), "", "2024-01-01", None, None, None, None, *source, n)
            for n in range(100)
            for course, part in courses
        ),
    )
    yield (
        "course_mark",
        (
            (
                i,
                "2023-2024-2",
                f"{course}{i % 100}",
                part,
                "",
                "正考",
                str(55 + i % 45),
                None,
                "2024-06-20",
                None,
                *source,
                i,
            )
            for i in people
            for course, part in courses
        ),
    )


def _contest_rows(people: range):  # type: ignore[no-untyped-def]
    """Contests of two hundred entrants, an award table of two rows each."""
    source = (1, "样例")
    contests = range(len(people) // 200 + 1)
    yield (
        "contest_award",
        (
            (
                f"竞赛{n}",
                "",
                _occupation(n),
                level,
                "文号",
                "2024-01-01",
                "2024-05-18",
                first,
                last,
                0,
                None,
                "",
                None,
                *source,
                n,
            )
            for n in contests
            for level, first, last in ((3, 1, 60), (2, 61, 120))
        ),
    )
    yield (
        "contest_result",
        ((i, f"竞赛{i // 200}", "", i % 200 + 1, None, None, None, 200, None, *source, i) for i in people),
    )


def main(what: str, path: str, count: str = "0") -> None:
    """Make one thing: a roster workbook, an empty workspace, or candidates in a workspace."""
    if what in ("roster", "faulty"):
        write_roster(Path(path), int(count), faulty=what == "faulty")
    elif what.startswith("kind:"):
        write_kind(Path(path), what.removeprefix("kind:"), int(count))
    elif what == "workspace":
        new_workspace(Path(path))
    else:
        fill_candidates(Path(path), int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
