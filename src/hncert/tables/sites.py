"""Examination sites and rooms (二(一)1)."""

from dataclasses import replace

from hncert.tables.parsers import amount, one_of, whole_number
from hncert.tables.shared_columns import ANY_OCCUPATION
from hncert.tables.table import Column, Table

SITE = Column(
    name="site",
    header="场地名称",
    also=("考点名称", "场所名称", "考点"),
    required=True,
    example="东校区实训楼",
)
USES = {
    "理论": ("理论考场", "理论考试"),
    "实操": ("实操考场", "技能", "技能操作", "实训"),
    "理论和实操": ("综合", "理论、实操", "理论及实操", "理论+实操"),
}

TABLE = Table(
    id="sites",
    title="考核场地",
    target="site",
    key=("site", "room", "occupation_code"),
    needs=(("site",), ("capacity", "area", "use")),
    columns=(
        SITE,
        Column(name="room", header="考场", also=("房间号", "教室", "考场号", "房间")),
        Column(name="use", header="用途", also=("场地用途", "考场类型"), parse=one_of(USES), example="理论"),
        replace(ANY_OCCUPATION, also=(*ANY_OCCUPATION.also, "适用职业")),
        Column(
            name="capacity", header="容纳人数", also=("座位数", "工位数", "容量"), parse=whole_number, type="integer"
        ),
        Column(name="area", header="面积", also=("建筑面积", "使用面积"), parse=amount, type="real", note="平方米"),
        Column(name="address", header="地址", also=("详细地址", "场地地址")),
    ),
)
