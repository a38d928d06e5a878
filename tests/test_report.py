"""The monthly report: units, months, tasks, and what is never mixed."""

from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from college import CODE, EVERY_GRADE, fill, fill_college, fill_filed, open_memory
from conftest import Hncert, dump
from openpyxl import Workbook, load_workbook
from test_determine import RECOGNITION

from hncert.determine import determine
from hncert.domain.dates import Month
from hncert.reports import REPORTS, monthly
from hncert.reports.grouping import fields, group
from hncert.reports.report import Filled
from hncert.store.database import open_store
from hncert.store.workspace import School, Workspace

SCHOOL = School(name="样例学院")
SOURCE = "1, '表', 1"


def issue(db: Any, number: str, person: int, day: str, level: int = 3, pathway: str = "exam", code: str = CODE) -> None:
    db.execute(
        "insert into certificate values (?, '职业技能等级证书', ?, ?, ?, ?, 'B1', ?, ?)",
        (number, person, code, level, pathway, number, day),
    )


def lines(filled: Filled) -> dict[str, tuple[Any, ...]]:
    return {line["name"]: (line["task"], line["month"], line["total"], line["rate"]) for line in filled.data["lines"]}


def test_people_count_once_a_year_in_the_month_of_their_first_certificate() -> None:
    with closing(open_memory()) as db:
        for person in (1, 2):
            fill(db, {"x": []}, person)
        issue(db, "C1", 1, "2024-03-10", level=2)
        issue(db, "C2", 1, "2024-11-05", level=3, code="4-04-05-02")
        issue(db, "C3", 2, "2024-11-20", level=3, pathway="1plusx")
        issue(db, "C4", 2, "2023-11-20", level=2)

        filled = monthly.fill(db, SCHOOL, Month(2024, 11))

        assert lines(filled)["certified"] == (None, 1, 2, None)
        assert lines(filled)["high_skilled"] == (None, 2, 2, None)
        assert lines(filled)["recognised"] == (None, 1, 1, None)
        shares = {share["key"]: share for share in filled.data["pathways"]}
        assert shares["exam"]["month_people"] == 0
        assert shares["exam"]["total_people"] == 1
        assert shares["exam"]["total_certificates"] == 2
        levels = {share["key"]: share for share in filled.data["levels"]}
        assert (levels["3"]["total_certificates"], levels["4"]["total_certificates"]) == (2, 1)


def test_the_ledgers_account_for_every_certificate() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "初级"}, {"grade": "中级"}]}, 1)
        fill(db, {"x": [{"grade": "中级"}], "enrolment": []}, 2)
        issue(db, "C1", 1, "2024-03-10")
        issue(db, "C2", 1, "2024-04-10", code="4-04-05-02")
        issue(db, "C3", 2, "2024-04-10")
        db.execute("insert into certificate_void values ('C3', '2024-05-01', '信息有误')")

        skill = db.execute("select certificate_number, counted, reason from skill_ledger order by 1").fetchall()
        x = db.execute("select counted, reason from x_ledger order by number").fetchall()

        assert [tuple(row) for row in skill] == [("C1", 1, ""), ("C2", 0, "同年已计入：C1"), ("C3", 0, "已作废")]
        assert [tuple(row) for row in x] == [
            (1, ""),
            (0, "同年已计入：X1-0"),
            (0, "发证时不是本校学生或教职工"),
        ]


def test_void_certificates_are_not_reported() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": []}, 1)
        issue(db, "C1", 1, "2024-11-10")
        db.execute("insert into certificate_void values ('C1', '2024-11-12', '信息有误')")

        filled = monthly.fill(db, SCHOOL, Month(2024, 11))

        assert lines(filled)["certified"] == (None, 0, 0, None)
        assert lines(filled)["high_skilled"] == (None, 0, 0, None)


def test_staff_are_counted_and_shown_apart() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [], "enrolment": [{"role": "staff"}]}, 1)
        fill(db, {"x": []}, 2)
        issue(db, "C1", 1, "2024-11-10")
        issue(db, "C2", 2, "2024-11-10")

        filled = monthly.fill(db, SCHOOL, Month(2024, 11))

        assert lines(filled)["certified"][1:3] == (2, 2)
        assert lines(filled)["staff"][1:3] == (1, 1)


