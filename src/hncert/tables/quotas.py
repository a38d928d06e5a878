"""Yearly tasks as documents set them, for the school and for its departments."""

import re

from hncert.domain import dates
from hncert.domain.finding import Problem, Severity
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
    """Each unit's task against the sum of its children, all by their latest document.

    Told at the file that completes the contradiction: at a child where it brings one, else at the parent.
    """
    return Conflict(
        rule="quota-sum",
        column=metric,
        sql=f"""
            with known as (
              select at, year, unit, parent, issued_on, 0 as source_import, 0 as source_row, {metric} as task
              from staged
              where {metric} is not null and {_ARE_DIVIDED}
              union all
              select null, q.year, q.unit, q.parent, q.issued_on, q.source_import, q.source_row, q.{metric}
              from quota q
              where q.{metric} is not null and {_ARE_DIVIDED}
                and not exists (
                  select 1
                  from staged s
                  where s.year = q.year and s.unit = q.unit and s.document_number = q.document_number
                )
            ),
            ranked as (
              select at, year, unit, parent, task,
                row_number() over (partition by year, unit order by {_LATEST_FIRST}) as place,
                row_number() over (partition by year, unit, parent order by {_LATEST_FIRST}) as place_below
              from known
            )
            select coalesce(min(c.at), p.at) as at,
              case when count(c.at) > 0 then sum(c.task) else p.task end as value,
              case when count(c.at) > 0 then p.unit || '的任务 ' || p.task
                else '下级单位之和 ' || sum(c.task) end as expected
            from ranked p
            join ranked c on c.year = p.year and c.parent = p.unit and c.place_below = 1
            where p.place = 1
            group by p.year, p.unit, p.task, p.at
            having count(c.at) + count(p.at) > 0 and sum(c.task) <> p.task
        """,
        message=f"各下级单位的{header}之和不等于上级任务",
        remedy="核对分解表；任务有调整的，上级和全部下级单位列在同一份文件里",
    )


_ARE_DIVIDED = """(
                exists (select 1 from staged where parent is not null)
                or exists (select 1 from quota where parent is not null)
              )"""
"""True while any unit's task is part of another's: a year without parts has nothing to sum."""

_LATEST_FIRST = "coalesce(issued_on, '') desc, at is null, at desc, source_import desc, source_row desc"
"""The order by which the latest document sets a unit's task, as in the monthly report."""

_UNKNOWN_PARENT = Conflict(
    rule="quota-parent-unknown",
    column="parent",
    severity=Severity.WARNING,
    sql="""
        select s.at, s.parent as value, '同一年度任务中的单位' as expected
        from staged s
        where s.parent is not null
          and not exists (select 1 from staged p where p.year = s.year and p.unit = s.parent)
          and not exists (select 1 from quota p where p.year = s.year and p.unit = s.parent)
    """,
    message="上级单位没有这一年度的任务",
    remedy="核对上级单位的名称；上级的任务还没有导入的，接着导入",
)


def _metric(name: str, header: str, *also: str, example: str) -> Column:
    return Column(name=name, header=header, also=also, parse=whole_number, type="integer", example=example)


TABLE = Table(
    id="quotas",
    title="年度任务",
    target="quota",
    key=("year", "unit", "document_number"),
    needs=(("year",), ("unit",), ("document_number",), ("training", "certified", "x")),
    columns=(
        Column(
            name="year",
            header="年度",
            also=("任务年度", "年份"),
            parse=parse_year,
            type="integer",
            required=True,
            choices=tuple(map(str, range(2021, 2031))),
            example="2024",
            note="四位年份，可填表外的年度",
        ),
        Column(
            name="document_number",
            header="文号",
            also=("下达文号", "任务文号", "发文字号"),
            required=True,
            example="示例教字〔2024〕1号",
        ),
        Column(name="issued_on", header="下达日期", also=("发文日期", "下达时间"), parse=dates.parse),
        Column(
            name="unit",
            header="单位",
            also=("填报单位", "任务单位", "院系", "单位名称"),
            required=True,
            example="示例学校",
            note="全校一行写学校名称，其余写院系",
        ),
        Column(
            name="parent",
            header="上级单位",
            also=("分解自", "所属单位", "任务来源单位"),
            note="从哪个单位的任务分解而来；各下级之和应等于上级",
        ),
        _metric("training", "培训人次", "培训任务", "职业技能培训", "培训任务数", example="1200"),
        _metric("certified", "取证人数", "取证任务", "取证任务数", "职业技能证书", example="800"),
        _metric(
            "high_skilled", "其中高技能", "高技能", "高级工及以上", "其中高级工及以上", "高技能人才", example="300"
        ),
        _metric("x", "1+X证书", "1+X", "1+X任务", "1+X证书任务", "1+X人数", example="90"),
    ),
    conflicts=(*(_sums(metric, header) for metric, header in METRICS.items()), _UNKNOWN_PARENT),
)
