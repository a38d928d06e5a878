"""hncert export"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hncert.cli.options import actor, current_workspace, now, today
from hncert.cli.outcome import Outcome
from hncert.domain.errors import BadValue, CannotWrite

if TYPE_CHECKING:
    from hncert.store.workspace import Workspace


def command(
    context: typer.Context,
    view: Annotated[str, typer.Argument(metavar="视图", help="公开视图，如 people、enrolments、awards")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="类别", help="导入过的一类表，按它自己的表头导出")] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="文件", help="以 .csv、.xlsx、.json、.parquet 结尾；默认 outbox 的 .xlsx"
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="已有同名文件时替换")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只数行数，不写文件")] = False,
) -> Outcome:
    """导出公开视图，或导入过的一类表；证件号码是完整的，记入日志。"""
    from hncert.export import count_rows, export, exported_kind, exported_view, writer_of
    from hncert.reports.provenance import provenance
    from hncert.store.database import write_store
    from hncert.store.outputs import log_output

    if bool(view) == bool(kind):
        raise BadValue(what="视图", value=view or "（空）", expected="写一个视图，或用 --kind 写一个类别，二者取一")
    workspace = current_workspace(context.obj)
    path = output or workspace.outbox / f"导出-{view or kind}.xlsx"
    writer_of(path)
    if path.exists() and not yes and not dry_run:
        raise CannotWrite(path=path, reason="同名文件已存在，要替换的加 --yes")
    outputs: list[tuple[Path, str]] = []
    with write_store(workspace, "export", actor=actor(), now=now(), dry_run=dry_run) as writing:
        exported = exported_kind(writing.db, kind) if kind else exported_view(writing.db, view)
        rows = count_rows(writing.db, exported)
        if not dry_run:
            source = provenance(writing.db, today(), ())
            digest = export(writing.db, exported, path, source)
            log_output(writing.db, writing.sequence, _logged(path, workspace), digest, source)
            writing.details |= {"exported": view or kind, "rows": rows, "output": path.name, "sha256": digest}
            writing.details["unmasked"] = exported.has_id_numbers
            outputs.append((path, digest))
    said = f"{exported.title}：{rows} 行" + ("，以上为试运行，没有写出文件" if dry_run else "")
    return Outcome(
        command="export",
        as_of=today(),
        counts={"rows": rows},
        outputs=outputs,
        data={"exported": view or kind, "columns": list(exported.headers)},
        screen=[said],
    )


def _logged(path: Path, workspace: "Workspace") -> Path:
    """A path inside the workspace as seen from it, any other whole."""
    whole = path.resolve()
    return whole.relative_to(workspace.path) if whole.is_relative_to(workspace.path) else whole
