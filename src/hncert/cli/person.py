"""hncert person: decisions about who is who"""

from typing import Annotated

import typer

from hncert.cli.options import Globals, actor, current_workspace, journal_unmask, now, written_reason
from hncert.cli.outcome import Outcome

Kept = Annotated[str, typer.Argument(metavar="保留的号码", help="以后以它为准的证件号码")]
Merged = Annotated[str, typer.Argument(metavar="并入的号码", help="同一人的另一个证件号码，可以尚未导入")]
One = Annotated[str, typer.Argument(metavar="号码一", help="证件号码")]
Other = Annotated[str, typer.Argument(metavar="号码二", help="证件号码")]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="根据什么这样决定，记入日志")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不存入")]
Yes = Annotated[bool, typer.Option("--yes", help="程序说不像、不认得的，已经核对过证件，照样记下")]
GROUND = "写明根据什么这样决定"
VERDICTS = {"same": "同一人", "different": "不是同一人"}


def merge(
    context: typer.Context, kept: Kept, merged: Merged, reason: Reason, yes: Yes = False, dry_run: DryRun = False
) -> Outcome:
    """确认两个证件号码属于同一人：资料合到保留的号码下，以后遇到另一个号码也算此人。"""
    from hncert.merge import merge_people
    from hncert.store.database import write_store

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    reason = written_reason(reason, GROUND)
    with write_store(workspace, "person merge", actor=actor(), now=now(), dry_run=dry_run) as writing:
        counts = merge_people(writing.db, kept, merged, author=actor(), reason=reason, now=now(), is_confirmed=yes)
        writing.details |= {"reason": reason, "counts": counts}
    moved = sum(counts.values())
    shown = f"{chosen.shown_number(merged)} 已并入 {chosen.shown_number(kept)}，移动 {moved} 条记录。"
    return Outcome(
        command="person merge",
        counts=counts,
        screen=["试运行，没有存入：" + shown if dry_run else shown + "请重新运行 hncert certify。"],
    )


def distinct(
    context: typer.Context, one: One, other: Other, reason: Reason, yes: Yes = False, dry_run: DryRun = False
) -> Outcome:
    """确认两个证件号码是不同的人：同名同生日、学号相同等提示不再出现；合并过的按原文件分开。"""
    from hncert.split import tell_apart
    from hncert.store.database import write_store

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    reason = written_reason(reason, GROUND)
    with write_store(workspace, "person distinct", actor=actor(), now=now(), dry_run=dry_run) as writing:
        counts = tell_apart(writing.db, one, other, author=actor(), reason=reason, now=now(), is_confirmed=yes)
        writing.details |= {"reason": reason, "counts": counts}
    words = f"{chosen.shown_number(one)} 与 {chosen.shown_number(other)} 是不同的人"
    parted = f"按原文件分开 {sum(counts.values())} 条记录，请重新运行 hncert certify。" if counts else ""
    return Outcome(
        command="person distinct",
        counts=counts,
        screen=[f"试运行，没有存入：{words}。{parted}" if dry_run else f"已记下：{words}。{parted}"],
    )


def decisions(context: typer.Context) -> Outcome:
    """列出已作的同一人、不同人决定：谁、何时、为什么。"""
    from hncert.cli.console import table
    from hncert.store import identity
    from hncert.store.database import open_store

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    journal_unmask(chosen, workspace, "person decisions")
    with open_store(workspace) as db:
        rows = identity.decisions(db)
    shown = table("", "决定", "号码", "另一号码", "决定人", "时间", "理由", "状态")
    for row in rows:
        numbers = (chosen.shown_number(row["id_number"]), chosen.shown_number(row["other_number"]))
        state = "有效" if row["in_force"] else "已被后来的决定取代"
        shown.add_row(VERDICTS[row["verdict"]], *numbers, row["author"], row["decided_at"][:10], row["reason"], state)
    return Outcome(
        command="person decisions",
        counts={"decisions": len(rows)},
        data=[
            {
                "verdict": row["verdict"],
                "id_number": chosen.shown_number(row["id_number"]),
                "other_number": chosen.shown_number(row["other_number"]),
                "author": row["author"],
                "decided_at": row["decided_at"],
                "reason": row["reason"],
                "in_force": bool(row["in_force"]),
            }
            for row in rows
        ],
        screen=[shown] if rows else ["还没有作过决定。"],
    )
