"""Decisions about who is who: the same person under two numbers, or two people after all."""

import sqlite3
from datetime import datetime

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


def translate_staged(db: sqlite3.Connection) -> None:
    """Put the kept number, and the kept name where it was the merged one's, into `staged`."""
    if db.execute("select 1 from identity_decision where verdict = 'same' limit 1").fetchone() is None:
        return
    db.execute("drop table if exists temp.alias")
    db.execute(
        f"""
        create temporary table alias as
        select d.other_number as merged_number, k.id_type, k.id_number, k.name, k.name_key, m.name_key as merged_key
        from identity_decision d
        join person kept on kept.id_number = d.id_number
        join person k on k.person_id = coalesce(kept.merged_into, kept.person_id)
        left join person m on m.id_number = d.other_number
        where d.verdict = 'same' and {IN_FORCE}
        """
    )
    db.execute(
        """
        update staged
        set id_type = a.id_type, id_number = a.id_number,
          name = case when staged.name_key = a.merged_key then a.name else staged.name end,
          name_key = case when staged.name_key = a.merged_key then a.name_key else staged.name_key end
        from alias a
        where a.merged_number = staged.id_number
        """
    )


def namesakes(db: sqlite3.Connection, import_id: int, sheet: str) -> list[sqlite3.Row]:
    """People whom a sheet brought and who share name and birth date with another, nobody having decided."""
    return db.execute(
        f"""
        select n.source_row as at, n.id_number as value, min(p.id_number) as expected
        from person n
        join person p on p.name_key = n.name_key and p.birth_date = n.birth_date and p.person_id <> n.person_id
        where n.source_import = ? and n.source_sheet = ? and p.merged_into is null and n.merged_into is null
          and (p.source_import <> n.source_import or p.person_id < n.person_id)
          and {UNDECIDED.format(one="n.id_number", other="p.id_number")}
        group by n.source_row, n.id_number
        """,
        (import_id, sheet),
    ).fetchall()
