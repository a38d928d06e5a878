"""Feed the reader bytes that coverage leads to: nothing but an HncertError may come out.

Usage: python fuzz/reader.py [libFuzzer options] CORPUS_FOLDER

Compression hides a workbook from a fuzzer, so the mutator unpacks it, changes one part (the XML, or
the records of an .xls) and packs it again without compression.
"""

import random
import struct
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import atheris

ZOO = Path(__file__).resolve().parents[1] / "tests" / "zoo"
NAME = "样例"

with atheris.instrument_imports(include=["hncert"]):
    from hncert.domain.errors import HncertError
    from hncert.sheets import ods, webpage, workbooks, xlsb, xlsx, xml2003  # noqa: F401
    from hncert.sheets.compound import MAGIC, Compound, wrap
    from hncert.sheets.reading import read_bytes

TOKENS = (
    b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A9999999"><v>1</v></c>', b"<c><v>1</v></c>", b"<row>", b'<row r="0">',
    b"</row>", b"<f>A1</f>", b'<f t="shared" si="0"/>', b"<v></v>", b"<v/>", b' t="e"', b' t="s"', b' t="str"',
    b' t="inlineStr"', b' t="d"', b"<is><t>", b"</t></is>", b' hidden="1"', b'<col min="1" max="16384" hidden="1"/>',
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<x:c ", b"</sheetData>",
    b"<sheetData/>", b"'", b'"', b"=", b">", b"/>", b"<", b"\0", b'<dimension ref="A1:XFD1048576"/>', b"4294967296",
    b"-1", b"99999999999999999999", b"table:number-rows-repeated=\"1048576\"",
    b"table:number-columns-repeated=\"16384\"",
    b' rowspan="65535"', b' colspan="16384"', b"<table>", b"</table>", b"<tr>", b"<td>", b' ss:Index="1048576"',
    b' ss:MergeAcross="16383"', b"<Row>", b"<Cell>", b' ss:Formula="=A1"', b"\xff\xfe", b"\xef\xbb\xbf",
    b",", b"\t", b"\r\n",
)  # fmt: skip
WORDS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 1_048_576, 16_384)


def test_one_input(data: bytes) -> None:
    """Read the bytes; a refusal in words is right, so is a grid whose rows are of one width."""
    try:
        source = read_bytes(NAME, data)
    except HncertError as error:
        if not (str(error) and error.advice):
            raise AssertionError("a refusal without words") from error
        return
    for grid in source.grids:
        if len(set(map(len, grid.rows))) > 1 or any(row >= len(grid.rows) for row, _ in grid.faults):
            raise AssertionError("a grid out of shape")


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Change a part within the file where there are parts, the bytes themselves one time in five."""
    draw = random.Random(seed)
    changed = None
    if draw.random() < 0.8:
        if data.startswith(b"PK"):
            changed = _mutate_zip(data, draw)
        elif data.startswith(MAGIC):
            changed = _mutate_compound(data, draw)
        else:
            changed = _mutate_text(data, draw)
    if changed is None or len(changed) > most:
        changed = atheris.Mutate(data, most)
    return bytes(changed)


def _mutate_zip(data: bytes, draw: random.Random) -> bytes | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [(info.filename, archive.read(info)) for info in archive.infolist() if info.file_size < 2**18]
    except Exception:  # noqa: BLE001 - a zip that is broken already is mutated as bytes
        return None
    if not parts:
        return None
    at = draw.choices(range(len(parts)), [4 if "sheet" in name or "content" in name else 1 for name, _ in parts])[0]
    name, part = parts[at]
    parts[at] = (name, _mutate_records(part, draw) if name.endswith(".bin") else _mutate_text(part, draw))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


def _mutate_compound(data: bytes, draw: random.Random) -> bytes | None:
    try:
        found = Compound(NAME, data).stream("Workbook", "Book")
    except HncertError:
        return None
    if found is None or draw.random() < 0.1:
        return None
    name, stream = found
    return wrap(name, _mutate_records(stream, draw))


def _mutate_records(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(max(len(changed) - 4, 1))
        kind = draw.choice(("<B", "<H", "<I"))
        size = struct.calcsize(kind)
        if at + size <= len(changed):
            struct.pack_into(kind, changed, at, draw.choice(WORDS) & (256**size - 1))
    return bytes(changed)


def _mutate_text(data: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.randint(1, 4)):
        at, end = sorted(draw.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + draw.choice((0, 0, 1, 4, 16, 64)))
        choice = draw.random()
        if choice < 0.5:
            data = data[:at] + draw.choice(TOKENS) + data[end:]
        elif choice < 0.7:
            data = data[:at] + data[at : at + draw.choice((8, 64, 512))] * draw.choice((2, 3, 20)) + data[end:]
        elif choice < 0.8:
            data = data[:at] + data[end:]
        else:
            data = bytes(atheris.Mutate(data, len(data) + 64))
    return data


def seed_corpus(folder: Path) -> None:
    """Put the small files of the zoo into the corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(ZOO.iterdir()):
        if path.suffix not in (".py", ".md") and path.is_file() and path.stat().st_size < 2**16:
            (folder / f"seed-{path.name}").write_bytes(path.read_bytes())


def main() -> None:
    """Seed the corpus named last on the command line and fuzz."""
    seed_corpus(Path(sys.argv[-1]))
    atheris.Setup(sys.argv, test_one_input, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