def test_determined_but_not_issued_stands_apart_from_issued() -> None:
    with closing(open_memory()) as db:
        for person in (1, 2, 3):
            fill(db, {"x": [{"grade": "中级"}]}, person)
        fill_college(db, {"mapping": EVERY_GRADE})
        determine(db, [RECOGNITION], date(2022, 6, 30))
        issue(db, "C1", 1, "2022-06-30", pathway="1plusx")

        filled = monthly.fill(db, SCHOOL, Month(2022, 6))

        assert lines(filled)["certified"][2] == 1
        assert filled.data["determined_not_issued"] == {"people": 2, "certificates": 2}
        shares = {share["key"]: share for share in filled.data["pathways"]}
        assert (shares["1plusx"]["total_certificates"], shares["1plusx"]["unissued"]) == (1, 2)


def test_a_determination_after_the_month_is_not_reported_in_it() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]}, 1)
        fill_college(db, {"mapping": EVERY_GRADE})
        determine(db, [RECOGNITION], date(2022, 7, 1))

        filled = monthly.fill(db, SCHOOL, Month(2022, 6))

        assert filled.data["determined_not_issued"]["people"] == 0
        assert any("本月末以前没有认定记录" in note for note in filled.notes)


def test_trainees_count_once_a_class_in_the_month_they_began() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": []}, 1)
        for number, day in (("K1", "2024-10-30"), ("K1", "2024-11-01"), ("K2", "2024-11-02"), ("K0", "2023-11-02")):
            db.execute(
                f"insert into training_attendance values (?, 1, ?, null, 4, null, null, null, {SOURCE}, null)",
                (number, day),
            )

        filled = monthly.fill(db, SCHOOL, Month(2024, 11))

        assert lines(filled)["training"] == (None, 1, 2, None)


@pytest.mark.parametrize(("task", "rate"), [(1120, "0.63"), (7, "100.00"), (0, None)])
def test_the_rate_is_of_the_year_so_far_half_up(task: int, rate: str | None) -> None:
    with closing(open_memory()) as db:
        for person in range(1, 8):
            fill(db, {"x": [{"grade": "中级", "issued_on": date(2022, 5, 1)}]}, person)
        db.execute(
            f"insert into quota values (2022, '样例学院', '文号', null, null, null, null, ?, {SOURCE}, null, null)",
            (task,),
        )

        filled = monthly.fill(db, SCHOOL, Month(2022, 6))

        assert lines(filled)["x"] == (task, 0, 7, rate)


def test_the_latest_document_sets_the_task() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": []}, 1)
        for number, day, x in (("旧", "2024-03-01", 10), ("新", "2024-09-01", 20)):
            db.execute(
                f"insert into quota values (2024, '样例学院', ?, ?, null, null, null, ?, {SOURCE}, null, null)",
                (number, day, x),
            )
        db.execute(
            "insert into quota "
            f"values (2024, '信息学院', '新', '2024-09-02', null, null, null, 5, {SOURCE}, null, null)"
        )

        assert lines(monthly.fill(db, SCHOOL, Month(2024, 11)))["x"][0] == 20


def test_a_missing_task_is_said_and_never_invented() -> None:
    with closing(open_memory()) as db:
        filled = monthly.fill(db, SCHOOL, Month(2024, 11))

    assert lines(filled)["x"] == (None, 0, 0, None)
    assert any("2024 年" in note and "样例学院" in note for note in filled.notes)


@pytest.fixture
def reported(hncert: Hncert, workspace: Workspace) -> Workspace:
    with open_store(workspace) as db:
        fill(db, {"x": [{"grade": "中级", "issued_on": date(2024, 11, 3)}], "enrolment": [{"graduates_on": ""}]}, 1)
        fill_college(db, {"mapping": EVERY_GRADE})
        values = f"2024, '{workspace.school.name}', '示例〔2024〕1号', '2024-03-01', 600, 1120, 620, 8, {SOURCE}"
        db.execute(f"insert into quota values ({values}, null, null)")
        fill_filed(db)
    assert hncert("certify", "--path", "1plusx", "--as-of", "2024-11-30").status == 0
    return workspace


