"""Subsidies already claimed for a person, occupation and level, here or elsewhere (三(二))."""

from hncert.domain import dates
from hncert.domain.finding import Severity
from hncert.tables.parsers import code, yuan
from hncert.tables.people import AGREE, SAME_NAME, WHO
from hncert.tables.shared_columns import LEVEL, OCCUPATION
from hncert.tables.table import Column, Conflict, Table

TABLE = Table(
    id="prior_claims",
    title="已申领补贴",
    target="prior_claim",
    key=("person_id", "occupation_code", "level", "body"),
    needs=(("id_number",), ("name",), ("occupation_code",), ("level",), ("amount_fen", "claimed_on")),
    columns=(
        *WHO,
        OCCUPATION,
        LEVEL,
        Column(name="body", header="申领机构", also=("申领单位", "评价机构", "申报单位")),
        Column(name="claimed_on", header="申领日期", also=("补贴日期", "拨付日期", "发放日期"), parse=dates.parse),
        Column(
            name="amount_fen",
            header="补贴金额",
            also=("申领金额", "金额", "补贴标准"),
            parse=yuan,
            type="integer",
            example="280",
            note="元",
            shown="t.amount_fen / 100.0",
        ),
        Column(name="certificate_number", header="证书编号", also=("证书号", "证书号码"), parse=code, note="文本格式"),
        Column(name="document", header="文号", also=("依据文件", "批次文号")),
    ),
    conflicts=(
        *AGREE,
        SAME_NAME,
        Conflict(
            rule="claimed-twice",
            column="occupation_code",
            severity=Severity.WARNING,
            repeats=("id_type", "id_number", "occupation_code", "level"),
            sql="""
                select s.at, s.occupation_code as value, '同一人同一职业同一等级只申领一次' as expected
                from staged s
                join (
                  select id_type, id_number, occupation_code, level
                  from staged
                  group by id_type, id_number, occupation_code, level
                  having count(distinct coalesce(body, '')) > 1
                ) twice
                  on twice.id_type = s.id_type and twice.id_number = s.id_number
                  and twice.occupation_code = s.occupation_code and twice.level = s.level
            """,
            message="同一人、同一职业和等级有两家机构申领过补贴",
            remedy="向有关机构核实；本校不得再次申领",
            clause="504 三(二)",
        ),
    ),
)
