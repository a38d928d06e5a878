"""Figures and readings decided in a workspace, and what that changes for people."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from college import fill, fill_college, open_memory
from conftest import MAPPING, NOW, ROSTER, X_LIST, Book, Hncert, dump, id_number, mapping, student, x_certificate
from test_determine import RECOGNITION

from hncert.compare import changes, hold_judgement, hold_run
from hncert.decide import Ground, choose, confirm, set_figure
from hncert.determine import determine
from hncert.domain.errors import BadValue, FigureExpired, OptionNotFollowed
from hncert.explain import explain
from hncert.law.law import SHIPPED_LAW
from hncert.law.register import readings
from hncert.pathways import PATHWAYS
from hncert.pathways.statement import judgement, parameters
from hncert.store import determinations
from hncert.store.law_decisions import law_of, unconfirmed
from hncert.store.workspace import Workspace

GROUND = Ground(document="校办〔2024〕3号", reason="校务会决定", author="测试", now=NOW)
WHY = ("--document", "校办〔2024〕3号", "--reason", "校务会决定")


@pytest.fixture
def db() -> sqlite3.Connection:
    return open_memory()


@pytest.fixture
def filled(hncert: Hncert, workspace: Workspace, book: Book) -> Workspace:
    """Two students: one has an approved mapping, the other's certificate answers to two occupations."""
    people = book("名册.xlsx", [ROSTER, student(1), student(2)])
    held = book("X.xlsx", [X_LIST, x_certificate(1), x_certificate(2, 证书等级="初级")], title="1+X证书")
    rows = [mapping("中级"), mapping("初级"), mapping("初级", "4-04-05-02", "2024-04-01")]
    mapped = book("对应表.xlsx", [MAPPING, *rows], title="对应表")
    assert hncert("import", people, held, mapped).status == 0
    return workspace


def test_a_figure_set_here_holds_from_its_day_and_is_refused_after_its_last(db: sqlite3.Connection) -> None:
    set_figure(db, "pass_mark", "70", since=date(2024, 1, 1), expires=date(2024, 12, 31), ground=GROUND)

    law = law_of(db)

    assert law.figure("pass_mark", date(2023, 12, 31)) == 60
    assert law.figure("pass_mark", date(2024, 12, 31)) == 70
    with pytest.raises(FigureExpired, match="只到 2024-12-31"):
        law.figure("pass_mark", date(2025, 1, 1))
    shipped, own = law.figures["pass_mark"].values
    assert shipped == SHIPPED_LAW.figures["pass_mark"].values[0]
    assert "校办〔2024〕3号" in own.source
    assert own.last_checked == GROUND.now.date()
    assert law.version.startswith(SHIPPED_LAW.version + "+")


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("no_such", "1"),
        ("pass_mark", "六十"),
        ("pass_mark", "-1"),
        ("pass_mark", "59.5"),
        ("task_deadline", "60"),
        ("task_deadline", "02-30"),
        ("task_deadline", "2-3"),
    ],
)
def test_a_figure_of_the_wrong_form_is_refused(db: sqlite3.Connection, id: str, value: str) -> None:
    with pytest.raises(BadValue):
        set_figure(db, id, value, since=date(2024, 1, 1), expires=None, ground=GROUND)
    assert law_of(db).decisions == ()


def test_a_figure_cannot_run_out_before_it_begins(db: sqlite3.Connection) -> None:
    with pytest.raises(BadValue, match="--expires"):
        set_figure(db, "pass_mark", "70", since=date(2024, 1, 2), expires=date(2024, 1, 1), ground=GROUND)


@pytest.mark.parametrize(("document", "reason"), [("", "理由"), ("文号", " ")])
def test_a_decision_needs_its_document_and_its_reason(document: str, reason: str) -> None:
    with pytest.raises(BadValue):
        Ground(document=document, reason=reason, author="测试", now=NOW)


