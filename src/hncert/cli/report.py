"""hncert report"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import Globals, actor, ask_school, current_workspace, now, today
from hncert.cli.outcome import Outcome
from hncert.domain.dates import Month
from hncert.domain.errors import BadValue, ExitStatus

if TYPE_CHECKING:
    import sqlite3

    from hncert.cli.console import Shown
    from hncert.reports.grouping import Grouped
    from hncert.reports.report import Block, Filled, Report
    from hncert.store.workspace import Workspace


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="报表", help="monthly（月报）")],
    month: Annotated[str | None, typer.Option("--month", metavar="月份", help="如 2024-11；默认本月")] = None,
    by: Annotated[str, typer.Option("--by", metavar="字段", help="另按院系、专业、班级或本校自己的字段分列")] = "",
    export: Annotated[bool, typer.Option("--export", help="写成工作簿，放在 outbox")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="与 --export 同用：只核对，不写文件")] = False,
) -> Outcome:
    """出报表：屏幕显示，或用 --export 按模板写成工作簿。"""
    from hncert.store.database import open_store

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    if export and not dry_run:
        workspace = ask_school(chosen, workspace, "name", "学校全称（写入 hncert.toml，直接回车跳过）")
    report, period = _report(name), _month(month)
    outputs: list[tuple[Path, str]] = []
    if export:
        filled, grouped, output = _export(workspace, report, period, by, dry_run=dry_run)
        outputs = [] if dry_run else [output]
    else:
        with open_store(workspace) as db:
            filled, grouped = report.fill(db, workspace.school, period), _group(db, period, by)
    blocks = [*filled.blocks, *([grouped.block] if grouped else [])]
    outcome = Outcome(
        command="report",
        as_of=filled.as_of,
        counts=filled.counts,
        data={
            "report": report.id,
            "month": str(period),
            **filled.data,
            "by": grouped.data if grouped else None,
            "notes": filled.notes,
        },
        outputs=outputs,
        screen=[*_screen(filled.heading, blocks), *(f"备注：{note}" for note in filled.notes)],
    )
    if not workspace.school.name:
        outcome.status = ExitStatus.WARNINGS
        outcome.screen.append("备注：hncert.toml 中没有填写校名（name），月报的填报单位空缺")
    if export and dry_run:
        outcome.screen.append("以上为试运行，没有写出文件。")
    return outcome


def _report(name: str) -> "Report":
    from hncert.reports import REPORTS

    for report in REPORTS:
        if report.id == name:
            return report
    choices = "、".join(f"{report.id}（{report.title}）" for report in REPORTS)
    raise BadValue(what="报表", value=name, expected=f"现有报表：{choices}")


def _month(text: str | None) -> Month:
    if text is None:
        return Month(today().year, today().month)
    try:
        return Month.parse(text)
    except ValueError as error:
        raise BadValue(what="--month", value=text, expected="写成 2024-11 这样的年月") from error


def _export(
    workspace: "Workspace", report: "Report", period: Month, by: str, *, dry_run: bool
) -> "tuple[Filled, Grouped | None, tuple[Path, str]]":
    from hncert.render import render_workbook
    from hncert.store.database import write_store
    from hncert.store.outputs import log_output

    path = workspace.outbox / f"{report.title}-{period}.xlsx"
    with write_store(workspace, f"report {report.id}", actor=actor(), now=now(), dry_run=dry_run) as writing:
        filled, grouped = report.fill(writing.db, workspace.school, period), _group(writing.db, period, by)
        target = None if dry_run else path
        blocks = [grouped.block] if grouped else []
        digest = render_workbook(workspace, report.template, filled.values, target, made_at=now(), blocks=blocks)
        relative = path.relative_to(workspace.path)
        log_output(writing.db, writing.sequence, relative, digest, filled.values["provenance"])
        writing.details |= {"month": str(period), "output": path.name, "sha256": digest}
        writing.details |= {"by": by} if by else {}
    return filled, grouped, (path, digest)


def _group(db: "sqlite3.Connection", period: Month, by: str) -> "Grouped | None":
    from hncert.reports.grouping import group

    return group(db, period, by) if by else None


def _screen(title: str, blocks: "list[Block]") -> "list[Shown]":
    from hncert.cli.console import heading, table

    lines: list[Shown] = [heading(title)]
    for block in blocks:
        shown = table(block.title, *block.headers, right=range(1, len(block.headers)))
        for row in block.rows:
            shown.add_row(*(("—" if cell is None else str(cell)) for cell in row))
        lines.append(shown)
    return lines
