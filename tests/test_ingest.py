"""Importing: what is read, what is told, what is kept."""

from datetime import date, datetime
from pathlib import Path

import pytest
from conftest import MAPPING, NOW, ROSTER, X_LIST, Book, Hncert, dump, id_number, mapping, student, x_certificate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hncert.domain.errors import (
    EmptyWorkbook,
    FileMissing,
    MissingColumn,
    NoHeader,
    NotASpreadsheet,
    UnreadableEncoding,
)
from hncert.domain.finding import Severity
from hncert.ingest import ImportResult, ingest
from hncert.store.database import Writing, open_store, write_store
from hncert.store.imports import Reconciliation
from hncert.store.workspace import Workspace


def load(workspace: Workspace, path: Path, kind: str | None = None) -> ImportResult:
    with write_store(workspace, "import", actor="测试", now=NOW) as writing:
        result = ingest(writing.db, path, now=NOW, kind=kind)
        writing.changed = result.changed
    return result


def facts(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    with open_store(workspace) as db:
        return [tuple(row) for row in db.execute(query)]


def rules(result: ImportResult) -> list[str]:
    return [finding.rule for finding in result.findings]


def test_a_roster_is_stored_with_its_source(workspace: Workspace, roster: Path) -> None:
    result = load(workspace, roster)

    assert result.accepted
    assert result.rows == Reconciliation(read=6, stored=5, blank=1)
    assert facts(
        workspace,
        "select p.name, p.sex, p.birth_date, e.tier, e.class_name, e.number, e.source_sheet, e.source_row "
        "from person p join enrolment e using (person_id) order by e.number limit 1",
    ) == [("学生001", "男", "2004-03-15", "专科", "软件2201", "2022000001", "名册", 3)]


def test_headers_are_found_in_any_order_spacing_and_wording(workspace: Workspace, book: Book) -> None:
    header = ("姓　名", "身份证号*", "学号（必填）", "培养层次", "二级\n学院", "毕业时间")
    row = ("张三", id_number(1), "A1", "高职", "信息学院", "2025.6")
    path = book("x.xlsx", [["某某学院花名册"], ["说明：请勿改动"], [], header, row])

    result = load(workspace, path)

    assert result.sheets[0].header_row == 4
    assert facts(workspace, "select tier, department, number, graduates_on from enrolment") == [
        ("专科", "信息学院", "A1", "2025-06-30")
    ]


def test_a_merged_two_row_header_is_read(workspace: Workspace, tmp_path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["1+X证书登记表"])
    sheet.append(["序号", "姓名", "证件号码", "1+X职业技能等级证书", None, None, None])
    sheet.append([None, None, None, "证书名称", "证书等级", "证书编号", "发证日期"])
    sheet.append([1, "张三", id_number(1), "Web前端开发", "中级", "X1", "2024-05-20"])
    for merged in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:G2"):
        sheet.merge_cells(merged)
    path = tmp_path / "x.xlsx"
    made.save(path)

    result = load(workspace, path)

    assert result.sheets[0].kinds == ("1+X 证书",)
    assert result.rows == Reconciliation(read=1, stored=1)


def test_date_cells_and_numbers_are_read_as_text(workspace: Workspace, book: Book) -> None:
    row = (20220001, "张三", id_number(1), "专科", "院", "业", "班", datetime(2022, 9, 1), date(2025, 6, 30))

    load(workspace, book("x.xlsx", [ROSTER, row]))

    assert facts(workspace, "select number, enrolled_on, graduates_on from enrolment") == [
        ("20220001", "2022-09-01", "2025-06-30")
    ]


def test_a_number_typed_as_a_number_is_unrecoverable_and_named_by_its_cell(workspace: Workspace, book: Book) -> None:
    row = student(1)
    rows = [ROSTER, student(2), [*row[:2], int(id_number(1)[:17] + "0"), *row[3:]]]

    result = load(workspace, book("x.xlsx", rows))

    [finding] = result.findings
    assert not result.accepted
    assert (finding.rule, finding.sheet, finding.row, finding.column) == ("id-numeric", "名册", 3, "C 证件号码")
    assert "重新索取" in finding.remedy


def test_every_fault_of_a_file_is_told_at_once_and_nothing_is_stored(workspace: Workspace, book: Book) -> None:
    before = dump(workspace)
    rows = [
        ROSTER,
        student(1),
        student(2, 证件号码=id_number(2)[:17]),
        student(3, 层次="研究生"),
        student(4, 层次="技校"),
        student(5, 入学日期="2022-13-01"),
        student(6, 姓名=""),
    ]

    result = load(workspace, book("x.xlsx", rows))

    assert sorted(rules(result)) == ["bad-date", "blank-cell", "id-form", "technical-college", "unknown-tier"]
    assert {finding.row for finding in result.findings} == {3, 4, 5, 6, 7}
    assert all(f.remedy and f.expected and f.severity is Severity.ERROR for f in result.findings)
    assert result.rows == Reconciliation(read=6, rejected=6)
    assert result.faulty_rows == 5
    assert dump(workspace) == before


def test_footers_notes_blank_rows_and_repeated_headers_hold_no_record(workspace: Workspace, book: Book) -> None:
    rows = [["名册"], ROSTER, student(1), [None] * 9, ROSTER, student(2), ["合计", "2 人"], ["制表人：", None]]

    result = load(workspace, book("x.xlsx", rows))

    assert result.rows == Reconciliation(read=6, stored=2, blank=4)


STAFF = ("部门", "工号", "姓名", "证件号码")


@pytest.mark.parametrize(
    "row",
    [
        ("审核评估处", "T1", "甲一", None),
        ("单位会计教研室", "T2", None, id_number(2)),
        ("审核", "T3", "丙三", None),
        ("说明文教研室", None, "丁四", None),
        ("审核评估处", None, None, None),
    ],
)
def test_a_faulty_row_is_never_taken_for_a_footer(
    workspace: Workspace, book: Book, row: tuple[str | None, ...]
) -> None:
    result = load(workspace, book("a.xlsx", [STAFF, ("人事处", "T0", "乙二", id_number(4)), row]), kind="roster")

    assert not result.accepted
    assert result.rows == Reconciliation(read=2, rejected=2)


@pytest.mark.parametrize(
    "row",
    [
        ("合　计", None, "5", None),
        ("共计：120人", None, None, None),
        ("制表人：", "张三", "审核人：", None),
        ("制表人：张三　审核人：李四", None, None, None),
        ("单位（盖章）", None, None, None),
        ("填报单位：人事处", None, None, "2024-06-01"),
        ("备注", "以上均为在编人员", None, None),
        ("说明：本表一式两份。", None, None, None),
        ("注:请如实填写", None, None, None),
        ("负责人签字：", None, "经办人：", None),
    ],
)
def test_a_label_and_little_else_closes_the_table(
    workspace: Workspace, book: Book, row: tuple[str | None, ...]
) -> None:
    result = load(workspace, book("a.xlsx", [STAFF, ("人事处", "T0", "乙二", id_number(4)), row]), kind="roster")

    assert result.accepted
    assert result.rows == Reconciliation(read=2, stored=1, blank=1)


@pytest.mark.parametrize(
    ("rows", "query"),
    [
        ([("设备名称", "数量"), ("台式计算机", "40")], "select equipment, quantity from equipment"),
        (
            [("课程", "课程类别", "职业编码"), ("程序设计基础", "理论", "4-04-05-01")],
            "select course, part from course_mapping",
        ),
    ],
)
def test_a_real_row_like_the_example_is_stored_and_told(
    workspace: Workspace, book: Book, rows: list[tuple[str, ...]], query: str
) -> None:
    result = load(workspace, book("a.xlsx", rows))

    assert [tuple(map(str, row)) for row in facts(workspace, query)] == [rows[1][:2]]
    assert rules(result) == ["example-read"]


def test_the_example_of_a_blank_workbook_is_left_out_and_told(
    hncert: Hncert, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "设备.xlsx"
    hncert("blank", "equipment", "-o", path)
    made = load_workbook(path)
    sheet = made["考核设备"]
    for at, cell in enumerate(sheet[4], start=1):
        sheet.cell(5, at, cell.value)
    made.save(path)

    ran = hncert("import", path)

    assert "第 4 行是空白表的示例，没有读取" in ran.out
    assert facts(workspace, "select equipment, source_row from equipment") == [("台式计算机", 5)]


def test_importing_the_same_file_again_changes_nothing(workspace: Workspace, roster: Path) -> None:
    load(workspace, roster)
    before = dump(workspace)

    again = load(workspace, roster)

    assert again.imported_before.startswith("2024-11-30")
    assert not again.changed
    assert again.rows == Reconciliation(read=6, unchanged=5, blank=1)
    assert dump(workspace) == before


def test_a_corrected_file_changes_only_what_differs(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)
    rows = [student(serial) for serial in range(1, 6)]
    rows[2] = student(3, 班级="软件2202", 院系="")

    result = load(workspace, book("更正.xlsx", [ROSTER, *rows]))

    assert result.rows == Reconciliation(read=5, stored=1, unchanged=4)
    assert facts(workspace, "select department, class_name, source_import from enrolment order by number") == [
        ("信息学院", "软件2201", 1),
        ("信息学院", "软件2201", 1),
        ("信息学院", "软件2202", 2),
        ("信息学院", "软件2201", 1),
        ("信息学院", "软件2201", 1),
    ]


def test_a_missing_row_never_deletes(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)

    load(workspace, book("部分.xlsx", [ROSTER, student(1)]))

    assert facts(workspace, "select count(*) from enrolment") == [(5,)]


def test_a_roster_that_carries_x_columns_fills_both_tables(workspace: Workspace, book: Book) -> None:
    header = (*ROSTER, "证书名称", "证书等级", "证书编号", "发证日期")
    x = ["Web前端开发", "中级"]
    rows = [
        header,
        [*student(1), *x, "X1", "2024-05-20"],
        [*student(1), *x, "X2", "2024-06-20"],
        [*student(2), None, None, None, None],
    ]

    result = load(workspace, book("x.xlsx", rows))

    assert result.sheets[0].kinds == ("名册", "1+X 证书")
    assert result.rows == Reconciliation(read=3, stored=3)
    assert facts(workspace, "select count(*) from enrolment") == [(2,)]
    assert facts(workspace, "select number, source_row from x_certificate order by number") == [("X1", 2), ("X2", 3)]


def test_an_incomplete_x_certificate_on_a_roster_row_is_an_error(workspace: Workspace, book: Book) -> None:
    header = (*ROSTER, "证书名称", "证书等级", "证书编号", "发证日期")

    result = load(workspace, book("x.xlsx", [header, [*student(1), "Web前端开发", "中级", None, "2024-05-20"]]))

    assert [(f.rule, f.column) for f in result.findings] == [("blank-cell", "L 证书编号")]
    assert facts(workspace, "select count(*) from person") == [(0,)]


def test_several_sheets_of_several_kinds_are_read_in_one_file(workspace: Workspace, book: Book) -> None:
    path = book("x.xlsx", [[None]], [ROSTER, student(1)], [X_LIST, x_certificate(1)], [["随便"], ["写写"]])

    result = load(workspace, path)

    assert [sheet.kinds for sheet in result.sheets] == [("名册",), ("1+X 证书",)]
    assert result.skipped_sheets == ("名册4",)


def test_a_person_may_study_and_work_here_and_is_still_one_person(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1)]))
    load(workspace, book("b.xlsx", [("工号", "姓名", "身份证号"), ("T1", "学生001", id_number(1))]))

    assert facts(workspace, "select role, number from enrolment order by role") == [
        ("staff", "T1"),
        ("student", "2022000001"),
    ]
    assert facts(workspace, "select count(*) from person") == [(1,)]


