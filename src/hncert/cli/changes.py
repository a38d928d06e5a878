"""People whose result differs between two judgements, as the screen and JSON show them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hncert.cli.options import Globals

if TYPE_CHECKING:
    import sqlite3

    from hncert.cli.console import Shown
    from hncert.compare import Change, Side
    from hncert.pathways.pathway import Pathway

SHOWN = 20


def shown(found: "Sequence[Change]", chosen: Globals) -> "list[Shown]":
    """Counts by what happened, and the first twenty candidates."""
    from hncert.cli.console import table
    from hncert.compare import counted
    from hncert.pathways import PATHWAYS

    if not found:
        return ["没有人的结果改变。"]
    titles = {pathway.id: pathway.title for pathway in PATHWAYS}
    counts = counted(found)
    people = counts.pop("people")
    lines: list[Shown] = [
        f"结果改变 {len(found)} 项（{people} 人）：" + "，".join(f"{kind} {count} 项" for kind, count in counts.items())
    ]
    listed = table("", "姓名", "证件号码", "途径", "职业", "佐证", "原来", "现在", "原因")
    for each in found[:SHOWN]:
        who = (each.name, chosen.shown_number(each.id_number), titles[each.pathway], each.occupation_code or "无")
        reasons = "、".join(_questions(each.pathway, _unmet(each)))
        listed.add_row(*who, each.evidence_number, _side(each.before), _side(each.after), reasons)
    lines.append(listed)
    if len(found) > SHOWN:
        lines.append(f"以上是前 {SHOWN} 项；全部 {len(found)} 项见同一命令加 --json 的输出。")
    return lines


def as_data(found: "Sequence[Change]", chosen: Globals) -> list[dict[str, object]]:
    """Every change as plain values, identity numbers masked."""
    return [each.as_data(chosen.shown_number(each.id_number)) for each in found]


def hold_latest(db: "sqlite3.Connection", pathways: "Sequence[Pathway]") -> "list[Pathway]":
    """Keep the last stored run of each pathway, before a new one may replace it; those that have one."""
    from hncert.compare import hold_people
    from hncert.store import determinations

    found = [(pathway, determinations.latest_run(db, pathway.id)) for pathway in pathways]
    for pathway, run in found:
        if run is not None:
            hold_people(db, f"before_{pathway.id}", run)
    return [pathway for pathway, run in found if run is not None]


def since_held(db: "sqlite3.Connection", pathways: "Sequence[Pathway]") -> "dict[str, list[Change]]":
    """Of each pathway kept, who comes out differently in the run made last."""
    from hncert.compare import changes, hold_people
    from hncert.store import determinations

    found = {}
    for pathway in pathways:
        if run := determinations.latest_run(db, pathway.id):
            hold_people(db, f"after_{pathway.id}", run)
        found[pathway.id] = changes(db, pathway.id, f"before_{pathway.id}", f"after_{pathway.id}")
    return found


def shown_since(found: "Mapping[str, Sequence[Change]]", chosen: Globals) -> "list[Shown]":
    """The changes of every pathway that had a stored run."""
    from hncert.cli.console import heading

    if not found:
        return ["还没有存入过认定，没有可以比较的。"]
    every = [each for changed in found.values() for each in changed]
    return [heading("与最近一次存入的认定相比"), *shown(every, chosen)]


def _side(side: "Side | None") -> str:
    return side.verdict if side else "不是候选"


def _unmet(each: "Change") -> tuple[str, ...]:
    """The reasons of the side that was refused; the later one first."""
    return next((side.unmet for side in (each.after, each.before) if side and side.unmet), ())


def _questions(pathway_id: str, unmet: Sequence[str]) -> list[str]:
    from hncert.pathways import PATHWAYS

    rules = {
        rule.id: rule.question for pathway in PATHWAYS if pathway.id == pathway_id for rule in pathway.requirements
    }
    return [rules.get(id, id) for id in unmet]
