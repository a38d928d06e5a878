"""Chinese words for what the command-line library says in English."""

import re
import sys
from collections.abc import Sequence
from typing import Any

from typer import TyperException
from typer.core import TyperCommand, TyperGroup

from hncert.domain.errors import ExitStatus, HncertError

NAMES = r"(?P<what>'[^']*'(?: / '[^']*')*|\S+?)"
SENTENCES = (
    (rf"No such option:? {NAMES}\.?(?: .*)?", "没有这个选项：{what}{near}"),
    (rf"No such command {NAMES}\.?(?: .*)?", "没有这个命令：{what}{near}"),
    (rf"Missing argument {NAMES}\..*", "缺少参数：{what}"),
    (rf"Missing (?:option|parameter) {NAMES}\..*", "缺少选项：{what}"),
    (rf"Option {NAMES} requires (?:an argument|\d+ arguments)\.", "选项 {what} 后面要写值"),
    (rf"Option {NAMES} does not take a value\.", "选项 {what} 后面不写值"),
    (rf"Argument {NAMES} takes \d+ values\.", "参数 {what} 的个数不对"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.*)\)", "多余的参数：{what}"),
    (rf"Invalid value(?: for {NAMES})?: (?P<why>.*)", "{what} 的值不对：{why}"),
    (r"Missing command\.", "没有写命令"),
)
WHYS = (
    (r".*valid int(?:eger)?\b.*", "应为整数"),
    (r".*valid (?:number|float)\b.*", "应为数字"),
    (r".*(?:valid date|match the formats?)\b.*", "应为 2024-11-30 这样的日期"),
    (r".*valid boolean\b.*", "应为 true 或 false"),
    (r"Input should be greater than or equal to (?P<limit>\S+)", "不能小于 {limit}"),
    (r"Input should be less than or equal to (?P<limit>\S+)", "不能大于 {limit}"),
    (r".* is not in the range (?P<limit>\S+?)\.?", "不在范围 {limit} 内"),
    (r"(?:.* is not one of|Input should be) (?P<limit>'.*')\.?", "应为其中之一：{limit}"),
    (r".* does not exist\.?", "路径不存在"),
    (r".* is a directory\.?", "是文件夹，不是文件"),
    (r".* is a file\.?", "是文件，不是文件夹"),
    (r".* is not (?:readable|writable)\.?", "没有权限"),
)
"""Why a value is refused, in the words of the library's versions."""
OTHERWISE = "不是这里能写的值"
USAGE_WORDS = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]..."))
HELP_WORDS = (
    ("Show this message and exit.", "显示这一页"),
    ("[required]", "[必填]"),
    ("[default: ", "[默认："),
)
HELP_WIDTH = 100


class Usage(HncertError):
    """A command line that cannot be understood."""

    code = "usage"
    exit_status = ExitStatus.USAGE
    message = "{said}"
    remedy = "用 {command} --help 查看用法"


def usage(error: TyperException, command: str, known: Sequence[str]) -> Usage:
    """The library's usage error in Chinese; of the `known` names those near to a wrong one are told."""
    text = error.format_message().replace("\n", " ").strip()
    for pattern, chinese in SENTENCES:
        if found := re.fullmatch(pattern, text):
            facts = {name: value or "" for name, value in found.groupdict().items()}
            what = facts.get("what", "").replace("'", "") or "命令"
            said = chinese.format(what=what, why=_why(facts.get("why", "")), near=_near(what, known))
            return Usage(said=said, command=command)
    return Usage(said="命令写法有误", command=command)


def _why(english: str) -> str:
    for pattern, chinese in WHYS:
        if found := re.fullmatch(pattern, english):
            limit = found.groupdict().get("limit", "").replace(" or ", "、").replace(", ", "、")
            return chinese.format(limit=limit.replace("'", ""))
    return OTHERWISE


def _near(wrong: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = [name for name in known if name.startswith(f"{wrong} ")] or get_close_matches(wrong, known, 3, 0.7)
    return f"（有 {'、'.join(near)}）" if near else ""


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
