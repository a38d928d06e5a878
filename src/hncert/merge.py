"""Two people found to be one: their records move to the number that is kept."""

import sqlite3
from datetime import datetime

from hncert.domain.errors import CannotMerge, MergeUnlikely, UnknownNumber, UnknownPerson
from hncert.domain.id_numbers import normalise
from hncert.domain.masking import mask
from hncert.store import identity
from hncert.store.changes import tables_about_people

OWN = {"enrolment_id", "person_id", "own_fields", "source_import", "source_sheet", "source_row"}


def merge_people(
    db: sqlite3.Connection,
    kept: str,
    merged: str,
    *,
    author: str,
    reason: str,
    now: datetime,
    is_confirmed: bool = False,
) -> dict[str, int]:
    """Record that two numbers are one person and move the records; counts by table.

    The merged number need not be stored yet: it will then be read as the kept one. Raises
    UnknownPerson when the kept number is not stored, CannotMerge when both numbers are the same
    person's already, when both hold certificates, or when a record of both differs; unless it
    `is_confirmed`, MergeUnlikely when the two differ in name, birth date or student number or were
    said to be two people, UnknownNumber when the merged number is none that could turn up.
    """
    stays = identity.holder(db, kept)
    if stays is None:
        raise UnknownPerson(asked=kept)
    goes = identity.holder(db, merged)
    if normalise(kept) == normalise(merged) or (goes is not None and goes["person_id"] == stays["person_id"]):
        raise CannotMerge(reason="两个号码已经是同一人的")
    if not is_confirmed:
        _check_likely(db, stays, goes, kept, merged)
    counts: dict[str, int] = {}
    if goes is not None:
        _check_certificates(db, stays["person_id"], goes["person_id"])
        ids = {"kept": stays["person_id"], "gone": goes["person_id"]}
        counts = {table: n for table in tables_about_people(db) if (n := _move(db, table, ids))}
        db.execute("update person set merged_into = :kept where person_id = :gone or merged_into = :gone", ids)
    identity.decide(db, "same", stays["id_number"], merged, author=author, reason=reason, now=now)
    return counts


def _check_likely(db: sqlite3.Connection, stays: sqlite3.Row, goes: sqlite3.Row | None, kept: str, merged: str) -> None:
    if not identity.is_plausible(db, merged):
        raise UnknownNumber(asked=mask(normalise(merged)))
    doubts = ["此前曾决定是不同的人"] if identity.verdict_on(db, kept, merged) == "different" else []
    if goes is not None:
        doubts += _differences(stays, goes)
        doubts += _other_numbers(db, stays["person_id"], goes["person_id"])
    if doubts:
        raise MergeUnlikely(reason="；".join(doubts))


def _differences(stays: sqlite3.Row, goes: sqlite3.Row) -> list[str]:
    words = {"name_key": "姓名", "sex": "性别", "birth_date": "出生日期"}
    return [
        f"{word}不同（{stays['name']}、{goes['name']}）" if name == "name_key" else f"{word}不同"
        for name, word in words.items()
        if None not in (stays[name], goes[name]) and stays[name] != goes[name]
    ]


def _other_numbers(db: sqlite3.Connection, *people: int) -> list[str]:
    row = db.execute(
        "select 1 from enrolment k join enrolment g on g.role = k.role and g.number <> k.number "
        "where k.person_id = ? and g.person_id = ? and k.number <> '' and g.number <> ''",
        people,
    ).fetchone()
    return ["学号（工号）不同"] if row else []


def _check_certificates(db: sqlite3.Connection, *people: int) -> None:
    row = db.execute("select count(distinct person_id) from certificate where person_id in (?, ?)", people).fetchone()
    if row[0] > 1:
        raise CannotMerge(reason="两个号码下都已发过证书")


def _move(db: sqlite3.Connection, table: str, ids: dict[str, int]) -> int:
    moved = db.execute(f"update or ignore {table} set person_id = :kept where person_id = :gone", ids).rowcount
    columns = [row["name"] for row in db.execute(f"pragma table_info({table})") if row["name"] not in OWN]
    same = " and ".join(f"k.{name} is g.{name}" for name in columns)
    doubled = f"select 1 from {table} k where k.person_id = :kept and {same}"
    moved += db.execute(f"delete from {table} as g where person_id = :gone and exists ({doubled})", ids).rowcount
    if db.execute(f"select 1 from {table} where person_id = :gone limit 1", ids).fetchone():
        raise CannotMerge(reason="两个号码下有同一条记录，内容却不同")
    return moved
