"""What a run stores: every candidate, once, by the law and the rules of its day."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pytest
from college import CODE, EVERY_GRADE, USUAL, Row, fill, fill_college, law_of, open_memory, settle

from hncert.determine import determine
from hncert.domain.errors import BadValue, DeterminationIncomplete, PathwayNotInForce
from hncert.domain.levels import Level
from hncert.explain import explain
from hncert.pathways import PATHWAYS

FIRST_ASKED = ("issued-by-day", "mapping-exists", "mapping-approved")
RECOGNITION = next(pathway for pathway in PATHWAYS if pathway.id == "1plusx")


def test_every_candidate_has_a_row_and_running_twice_equals_once() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}, {"grade": "初级", "name": "别的"}]})
        fill_college(db, {"mapping": EVERY_GRADE})
        day = date(2022, 6, 30)

        [first] = determine(db, [RECOGNITION], day)
        stored = [tuple(row) for row in db.execute("select * from determinations order by evidence_number")]
        [second] = determine(db, [RECOGNITION], day)

        assert (first.counts.granted, first.counts.refused, first.counts.people) == (1, 1, 1)
        assert second.run_id == first.run_id
        assert second.counts == first.counts
        assert [tuple(row) for row in db.execute("select * from determinations order by evidence_number")] == stored


def test_another_day_is_another_run() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]})
        fill_college(db, {"mapping": EVERY_GRADE})

        determine(db, [RECOGNITION], date(2022, 4, 30))
        determine(db, [RECOGNITION], date(2022, 6, 30))

        rows = db.execute("select as_of, outcome from determinations order by as_of").fetchall()
        assert [tuple(row) for row in rows] == [("2022-04-30", "refused"), ("2022-06-30", "granted")]


def test_the_pathway_begins_with_the_policy() -> None:
    with closing(open_memory()) as db:
        with pytest.raises(PathwayNotInForce, match="2021-12-31 起"):
            determine(db, [RECOGNITION], date(2021, 12, 30))
        determine(db, [RECOGNITION], date(2021, 12, 31))


def test_why_names_the_certificate_that_won() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "初级", "number": "XA"}, {"grade": "中级", "number": "XB"}]})
        fill_college(db, {"mapping": EVERY_GRADE})
        determine(db, [RECOGNITION], date(2022, 6, 30))

        best, lost = explain(db, PATHWAYS, 1)

        assert (best.evidence_number, best.level, best.lost_to) == ("XB", Level.SENIOR, "")
        assert lost.lost_to == "同一职业已由直接认定（XB）认定三级/高级工，等级更高"
        assert "三级/高级工须" in lost.grant
        assert "已是本途径的最高等级" in best.grant
        assert all(check.answer == 1 and check.advice == "" for check in best.checks)


def test_why_tells_unknown_from_no() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级", "name": "没有对应"}], "enrolment": []})
        determine(db, [RECOGNITION], date(2022, 6, 30))

        [told] = explain(db, PATHWAYS, 1)

        answers = {check.id: check.answer for check in told.checks}
        assert (answers["mapping-exists"], answers["mapping-approved"], answers["enrolled"]) == (0, 1, None)
        assert "请先导入名册" in next(check.advice for check in told.checks if check.id == "enrolled")
        assert told.occupation == "没有对应的职业"


BY_ALL: Row = {"x": [{}]} | {word: rows for usual in USUAL.values() for word, rows in usual.items()}


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("exam-first", "exam"),
        (("school-order", "1plusx,exam,process,contest"), "1plusx"),
        (("school-order", "contest，process，exam，1plusx"), "contest"),
    ],
)
def test_of_equal_levels_the_pathway_that_comes_first_wins(order: str | tuple[str, str], first: str) -> None:
    told = {**BY_ALL, "readings": {"pathway-order": order}}
    with closing(open_memory()) as db:
        settle(db, told)

        runs = determine(db, PATHWAYS, date(2024, 6, 30), law_of(told))

        assert [run.counts.granted for run in runs] == [1, 1, 1, 1]
        awarded = db.execute("select occupation_code, level, pathway from awards").fetchall()
        assert [tuple(row) for row in awarded] == [(CODE, 3, first)]


CONTEST_FIRST = law_of({"readings": {"pathway-order": ("school-order", "contest,process,exam,1plusx")}})


def test_one_pathway_run_again_under_another_order_puts_the_whole_day_in_that_order() -> None:
    with closing(open_memory()) as db:
        settle(db, BY_ALL)
        for day in (date(2024, 6, 29), date(2024, 6, 30)):
            determine(db, PATHWAYS, day)
        before = db.execute("select run_id, law_version, parameters, granted from determination_run").fetchall()

        determine(db, [RECOGNITION], date(2024, 6, 30), CONTEST_FIRST)

        ordered = db.execute("select as_of, pathway from determination_run order by as_of, place, pathway").fetchall()
        assert [tuple(row) for row in ordered] == [
            *(("2024-06-29", pathway) for pathway in ("exam", "process", "contest", "1plusx")),
            *(("2024-06-30", pathway) for pathway in ("contest", "process", "exam", "1plusx")),
        ]
        awarded = db.execute("select as_of, pathway from awards order by as_of").fetchall()
        assert [tuple(row) for row in awarded] == [("2024-06-29", "exam"), ("2024-06-30", "contest")]
        after = db.execute("select run_id, law_version, parameters, granted from determination_run").fetchall()
        changed = [old["run_id"] for old, new in zip(before, after, strict=True) if tuple(old) != tuple(new)]
        again = db.execute("select run_id from determination_run where pathway = '1plusx' and as_of = '2024-06-30'")
        assert changed == [again.fetchone()["run_id"]]


def test_the_highest_level_wins_whatever_the_order() -> None:
    told = {**BY_ALL, "score": [{"level": "INTERMEDIATE"}]}
    with closing(open_memory()) as db:
        settle(db, told)

        determine(db, PATHWAYS, date(2024, 6, 30), law_of(told))

        awarded = db.execute("select level, pathway from awards").fetchall()
        assert [tuple(row) for row in awarded] == [(3, "process")]


def test_an_order_that_leaves_a_pathway_out_is_refused() -> None:
    law = law_of({"readings": {"pathway-order": ("school-order", "exam,process")}})
    with closing(open_memory()) as db, pytest.raises(BadValue, match="pathway-order"):
        determine(db, PATHWAYS, date(2024, 6, 30), law)


def test_a_run_tells_only_of_the_requirements_it_asked() -> None:
    younger = replace(
        RECOGNITION, requirements=tuple(rule for rule in RECOGNITION.requirements if rule.id in FIRST_ASKED)
    )
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}], "enrolment": []})
        determine(db, [younger], date(2022, 6, 1))
        determine(db, [RECOGNITION], date(2022, 6, 30))

        rows = db.execute("select unmet, unknown from determinations order by as_of").fetchall()
        told = explain(db, PATHWAYS, 1, date(2022, 6, 1))

        assert [tuple(row) for row in rows] == [
            ("mapping-exists", ""),
            ("mapping-exists,enrolled", "enrolled"),
        ]
        assert [check.id for check in told[0].checks] == list(FIRST_ASKED)


def test_a_requirement_holds_from_its_first_to_its_last_day() -> None:
    impossible = replace(
        RECOGNITION.requirements[0], id="never", holds="1 = 0", since=date(2022, 6, 1), until=date(2022, 6, 2)
    )
    dated = replace(RECOGNITION, requirements=(*RECOGNITION.requirements, impossible))
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]})
        fill_college(db, {"mapping": EVERY_GRADE})

        granted = [
            determine(db, [dated], date(2022, *day))[0].counts.granted for day in ((5, 31), (6, 1), (6, 2), (6, 3))
        ]

        assert granted == [1, 0, 0, 1]


def test_a_pathway_that_cannot_run_is_never_zero_rows() -> None:
    broken = replace(RECOGNITION, evidence="select * from no_such_table")
    with closing(open_memory()) as db, pytest.raises(DeterminationIncomplete, match="直接认定"):
        determine(db, [broken], date(2022, 6, 30))


def test_a_certificate_of_a_number_merged_into_another_is_held_by_the_one_person() -> None:
    from hncert.merge import merge_people

    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]}, 1)
        fill(db, {"enrolment": [], "issued": [{"code": CODE, "level": "SENIOR", "issued_on": "2022-01-10"}]}, 2)
        fill_college(db, {"mapping": EVERY_GRADE})
        merge_people(
            db, "E00000001", "E00000002", author="样例", reason="同一人", now=datetime(2022, 6, 1), is_confirmed=True
        )

        determine(db, [RECOGNITION], date(2022, 6, 30))

        [row] = db.execute("select outcome, unmet from determinations").fetchall()
        assert tuple(row) == ("refused", "not-held")
