"""Small random colleges in the words of the cases: mostly in order, with one thing or another amiss."""

from datetime import date
from typing import Any

from college import BATCH, CODE, CONTEST
from hypothesis import strategies as st

OTHER = "4-04-05-02"
AS_OF = st.sampled_from([date(2024, 6, 30), date(2024, 6, 30), date(2024, 5, 25), date(2024, 12, 31), date(2025, 1, 1)])


def day(text: str) -> date:
    return date.fromisoformat(text)


def often(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """Usually the first."""
    told = [
        day(one) if isinstance(one, str) and one[:4].isdigit() and len(one) == 10 else one for one in (usual, *others)
    ]
    return st.sampled_from([told[0]] * (2 * len(others)) + told)


def rows(at_most: int, key: tuple[str, ...] = (), **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    unique = (lambda row: tuple(row[name] for name in key)) if key else None
    return st.lists(st.fixed_dictionaries(columns), min_size=0, max_size=at_most, unique_by=unique)


CODES = often(CODE, OTHER)
LEVELS = often("SENIOR", "INTERMEDIATE")
MARKS = often("60", "59.5", "59", "0", "缺考", "违纪", "", "85")

PERSON = st.fixed_dictionaries(
    {
        "born": often("2004-05-25", "2008-05-25", "2008-05-26", None),
        "enrolment": st.lists(
            st.fixed_dictionaries(
                {
                    "role": often("student", "staff", "society"),
                    "tier": often("专科", "中职", "本科"),
                    "major": often("", "软件技术"),
                    "enrolled_on": often("2021-09-01", "", "2024-05-25"),
                    "graduates_on": often("2024-06-30", "", "2025-06-30", "2024-05-24", "2025-01-10"),
                    "cohort": often(None, 2024, 2025),
                }
            ).map(lambda row: row if row["role"] == "student" else {**row, "tier": "", "cohort": None}),
            min_size=0,
            max_size=2,
        ),
        "score": rows(
            3,
            ("code", "level", "taken_on", "sitting"),
            code=CODES,
            level=often("SENIOR", "INTERMEDIATE", "JUNIOR", "TECHNICIAN", "SPECIAL_TECHNICIAN"),
            taken_on=often("2024-05-25", "2024-06-22", "2022-06-22", "2022-06-21"),
            sitting=often("正考", "补考"),
            batch=often(BATCH, "", "2024-02"),
            theory=MARKS,
            practice=MARKS,
            review=often("", "60", "59.5", "缺考"),
        ),
        "registration": rows(
            2,
            ("batch", "code", "level"),
            batch=often(BATCH, "2024-02"),
            code=CODES,
            level=LEVELS,
            source=often("", "技工院校", "某技师学院"),
            education=often("", "大专", "中专", "高中"),
            work_years=often(10, 0, 2, 4, 5, 6, ""),
        ),
        "attendance": rows(
            2, ("class", "attended_on"), **{"class": often("PX1", "PX2")}, attended_on=often("2022-05-24", "2024-05-25")
        ),
        "honour": rows(
            1,
            honour=often("优秀毕业生", "某项荣誉"),
            kind=often("", "三好学生"),
            awarded_on=often("2024-05-25", "2024-05-26"),
        ),
        "mark": rows(
            5,
            ("code", "course", "part", "sitting"),
            term=st.just("2023-2024-2"),
            course=st.sampled_from(["甲", "乙"]),
            part=st.sampled_from(["理论", "实践"]),
            code=often("", CODE),
            sitting=often("正考", "补考"),
            mark=often("60", "59.5", "优秀", "不及格", "缺考", "85", ""),
            assessed_on=often("2024-05-20", "", "2024-06-30", "2024-07-01"),
        ),
        "result": rows(
            2,
            ("event",),
            contest=often(CONTEST, "别的竞赛"),
            event=often("", "甲"),
            rank=often(1, 3, 4, 6, 7, ""),
            score=often("", 90, 59.5, 60),
            prize=often("", "一等奖"),
            team=often("", "甲队"),
        ),
        "x": rows(
            2,
            name=often("Web前端开发", "别的证书"),
            grade=st.sampled_from(["初级", "中级", "高级"]),
            issued_on=often("2022-05-01", "2024-06-30", "2024-07-01"),
            valid_until=often("", "2024-06-30", "2024-06-29"),
        ),
        "held": rows(
            2,
            code=CODES,
            level=often("INTERMEDIATE", "SENIOR", "JUNIOR", "TECHNICIAN"),
            issued_on=often("2020-05-25", "2020-05-26", "2019-05-25", "2024-05-26", "2025-01-01"),
        ),
        "issued": rows(1, code=CODES, level=LEVELS, issued_on=often("2024-05-25", "2024-06-30"), use=st.booleans()),
    }
)


def numbered(person: dict[str, Any], at: int) -> dict[str, Any]:
    """The person with numbered X certificates, of which a certificate may have used the first."""
    x = [{**row, "number": f"X{at}-{place}"} for place, row in enumerate(person["x"])]
    issued = [
        {name: value for name, value in row.items() if name != "use"}
        | {"evidence": f"X{at}-0" if row["use"] else "别的"}
        for row in person["issued"]
    ]
    return {**person, "x": x, "issued": issued}


SHARED = st.fixed_dictionaries(
    {
        "batch": rows(
            2,
            ("batch",),
            batch=often(BATCH, "2024-02"),
            edition=often("2023版", "2018版", ""),
            statement_on=often("", "2022-05-25", "2024-05-26"),
            evaluation_document=often("示例〔2024〕9号", ""),
        ),
        "class": rows(2, ("class",), **{"class": often("PX1", "PX2")}, code=often(CODE, OTHER, "")),
        "filed": rows(
            2,
            ("code", "level"),
            code=CODES,
            level=often("SENIOR", "INTERMEDIATE", "TECHNICIAN"),
            filed_on=often("2022-01-01", "2024-06-30"),
            valid_until=often("", "2024-06-30", "2024-06-29"),
        ),
        "course": rows(
            4,
            ("course", "part", "code", "major"),
            course=st.sampled_from(["甲", "乙"]),
            part=st.sampled_from(["理论", "实践"]),
            code=CODES,
            major=often("", "软件技术"),
            approved_on=often("2024-05-20", "", "2024-05-21"),
            withdrawn_on=often("", "2024-06-30", "2024-07-01"),
        ),
        "window": rows(
            1,
            cohort=st.sampled_from([2024, 2025]),
            graduates_on=often("", "2025-01-10"),
            window_from=often("2024-01-11", "2024-06-22"),
            window_to=often("2025-01-10", "2024-12-10"),
        ),
        "contest": rows(
            3,
            ("event", "code", "level"),
            contest=st.just(CONTEST),
            event=often("", "甲"),
            code=CODES,
            level=often("SENIOR", "INTERMEDIATE", "TECHNICIAN", "APPRENTICE"),
            held_on=often("2024-05-18", "2024-06-30", "2024-07-01"),
            rules_on=often("2024-05-17", "2024-05-18", ""),
            rank_from=often("", 1, 4),
            rank_to=often(3, 6, ""),
            score_from=often("", 60),
            prize=often("", "一等奖"),
        ).map(lambda table: [row if row["rank_to"] != "" else {**row, "rank_from": ""} for row in table]),
        "mapping": rows(
            4,
            ("name", "grade", "code"),
            name=often("Web前端开发", "别的证书"),
            grade=st.sampled_from(["初级", "中级", "高级"]),
            code=CODES,
            approved_on=often("2022-03-01", "", "2022-03-02", "2024-06-30"),
            withdrawn_on=often("", "2024-06-30"),
        ),
        "readings": st.fixed_dictionaries(
            {
                "enrolment-dates": often("in-roster", "dates-required"),
                "graduating-year": often("academic", "calendar"),
                "graduate-span": often("same-year", "any-time"),
                "excellent-secondary": often("any-honour", ("honour-kinds", "三好学生"), ("minimum-average", "70")),
                "resit": often("months", ("by-date", "2024-06-21")),
                "training-before-exam": often("either", "attendance", "statement"),
                "disqualification": often("whole", "part"),
                "exam-ceiling": often("by-tier", "by-edition"),
                "contest-ceiling": often("award-table", "by-tier"),
                "contest-ties": often("as-recorded", "places-used"),
                "x-once": often("one", "every"),
                "held-level": often("same-or-higher", "same-only"),
            }
        ),
        "figures": often({}, {"resit_limit": 2}),
    }
)


@st.composite
def colleges(draw: st.DrawFn) -> dict[str, Any]:
    """A college of one to three people."""
    people = [numbered(person, at) for at, person in enumerate(draw(st.lists(PERSON, min_size=1, max_size=3)), start=1)]
    return {**draw(SHARED), **people[0], "others": people[1:]}
