"""Change the rules one token at a time and see whether a worked case notices: the survivors are listed.

Usage: python tests/mutants.py [PATHWAY ... | statement]   (or: make mutants)

Every comparison, connective, number, join and aggregate of a pathway's evidence, requirements and
grants is changed in turn. A mutant is killed when a worked case of the pathway comes out otherwise.
Likewise the functions that compose and store the statement; of these a mutant is killed by a worked
case of any pathway or a test of determine.
"""

import ast
import inspect
import re
import sqlite3
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import test_determine
from college import law_of, open_memory, settle
from worked_cases import Case, case_rows, worked_cases

from hncert import determine as stage
from hncert.determine import determine
from hncert.domain.errors import HncertError
from hncert.pathways import PATHWAYS, statement
from hncert.pathways import pathway as declaration
from hncert.pathways.pathway import Pathway

SWAPS = (
    (r"<=", ("<", ">")),
    (r">=", (">", "<")),
    (r"(?<![<>])=(?!=)", ("<>",)),
    (r"<>", ("=",)),
    (r"<(?![=>])", ("<=", ">")),
    (r"(?<![<=])>(?!=)", (">=", "<")),
    (r"\band\b", ("or",)),
    (r"\bor\b", ("and",)),
    (r"\bnot exists\b", ("exists",)),
    (r"\bis not null\b", ("is null",)),
    (r"\bis null\b", ("is not null",)),
    (r"\bleft join\b", ("join",)),
    (r"\bmax\(", ("min(",)),
    (r"\bmin\(", ("max(",)),
    (r"(?<![\w:.'-])\d+(?![\w'.-])", ("{+1}",)),
)
AROUND = 60
STATEMENT = "statement"
COMPOSING: tuple[Callable[..., Any], ...] = (
    statement.parameters,
    statement.insertion,
    statement.judgement,
    statement._kept,
    statement._level,
    statement._met,
    declaration.in_force,
    stage._run,
    stage.place_of,
)
"""What composes the statement of a pathway, runs it and stores its result."""
MODULES: tuple[Any, ...] = (declaration, statement, stage)
TESTS = [test for name, test in vars(test_determine).items() if name.startswith("test_")]


@dataclass(frozen=True)
class Mutant:
    """A changed pathway: where, what stood there and what stands there now."""

    pathway: Pathway
    where: str
    change: str
    around: str


def mutants(pathway: Pathway) -> Iterator[Mutant]:
    """Every pathway that differs from this one in one token."""
    for text, change, around in _changed(pathway.evidence):
        yield Mutant(replace(pathway, evidence=text), "evidence", change, around)
    for at, rule in enumerate(pathway.requirements):
        for text, change, around in _changed(rule.holds):
            rules = (*pathway.requirements[:at], replace(rule, holds=text), *pathway.requirements[at + 1 :])
            yield Mutant(replace(pathway, requirements=rules), rule.id, change, around)
    for at, grant in enumerate(pathway.grants):
        for text, change, around in _changed(grant.when):
            grants = (*pathway.grants[:at], replace(grant, when=text), *pathway.grants[at + 1 :])
            yield Mutant(replace(pathway, grants=grants), grant.id, change, around)


def _changed(sql: str) -> Iterator[tuple[str, str, str]]:
    for pattern, others in SWAPS:
        for found in re.finditer(pattern, sql):
            for other in others:
                new = str(int(found[0]) + 1) if other == "{+1}" else other
                around = " ".join(sql[max(0, found.start() - AROUND) : found.end() + AROUND].split())
                yield sql[: found.start()] + new + sql[found.end() :], f"{found[0]} → {new}", around


@dataclass(frozen=True)
class Filled:
    """A worked case in a store of its own and what the engine says of it."""

    case: Case
    db: sqlite3.Connection
    rows: list[tuple[Any, ...]]


def filled(pathway: Pathway) -> list[Filled]:
    """The worked cases of a pathway, each stored once."""
    found = []
    for case in worked_cases(pathway.id):
        db = _without_statement_cache(case)
        found.append(Filled(case, db, _said(db, case, pathway)))
    return found


def _without_statement_cache(case: Case) -> sqlite3.Connection:
    """The case's store; hundreds of long statements kept by a hundred connections would fill the memory."""
    db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    db.row_factory = sqlite3.Row
    with closing(open_memory()) as made:
        settle(made, case.told)
        made.backup(db)
    return db


