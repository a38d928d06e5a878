"""Chinese words for what the command-line library says in English."""

import re
import sys
from typing import Any

from typer.core import TyperCommand, TyperGroup

from hncert.domain.errors import ExitStatus, HncertError

SENTENCES = (
    (r"No such option: (?P<what>\S+?)\.?(?: .*)?", "没有这个选项：{what}"),
    (r"No such command '(?P<what>[^']*)'\.?(?P<near> .*)?", "没有这个命令：{what}"),
    (r"Missing argument '(?P<what>[^']*)'\..*", "缺少参数：{what}"),
    (r"Missing option '(?P<what>[^']*)'\..*", "缺少选项：{what}"),
    (r"Option '(?P<what>[^']*)' requires an argument\.", "选项 {what} 后面要写值"),
    (r"Option '(?P<what>[^']*)' does not take a value\.", "选项 {what} 后面不写值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.*)\)", "多余的参数：{what}"),
    (r"Invalid value for (?P<what>'[^']*'|\S+): (?P<why>.*)", "{what} 的值不对：{why}"),
    (r"Missing command\.", "没有写命令"),
)
USAGE_WORDS = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]..."))
HELP_WORDS = (
    ("Show this message and exit.", "显示这一页"),
    ("[required]", "[必填]"),
    ("[default: ", "[默认："),
)
HELP_WIDTH = 100
CHOICE = re.compile(r"(?P<value>'.*') is not one of (?P<choices>.*?)\.?")


class Usage(HncertError):
    """A command line that cannot be understood."""

    code = "usage"
    exit_status = ExitStatus.USAGE
    message = "{said}"
    remedy = "用 {command} --help 查看用法"


def usage(english: str, command: str) -> Usage:
    """The library's usage error in Chinese."""
    text = english.replace("\n", " ").strip()
    for pattern, chinese in SENTENCES:
        found = re.fullmatch(pattern, text)
        if found:
            facts = {name: _choice(value or "") for name, value in found.groupdict().items()}
            return Usage(said=chinese.format(**facts), command=command)
    return Usage(said=f"命令写法有误：{text}", command=command)


def _choice(text: str) -> str:
    found = CHOICE.fullmatch(text)
    return f"{found['value']} 不在可选范围 {found['choices']} 内" if found else text.strip("'")


class Command(TyperCommand):
    """A command with a Chinese help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Print the page; the formatter of the library stays unused."""
        print_help(self, ctx)


class Group(TyperGroup):
    """The program itself, with a Chinese help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Print the page; the formatter of the library stays unused."""
        print_help(self, ctx)


def print_help(command: Any, context: Any) -> None:
    """Usage, what it does, arguments, options, commands.

    Drawn here because the library's own page costs as much start-up time as all the rest.
    """
    from hncert.cli.screen import Screen

    console = Screen(highlight=False, width=None if sys.stdout.isatty() else HELP_WIDTH)
    console.print(_usage_line(command.get_usage(context)), "", command.help or "", sep="\n", markup=False)
    records = {"参数": [], "选项": [], "命令": []}  # type: dict[str, list[tuple[str, str]]]
    for param in command.get_params(context):
        kind = "参数" if param.param_type_name == "argument" else "选项"
        record = param.get_help_record(context)
        records[kind] += [_translated(*record)] if record else []
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        records["命令"].append((name, command.get_command(context, name).help or ""))
    for title, rows in records.items():
        _print_rows(console, title, rows)
    if command.epilog:
        console.print("", command.epilog, sep="\n", markup=False)


def _print_rows(console: Any, title: str, rows: list[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    for left, right in rows:
        table.add_row(Text(left, style="bold", no_wrap=True), Text(right))
    console.print("", f"[bold]{title}[/bold]", sep="\n")
    console.print(table)


def _translated(left: str, right: str) -> tuple[str, str]:
    for english, chinese in HELP_WORDS:
        right = right.replace(english, chinese)
    return re.sub(r" <[^>]*>$", "", left), right


def _usage_line(text: str) -> str:
    for english, chinese in USAGE_WORDS:
        text = text.replace(english, chinese)
    return text