def test_a_later_student_number_completes_the_enrolment_without_one(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1)]))

    load(workspace, book("b.xlsx", [("姓名", "证件号码", "层次", "班级"), ("学生001", id_number(1), "专科", "新班")]))

    assert facts(workspace, "select number, class_name from enrolment") == [("2022000001", "新班")]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([student(1), student(1, 姓名="别人", 学号="S9")], "id-two-names"),
        ([student(1), student(2, 学号="2022000001")], "number-two-people"),
        ([student(1), student(1, 班级="别的班")], "repeated-row"),
        ([student(1, 层次="")], "student-without-tier"),
    ],
)
def test_contradictions_inside_a_file_keep_it_out(
    workspace: Workspace, book: Book, rows: list[list[str]], rule: str
) -> None:
    result = load(workspace, book("x.xlsx", [ROSTER, *rows]))

    assert rule in rules(result)
    assert not result.accepted


def test_the_same_row_twice_is_one_record(workspace: Workspace, book: Book) -> None:
    result = load(workspace, book("x.xlsx", [ROSTER, student(1), student(1)]))

    assert result.rows == Reconciliation(read=2, stored=1, unchanged=1)


def test_another_name_on_a_stored_number_is_never_overwritten(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)

    result = load(workspace, book("x.xlsx", [ROSTER, student(1, 姓名="别人", 学号="S9")]))

    assert [(f.rule, f.expected) for f in result.findings] == [("id-other-name", "学生001")]
    assert facts(workspace, "select name from person where person_id = 1") == [("学生001",)]


