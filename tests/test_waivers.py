"""Waivers: who answers for a warning, why, until when; and what nobody can waive."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import FILINGS, ROSTER, Book, Hncert, filing, id_number, student
from openpyxl import load_workbook
from test_check import CERTIFY, unfiled

from hncert.store.database import open_store
from hncert.store.workspace import Workspace

__all__ = ["unfiled"]

TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011 - the commands ask for the real day
CHECK = ("check", "--as-of", "2024-11-30")
FEES = ("姓名", "证件号码", "收费日期", "收费金额", "收费项目")


def fingerprint_of(hncert: Hncert) -> str:
    [told] = hncert(*CHECK, "--json").json["findings"]
    return str(told["fingerprint"])


def fill_in(path: Path, row: int, reason: str, until: str, author: str = "") -> None:
    with closing(load_workbook(path)) as made:
        sheet = made["放行清单"]
        sheet[f"E{row}"], sheet[f"F{row}"], sheet[f"G{row}"] = reason, until, author or None
        made.save(path)


@pytest.fixture
def warned(hncert: Hncert, unfiled: Workspace) -> Workspace:
    assert hncert(*CERTIFY).status == 1
    return unfiled


def test_a_waived_warning_is_shown_as_waived_with_who_why_and_until(hncert: Hncert, warned: Workspace) -> None:
    known = fingerprint_of(hncert)
    assert known in hncert(*CHECK).err

    assert hncert("waiver", "add", known, "--reason", "批复在途", "--until", TOMORROW).status == 0

    for command in (CHECK, CERTIFY):
        ran = hncert(*command)
        assert ran.status == 0
        assert "已放行的提醒" in ran.out
        assert all(words in ran.out for words in ("批复在途", "测试", TOMORROW))
    [waived] = hncert(*CHECK, "--json").json["data"]["waived"]
    assert (waived["fingerprint"], waived["author"], waived["until"]) == (known, "测试", TOMORROW)


def test_a_warning_fires_again_when_its_fact_changes(hncert: Hncert, warned: Workspace, book: Book) -> None:
    hncert("waiver", "add", fingerprint_of(hncert), "--reason", "批复在途", "--until", TOMORROW)

    hncert("import", book("备案.xlsx", [FILINGS, filing(备案有效期至="2024-06-30")]))

    assert hncert(*CHECK).status == 1
    [told] = hncert("waiver", "list", "--json").json["data"]
    assert told["state"] == "问题已改变或已改正"


def test_a_withdrawn_waiver_does_not_hold_and_both_stay_on_record(hncert: Hncert, warned: Workspace) -> None:
    hncert("waiver", "add", fingerprint_of(hncert), "--reason", "批复在途", "--until", TOMORROW)

    assert hncert("waiver", "withdraw", "1", "--reason", "批复被退回").status == 0

    assert hncert(*CHECK).status == 1
    [told] = hncert("waiver", "list", "--json").json["data"]
    assert told["state"].startswith("已撤销")
    assert "批复被退回" in told["state"]
    assert hncert("waiver", "withdraw", "1", "--reason", "再来").status == 2
    with open_store(warned) as db:
        assert db.execute("select count(*) from waiver").fetchone()[0] == 2


def test_a_second_waiver_takes_the_place_of_the_first(hncert: Hncert, warned: Workspace) -> None:
    known = fingerprint_of(hncert)
    hncert("waiver", "add", known, "--reason", "一", "--until", TOMORROW)
    hncert("waiver", "add", known, "--reason", "二", "--until", TOMORROW)

    states = [row["state"] for row in hncert("waiver", "list", "--json").json["data"]]

    assert states == ["已另行放行", "已放行"]
    assert hncert("waiver", "withdraw", "1", "--reason", "早的").status == 2


def test_an_expired_waiver_does_not_hold(hncert: Hncert, warned: Workspace) -> None:
    hncert("waiver", "add", fingerprint_of(hncert), "--reason", "批复在途", "--until", TOMORROW)
    with open_store(warned) as db:
        db.execute("drop trigger waiver_no_update")
        db.execute("update waiver set until = '2024-12-31'")

    assert hncert(*CHECK).status == 1
    assert "已过期" in hncert("waiver", "list").out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("0000000000000000", "--reason", "r", "--until", TOMORROW), "没有这一指纹"),
        (("{known}", "--reason", " ", "--until", TOMORROW), "--reason 填写有误"),
        (("{known}", "--reason", "r", "--until", "明天"), "--until 填写有误"),
        (("{known}", "--reason", "r", "--until", "2024-12-31"), "今天或以后"),
        (("{known}", "--until", TOMORROW), "缺少选项：--reason"),
    ],
)
def test_a_waiver_needs_a_finding_a_reason_and_a_day_to_come(
    hncert: Hncert, warned: Workspace, args: tuple[str, ...], words: str
) -> None:
    known = fingerprint_of(hncert)

    ran = hncert("waiver", "add", *(arg.format(known=known) for arg in args))

    assert ran.status == 2
    assert words in ran.err


def test_a_fee_is_refused_with_its_clause_and_status_4(hncert: Hncert, unfiled: Workspace, book: Book) -> None:
    hncert("import", book("收费.xlsx", [FEES, ("学生001", id_number(1), "2024-05-20", "100", "考试费")]))
    known = fingerprint_of(hncert)

    ran = hncert("waiver", "add", known, "--reason", "请示过", "--until", TOMORROW)

    assert ran.status == 4
    assert "504号 三(二)" in ran.err
    assert hncert(*CHECK).status == 4
    assert hncert("waiver", "export", "--open", "-o", "清单.xlsx", "--json").json["counts"] == {"rows": 0}


@pytest.fixture
def namesakes(book: Book) -> Path:
    """Two students of one name and birth date, which an import warns of."""
    return book("同名.xlsx", [ROSTER, student(1, "王同名"), student(3, "王同名")], title="名册")


def test_warnings_of_imports_are_waived_alike(hncert: Hncert, workspace: Workspace, namesakes: Path) -> None:
    ran = hncert("import", namesakes)
    assert ran.status == 1
    told = hncert("import", "show", "1", "--json").json["findings"]
    assert all(row["fingerprint"] in ran.err for row in told)

    for row in told:
        assert hncert("waiver", "add", row["fingerprint"], "--reason", "确是两人", "--until", TOMORROW).status == 0

    shown = hncert("import", "show", "1")
    assert hncert("import", "show", "1", "--json").json["findings"] == []
    assert "确是两人" in shown.out
    again = hncert("import", namesakes)
    assert again.status == 0


def test_lists_of_waivers_mask_identity_numbers(hncert: Hncert, workspace: Workspace, namesakes: Path) -> None:
    hncert("import", namesakes)
    [told, *_] = hncert("import", "show", "1", "--json").json["findings"]
    hncert("waiver", "add", told["fingerprint"], "--reason", f"与 {id_number(1)} 不是一人", "--until", TOMORROW)

    for ran in (hncert("waiver", "list"), hncert("waiver", "list", "--json"), hncert("import", "show", "1")):
        assert id_number(1) not in ran.out + ran.err
        assert id_number(3) not in ran.out + ran.err


def test_waivers_travel_as_a_workbook(hncert: Hncert, warned: Workspace) -> None:
    assert hncert("waiver", "export", "--open", "-o", "清单.xlsx").status == 0
    fill_in(Path("清单.xlsx"), 4, "批复在途", TOMORROW, "李主任")

    ran = hncert("waiver", "import", "清单.xlsx")

    assert ran.status == 0
    assert hncert(*CHECK).status == 0
    [told] = hncert("waiver", "list", "--json").json["data"]
    assert (told["reason"], told["until"], told["author"]) == ("批复在途", TOMORROW, "李主任")

    hncert("waiver", "export", "-o", "再次.xlsx")
    again = hncert("waiver", "import", "再次.xlsx", "--json").json
    assert again["counts"] == {"added": 0, "unchanged": 1, "blank": 0}


def test_rows_left_blank_waive_nothing(hncert: Hncert, warned: Workspace) -> None:
    hncert("waiver", "export", "--open", "-o", "清单.xlsx")

    told = hncert("waiver", "import", "清单.xlsx", "--json").json

    assert told["counts"] == {"added": 0, "unchanged": 0, "blank": 1}
    assert hncert(*CHECK).status == 1


@pytest.mark.parametrize(
    ("reason", "until", "words"),
    [
        ("批复在途", "", "必填项为空"),
        ("", TOMORROW, "必填项为空"),
        ("批复在途", "2024-12-31", "有效期已过"),
        ("批复在途", "明年", "日期"),
    ],
)
def test_a_faulty_row_keeps_the_workbook_out(
    hncert: Hncert, warned: Workspace, reason: str, until: str, words: str
) -> None:
    hncert("waiver", "export", "--open", "-o", "清单.xlsx")
    fill_in(Path("清单.xlsx"), 4, reason, until)

    ran = hncert("waiver", "import", "清单.xlsx")

    assert ran.status == 3
    assert words in ran.err
    assert hncert("waiver", "list", "--json").json["data"] == []


def test_a_workbook_cannot_smuggle_in_a_hard_stop(hncert: Hncert, warned: Workspace, book: Book) -> None:
    hncert("waiver", "export", "--open", "-o", "清单.xlsx")
    hncert("import", book("收费.xlsx", [FEES, ("学生001", id_number(1), "2024-05-20", "100", "考试费")]))
    known = next(row for row in hncert(*CHECK, "--json").json["findings"] if row["rule"] == "fees")["fingerprint"]
    with closing(load_workbook("清单.xlsx")) as made:
        made["放行清单"]["A4"] = known
        made.save("清单.xlsx")
    fill_in(Path("清单.xlsx"), 4, "请示过", TOMORROW)

    ran = hncert("waiver", "import", "清单.xlsx")

    assert ran.status == 4
    assert "504号 三(二)" in ran.err


def test_a_waiver_of_what_is_no_more_is_told_and_left_out(hncert: Hncert, warned: Workspace, book: Book) -> None:
    hncert("waiver", "export", "--open", "-o", "清单.xlsx")
    fill_in(Path("清单.xlsx"), 4, "批复在途", TOMORROW)
    hncert("import", book("备案.xlsx", [FILINGS, filing()]))
    hncert(*CHECK)

    ran = hncert("waiver", "import", "清单.xlsx")

    assert ran.status == 1
    assert "没有这一指纹" in ran.err


def test_a_dry_run_waives_nothing(hncert: Hncert, warned: Workspace) -> None:
    known = fingerprint_of(hncert)

    assert hncert("waiver", "add", known, "--reason", "r", "--until", TOMORROW, "--dry-run").status == 0

    assert hncert("waiver", "list", "--json").json["data"] == []


def test_every_decision_is_an_event(hncert: Hncert, warned: Workspace) -> None:
    hncert("waiver", "add", fingerprint_of(hncert), "--reason", "批复在途", "--until", TOMORROW)
    hncert("waiver", "withdraw", "1", "--reason", "批复被退回")

    commands = [event["command"] for event in hncert("journal", "--json").json["data"]["events"]]

    assert "waiver add" in commands
    assert "waiver withdraw" in commands
