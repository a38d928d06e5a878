"""竞赛取证: the school's own contest rules and award table, for students and staff.

Source: 教职成〔2021〕504号 二(三)2(4).
"""

from datetime import date

from hncert.domain.levels import LABELS, PRINTED_LEVELS, Level
from hncert.law.clauses import Clause
from hncert.pathways import shared
from hncert.pathways.pathway import Fact, Grant, Pathway, Requirement

CONTEST = "二(三)2(4)"


def _reached(award: str) -> str:
    """Predicate: a result answers to a row of the award table, by rank, by score or by one of its prizes.

    A row without a lower rank or score has 0 there; its prizes have 、 between them.
    """
    return f"""case
        when {award}.rank_to is not null or {award}.rank_from > 0
          then r.rank + coalesce(tied.ties, 1) - 1 <= coalesce({award}.rank_to, 999999999)
            and r.rank >= {award}.rank_from
        when {award}.score_from > 0 or {award}.score_to is not null
          then r.score >= {award}.score_from and r.score <= coalesce({award}.score_to, 999999999)
        else replace('、' || {award}.prize || '、', '、' || r.prize || '、', '') <> '、' || {award}.prize || '、'
      end"""


HELD_ON = "coalesce(c.held_on, :as_of)"
RULES = """
      select contest, event, occupation_code, min(held_on) as held_on,
        case when count(*) = count(rules_on) then max(rules_on) end as rules_on, max(document) as document
      from contest_award
      group by contest, event, occupation_code"""
"""The rules of each event and occupation: when it was held, by which document of which day."""
CEILING = f"""
      select h.contest, h.event, h.occupation_code, max(f.level) as filed_ceiling
      from ({RULES}
      ) h
      join filed_occupation f on f.occupation_code = h.occupation_code
        and f.filed_on <= h.held_on and coalesce(f.valid_until, '9999-12-31') >= h.held_on
      group by h.contest, h.event, h.occupation_code"""
"""The highest level that the body had filed in the occupation on the day of the event."""

EVIDENCE = f"""
    select r.person_id, c.occupation_code,
      r.contest || case when r.event <> '' then '·' || r.event else '' end as evidence_number,
      r.contest, r.event, c.held_on, c.rules_on, c.document,
      r.rank, r.score, r.prize, r.team, tied.ties, g.team_results, a.level as award_level,
      {shared.is_enrolled("e", HELD_ON)} as is_enrolled,
      {shared.is_staff("r.person_id", HELD_ON)} as is_staff,
      e.tier, k.filed_ceiling, h.held_level, h.held_levels, t.is_technical,
      r.source_import, r.source_sheet, r.source_row
    from contest_result r
    left join ({RULES}
    ) c on c.contest = r.contest and c.event = r.event
    left join (
      select contest, event, rank, count(distinct coalesce(team, cast(person_id as text))) as ties
      from contest_result
      where :reading_contest_ties = 'places-used' and rank is not null
      group by contest, event, rank
    ) tied on tied.contest = r.contest and tied.event = r.event and tied.rank = r.rank
    left join contest_award a on a.contest = r.contest and a.event = r.event
      and a.occupation_code = c.occupation_code and {_reached("a")}
      and not exists (
        select 1
        from contest_award x
        where x.contest = r.contest and x.event = r.event and x.occupation_code = c.occupation_code
          and (x.level, x.rank_from, x.score_from, x.prize) > (a.level, a.rank_from, a.score_from, a.prize)
          and {_reached("x")}
      )
    left join (
      select contest, event, team,
        count(distinct coalesce(cast(rank as text), '') || '/' || coalesce(cast(score as text), '') || '/'
          || coalesce(prize, '')) as team_results
      from contest_result
      where team is not null
      group by contest, event, team
    ) g on g.contest = r.contest and g.event = r.event and g.team = r.team
    {shared.enrolment_on("r.person_id", HELD_ON, first="student").strip()}
    left join ({CEILING}
    ) k on k.contest = c.contest and k.event = c.event and k.occupation_code = c.occupation_code
    left join ({shared.HELD}
    ) h on h.person_id = r.person_id and h.occupation_code = c.occupation_code
    left join ({shared.TECHNICAL}
    ) t on t.person_id = r.person_id
"""

DETAILS = """
    select '竞赛成绩' as title,
      contest || coalesce(' ' || nullif(event, ''), '') || coalesce('，第 ' || cast(rank as text) || ' 名', '')
        || coalesce('，' || cast(score as text) || ' 分', '') || coalesce('，' || prize, '') as value,
      source_import, source_sheet, source_row
    from contest_result
    where person_id = :person_id
      and contest || case when event <> '' then '·' || event else '' end = :evidence_number
    union all
    select '竞赛办法', coalesce(document, '') || coalesce('（' || rules_on || '）', '') || '，竞赛 ' || held_on,
      source_import, source_sheet, source_row
    from contest_award
    where occupation_code = :occupation_code
      and contest || case when event <> '' then '·' || event else '' end = :evidence_number
"""

