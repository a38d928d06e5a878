"""What a declaration says: a table, its columns, and what contradicts across rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hncert.domain.finding import Severity
from hncert.tables.parsers import OneOf, Parser, header_form, plain

Value = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its stored name, its header and other headers, and how a cell is read.

    `given` names another column whose parsed value the parser also takes. A `required` cell may
    not be blank. One that is not `stored` only helps `prepare`. `options` are the words of a
    drop-down, taken from the parser where it is a choice; `example` fills the blank workbook.
    `shown` is SQL over the stored row `t` that gives the cell back as people write it, where what
    is stored is something else; `default` is what a blank cell stands for.
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
    example: str = ""
    choices: tuple[str, ...] = ()
    shown: str = ""
    default: str = ""

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The words that a drop-down offers; empty where anything may be written."""
        return self.choices or (tuple(self.parse.spellings) if isinstance(self.parse, OneOf) else ())

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Header forms this column answers to, the preferred first."""
        return tuple(dict.fromkeys(header_form(text) for text in (self.header, *self.also)))


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A contradiction across rows, or against what is stored: one SELECT of the offenders.

    The query reads the temporary table `staged` and returns `at`, `value` and `expected`. One
    that can only offend where some columns repeat in the file names them in `repeats`, one that
    cannot offend where the sheet lacks its column is `only_given`.
    """

    rule: str
    column: str
    sql: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    clause: str = ""
    repeats: tuple[str, ...] = ()
    only_given: bool = False


@dataclass(frozen=True, kw_only=True)
class Eligible:
    """Who may appear in a blank workbook that comes pre-filled.

    The query returns `person_id` and columns of the kind under their stored names. Those named in
    `columns` come protected, and on return a row must agree in all of them with what the query, run
    anew, returns. `asks` names the options that the query binds besides `as_of` and
    `graduating_year`.
    """

    sql: str
    columns: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """An importable kind.

    `needs` are groups of columns, one of each group must have a header; `key` names the stored
    columns that tell rows apart; `fixed` values may never differ for the same key; where a sheet
    feeds another kind too, one column of `beside` must have a header; `prepare`
    statements complete the temporary table `staged` before it is compared with the store, and
    `corrections` mend the store where a conflict was only a warning; `eligible` says who comes
    pre-filled in a blank workbook.
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
    eligible: Eligible | None = None

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

    @cached_property
    def example(self) -> dict[str, str]:
        """The example row of the blank workbook, by column; the importer leaves such a row out."""
        return {
            column.name: column.example or (column.options[0] if column.required and column.options else "")
            for column in self.columns
        }

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Stored columns of the target table that are not part of its key."""
        names = (*(column.name for column in self.own_columns), *self.fixed)
        return tuple(name for name in names if name not in self.key)

    @cached_property
    def loose_key(self) -> tuple[str, ...]:
        """Key columns that a row may leave blank; see `blank_in_key`."""
        return tuple(n for n in self.key if n in self.by_name and not self.by_name[n].required)

    def blank_in_key(self, name: str) -> str | int:
        """What is stored for a key column left blank: an empty text, or 0 of a number."""
        return "" if self.by_name[name].type == "text" else 0


PERSON_COLUMN = "系统编号"
"""The header of the hidden column by which a pre-filled row names its person."""

PERSON_FIELDS = ("id_type", "id_number", "name", "sex", "birth_date")
