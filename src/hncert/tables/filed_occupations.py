"""The occupations and levels that the evaluation body has filed, with their days (二(一)3)."""

from dataclasses import replace

from hncert.domain import dates
from hncert.tables.shared_columns import JOB_TYPE, LEVEL, OCCUPATION
from hncert.tables.table import Column, Conflict, Table

TABLE = Table(
    id="filed_occupations",
    title="备案职业（工种）及等级",
    target="filed_occupation",
    key=("occupation_code", "job_type", "level", "filed_on"),
    needs=(("occupation_code",), ("level",), ("filed_on",)),
    columns=(
        OCCUPATION,
        JOB_TYPE,
        replace(LEVEL, header="备案等级", also=LEVEL.also, note="每个等级一行"),
        Column(
            name="filed_on",
            header="备案日期",
            also=("备案时间", "批准备案日期", "生效日期"),
            parse=dates.parse,
            required=True,
            example="2023-09-01",
        ),
        Column(
            name="valid_until",
            header="备案有效期至",
            also=("有效期至", "有效期限", "截止日期", "到期日期"),
            parse=dates.parse,
        ),
        Column(name="document", header="备案文号", also=("文号", "批复文号")),
        Column(name="standard", header="职业标准", also=("国家职业标准", "标准名称", "评价规范"), note="名称和年份"),
    ),
    conflicts=(
        Conflict(
            rule="expires-before-filing",
            column="valid_until",
            sql="""
                select at, valid_until as value, '晚于 ' || filed_on as expected
                from staged
                where valid_until <= filed_on
            """,
            message="有效期不晚于备案日期",
            remedy="核对两个日期",
            clause="504 二(一)3",
        ),
    ),
)
