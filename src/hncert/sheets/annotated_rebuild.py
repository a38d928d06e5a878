"""A new package with the cells of other formats: same places, all of them text."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from hncert.sheets.annotated_cells import letters
from hncert.sheets.annotated_marks import xml_text
from hncert.sheets.annotated_package import CONTENT_TYPES, MAIN, OFFICE_RELS, PACKAGE_RELS, TYPES, Package
from hncert.sheets.grid import Cell, Grid, cell_text
from hncert.sheets.marks import MARK_SHEET

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
FORBIDDEN_IN_NAME = re.compile(r"[\\/*?:\[\]]")
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="等线"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def new_package(grids: Sequence[Grid], names: Sequence[str]) -> Package:
    """The package of the grids, not yet marked."""
    package, table = Package(), dict[str, int]()
    for at, grid in enumerate(grids, 1):
        package.write(f"xl/worksheets/sheet{at}.xml", sheet_xml(grid, table))
    package.write("xl/sharedStrings.xml", strings_xml(table))
    package.write("xl/styles.xml", (DECLARATION + STYLES).encode())
    package.write("xl/workbook.xml", workbook_xml(names))
    write_links(package, len(grids))
    return package


def sheet_names(grids: Sequence[Grid]) -> list[str]:
    """Names Excel accepts, none twice."""
    names: list[str] = []
    for grid in grids:
        plain = FORBIDDEN_IN_NAME.sub("_", grid.sheet).strip("'")[:31] or "Sheet"
        choices = (plain, *(f"{plain[:26]}({n})" for n in range(2, 1000)))
        taken = {name.casefold() for name in names}
        names.append(next(name for name in choices if name.casefold() not in taken))
    return names


def sheet_xml(grid: Grid, table: dict[str, int]) -> bytes:
    """The worksheet part of a grid."""
    body = "".join(rows_xml(grid, table))
    return f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'.encode()


def rows_xml(grid: Grid, table: dict[str, int]) -> Iterator[str]:
    """The rows; empty cells are left out."""
    columns = [letters(grid.first_column + at) for at in range(grid.width)]
    number = table.setdefault
    for row, cells in enumerate(grid.rows, grid.first_row):
        written = [
            f'<c r="{column}{row}" s="1" t="s"><v>{number(text, len(table))}</v></c>'
            for column, cell in zip(columns, cells, strict=False)
            if (text := cell if type(cell) is str else as_text(cell))
        ]
        if written:
            yield f'<row r="{row}">{"".join(written)}</row>'


def as_text(cell: Cell) -> str:
    """A cell's text; what somebody typed keeps its spaces."""
    return str(cell) if isinstance(cell, str) else cell_text(cell)


def strings_xml(table: dict[str, int]) -> bytes:
    """The shared strings."""
    items = "".join([f'<si><t xml:space="preserve">{xml_text(text)}</t></si>' for text in table])
    return f'{DECLARATION}<sst xmlns="{MAIN}" uniqueCount="{len(table)}">{items}</sst>'.encode()


def workbook_xml(names: Sequence[str]) -> bytes:
    """The workbook part."""
    sheets = "".join(
        f'<sheet name="{escape(xml_text(name).replace("&amp;", "&"))}" sheetId="{at}"{_state(name)} r:id="rId{at}"/>'
        for at, name in enumerate(names, 1)
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELS}">'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
    ).encode()


def _state(name: str) -> str:
    return ' state="hidden"' if name == MARK_SHEET else ""


def write_links(package: Package, count: int) -> None:
    """Relationships and content types."""
    sheets = [(f"worksheets/sheet{at}.xml", "worksheet", at) for at in range(1, count + 1)]
    parts = [*sheets, ("styles.xml", "styles", count + 1), ("sharedStrings.xml", "sharedStrings", count + 2)]
    package.write("_rels/.rels", rels_xml([("xl/workbook.xml", "officeDocument", 1)]))
    package.write("xl/_rels/workbook.xml.rels", rels_xml(parts))
    kinds = [(f"xl/{name}", f"{OFFICE}{kind}+xml") for name, kind, _ in parts]
    package.write(CONTENT_TYPES, types_xml([("xl/workbook.xml", OFFICE + "sheet.main+xml"), *kinds]))


def rels_xml(links: list[tuple[str, str, int]]) -> bytes:
    """A relationships part."""
    items = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE_RELS}/{kind}" Target="{name}"/>' for name, kind, at in links
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE_RELS}">{items}</Relationships>'.encode()


def types_xml(kinds: list[tuple[str, str]]) -> bytes:
    """The content types part."""
    items = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds)
    return (
        f'{DECLARATION}<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{items}</Types>'
    ).encode()
