"""The school's own contest rules and their award tables, one row a level (竞赛取证)."""

from hncert.domain import dates
from hncert.domain.finding import Severity
from hncert.tables.parsers import amount, rank
from hncert.tables.shared_columns import LEVEL, OCCUPATION
from hncert.tables.table import Column, Conflict, Table

CONTEST = Column(
    name="contest",
    header="竞赛名称",
    also=("大赛名称", "赛事名称", "比赛名称"),
    required=True,
    example="2024年技能竞赛",
)
EVENT = Column(name="event", header="项目", also=("赛项", "赛项名称", "竞赛项目", "比赛项目"))
RULES_BEFORE_EVENT = "504 二(三)2(4)"

TABLE = Table(
    id="contests",
    title="竞赛办法",
    target="contest_award",
    key=("contest", "event", "occupation_code", "level"),
    needs=(("contest",), ("occupation_code",), ("level",), ("held_on",), ("rank_to", "score_from", "prize")),
    columns=(
        CONTEST,
        EVENT,
        OCCUPATION,
        LEVEL,
        Column(name="document", header="办法文号", also=("文号", "办法", "依据文件", "办法名称")),
        Column(name="rules_on", header="办法日期", also=("发文日期", "备案日期", "办法印发日期"), parse=dates.parse),
        Column(
            name="held_on",
            header="竞赛日期",
            also=("比赛日期", "举办日期"),
            parse=dates.parse,
            required=True,
            example="2024-05-18",
        ),
        Column(name="rank_from", header="名次起", also=("起始名次",), parse=rank, type="integer"),
        Column(name="rank_to", header="名次止", also=("截止名次", "名次"), parse=rank, type="integer", example="6"),
        Column(name="score_from", header="分数起", also=("最低分", "成绩起"), parse=amount, type="real"),
        Column(name="score_to", header="分数止", also=("最高分", "成绩止"), parse=amount, type="real"),
        Column(name="prize", header="奖项", also=("获奖等级", "奖次")),
    ),
    conflicts=(
        Conflict(
            rule="award-without-measure",
            column="rank_to",
            sql="""
                select at, '' as value, '名次、分数或奖项' as expected
                from staged
                where rank_to is null and score_from is null and prize is null
            """,
            message="没有写明凭什么授予这一等级",
            remedy="填名次起止、分数起止或奖项之一",
            clause=RULES_BEFORE_EVENT,
        ),
        Conflict(
            rule="ranks-reversed",
            column="rank_from",
            sql="""
                select at, rank_from as value, '不大于 ' || rank_to as expected
                from staged
                where rank_from > rank_to
            """,
            message="名次起大于名次止",
            remedy="核对名次范围",
        ),
        Conflict(
            rule="ranks-overlap",
            column="rank_from",
            sql="""
                select s.at, s.rank_from as value, '不与第 ' || min(o.at) || ' 行重叠' as expected
                from staged s
                join staged o
                  on o.contest = s.contest and o.event is s.event and o.occupation_code = s.occupation_code
                  and o.level <> s.level
                  and coalesce(o.rank_from, 1) <= s.rank_to and coalesce(s.rank_from, 1) <= o.rank_to
                group by s.at, s.rank_from
            """,
            message="同一项目两个等级的名次范围重叠",
            remedy="改为不重叠的名次范围",
        ),
        Conflict(
            rule="rules-after-contest",
            column="rules_on",
            severity=Severity.WARNING,
            sql="""
                select at, rules_on as value, '早于 ' || held_on as expected
                from staged
                where rules_on >= held_on
            """,
            message="竞赛办法的日期不早于竞赛日期，不能作为取证依据",
            remedy="核对两个日期",
            clause=RULES_BEFORE_EVENT,
        ),
    ),
)
