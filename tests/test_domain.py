from datetime import date
from decimal import Decimal

import pytest
from conftest import id_number
from hypothesis import given
from hypothesis import strategies as st

from hncert.domain import certificate_numbers, dates, id_numbers, levels, names
from hncert.domain.errors import ExitStatus, worst
from hncert.domain.finding import Finding, Noted, Problem, Severity
from hncert.domain.levels import Level
from hncert.domain.masking import mask, mask_text
from hncert.domain.rates import percent


def test_level_rises_while_the_printed_digit_falls() -> None:
    assert Level.SENIOR > Level.INTERMEDIATE
    assert [Level(level).printed_grade for level in range(8)] == ["", "5", "4", "3", "2", "1", "", ""]


@pytest.mark.parametrize(
    "text", ["3", "三级", "高级工", "三级/高级工", "三级／高级工", "高级工(三级)", "高级工（三级）", " 三 级 "]
)
def test_every_spelling_of_a_level_reads_the_same(text: str) -> None:
    assert levels.parse(text) == Level.SENIOR


@pytest.mark.parametrize("text", ["初级", "中级", "高级", "六级", "X中级", ""])
def test_x_grades_and_unknown_words_are_not_levels(text: str) -> None:
    assert isinstance(levels.parse(text), Problem)


def test_valid_identity_number_tells_birth_date_and_sex() -> None:
    number = id_number(7, date(2003, 2, 28))

    assert id_numbers.parse(number) == number
    assert id_numbers.birth_date(number) == "2003-02-28"
    assert id_numbers.sex(number) == "男"


def test_full_width_digits_spaces_and_apostrophe_are_normalised() -> None:
    number = id_number(8)
    wide = "'" + "".join(chr(ord(c) + 0xFEE0) for c in number[:6]) + " " + number[6:].lower()

    read = id_numbers.parse(wide)

    assert isinstance(read, Noted)
    assert (read.value, read.problem.rule, read.severity) == (number, "id-rewritten", Severity.NOTE)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (id_number(1)[:17], "id-form"),
        (id_number(1)[:17] + ("0" if id_number(1)[17] != "0" else "1"), "id-check-digit"),
        ("410000200402301" + "234", "id-birth-date"),
        ("410000040315123", "id-fifteen"),
        ("4.1E+17", "id-numeric"),
        ("身份证丢失", "id-form"),
    ],
)
def test_each_fault_of_an_identity_number_has_its_own_rule(text: str, rule: str) -> None:
    problem = id_numbers.parse(text)

    assert isinstance(problem, Problem)
    assert problem.rule == rule


def test_other_documents_are_accepted_by_their_own_form() -> None:
    assert id_numbers.parse("e00000001", "护照") == "E00000001"
    assert isinstance(id_numbers.parse("E1", "护照"), Problem)


@given(st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_check_digit_finds_every_single_wrong_digit(serial: int, place: int, shift: int) -> None:
    number = id_number(serial)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert isinstance(id_numbers.parse(wrong), Problem)


@pytest.mark.parametrize(
    "text",
    [
        "2022-6-1",
        "2022.06.01",
        "2022/06/01",
        "20220601",
        "2022年6月1日",
        "2022-06-01 00:00:00",
        "44713",
        "44713.5",
        "２０２２－６－１",
        "二〇二二年六月一日",
        "二O二二年六月一日",
        "二ｏ二二年6月1日",
        "二0二二年六月一日",
        "二零二二年六月一日",
    ],
)
def test_days_are_read_in_the_spellings_people_use(text: str) -> None:
    assert dates.parse(text) == "2022-06-01"


def test_a_month_counts_from_its_first_day_or_to_its_last() -> None:
    assert dates.parse_start("2022.9") == "2022-09-01"
    assert dates.parse_end("2024年2月") == "2024-02-29"
    assert dates.parse_end("202406") == "2024-06-30"


@pytest.mark.parametrize(("text", "day"), [("21000", "1957-06-29"), ("30000", "1982-02-18"), ("30000.0", "1982-02-18")])
def test_day_numbers_of_the_last_century_are_read(text: str, day: str) -> None:
    assert dates.parse(text) == day
    assert dates.parse_start(text) == day


@pytest.mark.parametrize("text", ["19826", "20226", "20226.5", "60000", "44713.x", "2022.50000"])
def test_a_number_that_may_be_a_mistyped_month_is_no_day_number(text: str) -> None:
    assert isinstance(dates.parse(text), Problem)


@pytest.mark.parametrize("text", ["2022.6", "2022年6月", "二〇二二年六月", "202206"])
def test_a_month_is_no_day_and_is_told_so(text: str) -> None:
    problem = dates.parse(text)

    assert isinstance(problem, Problem)
    assert problem.message == "只有年月，没有日"
    assert "不代填" in problem.remedy


@pytest.mark.parametrize(
    "text", ["2022-13-01", "2022-02-30", "去年", "0622-01-01", "2022-6-1日晚", "2O22年6月1日", "二〇二二年十十月一日"]
)
def test_impossible_days_are_problems(text: str) -> None:
    assert isinstance(dates.parse(text), Problem)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_iso_days_survive_reading(day: date) -> None:
    assert dates.parse(day.isoformat()) == day.isoformat()
    assert dates.parse(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


def test_names_are_compared_without_spaces_and_with_one_dot() -> None:
    assert names.normal_form("张　三") == names.normal_form("张三")
    assert names.normal_form("阿依·买买提") == names.normal_form("阿依•买买提")
    assert names.normal_form("䶮㛃") == "䶮㛃"


def test_percent_rounds_half_up_and_has_no_rate_without_a_task() -> None:
    assert percent(7, 1120) == Decimal("0.63")
    assert percent(1, 8) == Decimal("12.50")
    assert percent(5, None) is None
    assert percent(5, 0) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percent_is_within_half_a_hundredth(done: int, task: int) -> None:
    rate = percent(done, task)

    assert rate is not None
    assert abs(rate - Decimal(done) * 100 / task) <= Decimal("0.005")


def test_mask_hides_the_middle() -> None:
    assert mask("410000200403150012") == "410000********0012"
    assert mask("E00000001") == "E0*****01"
    assert mask("1234") == "****"


@given(st.text(), st.integers(0, 999), st.text())
def test_no_identity_number_survives_masking_in_a_sentence(before: str, serial: int, after: str) -> None:
    number = id_number(serial)

    assert number not in mask_text(f"{before} {number}，{after}")


def test_number_prefix_is_one_letter_and_twelve_digits() -> None:
    assert certificate_numbers.is_prefix("Y000041000001")
    assert not certificate_numbers.is_prefix("Y00004100000")
    assert not certificate_numbers.is_prefix("1000041000001")


def test_the_most_severe_status_wins() -> None:
    assert worst(ExitStatus.DONE, ExitStatus.REJECTED, ExitStatus.WARNINGS) is ExitStatus.REJECTED
    assert worst() is ExitStatus.DONE


def test_fingerprint_changes_with_the_value() -> None:
    one = Finding(rule="r", severity=Severity.ERROR, message="m", remedy="x", row=3, column="A", value="1")
    two = Finding(rule="r", severity=Severity.ERROR, message="m", remedy="x", row=3, column="A", value="2")

    assert one.fingerprint != two.fingerprint
    assert list(one.as_row())[-1] == "fingerprint"
