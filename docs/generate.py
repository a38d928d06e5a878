"""Write docs/reference from the declarations: commands, tables, pathways, law, errors, views, reports.

Usage: python docs/generate.py   (or: make docs)

The words here for views, columns and exit codes are looked up by name, so a new one without
words stops the run.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from openpyxl import load_workbook

from hncert.checks import CHECKS
from hncert.cli import app
from hncert.cli.init import make_workspace
from hncert.domain.dates import Month
from hncert.domain.errors import ExitStatus, HncertError
from hncert.domain.finding import Severity
from hncert.domain.id_numbers import ID_TYPES
from hncert.law.clauses import Clause
from hncert.law.register import Reading, documents, figures, readings
from hncert.pathways import PATHWAYS
from hncert.pathways.pathway import Pathway
from hncert.render import resource_folder
from hncert.reports import REPORTS, monthly
from hncert.reports.report import Report
from hncert.store.database import open_store
from hncert.store.workspace import School, Workspace
from hncert.tables import TABLES, prior_certificates, roster, x_certificates
from hncert.tables.table import Table

FOLDER = Path(__file__).parent / "reference"
NOTICE = "<!-- 本页由 docs/generate.py 从声明生成，不要手工修改；改了声明以后运行 make docs。 -->"

EXIT_WORDS = {
    ExitStatus.DONE: "完成",
    ExitStatus.WARNINGS: "完成，有提醒",
    ExitStatus.USAGE: "命令写法、文件名或填写的值不对",
    ExitStatus.REJECTED: "文件被退回，没有导入",
    ExitStatus.POLICY_STOP: "政策不允许继续",
    ExitStatus.NOT_MET: "任务或期限没有达到（只在要求检查时）",
    ExitStatus.NO_WORKSPACE: "没有工作区，或工作区设置有误",
    ExitStatus.LOCKED: "工作区正被另一个进程写入",
    ExitStatus.SCHEMA: "数据库由更新的版本写成",
    ExitStatus.INTEGRITY: "数据库或操作日志核对不符",
    ExitStatus.TEMPLATE: "模板有误",
    ExitStatus.INTERNAL: "程序内部错误",
    ExitStatus.CANCELLED: "被使用者中断",
}
SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "说明"}
OPTIONS = (
    ("证件类型", ID_TYPES),
    ("人员类别", {words[0]: words[1:] for words in roster.ROLES.values()}),
    ("层次", roster.TIERS),
    ("1+X 证书等级", x_certificates.GRADES),
    ("证书类别（已有证书）", prior_certificates.KINDS),
)
VIEW_WORDS = {
    "exam_scores": "考试成绩，分数与缺考、违纪分列",
    "own_fields": "名册中本校自有的列，一行一个字段",
    "people": "人员，一行一人",
    "enrolments": "学籍和任职，一人可有几行",
    "determinations": "每个候选人每次认定的结果，认定和不予认定都在",
    "granted_levels": "各途径每个基准日认定过的职业和等级（不分人）",
    "awards": "同一基准日、同一人、同一职业中最好的一项认定",
    "certificates": "已发的证书；现在还没有发证命令，所以是空的",
    "x_certificates": "1+X 证书",
    "skill_ledger": "技能台账：每本已发证书是否计入任务，不计入的写明原因",
    "x_ledger": "1+X 台账：每本 1+X 证书是否计入任务，不计入的写明原因",
    "trainings": "培训出勤，一行是一人一天",
    "findings": "已导入文件的提醒和最近一次批次核对的问题；被退回的文件不在其中",
    "events": "操作日志",
}
COLUMN_WORDS = {
    "taken_on": "考试日期",
    "sitting": "正考或补考",
    "theory": "理论分数；缺考、违纪为空",
    "practice": "技能分数；缺考、违纪为空",
    "review": "综合评审分数；缺考、违纪为空",
    "theory_status": "理论缺考或违纪",
    "practice_status": "技能缺考或违纪",
    "review_status": "综合评审缺考或违纪",
    "actor": "操作人",
    "as_of": "基准日",
    "at": "时间",
    "attended_on": "出勤日期",
    "batch_number": "批次号",
    "birth_date": "出生日期",
    "certificate_number": "证书编号",
    "class_name": "班级",
    "class_number": "培训班编号",
    "clause": "条款",
    "cohort": "届别（毕业年份）",
    "column": "列（列号和表头）",
    "command": "命令",
    "counted": "是否计入：1 计入，0 不计入",
    "department": "二级学院（系）",
    "enrolled_on": "入学（入职）日期",
    "evidence_number": "佐证编号：1+X 证书编号，或批次、日期和等级，或届别，或竞赛",
    "expected": "应为",
    "field": "重点领域",
    "file": "文件",
    "fingerprint": "问题的指纹",
    "grade": "1+X 证书等级：初级、中级、高级",
    "graduates_on": "毕业（离职）日期",
    "hash": "哈希",
    "hours": "学时",
    "id_number": "证件号码（完整）",
    "id_type": "证件类型",
    "issued_on": "发证日期",
    "issuer": "培训评价组织",
    "kind": "证书类别",
    "level": "印制等级 5…1",
    "major": "专业",
    "message": "问题",
    "month": "月",
    "name": "姓名",
    "number": "1+X 证书编号",
    "occupation_code": "职业编码",
    "outcome": "结果：granted 认定，refused 不予认定",
    "place": "等级相同时途径的次序",
    "pathway": "途径：exam、1plusx、process、contest",
    "person_id": "人员代号，各视图以它相连",
    "reason": "不计入的原因",
    "remedy": "处理办法",
    "role": "身份：student 学生，staff 教职工，society 社会人员",
    "row": "行（Excel 显示的行号）",
    "rule": "规则",
    "run_id": "认定运行的代号",
    "sequence": "序号",
    "severity": "严重级：error、warning、note",
    "sex": "性别",
    "sheet": "工作表",
    "status": "状态：valid 有效，void 作废",
    "student_number": "学号（工号）",
    "target_group": "培训对象类别",
    "tier": "层次：本科、专科、中职",
    "unknown": "因缺数据而未满足的条件，逗号分隔",
    "unmet": "未满足的条件，逗号分隔",
    "upload_state": "上报状态",
    "value": "填写的值",
    "x_name": "1+X 证书名称",
    "year": "年",
}
OWN_WORDS = {
    ("determinations", "level"): "印制等级 5…1，不予认定时为空",
    ("determinations", "batch_number"): "考试考核为成绩所属的批次，其他途径为空",
}


def pages() -> dict[str, str]:
    """The text of every reference page by its file name."""
    writers: dict[str, Callable[[], Iterable[str]]] = {
        "命令.md": _commands,
        "导入的表格.md": _tables,
        "途径与条款.md": _pathways,
        "核对.md": _checks,
        "政策数值与口径.md": _law,
        "错误与退出码.md": _errors,
        "公开视图.md": _views,
        "报表.md": _reports,
    }
    return {name: "\n".join([NOTICE, "", *write()]).rstrip() + "\n" for name, write in writers.items()}


def main() -> None:
    """Write the pages and take away those that are no more."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    for path in FOLDER.glob("*.md"):
        if path.name not in written:
            path.unlink()
    print(f"{FOLDER}: {len(written)} pages")


