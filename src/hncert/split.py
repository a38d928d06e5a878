"""Two numbers said to be different people; what was merged under one of them is taken apart again."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime

from hncert.domain import id_numbers
from hncert.domain.errors import BadValue, CannotSplit, UnknownNumber
from hncert.domain.id_numbers import normalise
from hncert.domain.masking import mask
from hncert.sheets.grid import cell_text
from hncert.sheets.reading import read_bytes
from hncert.store import identity, imports
from hncert.store.changes import tables_about_people

Texts = dict[tuple[str, int], list[str]]


def tell_apart(
    db: sqlite3.Connection,
    one: str,
    other: str,
    *,
    author: str,
    reason: str,
    now: datetime,
    is_confirmed: bool = False,
) -> dict[str, int]:
    """Record that two numbers are different people; counts by table of the rows given back.

    Where they had been merged, every row goes back to the number that stands in the row of the file
    it came from. Raises BadValue for one number twice, UnknownNumber, unless it `is_confirmed`, for
    one that could not turn up, CannotSplit when the numbers are one person by other decisions, when
    a certificate was issued since, or when a file was not kept.
    """
    if normalise(one) == normalise(other):
        raise BadValue(what="号码二", value=mask(normalise(other)), expected="与号码一不同的另一个证件号码")
    for number in () if is_confirmed else (one, other):
        if not identity.is_plausible(db, number):
            raise UnknownNumber(asked=mask(normalise(number)))
    counts = _split(db, one, other) if identity.verdict_on(db, one, other) == "same" else {}
    _check_apart(db, one, other)
    identity.decide(db, "different", one, other, author=author, reason=reason, now=now)
    return counts


def _check_apart(db: sqlite3.Connection, *numbers: str) -> None:
    people = [identity.holder(db, number) for number in numbers]
    if None not in people and len({person["person_id"] for person in people if person}) == 1:
        raise CannotSplit(
            reason="它们各自与第三个号码合并过", advice="用 hncert person decisions 查看，先把其中一个与第三个号码分开"
        )


def _split(db: sqlite3.Connection, one: str, other: str) -> dict[str, int]:
    pairs = [(row["id_number"], row["other_number"]) for row in identity.standing(db) if row["verdict"] == "same"]
    pairs = [pair for pair in pairs if set(pair) != {normalise(one), normalise(other)}]
    kept = identity.holder(db, one) or identity.holder(db, other)
    if kept is None:
        return {}
    sides = [_joined(pairs, normalise(number)) for number in (one, other)]
    leaving, staying = sorted(sides, key=lambda side: kept["id_number"] in side)
    rows = list(_rows_of(db, kept["person_id"], leaving, staying))
    root = next(iter(sorted(leaving - {merged for _, merged in pairs})), min(leaving))
    _check_certificates(db, kept["person_id"])
    person_id = _stand_alone(db, kept, root, leaving, rows)
    if person_id is None:
        return {}
    counts: dict[str, int] = {}
    for table, rowid, _ in rows:
        db.execute(f"update {table} set person_id = ? where rowid = ?", (person_id, rowid))
        counts[table] = counts.get(table, 0) + 1
    return counts


def _joined(pairs: Iterable[tuple[str, str]], number: str) -> set[str]:
    """The numbers that decisions make one with a number, itself included."""
    found = {number}
    while more := {each for pair in pairs if found & set(pair) for each in pair} - found:
        found |= more
    return found


def _rows_of(
    db: sqlite3.Connection, person_id: int, leaving: set[str], staying: set[str]
) -> Iterator[tuple[str, int, tuple[object, ...]]]:
    """The rows of a person whose row in the file bears a number that leaves: table, rowid, source."""
    read: dict[int, Texts] = {}
    for table in tables_about_people(db):
        rows = db.execute(
            f"select rowid as at, source_import, source_sheet, source_row from {table} where person_id = ?",
            (person_id,),
        )
        for at, *source in rows.fetchall():
            number, sheet, row = source
            if number not in read:
                read[number] = _texts(db, number)
            texts = set(read[number].get((sheet, row), ()))
            if texts & leaving and not texts & staying:
                yield table, at, tuple(source)


def _texts(db: sqlite3.Connection, import_id: int) -> Texts:
    """The cells of an import's file, normalised, by sheet and row."""
    kept = imports.source_of(db, import_id)
    if kept is None:
        raise CannotSplit(
            reason=f"第 {import_id} 次导入的原文件没有留存，认不出哪些行属于谁",
            advice="从备份恢复到合并以前，或在正确的文件中重新导入两人的资料后再查",
        )
    return {
        (grid.sheet, grid.first_row + at): [id_numbers.normalise(cell_text(cell)) for cell in row]
        for grid in read_bytes(kept["file_name"], kept["content"]).grids
        for at, row in enumerate(grid.rows)
    }


def _check_certificates(db: sqlite3.Connection, person_id: int) -> None:
    if db.execute("select 1 from certificate where person_id = ?", (person_id,)).fetchone():
        raise CannotSplit(reason="合并后的人已经发过证", advice="先作废或换发证书，再分开")


def _stand_alone(
    db: sqlite3.Connection,
    kept: sqlite3.Row,
    root: str,
    leaving: set[str],
    rows: list[tuple[str, int, tuple[object, ...]]],
) -> int | None:
    """The person of the number that leaves, made from the one kept where it was never stored."""
    own = db.execute("select person_id from person where id_number = ?", (root,)).fetchone()
    if own is None and rows:
        own = _new_person(db, kept, root, rows[0][2])
    if own is None:
        return None
    marks = ", ".join("?" * len(leaving))
    db.execute(f"update person set merged_into = ? where id_number in ({marks})", (own["person_id"], *leaving))
    db.execute("update person set merged_into = null where person_id = ?", (own["person_id"],))
    return int(own["person_id"])


def _new_person(db: sqlite3.Connection, kept: sqlite3.Row, number: str, source: tuple[object, ...]) -> sqlite3.Row:
    is_resident = id_numbers.parse(number) == number
    seen = (id_numbers.sex(number), id_numbers.birth_date(number)) if is_resident else (None, None)
    db.execute(
        "insert into person (id_type, id_number, name, name_key, sex, birth_date, source_import, source_sheet, "
        "source_row) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (identity.type_of(db, number), number, kept["name"], kept["name_key"], *seen, *source),
    )
    row: sqlite3.Row = db.execute("select * from person where id_number = ?", (number,)).fetchone()
    return row