def test_a_corrected_name_under_the_same_student_number_is_taken_and_told(
    workspace: Workspace, roster: Path, book: Book
) -> None:
    load(workspace, roster)

    result = load(workspace, book("x.xlsx", [ROSTER, student(1, 姓名="学生零零一")]))

    assert [(f.rule, f.severity) for f in result.findings] == [("id-renamed", Severity.WARNING)]
    assert facts(workspace, "select name from person where person_id = 1") == [("学生零零一",)]
    assert facts(workspace, "select rule from findings") == [("id-renamed",)]


def test_a_corrected_number_under_the_same_student_number_and_name_is_taken_and_told(
    workspace: Workspace, roster: Path, book: Book
) -> None:
    load(workspace, roster)

    result = load(workspace, book("x.xlsx", [ROSTER, student(1, 证件号码=id_number(901))]))

    assert rules(result) == ["id-corrected"]
    assert result.rows.stored == 1
    assert facts(workspace, "select id_number from person where person_id = 1") == [(id_number(901),)]
    assert facts(workspace, "select count(*) from person") == [(5,)]


def test_a_student_number_of_another_person_is_refused(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)

    result = load(workspace, book("x.xlsx", [ROSTER, student(77, 学号="2022000001")]))

    assert rules(result) == ["number-of-another"]
    assert not result.accepted


