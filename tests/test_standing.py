"""Which runs are in force, and whose they are: imports undone since, people merged since."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from college import CODE, EVERY_GRADE, USUAL, Row, fill, fill_college, open_memory, settle
from conftest import MAPPING, NOW, ROSTER, X_LIST, Book, Hncert, id_number, mapping, student, x_certificate
from sqlite_utils import Database

from hncert.compare import under
from hncert.determine import determine
from hncert.explain import explain
from hncert.ingest import undo
from hncert.law.law import SHIPPED_LAW
from hncert.merge import merge_people
from hncert.pathways import PATHWAYS
from hncert.store import determinations
from hncert.store.schema import MIGRATIONS
from hncert.store.workspace import Workspace

DAY = date(2024, 6, 30)
EVERY = ("1plusx", "contest", "exam", "process")
BY_ALL: Row = {
    "x": [{}],
    "honour": [{}],
    "window": [{"cohort": 2024, "window_from": "2023-07-01", "window_to": DAY}],
} | {word: rows for usual in USUAL.values() for word, rows in usual.items()}
RECOGNITION = next(pathway for pathway in PATHWAYS if pathway.id == "1plusx")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(open_memory()) as db:
        yield db


def bring(db: sqlite3.Connection, table: str) -> None:
    """Say that the rows of a table came with an import of their own, the second."""
    db.execute("insert into import_log values (2, '另一份.xlsx', '', '2024-01-02', '', 0, 0, 0, 0, 0)")
    db.execute(f"update {table} set source_import = 2")


def in_force(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("select distinct pathway from determinations where outcome = 'granted' order by pathway")
    return [row["pathway"] for row in rows]


@pytest.mark.parametrize(
    ("table", "read_by"),
    [
        ("x_certificate", ["1plusx"]),
        ("x_mapping", ["1plusx"]),
        ("exam_score", ["exam"]),
        ("batch_plan", ["exam"]),
        ("training_class", ["exam"]),
        ("training_attendance", ["exam"]),
        ("honour", ["exam"]),
        ("course_mapping", ["process"]),
        ("contest_award", ["contest"]),
        ("contest_result", ["contest"]),
        ("filed_occupation", ["contest", "exam"]),
        ("enrolment", list(EVERY)),
        ("cohort_window", list(EVERY)),
    ],
)
def test_a_run_is_out_of_force_when_what_its_pathway_reads_was_undone(
    db: sqlite3.Connection, table: str, read_by: list[str]
) -> None:
    settle(db, BY_ALL)
    bring(db, table)
    determine(db, PATHWAYS, DAY)
    assert in_force(db) == list(EVERY)

    undo(db, 2, actor="样例", reason="导错了", now=NOW)

    assert in_force(db) == [pathway for pathway in EVERY if pathway not in read_by]
    runs = determinations.runs(db)
    assert [run["pathway"] for run in runs if run["overtaken_by"] == 2] == read_by
    [told] = determinations.overtaken_words(runs)
    path = read_by[0] if len(read_by) == 1 else "all"
    assert f"早于撤回的第 2 次导入，不再采用，请重新运行 hncert certify --path {path} --as-of {DAY}" in told


def test_a_run_made_anew_is_in_force_again(db: sqlite3.Connection) -> None:
    settle(db, BY_ALL)
    bring(db, "honour")
    determine(db, PATHWAYS, DAY)
    undo(db, 2, actor="样例", reason="导错了", now=NOW)

    determine(db, PATHWAYS, DAY)

    assert in_force(db) == list(EVERY)
    assert determinations.latest_overtaken(db) == []


def test_a_correction_taken_back_puts_the_runs_that_saw_it_out_of_force(db: sqlite3.Connection) -> None:
    settle(db, BY_ALL)
    bring(db, "honour")
    before = "json_object('x_name', x_name, 'grade', grade, 'occupation_code', occupation_code, 'source_import', 1)"
    db.execute(
        "insert into import_change (import_id, target, before) "
        f"select 2, 'x_mapping', {before} from x_mapping where grade = '中级'"
    )
    determine(db, PATHWAYS, DAY)

    undo(db, 2, actor="样例", reason="导错了", now=NOW)

    assert in_force(db) == ["contest", "process"]


def test_runs_kept_from_an_earlier_version_are_overtaken_by_the_undone_import_that_they_cite() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        MIGRATIONS.apply(Database(db), stop_before="m004_standing")
        determinations.ensure_table(db, "exam", [], ["met_attended"])
        db.execute(
            "insert into import_log values (1, '', '', '', '', 0, 0, 0, 0, 0), (2, '', '', '', '', 0, 0, 0, 0, 0)"
        )
        db.execute("insert into import_undo values (2, '', '', '')")
        db.execute("insert into person values (1, '护照', 'E1', '甲', '甲', null, null, 1, '表', 1, null)")
        for run_id, day in ((1, "2024-05-31"), (2, "2024-06-30")):
            run = (run_id, "exam", day, "", "", run_id, 1, 1, 0, "{}", 1)
            db.execute(f"insert into determination_run values ({', '.join('?' * len(run))})", run)
            db.execute(
                f"insert into determination_by_exam values ({run_id}, 1, '{CODE}', 'N', 3, {run_id}, '表', 1, 1)"
            )

        MIGRATIONS.apply(Database(db))

        assert [(run["as_of"], run["overtaken_by"]) for run in determinations.runs(db)] == [
            ("2024-05-31", None),
            ("2024-06-30", 2),
        ]
        assert [row["as_of"] for row in db.execute("select as_of from awards")] == ["2024-05-31"]


def two_numbers(db: sqlite3.Connection) -> None:
    """One person under two numbers, an award under each, and then merged into the first."""
    fill(db, {"x": [{"grade": "初级"}]}, 1)
    fill(db, {"x": [{"grade": "中级"}], "enrolment": [{}]}, 2)
    db.execute("update enrolment set number = 'N1-0'")
    fill_college(db, {"mapping": EVERY_GRADE})
    determine(db, [RECOGNITION], DAY)
    merge_people(db, "E00000001", "E00000002", author="样例", reason="同一人", now=NOW, is_confirmed=True)


def awarded(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    rows = db.execute("select person_id, level, evidence_number from awards order by person_id")
    return [tuple(row) for row in rows]


def test_people_merged_after_a_run_are_one_person_in_its_awards(db: sqlite3.Connection) -> None:
    two_numbers(db)

    assert awarded(db) == [(1, 3, "X2-0")]
    rows = db.execute("select person_id, evidence_number from determinations order by evidence_number")
    assert [tuple(row) for row in rows] == [(1, "X1-0"), (1, "X2-0")]


def test_why_tells_of_what_was_determined_under_the_merged_number(db: sqlite3.Connection) -> None:
    two_numbers(db)

    told = {each.evidence_number: each.lost_to for each in explain(db, PATHWAYS, 1)}

    assert told["X2-0"] == ""
    assert "等级更高" in told["X1-0"]


def test_people_taken_apart_again_have_their_own_awards(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    hncert("import", book("名册.xlsx", [ROSTER, student(1), student(2)]))
    hncert("import", book("证书.xlsx", [X_LIST, x_certificate(1), x_certificate(2)]))
    hncert("import", book("对应.xlsx", [MAPPING, mapping()]))
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")
    numbers = (id_number(1), id_number(2), "--reason", "核对过身份证", "--yes")
    seen = []

    for verdict in ("merge", "distinct"):
        assert hncert("person", verdict, *numbers).status == 0
        with closing(sqlite3.connect(workspace.database)) as db:
            seen.append(db.execute("select person_id from awards order by person_id").fetchall())

    assert seen == [[(1,)], [(1,), (2,)]]


def test_a_merge_alone_makes_no_candidate_new_or_gone(db: sqlite3.Connection) -> None:
    two_numbers(db)
    [run] = determinations.runs(db)

    assert under(db, RECOGNITION, run, SHIPPED_LAW, DAY) == []


def test_awards_of_one_person_are_found_by_index(db: sqlite3.Connection) -> None:
    two_numbers(db)

    plan = db.execute("explain query plan select * from awards where person_id = 1").fetchall()

    read = [row["detail"] for row in plan if row["detail"].startswith(("SCAN", "SEARCH"))]
    assert [line for line in read if line.startswith("SCAN d")] == []
