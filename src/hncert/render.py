"""Stage 6: templates into files. Only this module knows where templates are."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from jinja2 import StrictUndefined, TemplateError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from hncert.domain.errors import TemplateProblem
from hncert.reports.report import Block
from hncert.store.workspace import Workspace, write_whole

_ONE_TAG = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_SHEET_MARKS = re.compile(r"[\\/*?:\[\]']")
STYLE_PARTS = ("font", "border", "fill", "number_format", "alignment", "protection")
_EACH = re.compile(r"\{%\s*each\s+(\w+)\s+in\s+([\w.]+)\s*%\}")

_sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
_sandbox.filters["toml"] = lambda text: json.dumps(text, ensure_ascii=False)

_documents = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def template_path(name: str, workspace: Workspace | None = None) -> Path:
    """The template of a name: the workspace's own if it has one, else the shipped one."""
    own = workspace.path / "templates" / name if workspace else None
    if own is not None and own.is_file():
        return own
    return resource_folder("templates") / name


def resource_folder(name: str) -> Path:
    """A folder that the wheel carries inside the package and a checkout at its root."""
    package = Path(__file__).parent
    packed = package / name
    return packed if packed.is_dir() else package.parents[1] / name


def render_text(name: str, **values: Any) -> str:
    """Fill a text template. Raises TemplateProblem."""
    source = template_path(name).read_text(encoding="utf-8")
    with _worded(name, "内容"):
        return _sandbox.from_string(source).render(**values)


def render_workbook(
    workspace: Workspace,
    name: str,
    values: dict[str, Any],
    target: Path | None,
    *,
    made_at: datetime,
    blocks: Sequence[Block] = (),
) -> str:
    """Fill a workbook template and write it to `target`, if given; answer its SHA-256.

    `blocks` follow the template's sheets, each on a sheet of its own.

    A cell that is one `{{ tag }}` takes the value with its type; a row whose first cell begins
    with `{% each item in list %}` is repeated. Text stays text, whatever it begins with. Raises
    TemplateProblem for an unknown tag or a broken template, CannotWrite when the file is held.
    """
    path = template_path(f"workbooks/{name}", workspace)
    try:
        book = load_workbook(path)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as error:
        raise TemplateProblem(template=name, where="文件", reason="无法打开") from error
    for sheet in book.worksheets:
        _fill_sheet(sheet, name, values)
    for block in blocks:
        _add_block(book.create_sheet(_SHEET_MARKS.sub("_", block.title)[:31]), block)
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    content = BytesIO()
    book.save(content)
    if target is not None:
        write_whole(target, content.getvalue())
    return hashlib.sha256(content.getvalue()).hexdigest()


def render_document(workspace: Workspace, name: str, values: dict[str, Any], target: Path, *, made_at: datetime) -> str:
    """Fill a Word template and write it to `target`; answer its SHA-256.

    Values are data, never markup. Raises TemplateProblem for an unknown tag or a broken template,
    CannotWrite when the file is held.
    """
    from docxtpl import DocxTemplate

    path = template_path(f"documents/{name}", workspace)
    document = DocxTemplate(path)
    with _worded(name, "正文"):
        try:
            document.render(values, jinja_env=_documents, autoescape=True)
        except (BadZipFile, KeyError, OSError) as error:
            raise TemplateProblem(template=name, where="文件", reason="无法打开") from error
    document.core_properties.created = document.core_properties.modified = made_at.replace(tzinfo=None)
    content = BytesIO()
    document.save(content)
    write_whole(target, content.getvalue())
    return hashlib.sha256(content.getvalue()).hexdigest()


def _add_block(sheet: Worksheet, block: Block) -> None:
    for down, row in enumerate((block.headers, *block.rows), start=1):
        for across, value in enumerate(row, start=1):
            cell = sheet.cell(down, across)
            assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged in a new sheet
            _set(cell, value)
    for at, header in enumerate(block.headers, start=1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = max(12, 2 * len(header) + 2)
    sheet.freeze_panes = "B2"


def _fill_sheet(sheet: Worksheet, name: str, values: dict[str, Any]) -> None:
    for row in range(sheet.max_row, 0, -1):
        first = sheet.cell(row, 1).value
        found = _EACH.match(first) if isinstance(first, str) else None
        if found:
            _repeat_row(sheet, name, row, found, values)
            continue
        for cell in sheet[row]:
            _fill_cell(cell, name, values)


def _repeat_row(sheet: Worksheet, name: str, row: int, found: re.Match[str], values: dict[str, Any]) -> None:
    item, path = found[1], found[2]
    with _worded(name, f"{sheet.title}!A{row}"):
        items = _value(path, values)
    pattern: list[tuple[Any, Any]] = [(cell.value, cell) for cell in sheet[row]]
    if row < sheet.max_row and len(items) > 1:
        raise TemplateProblem(template=name, where=f"{sheet.title}!A{row}", reason="重复行须是工作表的最后一行")
    for offset, each in enumerate(items):
        for at, (text, styled) in enumerate(pattern, start=1):
            cell = sheet.cell(row + offset, at)
            cell.value = str(text)[found.end() :] if at == 1 else text
            for part in STYLE_PARTS:
                setattr(cell, part, copy(getattr(styled, part)))
            _fill_cell(cell, name, {**values, item: each})
        sheet.row_dimensions[row + offset].height = sheet.row_dimensions[row].height
    if not items:
        for _, cell in pattern:
            cell.value = None


def _fill_cell(cell: Any, name: str, values: dict[str, Any]) -> None:
    text = cell.value
    if not isinstance(text, str) or "{" not in text:
        return
    with _worded(name, f"{cell.parent.title}!{cell.coordinate}"):
        whole = _ONE_TAG.fullmatch(text.strip())
        value = _value(whole[1], values) if whole else _sandbox.from_string(text).render(**values)
    _set(cell, value)


def _set(cell: Cell, value: Any) -> None:
    if value is None:
        cell.value = "—"
    elif isinstance(value, int | float | Decimal):
        cell.value = value
    else:
        cell.value = str(value)
        cell.data_type = "s"


def _value(expression: str, values: dict[str, Any]) -> Any:
    value = _sandbox.compile_expression(expression.strip(), undefined_to_none=False)(**values)
    if isinstance(value, Undefined):
        str(value)
    return value


@contextmanager
def _worded(name: str, where: str) -> Iterator[None]:
    try:
        yield
    except UndefinedError as error:
        raise TemplateProblem(template=name, where=where, reason=f"没有这一项（{error.message}）") from error
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
        raise TemplateProblem(template=name, where=where, reason=f"标签写法不对（{error}）") from error
