from datetime import date

import pytest

from hncert.domain.errors import FigureNotInForce
from hncert.law.clauses import Clause
from hncert.law.law import SHIPPED_LAW
from hncert.law.register import SHIPPED, documents, figures, readings, shipped_version
from hncert.profiles import occupations

REGISTER = {
    *("excellent-secondary", "direct-ledger", "person-count", "staff-count", "exam-ceiling", "contest-ceiling"),
    *("graduating-year", "pathway-order", "training-before-exam", "subsidy-key", "contest-subsidy", "resit"),
    *("notice-days", "enrolment-dates", "mapping-approval", "x-once", "held-level"),
    *("graduate-span", "disqualification", "contest-ties", "recognition-staff", "map-approval"),
}  # fmt: skip


def test_a_clause_needs_a_known_document_and_words() -> None:
    with pytest.raises(ValueError, match="no such document"):
        Clause("505", "一", "x")
    with pytest.raises(ValueError, match="gist"):
        Clause("504", "一", "")
    assert str(Clause("504", "二(三)2(2)", "x")) == "教职成〔2021〕504号 二(三)2(2)"


def test_the_register_of_interpretations_is_whole() -> None:
    assert set(readings()) == REGISTER
    assert all(
        reading.chosen in reading.options and reading.words and reading.reason for reading in readings().values()
    )
    assert {reading.status for reading in readings().values()} == {SHIPPED}


def test_a_figure_holds_from_its_day_and_not_before() -> None:
    assert SHIPPED_LAW.figure("task_deadline", date(2022, 1, 1)) == "11-30"
    with pytest.raises(FigureNotInForce, match="截止日"):
        SHIPPED_LAW.figure("task_deadline", date(2021, 12, 31))


def test_every_figure_is_cited_dated_and_sourced() -> None:
    for entry in figures().values():
        assert entry.clause.split()[0] in documents()
        assert all(value.source for value in entry.values)
        assert [value.since for value in entry.values] == sorted({value.since for value in entry.values})


def test_law_version_names_the_edition_and_the_content() -> None:
    edition, digest = shipped_version().split("+")

    assert date.fromisoformat(edition)
    assert len(digest) == 8


def test_occupations_answer_to_code_name_and_former_name() -> None:
    assert occupations.parse("4-04-05-01") == "4-04-05-01"
    assert occupations.parse("４－０４－０５－０１") == "4-04-05-01"
    assert occupations.parse("计算机程序设计员") == "4-04-05-01"
    assert occupations.parse("育婴员") == "4-10-01-01"


def test_an_unknown_occupation_is_told_the_nearest_names() -> None:
    problem = occupations.parse("计算机程序员")

    assert not isinstance(problem, str)
    assert "计算机程序设计员" in problem.expected
