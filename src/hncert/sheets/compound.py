"""Compound files (OLE): the streams in them, and a clean one written around a single stream.

The workbook reader follows the chains of such a file without asking whether they end, so it is
given a file of our own making.
"""

import struct
from dataclasses import dataclass
from itertools import islice

from hncert.domain.errors import DamagedFile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR, MINI_SECTOR, ENTRY = 512, 64, 128
MINI_LIMIT = 4096
FREE, END_OF_CHAIN, FAT_SECTOR, DIFAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
HEADER_FATS = 109
STREAM, ROOT = 2, 5
_HEADER = struct.Struct("<8s16x5H6x9I")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file opened for reading; every chain is followed at most once around."""

    def __init__(self, name: str, content: bytes) -> None:
        """Read the directory; raises DamagedFile."""
        self.name, self.content = name, content
        if len(content) < SECTOR:
            raise self._damaged()
        fields = _HEADER.unpack_from(content)
        if fields[4] not in (9, 12):
            raise self._damaged()
        self.sector = 1 << fields[4]
        (fats, directory, _, _, mini_fat, _, difat, _) = fields[7:15]
        self.fat = self._read_fat(fats, difat)
        self.entries = self._read_entries(directory)
        root = next((entry for entry in self.entries if entry.kind == ROOT), None)
        self.mini_stream = self._chain(root.start)[: root.size] if root else b""
        self.mini_fat = self._numbers(self._chain(mini_fat))

    def stream(self, *names: str) -> tuple[str, bytes] | None:
        """The first of the named streams that is there, with its name; raises DamagedFile."""
        for wanted in names:
            for entry in self.entries:
                if entry.kind == STREAM and entry.name == wanted:
                    return wanted, self._read(entry)
        return None

    @property
    def names(self) -> set[str]:
        """The names of all streams and storages."""
        return {entry.name for entry in self.entries}

    def _damaged(self) -> DamagedFile:
        return DamagedFile(file=self.name, reason="内部结构读不出来")

    def _read_fat(self, count: int, difat: int) -> list[int]:
        places = list(struct.unpack_from(f"<{HEADER_FATS}I", self.content, 76))
        seen: set[int] = set()
        while difat not in (FREE, END_OF_CHAIN):
            if difat in seen:
                raise self._damaged()
            seen.add(difat)
            *more, difat = self._numbers(self._sector(difat))
            places += more
        used = islice((place for place in places if place != FREE), count)
        return [number for place in used for number in self._numbers(self._sector(place))]

    def _read_entries(self, directory: int) -> list[_Entry]:
        data = self._chain(directory)
        return [self._entry(data[at : at + ENTRY]) for at in range(0, len(data) - ENTRY + 1, ENTRY)]

    def _entry(self, data: bytes) -> _Entry:
        length = min(int.from_bytes(data[64:66], "little"), 64)
        start, size = struct.unpack_from("<IQ", data, 116)
        if self.sector == SECTOR:
            size &= 0xFFFFFFFF
        name = data[: max(length - 2, 0)].decode("utf-16-le", "replace")
        return _Entry(name=name, kind=data[66], start=start, size=size)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        if start >= len(self.content):
            raise self._damaged()
        return self.content[start : start + self.sector].ljust(self.sector, b"\0")

    def _numbers(self, data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._links(start, self.fat)))

    def _links(self, start: int, fat: list[int]) -> list[int]:
        links: list[int] = []
        while start not in (END_OF_CHAIN, FREE):
            if start >= len(fat) or len(links) > len(fat):
                raise self._damaged()
            links.append(start)
            start = fat[start]
        return links

    def _read(self, entry: _Entry) -> bytes:
        if entry.size >= MINI_LIMIT:
            data = self._chain(entry.start)
        else:
            links = self._links(entry.start, self.mini_fat)
            data = b"".join(self.mini_stream[at * MINI_SECTOR : (at + 1) * MINI_SECTOR] for at in links)
        if len(data) < entry.size:
            raise self._damaged()
        return data[: entry.size]


def wrap(name: str, stream: bytes) -> bytes:
    """A compound file with one stream, padded so that it never lies among the small ones."""
    stream = stream.ljust(MINI_LIMIT, b"\0")
    data = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    sectors = len(data) // SECTOR
    fats, difats = _table_sizes(sectors + 1)
    directory = difats + fats
    first = directory + 1
    fat = [DIFAT_SECTOR] * difats + [FAT_SECTOR] * fats + [END_OF_CHAIN]
    fat += [first + at + 1 for at in range(sectors - 1)] + [END_OF_CHAIN]
    fat += [FREE] * (fats * SECTOR // 4 - len(fat))
    places = [difats + at for at in range(fats)]
    header = _HEADER.pack(
        MAGIC, 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, MINI_LIMIT, END_OF_CHAIN, 0,
        0 if difats else END_OF_CHAIN, difats,
    )  # fmt: skip
    table = _words((places[:HEADER_FATS] + [FREE] * HEADER_FATS)[:HEADER_FATS])
    entries = _entry("Root Entry", ROOT, END_OF_CHAIN, 0, 1) + _entry(name, STREAM, first, len(stream), FREE)
    return b"".join((header, table, _difat(places, difats), _words(fat), entries.ljust(SECTOR, b"\0"), data))


def _table_sizes(sectors: int) -> tuple[int, int]:
    fats = difats = 0
    while True:
        need = -(-(sectors + fats + difats) // (SECTOR // 4))
        more = -(-max(need - HEADER_FATS, 0) // (SECTOR // 4 - 1))
        if (need, more) == (fats, difats):
            return fats, difats
        fats, difats = need, more


def _difat(places: list[int], difats: int) -> bytes:
    each, sectors = SECTOR // 4 - 1, []
    for at in range(difats):
        part = places[HEADER_FATS + at * each : HEADER_FATS + (at + 1) * each]
        following = at + 1 if at + 1 < difats else END_OF_CHAIN
        sectors.append(_words([*part, *[FREE] * (each - len(part)), following]))
    return b"".join(sectors)


def _words(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
