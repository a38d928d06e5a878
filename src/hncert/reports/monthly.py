"""月报: training, certificates and 1+X against the year's tasks.

Source: 教职成〔2021〕504号 三(三) (monthly reports), 二(三)3 (separate tasks), 一 (units 人 and 人次).
"""

import sqlite3
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from hncert.domain.dates import Month
from hncert.domain.levels import PRINTED_LEVELS
from hncert.domain.rates import percent
from hncert.reports.provenance import provenance
from hncert.reports.report import Block, Filled, Report
from hncert.store.determinations import latest_overtaken
from hncert.store.journal import CERTIFY_DUE, is_certify_due
from hncert.store.views import BEST_FIRST
from hncert.store.workspace import School

READINGS = ("person-count", "direct-ledger", "staff-count", "pathway-order")
PATHWAY_TITLES = {"exam": "考试考核", "1plusx": "直接认定", "process": "过程化考核", "contest": "竞赛取证"}

TRAININGS = """
    select cast(substr(day, 6, 2) as integer) as month, count(*) as people
    from (
      select min(attended_on) as day
      from trainings
      group by class_number, person_id
    )
    where day between :first and :last
    group by month
"""
CERTIFICATES = """
    select l.month, c.pathway, c.level, count(*) as certificates, sum(l.counted) as people,
      sum(l.counted * (
        exists (select 1 from enrolments e where e.person_id = c.person_id and e.role = 'staff')
        and not exists (select 1 from enrolments e where e.person_id = c.person_id and e.role = 'student')
      )) as staff
    from certificates c
    join skill_ledger l on l.certificate_number = c.certificate_number
    where c.issued_on between :first and :last and c.status = 'valid'
    group by l.month, c.pathway, c.level
"""
HIGH_SKILLED = """
    select cast(substr(day, 6, 2) as integer) as month, count(*) as people
    from (
      select min(issued_on) as day
      from certificates
      where issued_on between :first and :last and status = 'valid' and level <= 3
      group by person_id
    )
    group by month
"""
X_CERTIFICATES = """
    select l.month, sum(l.counted) as people
    from x_certificates x
    join x_ledger l on l.number = x.number
    where x.issued_on between :first and :last
    group by l.month
"""
UNISSUED = f"""
    with latest as (
      select pathway, max(as_of) as as_of
      from determination_run
      where as_of <= :last
      group by pathway
    ),
    best as (
      select person_id, occupation_code, level, pathway,
        row_number() over (partition by person_id, occupation_code order by {BEST_FIRST}) as place
      from determinations
      where outcome = 'granted' and (pathway, as_of) in (select pathway, as_of from latest)
    )
    select b.person_id, b.pathway, b.level
    from best b
    where b.place = 1
      and not exists (
        select 1
        from certificates c
        where c.person_id = b.person_id and c.occupation_code = b.occupation_code
          and c.status = 'valid' and c.level <= b.level and c.issued_on <= :last
      )
"""
TASK = """
    select {metric}
    from quota
    where year = :year and unit in (:unit, '全校', '本校') and {metric} is not null
      and coalesce(issued_on, '') <= :last
    order by coalesce(issued_on, '') desc, source_import desc, source_row desc
    limit 1
"""
METRICS = ("training", "certified", "high_skilled", "x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure against its task; `unit` is 人 or 人次; None where nothing was imported."""

    name: str
    title: str
    unit: str
    task: int | None
    month: int | None
    total: int | None

    @property
    def rate(self) -> Decimal | None:
        """Completion of the year's task so far, in per cent."""
        return None if self.total is None else percent(self.total, self.task)

    def cells(self) -> dict[str, Any]:
        """The line with its rate, as templates and JSON take it."""
        return {**asdict(self), "rate": self.rate}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Issued certificates of one pathway or level: 人 and 本; `unissued` is 本 still to be issued."""

    key: str
    title: str
    month_people: int
    total_people: int
    month_certificates: int
    total_certificates: int
    unissued: int


@dataclass(frozen=True, slots=True)
class _Frames:
    """The grouped rows a month is counted from."""

    period: Month
    trainings: pd.DataFrame
    certificates: pd.DataFrame
    high_skilled: pd.DataFrame
    x_certificates: pd.DataFrame
    unissued: pd.DataFrame
    has_training: bool

    def both(self, frame: pd.DataFrame, column: str = "people") -> tuple[int, int]:
        """A column's sum in the month and in the year to the month's end."""
        return int(frame.loc[frame["month"] == self.period.month, column].sum()), int(frame[column].sum())


def fill(db: sqlite3.Connection, school: School, period: Month) -> Filled:
    """The month's figures and the year's to the month's end.

    A person counts once a year and ledger, in the month of the first certificate; a trainee
    counts once a class. What is determined but not issued stands apart.
    """
    frames = _read(db, period)
    task = _task(db, school, period)
    lines = _lines(frames, task)
    pathways = [_share(frames, "pathway", id, title) for id, title in PATHWAY_TITLES.items()]
    levels = [_share(frames, "level", level.printed_grade, level.label) for level in PRINTED_LEVELS]
    day = _determined_on(db, period)
    notes = _notes(school, period, day, has_task=bool(task), has_training=frames.has_training)
    notes += [CERTIFY_DUE] if day and is_certify_due(db) else []
    notes += latest_overtaken(db, period.last)
    unissued = {"people": int(frames.unissued["person_id"].nunique()), "certificates": len(frames.unissued)}
    source = provenance(db, day or period.last, READINGS)
    return Filled(
        period=period,
        as_of=day or period.last,
        heading=f"{school.name or '（未填写校名）'}　职业技能取证月报　{period.label}",
        values={
            "school": school.name or "（未填写校名）",
            "month": period.label,
            "as_of": str(day) if day else "尚未认定",
            "lines": {line.name: line.cells() for line in lines},
            "pathways": {f"by_{share.key}": asdict(share) for share in pathways},
            "levels": {f"grade_{share.key}": asdict(share) for share in levels},
            "unissued": unissued,
            "notes": "；".join(notes) or "无",
            "provenance": source,
        },
        blocks=[
            _main_block(lines),
            Block(
                f"已认定未发证（基准日 {day or '—'}，与已发证分开列）",
                ("", "人", "本"),
                [("合计", unissued["people"], unissued["certificates"])],
            ),
            _share_block("按取证途径", pathways),
            _share_block("按等级", levels),
        ],
        counts={line.name: {"month": line.month, "total": line.total, "unit": line.unit} for line in lines},
        data={
            "lines": [{**asdict(line), "rate": _text(line.rate)} for line in lines],
            "pathways": [asdict(share) for share in pathways],
            "levels": [asdict(share) for share in levels],
            "determined_not_issued": unissued,
            "provenance": source,
        },
        notes=notes,
    )


def _read(db: sqlite3.Connection, period: Month) -> _Frames:
    span = {"first": f"{period.year}-01-01", "last": period.last.isoformat()}
    queries = (TRAININGS, CERTIFICATES, HIGH_SKILLED, X_CERTIFICATES)
    trainings, certificates, high_skilled, x_certificates = (
        pd.read_sql_query(query, db, params=span) for query in queries
    )
    unissued = pd.read_sql_query(UNISSUED, db, params={"last": span["last"]})
    has_training = db.execute("select 1 from training_attendance limit 1").fetchone() is not None
    return _Frames(period, trainings, certificates, high_skilled, x_certificates, unissued, has_training)


def _task(db: sqlite3.Connection, school: School, period: Month) -> dict[str, int]:
    """The whole school's task by metric, each from the newest document that sets it by the month's end."""
    named = {"year": period.year, "unit": school.name, "last": period.last.isoformat()}
    found = {metric: db.execute(TASK.format(metric=metric), named).fetchone() for metric in METRICS}
    return {metric: row[0] for metric, row in found.items() if row}


def _lines(frames: _Frames, task: dict[str, int]) -> list[Line]:
    recognised = frames.certificates[frames.certificates["pathway"] == "1plusx"]
    trained = frames.both(frames.trainings) if frames.has_training else (None, None)
    rows = (
        ("training", "职业技能培训", "人次", task.get("training"), trained),
        ("certified", "职业技能证书取证", "人", task.get("certified"), frames.both(frames.certificates)),
        ("high_skilled", "其中：高级工及以上", "人", task.get("high_skilled"), frames.both(frames.high_skilled)),
        ("staff", "其中：教职工", "人", None, frames.both(frames.certificates, "staff")),
        ("recognised", "其中：直接认定", "人", None, frames.both(recognised)),
        ("x", "1+X 证书", "人", task.get("x"), frames.both(frames.x_certificates)),
    )
    return [
        Line(name=name, title=title, unit=unit, task=set_task, month=month, total=total)
        for name, title, unit, set_task, (month, total) in rows
    ]


def _share(frames: _Frames, column: str, key: str, title: str) -> Share:
    issued = frames.certificates[frames.certificates[column].astype(str) == key]
    month_people, total_people = frames.both(issued)
    month_certificates, total_certificates = frames.both(issued, "certificates")
    return Share(
        key=key,
        title=title,
        month_people=month_people,
        total_people=total_people,
        month_certificates=month_certificates,
        total_certificates=total_certificates,
        unissued=int((frames.unissued[column].astype(str) == key).sum()),
    )


def _determined_on(db: sqlite3.Connection, period: Month) -> date | None:
    (day,) = db.execute(
        "select max(as_of) from determination_run where as_of <= ?", (period.last.isoformat(),)
    ).fetchone()
    return date.fromisoformat(day) if day else None


def _notes(school: School, period: Month, day: date | None, *, has_task: bool, has_training: bool) -> list[str]:
    notes = []
    if not has_task:
        unit = school.name or "全校"
        notes.append(f"没有导入 {period.year} 年单位为“{unit}”的任务，完成率无法计算")
    if not has_training:
        notes.append("没有导入培训出勤，培训人次空缺")
    if day is None:
        command = f"hncert certify --path all --as-of {period.last}"
        notes.append(f"本月末以前没有认定记录，可运行 {command}")
    elif day < period.first:
        notes.append(f"认定的基准日是 {day}，早于本月")
    return notes


def _main_block(lines: list[Line]) -> Block:
    headers = ("项目", "单位", "任务", "本月", "累计", "完成率")
    rows = [(x.title, x.unit, x.task, x.month, x.total, f"{x.rate}%" if x.rate is not None else None) for x in lines]
    return Block("一、任务完成情况（职业技能证书与 1+X 证书分别统计，不相加）", headers, rows)


def _share_block(title: str, shares: list[Share]) -> Block:
    headers = (title, "本月发证(人)", "累计(人)", "本月发证(本)", "累计(本)", "已认定未发证(本)")
    rows = [tuple(value for name, value in asdict(share).items() if name != "key") for share in shares]
    return Block("", headers, rows)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


REPORT = Report(id="monthly", title="月报", template="monthly.xlsx", fill=fill)
