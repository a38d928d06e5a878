"""The zoo: one file a mistake in the cells, and exactly what is said about it."""

from pathlib import Path

import pytest
from college import open_memory
from conftest import NOW
from zoo.values import FILES

from hncert.domain.finding import Severity
from hncert.ingest import ingest

ZOO = Path(__file__).parent / "zoo"


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_is_told_at_its_place_and_nothing_else_is(name: str) -> None:
    _, expected = FILES[name]

    result = ingest(open_memory(), ZOO / f"{name}.xlsx", now=NOW)

    assert sorted((f.row, f.rule) for f in result.findings) == expected
    assert result.accepted == (not any(f.severity is Severity.ERROR for f in result.findings))
    assert result.rows.read == result.rows.stored + result.rows.unchanged + result.rows.rejected + result.rows.blank
    assert all(f.remedy and f.message for f in result.findings)


def test_every_file_of_the_list_is_there() -> None:
    assert {f"{name}.xlsx" for name in FILES} <= {path.name for path in ZOO.glob("*.xlsx")}