def test_a_confirmed_reading_stays_and_is_no_longer_a_default(db: sqlite3.Connection) -> None:
    assert [one.key for one in unconfirmed(db, ["resit", "x-once"])] == ["resit", "x-once"]

    confirmed = confirm(db, "resit", ground=GROUND)

    assert confirmed.chosen == readings()["resit"].chosen
    assert "测试 2024-11-30 决定" in confirmed.status
    assert [one.key for one in unconfirmed(db, ["resit", "x-once"])] == ["x-once"]


@pytest.mark.parametrize(
    ("key", "option", "value"),
    [
        ("resit", "by-date", "2024-12-31"),
        ("excellent-secondary", "minimum-average", "82.5"),
        ("excellent-secondary", "honour-kinds", "优秀毕业生、三好学生"),
        ("pathway-order", "school-order", "1plusx，exam，process，contest"),
        ("graduating-year", "calendar", ""),
    ],
)
def test_an_option_is_chosen_with_the_value_it_asks_for(
    db: sqlite3.Connection, key: str, option: str, value: str
) -> None:
    chosen = choose(db, key, option, value, ground=GROUND)

    assert chosen.chosen == option
    assert chosen.argument == value.replace("，", ",").replace("、", ",")


@pytest.mark.parametrize(
    ("key", "option", "value"),
    [
        ("no-such", "calendar", ""),
        ("resit", "never", ""),
        ("resit", "by-date", ""),
        ("resit", "by-date", "2024-02-30"),
        ("resit", "by-date", "20241231"),
        ("resit", "months", "24"),
        ("excellent-secondary", "minimum-average", "八十"),
        ("pathway-order", "school-order", "exam,exam,process,contest"),
        ("pathway-order", "school-order", "exam"),
    ],
)
def test_an_option_that_is_unknown_or_of_the_wrong_form_is_refused(
    db: sqlite3.Connection, key: str, option: str, value: str
) -> None:
    with pytest.raises(BadValue):
        choose(db, key, option, value, ground=GROUND)
    assert law_of(db).decisions == ()


def test_an_answer_that_no_rule_can_follow_is_refused_in_so_many_words(db: sqlite3.Connection) -> None:
    with pytest.raises(OptionNotFollowed, match="还不能按它计算"):
        choose(db, "person-count", "终身只计一次", "", ground=GROUND)


def test_decisions_are_only_ever_added_to(db: sqlite3.Connection) -> None:
    choose(db, "x-once", "every", "", ground=GROUND)
    choose(db, "x-once", "one", "", ground=GROUND)

    assert law_of(db).readings["x-once"].chosen == "one"
    assert len(law_of(db).decisions) == 2
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute("delete from law_decision")


def test_readings_are_taken_as_they_stood_on_a_day(db: sqlite3.Connection) -> None:
    choose(db, "x-once", "every", "", ground=GROUND)

    law = law_of(db)

    assert law.as_decided_by(date(2024, 11, 29)).readings["x-once"].chosen == "one"
    assert law.as_decided_by(date(2024, 11, 30)).readings["x-once"].chosen == "every"


def test_a_replayed_run_differs_in_nothing_and_under_another_law_in_whom_it_touches(db: sqlite3.Connection) -> None:
    day = date(2022, 6, 30)
    fill(db, {"x": [{"grade": "中级"}]}, 1)
    fill(db, {"x": [{"grade": "初级"}], "enrolment": []}, 2)
    approved = [{"grade": grade, "approved_on": "2022-03-01"} for grade in ("初级", "中级")]
    fill_college(db, {"mapping": [*approved, {"grade": "中级", "code": "4-04-05-02", "approved_on": "2022-04-01"}]})
    determine(db, [RECOGNITION], day)
    run = determinations.latest_run(db, "1plusx")
    assert run is not None
    hold_run(db, "stored", run)
    choose(db, "x-once", "every", "", ground=GROUND)

    for name, law in (("replayed", SHIPPED_LAW), ("today", law_of(db))):
        bound = parameters(RECOGNITION, day, day, law)
        hold_judgement(db, name, RECOGNITION, day, judgement(RECOGNITION, day), bound)

    assert changes(db, "1plusx", "stored", "replayed", reasons=True) == []
    [changed] = changes(db, "1plusx", "stored", "today")
    assert (changed.person_id, changed.occupation_code, changed.kind) == (1, "4-04-05-02", "改为认定")
    assert changed.before is not None
    assert changed.before.unmet == ("x-used-once",)


