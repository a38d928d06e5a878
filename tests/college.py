"""A small college put straight into the store, for worked cases and random ones.

A case is a dict of the words that the headers of cases/pathways/*.toml explain.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from hncert.domain.levels import Level
from hncert.law.law import Decision, Law

Row = Mapping[str, Any]
CODE = "4-04-05-01"
BATCH = "2024-01"
CONTEST = "2024年技能竞赛"
FILE = "insert or ignore into import_log values (1, '样例.xlsx', '', '2024-01-01', '', 0, 0, 0, 0, 0)"
SOURCE = {"source_import": 1, "source_sheet": "表", "source_row": 1}
EVERY_GRADE = [{"grade": grade, "approved_on": "2022-03-01"} for grade in ("初级", "中级", "高级")]

COLUMNS = {"code": "occupation_code", "batch": "batch_number", "class": "class_number", "source": "candidate_source"}
SHORT = {"name": "x_name", "evidence": "evidence_number"}
OF_PERSON: dict[str, tuple[str, Row]] = {
    "x": (
        "x_certificate",
        {"number": "X{person}-{at}", "x_name": "Web前端开发", "grade": "中级", "issued_on": "2022-05-01"},
    ),
    "held": ("prior_certificate", {"code": CODE, "number": "H{at}"}),
    "score": (
        "exam_score",
        {
            "code": CODE,
            "level": "SENIOR",
            "taken_on": "2024-05-25",
            "sitting": "正考",
            "batch": BATCH,
            "theory": "60",
            "practice": "60",
        },
    ),
    "registration": ("registration", {"batch": BATCH, "code": CODE, "level": "SENIOR"}),
    "attendance": ("training_attendance", {"class": "PX1", "attended_on": "2024-05-24"}),
    "honour": ("honour", {"honour": "优秀毕业生", "awarded_on": "2024-05-04"}),
    "mark": (
        "course_mark",
        {"term": "2023-2024-2", "code": "", "sitting": "正考", "mark": "60", "assessed_on": "2024-06-20"},
    ),
    "result": ("contest_result", {"contest": CONTEST, "event": "", "rank": 1}),
}
OF_COLLEGE: dict[str, tuple[str, Row]] = {
    "mapping": ("x_mapping", {"x_name": "Web前端开发", "code": CODE}),
    "batch": (
        "batch_plan",
        {"batch": BATCH, "edition": "2023版", "evaluation_document": "示例〔2024〕9号"},
    ),
    "class": ("training_class", {"class": "PX1", "title": "考前培训", "code": CODE}),
    "filed": ("filed_occupation", {"code": CODE, "job_type": "", "level": "SENIOR", "filed_on": "2022-01-01"}),
    "course": ("course_mapping", {"code": CODE, "major": "", "approved_on": "2023-09-01"}),
    "window": ("cohort_window", {"graduates_on": ""}),
    "contest": (
        "contest_award",
        {"contest": CONTEST, "event": "", "code": CODE, "level": "SENIOR", "held_on": "2024-05-18"}
        | {"rules_on": "2024-05-17"},
    ),
}
KEPT_EMPTY = {
    ("contest_award", "event"),
    ("contest_award", "prize"),
    ("contest_result", "event"),
    ("filed_occupation", "job_type"),
    ("course_mapping", "major"),
    ("cohort_window", "graduates_on"),
    ("course_mark", "occupation_code"),
}
KEPT_ZERO = {("contest_award", "rank_from"), ("contest_award", "score_from")}
TWO_COURSES = [{"course": "程序设计", "part": "理论"}, {"course": "项目实训", "part": "实践"}]
USUAL: dict[str, dict[str, Any]] = {
    "exam": {"score": [{}], "attendance": [{}], "class": [{}], "batch": [{}], "filed": [{}]},
    "process": {"mark": TWO_COURSES, "course": TWO_COURSES},
    "contest": {"result": [{}], "contest": [{"rank_to": 6}], "filed": [{}]},
    "1plusx": {"mapping": EVERY_GRADE},
}
"""What a worked case of a pathway says unless it says otherwise."""


def open_memory() -> sqlite3.Connection:
    """An empty store in memory."""
    from hncert.store.database import PRAGMAS

    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(_empty_store())
    db.row_factory = sqlite3.Row
    for pragma in PRAGMAS[1:]:
        db.execute(f"pragma {pragma}")
    return db


@cache
def _empty_store() -> bytes:
    from sqlite_utils import Database

    from hncert.store.schema import MIGRATIONS

    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    MIGRATIONS.apply(Database(db))
    stored = db.serialize()
    db.close()
    return stored


def settle(db: sqlite3.Connection, case: Row) -> None:
    """Store a case: its college, its person as number 1, and `others` after."""
    fill_college(db, case)
    for person_id, person in enumerate([case, *case.get("others", ())], start=1):
        fill(db, person, person_id)


def fill_college(db: sqlite3.Connection, case: Row) -> None:
    """Store what belongs to nobody: mappings, plans, classes, filings, windows, contest rules."""
    db.execute(FILE)
    for word, (table, usual) in OF_COLLEGE.items():
        for at, row in enumerate(case.get(word, ()), start=1):
            put(db, table, {**usual, **_spelt(row), **SOURCE, "source_row": at})


def fill(db: sqlite3.Connection, case: Row, person_id: int = 1) -> None:
    """Store one person with all evidence."""
    db.execute(FILE)
    who = {"id_type": "护照", "id_number": f"E{person_id:08d}", "name": f"样例{person_id}"}
    known = {"name_key": f"样例{person_id}", "birth_date": case.get("born")}
    put(db, "person", {"person_id": person_id, **who, **known, **SOURCE})
    for at, row in enumerate(case.get("enrolment", [{}])):
        put(db, "enrolment", {"person_id": person_id, "number": f"N{person_id}-{at}", **enrolment(row), **SOURCE})
    for word, (table, usual) in OF_PERSON.items():
        for at, row in enumerate(case.get(word, ())):
            told = {name: _numbered(value, person_id, at) for name, value in {**usual, **_spelt(row)}.items()}
            put(db, table, {"person_id": person_id, **told, **SOURCE})
    for at, row in enumerate(case.get("issued", ())):
        _issue(db, row, person_id, f"C{person_id}-{at}")


def enrolment(row: Row) -> dict[str, Any]:
    """An enrolment with what it says unless it says otherwise."""
    usual = {"role": "student", "tier": "专科", "enrolled_on": "2021-09-01", "graduates_on": "2024-06-30"}
    if row.get("role", "student") != "student":
        usual |= {"tier": "", "graduates_on": ""}
    return {**usual, **row}


def fill_filed(db: sqlite3.Connection, rows: Sequence[Row] = ({},)) -> None:
    """File occupations of the body, by default 三级 in CODE with a national standard."""
    usual = {"code": CODE, "job_type": "", "level": "SENIOR", "filed_on": "2022-01-01", "standard": "国家职业技能标准"}
    for at, row in enumerate(rows, start=1):
        place = {"source_import": 1, "source_sheet": "备案", "source_row": at}
        put(db, "filed_occupation", {**usual, **row, **place})


def _numbered(value: Any, person_id: int, at: int) -> Any:
    return value.format(person=person_id, at=at) if isinstance(value, str) else value


def _issue(db: sqlite3.Connection, row: Row, person_id: int, number: str) -> None:
    usual = {"kind": "职业技能等级证书", "code": CODE, "pathway": "1plusx", "batch": "B1", "evidence_number": number}
    told = {name: value for name, value in _spelt(row).items() if name != "void"}
    put(db, "certificate", {"certificate_number": number, "person_id": person_id, **usual, **told})
    if row.get("void"):
        put(db, "certificate_void", {"certificate_number": number, "voided_on": row["void"], "reason": "样例"})


def put(db: sqlite3.Connection, table: str, row: Row) -> None:
    """Insert a row told in the words of the cases."""
    names = [COLUMNS.get(name, name) for name in row]
    values = [_value((table, name), value) for name, value in zip(names, row.values(), strict=True)]
    marks = ", ".join("?" * len(values))
    db.execute(f"insert into {table} ({', '.join(names)}) values ({marks})", values)


def _spelt(row: Row) -> dict[str, Any]:
    return {SHORT.get(name, name): value for name, value in row.items()}


def _value(column: tuple[str, str], value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if column[1] == "level":
        return int(Level[value])
    if value == "" and column in KEPT_ZERO:
        return 0
    return value if value != "" or column in KEPT_EMPTY else None


def law_of(case: Row) -> Law:
    """The shipped law with the readings and figures that a case decides."""
    readings = [_decision("reading", key, *_pair(value)) for key, value in case.get("readings", {}).items()]
    figures = [_decision("figure", key, str(value), "") for key, value in case.get("figures", {}).items()]
    return Law((*readings, *figures))


def _pair(value: str | Sequence[str]) -> tuple[str, str]:
    return (value, "") if isinstance(value, str) else (value[0], value[1])


def _decision(kind: Any, key: str, value: str, argument: str) -> Decision:
    told = {"document": "", "reason": "样例", "author": "样例", "decided_at": "2024-01-01"}
    return Decision(kind=kind, key=key, value=value, argument=argument, since=date(2021, 12, 31), expires=None, **told)


def awards(db: sqlite3.Connection, person_id: int = 1) -> dict[str, str]:
    """A person's best levels by occupation."""
    rows = db.execute("select occupation_code, level from awards where person_id = ?", (person_id,))
    return {row["occupation_code"]: Level(6 - row["level"]).name for row in rows}
