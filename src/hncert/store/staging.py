"""Bulk rows: into the temporary table `staged`, then into the store by set-based statements."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

UNCHANGED, CHANGED, NEW = 0, 1, 2

PERSON_KEY = ("id_type", "id_number")
PERSON_VALUES = ("name", "name_key", "sex", "birth_date")
SOURCE = ("source_import", "source_sheet", "source_row")


@dataclass(slots=True)
class Staged:
    """The rows now in `staged`; `distinct` names columns in which no value occurs twice.

    Every row's state is at least `least`, which spares an update where all are new.
    """

    db: sqlite3.Connection
    distinct: frozenset[str]
    least: int = UNCHANGED

    def with_own_fields(self, headers: Mapping[str, str]) -> "Staged":
        """Gather what is filled in columns of `staged` into the JSON text `own_fields`, keyed by their headers."""
        if headers:
            words = {column: header.replace("'", "''") for column, header in headers.items()}
            pairs = ", ".join(f"'{word}', nullif({column}, '')" for column, word in words.items())
            blank = [f"{column} = ''" for column in headers]
            own_fields = f"""
                case
                  when {" and ".join(blank)} then null
                  when {" or ".join(blank)} then json_patch('{{}}', json_object({pairs}))
                  else json_object({pairs})
                end
            """
            self.db.execute(f"alter table temp.staged add column own_fields text as ({own_fields}) virtual")
        return self

    def has_repeats(self, key: Sequence[str]) -> bool:
        """True when two staged rows have the same key."""
        known = self.distinct | ({"person_id"} if "id_number" in self.distinct else set())
        if known & set(key):
            return False
        joined = " || char(31) || ".join(f"coalesce({name}, '')" for name in key)
        rows, different = self.db.execute(f"select count(*), count(distinct {joined}) from staged").fetchone()
        return bool(rows != different)

    def put_people(self, source: dict[str, object]) -> None:
        """Insert or mend the people of `staged` and give every staged row its person_id."""
        are_new = self.put("person", PERSON_KEY, PERSON_VALUES, source, compared=PERSON_VALUES[1:], row_id="person_id")
        stored = "select p.person_id from person p where p.id_type = staged.id_type and p.id_number = staged.id_number"
        self.db.execute(f"update staged set person_id = {'rowid' if are_new else f'({stored})'}")

    def put(
        self,
        target: str,
        key: Sequence[str],
        values: Sequence[str],
        source: dict[str, object],
        compared: Sequence[str] = (),
        row_id: str = "",
    ) -> bool:
        """Insert new rows and mend changed ones; a blank staged value leaves the stored one alone.

        True when the target was empty and no key repeats; its `row_id`, if named, is then the rowid of `staged`.
        `staged.changed` is raised to CHANGED or NEW where the row differs from the store in one
        of the `compared` columns, all `values` if none are named.
        """
        compared = compared or values
        are_new = self._mark(target, key, compared)
        columns = [*key, *values]
        numbered = [row_id] if are_new and row_id else []
        differs = " or ".join(_differs(f"excluded.{name}", name) for name in compared)
        mended = ", ".join(
            [f"{name} = {_merged(f'excluded.{name}', name)}" for name in values]
            + [f"{name} = excluded.{name}" for name in SOURCE]
        )
        self.db.execute(
            f"""
            insert into {target} ({", ".join((*numbered, *columns, *SOURCE))})
            select {", ".join((*("rowid" for _ in numbered), *columns))}, :import_id, :sheet, at
            from staged
            where true
            {"" if are_new else f"on conflict ({', '.join(key)}) do update set {mended} where {differs}"}
            """,
            source,
        )
        return are_new

    def _mark(self, target: str, key: Sequence[str], values: Sequence[str]) -> bool:
        """Set `changed`; True when every row is one that the target has not."""
        first = f"rowid in (select min(rowid) from staged group by {', '.join(key)})"
        new = f"case when {first} then {NEW} else {UNCHANGED} end" if self.has_repeats(key) else str(NEW)
        if self.db.execute(f"select 1 from {target} limit 1").fetchone() is None:
            if new == str(NEW):
                self.least = NEW
                return True
            state = new
        else:
            same = " and ".join(f"t.{name} = staged.{name}" for name in key)
            differs = " or ".join(_differs(f"staged.{name}", f"t.{name}") for name in values)
            state = f"""coalesce((
              select case when {differs} then {CHANGED} else {UNCHANGED} end
              from {target} t
              where {same}
            ), {new})"""
        self.db.execute(f"update staged set changed = max(changed, {state})")
        return False

    def contradictions(self, key: Sequence[str], values: Sequence[str]) -> list[sqlite3.Row]:
        """Staged rows that share a key but not their values, as `at`, `column`, `value`."""
        if not self.has_repeats(key):
            return []
        columns = ", ".join(key)
        same = " and ".join(f"t.{name} = s.{name}" for name in key)
        found: list[sqlite3.Row] = []
        for name in values:
            found += self.db.execute(
                f"""
                select s.at, '{name}' as "column", s.{name} as value
                from staged s
                join (select {columns} from staged group by {columns} having min({name}) <> max({name})) t on {same}
                """
            ).fetchall()
        return found

    def clashing(self, target: str, key: Sequence[str], values: Sequence[str], import_id: int) -> list[sqlite3.Row]:
        """Staged rows that contradict what an earlier sheet of the same file has just stored."""
        same = " and ".join(f"t.{name} = s.{name}" for name in key)
        found: list[sqlite3.Row] = []
        for name in values:
            found += self.db.execute(
                f"""
                select s.at, '{name}' as "column", s.{name} as value
                from staged s
                join {target} t on {same}
                where t.source_import = ? and t.{name} <> s.{name}
                """,
                (import_id,),
            ).fetchall()
        return found

    def differing(self, target: str, key: Sequence[str], fixed: str) -> list[sqlite3.Row]:
        """Staged rows whose stored namesake has another value in a column that should not change.

        Each row has `at`, `value` and `same_name`, 1 when the stored person bears the same name.
        """
        same = " and ".join(f"t.{name} = s.{name}" for name in key)
        return self.db.execute(
            f"""
            select s.at, s.{key[0]} as value, p.name_key = s.name_key as same_name
            from staged s
            join {target} t on {same}
            join person p on p.person_id = t.person_id
            where t.{fixed} <> s.{fixed}
            """
        ).fetchall()

    def states(self) -> Iterable[tuple[int, int]]:
        """Each staged row's place and whether it was UNCHANGED, CHANGED or NEW."""
        cursor = self.db.cursor()
        cursor.row_factory = None
        return cursor.execute("select at, max(changed, ?) from staged", (self.least,)).fetchall()


