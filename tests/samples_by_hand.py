"""The sample year judged a second time, person by person in plain Python, straight from the workbooks.

It shares nothing with the engine: no database, no declared tables, no figures, no eligibility file.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

Row = dict[str, Any]
Granted = set[tuple[str, str, str]]
"""Who was granted what: identity number, occupation code, printed digit."""

LEVELS = {"五级": 5, "初级工": 5, "四级": 4, "中级工": 4, "三级": 3, "高级工": 3, "二级": 2, "技师": 2}
PASS_MARK = 60
VALID_MONTHS = 24


def digit(text: str) -> int:
    """The printed digit of a level however it is spelt."""
    return LEVELS[text.replace("／", "/").partition("/")[0]]


def day(value: object) -> date | None:
    """A date cell, or a date as text with hyphens or dots."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(str(value).replace(".", "-"))


def sheet(path: Path, header: str) -> list[Row]:
    """The rows of the last sheet below the line that holds a header; a second header line fills the gaps."""
    frame = pd.read_excel(path, sheet_name=-1, header=None, dtype=object, engine="openpyxl")
    lines = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    at = next(at for at, line in enumerate(lines) if header in line)
    names = [below or above for above, below in zip(lines[at - 1], lines[at], strict=True)]
    rows = [dict(zip(names, line, strict=True)) for line in lines[at + 1 :]]
    return [row for row in rows if row[header] is not None and "合计" not in row.values() and not _is_footer(row)]


def _is_footer(row: Row) -> bool:
    return any(str(value).startswith("制表人") for value in row.values())


@dataclass
class Standing:
    """A row of a roster."""

    role: str
    tier: str
    major: str
    since: date
    until: date
    cohort: int


@dataclass
class Year:
    """The workbooks, indexed by person."""

    folder: Path
    as_of: date
    standings: dict[str, Standing] = field(default_factory=dict)
    held: dict[tuple[str, str], list[tuple[int, date]]] = field(default_factory=lambda: defaultdict(list))
    windows: dict[tuple[int, date], date] = field(default_factory=dict)
    filed: dict[str, list[tuple[int, date, date]]] = field(default_factory=lambda: defaultdict(list))
    technical: set[str] = field(default_factory=set)

    def rows(self, number: int, header: str = "证件号码") -> list[Row]:
        """The rows of the file with a number."""
        return sheet(next(self.folder.glob(f"{number:02d}-*.xlsx")), header)

    def is_enrolled(self, who: str, on: date) -> bool:
        """Studies or works here on a day."""
        standing = self.standings.get(who)
        return standing is not None and standing.since <= on <= standing.until

    def is_staff(self, who: str, on: date) -> bool:
        """Works here on a day."""
        return self.is_enrolled(who, on) and self.standings[who].role == "staff"

    def is_graduating(self, who: str, on: date) -> bool:
        """In the last year of studies, or a graduate of this calendar year."""
        standing = self.standings.get(who)
        if standing is None or standing.role != "student":
            return False
        usual = date(standing.cohort - 1, 7, 1)
        first = self.windows.get((standing.cohort, standing.until), usual)
        return first <= on <= date(standing.cohort, 12, 31)

    def filed_level(self, occupation: str, on: date) -> int:
        """The smallest digit filed in an occupation on a day; 9 where nothing is."""
        return min((level for level, since, until in self.filed[occupation] if since <= on <= until), default=9)

    def holds_as_much(self, who: str, occupation: str, level: int) -> bool:
        """Holds this level or a higher one; a higher level has a smaller digit."""
        return any(held <= level and on <= self.as_of for held, on in self.held[who, occupation])


def read_year(folder: Path, as_of: date) -> Year:
    """Read what every pathway asks."""
    year = Year(folder, as_of)
    for row in year.rows(1):
        left, since = day(row["预计毕业日期"]), day(row["入学日期"])
        assert left
        assert since
        standing = Standing("student", row["层次"], row["专业"], since, left, int(row["届别"][:4]))
        year.standings[row["证件号码"]] = standing
    for row in year.rows(2, "身份证号"):
        hired = day(row["入职日期"])
        assert hired
        year.standings[row["身份证号"]] = Standing("staff", "", "", hired, date.max, 0)
    for row in year.rows(7):
        year.held[row["证件号码"], row["职业编码"]].append(
            (digit(row["职业技能等级"]), day(row["发证日期"]) or date.max)
        )
    for row in year.rows(13):
        if "技工" in row["考生来源"]:
            year.technical.add(row["证件号码"])
    for row in year.rows(16, "职业编码"):
        filed = (digit(row["备案等级"]), day(row["备案日期"]) or date.max, day(row["备案有效期至"]) or date.max)
        year.filed[row["职业编码"]].append(filed)
    for row in year.rows(19, "届别"):
        year.windows[int(row["届别"][:4]), day(row["预计毕业日期"]) or date.max] = day(row["毕业学年起"]) or date.max
    return year


