"""hncert import"""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hncert.cli.options import Globals, actor, current_workspace, journal_unmask, now, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, CannotWrite, ExitStatus, FileMissing, HncertError, worst
from hncert.domain.finding import Finding, Severity
from hncert.domain.masking import mask_documents, mask_text

if TYPE_CHECKING:
    from hncert.cli.console import Shown
    from hncert.ingest import ImportResult
    from hncert.store.changes import Change
    from hncert.store.import_profiles import Pinned

SHOWN_CHANGES = 20
MARKED = "-问题"


def command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="文件...", help="工作簿或文本表")],
    kind: Annotated[
        str | None, typer.Option("--as", metavar="类别", help="不自动识别，按指定类别读取，如 roster")
    ] = None,
    accept_valid: Annotated[
        bool, typer.Option("--accept-valid", help="有错的行列入待处理清单，其余的行照样存入")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看结果：新增、更改（逐项）、未变、退回；不存入")
    ] = False,
) -> Outcome:
    """导入名册、证书、成绩等表格；有一处错误，该文件就整份不导入。"""
    from hncert.store.database import write_store
    from hncert.store.import_profiles import load_profiles

    chosen: Globals = context.obj
    workspace = current_workspace(chosen)
    _check_kind(kind)
    journal_unmask(chosen, workspace, "import")
    outcome = Outcome(command="import", data={"files": [], "dry_run": dry_run})
    with write_store(workspace, "import", actor=actor(), now=now(), dry_run=dry_run) as writing:
        options = _Options(
            kind=kind,
            accept_valid=accept_valid,
            dry_run=dry_run,
            unmask=chosen.unmask,
            profiles=load_profiles(workspace),
            outbox=workspace.outbox,
        )
        results = [_import_one(writing.db, path, options, outcome) for path in _expanded(files)]
        stored = [result for result in results if result is not None and result.changed]
        writing.changed = bool(stored)
        writing.details |= {"inputs": [_journalled(result) for result in stored]}
    if dry_run:
        outcome.screen.append("以上为试运行，没有存入任何数据。")
    elif outcome.status in (ExitStatus.DONE, ExitStatus.WARNINGS):
        outcome.screen.append("下一步：hncert status 查看还缺什么，或 hncert certify --path all 认定等级")
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    kind: str | None
    accept_valid: bool
    dry_run: bool
    unmask: bool
    profiles: "list[Pinned]"
    outbox: Path


def _expanded(files: list[Path]) -> list[Path]:
    """The files, patterns such as *.xlsx spelled out where the shell has not done it (Windows)."""
    found: list[Path] = []
    for path in files:
        is_pattern = any(mark in path.name for mark in "*?") and not path.exists()
        found += sorted(path.parent.glob(path.name)) if is_pattern else []
        found += [] if is_pattern and found else [path]
    return found


def _check_kind(kind: str | None) -> None:
    from hncert.tables import TABLES

    kinds = {table.id: table.title for table in TABLES}
    if kind is not None and kind not in kinds:
        choices = "、".join(f"{id}（{title}）" for id, title in kinds.items())
        raise BadValue(what="--as", value=kind, expected=f"可用的类别：{choices}")


def _import_one(db: sqlite3.Connection, path: Path, options: _Options, outcome: Outcome) -> "ImportResult | None":
    from hncert.cli.waiver import waived_table
    from hncert.ingest import ingest
    from hncert.store.waivers import holding, set_aside

    try:
        result = ingest(
            db, path, now=now(), kind=options.kind, accept_valid=options.accept_valid, profiles=options.profiles
        )
    except HncertError as error:
        if error.exit_status is not ExitStatus.REJECTED and not isinstance(error, FileMissing):
            raise
        outcome.status = worst(outcome.status, error.exit_status)
        outcome.findings.append(_failure(error, path))
        outcome.data["files"].append({"file": mask_text(path.name), "accepted": False})
        outcome.screen.append(f"{mask_text(path.name)}：未导入")
        return None
    result.findings, waived = set_aside(result.findings, holding(db, today()))
    outcome.status = worst(outcome.status, _status(result))
    outcome.findings += result.findings
    outcome.data["files"].append(_described(result, options))
    outcome.screen += [*_sentences(result, options), *waived_table(waived)]
    if result.faulty_rows and not options.dry_run:
        outcome.outputs.append(_write_errors(result, options))
        outcome.screen.append("  每处问题都已标在原文件的副本里：改好涂色的单元格，保存，再导入那份副本。")
    for name in ("read", "stored", "unchanged", "rejected", "blank"):
        outcome.counts[name] = outcome.counts.get(name, 0) + getattr(result.rows, name)
    return result


def _write_errors(result: "ImportResult", options: _Options) -> tuple[Path, str]:
    from hashlib import sha256

    from hncert.ingest.error_workbook import error_workbook
    from hncert.store.workspace import write_whole

    content = error_workbook(result)
    stem = mask_text(Path(result.file).stem).replace("*", "x").removesuffix(MARKED)
    suffix = ".xlsm" if result.file.lower().endswith(".xlsm") else ".xlsx"
    path = options.outbox / f"{stem}{MARKED}{suffix}"
    try:
        write_whole(path, content)
    except CannotWrite:
        path = path.with_stem(f"{path.stem}-{now():%H%M%S}")
        write_whole(path, content)
    return path, sha256(content).hexdigest()