def _merged(given: str, stored: str) -> str:
    if not given.endswith("own_fields"):
        return f"coalesce({given}, {stored})"
    return f"case when {given} is null then {stored} else json_patch(coalesce({stored}, '{{}}'), {given}) end"


def _differs(given: str, stored: str) -> str:
    new = _merged(given, stored) if given.endswith("own_fields") else given
    return f"({given} is not null and {new} is not {stored})"


def stage(
    db: sqlite3.Connection, types: Mapping[str, str], columns: Mapping[str, Sequence[object]], keys: Sequence[str]
) -> Staged:
    """Fill `staged` anew from columns of equal length; `types` maps all its columns to SQLite types.

    One of the columns is `at`, the row's place in its sheet; those of `types` that are not given
    stay null; `keys` are looked through for repeats.
    """
    given = {name: cells for name, cells in columns.items() if name == "at" or any(cell is not None for cell in cells)}
    db.execute("drop table if exists temp.staged")
    definitions = ", ".join(f"{name} {type}" for name, type in types.items())
    db.execute(f"create temporary table staged ({definitions}, person_id integer, changed integer not null default 0)")
    marks = ", ".join("?" * len(given))
    db.executemany(f"insert into staged ({', '.join(given)}) values ({marks})", zip(*given.values(), strict=True))
    return Staged(db, frozenset(name for name in keys if _is_distinct(columns.get(name, ()))))


def _is_distinct(cells: Sequence[object]) -> bool:
    """True where no value occurs twice and none is blank, which a statement may yet fill."""
    different = set(cells)
    return len(different) == len(cells) > 0 and not different & {None, ""}
