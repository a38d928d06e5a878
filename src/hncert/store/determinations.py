"""Determinations: a table a pathway, its requirements as yes/no columns, one public view over all.

A row is a candidate; its `level` is what was granted, null when it was refused.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hncert.domain.levels import Level
from hncert.store.views import DETERMINATION_COLUMNS, NO_DETERMINATIONS, NO_GRANTED_LEVELS

COMMON = (
    "run_id integer not null references determination_run, person_id integer not null references person, "
    "occupation_code text, evidence_number text not null, level integer, source_import integer not null, "
    "source_sheet text not null, source_row integer not null"
)
COMMON_NAMES = (
    "run_id",
    "person_id",
    "occupation_code",
    "evidence_number",
    "level",
    "source_import",
    "source_sheet",
    "source_row",
)
PREFIX = "determination_by_"
MERGED = "select person_id from person where merged_into is not null"


def table_of(pathway: str) -> str:
    """The table that holds a pathway's determinations."""
    return PREFIX + pathway


def ensure_table(
    db: sqlite3.Connection, pathway: str, facts: Sequence[tuple[str, str]], requirements: Sequence[str]
) -> None:
    """Make the pathway's table, or add the columns that its declaration has gained.

    `facts` are (name, type); `requirements` are column names. Rebuilds the public view on change.
    """
    table = table_of(pathway)
    wanted = {**dict(facts), **dict.fromkeys(requirements, "integer")}
    present = _columns(db, table)
    if not present:
        extra = "".join(f", {name} {type}" for name, type in wanted.items())
        db.execute(f'create table "{table}" ({COMMON}{extra}) strict')
        db.execute(f'create index "{table}_person" on "{table}" (person_id)')
    for name, type in wanted.items() if present else ():
        if name not in present:
            db.execute(f'alter table "{table}" add column {name} {type}')
    rebuild_view(db)


def open_run(
    db: sqlite3.Connection,
    pathway: str,
    as_of: date,
    law_version: str,
    requirements: Sequence[str],
    *,
    parameters: Mapping[str, int | str],
    place: int,
    reads: Iterable[str],
) -> int:
    """The run of a pathway and day, emptied if it was there before; its number stays the same.

    `requirements` are the columns of those in force; others of the table stay null in this run.
    `parameters` are what the statement binds, kept so that the run can be replayed; `place` ranks
    the pathway among equal levels; `reads` are the tables of its evidence.
    """
    db.execute(
        "insert into determination_run (pathway, as_of, law_version, requirements, parameters, place, reads, "
        "last_import, turn, candidates, granted, refused) "
        "select ?, ?, ?, ?, ?, ?, ?, (select coalesce(max(import_id), 0) from import_log), "
        "coalesce(max(turn), 0) + 1, 0, 0, 0 from determination_run where true "
        "on conflict (pathway, as_of) do update set law_version = excluded.law_version, "
        "requirements = excluded.requirements, parameters = excluded.parameters, place = excluded.place, "
        "reads = excluded.reads, last_import = excluded.last_import, overtaken_by = null, "
        "turn = case when turn = excluded.turn - 1 then turn else excluded.turn end",
        (
            pathway,
            as_of.isoformat(),
            law_version,
            f",{','.join(requirements)},",
            json.dumps(parameters, ensure_ascii=False),
            place,
            f",{','.join(reads)},",
        ),
    )
    row = db.execute(
        "select run_id, candidates from determination_run where pathway = ? and as_of = ?",
        (pathway, as_of.isoformat()),
    ).fetchone()
    if row["candidates"]:
        db.execute(f'delete from "{table_of(pathway)}" where run_id = ?', (row["run_id"],))
    return int(row["run_id"])


@dataclass(frozen=True, slots=True)
class RunCounts:
    """A run counted, in determinations: granted by level, and (no, unknown) by requirement column.

    `people` are the distinct persons among the granted.
    """

    refused: int
    people: int
    by_level: dict[Level, int]
    unmet: dict[str, tuple[int, int]]

    @property
    def granted(self) -> int:
        """Determinations that granted a level."""
        return sum(self.by_level.values())


