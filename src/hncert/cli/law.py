"""hncert law list, hncert law show"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hncert.cli.law_words import law_at_hand, status_of, unchecked, users_of, value_for, value_on, values_of
from hncert.cli.options import Globals, parse_day
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, ExitStatus

if TYPE_CHECKING:
    import sqlite3

    from hncert.cli.console import Shown
    from hncert.law.law import Law
    from hncert.pathways.pathway import Grant, Pathway, Requirement

Page = list[tuple[str, str]]
"""What a page says: a title and its text, line by line."""


def show_all(
    context: typer.Context,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="列出这一天有效的；默认今天")] = None,
) -> Outcome:
    """列出政策数值、口径、各途径的条件和等级；一年没有核对的数值提醒。"""
    day = parse_day(as_of)
    with law_at_hand(context.obj) as (law, _):
        findings = unchecked(law, law.figures, day)
    rules = list(_rules(day))
    return Outcome(
        command="law list",
        status=ExitStatus.WARNINGS if findings else ExitStatus.DONE,
        as_of=day,
        law_version=law.version,
        counts={"figures": len(law.figures), "readings": len(law.readings), "rules": len(rules)},
        findings=findings,
        data={
            "figures": [{"id": f.id, "title": f.title, "values": values_of(f)} for f in law.figures.values()],
            "readings": [{"key": r.key, "chosen": r.chosen, "status": r.status} for r in law.readings.values()],
            "rules": [{"id": id, "what": what, "clause": clause} for id, what, clause in rules],
        },
        screen=[*_listed(law, rules, day), "某一项的全文：hncert law show 代号"],
    )


def _rules(day: date) -> Iterator[tuple[str, str, str]]:
    from hncert.pathways import PATHWAYS
    from hncert.pathways.pathway import in_force

    for pathway in PATHWAYS:
        for rule in pathway.requirements:
            if in_force(pathway, day) and in_force(rule, day):
                yield f"{pathway.id}/{rule.id}", rule.question, str(rule.clause)
        for grant in pathway.grants:
            if in_force(pathway, day) and in_force(grant, day):
                yield f"{pathway.id}/{grant.id}", f"认定{grant.level.label}", str(grant.clause)


def _listed(law: "Law", rules: list[tuple[str, str, str]], day: date) -> "list[Shown]":
    from hncert.cli.console import table

    figures = table("政策数值", "代号", "名称", "值", "单位", "最近核对")
    for figure in law.figures.values():
        checked = str(value_for(figure, day).last_checked)
        figures.add_row(figure.id, figure.title, values_of(figure), figure.unit, checked)
    readings = table("口径", "代号", "问题", "采用", "由谁决定")
    for reading in law.readings.values():
        readings.add_row(reading.key, reading.question, reading.words, status_of(reading))
    listed = table("条件和等级", "代号", "内容", "条款")
    for row in rules:
        listed.add_row(*row)
    return [f"政策版本 {law.version}", figures, readings, listed]


def show(
    context: typer.Context,
    id: Annotated[
        str, typer.Argument(metavar="代号", help="如 exam/eligible、exam/grant-3、pass_mark、resit、504、2023-3-6")
    ],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="数值取这一天的；默认今天")] = None,
) -> Outcome:
    """一项条件、等级、政策数值、口径、文件或申报条件的全文：条款、数值、口径、例子、在本校用到的次数。"""
    from hncert.cli.console import heading

    chosen: Globals = context.obj
    day = parse_day(as_of)
    with law_at_hand(chosen) as (law, db):
        title, page = _page(id, law, day, db)
    width = max(len(name) for name, _ in page)
    lines = [f"{name.ljust(width, '　')}　{text}" for name, text in page]
    data = {"id": id, "title": title, "page": [{"title": name, "text": text} for name, text in page]}
    return Outcome(command="law show", as_of=day, law_version=law.version, data=data, screen=[heading(title), *lines])


def _page(id: str, law: "Law", day: date, db: "sqlite3.Connection | None") -> tuple[str, Page]:
    from hncert.law.register import documents
    from hncert.pathways import PATHWAYS
    from hncert.pathways.eligibility import entries

    name, _, rule_id = id.partition("/")
    for pathway in PATHWAYS:
        rules: tuple[Requirement | Grant, ...] = (*pathway.requirements, *pathway.grants)
        for rule in rules:
            if (pathway.id, rule.id) == (name, rule_id):
                return _rule_page(pathway, rule, law, day, db)
    if id in law.figures:
        return law.figures[id].title, _figure_page(id, law)
    if id in law.readings:
        return law.readings[id].question, _reading_page(id, law)
    if id in documents():
        document = documents()[id]
        return document.title, [("发文字号", document.number), ("生效", str(document.since))]
    for edition, condition in entries():
        if condition["id"] == id:
            return f"{edition} 申报条件 {condition['place']}", _condition_page(condition, law, day)
    raise BadValue(what="代号", value=id, expected="写 hncert law list 列出的代号，如 exam/eligible")


def _rule_page(
    pathway: "Pathway", rule: "Requirement | Grant", law: "Law", day: date, db: "sqlite3.Connection | None"
) -> tuple[str, Page]:
    from hncert.pathways.pathway import Grant

    span = f"{rule.since or pathway.since} 起" + (f"，至 {rule.until}" if rule.until else "")
    page = [("途径", pathway.title), ("依据", f"{rule.clause}：{rule.clause.gist}"), ("有效期", span)]
    if isinstance(rule, Grant):
        title = f"{pathway.title}认定{rule.level.label}"
        page += _examples(pathway, rule.when, law, day)
    else:
        title = rule.question
        page += [("符合的例子", rule.passes), ("不符合的例子", rule.fails), ("不符合时", rule.remedy)]
        page += [("缺数据时", rule.unknown), *_used(rule, law, day)]
    return title, [*page, ("在本校", _fired(pathway, rule, db))]


def _examples(pathway: "Pathway", predicate: str, law: "Law", day: date) -> Page:
    from hncert.law_lint import examples

    met, unmet = examples(pathway, predicate, law, day)
    return [("符合的例子", met), ("不符合的例子", unmet)]


def _used(rule: "Requirement", law: "Law", day: date) -> Iterator[tuple[str, str]]:
    for id in rule.figures:
        figure = law.figures[id]
        source = value_for(figure, day).source
        yield "政策数值", f"{figure.title}（{id}）{value_on(law, id, day)} {figure.unit}；来源：{source}"
    for key in rule.readings:
        reading = law.readings[key]
        yield "口径", f"{reading.question}（{key}）：{reading.words}；{status_of(reading)}"
    if rule.id == "eligible":
        from hncert.pathways.eligibility import entries

        for edition, condition in entries():
            yield "申报条件", f"{condition['id']}　{edition} {condition['place']}：{condition['gist']}"


def _fired(pathway: "Pathway", rule: "Requirement | Grant", db: "sqlite3.Connection | None") -> str:
    from hncert.pathways.pathway import Grant
    from hncert.store import determinations

    run = determinations.latest_run(db, pathway.id) if db else None
    if db is None or run is None:
        return "还没有认定过"
    when = f"最近一次认定（基准日 {run['as_of']}，候选 {run['candidates']} 项）"
    if isinstance(rule, Grant):
        return f"{when}认定 {determinations.granted_at(db, run, rule.level)} 项"
    if rule.column not in run["requirements"].split(","):
        return f"{when}没有问到这一条件"
    no, unknown = determinations.refused_by(db, run, rule.column)
    return f"{when}有 {no + unknown} 项没有满足：不符合 {no} 项，缺数据 {unknown} 项"


def _figure_page(id: str, law: "Law") -> Page:
    figure = law.figures[id]
    page = [("值", f"{values_of(figure)}（{figure.unit}）"), ("条款", figure.clause)]
    page += [("来源", f"{one.since} 起：{one.source}；最近核对 {one.last_checked}") for one in figure.values]
    return [*page, ("用在", "、".join(users_of(id)) or "现在没有条件用到")]


def _reading_page(key: str, law: "Law") -> Page:
    reading = law.readings[key]
    page = [("条款", reading.clause), ("采用", f"{reading.chosen}：{reading.words}"), ("由谁决定", status_of(reading))]
    page += [("其他选择", f"{id}：{words}") for id, words in reading.options.items() if id != reading.chosen]
    page += [("要另写的值", f"{id} 要写{asked.words}，如 {asked.example}") for id, asked in reading.asks.items()]
    page += [("只是登记", f"{words}（程序还不能按此计算）") for words in reading.others]
    return [*page, ("默认的理由", reading.reason), ("用在", "、".join(users_of(key)) or "现在没有条件用到")]


def _condition_page(condition: dict[str, Any], law: "Law", day: date) -> Page:
    from hncert.pathways import exam
    from hncert.pathways.eligibility import clause_of, met_by

    clause = clause_of(condition["id"])
    page = [("依据", str(clause)), ("内容", clause.gist)]
    return [*page, *_examples(exam.PATHWAY, met_by(condition), law, day), ("用在", "exam/eligible")]
