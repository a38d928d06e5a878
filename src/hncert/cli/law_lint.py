"""hncert law lint"""

from typing import TYPE_CHECKING

import typer

from hncert.cli.law_words import law_at_hand
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus
from hncert.domain.finding import Finding, Severity

if TYPE_CHECKING:
    from hncert.law_lint import Fault

WORDS = {
    "cannot-run": "条件不能运行",
    "overlap": "同一种情况符合两个等级",
    "gap": "条件都满足，却没有等级",
    "never-met": "条件永远不能满足",
    "never-fails": "条件永远不会不满足",
    "unreachable": "等级永远认定不到",
}


def command(context: typer.Context) -> Outcome:
    """逐一核对各途径的全部情况：恰有一个等级，或者明确不予认定；有缺口、重叠或用不到的条件时退出码为 4。"""
    from hncert.cli.console import heading, table
    from hncert.law_lint import lint
    from hncert.pathways import PATHWAYS

    with law_at_hand(context.obj) as (law, _):
        linted = lint(PATHWAYS, law)
    outcome = Outcome(command="law lint", law_version=law.version, findings=[_finding(one) for one in linted.faults])
    outcome.counts = {"combinations": dict(linted.combinations), "faults": len(linted.faults)}
    outcome.data = [
        {"pathway": one.pathway, "on": one.on.isoformat(), "rule": one.rule, "asked": list(one.asked)}
        | {"combinations": one.combinations, "runs": one.runs}
        for one in linted.coverage
    ]
    for pathway in PATHWAYS:
        shown = table("", "规则", "政策日", "用到的事实和口径", "情况", "实际运行", right=(2, 3, 4))
        for one in (one for one in linted.coverage if one.pathway == pathway.id):
            shown.add_row(one.rule, str(one.on), str(len(one.asked)), f"{one.combinations:,}", f"{one.runs:,}")
        total = f"{linted.combinations[pathway.id]:,}"
        outcome.screen += [heading(f"{pathway.title}（{pathway.id}）　合起来 {total} 种情况"), shown]
    if linted.faults:
        outcome.status = ExitStatus.POLICY_STOP
        outcome.screen.append(f"发现 {len(linted.faults)} 处问题。")
    else:
        outcome.screen.append("每一种情况恰有一个等级或明确不予认定；每个条件都可能满足，也都可能不满足。")
    return outcome


def _finding(fault: "Fault") -> Finding:
    where = f"{fault.pathway}/{fault.rule}"
    return Finding(
        rule=f"law-{fault.kind}",
        severity=Severity.ERROR,
        message=f"{where}：{WORDS[fault.kind]}" + (f"（{fault.example}）" if fault.example else ""),
        remedy="改正途径的声明；是本校的数值或口径造成的，用 hncert law set 或 hncert readings decide 改正",
        value=fault.example,
    )
