"""hncert demo"""

from pathlib import Path
from typing import Annotated

import typer

from hncert.cli.options import Globals
from hncert.cli.outcome import Outcome
from hncert.domain.errors import ExitStatus, worst

SCHOOL = (
    ("--name", "河南示例职业技术大学"),
    ("--type", "本科"),
    ("--affiliation", "省属"),
    ("--region", "410100"),
    ("--body", "河南示例职业技术大学职业技能等级评价中心"),
    ("--number-prefix", "Y000041000001"),
)
FILES = (
    "01-学生名册.xlsx",
    "02-教职工名册.xlsx",
    "03-1+X证书.xlsx",
    "04-1+X与职业对应表.xlsx",
    "05-培训班出勤.xlsx",
    "06-年度任务.xlsx",
    "07-已有证书.xlsx",
    "08-考试成绩.xlsx",
    "09-课程成绩.xlsx",
    "10-竞赛办法.xlsx",
    "11-竞赛成绩.xlsx",
    "12-认定计划.xlsx",
    "13-认定报名.xlsx",
    "14-培训班.xlsx",
    "15-荣誉.xlsx",
    "16-备案职业.xlsx",
    "17-课证融通课程对应表.xlsx",
    "18-评价规范.xlsx",
    "19-届别的毕业学年.xlsx",
)
DAY, MONTH = "2024-11-30", "2024-11"
# Of the exam granted, of the process refused, of the contest granted by rank, of 1+X granted.
EXAMPLES = ("202201020103", "202101010102", "202207010132", "X2024000001")


def command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新文件夹，演示的工作区建在其中")],
) -> Outcome:
    """用虚构的样例学校演示一遍：导入、按四种途径认定、说明依据、出月报。"""
    from hncert.cli import console
    from hncert.render import resource_folder

    chosen: Globals = context.obj
    samples = resource_folder("sample_data")
    shown = Globals(workspace=str(folder), quiet=chosen.quiet or chosen.as_json)
    steps = (
        ("init", str(folder), *(word for pair in SCHOOL for word in pair)),
        ("import", *(str(samples / name) for name in FILES)),
        ("certify", "--path", "all", "--as-of", DAY),
        *(("why", example) for example in EXAMPLES),
        ("report", "monthly", "--month", MONTH, "--export"),
        ("status",),
    )
    program = context.find_root().command
    done = Outcome(command="demo", data={"workspace": str(folder), "steps": []})
    for step in steps:
        outcome: Outcome = program.main(list(step), prog_name="hncert", standalone_mode=False, obj=shown)
        # The sample college has its gates open on purpose; the demonstration itself is done.
        if outcome.status is not ExitStatus.WARNINGS:
            done.status = worst(done.status, outcome.status)
        done.outputs += outcome.outputs
        done.data["steps"].append({"command": step[0], "exit_code": int(outcome.status), "counts": outcome.counts})
        if not shown.quiet:
            console.show(Outcome(command="demo", screen=["", console.heading(f"$ hncert {_typed(step)}")]), shown)
            console.show(outcome, shown)
        if outcome.status not in (ExitStatus.DONE, ExitStatus.WARNINGS):
            return done
    done.screen = ["", "演示完成。全部数据都是虚构的。写出的文件："]
    return done


def _typed(step: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' if " " in word else word for word in step)
