"""Past runs judged again: as they were, and under today's law."""

import sqlite3
from contextlib import closing

import pytest
from conftest import MAPPING, ROSTER, X_LIST, Book, Hncert, mapping, student, x_certificate

from hncert.store.workspace import Workspace


@pytest.fixture
def certified(hncert: Hncert, workspace: Workspace, book: Book) -> Workspace:
    book("名册.xlsx", [ROSTER, student(1), student(2)])
    book("证书.xlsx", [X_LIST, x_certificate(1), x_certificate(2)])
    path = book("对应表.xlsx", [MAPPING, mapping()])
    for name in ("名册.xlsx", "证书.xlsx", "对应表.xlsx"):
        assert hncert("import", str(path.with_name(name))).status in (0, 1)
    assert hncert("certify", "--path", "all", "--as-of", "2024-11-30").status in (0, 1)
    return workspace


def test_a_run_judged_again_from_its_stored_facts_differs_in_nothing(hncert: Hncert, certified: Workspace) -> None:
    replayed = hncert("journal", "replay", "--json").json

    assert (replayed["exit_code"], replayed["counts"]) == (0, {"runs": 4, "differences": 0})


@pytest.mark.parametrize("change", ["level = null", "met_enrolled = 0", "grade = '初级'"])
def test_a_result_or_fact_that_was_tampered_with_is_found(hncert: Hncert, certified: Workspace, change: str) -> None:
    with closing(sqlite3.connect(certified.database)) as db:
        db.execute(f'update "determination_by_1plusx" set {change} where person_id = 1')
        db.commit()

    replayed = hncert("journal", "replay", "--json").json

    assert (replayed["exit_code"], replayed["counts"]["differences"]) == (13, 1)


def test_later_corrections_of_the_data_do_not_touch_what_a_run_said(
    hncert: Hncert, certified: Workspace, book: Book
) -> None:
    corrected = [X_LIST, x_certificate(1, 证书等级="初级")]
    assert hncert("import", str(book("更正.xlsx", corrected))).status in (0, 1)

    as_it_was = hncert("journal", "replay", "--json").json
    today = hncert("journal", "replay", "--today", "--json").json

    assert (as_it_was["exit_code"], as_it_was["counts"]["differences"]) == (0, 0)
    assert (today["exit_code"], today["counts"]["differences"]) == (0, 1)


def test_another_order_of_pathways_leaves_what_the_other_runs_said_as_it_was(
    hncert: Hncert, certified: Workspace
) -> None:
    order = ("pathway-order", "school-order", "--value", "1plusx,contest,process,exam")
    assert hncert("readings", "decide", *order, "--document", "校办〔2024〕3号", "--reason", "校内规定").status == 0
    assert hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30").status in (0, 1)

    replayed = hncert("journal", "replay", "--json").json

    assert (replayed["exit_code"], replayed["counts"]) == (0, {"runs": 4, "differences": 0})
    with closing(sqlite3.connect(certified.database)) as db:
        places = db.execute("select pathway from determination_run order by place").fetchall()
    assert places == [("1plusx",), ("contest",), ("process",), ("exam",)]
