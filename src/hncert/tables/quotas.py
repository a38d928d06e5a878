"""Yearly tasks as documents set them, for the school and for its departments."""

import re

from hncert.domain import dates
from hncert.domain.finding import Problem
from hncert.tables.parsers import whole_number
from hncert.tables.table import Column, Conflict, Table


def parse_year(text: str) -> int | Problem:
    """A calendar year."""
    found = re.fullmatch(r"(20\d{2})\s*年?度?", text, re.ASCII)
    if found:
        return int(found[1])
    return Problem(rule="bad-year", message="年度无法识别", expected="2024 这样的年份", remedy="只填四位年份")


METRICS = {
    "training": "培训人次",
    "certified": "取证人数",
    "high_skilled": "其中高技能",
    "x": "1+X证书",
}


def _sums(metric: str, header: str) -> Conflict:
    """The children in the file, each once and completed by the store, and those only stored, against the parent."""
    return Conflict(
        rule="quota-sum",
        column=metric,
        sql=f"""
            with related as (
              select unit from staged where parent is not null
              union
              select parent from staged where parent is not null
              union
              select unit from quota where parent is not null
              union
              select parent from quota where parent is not null
            ),
            told as (
              select min(at) as at, year, unit, document_number, max(parent) as parent, max({metric}) as task
              from staged
              where unit in (select unit from related)
              group by year, unit, document_number
            ),
            known as (
              select t.at, t.year, t.unit, coalesce(t.parent, q.parent) as parent, coalesce(t.task, q.{metric}) as task
              from told t
              left join quota q on q.year = t.year and q.unit = t.unit and q.document_number = t.document_number
              union all
              select null, q.year, q.unit, q.parent, q.{metric}
              from quota q
              where q.unit in (select unit from related) and not exists (
                select 1
                from told t
                where t.year = q.year and t.unit = q.unit and t.document_number = q.document_number
              )
            )
            select min(c.at) as at, sum(c.task) as value, p.unit || '的任务 ' || p.task as expected
            from known c
            join (
              select year, unit, max(task) as task
              from known
              where parent is null
              group by year, unit
            ) p on p.year = c.year and p.unit = c.parent
            where c.parent is not null and p.task is not null
            group by c.year, c.parent, p.task, p.unit
            having count(c.at) > 0 and count(c.task) > 0 and sum(c.task) <> p.task
        """,
        message=f"各下级单位的{header}之和不等于上级任务",
        remedy="核对分解表；下级单位要全部列在同一份文件里",
    )


def _metric(name: str, header: str, *also: str) -> Column:
    return Column(name=name, header=header, also=also, parse=whole_number, type="integer")


TABLE = Table(
    id="quotas",
    title="年度任务",
    target="quota",
    key=("year", "unit", "document_number"),
    needs=(("year",), ("unit",), ("document_number",), ("training", "certified", "x")),
    columns=(
        Column(name="year", header="年度", also=("任务年度", "年份"), parse=parse_year, type="integer", required=True),
        Column(name="document_number", header="文号", also=("下达文号", "任务文号", "发文字号"), required=True),
        Column(name="issued_on", header="下达日期", also=("发文日期", "下达时间"), parse=dates.parse),
        Column(
            name="unit",
            header="单位",
            also=("填报单位", "任务单位", "院系", "单位名称"),
            required=True,
            note="全校一行写学校名称，其余写院系",
        ),
        Column(
            name="parent",
            header="上级单位",
            also=("分解自", "所属单位", "任务来源单位"),
            note="从哪个单位的任务分解而来；各下级之和应等于上级",
        ),
        _metric("training", "培训人次", "培训任务", "职业技能培训", "培训任务数"),
        _metric("certified", "取证人数", "取证任务", "取证任务数", "职业技能证书"),
        _metric("high_skilled", "其中高技能", "高技能", "高级工及以上", "其中高级工及以上", "高技能人才"),
        _metric("x", "1+X证书", "1+X", "1+X任务", "1+X证书任务", "1+X人数"),
    ),
    conflicts=tuple(_sums(metric, header) for metric, header in METRICS.items()),
)
