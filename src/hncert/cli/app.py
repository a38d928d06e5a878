"""The program: its commands, and `main`, where every failure becomes text and a status."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from hncert import __version__
from hncert.cli import (
    blank,
    certify,
    check,
    chinese,
    demo,
    export,
    import_,
    imports,
    init,
    journal,
    law,
    law_diff,
    law_lint,
    law_set,
    pending,
    person,
    profiles,
    readings,
    replay,
    report,
    status,
    waiver,
    why,
)
from hncert.cli.options import FLAGS, WORKSPACE, Globals, now, split_globals
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus, HncertError, InternalError

EPILOG = (
    "全局选项（写在任何位置）：--workspace/-w 文件夹；--json 输出 JSON；--quiet/-q 少说话；"
    "--unmask 显示完整证件号码（记入日志）"
)

app = typer.Typer(
    name="hncert",
    cls=chinese.Group,
    help="河南省院校职业技能取证工作工具（教职成〔2021〕504号）。",
    epilog=EPILOG,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS = (
    ("init", init.command),
    ("status", status.command),
    ("import", import_.command),
    ("import log", imports.log),
    ("import show", imports.show),
    ("import undo", imports.undo),
    ("import pending", pending.command),
    ("import profile save", profiles.save),
    ("import profile list", profiles.show),
    ("import profile remove", profiles.remove),
    ("blank", blank.command),
    ("person merge", person.merge),
    ("person distinct", person.distinct),
    ("person decisions", person.decisions),
    ("certify", certify.command),
    ("check", check.command),
    ("waiver add", waiver.add),
    ("waiver list", waiver.show),
    ("waiver withdraw", waiver.withdraw),
    ("waiver export", waiver.export),
    ("waiver import", waiver.import_),
    ("why", why.command),
    ("law list", law.show_all),
    ("law show", law.show),
    ("law set", law_set.command),
    ("law lint", law_lint.command),
    ("law diff", law_diff.command),
    ("readings", readings.command),
    ("readings show", readings.show),
    ("readings confirm", readings.confirm),
    ("readings decide", readings.decide),
    ("report", report.command),
    ("export", export.command),
    ("journal", journal.command),
    ("journal replay", replay.command),
    ("demo", demo.command),
)
for name, function in COMMANDS:
    app.command(name, cls=chinese.Command)(function)


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="显示版本")] = False
) -> Outcome | None:
    if version:
        return Outcome(command="version", data={"version": __version__}, screen=[f"hncert {__version__}"])
    if context.invoked_subcommand is None:
        return status.at_start(context)
    return None


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run(sys.argv[1:]))


def prepare_streams() -> None:
    """Make sure that no console encoding, GBK included, can fail on output."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def run(args: Sequence[str]) -> int:
    """Run one command line and answer its exit status; everything is printed on the way."""
    prepare_streams()
    chosen = Globals(as_json="--json" in args)
    command = ""
    try:
        chosen, rest = split_globals(args)
        rest = _joined(rest)
        command = next((arg for arg in rest if not arg.startswith("-")), "")
        return _invoke(rest, chosen)
    except HncertError as error:
        _fail(error, command, chosen)
        return error.exit_status
    except KeyboardInterrupt:
        return ExitStatus.CANCELLED
    except Exception as error:  # noqa: BLE001 - the last resort of the contract: exit 20 with a report file
        _fail(InternalError(report=_crash_report(error)), command, chosen)
        return ExitStatus.INTERNAL


def _joined(args: list[str]) -> list[str]:
    """Make one word of a command of several, `import log`; a file of that name is written ./log."""
    for words in (3, 2):
        name = " ".join(args[:words])
        if len(args) >= words and name in dict(COMMANDS):
            return [name, *args[words:]]
    return args


def _fail(error: HncertError, command: str, chosen: Globals) -> None:
    from hncert.cli.console import fail

    fail(error, command, chosen)


def _crash_report(error: BaseException) -> Path:
    """Write where the program failed, without the values at hand; answer the file."""
    import tempfile
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    lines = [type(error).__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]
    path = Path(tempfile.gettempdir()) / f"hncert-error-{now():%Y%m%d-%H%M%S}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _usage(error: typer.TyperException, rest: Sequence[str]) -> HncertError:
    """The library's error in Chinese, with the command that was meant and the names that it could have been."""
    names = [name for name, _ in COMMANDS]
    meant = next((arg for arg in rest if not arg.startswith("-")), "")
    if meant not in names:
        return chinese.usage(error, "hncert", names)
    params = typer.main.get_command(app).commands[meant].params  # type: ignore[attr-defined]
    options = [option for param in params for option in param.opts if option.startswith("-")]
    return chinese.usage(error, f"hncert {meant}", [*options, *FLAGS, *WORKSPACE])


def _invoke(rest: Sequence[str], chosen: Globals) -> int:
    try:
        outcome = app(list(rest), prog_name="hncert", standalone_mode=False, obj=chosen)
    except typer.TyperException as error:
        raise _usage(error, rest) from error
    except typer.Exit as exit:
        return exit.exit_code
    if not isinstance(outcome, Outcome):
        return int(outcome or 0)
    from hncert.cli.console import show

    try:
        show(outcome, chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        from hncert.cli.screen import discard_stdout

        discard_stdout()
    return outcome.status
