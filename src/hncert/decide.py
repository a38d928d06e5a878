"""Stage: figures and readings decided in a workspace; requirements are never decided here."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from hncert.domain.errors import BadValue, OptionNotFollowed
from hncert.law.law import Decision, Law
from hncert.law.register import Asked, Figure, Reading
from hncert.pathways.order import pathway_order
from hncert.store import law_decisions
from hncert.store.law_decisions import law_of

MONTH_AND_DAY = "月-日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what a decision rests: the document, the reason, who decided and when."""

    document: str
    reason: str
    author: str
    now: datetime

    def __post_init__(self) -> None:
        for option, text in (("--document", self.document), ("--reason", self.reason)):
            if not text.strip():
                raise BadValue(what=option, value="（空）", expected="写明依据的文号（或会议纪要等）和理由，供以后核对")


def set_figure(
    db: sqlite3.Connection, id: str, value: str, *, since: date, expires: date | None, ground: Ground
) -> Figure:
    """Give a figure a value from a day on. Raises BadValue for an unknown figure or a value of the wrong form."""
    figures = law_of(db).figures
    if id not in figures:
        raise BadValue(what="政策数值", value=id, expected=f"写其中一个：{'、'.join(figures)}")
    if expires is not None and expires < since:
        raise BadValue(what="--expires", value=expires, expected=f"不早于生效日期 {since}")
    return _decided(db, "figure", id, _figure_value(figures[id], value), "", since, expires, ground).figures[id]


def confirm(db: sqlite3.Connection, key: str, *, ground: Ground) -> Reading:
    """Say that the school reads a question as it stands. Raises BadValue for an unknown reading."""
    reading = reading_of(law_of(db), key)
    return _decided(db, "reading", key, reading.chosen, reading.argument, None, None, ground).readings[key]


def choose(db: sqlite3.Connection, key: str, option: str, argument: str, *, ground: Ground) -> Reading:
    """Read a question by another option.

    Raises OptionNotFollowed for an answer that is only noted down, BadValue for an unknown option or
    for a further value that is missing, not asked for or of the wrong form.
    """
    reading = reading_of(law_of(db), key)
    if option in reading.others:
        raise OptionNotFollowed(key=key, option=option, options="、".join(reading.options))
    if option not in reading.options:
        raise BadValue(what=f"口径 {key} 的选择", value=option, expected=f"写其中一个：{'、'.join(reading.options)}")
    further = _argument(option, reading.asks.get(option), argument.strip())
    return _decided(db, "reading", key, option, further, None, None, ground).readings[key]


def reading_of(law: Law, key: str) -> Reading:
    """A reading by its key. Raises BadValue for an unknown one."""
    if key not in law.readings:
        raise BadValue(what="口径", value=key, expected=f"写其中一个：{'、'.join(law.readings)}")
    return law.readings[key]


def _decided(
    db: sqlite3.Connection,
    kind: str,
    key: str,
    value: str,
    argument: str,
    since: date | None,
    expires: date | None,
    ground: Ground,
) -> Law:
    decision = Decision(
        kind="figure" if kind == "figure" else "reading",
        key=key,
        value=value,
        argument=argument,
        since=since,
        expires=expires,
        document=ground.document.strip(),
        reason=ground.reason.strip(),
        author=ground.author,
        decided_at=ground.now.isoformat(timespec="seconds"),
    )
    return law_decisions.decide(db, decision)


def _figure_value(figure: Figure, text: str) -> str:
    """A value of the figure's kind: a month and day, or a whole number not below 0."""
    value = text.strip()
    if figure.unit == MONTH_AND_DAY:
        if not _is_day(f"2024-{value}") or not re.fullmatch(r"\d\d-\d\d", value, re.ASCII):
            raise BadValue(what=figure.title, value=text, expected="写成 11-30 这样的月-日")
    elif not re.fullmatch(r"\d{1,6}", value, re.ASCII):
        raise BadValue(what=figure.title, value=text, expected=f"写成整数，单位：{figure.unit}")
    return value


def _argument(option: str, asked: Asked | None, text: str) -> str:
    if asked is None:
        if text:
            raise BadValue(what="--value", value=text, expected=f"{option} 不需要另外的值，去掉 --value")
        return ""
    if not text or not _is_of(asked.kind, text):
        raise BadValue(what="--value", value=text or "（空）", expected=f"写{asked.words}，如 {asked.example}")
    return text.replace("，", ",").replace("、", ",") if asked.kind in ("words", "pathways") else text


def _is_of(kind: str, text: str) -> bool:
    """Whether a further value is of its kind. Raises BadValue for a wrong order of pathways."""
    if kind == "date":
        return _is_day(text)
    if kind == "number":
        return re.fullmatch(r"\d{1,6}(\.\d+)?", text, re.ASCII) is not None
    return kind == "words" or bool(pathway_order(text.replace("、", ",")))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