def test_sex_and_birth_date_are_held_against_the_number(workspace: Workspace, book: Book) -> None:
    header = ("姓名", "证件号码", "层次", "性别", "出生日期")

    result = load(workspace, book("x.xlsx", [header, ("张三", id_number(1), "专科", "女", "2004-03-16")]))

    assert rules(result) == ["id-sex", "id-birth"]


def test_an_x_certificate_of_an_unknown_person_creates_the_person(workspace: Workspace, book: Book) -> None:
    load(workspace, book("x.xlsx", [X_LIST, x_certificate(1)]))
    load(workspace, book("y.xlsx", [ROSTER, student(1)]))

    assert facts(workspace, "select count(*) from person") == [(1,)]
    assert facts(workspace, "select count(*) from enrolment join x_certificate using (person_id)") == [(1,)]


def test_an_x_certificate_under_another_name_is_refused(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)

    result = load(workspace, book("x.xlsx", [X_LIST, x_certificate(1, "别人")]))

    assert rules(result) == ["id-other-name"]


def test_an_x_certificate_belongs_to_one_person(workspace: Workspace, book: Book) -> None:
    load(workspace, book("x.xlsx", [X_LIST, x_certificate(1)]))

    stored = load(workspace, book("y.xlsx", [X_LIST, x_certificate(2, 证书编号="X000001")]))
    within = load(workspace, book("z.xlsx", [X_LIST, x_certificate(3), x_certificate(4, 证书编号="X000003")]))

    assert rules(stored) == ["key-of-another"]
    assert set(rules(within)) == {"id-repeated-row"}
    assert facts(workspace, "select count(*) from x_certificate") == [(1,)]


def test_x_grades_are_not_levels(workspace: Workspace, book: Book) -> None:
    result = load(workspace, book("x.xlsx", [X_LIST, x_certificate(1, 证书等级="三级")]))

    assert rules(result) == ["unknown-x-grade"]


