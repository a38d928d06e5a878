"""Equipment of the examination sites (二(一)1)."""

from dataclasses import replace

from hncert.tables.parsers import whole_number
from hncert.tables.shared_columns import ANY_OCCUPATION
from hncert.tables.sites import SITE
from hncert.tables.table import Column, Table

TABLE = Table(
    id="equipment",
    title="考核设备",
    target="equipment",
    key=("equipment", "model", "site", "occupation_code"),
    needs=(("equipment",), ("quantity",)),
    columns=(
        Column(
            name="equipment",
            header="设备名称",
            also=("仪器设备名称", "工具设备名称", "名称"),
            required=True,
            example="台式计算机",
        ),
        Column(name="model", header="规格型号", also=("型号", "规格", "型号规格")),
        replace(SITE, header="存放场地", also=("场地名称", "存放地点", "所在场地"), required=False),
        replace(ANY_OCCUPATION, also=(*ANY_OCCUPATION.also, "适用职业")),
        Column(
            name="quantity",
            header="数量",
            also=("台数", "台套数", "设备数量"),
            parse=whole_number,
            type="integer",
            required=True,
            example="40",
        ),
        Column(name="unit", header="计量单位", also=("单位",)),
    ),
)
