"""Tables of any length written row by row: csv, xlsx, json, parquet."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from hncert.domain.errors import SheetOverflow

Value = str | int | float | None
Type = Literal["text", "integer", "real"]
Row = Sequence[Value]

BATCH_ROWS = 50_000
SOURCE_SHEET = "数据来源"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the rows of a table; `source` says what they rest on."""

    title: str
    headers: Sequence[str]
    types: Sequence[Type]
    source: Mapping[str, Any]


def write_csv(path: Path, heading: Heading, rows: Iterable[Row]) -> None:
    """UTF-8 with a byte order mark, without which Excel takes it for GBK."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(heading.headers)
        writer.writerows([_plain(value) for value in row] for row in rows)


def write_json(path: Path, heading: Heading, rows: Iterable[Row]) -> None:
    """One object: the title, the source, the columns, and the rows as objects."""
    head = {"title": heading.title, "source": heading.source, "columns": heading.headers}
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": [')
        for at, row in enumerate(rows):
            record = json.dumps(dict(zip(heading.headers, row, strict=True)), ensure_ascii=False)
            out.write(f"{',' if at else ''}\n{record}")
        out.write("\n]}\n")


def write_xlsx(path: Path, heading: Heading, rows: Iterable[Row]) -> None:
    """Text cells are formatted as text; a second sheet names the source. Raises SheetOverflow."""
    from xlsxwriter import Workbook

    with path.open("wb") as out, Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(heading.title[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        for at, (header, type) in enumerate(zip(heading.headers, heading.types, strict=True)):
            sheet.set_column(at, at, _width(header), text if type == "text" else None)
            sheet.write_string(0, at, header, bold)
        sheet.freeze_panes(1, 0)
        for down, row in enumerate(rows, start=1):
            for across, value in enumerate(row):
                if _failed(sheet, (down, across), value, text):
                    raise SheetOverflow(title=heading.title, row=down + 1)
        _write_source(book.add_worksheet(SOURCE_SHEET), heading.source, text)


def write_parquet(path: Path, heading: Heading, rows: Iterable[Row]) -> None:
    """Typed columns, batch by batch; the source stands in the metadata under `hncert`."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = {"text": pyarrow.string(), "integer": pyarrow.int64(), "real": pyarrow.float64()}
    fields = [(header, types[type]) for header, type in zip(heading.headers, heading.types, strict=True)]
    schema = pyarrow.schema(fields, metadata={"hncert": json.dumps(heading.source, ensure_ascii=False)})
    with ParquetWriter(path, schema) as writer:
        for batch in _batches(rows):
            columns = zip(*batch, strict=True)
            arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


WRITERS: Mapping[str, Callable[[Path, Heading, Iterable[Row]], None]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".json": write_json,
    ".parquet": write_parquet,
}
"""How a file is written, by its suffix."""


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _width(header: str) -> int:
    return max(12, len(header.encode("gbk", "replace")) + 4)


def _failed(sheet: Any, place: tuple[int, int], value: Value, text: Any) -> bool:
    """Write a cell; true when the sheet cannot hold it."""
    if value is None:
        return False
    if not isinstance(value, str):
        return bool(sheet.write_number(*place, value))
    return bool(sheet.write_string(*place, value, text))


def _write_source(sheet: Any, source: Mapping[str, Any], text: Any) -> None:
    lines = [(name, str(value)) for name, value in source.items() if not isinstance(value, list)]
    lines += [(name, str(value)) for item in source.get("inputs", ()) for name, value in item.items()]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    for down, (name, value) in enumerate(lines):
        sheet.write_string(down, 0, name, text)
        sheet.write_string(down, 1, value, text)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH_ROWS)):
        yield batch