def test_other_documents_are_kept_as_they_are(workspace: Workspace, book: Book) -> None:
    header = ("姓名", "证件类型", "证件号码", "层次")

    load(workspace, book("x.xlsx", [header, ("样例", "护照", "E00000001", "本科")]))

    assert facts(workspace, "select id_type, id_number, sex from person") == [("护照", "E00000001", None)]


def test_a_mapping_names_occupations_by_code_or_name(workspace: Workspace, book: Book) -> None:
    rows = [MAPPING, mapping("中级"), mapping("高级", "计算机程序设计员")]

    load(workspace, book("x.xlsx", rows))

    assert facts(workspace, "select grade, occupation_code from x_mapping order by grade") == [
        ("中级", "4-04-05-01"),
        ("高级", "4-04-05-01"),
    ]


def test_an_unknown_occupation_is_an_error_with_the_nearest_names(workspace: Workspace, book: Book) -> None:
    result = load(workspace, book("x.xlsx", [MAPPING, mapping(code="计算机程序员")]))

    assert rules(result) == ["unknown-occupation"]
    assert "计算机程序设计员" in result.findings[0].expected


def test_a_list_of_certificates_with_occupations_is_never_taken_for_a_mapping(workspace: Workspace, book: Book) -> None:
    rows = [(*X_LIST, "职业编码"), [*x_certificate(1), "4-04-05-01"]]

    result = load(workspace, book("x.xlsx", rows))

    assert result.sheets[0].kinds == ("1+X 证书",)


@pytest.mark.parametrize(("codec", "label"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")])
def test_csv_is_read_in_the_encodings_chinese_excel_writes(
    workspace: Workspace, tmp_path: Path, codec: str, label: str
) -> None:
    path = tmp_path / "名册.csv"
    lines = [",".join(ROSTER), ",".join(student(1, "䶮㛃"))]
    path.write_bytes("\r\n".join(lines).encode(codec))

    result = load(workspace, path)

    assert result.encoding == label
    assert facts(workspace, "select name, source_row from person") == [("䶮㛃", 2)]


def test_a_number_in_scientific_notation_in_csv_is_unrecoverable(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("\n".join([",".join(ROSTER), ",".join(student(1, 证件号码="4.1E+17"))]), encoding="utf-8")

    assert rules(load(workspace, path)) == ["id-numeric"]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.xlsx", b"%PDF-1.7 not a workbook", NotASpreadsheet),
        ("a.xlsx", b"PK\x03\x04 broken zip", NotASpreadsheet),
        ("a.csv", ("姓名\n" + "甲" * 200_000).encode(), NotASpreadsheet),
        ("a.csv", b"\xff\xfe\xff\xff\x81", UnreadableEncoding),
        ("a.csv", b"", EmptyWorkbook),
        ("a.csv", "甲,乙\n1,2\n".encode(), NoHeader),
        ("a.csv", "学号,姓名,证件号码\n1,张三,1\n".encode(), MissingColumn),
    ],
)
def test_what_cannot_be_read_says_so(
    writing: Writing, tmp_path: Path, name: str, content: bytes, error: type[Exception]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(error):
        ingest(writing.db, path, now=NOW)


def test_an_empty_workbook_and_a_missing_file_say_so(writing: Writing, book: Book, tmp_path: Path) -> None:
    with pytest.raises(EmptyWorkbook):
        ingest(writing.db, book("x.xlsx", [[None]]), now=NOW)
    with pytest.raises(FileMissing):
        ingest(writing.db, tmp_path / "没有.xlsx", now=NOW)


def test_a_header_without_rows_is_a_warning(workspace: Workspace, book: Book) -> None:
    result = load(workspace, book("x.xlsx", [["名册"], ROSTER, ["合计", "0"]]))

    assert [(f.rule, f.severity) for f in result.findings] == [("no-records", Severity.WARNING)]
    assert result.rows == Reconciliation(read=1, blank=1)


def test_a_missing_column_is_named_with_its_other_spellings(writing: Writing, book: Book) -> None:
    with pytest.raises(MissingColumn) as caught:
        ingest(writing.db, book("x.xlsx", [["表"], [h for h in X_LIST if h != "发证日期"], x_certificate(1)]), now=NOW)

    assert "缺少：发证日期" in str(caught.value)
    assert "颁证日期" in caught.value.advice


def test_a_forced_kind_is_not_taken_for_another(writing: Writing, roster: Path) -> None:
    with pytest.raises((MissingColumn, NoHeader)):
        ingest(writing.db, roster, now=NOW, kind="quotas")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(8)),
    cut=st.integers(0, 8),
    repeats=st.integers(1, 2),
    cells=st.lists(st.sampled_from(["", "班甲", "班乙"]), min_size=8, max_size=8),
)
def test_order_splitting_and_repeating_change_no_fact(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int, repeats: int, cells: list[str]
) -> None:
    from hncert.cli.app import run

    rows = [student(serial + 1, 班级=cells[serial]) for serial in range(8)]
    query = (
        "select p.id_number, p.name, e.number, e.class_name from person p join enrolment e using (person_id) order by 1"
    )
    seen = []
    for parts in ([rows], [part for part in ([rows[i] for i in order[:cut]], [rows[i] for i in order[cut:]]) if part]):
        folder = tmp_path_factory.mktemp("w") / "w"
        assert run(["--quiet", "init", str(folder)]) == 0
        for _ in range(repeats):
            for at, part in enumerate(parts):
                path = folder / "inbox" / f"{at}.csv"
                path.write_text("\n".join(map(",".join, [list(ROSTER), *part])), encoding="utf-8")
                assert run(["-w", str(folder), "-q", "import", str(path)]) == 0
        from hncert.store.workspace import find_workspace

        seen.append(facts(find_workspace(folder), query))

    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("header", "text", "rule"),
    [
        ("届别", "二五届", "bad-cohort"),
        ("人员类别", "外星人", "unknown-role"),
        ("性别", "？", "unknown-option"),
        ("预计毕业日期", "2025-13", "bad-date"),
    ],
)
def test_unknown_options_are_errors_with_what_is_expected(
    workspace: Workspace, book: Book, header: str, text: str, rule: str
) -> None:
    rows = [("姓名", "证件号码", "层次", header), ("张三", id_number(1), "专科", text)]

    [finding] = load(workspace, book("x.xlsx", rows)).findings

    assert (finding.rule, finding.column, finding.value) == (rule, f"D {header}", text)
    assert finding.expected


