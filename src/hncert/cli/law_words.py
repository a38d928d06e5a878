"""What the commands about the law share: the law at hand, its warnings, its rules in words."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from hncert.cli.options import Globals, current_workspace, today
from hncert.domain.errors import FigureExpired, FigureNotInForce, HncertError, NoWorkspace
from hncert.domain.finding import Finding, Severity

if TYPE_CHECKING:
    from hncert.law.law import Law
    from hncert.law.register import Figure, Reading, Value
    from hncert.pathways.pathway import Pathway


@contextmanager
def law_at_hand(chosen: Globals) -> "Iterator[tuple[Law, sqlite3.Connection | None]]":
    """The workspace's law and store; outside a workspace the law as shipped."""
    from hncert.law.law import SHIPPED_LAW
    from hncert.store.database import open_store
    from hncert.store.law_decisions import law_of

    try:
        workspace = current_workspace(chosen)
    except NoWorkspace:
        if chosen.workspace:
            raise
        yield SHIPPED_LAW, None
        return
    with open_store(workspace) as db:
        yield law_of(db), db


def version_at_hand(chosen: Globals) -> str:
    """The version of the workspace's law; of the law as shipped where there is none that can be read."""
    from hncert.law.register import shipped_version

    try:
        with law_at_hand(chosen) as (law, _):
            return law.version
    except (HncertError, sqlite3.Error):
        return shipped_version()


def unchecked(law: "Law", figure_ids: Iterable[str], on: date) -> list[Finding]:
    """A warning for every named figure whose value of the day nobody has checked for more than a year."""
    return [
        Finding(
            rule="figure-unchecked",
            severity=Severity.WARNING,
            message=f"政策数值“{figure.title}”（{figure.id}）最近核对于 {value.last_checked}，已超过一年",
            remedy=f"核对现行规定后运行 hncert law set {figure.id} 值 --since 生效日期 --document 文号 --reason 理由",
            clause=figure.clause,
            value=str(value.value),
        )
        for figure, value in law.stale(figure_ids, on, today())
    ]


def is_undecided(reading: "Reading") -> bool:
    """True while nobody here has chosen or confirmed a reading."""
    from hncert.law.register import SHIPPED

    return reading.status == SHIPPED


def status_of(reading: "Reading") -> str:
    """Who chose a reading, in words."""
    return "未决定（随程序的默认选择）" if is_undecided(reading) else reading.status


def values_of(figure: "Figure") -> str:
    """The dated values of a figure."""
    return "；".join(
        f"{one.since} 起 {one.value}" + (f"（至 {one.expires}）" if one.expires else "") for one in figure.values
    )


def value_on(law: "Law", id: str, day: date) -> str:
    """A figure's value on a day, in words where it has none."""
    try:
        return str(law.figure(id, day))
    except FigureNotInForce:
        return "无"
    except FigureExpired:
        return "已失效"


def value_for(figure: "Figure", day: date) -> "Value":
    """The dated value that holds on a day, before the first of all the first."""
    return figure.value_by(day) or figure.values[0]


def users_of(key: str) -> list[str]:
    """The rules that use a figure or a reading, as PATHWAY/REQUIREMENT, or PATHWAY for its evidence."""
    from hncert.pathways import PATHWAYS

    return [name for pathway in PATHWAYS for name in _users(pathway, key)]


def _users(pathway: "Pathway", key: str) -> list[str]:
    own = [pathway.id] if key in (*pathway.figures, *pathway.readings, "pathway-order") else []
    rules = (rule for rule in pathway.requirements if key in (*rule.figures, *rule.readings))
    return own + [f"{pathway.id}/{rule.id}" for rule in rules]
