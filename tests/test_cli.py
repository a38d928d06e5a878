"""The program as it is used: words, statuses, streams, masking, consoles."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import FILINGS, MAPPING, ROSTER, X_LIST, Book, Hncert, filing, id_number, mapping, student, x_certificate

from hncert.cli.app import COMMANDS
from hncert.cli.status import BESIDE, NOUNS, next_steps
from hncert.pathways import PATHWAYS
from hncert.store.database import open_store
from hncert.store.workspace import Workspace, find_workspace

HNCERT = [sys.executable, "-m", "hncert"]


def outside(*args: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as cron does: no terminal, no standard input."""
    return subprocess.run(
        [*HNCERT, *map(str, args)],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **environment},
    )


NAMESAKE = id_number(3, date(2004, 5, 1))


@pytest.fixture
def loaded(hncert: Hncert, workspace: Workspace, book: Book) -> Workspace:
    files = (
        book(
            "名册.xlsx",
            [ROSTER, student(1), student(2), student(3, "学生002", 证件号码=id_number(3, date(2004, 5, 1)))],
        ),
        book("1+X.xlsx", [X_LIST, x_certificate(1), x_certificate(2, 证书名称="没有对应")]),
        book("对应表.xlsx", [MAPPING, mapping()]),
        book("备案.xlsx", [FILINGS, filing()]),
    )
    assert hncert("import", *files).status == 0
    assert hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30").status == 0
    return workspace


def test_init_makes_the_workspace_and_refuses_to_overwrite(hncert: Hncert, tmp_path: Path) -> None:
    folder = tmp_path / "新 学校"
    options = (
        "--name",
        '河南"示例"学院\\',
        "--type",
        "高职",
        "--affiliation",
        "省属",
        "--number-prefix",
        "Y000041000001",
    )

    assert hncert("init", folder, *options).status == 0
    assert {path.name for path in folder.iterdir()} >= {"hncert.toml", "hncert.db", "inbox", "outbox", "templates"}
    assert "# 学校类型" in (folder / "hncert.toml").read_text(encoding="utf-8")
    assert hncert("-w", folder, "status", "--json").json["data"]["school"] == '河南"示例"学院\\'
    again = hncert("init", folder)
    assert (again.status, "不会覆盖" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--type", "技工院校"), ("--affiliation", "私立"), ("--region", "110000"), ("--number-prefix", "1234")],
)
def test_init_refuses_what_the_settings_would(hncert: Hncert, tmp_path: Path, option: str, value: str) -> None:
    ran = hncert("init", tmp_path / "w", option, value)

    assert ran.status == 2
    assert "处理办法" in ran.err
    assert not (tmp_path / "w").exists()


def test_plain_hncert_tells_how_to_begin_or_what_is_next(
    hncert: Hncert, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inside = hncert()
    monkeypatch.chdir(tmp_path)
    outside_ = hncert()

    assert "下一步" in inside.out
    assert "hncert import 名册.xlsx" in inside.out
    assert "hncert init" in outside_.out
    assert (inside.status, outside_.status) == (0, 0)


def test_status_asks_for_what_the_pathways_with_candidates_still_lack() -> None:
    nothing = dict.fromkeys(NOUNS, 0) | {"people": 1}
    begun = nothing | {"course_marks": 4, "contest_results": 2, "contests": 1}

    at_first = next_steps(nothing, has_runs=False, is_stale=False)
    later = next_steps(begun, has_runs=False, is_stale=False)

    assert [step.partition("：")[0].rpartition("（")[2] for step in at_first] == [
        "考试考核",
        "过程化考核",
        "竞赛取证",
        "直接认定",
    ]
    assert [step.partition("（")[2] for step in later] == [
        "过程化考核还缺：课证融通课程对应）",
        "竞赛取证还缺：备案职业及等级）",
    ]
    assert set(BESIDE) == {pathway.id for pathway in PATHWAYS}


def test_status_leads_from_import_to_certify_to_report(hncert: Hncert, loaded: Workspace, book: Book) -> None:
    assert any("report monthly" in step for step in hncert("status", "--json").json["data"]["next"])

    hncert("import", book("又一份.xlsx", [ROSTER, student(9)]))

    assert any("certify" in step for step in hncert("status", "--json").json["data"]["next"])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("imprt",), "没有这个命令：imprt"),
        (("certify",), "缺少选项：--path"),
        (("import",), "缺少参数：文件..."),
        (("status", "--foo"), "没有这个选项：--foo"),
        (("certify", "--path"), "选项 --path 后面要写值"),
        (("certify", "--path", "考试"), "--path 填写有误：考试"),
        (("certify", "--path", "1plusx", "--as-of", "去年"), "--as-of 填写有误：去年"),
        (("report", "weekly"), "报表 填写有误：weekly"),
        (("report", "monthly", "--month", "2024"), "--month 填写有误：2024"),
        (("import", "x.xlsx", "--as", "别的"), "--as 填写有误：别的"),
        (("status", "extra"), "多余的参数：extra"),
        (("journal", "--limit", "x"), "--limit 的值不对"),
        (("--workspace",), "--workspace 填写有误"),
        (("why", "没有这个人"), "库中没有此人"),
    ],
)
def test_usage_errors_are_chinese_sentences_with_status_2(
    hncert: Hncert, workspace: Workspace, args: tuple[str, ...], said: str
) -> None:
    ran = hncert(*args)

    assert ran.status == 2
    assert said in ran.err
    assert "处理办法" in ran.err
    assert ran.out == ""


