"""The award table of a contest: several rules for one level, several prizes in a cell."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from college import CODE, CONTEST, fill, open_memory, put
from conftest import NOW, Book
from sqlite_utils import Database

from hncert.determine import determine
from hncert.domain.finding import Noted
from hncert.export import export, exported_kind
from hncert.ingest import ImportResult, ingest
from hncert.pathways import PATHWAYS
from hncert.store.schema import MIGRATIONS
from hncert.tables.contests import prizes

AT = {"source_import": 1, "source_sheet": "备案", "source_row": 1}
HEADERS = ("竞赛名称", "职业编码", "职业技能等级", "竞赛日期", "办法日期", "名次起", "名次止", "分数起", "奖项")
RULES = "select level, rank_from, rank_to, score_from, prize from contest_award order by 1, 2, 3, 4, 5"


def rule(level: str, first: object = "", last: object = "", score: object = "", prize: str = "") -> Sequence[object]:
    return (CONTEST, CODE, level, "2024-05-18", "2024-05-17", first, last, score, prize)


def rules(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(RULES)]


def told(result: ImportResult) -> list[str]:
    return [finding.rule for finding in result.findings]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("一等奖", "一等奖"),
        ("一等奖、二等奖", "一等奖、二等奖"),
        ("一等奖，二等奖,三等奖", "一等奖、二等奖、三等奖"),
        ("一等奖 / 二等奖", "一等奖、二等奖"),
        ("一等奖和二等奖", "一等奖、二等奖"),
        ("一等奖、二等奖、一等奖", "一等奖、二等奖"),
        ("特等奖、最佳创意和谐奖", "特等奖、最佳创意和谐奖"),
        ("和谐奖", "和谐奖"),
    ],
)
def test_a_cell_may_name_several_prizes(written: str, read: str) -> None:
    assert prizes(written) == read


@pytest.mark.parametrize("written", ["一、二等奖", "一和二等奖", "一等、二等奖", "一/二等奖"])
def test_prizes_written_together_are_spelt_out_and_said_so(written: str) -> None:
    said = prizes(written)

    assert isinstance(said, Noted)
    assert said.value == "一等奖、二等奖"


@pytest.mark.parametrize(
    "listed",
    [
        [rule("三级", prize="一等奖"), rule("三级", prize="二等奖")],
        [rule("三级", prize="一等奖、二等奖")],
        [rule("三级", prize="一等奖和二等奖"), rule("四级", prize="三等奖")],
    ],
)
def test_both_ways_of_two_prizes_for_a_level_award_it(book: Book, listed: list[Sequence[object]]) -> None:
    path = book("办法.xlsx", [HEADERS, *listed])
    with closing(open_memory()) as db:
        fill(db, {"result": [{"rank": "", "prize": "二等奖"}]})
        put(db, "filed_occupation", {"code": CODE, "job_type": "", "level": "SENIOR", "filed_on": "2022-01-01"} | AT)
        assert ingest(db, path, now=NOW).accepted

        determine(db, [one for one in PATHWAYS if one.id == "contest"], date(2024, 6, 30))

        granted = db.execute("select outcome, level from determinations").fetchall()
        assert [tuple(row) for row in granted] == [("granted", 3)]


def test_rules_of_one_level_stand_beside_each_other_and_come_out_as_they_went_in(book: Book, tmp_path: Path) -> None:
    listed = [
        rule("三级", prize="一等奖、二等奖"),
        rule("三级", prize="三等奖"),
        rule("三级", 1, 1),
        rule("三级", 2, 3),
        rule("四级", score=90),
        rule("四级", score=80),
    ]
    out = tmp_path / "导出.csv"
    with closing(open_memory()) as db, closing(open_memory()) as other:
        first = ingest(db, book("办法.xlsx", [HEADERS, *listed]), now=NOW)

        export(db, exported_kind(db, "contests"), out, {})
        again, moved = ingest(db, out, now=NOW), ingest(other, out, now=NOW)

        assert (first.rows.stored, again.rows.stored, again.rows.unchanged, moved.rows.stored) == (6, 0, 6, 6)
        assert told(first) == told(again) == told(moved) == []
        assert rules(other) == rules(db)
        assert len(rules(db)) == 6


def test_a_rule_told_again_with_other_ends_is_mended_not_doubled(book: Book) -> None:
    with closing(open_memory()) as db:
        ingest(db, book("办法.xlsx", [HEADERS, rule("三级", "", 6)]), now=NOW)

        mended = ingest(db, book("更正.xlsx", [HEADERS, rule("三级", 1, 3)]), now=NOW)

        assert (mended.accepted, told(mended)) == (True, [])
        assert rules(db) == [(3, 1, 3, 0, "")]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (rule("三级", score=80), rule("三级", score=90), True),
        (rule("三级", prize="一等奖、二等奖"), rule("三级", prize="一等奖"), True),
        (rule("三级", 1, 6), rule("三级", 4, 6), True),
        (rule("三级", 1, 3), rule("三级", 4, 6), False),
        (rule("三级", prize="一等奖"), rule("三级", prize="二等奖"), False),
        (rule("三级", prize="一等奖"), rule("三级", 1, 3), False),
    ],
)
def test_an_earlier_rule_of_a_level_that_overlaps_a_new_one_is_told(
    book: Book, before: Sequence[object], after: Sequence[object], kept: bool
) -> None:
    with closing(open_memory()) as db:
        ingest(db, book("办法.xlsx", [HEADERS, before]), now=NOW)

        alone = ingest(db, book("更正.xlsx", [HEADERS, after]), now=NOW)
        both = ingest(db, book("两条.xlsx", [HEADERS, before, after]), now=NOW)

        assert (alone.accepted, both.accepted) == (True, True)
        assert told(alone) == (["earlier-award-kept"] if kept else [])
        assert told(both) == []


def test_a_faulty_rule_that_waits_is_answered_by_the_mended_file(book: Book) -> None:
    faulty = [HEADERS, rule("三级", "x", 6), rule("四级", 7, 9)]
    with closing(open_memory()) as db:
        ingest(db, book("办法.xlsx", faulty), now=NOW, accept_valid=True)

        mended = ingest(db, book("改好.xlsx", [HEADERS, rule("三级", 1, 6)]), now=NOW)

        assert mended.solved == 1
        assert [row[0] for row in rules(db)] == [2, 3]


def test_an_older_store_keeps_its_rules_and_what_it_remembers_of_them() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    MIGRATIONS.apply(Database(db), stop_before="m005_awarding")
    db.execute("insert into import_log values (1, '办法.xlsx', '', '2024-01-01', '', 0, 0, 0, 0, 0)")
    columns = "contest, event, held_on, source_import, source_sheet, source_row"
    told = "occupation_code, level, rank_from, rank_to, score_from, prize"
    usual = "'甲赛', '', '2024-05-18', 1, '表', 1"
    db.executemany(
        f"insert into contest_award ({columns}, {told}) values ({usual}, ?, ?, ?, ?, ?, ?)",
        [(CODE, 3, None, 6, None, None), (CODE, 2, 7, 9, None, None), (CODE, 1, None, None, 60.0, "三等奖")],
    )

    before = {"contest": "甲赛", "level": 3, "rank_from": None, "rank_to": 9, "score_from": None, "prize": None}
    db.execute("insert into import_change values (1, 1, 'contest_award', ?)", (json.dumps(before),))

    MIGRATIONS.apply(Database(db))

    [(remembered,)] = db.execute("select before from import_change")
    assert json.loads(remembered) == {**before, "rank_from": 1, "score_from": 0.0, "prize": ""}
    assert rules(db) == [(1, 0, None, 60.0, "三等奖"), (2, 7, 9, 0.0, ""), (3, 1, 6, 0.0, "")]