QUOTAS = ("年度", "文号", "下达日期", "单位", "培训人次", "取证人数", "其中高技能", "1+X证书")


def test_quotas_are_numbers_and_blank_stays_unknown(workspace: Workspace, book: Book) -> None:
    rows = [QUOTAS, ("2024年", "示例〔2024〕1号", "2024-03-01", "全校", "1,200", 800, "", 90)]

    load(workspace, book("x.xlsx", rows))

    assert facts(workspace, "select year, training, certified, high_skilled, x from quota") == [
        (2024, 1200, 800, None, 90)
    ]


@pytest.mark.parametrize(
    ("at", "text", "rule"), [(0, "去年", "bad-year"), (5, "八百", "bad-number"), (5, "-1", "bad-number")]
)
def test_what_is_not_a_number_in_a_quota_is_an_error(
    workspace: Workspace, book: Book, at: int, text: str, rule: str
) -> None:
    row = ["2024", "示例〔2024〕1号", "2024-03-01", "全校", "1200", "800", "", "90"]
    row[at] = text

    assert rules(load(workspace, book("x.xlsx", [QUOTAS, row]))) == [rule]


def test_an_unbalanced_quote_never_swallows_rows(writing: Writing, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    lines = [",".join((*ROSTER, "备注")), *(",".join((*student(at), '"好' if at == 1 else "")) for at in range(1, 9))]
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(NotASpreadsheet, match="引号"):
        ingest(writing.db, path, now=NOW)


def test_hidden_sheets_are_left_unread_and_said_so(workspace: Workspace, tmp_path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    shown, hidden = made.active, made.create_sheet("旧")
    assert shown is not None
    shown.title = "新"
    for sheet, row in ((shown, student(1)), (hidden, student(1, 班级="旧班"))):
        sheet.append(list(ROSTER))
        sheet.append(row)
    hidden.sheet_state = "veryHidden"
    made.save(tmp_path / "x.xlsx")

    result = load(workspace, tmp_path / "x.xlsx")

    assert result.skipped_sheets == ("旧（隐藏）",)
    assert facts(workspace, "select class_name from enrolment") == [("软件2201",)]


def test_a_number_in_scientific_notation_is_no_key(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([",".join(X_LIST), ",".join(x_certificate(1, 证书编号="4.10002E+14"))]), "utf-8")

    assert rules(load(workspace, path)) == ["id-numeric"]


def test_a_later_number_is_taken_over_by_the_enrolment_without_one(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1, 学号="", 预计毕业日期="")]))

    result = load(workspace, book("b.xlsx", [ROSTER, student(1)]))

    assert result.rows.stored == 1
    assert facts(workspace, "select number, graduates_on from enrolment") == [("2022000001", "2025-06-30")]


