"""hncert law set"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import Globals, actor, current_workspace, now, parse_day
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus

if TYPE_CHECKING:
    from hncert.law.register import Figure, Value

Document = Annotated[str, typer.Option("--document", metavar="依据", help="依据的文号，或会议纪要等")]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么这样定，记入日志")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不存入")]


def command(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(metavar="数值代号", help="如 pass_mark，见 hncert law list")],
    value: Annotated[str, typer.Argument(metavar="值", help="整数，或 11-30 这样的月-日")],
    since: Annotated[str, typer.Option("--since", metavar="日期", help="从哪一天起有效")],
    document: Document,
    reason: Reason,
    expires: Annotated[str | None, typer.Option("--expires", metavar="日期", help="最后有效的一天，没有的不写")] = None,
    dry_run: DryRun = False,
) -> Outcome:
    """登记一个政策数值在本校的新值：从哪天起、依据、理由；以前的值不改，条件不能改。"""
    from hncert.cli.law_words import value_for, values_of
    from hncert.decide import Ground, set_figure
    from hncert.store.database import write_store
    from hncert.store.law_decisions import law_of

    chosen: Globals = context.obj
    first, last = parse_day(since, "--since"), parse_day(expires, "--expires") if expires is not None else None
    ground = Ground(document=document, reason=reason, author=actor(), now=now())
    with write_store(current_workspace(chosen), "law set", actor=actor(), now=now(), dry_run=dry_run) as writing:
        set_now = set_figure(writing.db, figure, value, since=first, expires=last, ground=ground)
        version = law_of(writing.db).version
        writing.details |= {"figure": figure, "value": value, "since": str(first), "expires": str(last or "")}
        writing.details |= {"document": document, "reason": reason, "law_version": version}
    given = value_for(set_now, first)
    until = _until(set_now, given)
    shadowed = _shadowed(set_now, given)
    said = f"{set_now.title}：{values_of(set_now)}（{set_now.unit}）"
    return Outcome(
        command="law set",
        status=ExitStatus.WARNINGS if shadowed else ExitStatus.DONE,
        law_version=version,
        data={"figure": figure, "values": values_of(set_now), "source": given.source}
        | {"applies": {"from": str(first), "until": str(until) if until else None}},
        screen=[
            *(["试运行，没有存入：" + said] if dry_run else [said]),
            *shadowed,
            *([] if dry_run else ["已登记；请重新运行 hncert certify。"]),
        ],
    )


def _following(figure: "Figure", given: "Value") -> "Value | None":
    return next((value for value in figure.values if value.since > given.since), None)


def _until(figure: "Figure", given: "Value") -> date | None:
    """The last day on which a value applies: its own, or the one before the next value begins."""
    following = _following(figure, given)
    ends = [given.expires, following.since - timedelta(days=1) if following else None]
    return min((day for day in ends if day is not None), default=None)


def _shadowed(figure: "Figure", given: "Value") -> list[str]:
    """What a later value of the figure leaves of the one just given."""
    following = _following(figure, given)
    if following is None:
        return []
    return [
        f"注意：这个值只用于 {given.since} 至 {_until(figure, given)}；{following.since} 起另有值 {following.value}，"
        f"不受影响。要改它，以 --since {following.since} 或以后的日期登记。"
    ]
