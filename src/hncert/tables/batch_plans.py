"""Plans of batches: pathway, standard edition, and the signed statement that training was held."""

from dataclasses import replace

from hncert.domain import dates
from hncert.tables.parsers import one_of
from hncert.tables.shared_columns import BATCH_NUMBER
from hncert.tables.table import Column, Conflict, Table

PATHS = {
    "考试考核": ("考试", "exam"),
    "直接认定": ("1+X", "1plusx"),
    "过程化考核": ("过程化", "process"),
    "竞赛取证": ("竞赛", "contest"),
}
EDITIONS = {"2018版": ("2018", "2018年版", "2018标准"), "2023版": ("2023", "2023年版", "2023标准")}

TABLE = Table(
    id="batch_plans",
    title="认定计划",
    target="batch_plan",
    key=("batch_number",),
    needs=(("batch_number",), ("edition", "statement_on", "path")),
    columns=(
        replace(BATCH_NUMBER, required=True),
        Column(
            name="path",
            header="取证途径",
            also=("途径", "认定方式", "取证方式"),
            parse=one_of(PATHS),
            example="考试考核",
        ),
        Column(
            name="edition",
            header="标准版本",
            also=("申报条件版本", "职业标准版本", "标准编制规程版本"),
            parse=one_of(EDITIONS),
            note="批次所用职业标准按哪一版编制规程写成，决定申报条件",
        ),
        Column(
            name="planned_on",
            header="计划考核日期",
            also=("计划日期", "考核日期", "拟考日期"),
            parse=dates.parse,
            example="2024-05-25",
        ),
        Column(
            name="statement_on",
            header="培训说明日期",
            also=("专门培训说明日期", "培训证明日期"),
            parse=dates.parse,
            note="学校签字说明全部考生已受专门培训的日期；有出勤记录的可空",
        ),
        Column(name="statement_by", header="培训说明签字人", also=("说明签字人", "签字人")),
        Column(name="document", header="文号", also=("计划文号", "依据文件")),
        Column(
            name="evaluation_document",
            header="专业评估论证文号",
            also=("评估论证文号", "论证文号"),
            note="毕业证书条件要求“经评估论证”的，填论证的文号",
        ),
    ),
    conflicts=(
        Conflict(
            rule="statement-unsigned",
            column="statement_on",
            sql="""
                select at, statement_on as value, '有签字人的说明' as expected
                from staged
                where statement_on is not null and statement_by is null
            """,
            message="培训说明没有签字人",
            remedy="补填培训说明签字人；没有签字的说明不能作为专门培训的证明",
            clause="504 二(三)2(1)",
        ),
    ),
)