def passes(mark: object) -> bool:
    """A number of at least sixty; absence and cheating are no numbers."""
    return isinstance(mark, int | float) and mark >= PASS_MARK


def months_later(first: date, later: date) -> bool:
    """More than the months in which a passed part stays valid."""
    months = (later.year - first.year) * 12 + later.month - first.month
    return months > VALID_MONTHS or (months == VALID_MONTHS and later.day > first.day)


def _sittings(year: Year) -> tuple[list[Row], dict[tuple[str, str, str], list[Row]]]:
    firsts, resits = [], defaultdict(list)
    for row in year.rows(8):
        if row["考试类型"] == "正考":
            firsts.append(row)
        else:
            resits[row["证件号码"], row["职业编码"], row["申报等级"]].append(row)
    return firsts, resits


def _passed_on(part: str, first: Row, later: list[Row]) -> date | None:
    retaken = [row for row in later if row[part] is not None][:1]
    return next((row["考试日期"] for row in (first, *retaken) if passes(row[part])), None)


def _all_passed(level: int, first: Row, later: list[Row]) -> bool:
    parts = ("理论成绩", "技能成绩", "综合评审") if level < 3 else ("理论成绩", "技能成绩")
    days = [_passed_on(part, first, later) for part in parts]
    passed = [day for day in days if day is not None]
    return len(passed) == len(parts) and not months_later(min(passed), max(passed))


def _held_before(year: Year, who: str, code: str, level: int, on: date, years: int, worked: float) -> bool:
    return any(
        level == held and worked >= years and since.replace(year=since.year + years) <= on
        for held, since in year.held[who, code]
    )


def _meets_2018(year: Year, who: str, code: str, level: int, on: date, form: Row) -> bool:
    worked, schooled = form["从业年限"], form["schooled"]
    holds_four = any(held == 4 for held, _ in year.held[who, code])
    if level == 4:
        vocational = schooled in ("中职", "专科", "本科")
        return worked >= 6 or (form["evaluated"] and vocational) or _held_before(year, who, code, 5, on, 4, worked)
    higher = schooled in ("专科", "本科")
    return (
        _held_before(year, who, code, 4, on, 5, worked)
        or (holds_four and form["evaluated"] and higher)
        or (higher and _held_before(year, who, code, 4, on, 2, worked))
    )


def _meets_2023(year: Year, who: str, code: str, level: int, on: date, form: Row) -> bool:
    worked, schooled = form["从业年限"], form["schooled"]
    holds_four = any(held == 4 for held, _ in year.held[who, code])
    if level == 4:
        vocational = schooled in ("中职", "专科", "本科")
        return worked >= 5 or vocational or _held_before(year, who, code, 5, on, 3, worked)
    higher = schooled in ("专科", "本科")
    return (
        worked >= 10
        or (higher and (form["evaluated"] or holds_four))
        or _held_before(year, who, code, 4, on, 4, worked)
    )


MEETS: dict[str, Callable[..., bool]] = {"2018版": _meets_2018, "2023版": _meets_2023}


def _schooled(year: Year, who: str, on: date, education: str) -> str:
    """The schooling that counts: what the person is about to finish, else what was finished before."""
    if year.is_graduating(who, on):
        return year.standings[who].tier
    if any(word in education for word in ("本科", "研究生")):
        return "本科"
    return "专科" if education == "专科" else "中职" if education == "中专" else ""


def _may_apply(year: Year, plan: Row, who: str, code: str, level: int, on: date, form: Row) -> bool:
    education = form.get("文化程度") or ""
    told = {
        "从业年限": form.get("从业年限") if form.get("从业年限") is not None else -1,
        "schooled": _schooled(year, who, on, education),
        "evaluated": plan["专业评估论证文号"] is not None,
    }
    if level == 3 and year.standings[who].tier == "中职" and not year.is_staff(who, on):
        return True
    return level in (3, 4) and MEETS[plan["标准版本"]](year, who, code, level, on, told)


def _below_ceiling(year: Year, who: str, code: str, level: int, on: date, honoured: dict[str, date]) -> bool:
    if year.is_staff(who, on):
        return level >= year.filed_level(code, on)
    if year.standings[who].tier == "中职" and level == 3:
        return honoured.get(who, date.max) <= on and year.is_graduating(who, on)
    return level >= 3


