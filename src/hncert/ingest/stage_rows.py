"""The parsed rows of a kind made whole and put into `staged`."""

import sqlite3
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from hncert.domain import id_numbers, names
from hncert.ingest.place import Place
from hncert.store import identity, staging
from hncert.store.staging import Staged
from hncert.tables.parsing import Parsed
from hncert.tables.table import PERSON_FIELDS, Table, Value

Columns = dict[str, Sequence[Value]]


def stage_rows(
    db: sqlite3.Connection, place: Place, parsed: Parsed, out: AbstractSet[int], own: Mapping[str, list[str]]
) -> Staged:
    """Stage the rows without a problem that are not `out`, with what their blanks and numbers stand for."""
    table = place.match.table
    own_types = {f"own_{at}": "text" for at in range(len(own))}
    types = {"at": "integer", **{column.name: column.type for column in table.columns}, **own_types}
    columns: Columns = {"at": [place.row(row) for row in parsed.rows], **parsed.columns}
    columns |= dict(zip(own_types, own.values(), strict=True))
    bad = {at for at, *_ in parsed.problems}
    bad |= {at for at, row in enumerate(parsed.rows) if place.row(row) in out} if out else set()
    if bad:
        columns = {name: [cell for at, cell in enumerate(cells) if at not in bad] for name, cells in columns.items()}
    columns |= _defaults(table, columns)
    if table.is_about_people:
        types |= dict.fromkeys((*PERSON_FIELDS, "name_key"), "text")
        columns |= _person(db, columns)
    staged = staging.stage(db, types, columns, (*staging.PERSON_KEY, *table.key))
    return staged.with_own_fields(dict(zip(own_types, own, strict=True)))


def _defaults(table: Table, columns: Columns) -> Columns:
    defaults: dict[str, Value] = {name: table.blank_in_key(name) for name in table.loose_key}
    defaults |= {column.name: column.default for column in table.columns if column.default}
    return {
        name: _filled(columns.get(name), [default] * len(columns["at"]))
        for name, default in defaults.items()
        if name not in columns or None in columns[name]
    }


def _filled(cells: Sequence[Value] | None, others: Sequence[Value]) -> Sequence[Value]:
    """The cells, each blank one replaced by what stands at its place in `others`."""
    if cells is None:
        return others
    return [other if cell is None else cell for cell, other in zip(cells, others, strict=True)]


def _person(db: sqlite3.Connection, columns: Columns) -> Columns:
    """The columns of the person: of one whose number was merged the kept ones; sex and birth by the number."""
    given = list(map(str, columns["name"]))
    keys = {name: names.normal_form(name) for name in set(given)}
    person: Columns = {name: columns[name] for name in ("id_type", "id_number", "name")}
    person = identity.translate(db, person | {"name_key": [keys[name] for name in given]})
    numbers = [
        str(number) if kind == id_numbers.RESIDENT else ""
        for kind, number in zip(person["id_type"], person["id_number"], strict=True)
    ]
    for name, read in (("sex", id_numbers.sex), ("birth_date", id_numbers.birth_date)):
        person[name] = _filled(columns.get(name), [read(number) if number else None for number in numbers])
    return person
