"""Certificates that people already held, earlier or from elsewhere."""

from hncert.domain import dates
from hncert.tables.parsers import code, one_of
from hncert.tables.people import AGREE, SAME_NAME, WHO, everyone
from hncert.tables.shared_columns import LEVEL, OCCUPATION
from hncert.tables.table import Column, Table

KINDS = {
    "职业技能等级证书": ("技能等级证书", "等级证书"),
    "国家职业资格证书": ("职业资格证书",),
    "专项职业能力证书": ("专项能力证书",),
}

TABLE = Table(
    id="prior_certificates",
    title="已有证书",
    target="prior_certificate",
    key=("person_id", "occupation_code", "level", "number"),
    needs=(("id_number",), ("name",), ("occupation_code",), ("level",), ("number",), ("issued_on",)),
    columns=(
        *WHO,
        Column(name="kind", header="证书类别", also=("证书种类", "证书类型"), parse=one_of(KINDS)),
        OCCUPATION,
        LEVEL,
        Column(
            name="number",
            header="证书编号",
            parse=code,
            also=("证书号", "证书号码"),
            required=True,
            example="2341000000012345",
            note="文本格式",
        ),
        Column(
            name="issued_on",
            header="发证日期",
            also=("颁证日期", "发证时间", "取证日期", "获证日期"),
            parse=dates.parse,
            required=True,
            example="2023-12-20",
        ),
        Column(name="issuer", header="发证机构", also=("颁证单位", "发证单位", "评价机构")),
    ),
    conflicts=(*AGREE, SAME_NAME),
    eligible=everyone("student", "staff"),
)
