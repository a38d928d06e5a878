"""Small random colleges in the words of the cases: in order but for a thing or two."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from college import BATCH, CODE, CONTEST
from hypothesis import strategies as st

Rows = list[dict[str, Any]]
Columns = Mapping[str, Sequence[Any]]
OTHER = "4-04-05-02"
CODES, CLASSES, GRADES, PARTS = (CODE, OTHER), ("PX1", "PX2"), ("中级", "初级", "高级"), ("理论", "实践")
MARKS = ("60", "59.5", "59", "0", "缺考", "违纪", "", "85")


def days(*texts: str | None) -> tuple[Any, ...]:
    return tuple(date.fromisoformat(text) if text else text for text in texts)


AS_OF = st.sampled_from(days("2024-06-30", "2024-06-30", "2024-06-30", "2024-05-25", "2024-12-31", "2025-01-01"))
PERSONAL: dict[str, tuple[tuple[str, ...], Columns, Rows]] = {
    "enrolment": (
        (),
        {
            "role": ("student", "staff", "society"),
            "tier": ("专科", "中职", "本科"),
            "major": ("", "软件技术"),
            "enrolled_on": days("2021-09-01", "", "2024-05-25", "2024-05-26"),
            "graduates_on": days("2024-06-30", "", "2025-06-30", "2024-05-25", "2024-05-24", "2025-01-10"),
            "cohort": (None, 2024, 2025),
        },
        [{}],
    ),
    "score": (
        ("code", "level", "taken_on", "sitting"),
        {
            "code": CODES,
            "level": ("SENIOR", "INTERMEDIATE", "JUNIOR", "TECHNICIAN", "SPECIAL_TECHNICIAN"),
            "taken_on": days("2024-05-25", "2024-06-22", "2022-06-22", "2022-06-21"),
            "sitting": ("正考", "补考"),
            "batch": (BATCH, "", "2024-02"),
            "theory": MARKS,
            "practice": MARKS,
            "review": ("60", "", "59.5", "缺考"),
        },
        [{}],
    ),
    "registration": (
        ("batch", "code", "level"),
        {
            "batch": (BATCH, "2024-02"),
            "code": CODES,
            "level": ("SENIOR", "INTERMEDIATE", "TECHNICIAN"),
            "source": ("", "技工院校", "某技师学院"),
            "education": ("", "大专", "中专", "高中"),
            "work_years": (10, 0, 2, 4, 5, 6, ""),
        },
        [],
    ),
    "attendance": (
        ("class", "attended_on"),
        {"class": CLASSES, "attended_on": days("2022-05-24", "2024-05-24", "2024-05-25")},
        [{}],
    ),
    "honour": (
        (),
        {
            "honour": ("优秀毕业生", "某项荣誉"),
            "kind": ("", "三好学生"),
            "awarded_on": days("2024-05-25", "2024-05-26", "2022-01-01"),
        },
        [],
    ),
    "mark": (
        ("code", "course", "part", "sitting"),
        {
            "term": ("2023-2024-2",),
            "course": ("甲", "乙"),
            "part": PARTS,
            "code": ("", *CODES),
            "sitting": ("正考", "补考"),
            "mark": ("60", "59.5", "优秀", "不及格", "缺考", "85", ""),
            "assessed_on": days("2024-05-20", "", "2024-05-25", "2024-05-26", "2024-06-30", "2024-07-01"),
        },
        [{}, {"course": "乙", "part": "实践"}],
    ),
    "result": (
        ("contest", "event"),
        {
            "contest": (CONTEST, "别的竞赛"),
            "event": ("", "甲"),
            "rank": (3, 1, 4, 6, 7, ""),
            "score": ("", 90, 59.5, 60),
            "prize": ("", "一等奖", "二等奖", "三等奖"),
            "team": ("", "甲队"),
        },
        [{}],
    ),
    "x": (
        (),
        {
            "name": ("Web前端开发", "别的证书"),
            "grade": GRADES,
            "issued_on": days("2022-05-01", "2024-06-30", "2024-07-01"),
            "valid_until": days("", "2024-06-30", "2024-06-29"),
        },
        [{}],
    ),
    "held": (
        (),
        {
            "code": CODES,
            "level": ("INTERMEDIATE", "SENIOR", "JUNIOR", "TECHNICIAN"),
            "issued_on": days("2020-05-25", "2020-05-26", "2019-05-25", "2024-05-25", "2024-05-26", "2025-01-01"),
        },
        [],
    ),
    "issued": (
        (),
        {
            "code": CODES,
            "level": ("INTERMEDIATE", "SENIOR"),
            "issued_on": days("2024-05-25", "2024-06-30"),
            "evidence": ("X0", "别的"),
            "void": days("", "2024-06-30", "2024-07-01"),
        },
        [],
    ),
}
SHARED: dict[str, tuple[tuple[str, ...], Columns, Rows]] = {
    "batch": (
        ("batch",),
        {
            "batch": (BATCH, "2024-02"),
            "edition": ("2023版", "2018版", ""),
            "statement_on": days("", "2022-05-25", "2024-05-25", "2024-05-26"),
            "evaluation_document": ("示例〔2024〕9号", ""),
        },
        [{}],
    ),
    "class": (("class",), {"class": CLASSES, "code": (*CODES, "")}, [{}]),
    "filed": (
        ("code", "level", "filed_on"),
        {
            "code": CODES,
            "level": ("SENIOR", "INTERMEDIATE", "TECHNICIAN", "SENIOR_TECHNICIAN"),
            "filed_on": days("2022-01-01", "2024-06-30", "2024-05-18", "2024-05-19", "2024-05-25", "2024-05-26"),
            "valid_until": days("", "2024-06-30", "2024-06-29", "2024-05-18", "2024-05-17", "2024-05-25", "2024-05-24"),
        },
        [{}, {"code": OTHER}],
    ),
    "course": (
        ("course", "part", "code", "major"),
        {
            "course": ("甲", "乙", "丙"),
            "part": PARTS,
            "code": CODES,
            "major": ("", "软件技术"),
            "approved_on": days("2024-05-20", "", "2024-05-21"),
            "withdrawn_on": days("", "2024-06-30", "2024-07-01"),
        },
        [{}, {"course": "乙", "part": "实践"}],
    ),
    "window": (
        ("cohort", "graduates_on"),
        {
            "cohort": (2025, 2024),
            "graduates_on": days("2025-01-10", ""),
            "window_from": days("2024-01-11", "2024-06-22"),
            "window_to": days("2025-01-10", "2024-12-10"),
        },
        [],
    ),
    "contest": (
        ("event", "code", "level", "rank_from", "score_from", "prize"),
        {
            "contest": (CONTEST,),
            "event": ("", "甲"),
            "code": CODES,
            "level": ("SENIOR", "INTERMEDIATE", "TECHNICIAN", "APPRENTICE"),
            "held_on": days("2024-05-18", "2024-06-30", "2024-07-01"),
            "rules_on": days("2024-05-17", "2024-05-18", ""),
            "rank_from": ("", 1, 4),
            "rank_to": (3, 6, ""),
            "score_from": ("", 60),
            "score_to": ("", 89.9),
            "prize": ("", "一等奖", "一等奖、二等奖"),
        },
        [{}, {"level": "INTERMEDIATE", "rank_from": 4, "rank_to": 6}],
    ),
    "mapping": (
        ("name", "grade", "code"),
        {
            "name": ("Web前端开发", "别的证书"),
            "grade": GRADES,
            "code": CODES,
            "approved_on": days("2022-03-01", "", "2022-03-02", "2024-06-30"),
            "withdrawn_on": days("", "2024-06-30", "2024-07-01"),
        },
        [{}, {"grade": "初级"}, {"grade": "高级"}],
    ),
}
READINGS: dict[str, tuple[Any, ...]] = {
    "enrolment-dates": ("in-roster", "dates-required"),
    "graduating-year": ("academic", "calendar"),
    "graduate-span": ("same-year", "any-time"),
    "excellent-secondary": ("any-honour", ("honour-kinds", "三好学生"), ("minimum-average", "70")),
    "resit": ("months", ("by-date", "2024-06-21")),
    "training-before-exam": ("either", "attendance", "statement"),
    "disqualification": ("whole", "part"),
    "exam-ceiling": ("by-tier", "by-edition"),
    "contest-ceiling": ("award-table", "by-tier"),
    "contest-ties": ("as-recorded", "places-used"),
    "x-once": ("one", "every"),
    "recognition-staff": ("students-only", "students-and-staff"),
    "held-level": ("same-or-higher", "same-only"),
}


def any_row(columns: Columns) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.sampled_from(values) for name, values in columns.items()})


def table(key: tuple[str, ...], columns: Columns, given: Rows) -> st.SearchStrategy[Rows]:
    """The rows of a word: as they should be, with one value changed, with more rows, or at random."""
    first = {name: values[0] for name, values in columns.items()}
    usual = [{**first, **row} for row in given]
    changes = [(at, name, value) for at in range(len(usual)) for name in columns for value in columns[name][1:]]
    changed = st.sampled_from(changes).map(lambda change: _changed(usual, *change)) if changes else st.just(usual)
    more = st.lists(any_row(columns), min_size=1, max_size=2).map(lambda rows: usual + rows)
    alone = st.lists(any_row(columns), max_size=3)
    chosen = st.sampled_from([st.just(usual), st.just(usual), st.just(usual), changed, changed, more, alone])
    return chosen.flatmap(lambda rows: rows).map(lambda rows: _distinct(key, rows))


def _changed(rows: Rows, at: int, name: str, value: Any) -> Rows:
    return [{**row, name: value} if place == at else row for place, row in enumerate(rows)]


def _distinct(key: tuple[str, ...], rows: Rows) -> Rows:
    return list({tuple(row[name] for name in key): row for row in rows}.values()) if key else rows


@st.composite
def staggered(draw: st.DrawFn) -> Rows:
    """A first sitting and two re-sits, of which the last passes a part, about as far apart as one stays valid."""
    taken = ("2022-06-21", draw(st.sampled_from(("2022-06-22", "2024-06-21"))), "2024-06-22")
    passing = [draw(st.sampled_from((0, 1, 2))) for _ in ("theory", "review")]
    return [
        {"code": CODE, "batch": BATCH, "level": "JUNIOR", "taken_on": day, "sitting": "补考" if at else "正考"}
        | {"theory": "60" if at == passing[0] else draw(st.sampled_from(("", "50")))}
        | {"review": "60" if at == passing[1] else "", "practice": "60" if at == 2 else ""}
        for at, day in enumerate(days(*taken))
    ]


def tables(words: Mapping[str, tuple[tuple[str, ...], Columns, Rows]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({word: table(*columns) for word, columns in words.items()})


def _tidy(person: dict[str, Any], at: int) -> dict[str, Any]:
    """The person as a store would take it: numbered X certificates, a tier and a cohort for students only."""
    enrolled = [
        {**row, "number": f"N{at}-{place}", **({} if row["role"] == "student" else {"tier": "", "cohort": None})}
        for place, row in enumerate(person["enrolment"])
    ]
    x = [{**row, "number": f"X{place}/{at}"} for place, row in enumerate(person["x"])]
    issued = [{**row, "evidence": f"{row['evidence']}/{at}"} for row in person["issued"]]
    honour = list({(row["honour"], row["awarded_on"]): row for row in person["honour"]}.values())
    return {**person, "enrolment": enrolled, "x": x, "issued": issued, "honour": honour}


@st.composite
def colleges(draw: st.DrawFn) -> dict[str, Any]:
    """A college of one to three people, with readings and figures of its own."""
    born = st.sampled_from(days("2004-05-25", "2008-05-25", "2008-05-26", None))
    people = st.lists(st.tuples(tables(PERSONAL), born), min_size=1, max_size=3)
    told = [{**_tidy(person, at), "born": birth} for at, (person, birth) in enumerate(draw(people))]
    if draw(st.integers(0, 3)) == 0:
        told[0] |= {"score": draw(staggered()), "born": date(2004, 5, 25)}
    chosen = draw(st.dictionaries(st.sampled_from(sorted(READINGS)), st.integers(0, 2), max_size=3))
    readings = {key: READINGS[key][min(at, len(READINGS[key]) - 1)] for key, at in chosen.items()}
    figures = draw(st.sampled_from([{}, {}, {"resit_limit": 2}]))
    shared = draw(tables(SHARED))
    return {**shared, **told[0], "others": told[1:], "readings": readings, "figures": figures}