def _failure(error: HncertError, path: Path) -> Finding:
    return Finding(rule=error.code, severity=Severity.ERROR, message=str(error), remedy=error.advice, file=path.name)


def _status(result: "ImportResult") -> ExitStatus:
    if not result.accepted or result.faulty_rows:
        return ExitStatus.REJECTED
    warned = any(finding.severity is Severity.WARNING for finding in result.findings)
    return ExitStatus.WARNINGS if warned else ExitStatus.DONE


def _journalled(result: "ImportResult") -> dict[str, Any]:
    return {"file": mask_text(result.file), "sha256": result.sha256, "rows": result.rows.sentence}


def _described(result: "ImportResult", options: _Options) -> dict[str, Any]:
    return {
        "file": mask_text(result.file),
        "sha256": result.sha256,
        "encoding": result.encoding,
        "accepted": result.accepted,
        "changed": result.changed,
        "rows": asdict(result.rows),
        "faulty_rows": result.faulty_rows,
        "sheets": [asdict(sheet) for sheet in result.sheets],
        "skipped_sheets": result.skipped_sheets,
        "import_id": result.import_id,
        "new_rows": result.new_rows,
        "solved": result.solved,
        "changes": [_shown_change(change, options) for change in result.changes],
    }


def _sentences(result: "ImportResult", options: _Options) -> "Sequence[Shown]":
    from hncert.cli.console import heading

    lines: list[Shown] = [heading(f"{mask_text(result.file)}（{result.encoding}）")]
    for sheet in result.sheets:
        own = f"；存为本校字段：{'、'.join(sheet.own)}" if sheet.own else ""
        ignored = f"；未使用的列：{'、'.join(sheet.ignored)}" if sheet.ignored else ""
        by = f"按导入方案“{sheet.profile}”" if sheet.profile else ""
        lines.append(
            f"  工作表“{sheet.sheet}”{by}识别为 {'、'.join(sheet.kinds)}："
            f"表头到第 {sheet.header_row} 行，认出 {len(sheet.recognised)} 列{own}{ignored}"
        )
        lines += [f"  第 {sheet.example} 行是空白表的示例，没有读取。"] if sheet.example else []
        lines += _mapping(sheet.recognised) if options.dry_run else []
    if result.skipped_sheets:
        lines.append(f"  未识别的工作表：{'、'.join(result.skipped_sheets)}")
    lines.append(f"  {result.rows.sentence}")
    if result.rows.stored:
        lines.append(f"  存入的 {result.rows.stored} 行：新增 {result.new_rows}，更改 {_changed_rows(result)}")
    lines += _changes(result, options)
    if not result.accepted:
        lines.append(f"  有 {result.faulty_rows} 行出错，整份文件没有导入；也可加 --accept-valid 先存入没有错的行。")
    elif result.faulty_rows:
        lines.append(f"  有 {result.faulty_rows} 行出错，已列入待处理清单（hncert import pending）；其余的行已存入。")
    elif not result.changed:
        lines.append(f"  此文件已于 {result.imported_before[:16].replace('T', ' ')} 导入过，没有变化。")
    if result.solved:
        lines.append(f"  待处理清单中有 {result.solved} 行由本次导入补齐。")
    return lines


def _changed_rows(result: "ImportResult") -> int:
    return result.rows.stored - result.new_rows


def _mapping(recognised: dict[str, str]) -> "Sequence[Shown]":
    pairs = [f"{column}→{header}" for column, header in recognised.items()]
    return [f"    列的对应：{'，'.join(pairs)}"]


def _changes(result: "ImportResult", options: _Options) -> "Sequence[Shown]":
    from hncert.cli.console import table

    if not result.changes:
        return []
    shown = table("", "更改的记录", "字段", "原值", "新值")
    for change in result.changes[:SHOWN_CHANGES]:
        row = _shown_change(change, options)
        shown.add_row(row["who"], row["field"], row["before"], row["after"])
    rest = len(result.changes) - SHOWN_CHANGES
    return [shown, f"  另有 {rest} 处更改，全部见 --json 的输出。"] if rest > 0 else [shown]


def _shown_change(change: "Change", options: _Options) -> dict[str, str]:
    from hncert.tables import TABLES
    from hncert.tables.people import BIRTH_DATE, SEX, WHO

    columns = [column for table in TABLES if table.target == change.target for column in table.columns]
    words = {column.name: column.header for column in (*WHO, SEX, BIRTH_DATE, *columns)} | {"own_fields": "本校字段"}
    values = {"who": change.who, "before": change.before, "after": change.after}
    if not options.unmask:
        hide = mask_documents if change.field == "id_number" else mask_text
        values = {name: hide(value) for name, value in values.items()}
    return {**values, "field": words.get(change.field, change.field)}
