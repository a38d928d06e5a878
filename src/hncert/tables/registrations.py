"""Registrations for a batch: who applies for which occupation and level."""

from hncert.domain import dates
from hncert.tables.parsers import amount
from hncert.tables.people import AGREE, SAME_NAME, WHO, everyone
from hncert.tables.shared_columns import APPLIED_LEVEL, BATCH_NUMBER, JOB_TYPE, OCCUPATION
from hncert.tables.table import Column, Table

TABLE = Table(
    id="registrations",
    title="认定报名",
    target="registration",
    key=("batch_number", "person_id", "occupation_code", "level"),
    needs=(("id_number",), ("name",), ("batch_number",), ("occupation_code",), ("level",)),
    beside=("condition", "candidate_source", "registered_on"),
    columns=(
        *WHO,
        BATCH_NUMBER,
        OCCUPATION,
        JOB_TYPE,
        APPLIED_LEVEL,
        Column(name="condition", header="申报条件", also=("符合条件", "报考条件")),
        Column(name="candidate_source", header="考生来源", also=("人员来源",)),
        Column(name="education", header="文化程度", also=("最高学历",)),
        Column(name="work_years", header="从业年限", also=("工作年限", "从业时间"), parse=amount, type="real"),
        Column(name="registered_on", header="报名日期", also=("申报日期", "报名时间"), parse=dates.parse),
    ),
    conflicts=(*AGREE, SAME_NAME),
    eligible=everyone("student", "staff"),
)
