"""Reading the shipped law: documents.toml, figures.toml and readings.toml."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from hncert.domain.errors import FigureNotInForce

FILES = ("documents.toml", "figures.toml", "readings.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of law."""

    id: str
    number: str
    title: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of law with its dated values, oldest first."""

    id: str
    title: str
    unit: str
    clause: str
    source: str
    last_checked: date
    values: tuple[tuple[date, int | str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an open question of the policy is read here; `status` says who chose."""

    key: str
    question: str
    clause: str
    chosen: str
    options: tuple[str, ...]
    reason: str
    status: str = "shipped default"


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
    """Every figure of law by its id."""
    return {
        id: Figure(
            id=id,
            title=entry["title"],
            unit=entry["unit"],
            clause=entry["clause"],
            source=entry["source"],
            last_checked=entry["last_checked"],
            values=tuple(sorted((date.fromisoformat(day), value) for day, value in entry["values"].items())),
        )
        for id, entry in tomllib.loads(_raw("figures.toml").decode()).items()
    }


@cache
def readings() -> dict[str, Reading]:
    """The interpretation register by key."""
    return {
        key: Reading(key=key, **{**entry, "options": tuple(entry["options"])})
        for key, entry in tomllib.loads(_raw("readings.toml").decode()).items()
    }


def figure(id: str, on: date) -> int | str:
    """The value of a figure on a day. Raises FigureNotInForce when it has none."""
    entry = figures()[id]
    in_force = [value for since, value in entry.values if since <= on]
    if not in_force:
        raise FigureNotInForce(title=entry.title, on=on)
    return in_force[-1]


@cache
def law_version() -> str:
    """Edition date and the first eight hex digits of the digest of the three files."""
    digest = hashlib.sha256(b"\0".join(_raw(name) for name in FILES)).hexdigest()
    edition = tomllib.loads(_raw("documents.toml").decode())["edition"]
    return f"{edition}+{digest[:8]}"
