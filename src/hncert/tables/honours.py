"""Recorded honours: what makes a 中职 student 优秀 (reading `excellent-secondary`)."""

from hncert.domain import dates
from hncert.tables.people import AGREE, SAME_NAME, WHO, everyone
from hncert.tables.table import Column, Table

TABLE = Table(
    id="honours",
    title="荣誉（优秀）",
    target="honour",
    key=("person_id", "honour", "awarded_on"),
    needs=(("id_number",), ("name",), ("honour",), ("awarded_on",)),
    columns=(
        *WHO,
        Column(
            name="honour",
            header="荣誉名称",
            also=("荣誉称号", "优秀称号", "荣誉", "表彰名称"),
            required=True,
            example="优秀毕业生",
        ),
        Column(
            name="awarded_on",
            header="授予日期",
            also=("获得日期", "表彰日期", "授予时间", "获奖日期"),
            parse=dates.parse,
            required=True,
            example="2024-05-04",
        ),
        Column(name="kind", header="荣誉类别", also=("荣誉级别", "表彰级别")),
        Column(name="document", header="表彰文号", also=("文号", "依据文件")),
        Column(name="grantor", header="授予单位", also=("表彰单位", "颁发单位")),
    ),
    conflicts=(*AGREE, SAME_NAME),
    eligible=everyone("student"),
)