def test_rows_of_one_person_with_and_without_number_are_one_enrolment(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1, 学号=""), student(1), student(2)]))

    assert facts(workspace, "select count(*), max(number) from enrolment where person_id = 1") == [(1, "2022000001")]


def test_a_list_without_student_numbers_never_renames(workspace: Workspace, roster: Path, book: Book) -> None:
    load(workspace, roster)

    result = load(workspace, book("x.xlsx", [("姓名", "证件号码", "层次"), ("王五", id_number(1), "专科")]))

    assert rules(result) == ["id-other-name"]
    assert facts(workspace, "select name from person where person_id = 1") == [("学生001",)]


def test_repeated_rows_that_complete_each_other_change_what_differs(workspace: Workspace, book: Book) -> None:
    both = book("b.xlsx", [ROSTER, student(1, 班级=""), student(1, 班级="2班")])
    load(workspace, both)
    load(workspace, book("a.xlsx", [ROSTER, student(1, 班级="1班")]))

    result = load(workspace, both)

    assert result.rows == Reconciliation(read=2, stored=1, unchanged=1)
    assert facts(workspace, "select class_name from enrolment") == [("2班",)]


def test_two_sheets_of_a_file_that_contradict_keep_it_out(workspace: Workspace, book: Book) -> None:
    result = load(workspace, book("x.xlsx", [ROSTER, student(1)], [ROSTER, student(1, 班级="2班")]))

    assert [(f.rule, f.sheet, f.row) for f in result.findings] == [("repeated-row", "名册2", 2)]
    assert facts(workspace, "select count(*) from person") == [(0,)]


def test_an_x_list_that_mentions_the_tier_is_not_a_roster(workspace: Workspace, book: Book) -> None:
    rows = [(*X_LIST, "层次"), [*x_certificate(1), "专科"], [*x_certificate(2), ""]]

    result = load(workspace, book("x.xlsx", rows))

    assert result.sheets[0].kinds == ("1+X 证书",)
    assert facts(workspace, "select count(*) from enrolment") == [(0,)]


def test_another_spelling_of_the_same_name_changes_nothing(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [ROSTER, student(1, "张三")]))

    result = load(workspace, book("x.xlsx", [X_LIST, x_certificate(1, "张　三")]))

    assert result.rows.stored == 1
    assert facts(workspace, "select name, source_import from person") == [("张三", 1)]


def test_a_corrected_number_of_an_x_certificate_moves_it_and_says_so(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [X_LIST, x_certificate(1, "张三")]))

    moved = load(workspace, book("b.xlsx", [X_LIST, x_certificate(1, "张三", 证件号码=id_number(77))]))

    assert {(f.rule, f.severity) for f in moved.findings} == {
        ("key-moved", Severity.WARNING),
        ("id-namesake", Severity.WARNING),
    }
    assert facts(workspace, "select id_number from person join x_certificate using (person_id)") == [(id_number(77),)]


def test_a_corrected_passport_keeps_what_the_file_does_not_say(workspace: Workspace, book: Book) -> None:
    header = ("学号", "姓名", "证件类型", "证件号码", "层次", "性别")
    load(workspace, book("a.xlsx", [header, ("S1", "样例", "护照", "E00000001", "本科", "女")]))

    load(workspace, book("b.xlsx", [header[:5], ("S1", "样例", "护照", "E00000002", "本科")]))

    assert facts(workspace, "select id_number, sex from person") == [("E00000002", "女")]