def test_failures_are_one_json_object_too(hncert: Hncert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for args, status in ((("status", "--json"), 10), (("imprt", "--json"), 2)):
        ran = hncert(*args)
        assert set(ran.json) == {
            "schema", "command", "ok", "exit_code", "as_of", "law_version", "counts", "findings", "outputs", "data"
        }  # fmt: skip
        assert (ran.json["ok"], ran.json["exit_code"], ran.status) == (False, status, status)
        assert ran.json["findings"][0]["remedy"]


def test_a_file_kept_out_is_told_on_screen_and_in_json(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    bad = book("坏.xlsx", [ROSTER, student(1), student(2, 证件号码=id_number(2)[:17]), student(3, 层次="研究生")])

    shown, told = hncert("import", bad), hncert("import", bad, "--json")

    assert (shown.status, told.status) == (3, 3)
    assert "整份文件没有导入" in shown.out
    assert "C3" in shown.err
    assert "D4" in shown.err
    assert "读取 3 行 = 存入 0 + 未变 0 + 退回 3 + 空行及表尾 0" in shown.out
    finding = told.json["findings"][0]
    assert list(finding) == [
        "rule", "severity", "message", "remedy", "clause", "file", "sheet", "row", "column", "value", "expected",
        "fingerprint",
    ]  # fmt: skip
    assert told.json["data"]["files"][0]["faulty_rows"] == 2


def test_one_bad_file_of_several_keeps_only_itself_out(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    ran = hncert("import", book("坏.xlsx", [["随便"], ["写写"]]), book("好.xlsx", [ROSTER, student(1)]), "没有.xlsx")

    assert ran.status == 3
    with open_store(workspace) as db:
        assert db.execute("select count(*) from person").fetchone()[0] == 1
    assert "坏.xlsx：未导入" in ran.out
    assert "没有.xlsx：未导入" in ran.out


def test_warnings_end_with_status_1(hncert: Hncert, loaded: Workspace, book: Book) -> None:
    assert hncert("import", book("更名.xlsx", [ROSTER, student(1, 姓名="学生零零一")])).status == 1


def test_why_answers_to_name_number_student_number_and_certificate(hncert: Hncert, loaded: Workspace) -> None:
    for asked in ("学生001", id_number(1), id_number(1).lower(), "2022000001", "X000001", "学 生 001"):
        ran = hncert("why", asked)
        assert ran.status == 0, asked
        assert "三级/高级工" in ran.out
        assert "教职成〔2021〕504号 二(三)2(2)" in ran.out
        assert "1+X.xlsx《名册》第 2 行" in ran.out


def test_why_tells_what_is_missing(hncert: Hncert, loaded: Workspace) -> None:
    told = hncert("why", "2022000002", "--json").json["data"]["determinations"][0]

    assert (told["outcome"], told["level"]) == ("refused", None)
    assert {check["id"]: check["answer"] for check in told["checks"]}["mapping-exists"] == 0
    assert "不予认定" in hncert("why", "2022000002").out


def test_a_name_of_two_people_is_asked_back_with_masked_numbers(hncert: Hncert, loaded: Workspace) -> None:
    ran = hncert("why", "学生002")

    assert ran.status == 2
    assert "对应 2 人" in ran.err
    assert id_number(2) not in ran.err


def test_numbers_are_masked_unless_asked_for_and_then_journalled(hncert: Hncert, loaded: Workspace) -> None:
    number = id_number(1)

    for args in (("why", number), ("why", number, "--json")):
        ran = hncert(*args)
        assert number not in ran.out + ran.err
        assert number[:6] + "*" * 8 + number[-4:] in ran.out
    plain = hncert("why", "2022000001", "--unmask")

    assert number in plain.out
    with open_store(loaded) as db:
        last = db.execute("select command, details from event order by sequence desc limit 1").fetchone()
    assert (last["command"], json.loads(last["details"])) == ("why", {"unmasked": True})


def test_findings_mask_numbers_on_screen_and_in_json(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    wrong = [id_number(1)[:17], id_number(2)[:17] + "?", "E123", id_number(4)]
    rows = [student(at, 证件号码=number) for at, number in enumerate(wrong[:3], start=1)]
    path = book("坏.xlsx", [ROSTER, *rows, student(4), student(5, 证件号码=id_number(4))])

    for args in (("import", path), ("import", path, "--json")):
        ran = hncert(*args)
        assert ran.status == 3
        for number in wrong[:2] + wrong[3:]:
            assert number not in ran.out + ran.err
    assert id_number(1)[:17] in hncert("import", path, "--unmask").err


def test_quiet_leaves_only_the_result(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    ran = hncert("import", book("好.xlsx", [ROSTER, student(1)]), "--quiet")

    assert ran.err == ""
    assert "读取 1 行" in ran.out


def test_global_options_may_stand_anywhere(hncert: Hncert, workspace: Workspace) -> None:
    for args in (("--json", "status"), ("status", "--json"), ("-w", str(workspace.path), "status", "--json")):
        assert hncert(*args).json["command"] == "status"


def test_version(hncert: Hncert) -> None:
    from hncert import __version__

    assert hncert("--version").out == f"hncert {__version__}\n"


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_help_page_is_chinese(hncert: Hncert, name: str) -> None:
    ran = hncert(name, "--help")

    assert ran.status == 0
    assert ran.out.startswith(f"用法：hncert {name} [选项]")
    for english in ("Usage", "Options", "Arguments", "Show this", "[required]", "default", "<"):
        assert english not in ran.out


def test_cron_runs_all_three_without_a_terminal(loaded: Workspace, book: Book) -> None:
    place = ("--workspace", loaded.path)
    more = book("新生.xlsx", [ROSTER, student(8)])

    imported = outside("import", more, *place)
    certified = outside("certify", "--path", "1plusx", "--as-of", "2024-11-30", *place)
    reported = outside("report", "monthly", "--month", "2024-11", "--export", "--json", *place)

    assert [run.returncode for run in (imported, certified, reported)] == [0, 0, 0]
    assert b"\x1b[" not in imported.stdout + imported.stderr + certified.stdout
    assert Path(json.loads(reported.stdout)["outputs"][0]["path"]).is_file()


def test_the_program_works_on_a_gbk_console_and_in_a_chinese_path(workspace: Workspace, book: Book) -> None:
    path = book("名册 甲.xlsx", [ROSTER, student(1, "䶮㛃·𠮷"), student(2, 层次="研究生")])
    good = book("名册 乙.xlsx", [ROSTER, student(1, "䶮㛃·𠮷")])
    place = ("-w", str(workspace.path))

    bad = outside("import", path, *place, PYTHONIOENCODING="gbk")
    stored = outside("import", good, *place, PYTHONIOENCODING="gbk")
    why = outside("why", "2022000001", *place, PYTHONIOENCODING="gbk")
    as_json = outside("why", "2022000001", "--json", *place, PYTHONIOENCODING="gbk")
    help_page = outside("--help", PYTHONIOENCODING="gbk")

    assert [run.returncode for run in (bad, stored, why, as_json, help_page)] == [3, 0, 0, 0, 0]
    assert "整份文件没有导入" in bad.stdout.decode("gbk")
    assert "基准日" in why.stdout.decode("gbk") or "还没有认定记录" in why.stdout.decode("gbk")
    assert json.loads(as_json.stdout)["data"]["person"]["name"] == "䶮㛃·𠮷"
    assert "用法" in help_page.stdout.decode("gbk")


def test_an_internal_error_leaves_a_report_without_personal_data(
    hncert: Hncert, loaded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError(f"cannot handle {id_number(1)}")

    monkeypatch.setattr("hncert.store.people.counts", broken)

    ran = hncert("status")

    assert ran.status == 20
    report = Path(ran.err.rsplit("：", 1)[1].replace("\n", "").strip())
    assert "RuntimeError" in report.read_text(encoding="utf-8")
    assert id_number(1) not in report.read_text(encoding="utf-8") + ran.err
    report.unlink()


def test_the_demo_walks_from_import_to_report(hncert: Hncert, tmp_path: Path) -> None:
    ran = hncert("demo", tmp_path / "演示")

    assert ran.status == 0
    assert "候选 293 项：认定 88 项（86 人），不予认定 205 项" in ran.out
    assert "候选 321 项：认定 161 项（161 人），不予认定 160 项" in ran.out
    assert "候选 92 项：认定 29 项（29 人），不予认定 63 项" in ran.out
    assert "候选 900 项：认定 766 项（687 人），不予认定 134 项" in ran.out
    assert ran.out.rstrip().endswith("月报-2024-11.xlsx")
    assert (tmp_path / "演示" / "outbox" / "月报-2024-11.xlsx").is_file()
    assert hncert("demo", tmp_path / "演示").status == 2


def test_the_demo_in_json_is_one_object(hncert: Hncert, tmp_path: Path) -> None:
    ran = hncert("demo", tmp_path / "演示", "--json")

    assert [step["exit_code"] for step in ran.json["data"]["steps"]] == [0, 0, 1, *[0] * 6]
    assert len(ran.json["outputs"]) == 1


def test_a_report_without_the_schools_name_says_so_and_asks_nobody_from_cron(hncert: Hncert, tmp_path: Path) -> None:
    hncert("init", tmp_path / "w")

    ran = outside("-w", tmp_path / "w", "report", "monthly", "--month", "2024-11", "--export")

    assert ran.returncode == 1
    assert "没有填写校名" in ran.stdout.decode()


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal needs POSIX")
def test_at_a_terminal_the_schools_name_is_asked_once_and_kept(hncert: Hncert, tmp_path: Path) -> None:
    import pty

    folder = tmp_path / "w"
    hncert("init", folder)
    keyboard, terminal = pty.openpty()
    os.write(keyboard, "样例学院\n".encode())

    subprocess.run(
        [*HNCERT, "-w", str(folder), "report", "monthly", "--export"], stdin=terminal, check=True, capture_output=True
    )

    text = (folder / "hncert.toml").read_text(encoding="utf-8")
    assert 'name = "样例学院"' in text
    assert "# 学校类型" in text
    assert list((folder / "outbox").glob("月报-*.xlsx"))
    with open_store(find_workspace(folder)) as db:
        commands = [row["command"] for row in db.execute("select command from events order by sequence")]
    assert commands == ["init", "settings", "report monthly"]


def test_a_killed_init_leaves_no_half_workspace(hncert: Hncert, tmp_path: Path) -> None:
    killed = """
import os, signal, sys
from hncert.store import database
real = database.create_store
def dying(workspace):
    real(workspace)
    os.kill(os.getpid(), signal.SIGKILL)
database.create_store = dying
from hncert.cli.app import run
run(sys.argv[1:])
"""
    process = subprocess.run([sys.executable, "-c", killed, "init", str(tmp_path / "w")], check=False)

    assert process.returncode == -9
    assert not (tmp_path / "w").exists()
    assert hncert("init", tmp_path / "w").status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_the_journal_lists_events_and_vouches_for_the_chain(hncert: Hncert, loaded: Workspace) -> None:
    shown, told = hncert("journal"), hncert("journal", "--limit", "1", "--json").json

    assert "共 3 条，哈希链完整。" in shown.out
    assert [event["command"] for event in told["data"]["events"]] == ["certify"]
    assert told["data"]["head"] == told["data"]["events"][0]["hash"]


def test_init_fills_an_empty_folder_even_the_one_we_stand_in(
    hncert: Hncert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "空"
    folder.mkdir()
    monkeypatch.chdir(folder)

    assert hncert("init", ".").status == 0
    assert hncert("status").status == 0


def test_brackets_in_names_are_data(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    path = book("[final]名册.xlsx", [(*ROSTER, "备注[/a]"), [*student(1, "[red]甲", 班级="[/x]班"), ""]])

    imported, told = hncert("import", path), hncert("why", "2022000001")

    assert (imported.status, told.status) == (0, 0)
    assert "[final]名册.xlsx" in imported.out
    assert "备注[/a]" in imported.out
    assert "[red]甲" in told.out
    assert "[/x]班" in told.out


def test_numbers_hide_in_student_numbers_and_file_names_too(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    number = id_number(1)
    path = book(f"{number}.xlsx", [ROSTER, student(1, 学号=f"G{number}")])

    imported, told = hncert("import", path), hncert("why", "学生001")
    broken = book(f"坏{number}.xlsx", [ROSTER, student(2, 层次="研究生")])
    seen = [imported, told, *(hncert("import", file, "--json") for file in (path, broken)), hncert("import", broken)]

    assert all(number not in ran.out + ran.err for ran in seen)
    with open_store(workspace) as db:
        assert number not in " ".join(row["details"] for row in db.execute("select details from event"))


def test_passports_are_masked_in_findings(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    header = ("学号", "姓名", "证件类型", "证件号码", "层次")
    hncert("import", book("a.xlsx", [header, ("S1", "样例", "护照", "E12345678", "本科")]))

    ran = hncert("import", book("b.xlsx", [header, ("S1", "样例", "护照", "E12345679", "本科")]), "--json")

    assert ran.status == 1
    assert "E12345678" not in ran.out
    assert "E12345679" not in ran.out


def test_unmask_is_journalled_even_on_a_dry_run(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    hncert("import", book("x.xlsx", [ROSTER, student(1)]), "--dry-run", "--unmask")

    with open_store(workspace) as db:
        last = db.execute("select command, details from event order by sequence desc limit 1").fetchone()
        assert db.execute("select count(*) from person").fetchone()[0] == 0
    assert (last["command"], json.loads(last["details"])) == ("import", {"unmasked": True})


def test_why_shows_the_run_that_was_made_last(hncert: Hncert, loaded: Workspace) -> None:
    hncert("certify", "--path", "1plusx", "--as-of", "2026-01-01")
    hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30")

    last = hncert("why", "2022000001", "--json").json
    latest = hncert("why", "2022000001", "--as-of", "2026-12-31", "--json").json

    assert (last["as_of"], last["data"]["determinations"][0]["outcome"]) == ("2024-11-30", "granted")
    assert (latest["as_of"], latest["data"]["determinations"][0]["outcome"]) == ("2026-01-01", "refused")


def test_an_emptied_store_is_refused_and_stays_so(hncert: Hncert, workspace: Workspace) -> None:
    workspace.database.write_bytes(b"")

    assert [hncert("status").status, hncert("journal").status] == [13, 13]


def test_the_json_of_a_failure_names_the_command(hncert: Hncert, workspace: Workspace) -> None:
    assert hncert("-w", workspace.path, "why", "没有", "--json").json["command"] == "why"


def test_patterns_are_spelled_out_where_the_shell_does_not(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    folder = book("a.xlsx", [ROSTER, student(1)]).parent
    book("b.xlsx", [ROSTER, student(2)])

    ran = hncert("import", folder / "*.xlsx")
    none = hncert("import", folder / "*.ods")

    assert (ran.status, none.status) == (0, 2)
    assert ran.out.count("存入 1 ") == 2


@pytest.mark.skipif(os.name == "nt", reason="pipes differ on Windows")
@pytest.mark.parametrize("args", [("status",), ("status", "--json"), ("journal",), ("--help",)])
def test_a_reader_that_leaves_early_is_no_failure(loaded: Workspace, args: tuple[str, ...]) -> None:
    process = subprocess.Popen([*HNCERT, "-w", str(loaded.path), *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()

    assert (process.wait(), errors) == (0, b"")


def test_a_birth_date_that_disagrees_is_shown_for_it_is_no_number(
    hncert: Hncert, workspace: Workspace, book: Book
) -> None:
    header = ("姓名", "证件号码", "层次", "出生日期")

    [finding] = hncert("import", book("x.xlsx", [header, ("张三", id_number(1), "专科", "2004-03-16")]), "--json").json[
        "findings"
    ]

    assert (finding["value"], finding["expected"]) == ("2004-03-16", "2004-03-15")


@pytest.mark.parametrize(("said", "status"), [("a readonly database", 2), ("disk image is malformed", 13)])
def test_a_place_that_refuses_is_not_called_damaged(
    hncert: Hncert, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, said: str, status: int
) -> None:
    import sqlite3

    def refused(*_: Any) -> None:
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr("hncert.store.people.counts", refused)

    assert hncert("status").status == status
