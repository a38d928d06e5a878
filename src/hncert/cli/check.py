"""hncert check"""

from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import Globals, actor, current_workspace, now, parse_day, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus

if TYPE_CHECKING:
    from rich.table import Table

    from hncert.check import CheckResult
    from hncert.checks.check import Check


def command(
    context: typer.Context,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="基准日，如 2024-11-30；默认今天")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果，不存入")] = False,
) -> Outcome:
    """核对批次：备案范围、评价规范、收费；有不许放行的问题时退出码为 4。"""
    from hncert.check import check
    from hncert.cli.waiver import described, waived_table
    from hncert.store.database import write_store
    from hncert.store.law_decisions import law_of

    chosen: Globals = context.obj
    day = parse_day(as_of)
    with write_store(current_workspace(chosen), "check", actor=actor(), now=now(), dry_run=dry_run) as writing:
        result = check(writing.db, day, law_of(writing.db), today())
        counts = {"open": len(result.still_open), "waived": len(result.waived)}
        writing.details |= {"as_of": day.isoformat(), "law_version": result.law_version, "counts": counts}
    return Outcome(
        command="check",
        status=_status(result),
        as_of=day,
        law_version=result.law_version,
        counts=counts,
        findings=result.still_open,
        data={"checks": list(map(_row, _checks(result))), "waived": described(result.waived)},
        screen=[*_screen(result), *waived_table(result.waived), _next(result, dry_run=dry_run)],
    )


def _status(result: "CheckResult") -> ExitStatus:
    if result.has_stop:
        return ExitStatus.POLICY_STOP
    return ExitStatus.WARNINGS if result.still_open else ExitStatus.DONE


def _checks(result: "CheckResult") -> "list[tuple[Check, int, int]]":
    from hncert.checks import CHECKS

    return [
        (
            check,
            sum(finding.rule == check.id for finding in result.still_open),
            sum(finding.rule == check.id for finding, _ in result.waived),
        )
        for check in CHECKS
    ]


def _row(counted: "tuple[Check, int, int]") -> dict[str, object]:
    check, still_open, waived = counted
    clause = str(check.clause)
    return {"check": check.id, "clause": clause, "hard": check.hard, "open": still_open, "waived": waived}


def _screen(result: "CheckResult") -> "list[Table | object]":
    from hncert.cli.console import heading, table

    shown = table("", "核对", "依据", "没有解决", "已放行", "能否放行", right=(2, 3))
    for check, still_open, waived in _checks(result):
        allowed = "可以" if check.can_be_waived else "不许"
        shown.add_row(check.title, str(check.clause), str(still_open), str(waived), allowed)
    return [heading(f"批次核对　基准日 {result.as_of}　政策版本 {result.law_version}"), shown]


def _next(result: "CheckResult", *, dry_run: bool) -> str:
    if dry_run:
        return "以上为试运行，没有存入任何数据。"
    if result.has_stop:
        return "有不许放行的问题：改正以前不能定稿。"
    if result.still_open:
        return "下一步：改正后再核对；确要放行的提醒用 hncert waiver add 指纹 --reason 理由 --until 日期"
    return "没有妨碍定稿的问题。"