@pytest.mark.parametrize("text", ["2025.1", "20229", 2025.1])
def test_months_that_a_spreadsheet_may_have_cut_are_refused(workspace: Workspace, book: Book, text: object) -> None:
    row = ("张三", id_number(1), "专科", text)

    assert rules(load(workspace, book("x.xlsx", [("姓名", "证件号码", "层次", "毕业时间"), row]))) == ["bad-date"]


def test_nobody_graduates_before_enrolling(workspace: Workspace, book: Book) -> None:
    result = load(workspace, book("x.xlsx", [ROSTER, student(1, 预计毕业日期="2022-06-30")]))

    assert rules(result) == ["graduates-before-enrolling"]


def test_a_number_beyond_reason_is_an_error(workspace: Workspace, book: Book) -> None:
    rows = [QUOTAS, ("2024", "示例〔2024〕1号", "", "全校", "99999999999999999999", "", "", "90")]

    assert rules(load(workspace, book("x.xlsx", rows))) == ["bad-number"]


def test_a_corrected_x_grade_is_told_for_the_level_follows_it(workspace: Workspace, book: Book) -> None:
    load(workspace, book("a.xlsx", [X_LIST, x_certificate(1)]))

    result = load(workspace, book("b.xlsx", [X_LIST, x_certificate(1, 证书等级="初级")]))

    assert [(f.rule, f.value, f.expected) for f in result.findings] == [("x-grade-changed", "初级", "原为 中级")]
    assert facts(workspace, "select grade from x_certificate") == [("初级",)]


def test_a_list_of_an_unknown_kind_is_not_taken_for_a_roster_with_a_fault(writing: Writing, book: Book) -> None:
    header = ("姓名", "证件号码", "宿舍楼", "床位", "入住情况")

    with pytest.raises(NoHeader):
        ingest(writing.db, book("x.xlsx", [header, ("张三", id_number(1), "3号楼", "2", "已入住")]), now=NOW)


@pytest.mark.parametrize("order", [(2, 1, 3, 4, 5), (2, 3, 4, 5, 1), (9, 1, 2, 3, 4)])
def test_exchanged_and_shifted_numbers_are_put_right_by_a_corrected_roster(
    workspace: Workspace, roster: Path, book: Book, order: tuple[int, ...]
) -> None:
    load(workspace, roster)
    rows = [student(at, 证件号码=id_number(number)) for at, number in enumerate(order, start=1)]

    result = load(workspace, book("更正.xlsx", [ROSTER, *rows]))

    wrong = [at for at, number in enumerate(order, start=1) if at != number]
    assert (set(rules(result)), result.rows.stored) == ({"id-corrected"}, len(wrong))
    assert facts(workspace, "select person_id, name, id_number from person order by person_id") == [
        (at, f"学生{at:03d}", id_number(number)) for at, number in enumerate(order, start=1)
    ]
    assert facts(workspace, "select count(*) from enrolment") == [(5,)]


def test_a_number_given_to_a_newcomer_while_its_bearer_is_corrected(
    workspace: Workspace, roster: Path, book: Book
) -> None:
    load(workspace, roster)
    rows = [student(1, 证件号码=id_number(55)), student(60, 证件号码=id_number(1))]

    result = load(workspace, book("更正.xlsx", [ROSTER, *rows]))

    assert rules(result) == ["id-corrected"]
    assert facts(workspace, "select name, id_number from person where name in ('学生001', '学生060') order by 1") == [
        ("学生001", id_number(55)),
        ("学生060", id_number(1)),
    ]


TIER_WORDS = {"专科": ("高职（专科）", "专科(高职)", "大专"), "本科": ("专升本", "本 科"), "中职": ("中专",)}


@pytest.mark.parametrize(("tier", "text"), [(tier, text) for tier, texts in TIER_WORDS.items() for text in texts])
def test_tiers_are_read_in_the_words_colleges_use(workspace: Workspace, book: Book, text: str, tier: str) -> None:
    load(workspace, book("x.xlsx", [ROSTER, student(1, 层次=text)]))

    assert facts(workspace, "select tier from enrolment") == [(tier,)]
