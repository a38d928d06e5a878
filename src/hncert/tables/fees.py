"""Money taken from people; any fee from an enrolled student is a hard stop (三(二))."""

from hncert.domain import dates
from hncert.tables.parsers import yuan
from hncert.tables.people import AGREE, SAME_NAME, WHO
from hncert.tables.shared_columns import BATCH_NUMBER
from hncert.tables.table import Column, Table

TABLE = Table(
    id="fees",
    title="收费记录",
    target="fee",
    key=("person_id", "paid_on", "purpose"),
    needs=(("id_number",), ("name",), ("amount_fen",), ("paid_on",)),
    columns=(
        *WHO,
        Column(
            name="paid_on",
            header="收费日期",
            also=("缴费日期", "收款日期", "缴费时间"),
            parse=dates.parse,
            required=True,
            example="2024-05-20",
        ),
        Column(
            name="amount_fen",
            header="收费金额",
            also=("缴费金额", "金额", "实收金额"),
            parse=yuan,
            type="integer",
            required=True,
            example="100",
            note="元",
            shown="t.amount_fen / 100.0",
        ),
        Column(name="purpose", header="收费项目", also=("项目", "收费名称", "费用名称")),
        BATCH_NUMBER,
        Column(name="document", header="票据号", also=("收据号", "文号")),
    ),
    conflicts=(*AGREE, SAME_NAME),
)