def close_run(
    db: sqlite3.Connection, pathway: str, run_id: int, levels: Sequence[Level], requirements: Sequence[str]
) -> RunCounts:
    """Count a run and store its totals.

    `levels` are those the pathway can grant, `requirements` column names.
    """
    sums = [f"sum(level = {int(level)})" for level in levels]
    sums += [f"count({name}), sum({name})" for name in requirements]
    table = table_of(pathway)
    total, *counted = db.execute(
        f'select count(*), {", ".join(sums)} from "{table}" where run_id = ?', (run_id,)
    ).fetchone()
    granted, answers = [number or 0 for number in counted[: len(levels)]], counted[len(levels) :]
    told = {name: (answers[2 * at], answers[2 * at + 1] or 0) for at, name in enumerate(requirements)}
    (people,) = db.execute(
        f'select count(distinct person_id) from "{table}" where run_id = ? and level is not null', (run_id,)
    ).fetchone()
    refused = total - sum(granted)
    counts = RunCounts(
        refused,
        people,
        {level: number for level, number in zip(levels, granted, strict=True) if number},
        {name: (known - met, total - known) for name, (known, met) in told.items()},
    )
    db.execute(
        "update determination_run set candidates = ?, granted = ?, refused = ? where run_id = ?",
        (counts.granted + refused, counts.granted, refused, run_id),
    )
    return counts


def order_day(db: sqlite3.Connection, as_of: date, pathways: Sequence[str]) -> None:
    """Place every run of a day by one order of pathways, so that the best of equal levels is the same for all.

    What the runs found, their parameters and law stay as they are: the order judges no candidate.
    """
    db.executemany(
        "update determination_run set place = ? where as_of = ? and pathway = ? and place <> ?",
        [(place, as_of.isoformat(), pathway, place) for place, pathway in enumerate(pathways, start=1)],
    )


def granted_at(db: sqlite3.Connection, run: sqlite3.Row, level: Level) -> int:
    """How many determinations of a run granted a level."""
    table = table_of(run["pathway"])
    row = db.execute(
        f'select count(*) from "{table}" where run_id = ? and level = ?', (run["run_id"], int(level))
    ).fetchone()
    return int(row[0])


def refused_by(db: sqlite3.Connection, run: sqlite3.Row, requirement: str) -> tuple[int, int]:
    """How many refusals of a run named a requirement, by its column: answered no, and unknown."""
    row = db.execute(
        f"select coalesce(sum({requirement} = 0), 0), coalesce(sum({requirement} is null), 0) "
        f'from "{table_of(run["pathway"])}" where run_id = ? and level is null',
        (run["run_id"],),
    ).fetchone()
    return int(row[0]), int(row[1])


def stored_facts(pathway: str, facts: Sequence[str]) -> str:
    """Query of what a run stored of its candidates, by :replayed, as evidence to be judged again."""
    columns = ("person_id", "occupation_code", "evidence_number", "source_import", "source_sheet", "source_row")
    return f'select {", ".join((*columns, *facts))} from "{table_of(pathway)}" where run_id = :replayed'