def test_the_workbook_says_what_the_store_says(hncert: Hncert, reported: Workspace) -> None:
    ran = hncert("report", "monthly", "--month", "2024-11", "--export")

    book = load_workbook(reported.outbox / "月报-2024-11.xlsx")
    sheet = book["月报"]
    cells = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=5) if row[0].value}
    assert ran.status == 0
    assert sheet["A2"].value == "填报单位：河南示例职业技术大学"
    assert cells["1+X 证书"] == ["人", 8, 1, 1, 12.5]
    assert cells["职业技能证书取证"] == ["人", 1120, 0, 0, 0]
    assert cells["其中：教职工"] == ["人", "—", 0, 0, "—"]
    assert cells["待发证书"][:2] == ["本", 1]
    assert cells["直接认定"] == [0, 0, 0, 0, 1]
    assert cells["三级/高级工"] == [0, 0, 0, 0, 1]
    assert not [cell.value for row in sheet.iter_rows() for cell in row if "{" in str(cell.value)]


def test_every_export_carries_its_provenance_and_is_logged(hncert: Hncert, reported: Workspace) -> None:
    ran = hncert("report", "monthly", "--month", "2024-11", "--export", "--json")

    [output] = ran.json["outputs"]
    book = load_workbook(output["path"])
    last = [row[0].value for row in book["月报"].iter_rows() if row[0].value][-1]
    source = [[cell.value for cell in row] for row in book["数据来源与口径"].iter_rows()]
    assert "基准日 2024-11-30" in str(last)
    assert "政策版本" in str(last)
    assert any("person-count" in str(row[1]) for row in source)
    assert source[-1][0] == "样例.xlsx"
    with open_store(reported) as db:
        [row] = db.execute("select path, sha256 from output_log").fetchall()
    assert tuple(row) == ("outbox/月报-2024-11.xlsx", output["sha256"])


def test_without_export_nothing_is_written(hncert: Hncert, reported: Workspace) -> None:
    shown = hncert("report", "monthly", "--month", "2024-11")
    dry = hncert("report", "monthly", "--month", "2024-11", "--export", "--dry-run")

    assert "12.50%" in shown.out
    assert (shown.status, dry.status) == (0, 0)
    assert list(reported.outbox.iterdir()) == []


