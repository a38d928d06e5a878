"""Predicates run by SQLite over every combination of values, branching only on what they ask for.

A function stands in the place of every fact. It answers with a value and notes that it was asked, so
one run covers all combinations that differ only in facts that were not asked for.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from hncert.pathways.pathway import Scalar

Variables = Mapping[str, tuple[Scalar, ...]]
"""The values that each fact or reading can take, by its name."""

_TOKEN = re.compile(r"'(?:[^']|'')*'|:\w+|\w+")


@dataclass(frozen=True, slots=True)
class Leaf:
    """The values that a run asked for, in the order asked, and what the expressions came to."""

    chosen: Mapping[str, Scalar]
    answers: tuple[Scalar, ...]


def rewritten(sql: str, words: Mapping[str, str]) -> str:
    """An expression with other SQL in the place of some names and parameters; literals stay."""
    return _TOKEN.sub(lambda found: words.get(found[0], found[0]), sql)


def call_of(name: str) -> str:
    """The SQL that asks for a variable."""
    return f"ask_{name}()"


def leaves(expressions: Sequence[str], variables: Variables, bound: Mapping[str, int | str]) -> list[Leaf]:
    """Every run of the expressions, which together cover every combination of the variables once.

    Raises sqlite3.Error where an expression cannot be run.
    """
    found: list[Leaf] = []
    asked: dict[str, int] = {}
    path: list[int] | None = []

    def ask(name: str) -> Scalar:
        if name not in asked:
            at = len(asked)
            asked[name] = path[at] if path and at < len(path) else 0
        return variables[name][asked[name]]

    with closing(sqlite3.connect(":memory:")) as db:
        for name in variables:
            db.create_function(f"ask_{name}", 0, partial(ask, name))
        statement = f"select {', '.join(expressions)}"
        while path is not None:
            asked.clear()
            answers = db.execute(statement, bound).fetchone()
            found.append(Leaf({name: variables[name][at] for name, at in asked.items()}, answers))
            path = _next_path(asked, variables)
    return found


def _next_path(asked: Mapping[str, int], variables: Variables) -> list[int] | None:
    """The choices of the next run: the last that has another value takes it; None when all are done."""
    path, names = list(asked.values()), list(asked)
    while path and path[-1] == len(variables[names[len(path) - 1]]) - 1:
        path.pop()
    return [*path[:-1], path[-1] + 1] if path else None
