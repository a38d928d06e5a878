"""hncert why"""

import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import Globals, actor, current_workspace, journal_unmask, now, parse_day, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import AmbiguousPerson, UnknownPerson
from hncert.domain.masking import mask, mask_text

if TYPE_CHECKING:
    from hncert.cli.console import Shown
    from hncert.explain import Explanation
    from hncert.store.workspace import Workspace

MARKS = {1: "√ 是", 0: "× 否", None: "？缺数据"}
ROLES = {"student": "学生", "staff": "教职工", "society": "社会人员"}


def command(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="姓名或号码", help="姓名、证件号码、学号（工号）或 1+X 证书编号")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="看这一天及以前最近一次认定；默认最近一次")
    ] = None,
    export: Annotated[bool, typer.Option("--export", help="写成一页 Word 说明，放在 outbox")] = False,
) -> Outcome:
    """说明一个人为什么认定、为什么没有认定：条款、事实、出处和还缺什么。"""
    from hncert.cli.console import heading
    from hncert.explain import explain
    from hncert.pathways import PATHWAYS
    from hncert.store.database import open_store
    from hncert.store.determinations import latest_overtaken
    from hncert.store.journal import CERTIFY_DUE, is_certify_due
    from hncert.store.law_decisions import law_of
    from hncert.store.people import enrolments_of

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    journal_unmask(chosen, workspace, "why")
    day = parse_day(as_of) if as_of is not None else None
    with open_store(workspace) as db:
        who = _only_person(db, person, chosen)
        explained = explain(db, PATHWAYS, who["person_id"], day)
        enrolments = enrolments_of(db, who["person_id"])
        version = law_of(db).version
        is_due, stale = is_certify_due(db), latest_overtaken(db, day)
    number = chosen.shown_number(who["id_number"])
    outcome = Outcome(
        command="why", as_of=_latest_day(explained), law_version=version, counts={"determinations": len(explained)}
    )
    outcome.screen.append(heading(f"{who['name']}　{who['id_type']} {number}　{who['sex'] or ''}"))
    outcome.screen += [_enrolment(row, chosen) for row in enrolments] or ["名册中没有此人的学籍或教职工记录。"]
    outcome.screen += [*([CERTIFY_DUE] if is_due else []), *stale]
    for each in explained:
        outcome.screen += _screen(each)
    if not explained:
        outcome.screen.append("还没有认定记录：没有导入此人的成绩、证书或竞赛名次，或尚未运行 hncert certify。")
    if export:
        outcome.outputs.append(_export(workspace, who, number, enrolments, explained))
    outcome.data = {
        "person": {"name": who["name"], "id_type": who["id_type"], "id_number": number},
        "enrolments": [{k: row[k] for k in ("role", "tier", "department", "class_name")} for row in enrolments],
        "determinations": [each.as_data() for each in explained],
        "certify_due": is_due or bool(stale),
        "overtaken": stale,
    }
    return outcome


def _export(
    workspace: "Workspace",
    who: sqlite3.Row,
    number: str,
    enrolments: list[sqlite3.Row],
    explained: "list[Explanation]",
) -> tuple[Path, str]:
    from hncert.domain.names import safe_file_name
    from hncert.explain import as_paper
    from hncert.render import render_document
    from hncert.reports.provenance import provenance
    from hncert.store.database import write_store
    from hncert.store.outputs import log_output

    path = workspace.outbox / f"认定说明-{safe_file_name(who['name'])}-{mask(who['id_number'])[-4:]}.docx"
    with write_store(workspace, "why --export", actor=actor(), now=now()) as writing:
        about = provenance(writing.db, _latest_day(explained) or today(), ())
        values = {
            "school": workspace.school.name or "（未填写校名）",
            "name": who["name"],
            "id_type": who["id_type"],
            "id_number": number,
            "enrolment": "；".join(_standing(row) for row in enrolments) or "名册中没有记录",
            **as_paper(explained),
            "provenance": about["line"],
        }
        digest = render_document(workspace, "why.docx", values, path, made_at=now())
        log_output(writing.db, writing.sequence, path.relative_to(workspace.path), digest, about)
        writing.details |= {"person_id": who["person_id"], "output": path.name, "sha256": digest}
    return path, digest


def _standing(row: sqlite3.Row) -> str:
    parts = (ROLES[row["role"]], row["tier"], row["department"], row["class_name"])
    return " ".join(filter(None, parts))


def _latest_day(explained: "list[Explanation]") -> date | None:
    return max((date.fromisoformat(each.as_of) for each in explained), default=None)


def _only_person(db: sqlite3.Connection, asked: str, chosen: Globals) -> sqlite3.Row:
    from hncert.store.people import enrolments_of, find_people

    found = find_people(db, asked)
    if not found:
        raise UnknownPerson(asked=asked)
    if len(found) > 1:
        people = []
        for row in found[:10]:
            places = [e["class_name"] or e["department"] or "" for e in enrolments_of(db, row["person_id"])]
            people.append(f"{chosen.shown_number(row['id_number'])}（{'、'.join(filter(None, places)) or '无学籍'}）")
        raise AmbiguousPerson(asked=asked, count=len(found), people="；".join(people))
    return found[0]


def _enrolment(row: sqlite3.Row, chosen: Globals) -> str:
    number = row["number"] if chosen.unmask else mask_text(row["number"])
    parts = (row["tier"], row["department"], row["major"], row["class_name"], number)
    span = f"{row['enrolled_on'] or '？'} 至 {row['graduates_on'] or '？'}"
    where = f"{mask_text(row['file_name'])}《{row['source_sheet']}》第 {row['source_row']} 行"
    return f"{ROLES[row['role']]}　{'　'.join(filter(None, parts))}　{span}　{where}"


def _screen(each: "Explanation") -> "list[Shown]":
    from hncert.cli.console import heading, table

    lines: list[Shown] = [
        "",
        heading(f"{each.title}　{each.occupation}　{each.verdict}"),
        f"基准日 {each.as_of}　政策版本 {each.law_version}",
        f"出处：{each.source}",
        "事实：" + "；".join(f"{title} {value}" for title, value in each.facts),
    ]
    judged = table("", "条件", "结果", "条款", "说明")
    for check in each.checks:
        judged.add_row(check.question, MARKS[check.answer], check.clause, check.advice)
    lines.append(judged)
    if each.evidence:
        rows = table("", "佐证", "内容", "出处")
        for row in each.evidence:
            rows.add_row(row.title, row.value, row.source)
        lines.append(rows)
    lines += [f"等级依据：{each.grant}"] if each.grant else []
    lines += [f"没有采用：{each.lost_to}"] if each.lost_to else []
    lines += [f"还需要：{advice}" for advice in each.needed]
    lines += [f"口径：{reading}" for reading in each.readings]
    return lines
