"""hncert journal replay"""

from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli import changes
from hncert.cli.options import Globals, current_workspace, journal_unmask, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus

if TYPE_CHECKING:
    from hncert.cli.console import Shown
    from hncert.compare import Change

WITHOUT = "旧版本的运行没有保留参数，无法重放；重新 certify 后即可"


def command(
    context: typer.Context,
    under_today: Annotated[
        bool, typer.Option("--today", help="改用今天的政策和现在的资料重算，看哪些人的结果会不同")
    ] = False,
) -> Outcome:
    """按当时的政策、口径和保存的事实把每次认定重算一遍，列出不同；应当没有，有则退出码为 13。"""
    from hncert.cli.console import heading
    from hncert.compare import replayed, under
    from hncert.pathways import PATHWAYS
    from hncert.store import determinations
    from hncert.store.database import open_store
    from hncert.store.law_decisions import law_of

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    journal_unmask(chosen, workspace, "journal replay")
    titles = {pathway.id: pathway for pathway in PATHWAYS}
    found: dict[str, list[Change]] = {}
    lines: list[Shown] = []
    with open_store(workspace) as db:
        law = law_of(db)
        for run in determinations.runs(db):
            pathway = titles[run["pathway"]]
            name = f"{pathway.title}　基准日 {run['as_of']}　政策版本 {run['law_version']}"
            lines.append(heading(name))
            if not under_today and run["parameters"] == "{}":
                lines.append(WITHOUT)
                continue
            differing = under(db, pathway, run, law, today()) if under_today else replayed(db, pathway, run)
            found[f"{pathway.id} {run['as_of']}"] = differing
            lines.append(f"重算 {run['candidates']} 项。")
            lines += changes.shown(differing, chosen)
    differs = any(found.values())
    return Outcome(
        command="journal replay",
        status=ExitStatus.INTEGRITY if differs and not under_today else ExitStatus.DONE,
        law_version=law.version,
        counts={"runs": len(found), "differences": sum(map(len, found.values()))},
        data={name: changes.as_data(listed, chosen) for name, listed in found.items()},
        screen=lines or ["还没有认定过。"],
    )
