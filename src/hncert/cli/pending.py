"""hncert import pending"""

import json
from typing import Annotated

import typer

from hncert.cli.options import Globals, actor, current_workspace, journal_unmask, now, written_reason
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue
from hncert.domain.masking import mask_documents, mask_text


def command(
    context: typer.Context,
    drop: Annotated[
        int | None, typer.Option("--drop", metavar="编号", help="从清单中去掉这一行，要写 --reason")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么去掉")] = "",
) -> Outcome:
    """列出用 --accept-valid 导入时退回、还没有补齐的行；以后的导入补齐后自动消去。"""
    chosen: Globals = context.obj
    if drop is not None:
        return _dropped(chosen, drop, reason)
    from hncert.cli.console import table
    from hncert.store import pending
    from hncert.store.database import open_store

    workspace = current_workspace(chosen)
    journal_unmask(chosen, workspace, "import pending")
    with open_store(workspace) as db:
        rows = pending.open_rows(db)
    shown = table("", "编号", "文件", "位置", "姓名", "问题", right=(0,))
    for row in rows:
        place = f"{row['sheet']} 第 {row['row']} 行"
        shown.add_row(str(row["pending_id"]), mask_text(row["file_name"]), place, row["name"] or "", row["problems"])
    return Outcome(
        command="import pending",
        counts={"pending": len(rows)},
        data=[
            {
                "pending_id": row["pending_id"],
                "kind": row["kind"],
                "file": mask_text(row["file_name"]),
                "sheet": row["sheet"],
                "row": row["row"],
                "problems": row["problems"],
                "cells": _cells(row["cells"], chosen),
            }
            for row in rows
        ],
        screen=[shown, f"共 {len(rows)} 行待处理；改正后重新导入即可。"] if rows else ["没有待处理的行。"],
    )


def _cells(text: str, chosen: Globals) -> dict[str, str]:
    cells: dict[str, str] = json.loads(text)
    if chosen.unmask:
        return cells
    return {name: mask_documents(value) if "证" in name else mask_text(value) for name, value in cells.items()}


def _dropped(chosen: Globals, number: int, reason: str) -> Outcome:
    from hncert.store import pending
    from hncert.store.database import write_store

    reason = written_reason(reason, "写明为什么不再处理这一行")
    with write_store(current_workspace(chosen), "import pending", actor=actor(), now=now()) as writing:
        if not pending.drop(writing.db, number, reason):
            raise BadValue(what="--drop", value=str(number), expected="写 hncert import pending 列出的编号")
        writing.details |= {"dropped": number, "reason": reason}
    return Outcome(command="import pending", screen=[f"第 {number} 行已从待处理清单中去掉。"])
