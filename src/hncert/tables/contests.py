"""The school's own contest rules and their award tables, one row a rule: what is reached, and which level it is."""

import re

from hncert.domain import dates
from hncert.domain.finding import Noted, Problem, Severity
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
_BETWEEN = re.compile(r"\s*[、，,/／]\s*|(?<=[奖名等特一二三四五六七八九十])\s*和\s*")
_ORDINAL = re.compile(r"([特一二三四五六七八九十])等?")


def prizes(text: str) -> str | Noted:
    """The prizes that a cell names, with 、 between: 一等奖和二等奖; 一、二等奖 means the same."""
    parts = [part for part in _BETWEEN.split(text) if part]
    whole = [_ORDINAL.sub(r"\1等奖", part) if _is_short(part, parts[-1]) else part for part in parts]
    found = "、".join(dict.fromkeys(whole))
    return found if whole == parts else Noted(found, _spelt_out(found))


def _is_short(part: str, last: str) -> bool:
    return _ORDINAL.fullmatch(part) is not None and last.endswith("等奖")


def _spelt_out(found: str) -> Problem:
    return Problem(
        rule="prizes-spelt-out",
        message="几个奖项合写在一起，已分开",
        expected=found,
        remedy="核对分开后的奖项；不对的，逐个写全，用顿号隔开",
    )


_SAME_LEVEL = (
    "{one}.contest = {other}.contest and {one}.event = {other}.event "
    "and {one}.occupation_code = {other}.occupation_code and {one}.level = {other}.level"
)
_ALIKE = """(
                    (t.rank_from <= s.rank_to and s.rank_from <= t.rank_to)
                    or (t.score_from > 0 and s.score_from > 0
                      and t.score_from <= coalesce(s.score_to, t.score_from)
                      and s.score_from <= coalesce(t.score_to, s.score_from))
                    or (t.prize <> '' and s.prize <> '' and (
                      instr('、' || t.prize || '、', '、' || s.prize || '、') > 0
                      or instr('、' || s.prize || '、', '、' || t.prize || '、') > 0))
                  )"""
"""SQL: a stored rule `t` and a staged one `s` award the same ranks, scores or prizes in part."""

TABLE = Table(
    id="contests",
    title="竞赛办法",
    target="contest_award",
    key=("contest", "event", "occupation_code", "level", "rank_from", "score_from", "prize"),
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
        Column(
            name="prize",
            header="奖项",
            also=("获奖等级", "奖次"),
            parse=prizes,
            note="几个奖项同一等级的，用顿号隔开，或每个奖项一行",
        ),
    ),
    prepare=(
        """
        update staged
        set rank_from = 1
        where rank_to is not null and coalesce(rank_from, 0) = 0
        """,
    ),
    conflicts=(
        Conflict(
            rule="award-without-measure",
            column="rank_to",
            sql="""
                select at, '' as value, '名次、分数或奖项' as expected
                from staged
                where rank_to is null and score_from = 0 and score_to is null and prize = ''
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
                  and o.rank_from <= s.rank_to and s.rank_from <= o.rank_to
                group by s.at, s.rank_from
            """,
            message="同一项目两个等级的名次范围重叠",
            remedy="改为不重叠的名次范围",
        ),
        Conflict(
            rule="earlier-award-kept",
            column="level",
            severity=Severity.WARNING,
            sql=f"""
                select s.at, 6 - s.level as value, '第 ' || max(t.source_import) || ' 次导入的规定也有效' as expected
                from staged s
                join contest_award t
                  on {_SAME_LEVEL.format(one="t", other="s")} and {_ALIKE}
                where not exists (
                  select 1
                  from staged o
                  where {_SAME_LEVEL.format(one="o", other="t")}
                    and (o.rank_from, o.score_from, o.prize) = (t.rank_from, t.score_from, t.prize)
                )
                group by s.at, s.level
            """,
            message="以前导入过这一等级的另一条规定，范围与这一行重叠，两条都有效",
            remedy="这一行是更正的，先撤销以前的导入（hncert import log、hncert import undo），再导入",
            clause=RULES_BEFORE_EVENT,
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
