"""Global options, and the only place that asks for the day, the time and the user."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hncert.domain.errors import BadValue
from hncert.domain.masking import mask

if TYPE_CHECKING:
    from hncert.store.workspace import Workspace

FLAGS = {"--json": "as_json", "--quiet": "quiet", "-q": "quiet", "--unmask": "unmask"}
WORKSPACE = ("--workspace", "-w")


@dataclass(slots=True)
class Globals:
    """Options that may stand anywhere on the command line."""

    workspace: str = ""
    as_json: bool = False
    quiet: bool = False
    unmask: bool = False

    def shown_number(self, number: str) -> str:
        """An identity number as this run may show it."""
        return number if self.unmask else mask(number)


def split_globals(args: Sequence[str]) -> tuple[Globals, list[str]]:
    """Take the global options out of the arguments, wherever they stand before a `--`."""
    chosen, rest = Globals(), []
    waiting = iter(args)
    for arg in waiting:
        name, equals, value = arg.partition("=")
        if arg == "--":
            rest += [arg, *waiting]
        elif arg in FLAGS:
            setattr(chosen, FLAGS[arg], True)
        elif name in FLAGS and equals:
            raise BadValue(what=name, value=value, expected=f"{name} 后面不写值")
        elif name in WORKSPACE and equals:
            chosen.workspace = value
        elif arg in WORKSPACE:
            chosen.workspace = next(waiting, "")
            if not chosen.workspace:
                raise BadValue(what=arg, value="（空）", expected="在后面写工作区文件夹")
        else:
            rest.append(arg)
    return chosen, rest


def current_workspace(chosen: Globals) -> "Workspace":
    """The workspace named by --workspace, else HNCERT_WORKSPACE, else the nearest upward.

    Raises NoWorkspace.
    """
    from hncert.store.workspace import find_workspace

    named = chosen.workspace or os.environ.get("HNCERT_WORKSPACE", "")
    if named:
        return find_workspace(Path(named), upward=False)
    return find_workspace(Path.cwd())


def journal_unmask(chosen: Globals, workspace: "Workspace", command: str) -> None:
    """Write down, in an event of its own, that full identity numbers are about to be shown."""
    if not chosen.unmask:
        return
    from hncert.store.database import write_store

    with write_store(workspace, command, actor=actor(), now=now()) as writing:
        writing.details["unmasked"] = True


def ask_school(chosen: Globals, workspace: "Workspace", name: str, question: str) -> "Workspace":
    """Ask for a `[school]` value that a command needs and keep it; only at a terminal.

    Answers the workspace as it is when there is nobody to ask or nothing is answered.
    """
    if getattr(workspace.school, name) or chosen.as_json or chosen.quiet or not sys.stdin.isatty():
        return workspace
    import typer

    from hncert.store.database import write_store
    from hncert.store.workspace import save_school

    answer = str(typer.prompt(question, default="", show_default=False, err=True)).strip()
    if not answer:
        return workspace
    with write_store(workspace, "settings", actor=actor(), now=now()) as writing:
        writing.details[name] = answer
        return save_school(workspace, name, answer)


def written_reason(text: str, expected: str = "写明理由，记入日志") -> str:
    """A reason that says something. Raises BadValue for a blank one."""
    if not text.strip():
        raise BadValue(what="--reason", value="（空）", expected=expected)
    return text.strip()


def now() -> datetime:
    """This moment with its time zone."""
    return datetime.now().astimezone()


def today() -> date:
    """This day."""
    return now().date()


def actor() -> str:
    """Who runs the command: HNCERT_ACTOR, else the login name."""
    import getpass

    try:
        return os.environ.get("HNCERT_ACTOR") or getpass.getuser()
    except (OSError, KeyError):
        return "未知用户"


def parse_day(text: str | None, option: str = "--as-of") -> date:
    """A day given as YYYY-MM-DD; today when nothing is given. Raises BadValue."""
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(what=option, value=text, expected="写成 2024-11-30 这样的日期") from error