PATHWAY = Pathway(
    id="contest",
    title="竞赛取证",
    since=date(2021, 12, 31),
    clause=Clause("504", CONTEST, "学校自定竞赛办法，学生和教职工成绩达到规定的，发给相应等级的证书"),
    evidence=EVIDENCE,
    details=DETAILS,
    level_from="等级是竞赛办法奖项表中这一名次、分数或奖项的等级",
    needs="竞赛成绩、竞赛办法和备案职业",
    figures=shared.ENROLMENT_FIGURES,
    readings=(*shared.ENROLMENT_READINGS, "contest-ties"),
    facts=(
        Fact(name="contest", title="竞赛名称", values=("示例竞赛",)),
        Fact(name="event", title="项目", values=("",)),
        Fact(name="held_on", title="竞赛日期", values=(None, "2024-05-18", "2024-12-31")),
        Fact(name="rules_on", title="竞赛办法日期", values=(None, "2024-05-17", "2024-05-18")),
        Fact(name="document", title="竞赛办法文号", values=(None, "示例〔2024〕3号")),
        Fact(name="rank", title="名次", type="integer", values=(None, 1)),
        Fact(name="score", title="成绩", type="real", values=(None, 90.0)),
        Fact(name="prize", title="奖项", values=(None, "一等奖")),
        Fact(name="team", title="团队", values=(None, "示例队")),
        Fact(name="ties", title="同名次的人（队）数", type="integer", values=(None, 1, 2)),
        Fact(name="team_results", title="全队成绩的种数", type="integer", values=(None, 1, 2)),
        Fact(name="award_level", title="奖项表的等级", type="integer", values=(None, 0, *shared.LEVELS, 6)),
        shared.IS_ENROLLED,
        Fact(name="is_staff", title="当日是教职工", type="integer", values=(0, 1)),
        shared.TIER,
        Fact(name="filed_ceiling", title="该职业竞赛当天备案的最高等级", type="integer", values=(None, 2, 3, 5)),
        shared.HELD_LEVEL,
        shared.HELD_LEVELS,
        shared.IS_TECHNICAL,
    ),
    requirements=(
        Requirement(
            id="contest-known",
            clause=Clause("504", CONTEST, "按学校制定的竞赛办法"),
            holds="occupation_code is not null",
            question="竞赛和项目在竞赛办法中",
            remedy="导入这一竞赛和项目的竞赛办法；名称写法不同的，改成一致",
            passes="竞赛名称和项目与竞赛办法相同",
            fails="竞赛办法中没有这一项目",
        ),
        Requirement(
            id="held-by-day",
            clause=Clause("504", CONTEST, "竞赛成绩达到规定"),
            holds="occupation_code is null or held_on <= :as_of",
            question="竞赛在基准日前已经举行",
            remedy="竞赛举行以后再认定，或核对竞赛日期",
            passes="2024-05-18 竞赛，当天认定",
            fails="2024-05-18 竞赛，2024-05-17 认定",
        ),
        Requirement(
            id="rules-filed-before",
            clause=Clause("504", CONTEST, "先有竞赛办法，后有竞赛"),
            holds="occupation_code is null or rules_on < held_on",
            question="竞赛办法在竞赛日期之前已经印发备案",
            remedy="登记竞赛办法的日期；办法在竞赛当天或以后的，不能作为取证依据",
            unknown="竞赛办法没有日期",
            passes="2024-05-17 印发，2024-05-18 竞赛",
            fails="2024-05-18 印发，2024-05-18 竞赛",
        ),
        Requirement(
            id="award-reached",
            clause=Clause("504", CONTEST, "成绩达到竞赛办法规定"),
            holds="occupation_code is null or coalesce(award_level, 0) between 1 and 5",
            question="名次、分数或奖项达到奖项等级表",
            remedy="没有达到的不予认定；名次或奖项登记有误的，更正后重新导入",
            readings=("contest-ties",),
            passes="奖项表前 6 名三级，第 6 名",
            fails="奖项表前 6 名三级，第 7 名",
        ),
        Requirement(
            id="team-agrees",
            clause=Clause("504", CONTEST, "成绩达到竞赛办法规定"),
            holds="coalesce(team_results, 1) = 1",
            question="团体赛同队队员的名次、成绩和奖项相同",
            remedy="核对同队各人的名次、成绩和奖项；个人赛不要填团队",
            passes="同队 3 人都是第 2 名",
            fails="同队 2 人一个第 2 名、一个第 3 名",
        ),
        Requirement(
            id="within-ceiling",
            clause=Clause("504", CONTEST, "竞赛取证的等级"),
            holds="""
                award_level is null
                or (
                  award_level <= filed_ceiling
                  and (
                    :reading_contest_ceiling = 'award-table' or is_staff = 1
                    or award_level <= case when tier in ('本科', '专科') then 3 when tier = '中职' then 2 end
                  )
                )
            """,
            readings=("contest-ceiling",),
            question="等级不高于评价机构竞赛当天备案的等级",
            remedy="核对备案职业及等级和起止日期；奖项表的等级高于竞赛当天备案的，不能发证",
            unknown="没有导入该职业竞赛当天有效的备案",
            passes="竞赛当天备案到三级，奖项表三级",
            fails="竞赛当天备案到四级，竞赛以后才备案到三级，奖项表三级",
        ),
        shared.ENROLLED,
        shared.NOT_HELD,
        shared.NOT_TECHNICAL,
    ),
    grants=tuple(
        Grant(
            level=Level(level),
            when=f"award_level = {int(level)}",
            clause=Clause("504", CONTEST, f"按竞赛办法的奖项表发给{LABELS[level]}证书"),
        )
        for level in reversed(PRINTED_LEVELS)
    ),
)
