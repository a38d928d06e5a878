"""The sample year: reproducible to the byte, fictional throughout, and as dirty as it says."""

import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from college import open_memory
from conftest import NOW
from samples_by_hand import BY_HAND, year_of

import generate
from hncert.determine import determine
from hncert.domain import id_numbers
from hncert.domain.finding import Severity
from hncert.ingest import ingest
from hncert.pathways import PATHWAYS
from hncert.pathways.pathway import Pathway
from hncert.sheets.reading import read_source

SAMPLES = Path(generate.__file__).parent
BOOKS = sorted(path for path in SAMPLES.rglob("*.*") if path.suffix in (".xlsx", ".csv"))
AS_OF = date(2024, 11, 30)
OTHER_DOCUMENTS = re.compile(r"[EH]\d{8}")


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    written = generate.generate(tmp_path)

    assert {path.relative_to(tmp_path) for path in written} == {path.relative_to(SAMPLES) for path in BOOKS}
    for path in BOOKS:
        assert (tmp_path / path.relative_to(SAMPLES)).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("path", [path for path in BOOKS if "dirty" not in path.parts], ids=lambda path: path.name)
def test_no_identity_number_can_belong_to_a_person(path: Path) -> None:
    texts = [text for grid in read_source(path).grids for row in range(len(grid.rows)) for text in grid.texts(row)]
    numbers = [text for text in texts if re.fullmatch(r"\d{17}[\dX]", text)]

    assert all(number.startswith("410000") and id_numbers.parse(number) == number for number in numbers)
    assert not [text for text in texts if re.fullmatch(r"\d{15}", text)]


def test_the_college_has_three_tiers_and_about_three_thousand_students() -> None:
    db = open_memory()

    result = ingest(db, SAMPLES / "01-学生名册.xlsx", now=NOW)

    tiers = dict(db.execute("select tier, count(*) from enrolment group by tier").fetchall())
    assert result.rows.stored == sum(tiers.values()) == 2957
    assert set(tiers) == {"本科", "专科", "中职"}


def test_every_planted_mistake_of_the_dirty_roster_is_found() -> None:
    result = ingest(open_memory(), SAMPLES / "dirty" / "脏数据-学生名册.xlsx", now=NOW)

    assert not result.accepted
    assert sorted((f.row, f.rule) for f in result.findings if f.severity is Severity.NOTE) == [(36, "id-rewritten")]
    assert sorted((f.row, f.rule) for f in result.findings if f.severity is not Severity.NOTE) == [
        (8, "id-numeric"),
        (12, "id-check-digit"),
        (16, "id-form"),
        (20, "blank-cell"),
        (24, "technical-college"),
        (28, "unknown-tier"),
        (32, "bad-date"),
        (50, "id-two-names"),
        (51, "id-two-names"),
    ]
    assert result.rows.blank == 4


def test_the_gbk_roster_is_read() -> None:
    result = ingest(open_memory(), SAMPLES / "dirty" / "脏数据-学生名册-GBK.csv", now=NOW)

    assert (result.encoding, result.rows.stored) == ("GB18030", 50)


def test_every_file_of_the_year_is_recognised_and_imported_whole() -> None:
    db = open_memory()
    kinds = []

    for path in sorted(SAMPLES.glob("*.xlsx")):
        result = ingest(db, path, now=NOW)
        assert result.accepted, (path.name, result.findings)
        assert result.rows.stored == result.rows.read - result.rows.blank
        kinds += [kind for sheet in result.sheets for kind in sheet.kinds]

    assert kinds[7:] == [
        *("考试成绩", "课程成绩", "竞赛办法", "竞赛成绩", "认定计划", "认定报名", "培训班"),
        *("荣誉（优秀）", "备案职业（工种）及等级", "课证融通课程对应表", "评价规范", "届别的毕业学年"),
    ]
    assert dict(db.execute("select theory, count(*) from exam_score where theory in ('缺考', '违纪') group by 1"))


@pytest.fixture(scope="module")
def judged() -> sqlite3.Connection:
    db = open_memory()
    for path in sorted(SAMPLES.glob("*.xlsx")):
        ingest(db, path, now=NOW)
    determine(db, PATHWAYS, AS_OF)
    return db


@pytest.mark.parametrize("pathway", PATHWAYS, ids=lambda pathway: pathway.id)
def test_a_second_reading_of_the_workbooks_grants_the_same_levels_to_the_same_people(
    judged: sqlite3.Connection, pathway: Pathway
) -> None:
    rows = judged.execute(
        """
        select p.id_number, d.occupation_code, cast(d.level as text)
        from determinations d
        join person p on p.person_id = d.person_id
        where d.pathway = ? and d.outcome = 'granted'
        """,
        (pathway.id,),
    )

    by_engine = {tuple(row) for row in rows}

    assert by_engine == BY_HAND[pathway.id](year_of(SAMPLES))


@pytest.mark.parametrize(
    ("pathway", "counts"),
    [("exam", (293, 88)), ("process", (321, 161)), ("contest", (92, 29)), ("1plusx", (900, 766))],
)
def test_the_sample_year_has_as_many_candidates_and_grants_as_the_readmes_say(
    judged: sqlite3.Connection, pathway: str, counts: tuple[int, int]
) -> None:
    run = judged.execute("select candidates, granted from determination_run where pathway = ?", (pathway,))

    assert tuple(run.fetchone()) == counts


COMMON_REASONS = {
    "exam": {
        *("trained", "first-sitting", "not-disqualified", "attended", "theory-passed", "practice-passed"),
        *("passed-part-valid", "eligible", "within-ceiling", "secondary-excellent", "secondary-graduating"),
        *("enrolled", "not-held", "not-technical"),
    },
    "process": {
        *("graduating", "courses-mapped", "map-approved", "theory-passed", "practice-passed", "not-held"),
    },
    "contest": {"contest-known", "rules-filed-before", "award-reached", "team-agrees", "within-ceiling"},
    "1plusx": {"mapping-exists", "mapping-approved", "enrolled", "student", "not-held"},
}


@pytest.mark.parametrize("pathway", COMMON_REASONS)
def test_the_sample_year_refuses_for_every_common_reason(judged: sqlite3.Connection, pathway: str) -> None:
    unmet = judged.execute(
        "select distinct unmet from determinations where pathway = ? and outcome = 'refused'", (pathway,)
    )

    assert {id for row in unmet for id in row["unmet"].split(",")} == COMMON_REASONS[pathway]
