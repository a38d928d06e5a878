"""Reading the shipped law: documents.toml, figures.toml and readings.toml."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

FILES = ("documents.toml", "figures.toml", "readings.toml", "eligibility.toml")
SHIPPED = "shipped default"
"""The status of a reading that nobody here has chosen or confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of law."""

    id: str
    number: str
    title: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a figure from a day on; `expires` is its last day where it has one.

    `source` says where it stands, `last_checked` when somebody last compared it with that.
    """

    since: date
    value: int | str
    source: str
    last_checked: date
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of law with its dated values, oldest first."""

    id: str
    title: str
    unit: str
    clause: str
    values: tuple[Value, ...]

    def value_by(self, on: date) -> Value | None:
        """The value that holds on a day, expired or not; None before the first."""
        return next((value for value in reversed(self.values) if value.since <= on), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The further value that an option needs: in words, of which kind, and an example."""

    words: str
    kind: Literal["date", "number", "words", "pathways"]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an open question of the policy is read here.

    `options` are the answers the program can follow, in words by their id; `asks` says what further
    value an option needs; `others` are answers that were met and cannot be followed. `status` says
    who chose.
    """

    key: str
    question: str
    clause: str
    chosen: str
    options: Mapping[str, str]
    reason: str
    asks: Mapping[str, Asked] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    argument: str = ""
    status: str = SHIPPED

    @property
    def words(self) -> str:
        """The chosen answer in words."""
        return self.options[self.chosen] + (f"（{self.argument}）" if self.argument else "")

    def argument_of(self, option: str) -> str:
        """The further value of an option: the one in use, else the example; empty where it needs none."""
        if option not in self.asks:
            return ""
        return self.argument if option == self.chosen and self.argument else self.asks[option].example


@cache
def _raw(name: str) -> bytes:
    return (files("hncert.law") / name).read_bytes()


@cache
def documents() -> dict[str, Document]:
    """Every document of law by its id."""
    entries = tomllib.loads(_raw("documents.toml").decode())["document"]
    return {
        id: Document(id=id, number=entry["number"], title=entry["title"], since=entry["since"])
        for id, entry in entries.items()
    }


@cache
def figures() -> dict[str, Figure]:
    """Every shipped figure of law by its id."""
    return {id: _figure(id, entry) for id, entry in tomllib.loads(_raw("figures.toml").decode()).items()}


def _figure(id: str, entry: dict[str, object]) -> Figure:
    values: dict[str, int | str] = entry["values"]  # type: ignore[assignment]
    expiries: dict[str, date] = entry.get("expires", {})  # type: ignore[assignment]
    known: dict[str, Any] = {"source": str(entry["source"]), "last_checked": entry["last_checked"]}
    dated = (
        Value(since=date.fromisoformat(day), value=value, expires=expiries.get(day), **known)
        for day, value in values.items()
    )
    return Figure(
        id=id,
        title=str(entry["title"]),
        unit=str(entry["unit"]),
        clause=str(entry["clause"]),
        values=tuple(sorted(dated, key=lambda value: value.since)),
    )


@cache
def readings() -> dict[str, Reading]:
    """The shipped interpretation register by key."""
    return {key: _reading(key, entry) for key, entry in tomllib.loads(_raw("readings.toml").decode()).items()}


def _reading(key: str, entry: dict[str, Any]) -> Reading:
    asks = {option: Asked(**asked) for option, asked in entry.get("asks", {}).items()}
    return Reading(key=key, **{**entry, "asks": asks, "others": tuple(entry.get("others", ()))})


@cache
def conditions() -> dict[str, dict[str, object]]:
    """The conditions of application by standard edition, as eligibility.toml has them."""
    return tomllib.loads(_raw("eligibility.toml").decode())


@cache
def shipped_version() -> str:
    """Edition date and the first eight hex digits of the digest of the law's files."""
    digest = hashlib.sha256(b"\0".join(_raw(name) for name in FILES)).hexdigest()
    edition = tomllib.loads(_raw("documents.toml").decode())["edition"]
    return f"{edition}+{digest[:8]}"
