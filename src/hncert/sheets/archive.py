"""Zipped workbooks unpacked within bounds, and packed again where the zip can be read in two ways."""

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
CHUNK = 2**16
ZIP64_LOCATOR = 20
VERSION, UTF8_NAME, FIRST_DAY = 20, 0x800, 0x21
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")


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


def safe_zip(content: bytes, parts: Parts) -> bytes:
    """What may be handed to another reader: the zip itself, or its plain copy.

    The zip itself only if its directory stands in the one place where every reader finds it.
    """
    if len(content) < _END.size + ZIP64_LOCATOR:
        return parts.content
    at = len(content) - _END.size
    magic, disk, first_disk, here, count, size, start, comment = _END.unpack_from(content, at)
    is_plain = magic == b"PK\5\6" and (disk, first_disk, comment) == (0, 0, 0) and here == count < 0xFFFF
    is_small = content[at - ZIP64_LOCATOR : at - ZIP64_LOCATOR + 4] != b"PK\6\7"
    return content if is_plain and is_small and start + size == at else parts.content


def entry_names(name: str, content: bytes) -> list[str]:
    """The names in a zip as written, lower case, with forward slashes.

    Raises DamagedFile or TooLarge.
    """
    return [_part(info) for info in _entries(name, content)]


def unpack(name: str, content: bytes) -> Parts:
    """Inflate what a workbook reader reads and no more.

    Raises DamagedFile, PasswordProtected or TooLarge.
    """
    plain, directory = BytesIO(), BytesIO()
    spans: dict[str, tuple[int, int]] = {}
    try:
        with ZipFile(BytesIO(content)) as archive:
            for info in _read_entries(name, archive):
                part, at = info.filename.replace("\\", "/").lstrip("/").encode(), plain.tell()
                plain.write(bytes(_LOCAL.size) + part)
                start = plain.tell()
                _inflate(name, content, info, plain)
                end = plain.tell()
                facts = (UTF8_NAME, ZIP_STORED, 0, FIRST_DAY, info.CRC, end - start, end - start, len(part), 0)
                plain.seek(at)
                plain.write(_LOCAL.pack(b"PK\3\4", VERSION, *facts))
                plain.seek(end)
                directory.write(_CENTRAL.pack(b"PK\1\2", VERSION, VERSION, *facts, 0, 0, 0, 0, at) + part)
                spans[_part(info)] = start, end
    except BROKEN as error:
        raise DamagedFile(file=name, reason="压缩包的内容读不出来") from error
    count, at, listed = len(spans), plain.tell(), directory.getvalue()
    plain.write(listed + _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, 0))
    return Parts(plain.getvalue(), spans)


def _inflate(name: str, content: bytes, info: ZipInfo, target: BytesIO) -> None:
    """Write what an entry holds, which must be as much as it says; its checksum is left to the reader."""
    lengths = struct.unpack_from("<HH", content, info.header_offset + 26)
    start = info.header_offset + _LOCAL.size + sum(lengths)
    packed = memoryview(content)[start : start + info.compress_size]
    if info.file_size + target.tell() > MOST_UNPACKED:
        raise TooLarge(file=name, what="解开后的内容", limit=megabytes(MOST_UNPACKED))
    begin = target.tell()
    if info.compress_type == ZIP_STORED:
        target.write(packed)
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for at in range(0, len(packed), CHUNK):
            target.write(inflater.decompress(packed[at : at + CHUNK], info.file_size + 1))
            if target.tell() - begin > info.file_size:
                break
    if target.tell() - begin != info.file_size:
        raise DamagedFile(file=name, reason="压缩包的内容与所写的大小不符")


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
