"""hncert blank"""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from hncert.cli.options import actor, current_workspace, now, parse_day
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, CannotWrite


def command(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="类别", help="表格的类别，如 roster、exam_scores")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="写到哪里；默认 outbox")] = None,
    eligible: Annotated[bool, typer.Option("--eligible", help="预填可以参加的人，预填的列加锁")] = False,
    batch: Annotated[str, typer.Option("--batch", metavar="批次号", help="考试成绩：按这一批次的报名预填")] = "",
    contest: Annotated[str, typer.Option("--contest", metavar="竞赛名称", help="竞赛成绩：按这一竞赛预填")] = "",
    department: Annotated[str, typer.Option("--department", metavar="院系", help="只预填这一院系")] = "",
    class_name: Annotated[str, typer.Option("--class", metavar="班级", help="只预填这一班级")] = "",
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="按这一天在籍在职；默认今天")] = None,
) -> Outcome:
    """生成空白表：表头、填写说明、下拉选项、文本格式都已备好，填好后用 hncert import 导入。"""
    from hncert.blank import blank_workbook, eligible_workbook
    from hncert.store.database import open_store
    from hncert.store.workspace import write_whole
    from hncert.tables import TABLES

    day, workspace = parse_day(as_of), current_workspace(context.obj)
    table = next((table for table in TABLES if table.id == kind), None)
    if table is None:
        kinds = "、".join(f"{table.id}（{table.title}）" for table in TABLES)
        raise BadValue(what="类别", value=kind, expected=f"可用的类别：{kinds}")
    if eligible:
        options = {name: value for name, value in (("batch", batch), ("contest", contest)) if value}
        with open_store(workspace) as db:
            place = {"department": department, "class_name": class_name}
            content = eligible_workbook(db, table, day, options, place)
    else:
        content = blank_workbook(table)
    path = output or workspace.outbox / _name(table.title, (batch, contest, department, class_name) if eligible else ())
    if path.exists():
        raise CannotWrite(path=path, reason="同名文件已存在")
    write_whole(path, content)
    if eligible:
        _journal(context, kind)
    return Outcome(
        command="blank",
        outputs=[(path, sha256(content).hexdigest())],
        data={"kind": kind, "eligible": eligible},
        screen=[f"{table.title}：填好后 hncert import 文件名"],
    )


def _name(title: str, words: tuple[str, ...]) -> str:
    parts = ["空白表" if not words else "预填表", title, *filter(None, words)]
    return "-".join("".join("_" if mark in '\\/:*?"<>|' else mark for mark in part) for part in parts) + ".xlsx"


def _journal(context: typer.Context, kind: str) -> None:
    from hncert.store.database import write_store

    workspace = current_workspace(context.obj)
    with write_store(workspace, "blank", actor=actor(), now=now()) as writing:
        writing.details |= {"kind": kind, "unmasked": True}