def _table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    headers = list(headers)
    yield _line(headers)
    yield _line(["---"] * len(headers))
    yield from map(_line, rows)
    yield ""


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |"


def _code(text: object) -> str:
    return f"`{text}`"


def _cited(clause: Clause) -> str:
    return f"{clause}：{clause.gist}"


def _commands() -> Iterator[str]:
    yield from ("# 命令", "", "每条命令的 `--help`。", "")
    for name in ("", *(name for name, _ in app.COMMANDS)):
        args = [name, "--help"] if name else ["--help"]
        yield from (f"## {' '.join(['hncert', name]).strip()}", "", "```text", _help(args), "```", "")


def _help(args: list[str]) -> str:
    plain = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "TTY_COMPATIBLE")}
    said = StringIO()
    with mock.patch.dict(os.environ, {**plain, "COLUMNS": "100"}, clear=True), redirect_stdout(said):
        app.run(args)
    return "\n".join(line.rstrip() for line in said.getvalue().strip().splitlines())


def _tables() -> Iterator[str]:
    yield from ("# 导入的表格", "")
    yield from (
        "表头写“表头”或“也可写作”中的任何一种都认得，列的次序不限；全角半角、空格、括号内的说明不影响识别。"
        "“必填”指单元格不能空。“须有的表头”缺一种，文件就认不出或被退回。",
        "",
    )
    for table in TABLES:
        yield from _one_table(table)
    yield from ("## 可选的值", "")
    yield from _table(
        ("列", "值", "也可写作"),
        ((title, word, "、".join(others)) for title, words in OPTIONS for word, others in words.items()),
    )


