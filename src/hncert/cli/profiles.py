"""hncert import profile: which header of the school's own layout feeds which column"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import actor, current_workspace, now
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, NoHeader

if TYPE_CHECKING:
    from hncert.sheets.grid import Grid
    from hncert.store.import_profiles import Pinned
    from hncert.tables.header import Match
    from hncert.tables.table import Table

Name = Annotated[str, typer.Argument(metavar="名称", help="导入方案的名称")]


def save(
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="文件", help="有这种表头的一个文件")],
    kind: Annotated[str | None, typer.Option("--as", metavar="类别", help="表格的类别，如 roster")] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--map", metavar="表头=列", help="把文件中的表头对应到列，可写多次")
    ] = None,
) -> Outcome:
    """按一个文件保存导入方案；以后表头相同的文件都按它识别。"""
    from hncert.sheets.reading import read_source
    from hncert.store.database import write_store
    from hncert.store.import_profiles import save_profile
    from hncert.tables import TABLES

    workspace = current_workspace(context.obj)
    tables = [table for table in TABLES if kind in (None, table.id)]
    if not tables:
        raise BadValue(what="--as", value=kind, expected="、".join(table.id for table in TABLES))
    maps = dict(_pair(text) for text in pairs or ())
    source = read_source(file)
    sheets = [pinned for grid in source.grids if grid.rows for pinned in _pinned(name, grid, tables, maps)]
    if not sheets:
        raise NoHeader(file=file.name, expected="用 --as 指定类别，用 --map 表头=列 补上认不出的列")
    with write_store(workspace, "import profile save", actor=actor(), now=now()) as writing:
        path = save_profile(workspace, name, sheets)
        writing.details |= {"profile": name, "kinds": [sheet.kind for sheet in sheets]}
    titles = {table.id: table.title for table in TABLES}
    lines = [f"已保存导入方案“{name}”：{path}"]
    lines += [f"  {titles[sheet.kind]}：{'、'.join(sheet.columns)}" for sheet in sheets]
    return Outcome(command="import profile save", data={"path": str(path)}, screen=lines)


def _pair(text: str) -> tuple[str, str]:
    header, equals, column = text.partition("=")
    if not equals or not header.strip() or not column.strip():
        raise BadValue(what="--map", value=text, expected="写成 文件中的表头=列名，如 考生=姓名")
    return header.strip(), column.strip()


def _pinned(profile: str, grid: "Grid", tables: "list[Table]", maps: dict[str, str]) -> "list[Pinned]":
    from hncert.store.import_profiles import Pinned
    from hncert.tables.header import best_match, recognise, with_headers

    matches = recognise(grid, tables)
    if len(tables) == 1 and not matches:
        matches = [match for match in (best_match(grid, tables[0]),) if match]
    found = []
    for match in matches:
        columns = with_headers(grid, match) | _mapped(match, maps)
        stored = set(columns.values())
        if all(any(name in stored for name in group) for group in match.table.needs):
            found.append(Pinned(profile=profile, kind=match.table.id, columns=columns))
    return found


def _mapped(match: "Match", maps: dict[str, str]) -> dict[str, str]:
    words = {column.header: column.name for column in match.table.columns}
    unknown = [column for column in maps.values() if column not in words]
    if unknown:
        raise BadValue(what="--map", value=unknown[0], expected=f"等号右边写：{'、'.join(words)}")
    return {header: words[column] for header, column in maps.items()}


def show(context: typer.Context) -> Outcome:
    """列出已保存的导入方案。"""
    from hncert.cli.console import table
    from hncert.store.import_profiles import load_profiles

    found = load_profiles(current_workspace(context.obj))
    shown = table("", "方案", "类别", "表头")
    for pinned in found:
        shown.add_row(pinned.profile, pinned.kind, "、".join(pinned.columns))
    return Outcome(
        command="import profile list",
        counts={"profiles": len({pinned.profile for pinned in found})},
        data=[{"profile": p.profile, "kind": p.kind, "columns": dict(p.columns)} for p in found],
        screen=[shown] if found else ["还没有保存导入方案。"],
    )


def remove(context: typer.Context, name: Name) -> Outcome:
    """删除一个导入方案。"""
    from hncert.store.database import write_store
    from hncert.store.import_profiles import remove_profile

    workspace = current_workspace(context.obj)
    with write_store(workspace, "import profile remove", actor=actor(), now=now()) as writing:
        if not remove_profile(workspace, name):
            raise BadValue(what="方案名称", value=name, expected="写 hncert import profile list 列出的名称")
        writing.details["profile"] = name
    return Outcome(command="import profile remove", screen=[f"已删除导入方案“{name}”。"])