def test_a_refusal_for_another_reason_counts_only_when_asked_for(db: sqlite3.Connection) -> None:
    fill(db, {"x": [{"grade": "中级"}], "enrolment": []}, 1)
    for name, day in (("before", date(2022, 4, 30)), ("after", date(2022, 6, 30))):
        bound = parameters(RECOGNITION, day, day, SHIPPED_LAW)
        hold_judgement(db, name, RECOGNITION, day, judgement(RECOGNITION, day), bound)

    assert changes(db, "1plusx", "before", "after") == []
    [changed] = changes(db, "1plusx", "before", "after", reasons=True)
    assert changed.kind == "结果相同，原因不同"


def test_why_cites_the_reading_under_which_the_run_was_made(db: sqlite3.Connection) -> None:
    with closing(db):
        fill(db, {"x": [{"grade": "中级"}]}, 1)
        fill_college(db, {"mapping": [{"grade": "中级", "approved_on": "2022-03-01"}]})
        choose(db, "x-once", "every", "", ground=GROUND)
        determine(db, [RECOGNITION], date(2022, 6, 30), law_of(db))
        choose(db, "x-once", "one", "", ground=GROUND)

        [told] = explain(db, PATHWAYS, 1)

        assert "x-once：对应的职业都可以认定" in told.readings


def test_law_list_names_every_rule_figure_and_reading(hncert: Hncert, workspace: Workspace) -> None:
    ran = hncert("law", "list", "--json")

    assert ran.status == 0
    assert {row["id"] for row in ran.json["data"]["rules"]} >= {"exam/eligible", "exam/grant-3", "contest/enrolled"}
    assert {row["key"] for row in ran.json["data"]["readings"]} == set(readings())


def test_a_figure_nobody_checked_for_a_year_is_a_warning(
    hncert: Hncert, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2027, 11, 2, tzinfo=timezone(timedelta(hours=8)))
    monkeypatch.setattr("hncert.cli.options.now", lambda: late)

    listed = hncert("law", "list")
    certified = hncert("certify", "--path", "process", "--as-of", "2024-11-30", "--json")

    assert listed.status == 1
    assert "已超过一年" in listed.err
    assert certified.status == 1
    assert {row["rule"] for row in certified.json["findings"]} >= {"figure-unchecked"}
    assert any("pass_mark" in row["message"] for row in certified.json["findings"])


