"""Theory, practice and review scores of exams; 缺考 and 违纪 are told apart from 0."""

from dataclasses import replace

from hncert.domain import dates
from hncert.tables.parsers import one_of, score
from hncert.tables.people import AGREE, SAME_NAME, WHO, WHO_NAMES
from hncert.tables.shared_columns import APPLIED_LEVEL, BATCH_NUMBER, JOB_TYPE, OCCUPATION
from hncert.tables.table import Column, Conflict, Eligible, Table

FIRST = "正考"
SITTINGS = {FIRST: ("首考", "初考", "正常考试"), "补考": ("补", "重考")}


def _part(name: str, header: str, *also: str, example: str = "") -> Column:
    note = "0 至 100；缺考、作弊如实填写，不要填 0"
    return Column(name=name, header=header, also=also, parse=score, example=example, note=note)


TABLE = Table(
    id="exam_scores",
    title="考试成绩",
    target="exam_score",
    key=("person_id", "occupation_code", "level", "taken_on", "sitting"),
    needs=(("id_number",), ("name",), ("occupation_code",), ("level",), ("taken_on",), ("theory", "practice")),
    columns=(
        *WHO,
        BATCH_NUMBER,
        OCCUPATION,
        JOB_TYPE,
        replace(APPLIED_LEVEL, also=(*APPLIED_LEVEL.also, "考试等级")),
        Column(
            name="taken_on",
            header="考试日期",
            also=("考核日期", "考试时间", "认定日期"),
            parse=dates.parse,
            required=True,
            example="2024-06-15",
        ),
        Column(
            name="sitting",
            header="考试类型",
            also=("考试性质", "正考补考", "考次"),
            parse=one_of(SITTINGS),
            default=FIRST,
            example=FIRST,
            note="空白视为正考",
        ),
        _part("theory", "理论成绩", "理论", "理论分数", "理论知识成绩", "理论知识", example="80"),
        _part(
            "practice", "技能成绩", "技能", "实操成绩", "技能操作成绩", "操作技能成绩", "实操", "技能分数", example="75"
        ),
        _part("review", "综合评审", "综合评审成绩", "评审成绩"),
    ),
    conflicts=(
        *AGREE,
        SAME_NAME,
        Conflict(
            rule="score-missing",
            column="theory",
            sql="""
                select at, '' as value, '至少一科成绩、缺考或违纪' as expected
                from staged
                where theory is null and practice is null and review is null
            """,
            message="一科成绩也没有",
            remedy="补填成绩；没有参加考试的填“缺考”",
        ),
    ),
    eligible=Eligible(
        sql="""
            select p.id_type, p.id_number, p.name, p.person_id, r.batch_number, r.occupation_code, r.job_type, r.level
            from registration r
            join person p on p.person_id = r.person_id
            where r.batch_number = :batch
            order by r.occupation_code, r.level, p.name_key, p.id_number
        """,
        columns=(*WHO_NAMES, "batch_number", "occupation_code", "level"),
        asks=("batch",),
    ),
)
