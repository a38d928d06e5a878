"""What students and staff reached in a contest."""

from hncert.tables.contests import CONTEST, EVENT
from hncert.tables.parsers import amount, rank, whole_number
from hncert.tables.people import AGREE, SAME_NAME, WHO, WHO_NAMES
from hncert.tables.table import Column, Conflict, Eligible, Table

TABLE = Table(
    id="contest_results",
    title="竞赛成绩",
    target="contest_result",
    key=("person_id", "contest", "event"),
    needs=(("id_number",), ("name",), ("contest",), ("rank", "score", "prize")),
    columns=(
        *WHO,
        CONTEST,
        EVENT,
        Column(name="rank", header="名次", also=("排名", "获奖名次"), parse=rank, type="integer", example="1"),
        Column(name="score", header="成绩", also=("得分", "竞赛成绩", "总分"), parse=amount, type="real"),
        Column(name="prize", header="奖项", also=("获奖等级", "奖次")),
        Column(name="team", header="团队", also=("队伍", "参赛队", "团队名称"), note="团体赛填队名，每名队员一行"),
        Column(name="entrants", header="参赛人数", also=("参赛总人数",), parse=whole_number, type="integer"),
    ),
    conflicts=(
        *AGREE,
        SAME_NAME,
        Conflict(
            rule="result-missing",
            column="rank",
            sql="""
                select at, '' as value, '名次、成绩或奖项' as expected
                from staged
                where rank is null and score is null and prize is null
            """,
            message="名次、成绩和奖项都没有填",
            remedy="补填其中之一",
        ),
        Conflict(
            rule="rank-beyond-entrants",
            column="rank",
            sql="""
                select at, rank as value, '不大于参赛人数 ' || entrants as expected
                from staged
                where rank > entrants
            """,
            message="名次大于参赛人数",
            remedy="核对名次和参赛人数",
        ),
    ),
    eligible=Eligible(
        sql="""
            select p.id_type, p.id_number, p.name, p.person_id, c.contest, c.event
            from (select contest, event, min(held_on) as held_on from contest_award group by contest, event) c
            join enrolment e on e.role in ('student', 'staff')
              and coalesce(e.enrolled_on, c.held_on) <= c.held_on
              and coalesce(e.graduates_on, cast(e.cohort as text) || '-06-30', c.held_on) >= c.held_on
            join person p on p.person_id = e.person_id
            where c.contest = :contest
            group by c.contest, c.event, p.person_id
            order by c.event, p.name_key, p.id_number
        """,
        columns=(*WHO_NAMES, "contest", "event"),
        asks=("contest",),
    ),
)
