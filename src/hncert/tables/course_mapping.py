"""Which courses carry which occupation's standard (课证融通), each row approved."""

from hncert.tables.course_marks import COURSE, PART
from hncert.tables.shared_columns import APPROVED_BY, APPROVED_ON, DOCUMENT, OCCUPATION, WITHDRAWN_ON
from hncert.tables.table import Column, Table

TABLE = Table(
    id="course_mapping",
    title="课证融通课程对应表",
    target="course_mapping",
    key=("course", "part", "occupation_code", "major"),
    needs=(("course",), ("part",), ("occupation_code",)),
    columns=(
        COURSE,
        PART,
        OCCUPATION,
        Column(name="major", header="适用专业", also=("专业", "专业名称"), note="空白表示不限专业"),
        APPROVED_ON,
        APPROVED_BY,
        DOCUMENT,
        WITHDRAWN_ON,
    ),
)
