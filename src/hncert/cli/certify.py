"""hncert certify"""

from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli import changes
from hncert.cli.law_words import unchecked
from hncert.cli.options import Globals, actor, current_workspace, journal_unmask, now, parse_day, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, ExitStatus

if TYPE_CHECKING:
    from hncert.check import CheckResult
    from hncert.cli.console import Shown
    from hncert.determine import RunResult
    from hncert.pathways.pathway import Pathway

PATH_HELP = "exam 考试考核、process 过程化考核、contest 竞赛取证、1plusx 直接认定，或 all 四种途径"


def command(
    context: typer.Context,
    path: Annotated[
        str, typer.Option("--path", metavar="途径", help="exam、process、contest、1plusx 之一，或 all（全部途径）")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="基准日，如 2024-11-30；默认今天")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果，不存入")] = False,
) -> Outcome:
    """按基准日有效的政策认定等级；每个候选人都留下认定或不予认定的记录。"""
    from hncert.check import check
    from hncert.determine import determine
    from hncert.store import determinations
    from hncert.store.database import write_store
    from hncert.store.law_decisions import law_of

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    pathways = _pathways(path)
    day = parse_day(as_of)
    with write_store(workspace, "certify", actor=actor(), now=now(), dry_run=dry_run) as writing:
        law = law_of(writing.db)
        figures = {id for pathway in pathways for id in pathway.figures_on(day)}
        before = changes.hold_latest(writing.db, pathways) if dry_run else ()
        results = determine(writing.db, pathways, day, law)
        changed = changes.since_held(writing.db, before)
        gates = check(writing.db, day, law, today())
        overtaken = determinations.overtaken_words(determinations.runs(writing.db))
        counts = {result.pathway.id: _counts(result) for result in results}
        writing.details |= {
            "as_of": day.isoformat(),
            "law_version": results[0].law_version,
            "runs": {result.pathway.id: result.run_id for result in results},
            "counts": counts,
            "findings": {"open": len(gates.still_open), "waived": len(gates.waived)},
        }
    outcome = Outcome(
        command="certify",
        as_of=day,
        law_version=law.version,
        counts=counts,
        findings=unchecked(law, figures, day),
        data=[_described(r) for r in results],
    )
    if outcome.findings:
        outcome.status = ExitStatus.WARNINGS
    for result in results:
        outcome.screen += [*_screen(result), ""]
    if any(result.counts.granted for result in results):
        outcome.screen.append("同一人同一职业认定了几项的，取等级最高的一项（hncert why 可查）")
    _tell_gates(outcome, gates)
    outcome.screen += overtaken
    if dry_run:
        journal_unmask(chosen, workspace, "certify")
        for described in outcome.data:
            described["changes"] = changes.as_data(changed.get(described["pathway"], ()), chosen)
        outcome.screen += changes.shown_since(changed, chosen)
        outcome.screen.append("以上为试运行，没有存入任何数据。")
    else:
        outcome.screen.append("下一步：hncert why 姓名 查看依据；hncert report monthly --export 出月报")
    return outcome


def _tell_gates(outcome: Outcome, gates: "CheckResult") -> None:
    from hncert.cli.waiver import waived_table

    outcome.findings += gates.still_open
    outcome.screen += waived_table(gates.waived)
    if gates.still_open:
        outcome.status = ExitStatus.WARNINGS
        said = f"批次核对有 {len(gates.still_open)} 处问题没有解决，解决或放行以前不能定稿（hncert check）。"
        outcome.screen.append(said)


def _pathways(path: str) -> "tuple[Pathway, ...]":
    from hncert.pathways import PATHWAYS

    chosen = tuple(pathway for pathway in PATHWAYS if path in ("all", pathway.id))
    if not chosen:
        choices = "、".join(f"{pathway.id}（{pathway.title}）" for pathway in PATHWAYS)
        raise BadValue(what="--path", value=path, expected=f"现有途径：{choices}；或 all")
    return chosen


def _counts(result: "RunResult") -> dict[str, int]:
    counts = result.counts
    return {"granted": counts.granted, "refused": counts.refused, "people": counts.people}


def _described(result: "RunResult") -> dict[str, object]:
    rules = {rule.column: rule.id for rule in result.pathway.requirements}
    return {
        "pathway": result.pathway.id,
        "run_id": result.run_id,
        **_counts(result),
        "by_level": {level.printed_grade: count for level, count in result.counts.by_level.items()},
        "unmet": {rules[name]: {"no": no, "unknown": lost} for name, (no, lost) in result.counts.unmet.items()},
    }


def _screen(result: "RunResult") -> "list[Shown]":
    from hncert.cli.console import heading, table

    counts = result.counts
    lines: list[Shown] = [
        heading(f"{result.pathway.title}　基准日 {result.as_of}　政策版本 {result.law_version}"),
        f"候选 {counts.granted + counts.refused} 项：认定 {counts.granted} 项（{counts.people} 人），"
        f"不予认定 {counts.refused} 项",
    ]
    if not counts.granted + counts.refused:
        return [*lines, f"没有候选人：请先导入{result.pathway.needs}。"]
    levels = table("认定的等级", "等级", "项", right=(1,))
    for level, count in sorted(counts.by_level.items(), reverse=True):
        levels.add_row(level.label, str(count))
    reasons = table("不予认定的原因（一项可有几个原因）", "未满足的条件", "不符合", "缺数据", "怎么办", right=(1, 2))
    for rule in result.pathway.requirements:
        no, unknown = counts.unmet.get(rule.column, (0, 0))
        if no or unknown:
            reasons.add_row(rule.question, str(no), str(unknown), rule.remedy)
    return [*lines, *(shown for shown in (levels, reasons) if shown.row_count)]
