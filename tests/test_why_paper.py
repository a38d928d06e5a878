"""The paper that `why --export` writes."""

import subprocess
from pathlib import Path

import pytest
from conftest import MAPPING, ROSTER, X_LIST, Book, Hncert, id_number, mapping, student, x_certificate
from docx import Document
from test_office import OFFICE, REQUIRED

from hncert.store.workspace import Workspace

NAME = "欧阳<b>&䶮"


@pytest.fixture
def paper(hncert: Hncert, workspace: Workspace, book: Book) -> Path:
    book("名册.xlsx", [ROSTER, student(1, NAME)])
    book("证书.xlsx", [X_LIST, x_certificate(1, NAME), x_certificate(1, NAME, 证书编号="X000009", 证书等级="初级")])
    path = book("对应表.xlsx", [MAPPING, mapping(), mapping("初级")])
    for name in ("名册.xlsx", "证书.xlsx", "对应表.xlsx"):
        assert hncert("import", str(path.with_name(name))).status in (0, 1)
    hncert("certify", "--path", "all", "--as-of", "2024-11-30")
    ran = hncert("why", id_number(1), "--export", "--json")
    assert ran.status == 0
    return Path(ran.json["outputs"][0]["path"])


def said(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footer = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *footer])


def test_the_paper_says_verdict_conditions_clauses_places_and_readings(paper: Path) -> None:
    text = said(paper)

    for words in (
        "认定三级/高级工",
        "当日是本校在籍学生或在职教职工",
        "教职成〔2021〕504号 二(三)2(2)",
        "名册",
        "在册即在籍",
    ):
        assert words in text
    assert "证书.xlsx《" in text
    assert "{{" not in text
    assert "{%" not in text


def test_the_paper_masks_the_number_and_prints_names_as_they_are(paper: Path) -> None:
    text = said(paper)

    assert NAME in text
    assert id_number(1) not in text
    assert "*" in text
    assert not set('<>:"/\\|?*') & set(paper.name)


def test_the_determination_that_lost_is_told_in_a_line(paper: Path) -> None:
    text = said(paper)

    assert "其他途径" in text
    assert "X000009：认定四级/中级工。同一职业已由直接认定" in text


def test_the_paper_carries_its_provenance(paper: Path) -> None:
    assert "政策版本" in said(paper)
    assert "日志" in said(paper)


def test_a_template_of_the_school_with_an_unknown_tag_is_refused(
    hncert: Hncert, workspace: Workspace, paper: Path
) -> None:
    own = workspace.path / "templates" / "documents" / "why.docx"
    own.parent.mkdir(parents=True)
    document = Document()
    document.add_paragraph("{{ 没有的 }}")
    document.save(str(own))

    ran = hncert("why", id_number(1), "--export")

    assert ran.status == 14
    assert "why.docx" in ran.err


@pytest.mark.skipif(OFFICE is None and not REQUIRED, reason="LibreOffice is not installed; .ci/run requires it")
def test_libreoffice_prints_the_paper_on_one_page(paper: Path, tmp_path: Path) -> None:
    assert OFFICE is not None
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(paper)]

    subprocess.run(command, check=True, capture_output=True, timeout=120)

    [pdf] = tmp_path.glob("*.pdf")
    assert pdf.read_bytes().count(b"/Type/Page\n") + pdf.read_bytes().count(b"/Type/Page/") == 1
