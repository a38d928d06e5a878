"""What a declaration says: a table, its columns, and what contradicts across rows."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from hncert.domain.finding import Problem, Severity
from hncert.domain.id_numbers import is_scientific, unrecoverable

Value = str | int | float | None
Parser = Callable[..., Any]

_ASIDE = re.compile(r"\([^()]*\)|[\s*:：＊、/\u200b-\u200f\ufeff]")


def header_form(text: str) -> str:
    """A header as it is compared: half width, without spaces, asides in brackets or marks."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text)).upper()


def plain(text: str) -> str:
    """Text as it stands."""
    return text


def whole_number(text: str) -> int | Problem:
    """A whole number that is not negative, with or without thousands separators."""
    digits = unicodedata.normalize("NFKC", text).replace(",", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        return int(digits)
    return Problem(rule="bad-number", message="不是合理的整数", expected="0 至 999999999", remedy="只填数字，不带单位")


def code(text: str) -> str | Problem:
    """A number or code as it stands, unless a spreadsheet has turned it into 4.1E+14."""
    return unrecoverable() if "+" in text and is_scientific(text) else text


def hours(text: str) -> float | Problem:
    """Class hours: a number from 0 up to 24 a day."""
    try:
        value = float(unicodedata.normalize("NFKC", text))
    except ValueError:
        value = -1.0
    if 0 <= value <= 24:
        return value
    return Problem(rule="bad-hours", message="学时不对", expected="0 至 24 的数字", remedy="只填当天学时数，不带单位")


def one_of(spellings: Mapping[str, tuple[str, ...]], rule: str = "unknown-option") -> Parser:
    """A parser for a fixed set of words, each with the other spellings people use."""
    lookup = {header_form(form): word for word, others in spellings.items() for form in (word, *others)}

    def parse(text: str) -> str | Problem:
        word = lookup.get(header_form(text)) or lookup.get(text.strip())
        return word or Problem(
            rule=rule,
            message="不在可选范围内",
            expected="、".join(spellings),
            remedy=f"改为其中之一：{'、'.join(spellings)}",
        )

    return parse


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its stored name, its header and other headers, and how a cell is read.

    `given` names another column whose parsed value the parser also takes. A `required` cell may
    not be blank. One that is not `stored` only helps `prepare`.
    """

    name: str
    header: str
    also: tuple[str, ...] = ()
    parse: Parser = plain
    type: Literal["text", "integer", "real"] = "text"
    required: bool = False
    given: str = ""
    stored: bool = True
    note: str = ""

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Header forms this column answers to, the preferred first."""
        return tuple(dict.fromkeys(header_form(text) for text in (self.header, *self.also)))


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A contradiction across rows, or against what is stored: one SELECT of the offenders.

    The query reads the temporary table `staged` and returns `at`, `value` and `expected`. One
    that can only offend where some columns repeat in the file names them in `repeats`.
    """

    rule: str
    column: str
    sql: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    clause: str = ""
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """An importable kind.

    `needs` are groups of columns, one of each group must have a header; `key` names the stored
    columns that tell rows apart; `fixed` values may never differ for the same key; where a sheet
    feeds another kind too, one column of `beside` must have a header; `prepare`
    statements complete the temporary table `staged` before it is compared with the store, and
    `corrections` mend the store where a conflict was only a warning.
    """

    id: str
    title: str
    target: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    fixed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @cached_property
    def is_about_people(self) -> bool:
        """True when each row names a person by an identity document."""
        return any(column.name == "id_number" for column in self.columns)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by stored name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def own_columns(self) -> tuple[Column, ...]:
        """Columns that land in the target table, not in `person`."""
        return tuple(column for column in self.columns if column.stored and column.name not in PERSON_FIELDS)


PERSON_FIELDS = ("id_type", "id_number", "name", "sex", "birth_date")
