"""A workspace: the folder with hncert.toml, hncert.db and its in- and out-trays."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from shutil import rmtree
from typing import Any

from hncert.domain.certificate_numbers import PREFIX_LENGTH, is_prefix
from hncert.domain.errors import BadSettings, CannotWrite, NoWorkspace, WorkspaceExists, reason_of
from hncert.profiles.regions import regions

SETTINGS = "hncert.toml"
DATABASE = "hncert.db"
FOLDERS = ("inbox", "outbox", "templates", "backups")
COLLEGE_TYPES = ("应用技术型本科", "本科", "高职", "中职")
AFFILIATIONS = ("省属", "地方")


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """The `[school]` table of hncert.toml; empty text where nothing is filled in yet."""

    name: str = ""
    type: str = ""
    affiliation: str = ""
    region: str = ""
    body: str = ""
    number_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace and the school it belongs to."""

    path: Path
    school: School

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / DATABASE

    @property
    def outbox(self) -> Path:
        """Where everything rendered goes."""
        return self.path / "outbox"


def find_workspace(start: Path, *, upward: bool = True) -> Workspace:
    """The workspace at `start` or, when `upward`, the nearest above it.

    Raises NoWorkspace when there is none, BadSettings when hncert.toml is unreadable.
    """
    here = start.resolve()
    for folder in (here, *here.parents) if upward else (here,):
        if (folder / SETTINGS).is_file():
            return Workspace(folder, read_school(folder / SETTINGS))
    raise NoWorkspace(path=start)


@contextmanager
def new_workspace(path: Path, settings: str) -> Iterator[Workspace]:
    """A workspace in the making, beside `path`; it moves there when the block ends well.

    Into an empty folder that is there already, hncert.toml moves last, and with it the workspace.

    Raises WorkspaceExists when the folder is not empty, CannotWrite when it cannot be made.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise WorkspaceExists(path=path)
    place = path.resolve()
    partial = place.with_name(f".{place.name}.partial")
    try:
        rmtree(partial, ignore_errors=True)
        for folder in FOLDERS:
            (partial / folder).mkdir(parents=True)
        (partial / SETTINGS).write_text(settings, encoding="utf-8", newline="\n")
        yield find_workspace(partial, upward=False)
        if place.exists():
            for child in sorted(partial.iterdir(), key=lambda child: child.name == SETTINGS):
                child.rename(place / child.name)
        else:
            partial.rename(place)
    except OSError as error:
        raise CannotWrite(path=path, reason=reason_of(error)) from error
    finally:
        rmtree(partial, ignore_errors=True)


def save_school(workspace: Workspace, name: str, value: str) -> Workspace:
    """Write one `[school]` value into hncert.toml, its comments kept; answer the workspace anew.

    Raises BadSettings when the value is not allowed, CannotWrite when the file cannot be written.
    """
    import tomlkit

    path = workspace.path / SETTINGS
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    document.setdefault("school", tomlkit.table())[name] = value
    problem = school_problem(document["school"].unwrap())
    if problem:
        raise BadSettings(path=path, reason=problem)
    write_whole(path, tomlkit.dumps(document).encode())
    return find_workspace(workspace.path, upward=False)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises CannotWrite."""
    with whole_file(target) as partial:
        partial.write_bytes(content)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to that becomes `target` when the block ends well. Raises CannotWrite."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(exist_ok=True)
        yield partial
        partial.replace(target)
    except OSError as error:
        raise CannotWrite(path=target, reason=reason_of(error)) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def read_school(path: Path) -> School:
    """Read `[school]`. Raises BadSettings for broken TOML, unknown keys or bad values."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("school", {})
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = f"第 {at[1]} 行附近" if at else "文件末尾附近"
        raise BadSettings(path=path, reason=f"不是有效的 TOML，{where}写法有误") from error
    except (UnicodeDecodeError, OSError) as error:
        raise BadSettings(path=path, reason="文件无法读取，应为 UTF-8 文字") from error
    problem = school_problem(table)
    if problem:
        raise BadSettings(path=path, reason=problem)
    return School(**table)


def school_problem(table: Any) -> str:
    """What is wrong with a `[school]` table, in Chinese; empty when nothing is."""
    if not isinstance(table, dict):
        return "[school] 应是一节设置"
    known = [field.name for field in fields(School)]
    for key, value in table.items():
        if key not in known:
            return f"[school] 中没有“{key}”这一项，可用的有 {'、'.join(known)}"
        if not isinstance(value, str):
            return f"{key} 的值要用引号括起来"
    return _bad_choice(table)


def _bad_choice(table: dict[str, str]) -> str:
    for key, choices in (("type", COLLEGE_TYPES), ("affiliation", AFFILIATIONS)):
        if table.get(key, "") not in ("", *choices):
            return f"{key} 应为 {'、'.join(choices)} 之一，现为“{table[key]}”"
    region = table.get("region", "")
    if region and region not in regions():
        return f"region 应为河南省内的六位行政区划代码（如 410100），现为“{region}”"
    prefix = table.get("number_prefix", "")
    if prefix and not is_prefix(prefix):
        return f"number_prefix 应为备案时给定的 {PREFIX_LENGTH} 位前缀（1 个大写字母加 12 位数字）"
    return ""
