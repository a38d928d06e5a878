"""The one place where results and failures become text and a status."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from hncert.cli.law_words import version_at_hand
from hncert.cli.options import Globals
from hncert.cli.outcome import Outcome
from hncert.cli.screen import Screen
from hncert.domain.errors import ExitStatus, HncertError
from hncert.domain.finding import Finding, Severity
from hncert.domain.masking import mask_text, mask_value

Shown = str | Table | Text
"""What a command may put on the screen."""

SCHEMA = "hncert/1"
SHOWN_FINDINGS = 20
SHOWN_PLACES = 3
PIPE_WIDTH = 120
SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "说明"}
SEVERITY_ORDER = tuple(SEVERITY_WORDS)


def show(outcome: Outcome, chosen: Globals) -> None:
    """Print a command's result: one JSON object, or text with messages on stderr."""
    if chosen.as_json:
        _print_json(_object(outcome, chosen))
        return
    out, err = _console(sys.stdout), _console(sys.stderr)
    for item in outcome.screen:
        _print_item(out, item)
    if outcome.findings:
        _print_findings(err, outcome.findings, chosen)
    for path, _ in outcome.outputs:
        out.print(f"已写出：{path}")


def fail(error: HncertError, command: str, chosen: Globals) -> None:
    """Print a failure once: the sentence, then the remedy."""
    message, advice = (text if chosen.unmask else mask_text(text) for text in (str(error), error.advice))
    if chosen.as_json:
        finding = Finding(rule=error.code, severity=Severity.ERROR, message=message, remedy=advice)
        _print_json(_object(Outcome(command=command, status=error.exit_status, findings=[finding]), chosen))
        return
    err = _console(sys.stderr)
    err.print(Text.assemble(("错误", "red"), f"：{message}"))
    err.print(f"处理办法：{advice}")


def heading(text: str) -> Text:
    """A line that stands out; never markup, so that data cannot be taken for it."""
    return Text(text, style="bold")


def table(title: str, *headers: str, right: Iterable[int] = ()) -> Table:
    """An empty table in the house style; `right` lists the columns aligned to the right."""
    made = Table(title=title or None, box=box.SIMPLE_HEAD, pad_edge=False)
    for at, header in enumerate(headers):
        made.add_column(header, justify="right" if at in set(right) else "left", overflow="fold")
    return made


def masked(finding: Finding, chosen: Globals) -> dict[str, Any]:
    """A finding as screens and JSON may show it; rules named id-… carry numbers as values."""
    row: dict[str, Any] = finding.as_row()
    if not chosen.unmask:
        row |= {name: mask_value(finding.rule, row[name]) for name in ("value", "expected")}
        row |= {name: mask_text(row[name]) for name in ("file", "message", "remedy")}
    return row


def _console(stream: TextIO) -> Screen:
    width = None if stream.isatty() else PIPE_WIDTH
    return Screen(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _print_item(out: Screen, item: Any) -> None:
    if isinstance(item, Table) and item.title:
        out.print(item.title)
        item.title = None
    out.print(item)


def _print_json(value: dict[str, Any]) -> None:
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=ascii_only, indent=2, default=str) + "\n")


def _object(outcome: Outcome, chosen: Globals) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "command": outcome.command,
        "ok": outcome.status in (ExitStatus.DONE, ExitStatus.WARNINGS),
        "exit_code": int(outcome.status),
        "as_of": outcome.as_of.isoformat() if outcome.as_of else None,
        "law_version": outcome.law_version or version_at_hand(chosen),
        "counts": outcome.counts,
        "findings": [masked(finding, chosen) for finding in outcome.findings],
        "outputs": [{"path": str(path), "sha256": digest} for path, digest in outcome.outputs],
        "data": outcome.data,
    }


def _print_findings(err: Screen, findings: list[Finding], chosen: Globals) -> None:
    causes: dict[tuple[Severity, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        causes[finding.severity, finding.rule, finding.message].append(finding)
    ordered = sorted(causes.items(), key=lambda item: (SEVERITY_ORDER.index(item[0][0]), -len(item[1])))
    several = len({finding.file for finding in findings}) > 1
    shown = table("", "级别", "问题", "条数", "位置（前几处）", "怎么改", right=(2,))
    for (severity, _, _), group in ordered[:SHOWN_FINDINGS]:
        first = masked(group[0], chosen)
        places = "\n".join(_place(masked(finding, chosen), several) for finding in group[:SHOWN_PLACES])
        more = f"\n等 {len(group)} 处" if len(group) > SHOWN_PLACES else ""
        cells = (SEVERITY_WORDS[severity], first["message"], str(len(group)), places + more, first["remedy"])
        shown.add_row(*cells)
    err.print(shown)
    if len(ordered) > SHOWN_FINDINGS or any(len(group) > SHOWN_PLACES for _, group in ordered):
        err.print(f"共 {len(findings)} 条，以上按原因列出；逐条清单见同一命令加 --json 的输出。")


def _place(row: dict[str, Any], with_file: bool) -> str:
    value = f" “{row['value']}”" if row["value"] else ""
    word = "应为：" if row["severity"] == Severity.ERROR.value else ""
    expected = f"（{word}{row['expected']}）" if row["expected"] else ""
    known = f"\n〔{row['fingerprint']}〕" if row["severity"] == Severity.WARNING.value else ""
    if row["row"] is None:
        return f"{row['file']}{value}{expected}{known}".strip()
    letter = row["column"].partition(" ")[0]
    at = f"{letter}{row['row']}" if letter.isascii() and letter.isalpha() else f"第 {row['row']} 行"
    return f"{row['file'] + ' ' if with_file else ''}{row['sheet']}!{at}{value}{expected}{known}"
