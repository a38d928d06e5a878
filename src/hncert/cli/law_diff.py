"""hncert law diff"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli import changes
from hncert.cli.law_words import value_on
from hncert.cli.options import Globals, current_workspace, journal_unmask, parse_day
from hncert.cli.outcome import Outcome

if TYPE_CHECKING:
    from hncert.law.law import Law
    from hncert.pathways.pathway import Pathway

Difference = tuple[str, str, str]
"""What differs, as it was and as it is."""


def command(
    context: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="日期", help="原来的政策日")],
    end: Annotated[str, typer.Option("--to", metavar="日期", help="新的政策日")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="事实截止到哪一天；默认与 --to 相同")
    ] = None,
) -> Outcome:
    """比较两天的政策：哪些数值、口径、条件不同，本校哪些人的结果因此改变；不存入任何数据。"""
    from hncert.cli.console import table
    from hncert.compare import between
    from hncert.pathways import PATHWAYS
    from hncert.store.database import open_store
    from hncert.store.law_decisions import law_of

    chosen: Globals = context.obj
    days = (parse_day(start, "--from"), parse_day(end, "--to"))
    facts = parse_day(as_of) if as_of is not None else days[1]
    workspace = current_workspace(chosen)
    journal_unmask(chosen, workspace, "law diff")
    with open_store(workspace) as db:
        laws = (law_of(db).as_decided_by(days[0]), law_of(db).as_decided_by(days[1]))
        found = [each for pathway in PATHWAYS for each in between(db, pathway, laws, days, facts)]
    differences = [*_figures(laws, days), *_readings(laws), *_rules(days)]
    listed = table("", "不同之处", str(days[0]), str(days[1]))
    for row in differences:
        listed.add_row(*row)
    return Outcome(
        command="law diff",
        as_of=facts,
        law_version=laws[1].version,
        counts={"differences": len(differences), "changes": len(found)},
        data={
            "differences": [dict(zip(("what", "before", "after"), row, strict=True)) for row in differences],
            "changes": changes.as_data(found, chosen),
        },
        screen=[
            listed if differences else f"{days[0]} 与 {days[1]} 的数值、口径、条件相同。",
            *changes.shown(found, chosen),
        ],
    )


def _figures(laws: "tuple[Law, Law]", days: tuple[date, date]) -> Iterator[Difference]:
    for id, figure in laws[1].figures.items():
        before, after = (value_on(law, id, day) for law, day in zip(laws, days, strict=True))
        if before != after:
            yield f"数值 {figure.title}（{id}）", before, after


def _readings(laws: "tuple[Law, Law]") -> Iterator[Difference]:
    for key, after in laws[1].readings.items():
        before = laws[0].readings[key]
        if before.words != after.words:
            yield f"口径 {after.question}（{key}）", before.words, after.words


def _rules(days: tuple[date, date]) -> Iterator[Difference]:
    from hncert.pathways import PATHWAYS

    for pathway in PATHWAYS:
        before, after = (_in_force(pathway, day) for day in days)
        for id in (id for id in {**before, **after} if (id in before) != (id in after)):
            yield f"条件 {pathway.id}/{id}", before.get(id, "无"), after.get(id, "无")


def _in_force(pathway: "Pathway", day: date) -> Mapping[str, str]:
    from hncert.pathways.pathway import in_force

    if not in_force(pathway, day):
        return {}
    requirements = {rule.id: rule.question for rule in pathway.requirements if in_force(rule, day)}
    return requirements | {grant.id: f"认定{grant.level.label}" for grant in pathway.grants if in_force(grant, day)}
