"""Finding the header of a sheet and the kinds that it feeds."""

from collections.abc import Sequence
from dataclasses import dataclass

from hncert.sheets.grid import Grid
from hncert.store.import_profiles import Pinned
from hncert.tables.parsers import header_form
from hncert.tables.table import PERSON_FIELDS, Table

SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A kind recognised in a sheet: where its header ends and which grid column feeds what.

    `columns` maps a stored column name to the grid column, `exact` of them by their first header;
    `missing` are the groups of needed columns of which none has a header, `profile` the saved
    profile that pinned it.
    """

    table: Table
    header_end: int
    columns: dict[str, int]
    exact: int
    missing: tuple[tuple[str, ...], ...]
    profile: str = ""

    @property
    def own(self) -> set[int]:
        """Grid columns that feed the kind's own table and not the person."""
        return {at for name, at in self.columns.items() if name not in PERSON_FIELDS}

    @property
    def stands_beside(self) -> bool:
        """True when the kind may share its sheet with another kind."""
        return not self.table.beside or any(name in self.columns for name in self.table.beside)

    @property
    def is_complete(self) -> bool:
        """True when every needed column has a header."""
        return not self.missing

    @property
    def share(self) -> float:
        """The part of the needed groups whose header was found."""
        return 1 - len(self.missing) / len(self.table.needs)


def recognise(grid: Grid, tables: Sequence[Table]) -> list[Match]:
    """The kinds a sheet feeds, in registry order; empty when none is complete.

    A kind that is not about people never claims a sheet that names people. Kinds share the columns
    that name a person and no others: where two want the same one, the better worded match has it.
    """
    offers = _offers(grid)
    matches = [match for table in tables if (match := _best(table, offers)) and match.is_complete]
    if any(match.table.is_about_people for match in matches):
        matches = [match for match in matches if match.table.is_about_people]
    taken: set[int] = set()
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.exact, len(match.columns)), reverse=True):
        if not match.own & taken:
            taken |= match.own
            kept.append(match)
    if len(kept) > 1:
        kept = [match for match in kept if match.stands_beside]
    return [match for match in matches if match in kept]


def recognise_pinned(grid: Grid, tables: Sequence[Table], profiles: Sequence[Pinned]) -> list[Match]:
    """The kinds that a saved profile pins in a sheet: all its headers stand in one header."""
    offers = _offers(grid) if profiles else []
    kinds = {table.id: table for table in tables}
    for name in dict.fromkeys(pinned.profile for pinned in profiles):
        wanted = [pinned for pinned in profiles if pinned.profile == name and pinned.kind in kinds]
        matches = [match for pinned in wanted if (match := _pinned_match(kinds[pinned.kind], pinned, offers))]
        if matches:
            return matches
    return []


def _pinned_match(table: Table, pinned: Pinned, offers: "Sequence[Offer]") -> Match | None:
    for end, forms in offers:
        places = {form: at for at, offered in reversed(list(enumerate(forms))) for form in offered}
        columns = {name: places.get(header_form(header)) for header, name in pinned.columns.items()}
        found = {name: at for name, at in columns.items() if at is not None and name in table.by_name}
        if len(found) == len(pinned.columns):
            missing = tuple(group for group in table.needs if not any(name in found for name in group))
            return Match(
                table=table, header_end=end, columns=found, exact=len(found), missing=missing, profile=pinned.profile
            )
    return None


def nearest(grid: Grid, tables: Sequence[Table]) -> Match | None:
    """The incomplete kind that a sheet plainly means: most needed headers and one of its own."""
    offers = _offers(grid)
    matches = [match for table in tables if (match := _best(table, offers)) and match.own and match.share > 0.5]
    return max(matches, key=lambda match: (match.share, len(match.columns)), default=None)


def best_match(grid: Grid, table: Table) -> Match | None:
    """The header row, or pair of rows, that answers to most of a table's columns."""
    return _best(table, _offers(grid))


def with_headers(grid: Grid, match: Match) -> dict[str, str]:
    """A match's stored columns by the header texts of the sheet, as a profile keeps them."""
    lower = grid.texts(match.header_end - 1)
    upper = grid.texts(match.header_end - 2) if match.header_end >= 2 else lower
    return {lower[at] or upper[at]: name for name, at in match.columns.items()}


def _best(table: Table, offers: "Sequence[Offer]") -> Match | None:
    matches = [_match(table, end, forms) for end, forms in offers]
    return max(matches, key=_worth, default=None)


def _worth(match: Match) -> tuple[float, int]:
    return match.share, len(match.columns)


Offer = tuple[int, list[tuple[str, ...]]]
"""Where a header would end, and the header forms that each column would then have."""


def _offers(grid: Grid) -> list[Offer]:
    """What the first rows offer as a header, alone and each with the row below."""
    rows = [[header_form(text) for text in grid.texts(row)] for row in range(min(SEARCHED_ROWS + 1, len(grid.rows)))]
    offers: list[Offer] = []
    for row, upper in enumerate(rows[:SEARCHED_ROWS]):
        if any(upper):
            offers.append((row + 1, [(form,) for form in upper]))
            offers += [(row + 2, _merged_forms(upper, rows[row + 1]))] if row + 1 < len(rows) else []
    return offers


def _merged_forms(upper: list[str], lower: list[str]) -> list[tuple[str, ...]]:
    forms: list[tuple[str, ...]] = []
    above = ""
    for top, bottom in zip(upper, lower, strict=True):
        above = top or (above if bottom else "")
        forms.append((bottom, above + bottom) if bottom else (top,))
    return forms


def _match(table: Table, header_end: int, forms: list[tuple[str, ...]]) -> Match:
    places: dict[str, int] = {}
    for at, offered in enumerate(forms):
        for form in offered:
            places.setdefault(form, at)
    columns: dict[str, int] = {}
    for column in table.columns:
        found = next((places[form] for form in column.forms if form in places), None)
        if found is not None and found not in columns.values():
            columns[column.name] = found
    missing = tuple(group for group in table.needs if not any(name in columns for name in group))
    exact = sum(table.by_name[name].forms[0] in forms[at] for name, at in columns.items())
    return Match(table=table, header_end=header_end, columns=columns, exact=exact, missing=missing)