def _one_table(table: Table) -> Iterator[str]:
    needs = "；".join(" 或 ".join(table.by_name[name].header for name in group) for group in table.needs)
    yield from (f"## {table.title}（`{table.id}`）", "")
    yield f"- 须有的表头：{needs}"
    yield f"- 同一条记录的依据：{'、'.join(_key_word(table, name) for name in table.key)}"
    if table.fixed:
        yield f"- 库中已有同一条记录时不许改变：{'、'.join(_key_word(table, name) for name in table.fixed)}"
    yield ""
    yield from _table(
        ("表头", "也可写作", "字段", "必填", "说明"),
        (
            (column.header, "、".join(column.also), _code(column.name), "是" if column.required else "", column.note)
            for column in table.columns
        ),
    )
    if table.conflicts:
        yield from ("各行之间、与库中资料之间的核对：", "")
        yield from _table(
            ("规则", "级别", "问题", "处理办法"),
            ((_code(c.rule), SEVERITY_WORDS[c.severity], c.message, c.remedy) for c in table.conflicts),
        )


def _key_word(table: Table, name: str) -> str:
    return "本人（证件类型和证件号码）" if name == "person_id" else table.by_name[name].header


def _pathways() -> Iterator[str]:
    yield from ("# 途径与条款", "", "“依据”一栏中，冒号前是出处，冒号后是本程序自己的概括；以文件原文为准。", "")
    for pathway in PATHWAYS:
        yield from _one_pathway(pathway)


def _one_pathway(pathway: Pathway) -> Iterator[str]:
    used = dict.fromkeys(
        (*pathway.readings, *(key for rule in pathway.requirements for key in rule.readings), "pathway-order")
    )
    yield from (f"## {pathway.title}（`--path {pathway.id}`）", "")
    yield f"- 依据：{_cited(pathway.clause)}"
    yield f"- 有效期：{pathway.since} 起" + (f"，至 {pathway.until}" if pathway.until else "")
    yield from (f"- 采用的口径：{'、'.join(map(_code, used))}", "", "### 条件", "")
    yield from _table(
        ("条件", "内容", "依据", "符合的例子", "不符合的例子", "不符合时怎么办", "缺数据时的说法"),
        (
            (_code(rule.id), rule.question, _cited(rule.clause), rule.passes, rule.fails, rule.remedy, rule.unknown)
            for rule in pathway.requirements
        ),
    )
    yield from ("### 等级", "", "恰有一条符合。", "")
    yield from _table(
        ("等级", "符合", "依据"),
        ((grant.level.label, _code(grant.when), _cited(grant.clause)) for grant in pathway.grants),
    )
    yield from ("### 随结果保存的事实", "")
    yield from _table(("字段", "事实"), ((_code(fact.name), fact.title) for fact in pathway.facts))


def _checks() -> Iterator[str]:
    yield from ("# 核对", "", "`hncert check` 和 `hncert certify` 所核对的。用法见[核对与放行](../核对与放行.md)。", "")
    yield from _table(
        ("规则", "核对", "级别", "能否放行", "依据", "政策数值", "处理办法"),
        (
            (
                _code(check.id),
                check.title,
                SEVERITY_WORDS[check.severity],
                "可以" if check.can_be_waived else "不许",
                _cited(check.clause),
                "、".join(map(_code, check.figures)),
                check.remedy,
            )
            for check in CHECKS
        ),
    )


def _law() -> Iterator[str]:
    yield from ("# 政策数值与口径", "", "## 文件", "")
    yield from _table(
        ("代号", "发文字号", "名称", "生效"),
        ((_code(item.id), item.number, item.title, item.since) for item in documents().values()),
    )
    yield from ("## 政策数值", "", "每个值从所注日期起有效，到下一个值为止。", "")
    yield from _table(
        ("代号", "名称", "值", "单位", "条款", "来源", "最近核对"),
        (
            (
                _code(item.id),
                item.title,
                "；".join(f"{one.since} 起 {one.value}" for one in item.values),
                item.unit,
                item.clause,
                item.values[-1].source,
                item.values[-1].last_checked,
            )
            for item in figures().values()
        ),
    )
    used = {
        *monthly.READINGS,
        "pathway-order",
        *(key for pathway in PATHWAYS for key in pathway.readings),
        *(key for pathway in PATHWAYS for rule in pathway.requirements for key in rule.readings),
    }
    yield from ("## 口径", "")
    yield from (
        "文件没有写明之处，程序按“采用”一栏理解；都是随程序的默认选择，不是主管部门的答复。"
        "“在用”以外的只是登记，程序现在没有用到。",
        "",
    )
    yield from _table(
        ("代号", "问题", "采用", "其他选择", "理由", "条款", "在用"),
        (
            (
                _code(item.key),
                item.question,
                item.words,
                "；".join((*_other_options(item), *(f"{words}（程序还不能按此计算）" for words in item.others))),
                item.reason,
                item.clause,
                "是" if item.key in used else "",
            )
            for item in readings().values()
        ),
    )