def test_setting_a_value_leaves_source_and_check_of_the_others_as_they_are(
    hncert: Hncert, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime.fromisoformat("2030-01-10T00:00:00+08:00")
    for module in ("options", "law_set"):
        monkeypatch.setattr(f"hncert.cli.{module}.now", lambda: late)
    set_now = hncert("law", "set", "pass_mark", "65", "--since", "2031-01-01", *WHY, "--json").json

    page = hncert("law", "show", "pass_mark", "--json").json["data"]["page"]
    warned = hncert("law", "list", "--as-of", "2030-12-31", "--json").json["findings"]
    later = hncert("law", "list", "--as-of", "2031-01-01", "--json").json["findings"]

    sources = [row["text"] for row in page if row["title"] == "来源"]
    shipped = SHIPPED_LAW.figures["pass_mark"].values[0]
    assert sources[0] == f"2021-12-31 起：{shipped.source}；最近核对 {shipped.last_checked}"
    assert sources[1].endswith("最近核对 2030-01-10")
    assert (set_now["exit_code"], set_now["data"]["applies"]) == (0, {"from": "2031-01-01", "until": None})
    assert any("pass_mark" in row["message"] and row["value"] == "60" for row in warned)
    assert not any("pass_mark" in row["message"] for row in later)


def test_a_value_older_than_another_is_told_over_which_days_it_applies(hncert: Hncert, workspace: Workspace) -> None:
    ran = hncert("law", "set", "pass_mark", "55", "--since", "2020-01-01", *WHY)
    told = hncert("law", "set", "pass_mark", "55", "--since", "2020-01-01", *WHY, "--json").json

    assert ran.status == 1
    assert "这个值只用于 2020-01-01 至 2021-12-30；2021-12-31 起另有值 60，不受影响" in ran.out.replace("\n", "")
    assert told["data"]["applies"] == {"from": "2020-01-01", "until": "2021-12-30"}


@pytest.mark.parametrize(
    "command",
    [
        ("report", "monthly", "--month", "2024-11"),
        ("report", "monthly", "--month", "2024-11", "--export"),
        ("waiver", "list"),
        ("check", "--as-of", "2024-11-30"),
        ("journal",),
        ("import", "log"),
        ("person", "decisions"),
        ("why", "无此人"),
        ("report", "no-such"),
    ],
)
def test_json_tells_the_version_of_the_law_of_the_workspace(
    hncert: Hncert, workspace: Workspace, command: tuple[str, ...]
) -> None:
    own = hncert("readings", "confirm", "resit", *WHY, "--json").json["law_version"]

    assert own.startswith(SHIPPED_LAW.version + "+")
    assert hncert(*command, "--json").json["law_version"] == own


def test_json_tells_the_shipped_law_where_there_is_no_store(hncert: Hncert, tmp_path: Path) -> None:
    assert hncert("status", "--workspace", str(tmp_path), "--json").json["law_version"] == SHIPPED_LAW.version


RULES = [f"{p.id}/{rule.id}" for p in PATHWAYS for rule in p.requirements]
RULES += [f"{p.id}/{grant.id}" for p in PATHWAYS for grant in p.grants]


@pytest.mark.parametrize("id", RULES)
def test_every_rule_has_its_page(hncert: Hncert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    monkeypatch.chdir(tmp_path)

    ran = hncert("law", "show", id, "--as-of", "2024-11-30", "--json")

    page = {row["title"]: row["text"] for row in ran.json["data"]["page"]}
    assert ran.status == 0
    assert page["依据"]
    assert page["符合的例子"]
    assert page["在本校"] == "还没有认定过"


def test_a_page_tells_figures_readings_and_how_often_it_fired_here(hncert: Hncert, filled: Workspace) -> None:
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")

    once, grant = hncert("law", "show", "1plusx/x-used-once"), hncert("law", "show", "1plusx/grant-3")

    assert "有 1 项没有满足：不符合 1 项，缺数据 0 项" in once.out
    assert "未决定（随程序的默认选择）" in once.out
    assert "认定 1 项" in grant.out
    assert "60 分" in hncert("law", "show", "exam/theory-passed").out
    assert "exam/passed-part-valid" in hncert("law", "show", "part_valid_months").out
    assert "by-date" in hncert("law", "show", "resit").out
    assert "教职成〔2021〕504号" in hncert("law", "show", "504").out
    assert "专业经评估论证=是" in hncert("law", "show", "2023-3-6").out
    assert hncert("law", "show", "exam/no-such").status == 2


def test_a_decision_is_journalled_and_a_dry_run_leaves_nothing(hncert: Hncert, workspace: Workspace) -> None:
    before = dump(workspace)

    tried = [
        hncert("law", "set", "pass_mark", "70", "--since", "2024-01-01", *WHY, "--dry-run"),
        hncert("readings", "confirm", "resit", *WHY, "--dry-run"),
        hncert("readings", "decide", "x-once", "every", *WHY, "--dry-run"),
    ]

    assert [ran.status for ran in tried] == [0, 0, 0]
    assert dump(workspace) == before
    assert hncert("law", "set", "pass_mark", "70", "--since", "2024-01-01", *WHY).status == 0
    assert hncert("readings", "confirm", "resit", *WHY).status == 0
    assert hncert("readings", "decide", "x-once", "every", *WHY).status == 0
    events = hncert("journal", "--json").json["data"]["events"]
    assert [row["command"] for row in events[:3]] == ["readings decide", "readings confirm", "law set"]


def test_readings_lists_the_undecided_first_and_keeps_the_history(hncert: Hncert, workspace: Workspace) -> None:
    hncert("readings", "confirm", "resit", *WHY)
    hncert("readings", "decide", "resit", "by-date", "--value", "2024-12-31", *WHY)

    listed, shown = hncert("readings", "--json").json, hncert("readings", "show", "resit", "--json").json

    assert listed["counts"] == {"readings": len(readings()), "undecided": len(readings()) - 1}
    assert listed["data"][-1]["key"] == "resit"
    assert [row["option"] for row in shown["data"]["decisions"]] == ["months", "by-date"]
    assert all(row["document"] == "校办〔2024〕3号" for row in shown["data"]["decisions"])
    assert "只是登记" in hncert("readings", "show", "person-count").out
    assert hncert("readings", "decide", "person-count", "终身只计一次", *WHY).status == 2


def test_certify_goes_by_the_law_of_the_workspace(hncert: Hncert, filled: Workspace) -> None:
    shipped = hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30", "--json").json
    hncert("readings", "decide", "x-once", "every", *WHY)

    decided = hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30", "--json").json

    assert (shipped["counts"]["1plusx"]["granted"], decided["counts"]["1plusx"]["granted"]) == (2, 3)
    assert decided["law_version"] == f"{shipped['law_version']}+{decided['law_version'].rsplit('+', 1)[1]}"


def test_an_expired_figure_stops_certification(hncert: Hncert, filled: Workspace) -> None:
    hncert("law", "set", "academic_year_end", "07-15", "--since", "2024-01-01", "--expires", "2024-10-31", *WHY)

    ran = hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")

    assert ran.status == 4
    assert "只到 2024-10-31" in ran.err


def test_a_dry_run_lists_who_changes_and_stores_nothing(hncert: Hncert, filled: Workspace) -> None:
    first = hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30", "--dry-run")
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")
    hncert("readings", "decide", "x-once", "every", *WHY)
    before = dump(filled)

    ran = hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30", "--dry-run")
    told = hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30", "--dry-run", "--json")

    assert "没有可以比较的" in first.out
    assert "结果改变 1 项（1 人）：改为认定 1 项" in ran.out
    assert id_number(2) not in ran.out + told.out
    [change] = told.json["data"][0]["changes"]
    assert (change["name"], change["before"]["level"], change["after"]["level"]) == ("学生002", None, "4")
    assert change["before"]["unmet"] == ["x-used-once"]
    assert dump(filled) == before


def test_law_diff_tells_what_differs_and_whom_it_touches(
    hncert: Hncert, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hncert("law", "set", "pass_mark", "70", "--since", "2024-06-01", *WHY)
    monkeypatch.setattr("hncert.cli.readings.now", lambda: NOW)
    hncert("readings", "decide", "x-once", "every", *WHY)
    before = dump(filled)

    ran = hncert("law", "diff", "--from", "2024-05-31", "--to", "2024-11-30", "--json")
    screen = hncert("law", "diff", "--from", "2024-05-31", "--to", "2024-11-30")
    same = hncert("law", "diff", "--from", "2024-11-30", "--to", "2024-12-01")

    assert ran.status == 0
    assert [(row["before"], row["after"]) for row in ran.json["data"]["differences"]] == [
        ("60", "70"),
        (readings()["x-once"].options["one"], readings()["x-once"].options["every"]),
    ]
    [change] = ran.json["data"]["changes"]
    assert (change["name"], change["kind"]) == ("学生002", "改为认定")
    assert id_number(2) not in screen.out
    assert "没有人的结果改变" in same.out
    assert dump(filled) == before


def test_law_diff_over_the_first_day_of_a_pathway_shows_its_rules(hncert: Hncert, filled: Workspace) -> None:
    ran = hncert("law", "diff", "--from", "2021-12-30", "--to", "2021-12-31", "--as-of", "2024-11-30", "--json")

    assert ran.status == 0
    assert "条件 exam/eligible" in {row["what"] for row in ran.json["data"]["differences"]}
    assert {row["kind"] for row in ran.json["data"]["changes"]} == {"新的候选"}
