"""Cohorts whose 毕业学年 is not the usual one, such as those who graduate in spring."""

from hncert.domain import dates
from hncert.tables.roster import COHORT
from hncert.tables.table import Column, Conflict, Table

TABLE = Table(
    id="cohorts",
    title="届别的毕业学年",
    target="cohort_window",
    key=("cohort", "graduates_on"),
    needs=(("cohort",), ("window_from",), ("window_to",)),
    columns=(
        COHORT,
        Column(
            name="graduates_on",
            header="预计毕业日期",
            also=("毕业日期", "毕业时间"),
            parse=dates.parse,
            note="只对这一天毕业的人；空白表示整届",
        ),
        Column(
            name="window_from",
            header="毕业学年起",
            also=("学年起", "毕业学年开始"),
            parse=dates.parse,
            required=True,
            example="2024-01-11",
        ),
        Column(
            name="window_to",
            header="毕业学年止",
            also=("学年止", "毕业学年结束"),
            parse=dates.parse,
            required=True,
            example="2025-01-10",
        ),
        Column(name="document", header="文号", also=("依据文件",)),
    ),
    conflicts=(
        Conflict(
            rule="window-reversed",
            column="window_to",
            sql="""
                select at, window_to as value, '晚于 ' || window_from as expected
                from staged
                where window_to <= window_from
            """,
            message="毕业学年止不晚于毕业学年起",
            remedy="核对两个日期",
            clause="504 二(三)2(3)",
        ),
    ),
)