def _other_options(reading: Reading) -> Iterator[str]:
    yield from (words for key, words in reading.options.items() if key != reading.chosen)


def _errors() -> Iterator[str]:
    errors = sorted(_subclasses(HncertError), key=lambda error: (error.exit_status, error.code))
    used = {error.exit_status for error in errors} | {ExitStatus.DONE, ExitStatus.WARNINGS, ExitStatus.CANCELLED}
    yield from ("# 错误与退出码", "", "## 退出码", "", "一次运行有几种情况时，取数值最大的。", "")
    yield from _table(
        ("退出码", "意思", "现在会出现"),
        ((int(status), EXIT_WORDS[status], "是" if status in used else "") for status in ExitStatus),
    )
    yield from ("## 错误", "", "花括号处填入当时的文件名、数值等；`--json` 输出中的 `rule` 就是代号。", "")
    yield from _table(
        ("代号", "退出码", "错误", "处理办法"),
        ((_code(error.code), int(error.exit_status), error.message, error.remedy) for error in errors),
    )


def _subclasses(error: type[HncertError]) -> Iterator[type[HncertError]]:
    for child in error.__subclasses__():
        if child.__module__.startswith("hncert."):
            yield child
            yield from _subclasses(child)


def _views() -> Iterator[str]:
    yield from ("# 公开视图", "")
    yield from (
        "`hncert.db` 中的这些视图名称和列名不变，可以用任何能读 SQLite 的软件直接查询（请以只读方式打开）。"
        "视图中的证件号码是完整的。",
        "",
    )
    with tempfile.TemporaryDirectory() as folder, open_store(_new_workspace(folder)) as db:
        names = [row["name"] for row in db.execute("select name from sqlite_master where type = 'view' order by name")]
        columns = {name: [row["name"] for row in db.execute(f'pragma table_info("{name}")')] for name in names}
    for name in names:
        yield from (f"## `{name}`", "", f"{VIEW_WORDS[name]}。", "")
        words = {column: OWN_WORDS.get((name, column)) or COLUMN_WORDS[column] for column in columns[name]}
        yield from _table(("列", "内容"), ((_code(column), text) for column, text in words.items()))


def _new_workspace(folder: str) -> Workspace:
    return make_workspace(Path(folder) / "w", School())


def _reports() -> Iterator[str]:
    yield from ("# 报表", "")
    yield from (
        "自带模板在 `templates/workbooks`；工作区的 `templates/workbooks` 中有同名文件时用工作区的。"
        "标签的写法见[月报](../月报.md)。没有写位置的标签，自带模板没有用到。",
        "",
    )
    for report in REPORTS:
        yield from (f"## {report.title}（`hncert report {report.id}`）", "", f"- 模板：`{report.template}`", "")
        cells = _template_cells(report)
        tags = dict.fromkeys((*_tags(report), *cells))
        yield from _table(("标签", "自带模板中的位置"), ((_code(tag), "、".join(cells.get(tag, ()))) for tag in tags))


def _tags(report: Report) -> list[str]:
    with tempfile.TemporaryDirectory() as folder, open_store(_new_workspace(folder)) as db:
        return list(_paths(report.fill(db, School(), Month(2024, 11)).values))


def _paths(values: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{name}.")
        else:
            yield before + name


def _template_cells(report: Report) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with closing(load_workbook(resource_folder("templates") / "workbooks" / report.template)) as book:
        for sheet in book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                for tag in _tags_in(str(cell.value or "")):
                    found.setdefault(tag, []).append(f"{sheet.title}!{cell.coordinate}")
    return found


def _tags_in(text: str) -> Iterator[str]:
    yield from re.findall(r"\{\{\s*([\w.]+)\s*\}\}", text)
    yield from re.findall(r"\{%\s*(?:each|for)\s+\w+\s+in\s+([\w.]+)\s*%\}", text)


if __name__ == "__main__":
    main()