def test_a_workspace_template_wins_over_the_shipped_one(hncert: Hncert, reported: Workspace) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["{{ school }}", "{{ lines.x.total }}", "共 {{ lines.x.total }} 人"])
    folder = reported.path / "templates" / "workbooks"
    folder.mkdir()
    made.save(folder / "monthly.xlsx")

    hncert("report", "monthly", "--month", "2024-11", "--export")

    sheet = load_workbook(reported.outbox / "月报-2024-11.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["河南示例职业技术大学", 1, "共 1 人"]


def own_template(folder: Path, text: str) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["B2"] = text
    (folder / "templates" / "workbooks").mkdir()
    made.save(folder / "templates" / "workbooks" / "monthly.xlsx")


@pytest.mark.parametrize("tag", ["{{ lines.y.total }}", "{{ nothing }}", "{{ 1 + }}", "共 {{ nothing }}"])
def test_an_unknown_tag_stops_the_report_and_names_the_cell(hncert: Hncert, reported: Workspace, tag: str) -> None:
    own_template(reported.path, tag)

    ran = hncert("report", "monthly", "--month", "2024-11", "--export")

    assert ran.status == 14
    assert "Sheet!B2" in ran.err
    assert list(reported.outbox.iterdir()) == []


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(hncert: Hncert, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "w"
    hncert("init", folder, f"--name={name}")
    own_template(folder, "{{ school }}")

    hncert("-w", folder, "report", "monthly", "--month", "2024-11", "--export")

    cell = load_workbook(folder / "outbox" / "月报-2024-11.xlsx")["Sheet"]["B2"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_every_report_has_its_template() -> None:
    from hncert.render import template_path

    assert all(template_path(f"workbooks/{report.template}").is_file() for report in REPORTS)


def test_rates_in_cells_are_decimals() -> None:
    line = monthly.Line(name="x", title="", unit="人", task=1120, month=0, total=7)

    assert line.rate == Decimal("0.63")


def test_society_trainees_are_not_staff() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [], "enrolment": [{"role": "society"}]}, 1)
        issue(db, "C1", 1, "2024-11-10")

        assert lines(monthly.fill(db, SCHOOL, Month(2024, 11)))["staff"][1:3] == (0, 0)


def test_each_task_comes_from_the_newest_document_that_sets_it_by_then() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": []}, 1)
        rows = (
            ("甲", "2024-03-01", 100, 200, None),
            ("乙", "2024-04-01", None, None, 50),
            ("丙", "2024-12-01", 9, 9, 9),
        )
        for number, day, training, certified, x in rows:
            db.execute(
                f"insert into quota values (2024, '样例学院', ?, ?, ?, ?, null, ?, {SOURCE}, null, null)",
                (number, day, training, certified, x),
            )

        told = lines(monthly.fill(db, SCHOOL, Month(2024, 11)))

        assert [told[name][0] for name in ("training", "certified", "high_skilled", "x")] == [100, 200, None, 50]


def test_a_class_across_new_year_counts_in_the_year_it_began() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": []}, 1)
        for day in ("2023-12-30", "2024-01-02"):
            db.execute(
                f"insert into training_attendance values ('K1', 1, ?, null, 4, null, null, null, {SOURCE}, null)",
                (day,),
            )

        assert lines(monthly.fill(db, SCHOOL, Month(2023, 12)))["training"][1:3] == (1, 1)
        assert lines(monthly.fill(db, SCHOOL, Month(2024, 1)))["training"][1:3] == (0, 0)


def test_notes_are_in_the_json_too(hncert: Hncert, workspace: Workspace) -> None:
    assert any("任务" in note for note in hncert("report", "monthly", "--json").json["data"]["notes"])


def test_a_dry_run_writes_nothing_at_all(hncert: Hncert, reported: Workspace) -> None:
    before = dump(reported)

    assert hncert("report", "monthly", "--month", "2024-11", "--export", "--dry-run").status == 0

    assert dump(reported) == before


@pytest.mark.parametrize("tag", ["{{ 1 / 0 }}", "{{ lines + 1 }}", "{{ lines['x']['nothing'] }}"])
def test_a_tag_that_cannot_be_worked_out_is_a_template_error(hncert: Hncert, reported: Workspace, tag: str) -> None:
    own_template(reported.path, tag)

    assert hncert("report", "monthly", "--month", "2024-11", "--export").status == 14


def test_a_broken_template_file_is_a_template_error(hncert: Hncert, reported: Workspace) -> None:
    own_template(reported.path, "x")
    (reported.path / "templates" / "workbooks" / "monthly.xlsx").write_bytes(b"PK broken")

    assert hncert("report", "monthly", "--month", "2024-11", "--export").status == 14


def test_an_outbox_that_is_a_file_is_said_so(hncert: Hncert, reported: Workspace) -> None:
    reported.outbox.rmdir()
    reported.outbox.write_text("x")

    ran = hncert("report", "monthly", "--month", "2024-11", "--export")

    assert ran.status == 2
    assert "无法写入" in ran.err


@pytest.fixture
def by_field() -> Any:
    with closing(open_memory()) as db:
        for person in (1, 2, 3, 4):
            fill(db, {"x": [{"grade": "中级", "issued_on": date(2024, 11, 3)}] if person < 4 else []}, person)
        db.execute("update enrolment set graduates_on = '2025-06-30'")
        for person, department, own in ((1, "信息学院", "一等"), (2, "信息学院", None), (3, "机电学院", "一等")):
            told = f'{{"助学金": "{own}"}}' if own else None
            db.execute(
                "update enrolment set department = ?, own_fields = ? where person_id = ?", (department, told, person)
            )
        issue(db, "C1", 1, "2024-03-10")
        issue(db, "C2", 1, "2024-11-10", code="4-04-05-02")
        issue(db, "C3", 3, "2024-11-10")
        issue(db, "C4", 4, "2024-11-10")
        yield db


def test_a_month_is_grouped_by_a_field_of_the_roster(by_field: Any) -> None:
    groups = {each.value: each for each in group(by_field, Month(2024, 11), "院系").groups}

    assert list(groups) == ["信息学院", "机电学院", "（未填写）"]
    first = groups["信息学院"]
    assert (first.month_people, first.total_people) == (0, 1)
    assert (first.month_certificates, first.total_certificates) == (1, 2)
    assert (first.month_x_people, first.total_x_people, first.total_x_certificates) == (2, 2, 2)
    assert groups["（未填写）"].total_people == 1


@pytest.mark.parametrize("field", ["院系", "专业", "班级", "助学金"])
def test_the_groups_of_any_field_sum_to_the_lines(by_field: Any, field: str) -> None:
    told = lines(monthly.fill(by_field, SCHOOL, Month(2024, 11)))
    groups = group(by_field, Month(2024, 11), field).groups

    people = (sum(each.month_people for each in groups), sum(each.total_people for each in groups))
    x = (sum(each.month_x_people for each in groups), sum(each.total_x_people for each in groups))
    assert people == told["certified"][1:3] == (2, 3)
    assert x == told["x"][1:3] == (3, 3)


def test_own_fields_are_offered_and_masked_where_they_hold_numbers(by_field: Any) -> None:
    by_field.execute('update enrolment set own_fields = \'{"监护人": "410000197003150015"}\' where person_id = 1')

    assert fields(by_field) == ("院系", "专业", "班级", "助学金", "监护人")
    values = [each.value for each in group(by_field, Month(2024, 11), "监护人").groups]
    assert values == ["410000********0015", "（未填写）"]


def test_the_newest_enrolment_that_has_the_field_decides(by_field: Any) -> None:
    by_field.execute(
        "insert into enrolment (person_id, role, number, department, enrolled_on, source_import, source_sheet, "
        "source_row) values (1, 'staff', 'T1', '教务处', '2024-09-01', 1, '表', 1), "
        "(3, 'staff', 'T3', '教务处', '2024-12-01', 1, '表', 1)"
    )

    groups = {each.value: each.total_people for each in group(by_field, Month(2024, 11), "院系").groups}

    assert groups == {"信息学院": 0, "机电学院": 1, "教务处": 1, "（未填写）": 1}


def test_what_is_determined_and_not_issued_is_grouped_too() -> None:
    with closing(open_memory()) as db:
        fill(db, {"x": [{"grade": "中级"}]}, 1)
        db.execute("update enrolment set department = '信息学院'")
        fill_college(db, {"mapping": EVERY_GRADE})
        determine(db, [RECOGNITION], date(2022, 6, 30))

        [only] = group(db, Month(2022, 6), "院系").groups

    assert (only.value, only.unissued, only.total_people) == ("信息学院", 1, 0)


def test_the_groups_are_on_the_screen_in_the_json_and_on_a_sheet(hncert: Hncert, reported: Workspace) -> None:
    with open_store(reported) as db:
        db.execute('update enrolment set own_fields = \'{"校区/宿舍": "=东区"}\'')
    asked = ("report", "monthly", "--month", "2024-11", "--by", "校区/宿舍")

    shown, told, exported = hncert(*asked), hncert(*asked, "--json"), hncert(*asked, "--export")

    [values] = told.json["data"]["by"]["groups"]
    sheet = load_workbook(reported.outbox / "月报-2024-11.xlsx")["按校区_宿舍"]
    assert (shown.status, exported.status) == (0, 0)
    assert "按校区/宿舍" in shown.out
    assert (values["value"], values["unissued"], values["month_x_people"]) == ("=东区", 1, 1)
    assert [cell.value for cell in sheet[2]] == list(values.values())
    assert sheet["A2"].data_type == "s"
    assert hncert("report", "monthly", "--month", "2024-11", "--json").json["data"]["by"] is None


def test_an_unknown_field_is_a_usage_error_naming_the_known_ones(hncert: Hncert, reported: Workspace) -> None:
    with open_store(reported) as db:
        db.execute('update enrolment set own_fields = \'{"助学金": "一等"}\'')
    before = dump(reported)

    plain, export = (hncert("report", "monthly", "--by", "校区", *more) for more in ((), ("--export",)))

    assert (plain.status, export.status) == (2, 2)
    assert "院系、专业、班级、助学金" in plain.err
    assert dump(reported) == before
