"""hncert import log, show and undo"""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from hncert.cli.options import Globals, actor, current_workspace, now, today, written_reason
from hncert.cli.outcome import Outcome
from hncert.domain.errors import UnknownImport
from hncert.domain.masking import mask_text

Number = Annotated[int, typer.Argument(metavar="编号", help="导入编号，见 hncert import log")]


def log(context: typer.Context) -> Outcome:
    """列出每一次导入：文件、时间、行数、待处理和是否已撤销。"""
    from hncert.cli.console import table
    from hncert.store.database import open_store
    from hncert.store.imports import imports

    with open_store(current_workspace(context.obj)) as db:
        rows = imports(db)
    shown = table("", "编号", "时间", "文件", "类别", "读取", "存入", "未变", "退回", "状态", right=(0, 4, 5, 6, 7))
    for row in rows:
        counts = (str(row[f"rows_{name}"]) for name in ("read", "stored", "unchanged", "rejected"))
        at = row["imported_at"][:16].replace("T", " ")
        shown.add_row(str(row["import_id"]), at, mask_text(row["file_name"]), row["kinds"] or "", *counts, _state(row))
    return Outcome(
        command="import log",
        counts={"imports": len(rows)},
        data=[{**dict(row), "file_name": mask_text(row["file_name"])} for row in rows],
        screen=[shown] if rows else ["还没有导入过文件。"],
    )


def _state(row: sqlite3.Row) -> str:
    if row["undone_at"]:
        return f"{row['undone_at'][:10]} 已撤销"
    return f"待处理 {row['pending']} 行" if row["pending"] else ""


def show(
    context: typer.Context,
    number: Number,
    save: Annotated[Path | None, typer.Option("--save", metavar="文件", help="把当时导入的原文件另存出来")] = None,
) -> Outcome:
    """查看一次导入：工作表、行数、当时的提醒、逐项更改，并可取回原文件。"""
    from hncert.cli.console import heading
    from hncert.cli.waiver import waived_table
    from hncert.store import changes, imports, waivers
    from hncert.store.database import open_store
    from hncert.store.findings import finding_of

    chosen: Globals = context.obj
    with open_store(current_workspace(chosen)) as db:
        row = next((row for row in imports.imports(db) if row["import_id"] == number), None)
        if row is None:
            raise UnknownImport(number=number)
        sheets = imports.sheets_of(db, number)
        found = [finding_of(each) for each in imports.findings_of(db, number)]
        still_open, waived = waivers.set_aside(found, waivers.holding(db, today()))
        changed = changes.of_import(db, number)
        source = imports.source_of(db, number)
    outcome = Outcome(command="import show", findings=still_open)
    at = row["imported_at"][:16].replace("T", " ")
    outcome.screen += [
        heading(f"第 {number} 次导入　{mask_text(row['file_name'])}（{row['encoding']}）　{at}"),
        f"  SHA-256 {row['sha256']}",
        *(
            f"  工作表“{each['sheet']}”：{each['kinds']}，读取 {each['rows_read']} 行，存入 {each['rows_stored']}"
            for each in sheets
        ),
        f"  更改已有记录 {len(changed)} 处　{_state(row)}",
        *waived_table(waived),
    ]
    if save is not None and source is not None:
        outcome.outputs.append(_saved(save, source["content"], row["sha256"]))
    outcome.data = {
        "import": {**dict(row), "file_name": mask_text(row["file_name"])},
        "sheets": [dict(each) for each in sheets],
        "changes": len(changed),
    }
    return outcome


def _saved(path: Path, content: bytes, digest: str) -> tuple[Path, str]:
    from hncert.domain.errors import CannotWrite
    from hncert.store.workspace import write_whole

    if path.exists():
        raise CannotWrite(path=path, reason="同名文件已存在")
    write_whole(path, content)
    return path, digest


def undo(
    context: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么撤销，记入日志")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会撤销多少，不动数据")] = False,
) -> Outcome:
    """撤销一次导入：删去它新增的行，恢复它更改的行；有后来的资料依据它时拒绝并说明。"""
    from hncert.ingest import undo as undo_import
    from hncert.store import determinations
    from hncert.store.database import write_store
    from hncert.store.import_profiles import load_profiles

    why = written_reason(reason)
    workspace = current_workspace(context.obj)
    with write_store(workspace, "import undo", actor=actor(), now=now(), dry_run=dry_run) as writing:
        profiles = load_profiles(workspace)
        counts = undo_import(writing.db, number, actor=actor(), reason=why, now=now(), profiles=profiles)
        runs = [run for run in determinations.runs(writing.db) if run["overtaken_by"] == number]
        overtaken = {"runs_overtaken": [run["run_id"] for run in runs]}
        writing.details |= {"import_id": number, "reason": why, "counts": counts, **overtaken}
    removed = sum(count for name, count in counts.items() if name != "restored")
    sentences = [
        f"第 {number} 次导入{'可以撤销' if dry_run else '已撤销'}：删去 {removed} 行，恢复 {counts['restored']} 行。"
    ]
    sentences += determinations.overtaken_words(runs)
    if dry_run:
        sentences.append("以上为试运行，没有改动数据。")
    return Outcome(command="import undo", counts=counts, data=overtaken, screen=sentences)
