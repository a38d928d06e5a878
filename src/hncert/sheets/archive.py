"""Zipped workbooks unpacked within bounds and packed again without compression.

Reading the plain copy is faster than having the workbook reader inflate the original, and every
byte of it has been counted.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hncert.domain.errors import DamagedFile, PasswordProtected, TooLarge
from hncert.sheets.bounds import MOST_ENTRIES, MOST_UNPACKED, megabytes

BROKEN = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error)
READ_PARTS = (".xml", ".rels", ".bin")
UNREAD_PARTS = ("vbaproject.bin", "/printersettings", "/activex", "/embeddings/")
ENCRYPTED = 0x1
CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a workbook in one plain zip: `spans` says where in `content` each one lies."""

    content: bytes
    spans: dict[str, tuple[int, int]]

    def __getitem__(self, part: str) -> bytes:
        start, end = self.spans[part]
        return self.content[start:end]

    def __contains__(self, part: str) -> bool:
        return part in self.spans


def entry_names(name: str, content: bytes) -> list[str]:
    """The names in a zip as written, lower case, with forward slashes.

    Raises DamagedFile or TooLarge.
    """
    return [_part(info) for info in _entries(name, content)]


def unpack(name: str, content: bytes) -> Parts:
    """Inflate what a workbook reader reads and no more.

    Raises DamagedFile, PasswordProtected or TooLarge.
    """
    plain = BytesIO()
    spans: dict[str, tuple[int, int]] = {}
    try:
        with ZipFile(BytesIO(content)) as archive, ZipFile(plain, "w", ZIP_STORED) as copy:
            for info in _read_entries(name, archive):
                with copy.open(ZipInfo(info.filename.replace("\\", "/").lstrip("/")), "w") as target:
                    start = plain.tell()
                    for chunk in _chunks(archive, info):
                        target.write(chunk)
                        _check_size(name, plain.tell())
                    spans[_part(info)] = start, plain.tell()
    except BROKEN as error:
        raise DamagedFile(file=name, reason="压缩包的内容读不出来") from error
    return Parts(plain.getvalue(), spans)


def _entries(name: str, content: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise DamagedFile(file=name, reason="压缩包的目录读不出来") from error
    if len(entries) > MOST_ENTRIES:
        raise TooLarge(file=name, what="内含文件数", limit=f"{MOST_ENTRIES:,} 个")
    return entries


def _part(info: ZipInfo) -> str:
    return info.filename.replace("\\", "/").lower().lstrip("/")


def _read_entries(name: str, archive: ZipFile) -> Iterator[ZipInfo]:
    seen: set[str] = set()
    for info in archive.infolist():
        part = _part(info)
        if not part.endswith(READ_PARTS) or any(word in part for word in UNREAD_PARTS):
            continue
        if info.flag_bits & ENCRYPTED:
            raise PasswordProtected(file=name)
        if part in seen or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise DamagedFile(file=name, reason="压缩包的目录有重复或不认识的内容")
        seen.add(part)
        yield info


def _chunks(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _check_size(name: str, size: int) -> None:
    if size > MOST_UNPACKED:
        raise TooLarge(file=name, what="解开后的内容", limit=megabytes(MOST_UNPACKED))
