"""Evaluation specifications of occupations without a national standard (二(三)2)."""

from hncert.domain import dates
from hncert.tables.parsers import whole_number
from hncert.tables.shared_columns import OCCUPATION
from hncert.tables.table import Column, Conflict, Table

TABLE = Table(
    id="specifications",
    title="评价规范",
    target="specification",
    key=("occupation_code", "version"),
    needs=(("occupation_code",), ("title",), ("experts", "filed_on")),
    columns=(
        OCCUPATION,
        Column(name="title", header="规范名称", also=("评价规范",), required=True, example="示例评价规范"),
        Column(name="version", header="版本", also=("版本号", "规范版本"), example="2024"),
        Column(name="developers", header="编制单位", also=("编制人", "开发单位", "起草单位")),
        Column(
            name="experts",
            header="评审专家人数",
            also=("专家人数", "评审人数"),
            parse=whole_number,
            type="integer",
            example="5",
        ),
        Column(name="reviewed_on", header="评审日期", also=("专家评审日期", "论证日期"), parse=dates.parse),
        Column(name="filed_on", header="备案日期", also=("规范备案日期", "备案时间"), parse=dates.parse),
        Column(name="filing_number", header="备案号", also=("备案文号", "备案编号")),
    ),
    conflicts=(
        Conflict(
            rule="filed-before-review",
            column="filed_on",
            sql="""
                select at, filed_on as value, '不早于 ' || reviewed_on as expected
                from staged
                where filed_on < reviewed_on
            """,
            message="备案日期早于评审日期",
            remedy="核对两个日期；评价规范先经专家评审，再备案",
            clause="504 二(三)2",
        ),
    ),
)
