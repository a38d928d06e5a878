"""What a pathway declares: its evidence, its requirements, its grants, each with a clause."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hncert.domain.levels import Level
from hncert.law.clauses import Clause

Scalar = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A column of the evidence that is stored with every determination, and its Chinese title.

    `values` are its typical values, one of each kind that a rule tells apart, null among them where
    it may be missing: what `law lint` enumerates.
    """

    name: str
    title: str
    values: tuple[Scalar, ...]
    type: Literal["text", "integer", "real"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A condition on every candidate.

    `holds` is a predicate over the evidence columns and `level`, the level that would be granted;
    where it is null the fact is missing, which refuses with the words of `unknown`. `passes` and
    `fails` are an example of each in words.
    """

    id: str
    clause: Clause
    holds: str
    question: str
    remedy: str
    passes: str
    fails: str
    unknown: str = "缺少判断所需的数据"
    figures: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def column(self) -> str:
        """The yes/no column of the requirement in the pathway's table of determinations."""
        return "met_" + self.id.replace("-", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A level and the predicate under which it is granted; exactly one may hold."""

    level: Level
    when: str
    clause: Clause
    since: date | None = None
    until: date | None = None

    @property
    def id(self) -> str:
        """Unique within a pathway on a day: the printed digit, as in `exam/grant-3`."""
        return f"grant-{self.level.printed_grade}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """A pathway. `id` is its public spelling on the command line and in views.

    `evidence` yields one row a candidate with person_id, occupation_code, evidence_number,
    source_import, source_sheet, source_row and the facts; parameters are :as_of and the figures and
    readings that the pathway or its requirements name. Portable SQL only. `details` is a query of
    the rows behind a candidate: `title`, `value` and where each came from, by :person_id,
    :occupation_code and :evidence_number. `needs` says which kinds must be imported first,
    `level_from` what sets the level where it is not the grants themselves.
    """

    id: str
    title: str
    since: date
    clause: Clause
    evidence: str
    facts: tuple[Fact, ...]
    requirements: tuple[Requirement, ...]
    grants: tuple[Grant, ...]
    needs: str
    details: str
    figures: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    level_from: str = ""
    until: date | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The tables that the evidence names."""
        return tuple(sorted(set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", self.evidence))))

    def figures_on(self, on: date) -> set[str]:
        """The figures that the evidence and the requirements in force on a day bind."""
        return {*self.figures, *(id for rule in self.requirements if in_force(rule, on) for id in rule.figures)}

    def readings_on(self, on: date) -> set[str]:
        """The readings that the evidence and the requirements in force on a day bind."""
        return {*self.readings, *(key for rule in self.requirements if in_force(rule, on) for key in rule.readings)}


def in_force(rule: Requirement | Grant | Pathway, on: date) -> bool:
    """True when a rule applies on a day; `until` is its last day."""
    return (rule.since is None or rule.since <= on) and (rule.until is None or on <= rule.until)
