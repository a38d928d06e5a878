"""Bytes into text: strict UTF-8 first, then GB18030, UTF-16 where it shows itself."""

import re

from hncert.domain.errors import NotASpreadsheet, UnreadableEncoding

ENCODINGS = (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"))
MARKS = ((b"\xff\xfe", "utf-16-le", "UTF-16 LE"), (b"\xfe\xff", "utf-16-be", "UTF-16 BE"))
# What a table in Chinese is written with; anything else means that the guess was wrong.
_FOREIGN = re.compile(
    "[^\t\r\n -~\u00a0-\u024f\u0370-\u03ff\u2000-\u206f\u2100-\u22ff\u2460-\u25ff\u3000-\u303f\u3100-\u312f"
    "\u3200-\u33ff\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def decode(name: str, content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in; raises UnreadableEncoding, or NotASpreadsheet for binary data."""
    for mark, codec, label in MARKS:
        if content.startswith(mark):
            return _strictly(name, content[len(mark) :], codec), label
    if b"\0" in content:
        return _wide(name, content)
    for codec, label in ENCODINGS:
        try:
            return content.decode(codec), label
        except UnicodeDecodeError:
            continue
    raise UnreadableEncoding(file=name)


def _strictly(name: str, content: bytes, codec: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableEncoding(file=name) from error
    if "\0" in text:
        raise NotASpreadsheet(file=name, reason="文字中夹有空字符（NUL）")
    return text


def _wide(name: str, content: bytes) -> tuple[str, str]:
    """UTF-16 that lacks its mark: the zeros stand on one side, every character is plausible, lines have cells."""
    sides = content[1::2].count(0), content[0::2].count(0)
    if len(content) % 2 == 0 and 0 in sides:
        _, codec, label = MARKS[0 if sides[0] else 1]
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            text = "\0"
        if not _FOREIGN.search(text) and _is_table(text):
            return text, f"{label}（无标记）"
    raise NotASpreadsheet(file=name, reason="是二进制内容，或文字中夹有空字符（NUL）")


def _is_table(text: str) -> bool:
    return max(map(text.count, "\t,;，<")) >= text.count("\n") > 0
