"""Which sheets of a file feed which kinds."""

from collections.abc import Sequence

from hncert.domain.errors import MissingColumn, NoHeader
from hncert.sheets.grid import Grid
from hncert.sheets.reading import Source
from hncert.store.import_profiles import Pinned
from hncert.tables.header import Match, nearest, recognise, recognise_pinned
from hncert.tables.table import Table


def recognise_sheets(
    source: Source, tables: Sequence[Table], profiles: Sequence[Pinned] = ()
) -> list[tuple[Grid, list[Match]]]:
    """Each sheet that feeds a kind, with its matches; a saved profile goes before the words of headers.

    Raises NoHeader or MissingColumn when no sheet of the file is recognised.
    """
    matched = (
        (grid, recognise_pinned(grid, tables, profiles) or recognise(grid, tables))
        for grid in source.grids
        if grid.rows
    )
    found = [(grid, matches) for grid, matches in matched if matches]
    if found:
        return found
    close = [(match, grid) for grid in source.grids if grid.rows and (match := nearest(grid, tables))]
    if not close:
        words = "；或 ".join(map(_needed_headers, tables)) if len(tables) <= MOST_NAMED else MANY_KINDS
        raise NoHeader(file=source.name, expected=words)
    match, grid = max(close, key=lambda pair: (pair[0].share, len(pair[0].columns)))
    missing = [match.table.by_name[name] for group in match.missing for name in group]
    raise MissingColumn(
        file=source.name,
        sheet=grid.sheet,
        row=grid.first_row + match.header_end - 1,
        title=match.table.title,
        missing="、".join(" 或 ".join(match.table.by_name[n].header for n in group) for group in match.missing),
        also="、".join(text for column in missing for text in column.also[:3]) or missing[0].header,
    )


MOST_NAMED = 3
MANY_KINDS = "姓名、证件号码等列名；各类表格的列名见 hncert import --help 和说明文档，或用 --as 指定类别"


def _needed_headers(table: Table) -> str:
    return "、".join(table.by_name[group[0]].header for group in table.needs) + f"（{table.title}）"
