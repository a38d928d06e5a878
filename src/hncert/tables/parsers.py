"""How cells of a kind are read: each parser answers a value, a `Noted` value or a `Problem`."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hncert.domain.finding import Noted, Problem
from hncert.domain.id_numbers import is_scientific, rewritten, unrecoverable

Parser = Callable[..., Any]

_ASIDE = re.compile(r"\([^()]*\)|[\s*:：＊、/\u200b-\u200f\ufeff]")
_STRAY = re.compile(r"[\s'‘’`\u200b-\u200f\u2060\ufeff]")


def header_form(text: str) -> str:
    """A header as it is compared: half width, without spaces, asides in brackets or marks."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text)).upper()


def plain(text: str) -> str:
    """Text as it stands."""
    return text


def code(text: str) -> str | Noted | Problem:
    """A number or code, half width and without stray marks; never one that became 4.1E+14."""
    if text.isascii() and text.isalnum():
        return text
    if "+" in text and is_scientific(text):
        return unrecoverable()
    clean = _STRAY.sub("", unicodedata.normalize("NFKC", text))
    return text if clean == text else Noted(clean, rewritten(clean))


def whole_number(text: str) -> int | Problem:
    """A whole number that is not negative, with or without thousands separators."""
    digits = unicodedata.normalize("NFKC", text).replace(",", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        return int(digits)
    return Problem(rule="bad-number", message="不是合理的整数", expected="0 至 999999999", remedy="只填数字，不带单位")


def rank(text: str) -> int | Problem:
    """A place in a contest: 1, 第1名, 第一名."""
    plain_text = re.sub(r"[第名\s]", "", unicodedata.normalize("NFKC", text))
    number = "一二三四五六七八九十".find(plain_text) + 1 if len(plain_text) == 1 else 0
    return number or whole_number(plain_text)


def hours(text: str) -> float | Problem:
    """Class hours of one day: a number from 0 up to 24."""
    return _number(text, 24, "bad-hours", "学时不对", "只填当天学时数，不带单位")


def amount(text: str) -> float | Problem:
    """A number that is not negative: hours of a class, square metres, years, credits."""
    return _number(text, 1_000_000, "bad-number", "不是合理的数字", "只填数字，不带单位")


def yuan(text: str) -> int | Problem:
    """Money in 元, answered in whole 分."""
    digits = re.sub(r"[,￥¥元\s]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"\d{1,9}(\.\d{1,2})?", digits, re.ASCII):
        whole, _, part = digits.partition(".")
        return int(whole) * 100 + int(part.ljust(2, "0"))
    return Problem(
        rule="bad-money", message="金额无法识别", expected="元，至多两位小数，如 280", remedy="只填数字，不带单位"
    )


def _number(text: str, most: float, rule: str, message: str, remedy: str) -> float | Problem:
    found = re.fullmatch(r"\d{1,9}(\.\d{1,6})?", unicodedata.normalize("NFKC", text).replace(",", ""), re.ASCII)
    if found and float(found[0]) <= most:
        return float(found[0])
    return Problem(rule=rule, message=message, expected=f"0 至 {most:g} 的数字", remedy=remedy)


ABSENT, DISQUALIFIED = "缺考", "违纪"
_STATES = {
    ABSENT: ("缺", "缺席", "未参加", "旷考", "缺 考", "未考"),
    DISQUALIFIED: ("作弊", "舞弊", "取消成绩", "违规", "取消资格"),
}
_GRADES = {
    "优秀": ("优",),
    "良好": ("良",),
    "中等": ("中",),
    "及格": (),
    "不及格": (),
    "合格": ("通过", "P"),
    "不合格": ("未通过", "F"),
}


def score(text: str) -> str | Problem:
    """A mark of 0 to 100 as text, or 缺考 or 违纪 (作弊), which are no marks."""
    return _mark(text, _STATES, "0 至 100 的分数，或缺考、违纪（作弊）")


def mark(text: str) -> str | Problem:
    """A course mark: a score, or a word of the two- or five-grade scales."""
    return _mark(text, _STATES | _GRADES, "0 至 100 的分数，或优秀、良好、中等、及格、不及格、合格、不合格、缺考、违纪")


def _mark(text: str, words: Mapping[str, tuple[str, ...]], expected: str) -> str | Problem:
    plain_text = re.sub(r"[\s分]", "", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", plain_text, re.ASCII) and float(plain_text) <= 100:
        return f"{float(plain_text):g}"
    for word, others in words.items():
        if plain_text in (word, *others):
            return word
    return Problem(rule="bad-score", message="成绩无法识别", expected=expected, remedy="核对成绩；没有成绩的留空")


@dataclass(frozen=True, eq=False)
class OneOf:
    """A parser for a fixed set of words, each with the other spellings people use."""

    spellings: Mapping[str, tuple[str, ...]]
    rule: str = "unknown-option"
    lookup: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        forms = {header_form(form): word for word, others in self.spellings.items() for form in (word, *others)}
        object.__setattr__(self, "lookup", forms)

    def __call__(self, text: str) -> str | Problem:
        """The word that a spelling stands for."""
        word = self.lookup.get(header_form(text)) or self.lookup.get(text.strip())
        words = "、".join(self.spellings)
        return word or Problem(
            rule=self.rule, message="不在可选范围内", expected=words, remedy=f"改为其中之一：{words}"
        )


def one_of(spellings: Mapping[str, tuple[str, ...]] | tuple[str, ...], rule: str = "unknown-option") -> OneOf:
    """A choice among words, given alone or with their other spellings."""
    return OneOf(spellings if isinstance(spellings, Mapping) else dict.fromkeys(spellings, ()), rule)
