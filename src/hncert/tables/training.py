"""Attendance of training classes, one row a person and day."""

from hncert.domain import dates
from hncert.tables.parsers import hours
from hncert.tables.people import AGREE, SAME_NAME, WHO, everyone
from hncert.tables.table import Column, Table
from hncert.tables.training_classes import CLASS_NUMBER, FIELDS, GROUPS

TABLE = Table(
    id="training",
    title="培训出勤",
    target="training_attendance",
    key=("class_number", "person_id", "attended_on"),
    needs=(("id_number",), ("name",), ("class_number",), ("attended_on",)),
    columns=(
        *WHO,
        CLASS_NUMBER,
        Column(name="class_title", header="培训班名称", also=("班次名称", "培训项目", "培训名称")),
        Column(
            name="attended_on",
            header="出勤日期",
            also=("培训日期", "上课日期", "出勤时间"),
            parse=dates.parse,
            required=True,
            example="2024-05-20",
        ),
        Column(name="hours", header="学时", also=("课时", "学时数"), parse=hours, type="real"),
        Column(name="target_group", header="培训对象类别", also=("培训对象", "人员类别", "对象类别"), choices=GROUPS),
        Column(name="field", header="重点领域", also=("领域", "培训领域"), choices=FIELDS),
        Column(name="form", header="培训形式", also=("培训方式", "形式")),
    ),
    conflicts=(*AGREE, SAME_NAME),
    eligible=everyone("student", "staff", "society"),
)
