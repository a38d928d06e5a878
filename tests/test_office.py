"""What we write opens in LibreOffice, and a page of it is a page."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Hncert
from openpyxl import load_workbook

REQUIRED = bool(os.environ.get("HNCERT_REQUIRE_OFFICE"))
OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None and not REQUIRED, reason="LibreOffice is not installed; .ci/run requires it")
def test_the_monthly_report_opens_in_libreoffice_with_the_same_figures(hncert: Hncert, tmp_path: Path) -> None:
    assert OFFICE is not None
    hncert("demo", tmp_path / "演示", "--quiet")
    book = tmp_path / "演示" / "outbox" / "月报-2024-11.xlsx"

    for format in ("pdf", "ods"):
        subprocess.run(
            [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", format,
             "--outdir", str(tmp_path), str(book)],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip

    from python_calamine import CalamineWorkbook

    ours = [[cell.value for cell in row] for row in load_workbook(book)["月报"].iter_rows(max_row=10)]
    theirs = CalamineWorkbook.from_path(str(tmp_path / "月报-2024-11.ods")).get_sheet_by_name("月报").to_python()
    assert [row[:5] for row in theirs[4:10]] == [row[:5] for row in ours[4:10]]
    assert (tmp_path / "月报-2024-11.pdf").read_bytes().startswith(b"%PDF")