def exam(year: Year) -> Granted:
    """考试考核."""
    occupation_of = {row["培训班编号"]: row["职业编码"] for row in year.rows(14, "培训班编号")}
    trained: dict[tuple[str, str], date] = {}
    for row in year.rows(5):
        key = (row["证件号码"], occupation_of[row["培训班编号"]])
        trained[key] = min(trained.get(key, date.max), day(row["出勤日期"]) or date.max)
    honoured: dict[str, date] = {}
    for row in year.rows(15):
        honoured[row["证件号码"]] = day(row["授予日期"]) or date.max
    plans = {row["批次号"]: row for row in year.rows(12, "批次号")}
    forms = {(r["证件号码"], r["批次号"], r["职业编码"], r["申报等级"]): r for r in year.rows(13)}
    firsts, resits = _sittings(year)
    granted = set()
    for first in firsts:
        who, code, level, on = first["证件号码"], first["职业编码"], digit(first["申报等级"]), day(first["考试日期"])
        plan = plans.get(first["批次号"])
        if on is None or plan is None or not year.is_enrolled(who, on):
            continue
        later = resits[who, code, first["申报等级"]]
        marks = [row[part] for row in (first, *later) for part in ("理论成绩", "技能成绩", "综合评审")]
        form = forms.get((who, first["批次号"], code, first["申报等级"]), {})
        statement = day(plan["培训说明日期"])
        if (
            (trained.get((who, code), date.max) < on or (statement is not None and statement <= on))
            and "作弊" not in marks
            and _all_passed(level, first, later)
            and _may_apply(year, plan, who, code, level, on, form)
            and _below_ceiling(year, who, code, level, on, honoured)
            and not year.holds_as_much(who, code, level)
            and who not in year.technical
        ):
            granted.add((who, code, str(level)))
    return granted


def process(year: Year) -> Granted:
    """过程化考核."""
    asked: dict[str, list[Row]] = defaultdict(list)
    for row in year.rows(17, "课程名称"):
        if row["撤销日期"] is None:
            asked[row["职业编码"]].append(row)
    taken: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in year.rows(9):
        taken[row["证件号码"], row["对应职业编码"]].append(row)
    granted = set()
    for (who, code), rows in taken.items():
        standing = year.standings[who]
        needed = [row for row in asked[code] if row["适用专业"] in (None, standing.major)]
        done = [row for row in rows if passes(row["成绩"]) or row["成绩"] in WORDS]
        passed_on: dict[tuple[object, object], date] = defaultdict(lambda: date.min)
        for row in done:
            course = row["课程名称"], row["课程类别"]
            passed_on[course] = max(passed_on[course], row["考核日期"].date())
        level = 4 if standing.tier == "中职" else 3
        if (
            year.is_graduating(who, year.as_of)
            and {row["课程类别"] for row in needed} == {"理论", "实践"}
            and {(row["课程名称"], row["课程类别"]) for row in needed} <= set(passed_on)
            and all(row["审批日期"].date() <= passed_on[row["课程名称"], row["课程类别"]] for row in needed)
            and not year.holds_as_much(who, code, level)
            and who not in year.technical
        ):
            granted.add((who, code, str(level)))
    return granted


WORDS = ("优秀", "良好", "中等", "及格")


def _award(awards: list[Row], result: Row) -> Iterator[int]:
    for award in awards:
        by_prize = award["奖项"] is not None and award["奖项"] == result["奖项"]
        by_rank = award["名次起"] is not None and result["名次"] is not None
        if by_prize or (by_rank and award["名次起"] <= result["名次"] <= award["名次止"]):
            yield digit(award["职业技能等级"])


def contest(year: Year) -> Granted:
    """竞赛取证."""
    awards: dict[str, list[Row]] = defaultdict(list)
    for row in year.rows(10, "竞赛名称"):
        awards[row["项目"]].append(row)
    results = year.rows(11)
    prizes: dict[object, set[object]] = defaultdict(set)
    for row in results:
        if row["团队"] is not None:
            prizes[row["项目"], row["团队"]].add(row["奖项"])
    granted = set()
    for row in results:
        who = row["证件号码"]
        for award in awards[row["项目"]][:1]:
            held, rules, code = day(award["竞赛日期"]), day(award["办法日期"]), award["职业编码"]
            assert held
            level = min(_award(awards[row["项目"]], row), default=9)
            if (
                rules is not None
                and rules < held <= year.as_of
                and level < 9
                and len(prizes[row["项目"], row["团队"]]) <= 1
                and level >= year.filed_level(code, held)
                and year.is_enrolled(who, held)
                and not year.holds_as_much(who, code, level)
                and who not in year.technical
            ):
                granted.add((who, code, str(level)))
    return granted


def recognition(year: Year) -> Granted:
    """直接认定."""
    mapped = {}
    for row in year.rows(4, "X证书名称"):
        if row["审批日期"] is not None:
            mapped[row["X证书名称"], row["X证书等级"]] = row["职业编码"]
    granted = set()
    for row in year.rows(3, "证书编号"):
        who, issued = row["证件号码"], day(row["发证日期"])
        code = mapped.get((row["证书名称"], row["证书等级"]))
        level = 4 if row["证书等级"] == "初级" else 3
        if (
            code is not None
            and issued is not None
            and issued <= year.as_of
            and year.is_enrolled(who, year.as_of)
            and not year.is_staff(who, year.as_of)
            and not year.holds_as_much(who, code, level)
        ):
            granted.add((who, code, str(level)))
    return granted


BY_HAND = {"exam": exam, "process": process, "contest": contest, "1plusx": recognition}


@cache
def year_of(folder: Path) -> Year:
    """The sample year on its reporting day."""
    return read_year(folder, date(2024, 11, 30))
