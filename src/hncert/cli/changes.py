"""People whose result differs between two judgements, as the screen and JSON show them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hncert.cli.options import Globals

if TYPE_CHECKING:
    from hncert.cli.console import Shown
    from hncert.compare import Change, Side

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
