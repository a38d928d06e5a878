"""What is proved of a pathway: one level or an explicit refusal, and rules that can be met and can fail."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import Literal

from hncert.domain.levels import Level
from hncert.law.law import Law, parameter_of
from hncert.law_lint.relation import Relation, joined, of_leaves
from hncert.law_lint.tree import Leaf, Variables, call_of, leaves, rewritten
from hncert.pathways.pathway import Fact, Grant, Pathway, Requirement, Scalar, in_force

AROUND = date(2024, 6, 30)
"""The day that the typical values of facts lie around."""

CODE = Fact(name="occupation_code", title="职业", values=(None, "4-04-05-01"))
Kind = Literal["cannot-run", "overlap", "gap", "never-met", "never-fails", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something the rules leave open or contradict; `example` is a combination of facts and readings in words."""

    kind: Kind
    pathway: str
    rule: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A rule and how many combinations of the facts and readings that it asks for were covered.

    `runs` is how often the rule had to be run for that.
    """

    pathway: str
    on: date
    rule: str
    asked: tuple[str, ...]
    combinations: int
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was covered and what was found; `combinations` are those of a pathway's rules together."""

    coverage: tuple[Coverage, ...]
    faults: tuple[Fault, ...]
    combinations: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A pathway on a day: its variables, its rules over them, and what its statement binds."""

    pathway: Pathway
    on: date
    variables: Variables
    words: Mapping[str, str]
    bound: Mapping[str, int | str]
    requirements: tuple[Requirement, ...]
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A rule with its leaves and the variables that any of them asked for."""

    rule: str
    found: Sequence[Leaf]
    asked: tuple[str, ...]

    def met(self) -> list[Leaf]:
        return [leaf for leaf in self.found if leaf.answers[0] == 1]


def lint(pathways: Sequence[Pathway], law: Law) -> Linted:
    """Every combination of each pathway's facts and of the options of its readings, on each day its rules change."""
    coverage: list[Coverage] = []
    faults: list[Fault] = []
    totals: dict[str, int] = {}
    for pathway in pathways:
        for on in _days(pathway, law):
            about = _words(pathway, on, law)
            read, broken = _read_all(about)
            coverage += [_covered(about, each) for each in read]
            asked = {name for each in read for name in each.asked}
            totals[pathway.id] = prod(len(about.variables[name]) for name in asked)
            faults += broken or [*_overlaps(about, read[0]), *_lone(about, read[1:]), *_joint(about, read)]
    return Linted(coverage=tuple(coverage), faults=tuple(dict.fromkeys(faults)), combinations=totals)


def examples(pathway: Pathway, predicate: str, law: Law, on: date) -> tuple[str, str]:
    """The first combination of facts under which a predicate of a pathway holds, and the first where it does not."""
    about = _words(pathway, on, law)
    found = leaves([rewritten(predicate, about.words)], about.variables, about.bound)
    met = next((leaf for leaf in found if leaf.answers[0]), None)
    unmet = next((leaf for leaf in found if not leaf.answers[0]), None)
    return tuple(_told(about, leaf.chosen) if leaf else "" for leaf in (met, unmet))  # type: ignore[return-value]


def _days(pathway: Pathway, law: Law) -> list[date]:
    rules: tuple[Requirement | Grant, ...] = (*pathway.requirements, *pathway.grants)
    days = {pathway.since} | {rule.since for rule in rules if rule.since}
    days |= {rule.until + timedelta(days=1) for rule in rules if rule.until}
    figures = {*pathway.figures, *(id for rule in pathway.requirements for id in rule.figures)}
    days |= {value.since for id in figures for value in law.figures[id].values}
    return sorted(day for day in days if day >= pathway.since and in_force(pathway, day))


def _words(pathway: Pathway, on: date, law: Law) -> _Words:
    facts = (*pathway.facts, CODE)
    readings = {parameter_of(key): law.readings[key] for key in sorted(pathway.readings_on(on))}
    grants = tuple(grant for grant in pathway.grants if in_force(grant, on))
    words = {fact.name: f"cast({call_of(fact.name)} as {fact.type})" for fact in facts}
    for name, reading in readings.items():
        cases = "".join(f" when '{id}' then '{reading.argument_of(id)}'" for id in reading.options)
        words |= {f":{name}": call_of(name), f":{name}_value": f"(case {call_of(name)}{cases} end)"}
    cases = " ".join(f"when {rewritten(grant.when, words)} then {int(grant.level)}" for grant in grants)
    words["level"] = f"(case {cases} end)" if cases else "null"
    figures = law.parameters(pathway.figures_on(on), (), on)
    return _Words(
        pathway=pathway,
        on=on,
        variables={**{f.name: f.values for f in facts}, **{name: tuple(r.options) for name, r in readings.items()}},
        words=words,
        bound={"as_of": AROUND.isoformat(), **figures},
        requirements=tuple(rule for rule in pathway.requirements if in_force(rule, on)),
        grants=grants,
    )


