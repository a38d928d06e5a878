"""A binary workbook (.xlsb) written record by record, for no free program writes one."""

import struct
from collections.abc import Sequence

from zoo.packages import OFFICE, PACKAGE, zipped


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    return head + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet of text."""
    cells = b""
    for at, texts in enumerate(rows):
        cells += _record(0, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0))
        cells += b"".join(_record(6, struct.pack("<II", column, 0) + _wide(text)) for column, text in enumerate(texts))
    sheet = b"".join(
        (_record(0x81), _record(0x94, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)), _record(0x91), cells)
    )
    sheet += _record(0x92) + _record(0x82)
    listed = _record(0x9C, struct.pack("<II", 0, 1) + _wide("r1") + _wide("名册"))
    workbook = b"".join((_record(0x83), _record(0x8F), listed, _record(0x90), _record(0x9D), _record(0x84)))
    kind = "application/vnd.ms-excel"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" '
            f'ContentType="{kind}.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
            f'Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )
