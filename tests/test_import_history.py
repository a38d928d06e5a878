"""What becomes of an import: its log, its source, its changes, its pending rows, taking it back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from college import open_memory
from conftest import MAPPING, NOW, ROSTER, X_LIST, Book, Hncert, dump, id_number, mapping, student, x_certificate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ingest import facts

from hncert.domain.errors import CannotUndo, UnknownImport
from hncert.domain.finding import Severity
from hncert.ingest import ImportResult, ingest, undo
from hncert.store.database import open_store, write_store
from hncert.store.workspace import Workspace

Load = Callable[..., ImportResult]
EXAM = ("姓名", "证件号码", "职业编码", "申报等级", "考试日期", "理论成绩", "技能成绩")
FACTS = (
    "select p.name, p.id_number, e.number, e.department, e.own_fields from person p "
    "left join enrolment e using (person_id) order by p.id_number, e.number"
)


def load(workspace: Workspace, path: Path, *, accept_valid: bool = False) -> ImportResult:
    with write_store(workspace, "import", actor="测试", now=NOW) as writing:
        result = ingest(writing.db, path, now=NOW, accept_valid=accept_valid)
        writing.changed = result.changed
    return result


def take_back(workspace: Workspace, number: int) -> dict[str, int]:
    with write_store(workspace, "import undo", actor="测试", now=NOW) as writing:
        return undo(writing.db, number, actor="测试", reason="导错了", now=NOW)


def exam(serial: int, name: str = "", theory: object = 80, **changes: object) -> list[object]:
    row = dict(
        zip(
            EXAM,
            (name or f"学生{serial:03d}", id_number(serial), "4-04-05-01", "三级", "2024-06-15", theory, 70),
            strict=True,
        )
    )
    return list({**row, **changes}.values())


def test_every_source_file_is_kept_by_its_hash(workspace: Workspace, roster: Path) -> None:
    result = load(workspace, roster)

    assert facts(workspace, "select sha256, content from source_file") == [(result.sha256, roster.read_bytes())]


def test_unknown_columns_are_kept_as_the_schools_own_fields(workspace: Workspace, book: Book) -> None:
    header = (*ROSTER, "序号", "校区", "宿舍")
    load(workspace, book("a.xlsx", [header, [*student(1), 1, "东区", ""], [*student(2), 2, "西区", "3号楼"]]))

    load(workspace, book("b.xlsx", [(*ROSTER, "宿舍"), [*student(1), "5号楼"]]))

    assert facts(workspace, "select student_number, field, value from own_fields order by 1, 2") == [
        ("2022000001", "宿舍", "5号楼"),
        ("2022000001", "校区", "东区"),
        ("2022000002", "宿舍", "3号楼"),
        ("2022000002", "校区", "西区"),
    ]


def test_what_changes_is_told_field_by_field(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)

    result = load(workspace, book("b.xlsx", [ROSTER, student(1, 院系="机电学院"), student(2), student(9)]))

    assert [(c.who, c.field, c.before, c.after) for c in result.changes] == [
        ("学生001", "department", "信息学院", "机电学院")
    ]
    assert (result.new_rows, result.rows.stored, result.rows.unchanged) == (1, 2, 1)


def test_a_dry_run_tells_the_changes_and_stores_nothing(
    hncert: Hncert, workspace: Workspace, roster: Path, book: Book
) -> None:
    hncert("import", roster)
    before = dump(workspace)

    ran = hncert("import", "--dry-run", book("b.xlsx", [ROSTER, student(1, 院系="机电学院"), student(9)]))

    assert dump(workspace) == before
    for words in ("新增 1，更改 1", "院系", "信息学院", "机电学院", "列的对应", "试运行"):
        assert words in ran.out


def test_the_good_rows_are_stored_and_the_others_wait(workspace: Workspace, book: Book) -> None:
    rows = [ROSTER, student(1), student(2, 层次="研究生"), student(3, 证件号码=id_number(3)[:17])]

    result = load(workspace, book("a.xlsx", rows), accept_valid=True)

    assert result.accepted
    assert (result.rows.stored, result.rows.rejected) == (1, 2)
    assert facts(workspace, 'select kind, "row", name, problems from pending_row order by "row"') == [
        ("roster", 3, "学生002", "层次：不在可选范围内"),
        ("roster", 4, "学生003", "证件号码：证件号码写法不对（现为 17 位）"),
    ]


def test_pending_rows_are_closed_by_the_import_that_answers_them(workspace: Workspace, book: Book) -> None:
    rows = [ROSTER, student(1), student(2, 层次="研究生"), student(3, 证件号码=id_number(3)[:17]), student(4, 层次="")]
    load(workspace, book("a.xlsx", rows), accept_valid=True)

    result = load(workspace, book("b.xlsx", [ROSTER, student(2), student(3)]))

    assert result.solved == 2
    assert facts(workspace, "select name from pending_row where solved_by is null") == [("学生004",)]


def wrong_check(serial: int) -> str:
    number = id_number(serial)
    return number[:17] + ("1" if number[17] != "1" else "2")


def test_a_namesake_never_closes_a_pending_row(workspace: Workspace, book: Book) -> None:
    header = ("姓名", "证件号码", "层次")
    load(workspace, book("a.xlsx", [header, ["王伟", wrong_check(1), "专科"]]), accept_valid=True)
    other = id_number(2, date(1999, 8, 7))

    unrelated = load(workspace, book("b.xlsx", [header, ["王伟", other, "专科"]]))
    mended = load(workspace, book("c.xlsx", [header, ["王伟", id_number(1), "专科"]]))

    assert (unrelated.solved, mended.solved) == (0, 1)


def test_namesakes_in_one_exam_are_two_candidates(workspace: Workspace, book: Book) -> None:
    other = id_number(2, date(1999, 8, 7))
    load(workspace, book("a.xlsx", [EXAM, exam(1, "王伟", 证件号码=wrong_check(1))]), accept_valid=True)

    unrelated = load(workspace, book("b.xlsx", [EXAM, exam(2, "王伟", 证件号码=other)]))

    assert unrelated.solved == 0


def test_a_row_without_any_number_waits_until_it_is_dropped(workspace: Workspace, book: Book) -> None:
    header = ("姓名", "证件号码", "层次")
    load(workspace, book("a.xlsx", [header, ["王伟", None, "专科"], student(9)[1:4]]), accept_valid=True)

    assert load(workspace, book("b.xlsx", [header, ["王伟", id_number(1), "专科"]])).solved == 0


def test_a_row_that_feeds_two_kinds_waits_whole(workspace: Workspace, book: Book) -> None:
    header = (*ROSTER, *X_LIST[2:])
    bad = [*student(2), *x_certificate(2, 证书等级="特级")[2:]]

    result = load(workspace, book("a.xlsx", [header, [*student(1), *x_certificate(1)[2:]], bad]), accept_valid=True)

    assert result.rows.rejected == 1
    assert facts(workspace, "select name from person") == [("学生001",)]
    assert facts(workspace, "select kind from pending_row order by 1") == [("roster",), ("x_certificates",)]


def test_contradicting_rows_wait_together(workspace: Workspace, book: Book) -> None:
    rows = [ROSTER, student(1), student(2, "甲"), student(2, "乙", 学号="A9"), student(3)]

    result = load(workspace, book("a.xlsx", rows), accept_valid=True)

    assert (result.rows.stored, result.rows.rejected) == (2, 2)


def test_undoing_the_only_import_leaves_no_fact(workspace: Workspace, roster: Path) -> None:
    load(workspace, roster)

    counts = take_back(workspace, 1)

    assert counts == {"enrolment": 5, "person": 5, "restored": 0}
    assert facts(workspace, FACTS) == []
    assert load(workspace, roster).rows.stored == 5


def test_undoing_a_correction_restores_what_was_there(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)
    before = facts(workspace, FACTS)
    load(
        workspace,
        book("b.xlsx", [ROSTER, student(1, 院系="机电学院"), student(2, 证件号码=id_number(77)), student(8)]),
    )

    take_back(workspace, 2)

    assert facts(workspace, FACTS) == before


@pytest.mark.parametrize("order", [(2, 1, 3, 4, 5), (2, 3, 4, 5, 1)])
def test_undoing_exchanged_numbers_puts_them_back(
    workspace: Workspace, roster: Path, book: Book, order: tuple[int, ...]
) -> None:
    load(workspace, roster)
    before = facts(workspace, FACTS)
    rows = [student(at, 证件号码=id_number(to)) for at, to in enumerate(order, start=1)]
    assert load(workspace, book("b.xlsx", [ROSTER, *rows])).accepted

    take_back(workspace, 2)

    assert facts(workspace, FACTS) == before


def test_an_import_on_which_another_rests_is_not_undone(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)
    load(workspace, book("x.xlsx", [X_LIST, x_certificate(1)]))

    with pytest.raises(CannotUndo, match="第 2 次导入等有 1 行涉及这次新增的人员"):
        take_back(workspace, 1)
    take_back(workspace, 2)
    take_back(workspace, 1)

    assert facts(workspace, FACTS) == []


def test_rows_changed_again_later_are_undone_in_order(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)
    load(workspace, book("b.xlsx", [ROSTER, student(1, 院系="机电学院")]))
    load(workspace, book("c.xlsx", [ROSTER, student(1, 院系="经管学院")]))

    with pytest.raises(CannotUndo, match="请先撤销第 3 次导入"):
        take_back(workspace, 2)
    take_back(workspace, 3)

    assert facts(workspace, "select department from enrolment where number = '2022000001'") == [("机电学院",)]


CLASS, ATTENDED = ("培训班编号", "培训班名称", "总学时"), ("姓名", "证件号码", "培训班编号", "培训日期")
REGISTRATION = ("姓名", "证件号码", "批次号", "职业编码", "申报等级")


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        (
            [CLASS, ("PX1", "电工班", 40)],
            [ATTENDED, ("学生001", id_number(1), "PX1", "2024-05-01")],
        ),
        (
            [REGISTRATION, ("学生001", id_number(1), "2024-01", "4-04-05-01", "三级")],
            [(*EXAM, "批次号"), [*exam(1), "2024-01"]],
        ),
    ],
    ids=["attendances", "scores"],
)
def test_rows_on_which_later_ones_rest_are_not_undone(
    workspace: Workspace, roster: Path, book: Book, parent: list[tuple[object, ...]], child: list[tuple[object, ...]]
) -> None:
    load(workspace, roster)
    assert load(workspace, book("b.xlsx", parent)).accepted
    assert load(workspace, book("c.xlsx", child)).accepted
    before = dump(workspace)

    with pytest.raises(CannotUndo, match="第 3 次导入等有 1 行依据这次导入的行"):
        take_back(workspace, 2)
    assert dump(workspace) == before
    take_back(workspace, 3)
    take_back(workspace, 2)


def test_rows_that_a_later_file_found_unchanged_are_not_undone(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1), student(2)]))
    load(workspace, book("a2.xlsx", [ROSTER, student(1), student(3)]))
    before = dump(workspace)

    with pytest.raises(CannotUndo, match="第 2 次导入里有 1 行与这次导入的相同"):
        take_back(workspace, 1)
    assert dump(workspace) == before
    take_back(workspace, 2)
    take_back(workspace, 1)

    assert facts(workspace, FACTS) == []


def test_a_later_file_that_confirms_other_rows_does_not_hinder(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1)]))
    load(workspace, book("b.xlsx", [ROSTER, student(2)]))
    load(workspace, book("c.xlsx", [ROSTER, student(1), student(3)]))

    take_back(workspace, 2)

    assert facts(workspace, "select number from enrolment order by 1") == [("2022000001",), ("2022000003",)]


def test_a_value_that_a_later_file_confirmed_is_not_undone(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1)]))
    load(workspace, book("b.xlsx", [ROSTER, student(1, 院系="机电学院")]))
    load(workspace, book("c.xlsx", [ROSTER, student(1, 院系="机电学院"), student(2)]))

    with pytest.raises(CannotUndo, match="第 3 次导入"):
        take_back(workspace, 2)


def test_awards_never_cite_what_was_undone(hncert: Hncert, workspace: Workspace, roster: Path, book: Book) -> None:
    hncert("import", roster, book("对应.xlsx", [MAPPING, mapping()]), book("x.xlsx", [X_LIST, x_certificate(1)]))
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")
    awarded = facts(workspace, "select count(*) from awards")

    assert hncert("import", "undo", "3", "--reason", "导错了").status == 0

    assert (awarded, facts(workspace, "select count(*) from awards")) == ([(1,)], [(0,)])
    why = hncert("why", id_number(1), "--json").json["data"]
    assert (why["determinations"], why["certify_due"]) == ([], True)
    assert why["overtaken"] == [OVERTAKEN.format(3)]
    assert "待重算" in hncert("why", id_number(1)).out
    assert "待重算" in hncert("report", "monthly", "--month", "2024-11").out
    assert "待重算" in hncert("status").out
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")
    assert "待重算" not in hncert("why", id_number(1)).out


OVERTAKEN = (
    "基准日 2024-11-30 的认定结果早于撤回的第 {} 次导入，不再采用，"
    "请重新运行 hncert certify --path 1plusx --as-of 2024-11-30"
)


@pytest.fixture
def awarded(hncert: Hncert, workspace: Workspace, roster: Path, book: Book) -> Workspace:
    """Roster, certificate and mapping as imports 1 to 3, and one award on them."""
    hncert("import", roster, book("x.xlsx", [X_LIST, x_certificate(1)]), book("对应.xlsx", [MAPPING, mapping()]))
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")
    assert facts(workspace, "select count(*) from awards") == [(1,)]
    return workspace


def test_awards_never_rest_on_a_mapping_that_was_undone(hncert: Hncert, awarded: Workspace) -> None:
    undone = hncert("import", "undo", "3", "--reason", "对应有误")

    assert OVERTAKEN.format(3) in undone.out
    assert facts(awarded, "select count(*) from awards") == [(0,)]
    for command in (("status",), ("why", id_number(1)), ("report", "monthly", "--month", "2024-11")):
        assert OVERTAKEN.format(3) in hncert(*command).out.replace("\n", "")
    why = hncert("why", id_number(1), "--json").json["data"]
    assert [each["lost_to"] for each in why["determinations"]] == [OVERTAKEN.format(3)]
    assert why["certify_due"] is True


def test_another_pathway_made_anew_does_not_hide_the_run_that_is_out_of_force(
    hncert: Hncert, awarded: Workspace
) -> None:
    hncert("import", "undo", "3", "--reason", "对应有误")

    other = hncert("certify", "--path", "exam", "--as-of", "2024-11-30")

    assert OVERTAKEN.format(3) in other.out
    assert OVERTAKEN.format(3) in hncert("why", id_number(1)).out
    assert "（已过时）" in hncert("status").out
    assert "早于撤回" not in hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30").out
    assert "早于撤回" not in hncert("status").out


def test_a_trial_undo_tells_the_runs_it_would_put_out_of_force_and_leaves_them(
    hncert: Hncert, awarded: Workspace
) -> None:
    tried = hncert("import", "undo", "3", "--reason", "对应有误", "--dry-run")

    assert OVERTAKEN.format(3) in tried.out
    assert facts(awarded, "select count(*) from awards") == [(1,)]


def test_undoing_what_came_after_a_run_leaves_it_in_force(hncert: Hncert, awarded: Workspace, book: Book) -> None:
    hncert("import", book("增补.xlsx", [MAPPING, mapping("高级")]))

    undone = hncert("import", "undo", "4", "--reason", "导错了")

    assert "早于撤回" not in undone.out
    assert facts(awarded, "select count(*) from awards") == [(1,)]


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_import_is_not_undone_without_a_reason(hncert: Hncert, awarded: Workspace, reason: str) -> None:
    undone = hncert("import", "undo", "3", "--reason", reason)

    assert undone.status == 2
    assert "--reason 填写有误" in undone.err
    assert facts(awarded, "select count(*) from awards") == [(1,)]


def test_an_import_is_undone_once_and_must_exist(workspace: Workspace, roster: Path) -> None:
    load(workspace, roster)
    take_back(workspace, 1)

    with pytest.raises(CannotUndo, match="已经撤销过"):
        take_back(workspace, 1)
    with pytest.raises(UnknownImport):
        take_back(workspace, 7)


@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_the_last_import_always_restores_the_facts(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("undo")
    lines = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["甲院", "乙院"]), st.integers(1, 6)), max_size=4)
    db = open_memory()
    snapshots = [db.execute(FACTS).fetchall()]
    for at in range(3):
        rows = [f"2022{n:06d},学生{n:03d},{id_number(bearer)},专科,{where}" for n, where, bearer in data.draw(lines)]
        path = folder / f"{at}.csv"
        path.write_text("\n".join(["学号,姓名,证件号码,层次,院系", *rows, f"说明：{at}"]), encoding="utf-8")
        result = ingest(db, path, now=NOW, accept_valid=True)
        if result.changed:
            snapshots.append(db.execute(FACTS).fetchall())

    for number in range(len(snapshots) - 1, 0, -1):
        assert db.execute(FACTS).fetchall() == snapshots[number]
        undo(db, number, actor="测试", reason="", now=NOW)

    assert db.execute(FACTS).fetchall() == []


def test_the_log_shows_every_import_and_gives_the_file_back(
    hncert: Hncert, workspace: Workspace, roster: Path, tmp_path: Path
) -> None:
    hncert("import", roster)
    copy = tmp_path / "取回.xlsx"

    listed, shown = hncert("import", "log"), hncert("import", "show", "1", "--save", copy)
    undone = hncert("import", "undo", "1", "--reason", "导错了文件")

    assert "名册.xlsx" in listed.out
    assert "SHA-256" in shown.out
    assert copy.read_bytes() == roster.read_bytes()
    assert undone.status == 0
    assert "已撤销" in hncert("import", "log").out
    assert hncert("import", "undo", "1", "--reason", "再来").status == 3
    assert hncert("import", "show", "9").status == 2


def test_pending_rows_are_listed_masked_and_dropped_with_a_reason(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    ran = hncert("import", book("a.xlsx", [ROSTER, student(1), student(2, 层次="研究生")]), "--accept-valid")

    listed = hncert("import", "pending", "--json")
    without = hncert("import", "pending", "--drop", "1")
    dropped = hncert("import", "pending", "--drop", "1", "--reason", "已退学")

    assert ran.status == 3
    assert "待处理清单" in ran.out
    assert id_number(2) not in listed.out
    assert listed.json["data"][0]["cells"]["层次"] == "研究生"
    assert (without.status, dropped.status) == (2, 0)
    assert "没有待处理" in hncert("import", "pending").out


def test_one_person_under_two_numbers_is_asked_then_merged_and_remembered(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    other = id_number(3)
    hncert("import", book("a.xlsx", [ROSTER, student(1, "张三")]))
    asked = hncert("import", book("x.xlsx", [X_LIST, x_certificate(1, "张三", 证件号码=other)]))

    merged = hncert("person", "merge", id_number(1), other, "--reason", "身份证抄错")
    again = hncert("import", book("y.xlsx", [X_LIST, x_certificate(2, "张三", 证件号码=other)]))

    assert "同名、同出生日期" in asked.err
    assert merged.status == 0
    assert again.status == 0
    assert facts(workspace, "select name, id_number from people") == [("张三", id_number(1))]
    assert facts(workspace, "select distinct p.id_number from x_certificate join person p using (person_id)") == [
        (id_number(1),)
    ]
    assert "身份证抄错" in hncert("person", "decisions").out
    assert hncert("person", "merge", id_number(1), other, "--reason", "再来").status == 3
    assert hncert("why", other).out.startswith("张三")


def two_strangers(book: Book) -> Path:
    return book("a.xlsx", [ROSTER, student(1, "甲一", 学号="S2"), student(3, "乙二", 学号="S3")])


def test_two_who_do_not_look_like_one_are_merged_only_when_confirmed(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    hncert("import", two_strangers(book))
    before = dump(workspace)

    refused = hncert("person", "merge", id_number(1), id_number(3), "--reason", "误")

    assert refused.status == 3
    assert "姓名不同（甲一、乙二）" in refused.err
    assert "学号（工号）不同" in refused.err
    assert dump(workspace) == before
    assert hncert("person", "merge", id_number(1), id_number(3), "--reason", "更名", "--yes").status == 0


def test_a_mistaken_merge_is_taken_apart_again(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    roster, x_list = two_strangers(book), book("x.xlsx", [X_LIST, x_certificate(1, "甲一"), x_certificate(3, "乙二")])
    late = book("y.xlsx", [X_LIST, x_certificate(4, "乙二", 证件号码=id_number(3))])
    who = "select p.name, p.id_number, e.number from people p join enrolment e using (person_id) order by 3"
    held = "select p.name, x.number from people p join x_certificate x using (person_id) order by 2"
    hncert("import", roster, x_list)
    before = facts(workspace, who)
    hncert("person", "merge", id_number(1), id_number(3), "--reason", "误", "--yes")
    assert hncert("import", late).status == 0

    parted = hncert("person", "distinct", id_number(3), id_number(1), "--reason", "更正")

    assert parted.status == 0
    assert "分开 3 条记录" in parted.out
    assert facts(workspace, who) == before
    assert facts(workspace, held) == [("甲一", "X000001"), ("乙二", "X000003"), ("乙二", "X000004")]
    assert [each["in_force"] for each in hncert("person", "decisions", "--json").json["data"]] == [False, True]
    assert "已被后来的决定取代" in hncert("person", "decisions").out
    assert hncert("import", roster, "--json").json["counts"]["unchanged"] == 2


def test_a_number_read_as_anothers_before_it_was_ever_stored_is_given_back(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    hncert("import", book("a.xlsx", [ROSTER, student(1, "张三")]))
    hncert("person", "merge", id_number(1), id_number(3), "--reason", "抄错")
    hncert("import", book("x.xlsx", [X_LIST, x_certificate(1, "张三", 证件号码=id_number(3))]))

    parted = hncert("person", "distinct", id_number(1), id_number(3), "--reason", "见过两人")

    assert parted.status == 0
    assert facts(workspace, "select p.id_number from x_certificate join people p using (person_id)") == [
        (id_number(3),)
    ]


def test_merging_against_an_earlier_decision_is_confirmed_and_overrules_it(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    hncert("import", book("a.xlsx", [ROSTER, student(1, "张三")]))
    hncert("person", "distinct", id_number(1), id_number(3), "--reason", "见过两人")

    refused = hncert("person", "merge", id_number(1), id_number(3), "--reason", "同一人")
    merged = hncert("person", "merge", id_number(1), id_number(3), "--reason", "同一人", "--yes")

    assert (refused.status, merged.status) == (3, 0)
    assert "此前曾决定是不同的人" in refused.err
    assert [each["in_force"] for each in hncert("person", "decisions", "--json").json["data"]] == [False, True]


@pytest.mark.parametrize(
    "words",
    [
        ("merge", id_number(1), id_number(3), "--reason", " "),
        ("distinct", id_number(1), id_number(3), "--reason", ""),
        ("distinct", id_number(1), id_number(1), "--reason", "两人"),
        ("distinct", id_number(1), "123", "--reason", "两人"),
        ("merge", id_number(1), "garbage", "--reason", "一人"),
    ],
)
def test_a_decision_names_two_numbers_that_can_exist_and_a_reason(
    hncert: Hncert, workspace: Workspace, book: Book, words: tuple[str, ...]
) -> None:
    hncert("import", book("a.xlsx", [ROSTER, student(1, "张三")]))
    before = dump(workspace)

    assert hncert("person", *words).status == 2
    assert dump(workspace) == before


def test_namesakes_confirmed_different_are_not_asked_again(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    hncert("person", "distinct", id_number(1), id_number(3), "--reason", "见过两人")

    ran = hncert("import", book("a.xlsx", [ROSTER, student(1, "张三"), student(3, "张三")]))

    assert ran.status == 0


def test_two_people_may_share_a_student_number_once_confirmed(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    path = book("a.xlsx", [ROSTER, student(1, "张三", 学号="A1"), student(2, "李四", 学号="A1")])
    refused = hncert("import", path)

    hncert("person", "distinct", id_number(1), id_number(2), "--reason", "本科、中职各用各的学号")

    assert refused.status == 3
    assert "persondistinct" in "".join(refused.err.split())
    assert hncert("import", path).status == 0


def test_people_with_contradicting_records_are_not_merged(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    rows = [EXAM, exam(1, "张三", 80), exam(2, "张三", 50)]
    hncert("import", book("a.xlsx", rows))
    before = dump(workspace)

    ran = hncert("person", "merge", id_number(1), id_number(2), "--reason", "同一人", "--yes")

    assert ran.status == 3
    assert "内容却不同" in ran.err
    assert dump(workspace) == before


def test_absent_and_disqualified_are_not_zero(workspace: Workspace, book: Book) -> None:
    rows = [EXAM, exam(1, theory="缺考"), exam(2, theory="作弊"), exam(3, theory=0), exam(4, theory="59.50 分")]

    assert load(workspace, book("a.xlsx", rows)).accepted

    assert facts(workspace, "select theory, theory_status from exam_scores order by person_id") == [
        (None, "缺考"),
        (None, "违纪"),
        (0.0, None),
        (59.5, None),
    ]


def test_tasks_given_to_departments_sum_to_the_parent(workspace: Workspace, book: Book) -> None:
    header = ("年度", "文号", "单位", "上级单位", "取证人数")
    rows = [
        header,
        (2024, "文1", "示例学校", None, 100),
        (2024, "文2", "甲院", "示例学校", 60),
        (2024, "文2", "乙院", "示例学校", 30),
    ]

    wrong = load(workspace, book("a.xlsx", rows))
    right = load(workspace, book("b.xlsx", [*rows[:3], (2024, "文2", "乙院", "示例学校", 40)]))

    assert [(f.rule, f.value, f.expected) for f in wrong.findings] == [("quota-sum", "90", "示例学校的任务 100")]
    assert right.accepted


QUOTA = ("年度", "文号", "单位", "上级单位", "取证人数")
SCHOOL_TASK = (2024, "文1", "示例学校", None, 100)
FACULTY_TASK = (2024, "文2", "信息系", "示例学校", 100)


def test_tasks_given_on_below_a_department_sum_to_its_own(workspace: Workspace, book: Book) -> None:
    given_on = [(2024, "文3", "软件室", "信息系", 60), (2024, "文3", "网络室", "信息系", 10)]

    wrong = load(workspace, book("a.xlsx", [QUOTA, SCHOOL_TASK, FACULTY_TASK, *given_on]))
    partial = load(workspace, book("b.xlsx", [QUOTA, SCHOOL_TASK, FACULTY_TASK, given_on[0]]))
    mended = load(workspace, book("c.xlsx", [QUOTA, SCHOOL_TASK, FACULTY_TASK, given_on[0], (*given_on[1][:4], 40)]))

    assert [(f.rule, f.row, f.value, f.expected) for f in wrong.findings] == [
        ("quota-sum", 4, "70", "信息系的任务 100")
    ]
    assert [f.value for f in partial.findings] == ["60"]
    assert mended.accepted


def test_whichever_file_completes_a_wrong_sum_is_told(workspace: Workspace, book: Book) -> None:
    children = [(2024, "文2", "甲院", "示例学校", 60), (2024, "文2", "乙院", "示例学校", 30)]

    first = load(workspace, book("下级.xlsx", [QUOTA, *children]))
    second = load(workspace, book("上级.xlsx", [QUOTA, SCHOOL_TASK]))

    assert first.accepted
    assert not second.accepted
    assert [(f.rule, f.row, f.column, f.value, f.expected) for f in second.findings] == [
        ("quota-sum", 2, "E 取证人数", "100", "下级单位之和 90")
    ]


def test_a_parent_without_a_task_is_warned_of_until_it_comes(workspace: Workspace, book: Book) -> None:
    child = load(workspace, book("下级.xlsx", [QUOTA, FACULTY_TASK]))
    parent = load(workspace, book("上级.xlsx", [QUOTA, SCHOOL_TASK]))
    again = load(workspace, book("下级2.xlsx", [QUOTA, FACULTY_TASK]))

    assert child.accepted
    assert [(f.rule, f.severity, f.value) for f in child.findings] == [
        ("quota-parent-unknown", Severity.WARNING, "示例学校")
    ]
    assert (parent.findings, again.findings) == ([], [])


def test_a_later_document_sets_the_tasks_that_are_summed(workspace: Workspace, book: Book) -> None:
    header = (*QUOTA, "下达日期")
    first = [(*SCHOOL_TASK, "2024-03-01"), (*FACULTY_TASK, "2024-04-01")]
    revised = [
        (2024, "文5", "示例学校", None, 120, "2024-09-01"),
        (2024, "文6", "信息系", "示例学校", 120, "2024-09-02"),
    ]

    load(workspace, book("a.xlsx", [header, *first]))

    assert load(workspace, book("b.xlsx", [header, *revised])).findings == []


def test_a_store_of_the_first_version_is_brought_up_to_date(workspace: Workspace, tmp_path: Path) -> None:
    from sqlite_utils import Database

    from hncert.store.schema import foundation

    old = tmp_path / "old"
    old.mkdir()
    for name in ("hncert.toml",):
        (old / name).write_bytes((workspace.path / name).read_bytes())
    with closing(sqlite3.connect(old / "hncert.db", isolation_level=None)) as db:
        foundation.create(Database(db))
        db.execute("create view people as select 1 as person_id")
        db.execute(
            "create table _sqlite_migrations (id integer primary key, migration_set text, name text, applied_at text)"
        )
        db.execute("insert into _sqlite_migrations values (1, 'hncert', 'm001_foundation', '2024-01-01')")
        db.execute("insert into import_log values (1, '旧.xlsx', '', '2024-01-01', '', 0, 0, 0, 0, 0)")
        db.execute("insert into person values (1, '护照', 'E1', '甲', '甲', null, null, 1, '表', 1)")

    from hncert.store.workspace import find_workspace

    with open_store(find_workspace(old)) as db:
        people = [tuple(row) for row in db.execute("select name from people")]
        kinds = db.execute("select count(*) from exam_score").fetchone()[0]

    assert (people, kinds) == ([("甲",)], 0)


def test_a_wrong_digit_that_one_change_would_mend_is_said_so(workspace: Workspace, book: Book) -> None:
    number = id_number(1)
    wrong = number[:5] + "7" + number[6:]
    letter = number[:10] + "O" + number[11:]

    result = load(workspace, book("a.xlsx", [ROSTER, student(1, 证件号码=wrong), student(2, 证件号码=letter)]))

    assert "只改一位就能相符" in result.findings[0].expected
    assert "第 11 位是字母 O" in result.findings[1].message


def test_dates_in_chinese_numerals_are_read(workspace: Workspace, book: Book) -> None:
    spellings = ("二〇二二年九月一日", "2022年9月", "二○二二年九月", "2022.9.1", "20220901", "2022 年 9 月 1 日")
    rows = [student(at, 入学日期=text) for at, text in enumerate(spellings, start=1)]

    assert load(workspace, book("a.xlsx", [ROSTER, *rows])).accepted

    assert facts(workspace, "select distinct enrolled_on from enrolment") == [("2022-09-01",)]
    assert date(2022, 9, 1)


def test_names_that_a_keyboard_could_not_write_are_warned_of(workspace: Workspace, book: Book) -> None:
    names = ("王?", "张□", "李yan", "古丽•买买提", "欧阳　锋", "䶮㛃")
    rows = [student(at, name) for at, name in enumerate(names, start=1)]

    result = load(workspace, book("a.xlsx", [ROSTER, *rows]))

    assert [(f.rule, f.row) for f in result.findings] == [
        ("doubtful-name", 2),
        ("doubtful-name", 3),
        ("doubtful-name", 4),
        ("tidied-name", 5),
        ("tidied-name", 6),
    ]
    assert ("古丽·买买提",) in facts(workspace, "select name from person")
    assert ("欧阳锋",) in facts(workspace, "select name from person")


def test_a_saved_profile_pins_a_layout_of_its_own(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    header = ("考号", "大名", "证件号码", "层次")
    path = book("a.xlsx", [["报名册"], header, ["A1", "张三", id_number(1), "专科"]])
    before = hncert("import", path)

    options = ("--as", "roster", "--map", "大名=姓名", "--map", "考号=学号")
    saved = hncert("import", "profile", "save", "招生办", path, *options)
    ran = hncert("import", path)

    assert (before.status, saved.status, ran.status) == (3, 0, 0)
    assert "按导入方案“招生办”识别为 名册" in ran.out
    assert facts(workspace, "select p.name, e.number from person p join enrolment e using (person_id)") == [
        ("张三", "A1")
    ]
    assert "招生办" in hncert("import", "profile", "list").out
    assert hncert("import", "profile", "save", "坏", path, "--as", "roster", "--map", "大名=没有").status == 2
    assert hncert("import", "profile", "remove", "招生办").status == 0
    assert hncert("import", path).status == 3
