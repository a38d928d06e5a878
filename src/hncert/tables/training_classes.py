"""Training classes: their groups, fields and forms as clause 二(二) names them."""

from hncert.domain import dates
from hncert.tables.parsers import amount, code, one_of
from hncert.tables.shared_columns import ANY_OCCUPATION
from hncert.tables.table import Column, Conflict, Table

FORMS = {
    "定向": ("定向培训",),
    "订单": ("订单培训", "订单式"),
    "定岗": ("定岗培训", "顶岗"),
    "学徒制": ("学徒制培训", "新型学徒制", "企业新型学徒制"),
    "其他": ("一般培训", "普通"),
}
FIELDS = (
    *("大数据", "软件开发", "智能制造", "国际贸易", "现代物流", "电子商务"),
    *("生态环保", "文化旅游", "家政服务", "医疗健康", "其他"),
)
GROUPS = (
    *("农村转移劳动力", "已脱贫劳动力", "返乡入乡创业人员", "农村致富带头人", "城镇下岗失业人员", "转岗职工"),
    *("高素质农民", "农村实用人才", "在校学生", "教职工", "企业职工", "其他"),
)
CLASS_NUMBER = Column(
    name="class_number",
    header="培训班编号",
    also=("班次编号", "培训班号", "期次编号"),
    parse=code,
    required=True,
    example="PX2024-01",
    note="文本格式",
)

TABLE = Table(
    id="training_classes",
    title="培训班",
    target="training_class",
    key=("class_number",),
    needs=(("class_number",), ("title",), ("starts_on", "ends_on", "hours")),
    columns=(
        CLASS_NUMBER,
        Column(
            name="title",
            header="培训班名称",
            also=("班次名称", "培训项目", "培训名称"),
            required=True,
            example="电工技能提升班",
        ),
        ANY_OCCUPATION,
        Column(
            name="target_group",
            header="培训对象类别",
            also=("培训对象", "对象类别"),
            choices=GROUPS,
            note="可填表外的类别",
        ),
        Column(name="field", header="重点领域", also=("领域", "培训领域"), choices=FIELDS, note="可填表外的领域"),
        Column(name="form", header="培训形式", also=("培训方式", "形式"), parse=one_of(FORMS)),
        Column(name="starts_on", header="开班日期", also=("开始日期", "起始日期"), parse=dates.parse),
        Column(name="ends_on", header="结业日期", also=("结束日期", "截止日期"), parse=dates.parse),
        Column(
            name="hours", header="总学时", also=("学时", "课时", "计划学时"), parse=amount, type="real", example="40"
        ),
        Column(name="place", header="培训地点", also=("地点",)),
    ),
    conflicts=(
        Conflict(
            rule="ends-before-start",
            column="ends_on",
            sql="""
                select at, ends_on as value, '不早于 ' || starts_on as expected
                from staged
                where ends_on < starts_on
            """,
            message="结业日期早于开班日期",
            remedy="核对两个日期",
        ),
    ),
)
