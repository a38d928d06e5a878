"""The law of a workspace: what is shipped, with the figures and readings decided there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from hncert.domain.dates import years_later
from hncert.domain.errors import FigureExpired, FigureNotInForce
from hncert.law.register import Figure, Reading, Value, figures, readings, shipped_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A figure or a reading decided in a workspace: what, from when, by whom, on what document.

    A decision that repeats a reading's shipped option confirms it.
    """

    kind: Literal["figure", "reading"]
    key: str
    value: str
    argument: str
    since: date | None
    expires: date | None
    document: str
    reason: str
    author: str
    decided_at: str


@dataclass(frozen=True)
class Law:
    """Figures and readings as they stand after the decisions of a workspace, the last one winning."""

    decisions: tuple[Decision, ...] = ()

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure with the values decided here among its dated values."""
        found = dict(figures())
        for each in self.decisions:
            if each.kind == "figure" and each.since is not None:
                shipped = found[each.key]
                kind = type(figures()[each.key].values[0].value)
                value = Value(
                    since=each.since,
                    value=kind(each.value),
                    expires=each.expires,
                    source=f"{each.document}（{each.author} {each.decided_at[:10]} 登记：{each.reason}）",
                    last_checked=date.fromisoformat(each.decided_at[:10]),
                )
                values = [kept for kept in shipped.values if kept.since != each.since]
                found[each.key] = replace(shipped, values=tuple(sorted((*values, value), key=lambda one: one.since)))
        return found

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Every reading with the option chosen here."""
        found = dict(readings())
        for each in self.decisions:
            if each.kind == "reading":
                status = f"{each.author} {each.decided_at[:10]} 决定，依据：{each.document or each.reason}"
                found[each.key] = replace(found[each.key], chosen=each.value, argument=each.argument, status=status)
        return found

    @property
    def version(self) -> str:
        """The shipped version and, where anything is decided here, a digest of the decisions."""
        if not self.decisions:
            return shipped_version()
        text = "\n".join(repr(each) for each in self.decisions)
        return f"{shipped_version()}+{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def as_decided_by(self, day: date) -> "Law":
        """The readings as they stood at the end of a day; figures stay, for they carry their own days."""
        kept = (one for one in self.decisions if one.kind == "figure" or one.decided_at[:10] <= day.isoformat())
        return Law(tuple(kept))

    def figure(self, id: str, on: date) -> int | str:
        """The value of a figure on a day. Raises FigureNotInForce or FigureExpired."""
        entry = self.figures[id]
        last = entry.value_by(on)
        if last is None:
            raise FigureNotInForce(title=entry.title, on=on)
        if last.expires is not None and on > last.expires:
            raise FigureExpired(title=entry.title, id=id, on=on, expires=last.expires)
        return last.value

    def parameters(self, figure_ids: Iterable[str], reading_keys: Iterable[str], on: date) -> dict[str, int | str]:
        """Figures and readings as the named parameters of a statement: `pass_mark`, `reading_resit` …

        A reading's further value is `<name>_value`, text, empty where it has none.
        """
        bound: dict[str, int | str] = {id: self.figure(id, on) for id in sorted(set(figure_ids))}
        for key in sorted(set(reading_keys)):
            name = parameter_of(key)
            bound |= {name: self.readings[key].chosen, f"{name}_value": self.readings[key].argument}
        return bound

    def stale(self, figure_ids: Iterable[str], on: date, today: date) -> list[tuple[Figure, Value]]:
        """Of the named figures the values of a day that nobody has checked for more than a year."""
        entries = (self.figures[id] for id in sorted(set(figure_ids)))
        dated = ((entry, value) for entry in entries if (value := entry.value_by(on)) is not None)
        return [(entry, value) for entry, value in dated if years_later(value.last_checked, 1) < today]


def parameter_of(key: str) -> str:
    """The parameter that carries the chosen option of a reading."""
    return "reading_" + key.replace("-", "_")


SHIPPED_LAW = Law()