def runs(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Every run, by pathway and day."""
    return db.execute("select * from determination_run order by pathway, as_of").fetchall()


def latest_run(db: sqlite3.Connection, pathway: str, by: date | None = None) -> sqlite3.Row | None:
    """The run of a pathway that was made last, or the one of the latest day not after `by`."""
    order = "turn" if by is None else "as_of"
    row: sqlite3.Row | None = db.execute(
        f"select * from determination_run where pathway = ? and as_of <= ? order by {order} desc limit 1",
        (pathway, by.isoformat() if by else "9999-12-31"),
    ).fetchone()
    return row


def overtake(db: sqlite3.Connection, import_id: int, tables: Iterable[str]) -> None:
    """Put out of force the runs that were made on an import now undone and read one of the tables it touched.

    A run of which it is not known what it read counts as having read them all.
    """
    db.executemany(
        "update determination_run set overtaken_by = :id where coalesce(last_import, :id) >= :id "
        "and (reads = '' or reads like '%,' || :table || ',%')",
        [{"id": import_id, "table": table} for table in tables],
    )


def overtaken_words(runs: Iterable[sqlite3.Row]) -> list[str]:
    """Of the given runs those out of force, a sentence a day: by which import, and what to run."""
    days: dict[str, list[sqlite3.Row]] = {}
    for run in runs:
        if run["overtaken_by"] is not None:
            days.setdefault(run["as_of"], []).append(run)
    return [
        f"基准日 {day} 的认定结果早于撤回的第 {max(run['overtaken_by'] for run in listed)} 次导入，不再采用，"
        f"请重新运行 hncert certify --path {listed[0]['pathway'] if len(listed) == 1 else 'all'} --as-of {day}"
        for day, listed in sorted(days.items())
    ]


def latest_overtaken(db: sqlite3.Connection, by: date | None = None) -> list[str]:
    """Whether the latest run of a pathway is out of force, as `latest_run` finds it, and what to run."""
    pathways = db.execute("select distinct pathway from determination_run").fetchall()
    latest = (latest_run(db, row["pathway"], by) for row in pathways)
    return overtaken_words(run for run in latest if run is not None)


def of_person(db: sqlite3.Connection, pathway: str, run_id: int, person_id: int) -> list[sqlite3.Row]:
    """A person's rows of a run with every fact and requirement column, the highest level first.

    Rows of a number merged into the person are the person's; rows that cite an undone import are left out.
    """
    return db.execute(
        f'select :person as person_id, d.*, i.file_name, i.sha256 from "{table_of(pathway)}" d '
        "join import_log i on i.import_id = d.source_import where d.run_id = :run "
        "and d.person_id in (select :person union all select person_id from person where merged_into = :person) "
        "and d.source_import not in (select import_id from import_undo) "
        "order by d.level is null, d.level desc, d.evidence_number",
        {"run": run_id, "person": person_id},
    ).fetchall()


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in db.execute(f'pragma table_info("{table}")')]


def rebuild_view(db: sqlite3.Connection) -> None:
    """Put every pathway's table into the views `determinations` and `granted_levels`, where one has changed."""
    found = db.execute("select name from sqlite_master where type = 'table' and name like ?", (PREFIX + "%",))
    tables = [row["name"] for row in found.fetchall()]
    selects = [select for table in tables for select in _selects(db, table)]
    _put_view(
        db,
        "determinations",
        "create view determinations as " + " union all ".join(selects) if selects else NO_DETERMINATIONS,
    )
    levels = [f'select distinct run_id, occupation_code, level from "{table}"' for table in tables]
    _put_view(
        db,
        "granted_levels",
        f"create view granted_levels as select r.pathway, r.as_of, g.occupation_code, 6 - g.level as level "
        f"from ({' union all '.join(levels)}) g join determination_run r on r.run_id = g.run_id "
        f"where g.level is not null and r.overtaken_by is null"
        if levels
        else NO_GRANTED_LEVELS,
    )


def _put_view(db: sqlite3.Connection, name: str, wanted: str) -> None:
    present = db.execute("select sql from sqlite_master where name = ?", (name,)).fetchone()
    if present is None or present["sql"].lower() != wanted.lower():
        db.execute(f"drop view if exists {name}")
        db.execute(wanted)


def _selects(db: sqlite3.Connection, table: str) -> Iterator[str]:
    """Queries of a table's rows in force: those of people as they are, and those of merged people as the one kept.

    Two, so that a person's rows are found by the index on both ways.
    """
    required = [name for name in _columns(db, table) if name.startswith("met_")]
    values = {
        "as_of": "r.as_of",
        "pathway": "r.pathway",
        "outcome": "case when d.level is null then 'refused' else 'granted' end",
        "level": "6 - d.level",
        "unmet": _listed(required, "coalesce(d.{name}, 0) = 0"),
        "unknown": _listed(required, "d.{name} is null"),
        "batch_number": "d.batch_number" if "batch_number" in _columns(db, table) else "null",
        "place": "r.place",
    }
    rows = f'"{table}" d join determination_run r on r.run_id = d.run_id'
    in_force = "r.overtaken_by is null"
    yield f"select {_told(values)} from {rows} where {in_force} and d.person_id not in ({MERGED})"
    values["person_id"] = "p.merged_into"
    merged = f"{rows} join person p on p.person_id = d.person_id"
    yield f"select {_told(values)} from {merged} where {in_force} and p.merged_into is not null"


def _told(values: Mapping[str, str]) -> str:
    names = [name.strip() for name in DETERMINATION_COLUMNS.split(",")]
    return ", ".join(f"{values.get(name, 'd.' + name)} as {name}" for name in names)


def _listed(required: Sequence[str], test: str) -> str:
    parts = [
        f"case when d.level is null and {test.format(name=name)} and r.requirements like '%,{name},%' "
        f"then ',{name.removeprefix('met_').replace('_', '-')}' else '' end"
        for name in required
    ]
    return f"substr({' || '.join(parts)}, 2)"
