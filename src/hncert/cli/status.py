"""hncert status"""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import typer

from hncert.cli.options import Globals, current_workspace, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import NoWorkspace

if TYPE_CHECKING:
    from rich.table import Table

    from hncert.law.law import Law
    from hncert.store.workspace import Workspace

NOUNS = {
    "people": ("人员", "人"),
    "students": ("其中学生", "人"),
    "staff": ("其中教职工", "人"),
    "x_certificates": ("1+X 证书", "本"),
    "x_mapping": ("1+X 与职业对应", "条"),
    "prior_certificates": ("已有证书", "本"),
    "batch_plans": ("认定计划", "批"),
    "registrations": ("认定报名", "条"),
    "exam_scores": ("考试成绩", "条"),
    "training_classes": ("培训班", "个"),
    "honours": ("荣誉", "项"),
    "course_marks": ("课程成绩", "条"),
    "course_mapping": ("课证融通课程对应", "条"),
    "contest_results": ("竞赛成绩", "条"),
    "contests": ("竞赛奖项", "条"),
    "filed_occupations": ("备案职业及等级", "条"),
    "quotas": ("年度任务", "条"),
    "attendances": ("培训出勤", "条"),
    "certificates": ("已发证书", "本"),
    "pending": ("导入待处理", "行"),
    "warnings": ("导入时的提醒", "条"),
}
# Pathway id -> what its candidates come from, and what else it cannot do without.
BESIDE = {
    "exam": ("exam_scores", ("batch_plans",)),
    "process": ("course_marks", ("course_mapping",)),
    "contest": ("contest_results", ("contests", "filed_occupations")),
    "1plusx": ("x_certificates", ("x_mapping",)),
}
SETTINGS_WORDS = {
    "name": "校名",
    "type": "学校类型",
    "affiliation": "隶属关系",
    "region": "行政区划代码",
    "body": "评价机构名称",
    "number_prefix": "证书编号前缀",
}


def command(context: typer.Context) -> Outcome:
    """现在有什么、什么快到期、下一步该敲哪条命令。"""
    return status(current_workspace(context.obj))


def at_start(context: typer.Context) -> Outcome:
    """Plain `hncert`: the status inside a workspace, else how to begin."""
    chosen: Globals = context.obj
    try:
        workspace = current_workspace(chosen)
    except NoWorkspace:
        return Outcome(
            command="hncert",
            screen=[
                "这里还不是工作区。",
                "  建立工作区：hncert init 文件夹名",
                "  先看一遍样例：hncert demo 文件夹名",
                "  全部命令：hncert --help",
            ],
        )
    return status(workspace)


def status(workspace: "Workspace") -> Outcome:
    """What a workspace holds, what is due, and the next command to type."""
    from hncert.cli.console import heading
    from hncert.store import journal, people
    from hncert.store.database import open_store
    from hncert.store.determinations import overtaken_words, runs
    from hncert.store.law_decisions import law_of

    with open_store(workspace) as db:
        counts = people.counts(db)
        law = law_of(db)
        done = runs(db)
        is_due = journal.is_certify_due(db)
        overtaken = overtaken_words(done)
        is_stale = journal.is_later(db, "import", "certify") or is_due or bool(overtaken)
    due = [*_due(workspace, law, today()), *([journal.CERTIFY_DUE] if is_due else []), *overtaken]
    steps = next_steps(counts, has_runs=bool(done), is_stale=is_stale)
    return Outcome(
        command="status",
        law_version=law.version,
        counts=counts,
        data={
            "workspace": str(workspace.path),
            "school": workspace.school.name,
            "runs": [dict(run) for run in done],
            "due": due,
            "next": steps,
        },
        screen=[
            heading(f"{workspace.school.name or '（尚未填写校名）'}　{workspace.path}"),
            _holdings(counts),
            *(f"认定：{_run(run)}" for run in done),
            *(f"提示：{line}" for line in due),
            "",
            "下一步：",
            *(f"  {step}" for step in steps),
        ],
    )


def next_steps(counts: dict[str, int], *, has_runs: bool, is_stale: bool) -> list[str]:
    """The commands to type next, the most urgent first."""
    if not counts["people"]:
        return ["hncert import 名册.xlsx　（先导入学生和教职工名册）"]
    missing = list(_missing(counts))
    if missing:
        return missing
    if not has_runs or is_stale:
        return ["hncert certify --path all　（按四种途径认定；资料有更新时重新认定）"]
    return ["hncert report monthly --export　（出本月月报）", "hncert why 姓名　　　　　　　　（查看一个人的依据）"]


def _missing(counts: dict[str, int]) -> Iterator[str]:
    """What no pathway has candidates without, else what the pathways with candidates lack."""
    from hncert.pathways import PATHWAYS

    begun = [pathway for pathway in PATHWAYS if counts[BESIDE[pathway.id][0]]]
    for pathway in () if begun else PATHWAYS:
        yield f"hncert import 文件　（{pathway.title}：{pathway.needs}）"
    for pathway in begun:
        for name in BESIDE[pathway.id][1]:
            if not counts[name]:
                yield f"hncert import 文件　（{pathway.title}还缺：{NOUNS[name][0]}）"


def _due(workspace: "Workspace", law: "Law", day: date) -> Iterator[str]:
    from hncert.store.workspace import School

    month, last = map(int, str(law.figure("task_deadline", day)).split("-"))
    left = (date(day.year, month, last) - day).days
    clause = law.figures["task_deadline"].clause
    if left >= 0:
        yield f"{day.year} 年取证任务 {month} 月 {last} 日截止，还有 {left} 天（{clause}）"
    else:
        yield f"{day.year} 年取证任务已于 {month} 月 {last} 日截止（{clause}）"
    empty = [SETTINGS_WORDS[f.name] for f in fields(School) if not getattr(workspace.school, f.name)]
    if empty:
        yield f"hncert.toml 中尚未填写：{'、'.join(empty)}（用到时再填也可以）"


def _holdings(counts: dict[str, int]) -> "Table":
    from hncert.cli.console import table

    shown = table("", "资料", "数量", "单位", right=(1,))
    for name, (word, unit) in NOUNS.items():
        shown.add_row(word, str(counts[name]), unit)
    return shown


def _run(run: sqlite3.Row) -> str:
    from hncert.pathways import PATHWAYS

    titles = {pathway.id: pathway.title for pathway in PATHWAYS}
    return (
        f"{titles.get(run['pathway'], run['pathway'])}　基准日 {run['as_of']}　候选 {run['candidates']} 项，"
        f"认定 {run['granted']} 项，不予认定 {run['refused']} 项"
        + ("" if run["overtaken_by"] is None else "（已过时）")
    )
