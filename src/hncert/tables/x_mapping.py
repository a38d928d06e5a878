"""The school's own mapping from 1+X certificates to occupations, each row approved."""

from hncert.domain import dates
from hncert.profiles import occupations
from hncert.tables.table import Column, Table
from hncert.tables.x_certificates import GRADE, X_NAME

OCCUPATION = Column(
    name="occupation_code",
    header="职业编码",
    also=("职业代码", "对应职业编码", "职业（工种）编码", "职业名称", "对应职业", "职业"),
    parse=occupations.parse,
    required=True,
    note="文本格式，如 4-04-05-01；也可写职业名称",
)

TABLE = Table(
    id="x_mapping",
    title="1+X 与职业对应表",
    target="x_mapping",
    key=("x_name", "grade", "occupation_code"),
    needs=(("x_name",), ("grade",), ("occupation_code",)),
    columns=(
        X_NAME,
        GRADE,
        OCCUPATION,
        Column(name="approved_on", header="审批日期", also=("批准日期", "审批时间", "批准时间"), parse=dates.parse),
        Column(name="approved_by", header="审批人", also=("批准人", "审核人")),
        Column(name="document", header="审批文号", also=("批准文号", "文号", "依据文件")),
        Column(
            name="withdrawn_on",
            header="撤销日期",
            also=("停用日期", "废止日期", "失效日期"),
            parse=dates.parse,
            note="对应关系改了的，原来那一行填撤销日期，另加新的一行",
        ),
    ),
)
