"""hncert readings: how the open questions of the policy are read here"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.law_set import Document, DryRun, Reason
from hncert.cli.law_words import is_undecided, law_at_hand, status_of, users_of
from hncert.cli.options import Globals, actor, current_workspace, now
from hncert.cli.outcome import Outcome

if TYPE_CHECKING:
    import sqlite3

    from hncert.decide import Ground
    from hncert.law.register import Reading

Key = Annotated[str, typer.Argument(metavar="口径", help="如 resit，见 hncert readings")]


def command(context: typer.Context) -> Outcome:
    """列出文件没有写明、由口径决定的问题：采用哪一种、由谁决定；未决定的在前。"""
    from hncert.cli.console import table

    with law_at_hand(context.obj) as (law, _):
        found = sorted(law.readings.values(), key=lambda one: not is_undecided(one))
    undecided = [reading.key for reading in found if is_undecided(reading)]
    shown = table("", "代号", "问题", "采用", "由谁决定")
    for reading in found:
        shown.add_row(reading.key, reading.question, reading.words, status_of(reading))
    return Outcome(
        command="readings",
        law_version=law.version,
        counts={"readings": len(found), "undecided": len(undecided)},
        data=[_described(reading) for reading in found],
        screen=[
            shown,
            f"共 {len(found)} 项，未决定 {len(undecided)} 项。",
            "同意默认选择：hncert readings confirm 代号 --document 依据 --reason 理由；另选：hncert readings decide",
        ],
    )


def show(context: typer.Context, key: Key) -> Outcome:
    """一项口径的全文：条款、各种选择、由谁决定、哪些条件用到，以及历次决定。"""
    from hncert.cli.console import heading, table
    from hncert.decide import reading_of

    with law_at_hand(context.obj) as (law, _):
        reading = reading_of(law, key)
    lines = [f"条款：{reading.clause}", f"采用：{reading.chosen}　{reading.words}", f"由谁决定：{status_of(reading)}"]
    lines += [f"可选：{id}　{words}" + _asking(reading, id) for id, words in reading.options.items()]
    lines += [f"只是登记，程序还不能按此计算：{words}" for words in reading.others]
    lines += [f"默认的理由：{reading.reason}", f"用在：{'、'.join(users_of(key)) or '现在没有条件用到'}"]
    decisions = [one for one in law.decisions if (one.kind, one.key) == ("reading", key)]
    history = table("历次决定", "时间", "决定人", "选择", "另写的值", "依据", "理由")
    for one in decisions:
        history.add_row(one.decided_at[:10], one.author, one.value, one.argument, one.document, one.reason)
    told = [
        {"at": d.decided_at, "author": d.author, "option": d.value, "value": d.argument, "document": d.document}
        | {"reason": d.reason}
        for d in decisions
    ]
    return Outcome(
        command="readings show",
        law_version=law.version,
        data={**_described(reading), "options": dict(reading.options), "decisions": told},
        screen=[heading(f"{reading.question}（{key}）"), *lines, *([history] if decisions else [])],
    )


def confirm(context: typer.Context, key: Key, document: Document, reason: Reason, dry_run: DryRun = False) -> Outcome:
    """确认按现在采用的选择理解：谁、何时、依据、理由都记下。"""
    from hncert import decide as stage

    def decided(db: "sqlite3.Connection", ground: "Ground") -> "Reading":
        return stage.confirm(db, key, ground=ground)

    return _decided(context.obj, "readings confirm", document, reason, dry_run, decided)


def decide(
    context: typer.Context,
    key: Key,
    option: Annotated[str, typer.Argument(metavar="选择", help="选择的代号，见 hncert readings show")],
    document: Document,
    reason: Reason,
    value: Annotated[str, typer.Option("--value", metavar="值", help="有的选择要另写一个值，如日期、分数、次序")] = "",
    dry_run: DryRun = False,
) -> Outcome:
    """改用另一种选择：谁、何时、依据、理由都记下；程序不能按其计算的选择不接受。"""
    from hncert import decide as stage

    def decided(db: "sqlite3.Connection", ground: "Ground") -> "Reading":
        return stage.choose(db, key, option, value, ground=ground)

    return _decided(context.obj, "readings decide", document, reason, dry_run, decided)


def _decided(
    chosen: Globals,
    command: str,
    document: str,
    reason: str,
    dry_run: bool,
    decided: "Callable[[sqlite3.Connection, Ground], Reading]",
) -> Outcome:
    from hncert.decide import Ground
    from hncert.store.database import write_store
    from hncert.store.law_decisions import law_of

    ground = Ground(document=document, reason=reason, author=actor(), now=now())
    with write_store(current_workspace(chosen), command, actor=actor(), now=now(), dry_run=dry_run) as writing:
        reading = decided(writing.db, ground)
        version = law_of(writing.db).version
        writing.details |= {"reading": reading.key, "option": reading.chosen, "value": reading.argument}
        writing.details |= {"document": document, "reason": reason, "law_version": version}
    said = f"{reading.question}（{reading.key}）：{reading.words}"
    return Outcome(
        command=command,
        law_version=version,
        data=_described(reading),
        screen=["试运行，没有存入：" + said] if dry_run else [said, "已记下；请重新运行 hncert certify。"],
    )


def _asking(reading: "Reading", option: str) -> str:
    asked = reading.asks.get(option)
    return f"（用 --value 写{asked.words}，如 {asked.example}）" if asked else ""


def _described(reading: "Reading") -> dict[str, object]:
    return {
        "key": reading.key,
        "question": reading.question,
        "chosen": reading.chosen,
        "value": reading.argument,
        "words": reading.words,
        "status": reading.status,
        "undecided": is_undecided(reading),
    }
