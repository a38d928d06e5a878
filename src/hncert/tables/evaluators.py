"""Experts, assessors and quality supervisors of the evaluation body (二(一)1)."""

from dataclasses import replace

from hncert.domain import dates
from hncert.tables.parsers import code, one_of
from hncert.tables.people import AGREE, SAME_NAME, WHO
from hncert.tables.shared_columns import ANY_OCCUPATION, LEVEL
from hncert.tables.table import Column, Conflict, Table

DUTIES = {"专家": ("评审专家",), "考评员": ("高级考评员", "考评人员"), "质量督导员": ("督导员", "内部质量督导员")}

TABLE = Table(
    id="evaluators",
    title="专家、考评员和质量督导员",
    target="evaluator",
    key=("person_id", "duty", "occupation_code"),
    needs=(("id_number",), ("name",), ("duty",)),
    columns=(
        *WHO,
        Column(
            name="duty",
            header="人员职责",
            also=("职责", "担任职务", "人员类型", "考评职责"),
            parse=one_of(DUTIES),
            required=True,
            example="考评员",
        ),
        replace(ANY_OCCUPATION, also=(*ANY_OCCUPATION.also, "考评职业"), note="督导员可空白"),
        replace(LEVEL, header="考评等级", also=("可考评等级", *LEVEL.also), required=False, example=""),
        Column(name="card_number", header="证卡编号", also=("考评员证号", "证书编号", "胸牌编号", "证号"), parse=code),
        Column(name="valid_from", header="发证日期", also=("聘任日期", "生效日期"), parse=dates.parse),
        Column(name="valid_until", header="有效期至", also=("有效期", "到期日期", "证卡有效期至"), parse=dates.parse),
        Column(
            name="engagement",
            header="聘用方式",
            also=("专兼职", "专职兼职"),
            parse=one_of({"专职": ("校内", "本校"), "兼职": ("外聘", "聘用", "校外")}),
        ),
        Column(name="employer", header="工作单位", also=("所在单位",)),
        Column(name="title", header="职称", also=("专业技术职务", "职称或职业资格")),
    ),
    conflicts=(
        *AGREE,
        SAME_NAME,
        Conflict(
            rule="card-expires-before-start",
            column="valid_until",
            sql="""
                select at, valid_until as value, '晚于 ' || valid_from as expected
                from staged
                where valid_until <= valid_from
            """,
            message="有效期不晚于发证（聘任）日期",
            remedy="核对两个日期",
        ),
    ),
)
