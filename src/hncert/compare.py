"""Stage: two judgements of the same candidates side by side, and who comes out differently.

A judgement is held in a temporary table: one that is stored, or one made for the purpose by a
statement, under any law and day. What is compared is the level and the requirements not met.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from hncert.domain.errors import DeterminationIncomplete
from hncert.domain.levels import Level
from hncert.law.law import Law
from hncert.pathways.pathway import Pathway, in_force
from hncert.pathways.statement import judgement, parameters
from hncert.store import determinations

COLUMNS = "person_id, occupation_code, evidence_number, level, unmet"
NEW, GONE, GRANTED, REFUSED, RAISED, LOWERED, SAME = (
    "新的候选",
    "不再是候选",
    "改为认定",
    "改为不予认定",
    "等级提高",
    "等级降低",
    "结果相同，原因不同",
)
BEFORE, AFTER = "judged_before", "judged_after"
"""The temporary tables of the two judgements that are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How a judgement came out for a candidate; `level` None is refused, `unmet` names the reasons."""

    level: int | None
    unmet: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Granted which level, or refused."""
        return f"认定{Level(self.level).label}" if self.level is not None else "不予认定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A candidate that came out differently; a side is None where it is no candidate."""

    pathway: str
    person_id: int
    name: str
    id_number: str
    occupation_code: str | None
    evidence_number: str
    before: Side | None
    after: Side | None

    @property
    def kind(self) -> str:
        """What happened, in words."""
        if self.before is None or self.after is None:
            return NEW if self.before is None else GONE
        old, new = self.before.level, self.after.level
        if old == new:
            return SAME
        if old is None or new is None:
            return GRANTED if old is None else REFUSED
        return RAISED if new > old else LOWERED

    def as_data(self, number: str) -> dict[str, object]:
        """The same as plain values, with the identity number as it may be shown and printed levels."""
        sides = {"before": self.before, "after": self.after}
        told = {name: side and {**asdict(side), "level": _printed(side.level)} for name, side in sides.items()}
        return {**asdict(self), **told, "id_number": number, "kind": self.kind}


def replayed(db: sqlite3.Connection, pathway: Pathway, run: sqlite3.Row) -> list[Change]:
    """A run judged again from the facts it stored, with the figures, readings and rules that it used."""
    asked = tuple(rule for rule in pathway.requirements if rule.column in run["requirements"].split(","))
    then = replace(pathway, requirements=asked)
    as_of = date.fromisoformat(run["as_of"])
    facts = determinations.stored_facts(pathway.id, [fact.name for fact in pathway.facts])
    bound = {**json.loads(run["parameters"]), "replayed": run["run_id"]}
    hold_run(db, BEFORE, run)
    hold_judgement(db, AFTER, then, as_of, judgement(then, as_of, facts), bound)
    return changes(db, pathway.id, BEFORE, AFTER, reasons=True)


def under(db: sqlite3.Connection, pathway: Pathway, run: sqlite3.Row, law: Law, law_day: date) -> list[Change]:
    """A run judged again from what is stored now, by the law of another day."""
    hold_people(db, BEFORE, run)
    _hold_under(db, AFTER, pathway, law, law_day, date.fromisoformat(run["as_of"]))
    return changes(db, pathway.id, BEFORE, AFTER)


def between(
    db: sqlite3.Connection, pathway: Pathway, laws: tuple[Law, Law], law_days: tuple[date, date], as_of: date
) -> list[Change]:
    """Who comes out differently by the laws of two days, on the facts of one."""
    for name, law, law_day in zip((BEFORE, AFTER), laws, law_days, strict=True):
        _hold_under(db, name, pathway, law, law_day, as_of)
    return changes(db, pathway.id, BEFORE, AFTER)


def _hold_under(db: sqlite3.Connection, name: str, pathway: Pathway, law: Law, law_day: date, as_of: date) -> None:
    """Keep what a law says of the facts of a day; nothing where the pathway was not in force."""
    if in_force(pathway, law_day):
        bound = parameters(pathway, as_of, law_day, law)
        hold_judgement(db, name, pathway, law_day, judgement(pathway, law_day), bound)
    else:
        hold_nothing(db, name)


def hold_judgement(
    db: sqlite3.Connection,
    name: str,
    pathway: Pathway,
    law_day: date,
    statement: str,
    bound: Mapping[str, int | str],
) -> None:
    """Judge every candidate by a statement, keep it as the temporary table `name` and store nothing.

    Raises DeterminationIncomplete when the statement cannot run.
    """
    columns = [rule.column for rule in pathway.requirements if in_force(rule, law_day)]
    try:
        _hold(db, name, f"select * from ({statement})", columns, {**bound, "run_id": 0})
    except sqlite3.OperationalError as error:
        raise DeterminationIncomplete(title=pathway.title, reason=error) from error