def _read_all(about: _Words) -> tuple[list[_Read], list[Fault]]:
    """The grants together first, then each requirement; and the rules that cannot be run."""
    read, faults = [], []
    asked = [("grants", [grant.when for grant in about.grants])]
    asked += [(r.id, [f"case when {r.holds} then 1 when not ({r.holds}) then 0 end"]) for r in about.requirements]
    for rule, expressions in asked:
        try:
            found = leaves([rewritten(sql, about.words) for sql in expressions], about.variables, about.bound)
        except sqlite3.Error as error:
            faults.append(Fault(kind="cannot-run", pathway=about.pathway.id, rule=rule, example=str(error)))
        else:
            names = dict.fromkeys(name for leaf in found for name in leaf.chosen)
            read.append(_Read(rule=rule, found=found, asked=tuple(names)))
    return read, faults


def _covered(about: _Words, read: _Read) -> Coverage:
    return Coverage(
        pathway=about.pathway.id,
        on=about.on,
        rule=read.rule,
        asked=read.asked,
        combinations=prod(len(about.variables[name]) for name in read.asked),
        runs=len(read.found),
    )


def _overlaps(about: _Words, grants: _Read) -> Iterator[Fault]:
    """Two grants that hold at once."""
    for leaf in grants.found:
        holding = [grant.level.label for grant, answer in zip(about.grants, leaf.answers, strict=True) if answer]
        if len(holding) > 1:
            example = f"{_told(about, leaf.chosen)}：{'、'.join(holding)}"
            yield Fault(kind="overlap", pathway=about.pathway.id, rule=grants.rule, example=example)


def _lone(about: _Words, requirements: Sequence[_Read]) -> Iterator[Fault]:
    """Requirements that never fail, or that under an option of a reading are never met."""
    for each in requirements:
        if len(each.met()) == len(each.found):
            yield Fault(kind="never-fails", pathway=about.pathway.id, rule=each.rule, example="")
        names = _readings(each.asked)
        reached = of_leaves(each.met(), names, about.variables).rows
        for options in product(*(about.variables[name] for name in names)):
            if options not in reached:
                example = _told(about, dict(zip(names, options, strict=True)))
                yield Fault(kind="never-met", pathway=about.pathway.id, rule=each.rule, example=example)


def _joint(about: _Words, read: Sequence[_Read]) -> Iterator[Fault]:
    """Combinations that meet every requirement and get no level, and levels that no combination gets."""
    grants, requirements = read[0], read[1:]
    options = _readings(dict.fromkeys(name for each in requirements for name in each.asked))
    all_met = _all_met(about, requirements, (*options, *grants.asked))
    reached: dict[int, set[tuple[Scalar, ...]]] = {}
    for at in range(len(about.grants) + 1):
        by = [leaf for leaf in grants.found if _holds(leaf, at, len(about.grants))]
        own = of_leaves(by, grants.asked, about.variables)
        keep = (*options, *grants.asked) if at == len(about.grants) else options
        found = joined((all_met, own), keep)
        reached[at] = {tuple(row[found.names.index(name)] for name in keep) for row in found.rows}
    for row in sorted(reached[len(about.grants)], key=repr)[:1]:
        example = _told(about, dict(zip((*options, *grants.asked), row, strict=True)))
        yield Fault(kind="gap", pathway=about.pathway.id, rule="grants", example=example)
    for at, grant in enumerate(about.grants):
        missing = set(product(*(about.variables[name] for name in options))) - reached[at]
        for row in sorted(missing, key=repr)[:1]:
            example = f"{grant.level.label}：{_told(about, dict(zip(options, row, strict=True)))}"
            yield Fault(kind="unreachable", pathway=about.pathway.id, rule=grant.id, example=example)


def _holds(leaf: Leaf, at: int, grants: int) -> bool:
    return not any(leaf.answers) if at == grants else bool(leaf.answers[at])


def _all_met(about: _Words, requirements: Sequence[_Read], keep: Sequence[str]) -> Relation:
    """The assignments of `keep` under which some combination of the other facts meets every requirement."""
    relations = []
    for each in requirements:
        others = {name for other in requirements if other is not each for name in other.asked} | set(keep)
        names = tuple(name for name in each.asked if name in others)
        relations.append(of_leaves(each.met(), names, about.variables))
    return joined(relations, keep)


def _readings(names: Mapping[str, object] | Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.startswith("reading_"))


def _told(about: _Words, chosen: Mapping[str, Scalar]) -> str:
    """A combination in words: the titles of facts, the keys of readings."""
    titles = {fact.name: fact.title for fact in (*about.pathway.facts, CODE)}
    words = (
        f"{titles.get(name) or name.removeprefix('reading_').replace('_', '-')}={_value(name, value)}"
        for name, value in chosen.items()
    )
    return "，".join(words)


def _value(name: str, value: Scalar) -> str:
    if value is None:
        return "（空）"
    if name.endswith(("_level", "_ceiling")) and isinstance(value, int):
        return Level(value).label
    return ("是" if value else "否") if name.startswith(("is_", "has_")) else str(value)
