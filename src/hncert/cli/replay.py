"""hncert journal replay"""

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli import changes
from hncert.cli.options import Globals, current_workspace, journal_unmask, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus

if TYPE_CHECKING:
    import sqlite3

    from hncert.cli.console import Shown
    from hncert.compare import Change
    from hncert.law.law import Law
    from hncert.pathways.pathway import Pathway

HELD, REPLAYED = "run_as_stored", "run_replayed"
WITHOUT = "旧版本的运行没有保留参数，无法重放；重新 certify 后即可"


def command(
    context: typer.Context,
    under_today: Annotated[
        bool, typer.Option("--today", help="改用今天的政策和现在的资料重算，看哪些人的结果会不同")
    ] = False,
) -> Outcome:
    """按当时的政策、口径和保存的事实把每次认定重算一遍，列出不同；应当没有，有则退出码为 13。"""
    from hncert.cli.console import heading
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
            differing = _under_today(db, pathway, run, law) if under_today else _as_it_was(db, pathway, run)
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


def _as_it_was(db: "sqlite3.Connection", pathway: "Pathway", run: "sqlite3.Row") -> "list[Change]":
    """A run judged again from the facts it stored, with the figures, readings and rules that it used."""
    from hncert.compare import changes as between
    from hncert.compare import hold_judgement, hold_run
    from hncert.determine import judgement
    from hncert.store.determinations import stored_facts

    asked = tuple(rule for rule in pathway.requirements if rule.column in run["requirements"].split(","))
    then = replace(pathway, requirements=asked)
    as_of = date.fromisoformat(run["as_of"])
    statement = judgement(then, as_of, stored_facts(pathway.id, [fact.name for fact in pathway.facts]))
    hold_run(db, HELD, run)
    hold_judgement(db, REPLAYED, then, as_of, statement, {**json.loads(run["parameters"]), "replayed": run["run_id"]})
    return between(db, pathway.id, HELD, REPLAYED, reasons=True)


def _under_today(db: "sqlite3.Connection", pathway: "Pathway", run: "sqlite3.Row", law: "Law") -> "list[Change]":
    """A run judged again from what is stored now, by the rules, figures and readings of today."""
    from hncert.compare import changes as between
    from hncert.compare import hold_judgement, hold_run
    from hncert.determine import judgement, parameters

    bound = parameters(pathway, date.fromisoformat(run["as_of"]), today(), law)
    hold_run(db, HELD, run)
    hold_judgement(db, REPLAYED, pathway, today(), judgement(pathway, today()), bound)
    return between(db, pathway.id, HELD, REPLAYED)
