"""Columns that several kinds share: the occupation, the level, the batch, approvals."""

from dataclasses import replace

from hncert.domain import dates, levels
from hncert.profiles import occupations
from hncert.tables.parsers import code
from hncert.tables.table import Column

_LEVEL_CASES = " ".join(f"when {int(level)} then '{level.label}'" for level in levels.Level)

OCCUPATION = Column(
    name="occupation_code",
    header="职业编码",
    also=("职业代码", "对应职业编码", "职业（工种）编码", "职业名称", "对应职业", "职业"),
    parse=occupations.parse,
    required=True,
    example="4-04-05-01",
    note="文本格式，如 4-04-05-01；也可写职业名称",
)
ANY_OCCUPATION = replace(OCCUPATION, required=False, note="空白表示不限职业；也可写职业名称")
JOB_TYPE = Column(name="job_type", header="工种", also=("职业方向", "工种名称", "职业（工种）方向"))
LEVEL = Column(
    name="level",
    header="职业技能等级",
    also=("技能等级", "职业等级", "证书等级", "等级", "级别"),
    parse=levels.parse,
    type="integer",
    required=True,
    example="三级/高级工",
    choices=tuple(level.label for level in levels.PRINTED_LEVELS),
    shown=f"case t.level {_LEVEL_CASES} end",
    note="如 三级/高级工",
)
APPLIED_LEVEL = replace(LEVEL, header="申报等级", also=("认定等级", "报考等级", "申报级别", "职业技能等级", "等级"))
BATCH_NUMBER = Column(
    name="batch_number",
    header="批次号",
    also=("认定批次", "批次", "批次编号", "认定批次号"),
    parse=code,
    example="2024-01",
    note="文本格式",
)
APPROVED_ON = Column(
    name="approved_on", header="审批日期", also=("批准日期", "审批时间", "批准时间"), parse=dates.parse
)
APPROVED_BY = Column(name="approved_by", header="审批人", also=("批准人", "审核人"))
DOCUMENT = Column(name="document", header="审批文号", also=("批准文号", "文号", "依据文件"))
WITHDRAWN_ON = Column(
    name="withdrawn_on",
    header="撤销日期",
    also=("停用日期", "废止日期", "失效日期"),
    parse=dates.parse,
    note="对应关系改了的，原来那一行填撤销日期，另加新的一行",
)