def hold_run(db: sqlite3.Connection, name: str, run: sqlite3.Row) -> None:
    """Keep a stored run as the temporary table `name`, so that a later run may replace it."""
    columns = [column for column in run["requirements"].split(",") if column]
    table = determinations.table_of(run["pathway"])
    _hold(db, name, f'select * from "{table}" where run_id = :run_id', columns, {"run_id": run["run_id"]})


def hold_people(db: sqlite3.Connection, name: str, run: sqlite3.Row) -> None:
    """Keep a stored run by the people of today: what it said of a merged number under the person kept.

    Of one piece of evidence that is then held twice, the higher level stays.
    """
    hold_run(db, name, run)
    merged = "select merged_into from person where merged_into is not null"
    db.execute(
        f'update temp."{name}" as h set person_id = p.merged_into '
        "from person p where p.person_id = h.person_id and p.merged_into is not null"
    )
    db.execute(
        f'delete from temp."{name}" as h where h.person_id in ({merged}) and exists ('
        f'select 1 from temp."{name}" o where {_same("o", "h")} '
        "and (coalesce(o.level, -1), o.rowid) > (coalesce(h.level, -1), h.rowid))"
    )


def hold_nothing(db: sqlite3.Connection, name: str) -> None:
    """Keep an empty judgement, of a day on which the pathway was not in force."""
    _hold(
        db,
        name,
        "select 0 as person_id, '' as occupation_code, '' as evidence_number, 0 as level where 1 = 0",
        [],
        {},
    )


def _hold(
    db: sqlite3.Connection, name: str, source: str, columns: Iterable[str], bound: Mapping[str, int | str]
) -> None:
    listed = " || ".join(
        f"case when coalesce({column}, 0) = 0 then ',{column.removeprefix('met_').replace('_', '-')}' else '' end"
        for column in columns
    )
    unmet = f"substr({listed}, 2)" if listed else "''"
    db.execute(f'drop table if exists temp."{name}"')
    db.execute(
        f'create temp table "{name}" as '
        f"select person_id, occupation_code, evidence_number, level, {unmet} as unmet from ({source})",
        bound,
    )
    db.execute(f'create index temp."{name}_candidate" on "{name}" (person_id, evidence_number)')


def changes(db: sqlite3.Connection, pathway: str, before: str, after: str, *, reasons: bool = False) -> list[Change]:
    """Who comes out differently in two held judgements, by pathway, name and evidence.

    A refusal for other reasons counts as different only with `reasons`; neither does a candidate
    who is new, or no more one, and refused.
    """
    differs = "a.level is not b.level or a.unmet is not b.unmet" if reasons else "a.level is not b.level"
    rows = db.execute(
        f"""
        select p.name, p.id_number, c.*
        from (
          select b.person_id, b.occupation_code, b.evidence_number, b.level as old_level, b.unmet as old_unmet,
            a.level as new_level, a.unmet as new_unmet
          from temp."{before}" b
          left join temp."{after}" a on {_same("a", "b")}
          where {differs}
          union all
          select a.person_id, a.occupation_code, a.evidence_number, null, null, a.level, a.unmet
          from temp."{after}" a
          left join temp."{before}" b on {_same("a", "b")}
          where b.person_id is null and ({differs})
        ) c
        join person p on p.person_id = c.person_id
        order by p.name, c.person_id, c.occupation_code, c.evidence_number
        """
    ).fetchall()
    return [_change(pathway, row) for row in rows]


def counted(found: Iterable[Change]) -> dict[str, int]:
    """How many candidates changed, by what happened to them, and how many persons they are."""
    listed = list(found)
    return {**Counter(each.kind for each in listed), "people": len({each.person_id for each in listed})}


def _same(one: str, other: str) -> str:
    return (
        f"{one}.person_id = {other}.person_id and {one}.evidence_number = {other}.evidence_number "
        f"and {one}.occupation_code is {other}.occupation_code"
    )


def _change(pathway: str, row: sqlite3.Row) -> Change:
    kept = {name: row[name] for name in ("person_id", "name", "id_number", "occupation_code", "evidence_number")}
    return Change(pathway=pathway, **kept, before=_side(row, "old"), after=_side(row, "new"))


def _side(row: sqlite3.Row, which: str) -> Side | None:
    if row[f"{which}_unmet"] is None:
        return None
    return Side(level=row[f"{which}_level"], unmet=tuple(filter(None, row[f"{which}_unmet"].split(","))))


def _printed(level: int | None) -> str | None:
    return None if level is None else Level(level).printed_grade
