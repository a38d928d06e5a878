"""Every wrong way of writing a command is answered in Chinese, whatever the command."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Hncert
from typer import TyperException
from typer.main import get_command

from hncert.cli.app import COMMANDS, app
from hncert.cli.chinese import usage
from hncert.store.workspace import Workspace

TREE: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
FUNCTIONS: dict[str, Any] = dict(COMMANDS)
A_DAY = "应为 2024-11-30 这样的日期"
Lines = Iterator[tuple[list[str], str]]


def wrong_lines() -> Lines:
    """Wrong command lines of every command, and what the answer must contain."""
    for name in TREE:
        yield [*line(name), "--no-such"], "没有这个选项：--no-such"
        yield [*line(name), "-x"], "没有这个选项：-x"
        yield [*line(name), "--json=1"], "--json 填写有误：1"
        yield from missing(name)
        yield from superfluous(name)
        for param in TREE[name].params:
            if is_option(param):
                yield from miswritten(name, param)
            if is_number(name, param):
                yield from no_number(name, param)


def missing(name: str) -> Lines:
    """Without one of what is required; the first argument missing is told first, then the options in their order."""
    for param in TREE[name].params:
        if param.required and is_option(param):
            yield line(name, without=param), f"缺少选项：{param.opts[0]}"
    if any(param.required and not is_option(param) for param in TREE[name].params):
        yield name.split(), "缺少参数："


def superfluous(name: str) -> Lines:
    arguments = [param for param in TREE[name].params if not is_option(param)]
    optional = [value(name, param) for param in arguments if not param.required]
    if all(param.nargs == 1 for param in arguments):
        yield [*line(name), *optional, "多", "余"], "多余的参数：多 余"


def miswritten(name: str, param: Any) -> Lines:
    for option in param.opts:
        if param.is_flag:
            yield [*line(name), f"{option}=是"], f"选项 {option} 后面不写值"
        else:
            yield [*line(name), option], f"选项 {option} 后面要写值"
    yield [*line(name), f"{param.opts[0]}z"], f"没有这个选项：{param.opts[0]}z（有 "


def no_number(name: str, param: Any) -> Lines:
    for text in ("一", "1.5", "x", ""):
        own = f"{param.opts[0]}={text}" if is_option(param) else text
        yield [*line(name, without=param), own], "的值不对：应为整数"


def line(name: str, without: Any = None) -> list[str]:
    """A command with all that it requires, but for one."""
    words = name.split()
    for param in TREE[name].params:
        if param.required and param is not without:
            words += [param.opts[0], value(name, param)] if is_option(param) else [value(name, param)]
    return words


def value(name: str, param: Any) -> str:
    return "1" if is_number(name, param) else "甲"


def is_option(param: Any) -> bool:
    return bool(param.param_type_name == "option")


def is_number(name: str, param: Any) -> bool:
    return "int" in str(inspect.signature(FUNCTIONS[name]).parameters[param.name].annotation)


LINES = [*wrong_lines(), (["journal", "--limit", "0"], "--limit 的值不对：不能小于 1")]


@pytest.mark.parametrize(("line", "said"), LINES, ids=[" ".join(line) for line, _ in LINES])
def test_a_wrong_command_line_is_answered_in_chinese_with_status_2(
    hncert: Hncert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = hncert(*line)

    assert ran.status == 2
    assert said in ran.err.replace("\n", "")
    assert english(ran.err) == []


@pytest.mark.parametrize(
    ("line", "near"),
    [
        (["law"], "law list、law show"),
        (["waiver"], "waiver add"),
        (["imprt"], "import"),
        (["certfy", "--path", "all"], "certify"),
    ],
)
def test_a_command_that_does_not_exist_is_answered_with_those_that_do(
    hncert: Hncert, line: list[str], near: str
) -> None:
    ran = hncert(*line)

    assert ran.status == 2
    assert near in ran.err
    assert english(ran.err) == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Missing option '--output' / '-o'.", "缺少选项：--output / -o"),
        ("Missing parameter '--output'. Choose from: a, b", "缺少选项：--output"),
        ("Missing argument 'KIND'. Choose from: a, b", "缺少参数：KIND"),
        ("Invalid value for '--limit': 'x' is not a valid integer.", "--limit 的值不对：应为整数"),
        ("Invalid value for '--limit' / '-l': 0 is not in the range x>=1.", "--limit / -l 的值不对：不在范围 x>=1 内"),
        ("Invalid value for '--grade': 'x' is not one of 'a', 'b'.", "--grade 的值不对：应为其中之一：a、b"),
        ("Invalid value for '--grade': Input should be 'a', 'b' or 'c'", "--grade 的值不对：应为其中之一：a、b、c"),
        (
            "Invalid value for '--day': Input should be a valid date or datetime",
            f"--day 的值不对：{A_DAY}",
        ),
        (
            "Invalid value for '--day': '1' does not match the formats '%Y'.",
            f"--day 的值不对：{A_DAY}",
        ),
        ("Invalid value for '--hours': Input should be a valid number", "--hours 的值不对：应为数字"),
        ("Invalid value for '文件': File 'x' does not exist.", "文件 的值不对：路径不存在"),
        ("Invalid value for '--what': Something new.", "--what 的值不对：不是这里能写的值"),
        ("Invalid value: Something new.", "命令 的值不对：不是这里能写的值"),
        ("No such option: --sav (Possible options: --save)", "没有这个选项：--sav（有 --save）"),
        ("No such option '--sav'. Did you mean '--save'?", "没有这个选项：--sav（有 --save）"),
        ("No such command 'shw'. Did you mean 'show'?", "没有这个命令：shw"),
        ("Option '--map' requires 2 arguments.", "选项 --map 后面要写值"),
        ("Argument 'files' takes 2 values.", "参数 files 的个数不对"),
        ("Something quite new.", "命令写法有误"),
    ],
)
def test_every_sentence_of_the_library_has_its_chinese(sentence: str, said: str) -> None:
    class Said(TyperException):
        def format_message(self) -> str:
            return sentence

    assert str(usage(Said(sentence), "hncert", ["--save"])) == said


DATED = [(name, param.opts[0]) for name in TREE for param in TREE[name].params if param.metavar == "日期"]
MONTHS = ["2024-13", "2024", "上月"]


@pytest.mark.parametrize("day", ["去年", "2024-02-30", "2024/1/1", "2024-1-1", ""])
@pytest.mark.parametrize(("name", "option"), DATED)
def test_what_is_no_day_is_said_with_an_example(
    hncert: Hncert, workspace: Workspace, name: str, option: str, day: str
) -> None:
    told = {"--from": "2024-01-01", "--to": "2024-01-02", "--since": "2024-01-01", "--path": "all", "blank": "roster"}
    words = [told.get(before, word) for before, word in zip(["", *line(name)], line(name), strict=False)]

    ran = hncert(*words, f"{option}={day}")

    assert ran.status == 2
    assert f"{option} 填写有误：{day}" in ran.err
    assert english(ran.err) == []


@pytest.mark.parametrize("month", MONTHS)
def test_what_is_no_month_is_said_with_an_example(hncert: Hncert, workspace: Workspace, month: str) -> None:
    ran = hncert("report", "monthly", "--month", month)

    assert ran.status == 2
    assert f"--month 填写有误：{month}" in ran.err


def english(text: str) -> list[str]:
    """Words of three letters and more that are neither a command, an option nor a part of a command line."""
    kept = re.sub(r"hncert[ a-z]* --help|--?[\w-]+", " ", text)
    names = {word for name in TREE for word in name.split()} | {"certfy", "imprt"}
    return [word for word in re.findall(r"[A-Za-z]{3,}", kept) if word not in names]
