"""Gates of the batch: worked cases of every check, and what blocks the freezing of a list."""

import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from college import CODE, EVERY_GRADE, fill, fill_college, fill_filed, open_memory
from conftest import (
    FILINGS,
    MAPPING,
    NOW,
    ROSTER,
    X_LIST,
    Book,
    Hncert,
    filing,
    id_number,
    mapping,
    student,
    x_certificate,
)
from test_determine import RECOGNITION

from hncert.check import blocking, check
from hncert.checks import CHECKS
from hncert.determine import determine
from hncert.domain.errors import CheckIncomplete, NotWaivable
from hncert.domain.finding import Finding, Severity
from hncert.store import findings, waivers
from hncert.store.workspace import Workspace
from hncert.waive import waive

FOLDER = Path(__file__).parent / "cases" / "checks"
DAY = date(2024, 6, 30)
GRADES = {"SENIOR": "中级", "INTERMEDIATE": "初级"}


def cases(check_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{check_id}.toml").read_text(encoding="utf-8"))["case"]
    return found


def fill_award(db: sqlite3.Connection, as_of: date, awards: list[dict[str, Any]]) -> None:
    x = [{"grade": GRADES[award["level"]]} for award in awards]
    fill(db, {"x": x, "enrolment": [{"graduates_on": ""}]})
    fill_college(db, {"mapping": EVERY_GRADE})
    determine(db, [RECOGNITION], as_of)


def fill_scope_case(db: sqlite3.Connection, case: dict[str, Any]) -> None:
    fill_award(db, case["as_of"], case["award"])
    fill_filed(db, case["filed"])


def fill_specification_case(db: sqlite3.Connection, case: dict[str, Any]) -> None:
    fill_award(db, case["as_of"], [{"level": "SENIOR"}])
    fill_filed(db, [{"standard": case["standard"]}])
    for at, row in enumerate(case["specifications"], start=1):
        filed_on = row["filed_on"].isoformat() if "filed_on" in row else None
        values = (row.get("code", CODE), row.get("version", ""), row.get("experts"), filed_on, at)
        db.execute(
            "insert into specification values (?, ?, '示例评价规范', null, ?, null, ?, null, null, 1, '规范', ?)",
            values,
        )


def fill_fees_case(db: sqlite3.Connection, case: dict[str, Any]) -> None:
    fill(db, {"x": [], "enrolment": case["enrolment"]})
    fill_fee(db, case.get("paid_on", date(2024, 5, 20)), case.get("amount_fen", 10000))


def fill_fee(db: sqlite3.Connection, paid_on: date, amount_fen: int = 10000) -> None:
    values = (paid_on.isoformat(), amount_fen)
    db.execute("insert into fee values (1, ?, '考试费', ?, null, null, null, 1, '收费', 7)", values)


FILL: dict[str, Callable[[sqlite3.Connection, dict[str, Any]], None]] = {
    "filed_scope": fill_scope_case,
    "specification": fill_specification_case,
    "fees": fill_fees_case,
}
EVERY_CASE = [(each.id, case) for each in CHECKS for case in cases(each.id)]


@pytest.mark.parametrize(("check_id", "case"), EVERY_CASE, ids=[f"{id}-{case['name']}" for id, case in EVERY_CASE])
def test_worked_case(check_id: str, case: dict[str, Any]) -> None:
    with closing(open_memory()) as db:
        FILL[check_id](db, case)

        result = check(db, case.get("as_of", DAY))

        told = [finding.value for finding in result.still_open if finding.rule == check_id]
        assert told == case["finds"]


@pytest.mark.parametrize("each", CHECKS, ids=lambda each: each.id)
def test_every_check_has_a_case_that_finds_and_one_that_does_not(each: Any) -> None:
    found = {bool(case["finds"]) for case in cases(each.id)}

    assert found == {True, False}


def test_a_finding_tells_place_expectation_and_clause() -> None:
    with closing(open_memory()) as db:
        fill_scope_case(db, {"as_of": DAY, "award": [{"level": "SENIOR"}], "filed": [{"filed_on": date(2024, 7, 1)}]})

        [told] = check(db, DAY).still_open

        assert (told.file, told.sheet, told.row, told.column) == ("样例.xlsx", "备案", 1, "备案日期")
        assert told.expected == "2024-06-30 当天在备案的范围和有效期内"
        assert told.message == "认定的职业和等级当日不在评价机构的备案范围内"
        assert told.clause == "教职成〔2021〕504号 二(一)3"


def test_checking_again_replaces_what_was_found() -> None:
    with closing(open_memory()) as db:
        fill_scope_case(db, {"as_of": DAY, "award": [{"level": "SENIOR"}], "filed": []})
        check(db, DAY)
        [stored] = db.execute("select import_id, rule, fingerprint from finding").fetchall()
        check(db, DAY)
        assert [tuple(row) for row in db.execute("select import_id, rule, fingerprint from finding")] == [tuple(stored)]

        fill_filed(db)
        check(db, DAY)

        assert db.execute("select count(*) from finding").fetchone()[0] == 0


def test_findings_of_imports_stay() -> None:
    with closing(open_memory()) as db:
        fill_fees_case(db, {"enrolment": [{}]})
        findings.keep(db, 1, [Finding(rule="x", severity=Severity.WARNING, message="m", remedy="r")])

        check(db, DAY)

        rules = [row["rule"] for row in db.execute("select rule from finding order by finding_id")]
        assert rules == ["x", "fees"]


def test_the_last_run_of_each_pathway_up_to_the_day_is_checked() -> None:
    with closing(open_memory()) as db:
        fill_award(db, DAY, [{"level": "SENIOR"}])

        assert [finding.rule for finding in blocking(db, date(2024, 7, 31))] == ["filed_scope"]
        assert blocking(db, date(2024, 6, 29)) == []


def test_a_level_that_lost_to_a_better_award_needs_no_filing() -> None:
    with closing(open_memory()) as db:
        fill_award(db, DAY, [{"level": "INTERMEDIATE"}, {"level": "SENIOR"}])
        fill_filed(db)

        assert blocking(db, DAY) == []


def test_a_missing_filing_and_a_missing_specification_are_told_beside_a_fee() -> None:
    with closing(open_memory()) as db:
        fill_specification_case(db, {"as_of": DAY, "standard": "", "specifications": []})
        db.execute("update filed_occupation set valid_until = '2024-01-01'")
        fill_fee(db, date(2024, 5, 20))

        assert [finding.rule for finding in blocking(db, DAY)] == ["fees", "filed_scope", "specification"]


def test_blocking_reads_the_facts_and_not_what_was_stored() -> None:
    with closing(open_memory()) as db:
        fill_scope_case(db, {"as_of": DAY, "award": [{"level": "SENIOR"}], "filed": []})
        check(db, DAY)
        fill_filed(db)

        assert blocking(db, DAY) == []


def test_a_waived_warning_blocks_no_more_until_it_expires() -> None:
    with closing(open_memory()) as db:
        fill_scope_case(db, {"as_of": DAY, "award": [{"level": "SENIOR"}], "filed": []})
        [told] = check(db, DAY).still_open
        waive(db, told.fingerprint, reason="批复在途", author="甲", until=date(2024, 7, 2), now=NOW)

        result = check(db, DAY)

        assert result.still_open == []
        assert [(finding.fingerprint, waiver.reason) for finding, waiver in result.waived] == [
            (told.fingerprint, "批复在途")
        ]
        assert blocking(db, date(2024, 7, 2)) == []
        assert len(blocking(db, date(2024, 7, 3))) == 1
        assert len(blocking(db, DAY, today=date(2024, 7, 3))) == 1


def test_a_waiver_of_three_experts_does_not_hold_for_two() -> None:
    with closing(open_memory()) as db:
        fill_specification_case(
            db, {"as_of": DAY, "standard": "", "specifications": [{"experts": 3, "filed_on": date(2024, 6, 1)}]}
        )
        [told] = check(db, DAY).still_open
        waive(db, told.fingerprint, reason="补评审中", author="甲", until=date(2024, 12, 31), now=NOW)
        assert blocking(db, DAY) == []

        db.execute("update specification set experts = 2")

        assert len(blocking(db, DAY)) == 1


def test_a_waiver_of_an_expired_filing_holds_on_the_next_day_too() -> None:
    with closing(open_memory()) as db:
        filed = [{"filed_on": date(2023, 1, 1), "valid_until": date(2024, 6, 1)}]
        fill_scope_case(db, {"as_of": DAY, "award": [{"level": "SENIOR"}], "filed": filed})
        [told] = check(db, DAY).still_open
        waive(db, told.fingerprint, reason="续备中", author="甲", until=date(2024, 12, 31), now=NOW)

        assert blocking(db, date(2024, 7, 1)) == []


def test_a_hard_stop_is_never_waived_not_even_by_a_row_in_the_table() -> None:
    with closing(open_memory()) as db:
        fill_fees_case(db, {"enrolment": [{}]})
        [told] = check(db, DAY).still_open

        with pytest.raises(NotWaivable, match=r"504号 三\(二\)"):
            waive(db, told.fingerprint, reason="请示过", author="甲", until=date(2024, 12, 31), now=NOW)
        waivers.waive(db, told, reason="请示过", author="甲", until=date(2024, 12, 31), now=NOW)

        assert blocking(db, DAY) == [told]
        assert check(db, DAY).has_stop


def test_a_check_that_cannot_run_is_not_taken_for_finding_nothing() -> None:
    with closing(open_memory()) as db:
        db.execute("alter table fee rename to fee_gone")

        with pytest.raises(CheckIncomplete, match="不向在籍学生收费"):
            check(db, DAY)


@pytest.fixture
def unfiled(hncert: Hncert, workspace: Workspace, book: Book) -> Workspace:
    files = (
        book("名册.xlsx", [ROSTER, student(1), student(2)]),
        book("1+X.xlsx", [X_LIST, x_certificate(1), x_certificate(2)]),
        book("对应表.xlsx", [MAPPING, mapping()]),
    )
    assert hncert("import", *files).status == 0
    return workspace


CERTIFY = ("certify", "--path", "1plusx", "--as-of", "2024-11-30")


def test_certify_tells_the_gates_of_its_day_and_ends_with_status_1(
    hncert: Hncert, unfiled: Workspace, book: Book
) -> None:
    ran = hncert(*CERTIFY)

    assert ran.status == 1
    assert "批次核对有 1 处问题没有解决" in ran.out
    [told] = hncert("check", "--as-of", "2024-11-30", "--json").json["findings"]
    assert told["message"] == "认定的职业和等级当日不在评价机构的备案范围内"
    assert told["fingerprint"] in ran.err
    assert told["value"] == "计算机程序设计员（4-04-05-01）三级/高级工，没有备案"

    hncert("import", book("备案.xlsx", [FILINGS, filing()]))
    assert hncert(*CERTIFY).status == 0
    assert hncert("check", "--as-of", "2024-11-30").status == 0


def test_a_dry_run_stores_no_findings(hncert: Hncert, unfiled: Workspace) -> None:
    assert hncert(*CERTIFY, "--dry-run").status == 1
    hncert(*CERTIFY)

    ran = hncert("check", "--as-of", "2024-11-29", "--dry-run")

    assert "没有存入" in ran.out
    assert hncert("waiver", "export", "--open", "-o", "清单.xlsx", "--json").json["counts"] == {"rows": 1}


def test_check_ends_with_status_4_for_a_students_fee_and_not_for_staffs(
    hncert: Hncert, unfiled: Workspace, book: Book
) -> None:
    headers = ("姓名", "证件号码", "收费日期", "收费金额", "收费项目")
    paid = ("学生001", id_number(1), "2024-05-20", "100", "考试费")
    staff = ("人员类别", "工号", "姓名", "证件号码", "入职日期")
    hncert("import", book("教职工.xlsx", [staff, ("教职工", "T1", "教师九", id_number(9), "2015-09-01")]))
    hncert("import", book("教职工收费.xlsx", [headers, ("教师九", id_number(9), "2024-05-20", "280", "考试费")]))
    assert hncert("check", "--as-of", "2024-11-30").status == 0

    hncert("import", book("收费.xlsx", [headers, paid], title="收费"))
    ran = hncert("check", "--as-of", "2024-11-30")

    assert ran.status == 4
    assert "向在籍学生收了费" in ran.err
    assert "不许" in ran.out
    told = hncert("check", "--as-of", "2024-11-30", "--json").json
    assert (told["exit_code"], told["ok"]) == (4, False)
    [finding] = told["findings"]
    assert (finding["file"], finding["sheet"], finding["row"]) == ("收费.xlsx", "收费", 2)
