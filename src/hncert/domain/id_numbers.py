"""Identity documents: GB 11643 numbers and the other documents students and staff hold."""

import re
import unicodedata
from datetime import date
from functools import cache
from operator import mul

from hncert.domain.finding import Noted, Problem

RESIDENT = "居民身份证"
ID_TYPES = {
    RESIDENT: ("身份证", "二代身份证", "公民身份证", "中华人民共和国居民身份证"),
    "港澳居民来往内地通行证": ("港澳通行证", "回乡证", "港澳居民通行证"),
    "台湾居民来往大陆通行证": ("台胞证", "台湾通行证"),
    "港澳台居民居住证": ("居住证", "港澳居民居住证", "台湾居民居住证"),
    "外国人永久居留证": ("外国人永久居留身份证", "永久居留证"),
    "护照": ("外国人护照", "普通护照", "外国护照"),
    "其他": ("其他证件",),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ZEROS = ord("0") * sum(_WEIGHTS)
_DIGIT_FOR = {w: {d * w % 11: str(d) for d in range(10)} for w in set(_WEIGHTS)}
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_LOOK_ALIKE = re.compile(r"[A-Z]")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?E\+[0-9]+", re.ASCII)
_OTHER = re.compile(r"[0-9A-Z()/-]{5,30}", re.ASCII)


def check_digit(body: str) -> str:
    """The last character for the first seventeen digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK[(sum(map(mul, body.encode(), _WEIGHTS)) - _ZEROS) % 11]


def birth_date(number: str) -> str:
    """The birth date written in an 18-character number, as ISO text."""
    return _iso(number[6:14])


@cache
def _iso(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def sex(number: str) -> str:
    """男 when the seventeenth digit is odd, else 女."""
    return "男" if number[16] in "13579" else "女"


def normalise(text: str) -> str:
    """Half width, upper case, without spaces, quotes or invisible marks."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"[\s'‘’`\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFKC", text)).upper()


def parse(text: str, id_type: str | None = RESIDENT) -> str | Noted | Problem:
    """A normalised number of the given document type, or what is wrong with it."""
    if id_type in (None, RESIDENT) and _SHAPE.fullmatch(text) and _is_sound(text):
        return text
    number = normalise(text)
    answer = _parse_resident(number) if id_type in (None, RESIDENT) else _parse_other(number, str(id_type))
    if isinstance(answer, Problem) or (len(number) == len(text) and text.isascii()):
        return answer
    return Noted(answer, rewritten(answer))


def _is_sound(number: str) -> bool:
    """True when the birth date exists and the check digit agrees; sums parts that recur among numbers."""
    born = _born(number[6:14])
    return born is not None and _CHECK[(_place(number[:6]) + born + _turn(number[14:17])) % 11] == number[17]


@cache
def _place(digits: str) -> int:
    return sum(map(mul, map(int, digits), _WEIGHTS))


@cache
def _born(digits: str) -> int | None:
    return sum(map(mul, map(int, digits), _WEIGHTS[6:])) if _is_day(digits) else None


@cache
def _turn(digits: str) -> int:
    return sum(map(mul, map(int, digits), _WEIGHTS[14:]))


def _parse_other(number: str, id_type: str) -> str | Problem:
    if _OTHER.fullmatch(number):
        return number
    return Problem(
        rule="id-other-form",
        message=f"{id_type}号码的写法不对",
        expected="5 至 30 位字母和数字",
        remedy="按证件原件核对号码",
    )


def _parse_resident(number: str) -> str | Problem:
    if not _SHAPE.fullmatch(number):
        return _malformed(number)
    if not _is_day(number[6:14]):
        return _problem("id-birth-date", "证件号码中的出生日期不存在", _mendable(number, "第 7 至 14 位是真实的日期"))
    if check_digit(number[:17]) != number[17]:
        expected = _mendable(number, "校验位相符的 18 位号码")
        return _problem("id-check-digit", "证件号码末位校验不符，至少有一位写错", expected)
    return number


def single_mends(number: str) -> int:
    """How many changes of one character would make an 18-character number valid (GB 11643)."""
    wanted = _CHECK.index(number[17])
    residue = (wanted - (sum(map(mul, number[:17].encode(), _WEIGHTS)) - _ZEROS)) % 11
    found = int(_is_day(number[6:14]))
    for at, weight in enumerate(_WEIGHTS):
        digit = _DIGIT_FOR[weight].get((int(number[at]) * weight + residue) % 11)
        if not digit or digit == number[at] or (at == 0 and digit == "0"):
            continue
        found += not 6 <= at < 14 or _is_day((number[:at] + digit + number[at + 1 :])[6:14])
    return found


def could_be(written: str, number: str) -> bool:
    """True when a number read wrongly may be meant for a right one.

    At most two characters differ, one was lost or added, or the birth date is the same.
    """
    if len(written) == len(number):
        wrong = sum(one != other for one, other in zip(written, number, strict=True))
        return wrong <= 2 or (len(number) == 18 and written[6:14] == number[6:14])
    shorter, longer = sorted((written, number), key=len)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _mendable(number: str, expected: str) -> str:
    ways = single_mends(number)
    return f"{expected}；只改一位就能相符的改法有 {ways} 种，不能断定是哪一位" if ways else expected


@cache
def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def is_scientific(text: str) -> bool:
    """True for text such as 4.1E+17, which a spreadsheet leaves of a long number."""
    return _SCIENTIFIC.fullmatch(text.upper()) is not None


def _malformed(number: str) -> Problem:
    if is_scientific(number):
        return unrecoverable()
    if len(number) == 18 and (alike := _LOOK_ALIKE.search(number[:17])):
        at, letter = alike.start() + 1, alike[0]
        return _problem("id-form", f"证件号码第 {at} 位是字母 {letter}，不是数字", "18 位：17 位数字加 1 位数字或 X")
    if re.fullmatch(r"[0-9]{15}", number):
        return _problem("id-fifteen", "证件号码是 15 位旧号码", "18 位号码")
    return _problem("id-form", f"证件号码写法不对（现为 {len(number)} 位）", "18 位：17 位数字加 1 位数字或 X")


def _problem(rule: str, message: str, expected: str) -> Problem:
    return Problem(
        rule=rule,
        message=message,
        expected=expected,
        remedy="按身份证原件核对后改正；确非居民身份证的，在“证件类型”列写明",
    )


def rewritten(number: str) -> Problem:
    """The note on a value that was read without its full-width or stray characters."""
    return Problem(
        rule="id-rewritten",
        message="值中有全角字符、空格、制表符或撇号，已按半角读取",
        expected=number,
        remedy="不必改动；下次可直接按半角填写",
    )


def unrecoverable() -> Problem:
    """The answer to a number that a spreadsheet stored as a float: its last digits are gone."""
    return Problem(
        rule="id-numeric",
        message="号码被存成了数字，末几位已丢失，无法恢复",
        expected="文本格式的号码",
        remedy="向本人重新索取号码；先把该列设为“文本”格式再填写",
    )
