"""Yearly tasks as documents set them, for the school and for its departments."""

import re

from hncert.domain import dates
from hncert.domain.finding import Problem
from hncert.tables.table import Column, Table, whole_number


def parse_year(text: str) -> int | Problem:
    """A calendar year."""
    found = re.fullmatch(r"(20\d{2})\s*年?度?", text, re.ASCII)
    if found:
        return int(found[1])
    return Problem(rule="bad-year", message="年度无法识别", expected="2024 这样的年份", remedy="只填四位年份")


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
        _metric("training", "培训人次", "培训任务", "职业技能培训", "培训任务数"),
        _metric("certified", "取证人数", "取证任务", "取证任务数", "职业技能证书"),
        _metric("high_skilled", "其中高技能", "高技能", "高级工及以上", "其中高级工及以上", "高技能人才"),
        _metric("x", "1+X证书", "1+X", "1+X任务", "1+X证书任务", "1+X人数"),
    ),
)
