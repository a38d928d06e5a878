"""Decisions about who is who: the same person under two numbers, or two people after all."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hncert.domain import id_numbers

IN_FORCE = """
    not exists (
      select 1
      from identity_decision later
      where later.decision_id > d.decision_id
        and (
          (later.id_number = d.id_number and later.other_number = d.other_number)
          or (later.id_number = d.other_number and later.other_number = d.id_number)
        )
    )
"""
"""An SQL condition on a decision `d`: no later one is about the same two numbers."""

UNDECIDED = f"""
    not exists (
      select 1
      from identity_decision d
      where d.verdict = 'different'
        and (
          (d.id_number = {{one}} and d.other_number = {{other}})
          or (d.id_number = {{other}} and d.other_number = {{one}})
        )
        and {IN_FORCE}
    )
"""
"""An SQL condition: nobody has said that two numbers belong to different people."""


def decide(
    db: sqlite3.Connection, verdict: str, one: str, other: str, *, author: str, reason: str, now: datetime
) -> None:
    """Remember a verdict, `same` (the first number stays) or `different`; append-only."""
    numbers = [id_numbers.normalise(number) for number in (one, other)]
    types = [type_of(db, number) for number in numbers]
    db.execute(
        "insert into identity_decision (verdict, id_type, id_number, other_type, other_number, author, reason, "
        "decided_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        (verdict, types[0], numbers[0], types[1], numbers[1], author, reason, now.isoformat(timespec="seconds")),
    )


def type_of(db: sqlite3.Connection, number: str) -> str:
    """The document type of a number, as stored or as its form tells."""
    row = db.execute("select id_type from person where id_number = ?", (number,)).fetchone()
    if row:
        return str(row["id_type"])
    return id_numbers.RESIDENT if id_numbers.parse(number) == number else "其他"


def decisions(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Every decision, oldest first; `in_force` is 0 where a later one is about the same two numbers."""
    return db.execute(
        f"select d.*, ({IN_FORCE}) as in_force from identity_decision d order by d.decision_id"
    ).fetchall()


def verdict_on(db: sqlite3.Connection, one: str, other: str) -> str:
    """What was last decided about two numbers, in either order; empty when nothing was."""
    pair = {id_numbers.normalise(one), id_numbers.normalise(other)}
    return next((row["verdict"] for row in standing(db) if {row["id_number"], row["other_number"]} == pair), "")


def standing(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """The decisions in force."""
    return [row for row in decisions(db) if row["in_force"]]


def is_plausible(db: sqlite3.Connection, number: str) -> bool:
    """True for a number that the store holds or that is a resident identity number."""
    asked = id_numbers.normalise(number)
    return holder(db, asked) is not None or id_numbers.parse(asked) == asked


def holder(db: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    """The person a number stands for, followed to the one it was merged into."""
    row: sqlite3.Row | None = db.execute(
        "select k.* from person p join person k on k.person_id = coalesce(p.merged_into, p.person_id) "
        "where p.id_number = ?",
        (id_numbers.normalise(number),),
    ).fetchone()
    return row


def translate(db: sqlite3.Connection, person: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns id_type, id_number, name, name_key with the kept number for a merged one.

    The name becomes the kept one where it was the merged person's.
    """
    merged = _merged_numbers(db)
    if not merged:
        return dict(person)
    changed = {name: list(cells) for name, cells in person.items()}
    for at, number in enumerate(person["id_number"]):
        if (kept := merged.get(number)) is None:
            continue
        changed["id_type"][at], changed["id_number"][at] = kept["id_type"], kept["id_number"]
        if person["name_key"][at] == kept["merged_key"]:
            changed["name"][at], changed["name_key"][at] = kept["name"], kept["name_key"]
    return dict(changed)


def _merged_numbers(db: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    rows = db.execute(
        f"""
        select d.other_number as merged_number, k.id_type, k.id_number, k.name, k.name_key, m.name_key as merged_key
        from identity_decision d
        join person kept on kept.id_number = d.id_number
        join person k on k.person_id = coalesce(kept.merged_into, kept.person_id)
        left join person m on m.id_number = d.other_number
        where d.verdict = 'same' and {IN_FORCE}
        """
    )
    return {row["merged_number"]: row for row in rows}


def namesakes(db: sqlite3.Connection, import_id: int, sheet: str) -> list[sqlite3.Row]:
    """People whom a sheet brought and who share name and birth date with another, nobody having decided."""
    return db.execute(
        f"""
        with shared as materialized (
          select name_key, birth_date
          from person
          group by name_key, birth_date
          having count(*) > 1
        )
        select n.source_row as at, n.id_number as value, min(p.id_number) as expected
        from shared
        join person n on n.name_key = shared.name_key and n.birth_date = shared.birth_date
        join person p on p.name_key = n.name_key and p.birth_date = n.birth_date and p.person_id <> n.person_id
        where n.source_import = ? and n.source_sheet = ? and p.merged_into is null and n.merged_into is null
          and (p.source_import <> n.source_import or p.person_id < n.person_id)
          and {UNDECIDED.format(one="n.id_number", other="p.id_number")}
        group by n.source_row, n.id_number
        """,
        (import_id, sheet),
    ).fetchall()
