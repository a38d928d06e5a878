"""hncert init"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import actor, now
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue

if TYPE_CHECKING:
    from hncert.store.workspace import School, Workspace


def command(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新工作区的文件夹，须不存在或为空")],
    name: Annotated[str, typer.Option("--name", metavar="校名", help="学校全称")] = "",
    type: Annotated[str, typer.Option("--type", metavar="类型", help="应用技术型本科、本科、高职 或 中职")] = "",
    affiliation: Annotated[str, typer.Option("--affiliation", metavar="隶属", help="省属 或 地方")] = "",
    region: Annotated[str, typer.Option("--region", metavar="代码", help="所在地六位行政区划代码，如 410100")] = "",
    body: Annotated[str, typer.Option("--body", metavar="名称", help="评价机构名称，与备案一致")] = "",
    number_prefix: Annotated[
        str, typer.Option("--number-prefix", metavar="前缀", help="证书编号前 13 位，备案时给定")
    ] = "",
) -> Outcome:
    """建立一个学校的工作区；校名等都可以以后在 hncert.toml 中补填。"""
    from hncert.store.workspace import School

    school = School(
        name=name,
        type=type,
        affiliation=affiliation,
        region=region,
        body=body,
        number_prefix=number_prefix,
    )
    workspace = make_workspace(folder, school)
    return Outcome(
        command="init",
        data={"workspace": str(workspace.path)},
        screen=[
            f"工作区已建立：{workspace.path}",
            "设置在 hncert.toml，数据在 hncert.db（只有本人可读写），要导入的文件可放在 inbox。",
            f"下一步：cd {folder} 后运行 hncert import 名册.xlsx",
        ],
    )


def make_workspace(folder: Path, school: "School") -> "Workspace":
    """Create the folders, the settings and an empty store, journalled.

    Raises BadValue for a value the settings would refuse, WorkspaceExists, CannotWrite.
    """
    from dataclasses import asdict

    from hncert.render import render_text
    from hncert.store.database import create_store, write_store
    from hncert.store.workspace import find_workspace, new_workspace, school_problem

    problem = school_problem(asdict(school))
    if problem:
        raise BadValue(what="学校信息", value=problem, expected="按 hncert init --help 的说明填写")
    with new_workspace(folder, render_text("workspace/hncert.toml.j2", school=asdict(school))) as workspace:
        create_store(workspace)
        with write_store(workspace, "init", actor=actor(), now=now()) as writing:
            writing.details["school"] = school.name
    return find_workspace(folder, upward=False)