def _said(db: sqlite3.Connection, case: Case, pathway: Pathway) -> list[tuple[Any, ...]]:
    determine(db, [pathway], case.told["as_of"], law_of(case.told))
    told = ("evidence_number", "outcome", "unmet", "unknown")
    return sorted(
        (str(row["occupation_code"]), str(row["level"]), *(row[name] for name in told))
        for row in case_rows(db, pathway)
    )


def is_killed(mutant: Mutant, cases: list[Filled]) -> bool:
    """True when a case comes out otherwise, or the statement cannot run."""
    for one in cases:
        try:
            if _said(one.db, one.case, mutant.pathway) != one.rows:
                return True
        except (sqlite3.Error, HncertError):
            return True
    return False


@dataclass(frozen=True)
class Composed:
    """A function of `COMPOSING` changed in one token: its new source, what stood there and what stands there now."""

    original: Callable[..., Any]
    source: str
    change: str
    around: str


def composed() -> Iterator[Composed]:
    """Every function that composes the statement, with one token of its body changed."""
    for function in COMPOSING:
        source = textwrap.dedent(inspect.getsource(function))
        at = _body(source)
        for text, change, around in (*_changed(source[at:]), *_negated(source[at:])):
            if _compiles(source[:at] + text):
                yield Composed(function, source[:at] + text, change, around)


def _body(source: str) -> int:
    """Where a function's first statement after the docstring begins."""
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    first = function.body[1 if ast.get_docstring(function) else 0]
    return sum(len(line) for line in source.splitlines(keepends=True)[: first.lineno - 1])


def _negated(source: str) -> Iterator[tuple[str, str, str]]:
    for found in re.finditer(r"\bif (not )?in_force\b", source):
        new = "if in_force" if found[1] else "if not in_force"
        around = " ".join(source[max(0, found.start() - AROUND) : found.end() + AROUND].split())
        yield source[: found.start()] + new + source[found.end() :], f"{found[0]} → {new}", around


def _compiles(source: str) -> bool:
    try:
        compile(source, STATEMENT, "exec")
    except SyntaxError:
        return False
    return True


@contextmanager
def in_place(mutant: Composed) -> Iterator[None]:
    """The changed function instead of the original, wherever that was imported."""
    name = mutant.original.__name__
    made: dict[str, Any] = {}
    exec(compile(mutant.source, STATEMENT, "exec"), mutant.original.__globals__, made)
    holders = [module for module in MODULES if getattr(module, name, None) is mutant.original]
    for module in holders:
        setattr(module, name, made[name])
    try:
        yield
    finally:
        for module in holders:
            setattr(module, name, mutant.original)


def is_noticed(mutant: Composed, cases: list[Filled]) -> bool:
    """True when a case comes out otherwise, a test of determine fails, or something cannot run."""
    with in_place(mutant):
        try:
            for test in TESTS:
                if not inspect.signature(test).parameters:
                    test()
            return any(_said(one.db, one.case, one.case.pathway) != one.rows for one in cases)
        except (Exception, pytest.fail.Exception):  # noqa: BLE001 - a mutant may fail in any way
            return True


def main(names: list[str]) -> None:
    """Run the mutants of the named pathways, of the statement, or of all, and list who survived."""
    for way in PATHWAYS:
        if not names or way.id in names:
            cases, every = filled(way), list(mutants(way))
            alive = [mutant for mutant in every if not is_killed(mutant, cases)]
            _tell(way.id, len(every), [(mutant.where, mutant.change, mutant.around) for mutant in alive])
    if not names or STATEMENT in names:
        cases, changed = [one for way in PATHWAYS for one in filled(way)], list(composed())
        unnoticed = [mutant for mutant in changed if not is_noticed(mutant, cases)]
        told = [(mutant.original.__name__, mutant.change, mutant.around) for mutant in unnoticed]
        _tell(STATEMENT, len(changed), told)


def _tell(what: str, tried: int, alive: list[tuple[str, str, str]]) -> None:
    print(f"{what}: {tried} mutants, {tried - len(alive)} killed, {len(alive)} survive", flush=True)
    for where, change, around in alive:
        print(f"  {where}: {change}   … {around} …", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
