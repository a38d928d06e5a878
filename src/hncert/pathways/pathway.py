"""What a pathway declares: its evidence, its requirements, its grants, each with a clause."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from hncert.domain.levels import Level
from hncert.law.clauses import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A column of the evidence that is stored with every determination, and its Chinese title."""

    name: str
    title: str
    type: Literal["text", "integer"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A condition on every candidate.

    `holds` is a predicate over the evidence columns and `level`, the level that would be granted;
    where it is null the fact is missing, which refuses with the words of `unknown`.
    """

    id: str
    clause: Clause
    holds: str
    question: str
    remedy: str
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
    """A level and the predicate under which it is granted; the first that holds wins."""

    level: Level
    when: str
    clause: Clause
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """A pathway. `id` is its public spelling on the command line and in views.

    `evidence` yields one row a candidate with person_id, occupation_code, evidence_number,
    source_import, source_sheet, source_row and the facts; parameters are :as_of and the figures
    that requirements name. Portable SQL only.
    """

    id: str
    title: str
    since: date
    clause: Clause
    evidence: str
    facts: tuple[Fact, ...]
    requirements: tuple[Requirement, ...]
    grants: tuple[Grant, ...]
    until: date | None = None


def in_force(rule: Requirement | Grant | Pathway, on: date) -> bool:
    """True when a rule applies on a day; `until` is its last day."""
    return (rule.since is None or rule.since <= on) and (rule.until is None or on <= rule.until)
