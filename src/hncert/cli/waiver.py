"""hncert waiver: who answers for a warning, why and until when"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hncert.cli.options import actor, current_workspace, now, today, written_reason
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, CannotWrite, ExitStatus
from hncert.domain.masking import mask_text, mask_value

if TYPE_CHECKING:
    from hncert.cli.console import Shown
    from hncert.domain.finding import Finding
    from hncert.store.waivers import Waiver
    from hncert.waive import WaiverImport

Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么，记入日志")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不存入")]


def add(
    context: typer.Context,
    fingerprint: Annotated[str, typer.Argument(metavar="指纹", help="提醒后面〔〕里的 16 位代号")],
    reason: Reason,
    until: Annotated[str, typer.Option("--until", metavar="日期", help="放行到哪一天（含），如 2024-12-31")],
    dry_run: DryRun = False,
) -> Outcome:
    """放行一条提醒：写明理由和期限；事实变了、过了期限，提醒重新出现。"""
    from hncert.store.database import write_store
    from hncert.waive import waive

    last, why = _until(until), written_reason(reason)
    asked = fingerprint.strip("〔〕 ").lower()
    workspace = current_workspace(context.obj)
    with write_store(workspace, "waiver add", actor=actor(), now=now(), dry_run=dry_run) as writing:
        finding = waive(writing.db, asked, reason=why, author=actor(), until=last, now=now())
        details = {"fingerprint": asked, "rule": finding.rule, "reason": why, "until": last.isoformat()}
        writing.details |= details
    value = mask_value(finding.rule, finding.value)
    said = f"“{mask_text(finding.message)}”{f'（{value}）' if value else ''}放行到 {last}"
    return Outcome(
        command="waiver add", data=details, screen=[f"试运行，没有存入：{said}" if dry_run else f"已记下：{said}。"]
    )


def show(context: typer.Context) -> Outcome:
    """列出全部放行：问题、位置、理由、放行人、期限，以及现在是否有效。"""
    from hncert.cli.console import table
    from hncert.store.database import open_store
    from hncert.store.waivers import waivers

    with open_store(current_workspace(context.obj)) as db:
        rows = waivers(db, today())
    shown = table("", "编号", "指纹", "问题", "位置", "理由", "放行人", "有效期至", "状态", right=(0,))
    for waiver in map(_masked, rows):
        what = (waiver.fingerprint, waiver.message, waiver.place, waiver.reason)
        shown.add_row(str(waiver.waiver_id), *what, waiver.author, waiver.until, waiver.state)
    return Outcome(
        command="waiver list",
        counts={"waivers": len(rows)},
        data=[_described(waiver) for waiver in rows],
        screen=[shown] if rows else ["还没有放行过。"],
    )


def withdraw(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="编号", help="放行编号，见 hncert waiver list")],
    reason: Reason,
    dry_run: DryRun = False,
) -> Outcome:
    """撤销一条放行：提醒重新出现；原来的放行和撤销都留有记录。"""
    from hncert.store import waivers
    from hncert.store.database import write_store

    why = written_reason(reason)
    workspace = current_workspace(context.obj)
    with write_store(workspace, "waiver withdraw", actor=actor(), now=now(), dry_run=dry_run) as writing:
        waiver = waivers.withdraw(writing.db, number, reason=why, author=actor(), now=now())
        writing.details |= {"waiver_id": number, "fingerprint": waiver.fingerprint, "reason": why}
    said = f"第 {number} 号放行（{mask_text(waiver.message)}）"
    return Outcome(
        command="waiver withdraw",
        data=_described(waiver),
        screen=[f"试运行，没有存入：可以撤销{said}" if dry_run else f"已撤销{said}。"],
    )


def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里，如 放行清单.xlsx")],
    with_open: Annotated[bool, typer.Option("--open", help="同时列出还没有放行的提醒，供填写")] = False,
) -> Outcome:
    """把有效的放行写成工作簿，填好后用 hncert waiver import 导入。"""
    from hncert.store.database import open_store
    from hncert.store.workspace import write_whole
    from hncert.waive import waiver_workbook

    if output.exists():
        raise CannotWrite(path=output, reason="同名文件已存在")
    with open_store(current_workspace(context.obj)) as db:
        content, rows = waiver_workbook(db, today(), with_open=with_open)
    write_whole(output, content)
    return Outcome(
        command="waiver export",
        counts={"rows": rows},
        outputs=[(output, sha256(content).hexdigest())],
        screen=[f"共 {rows} 行：填写“放行理由”和“有效期至”后 hncert waiver import 文件名"],
    )


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="hncert waiver export 写出、填好的工作簿")],
    dry_run: DryRun = False,
) -> Outcome:
    """导入填好的放行清单；有一行出错，整份不存。"""
    from hncert.store.database import write_store
    from hncert.waive import import_waivers

    workspace = current_workspace(context.obj)
    with write_store(workspace, "waiver import", actor=actor(), now=now(), dry_run=dry_run) as writing:
        result = import_waivers(writing.db, file, author=actor(), today=today(), now=now())
        counts = {"added": result.added, "unchanged": result.unchanged, "blank": result.blank}
        writing.changed = bool(result.added)
        writing.details |= {"file": mask_text(file.name), "sha256": result.sha256, "counts": counts}
    said = f"新放行 {result.added} 条，未变 {result.unchanged} 条，没有填写 {result.blank} 条"
    return Outcome(
        command="waiver import",
        status=_status(result),
        counts=counts,
        findings=result.findings,
        screen=[
            ("试运行，没有存入：" if dry_run else "") + (said if result.accepted else "有行出错，整份没有存入") + "。"
        ],
    )


def waived_table(waived: "Sequence[tuple[Finding, Waiver]]") -> "list[Shown]":
    """Waived findings for the screen: which, why, by whom, until when; nothing where there are none."""
    from hncert.cli.console import table

    shown = table("已放行的提醒", "编号", "问题", "位置", "理由", "放行人", "有效期至", right=(0,))
    for waiver in (_masked(waiver) for _, waiver in waived):
        what = (waiver.message, waiver.place, waiver.reason)
        shown.add_row(str(waiver.waiver_id), *what, waiver.author, waiver.until)
    return [shown] if waived else []


def described(waived: "Sequence[tuple[Finding, Waiver]]") -> list[dict[str, Any]]:
    """Waived findings for JSON."""
    return [_described(waiver) for _, waiver in waived]


def _described(waiver: "Waiver") -> dict[str, Any]:
    return asdict(_masked(waiver))


def _masked(waiver: "Waiver") -> "Waiver":
    return replace(
        waiver,
        message=mask_text(waiver.message),
        place=mask_value(waiver.rule, waiver.place),
        reason=mask_text(waiver.reason),
        state=mask_text(waiver.state),
    )


def _status(result: "WaiverImport") -> ExitStatus:
    if not result.accepted:
        return ExitStatus.REJECTED
    return ExitStatus.WARNINGS if result.findings else ExitStatus.DONE


def _until(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(what="--until", value=text, expected="写成 2024-12-31 这样的日期") from error
    if day < today():
        raise BadValue(what="--until", value=text, expected="写今天或以后的日期")
    return day
