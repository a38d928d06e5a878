"""What a check declares: one query of the offenders, with a clause."""

from dataclasses import dataclass

from hncert.domain.finding import Severity
from hncert.domain.levels import PRINTED_LEVELS
from hncert.law.clauses import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A gate of the batch: what it finds stops a list from being frozen.

    `sql` returns one row an offender with `occupation_code` (null where none is meant), `value`,
    `expected`, `column` (a header), `source_import`, `source_sheet` and `source_row` (null where
    nothing stored is at fault); parameters are :as_of and the `figures`. `value` says the whole fact
    and no day of the check, so that a finding is known again until the fact changes. A warning may
    be waived, an error never; a `hard` stop is one that no other check or decision lifts.
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

GRANTED = f"""
      select distinct g.occupation_code, 6 - g.level as level
      from granted_levels g
      join ({LATEST}
      ) l on l.pathway = g.pathway and l.as_of = g.as_of"""
"""The occupations and levels granted by the last run of each pathway up to the day."""

IS_AWARDED = f"""
          exists (
            select 1
            from determinations d
            join ({LATEST}
            ) l on l.pathway = d.pathway and l.as_of = d.as_of
            where d.outcome = 'granted'
              and not (d.occupation_code <> w.occupation_code or d.level <> 6 - w.level)
              and not exists (
                select 1
                from determinations b
                where b.person_id = d.person_id and b.as_of = d.as_of and b.occupation_code = d.occupation_code
                  and b.outcome = 'granted' and b.level < d.level
              )
          )"""
"""Of an offender `w` among the granted: it is somebody's best.

Written with `not`, so that no index is made for each offender: the first rows mostly answer.
"""


def level_words(column: str) -> str:
    """SQL for the printed wording of a level."""
    cases = " ".join(f"when {int(level)} then '{level.label}'" for level in PRINTED_LEVELS)
    return f"case {column} {cases} end"
