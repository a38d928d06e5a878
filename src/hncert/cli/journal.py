"""hncert journal"""

from typing import Annotated

import typer

from hncert.cli.options import Globals, current_workspace
from hncert.cli.outcome import Outcome


def command(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", metavar="条数", min=1, help="显示最近多少条")] = 20,
) -> Outcome:
    """显示操作日志，并从头核对哈希链；对不上时退出码为 13。"""
    from hncert.cli.console import table
    from hncert.store import journal
    from hncert.store.database import open_store

    chosen: Globals = context.obj
    with open_store(current_workspace(chosen)) as db:
        head = journal.verify(db)
        events = journal.events(db, limit)
    shown = table("", "序号", "时间", "操作人", "命令", "哈希", right=(0,))
    for row in events:
        shown.add_row(
            str(row["sequence"]), row["at"][:19].replace("T", " "), row["actor"], row["command"], row["hash"][:12]
        )
    return Outcome(
        command="journal",
        counts={"events": head.count},
        data={
            "head": head.hash,
            "events": [{k: row[k] for k in ("sequence", "at", "actor", "command", "hash")} for row in events],
        },
        screen=[shown, f"共 {head.count} 条，哈希链完整。"],
    )
