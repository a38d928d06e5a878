"""What a check declares: one query of the offenders, with a clause."""

from dataclasses import dataclass

from hncert.domain.finding import Severity
from hncert.domain.levels import PRINTED_LEVELS
from hncert.law.clauses import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A gate of the batch: what it finds stops a list from being frozen.

    `sql` returns one row an offender with `value`, `expected`, `column` (a header), `source_import`,
    `source_sheet` and `source_row` (null where nothing stored is at fault), and what `message`
    names; parameters are :as_of and the `figures`. `value` says the whole fact and no day of the
    check, so that a finding is known again until the fact changes. `level` in a row is a `Level`,
    `occupation_code` becomes `occupation`, the name. A warning may be waived, an error never; a
    `hard` stop is one that no other check or decision lifts.
    """

    id: str
    title: str
    clause: Clause
    severity: Severity
    sql: str
    message: str
    remedy: str
    hard: bool = False
    figures: tuple[str, ...] = ()

    @property
    def can_be_waived(self) -> bool:
        """True where somebody may answer for going on all the same."""
        return self.severity is Severity.WARNING and not self.hard


LATEST = """
      select pathway, max(as_of) as as_of
      from determination_run
      where as_of <= :as_of
      group by pathway"""

AWARDED = f"""
      select a.occupation_code, 6 - a.level as level, count(distinct a.person_id) as people
      from awards a
      join ({LATEST}
      ) l on l.pathway = a.pathway and l.as_of = a.as_of
      group by a.occupation_code, a.level"""
"""The occupations and levels awarded by the last run of each pathway up to the day."""


def level_words(column: str) -> str:
    """SQL for the printed wording of a level."""
    cases = " ".join(f"when {int(level)} then '{level.label}'" for level in PRINTED_LEVELS)
    return f"case {column} {cases} end"
