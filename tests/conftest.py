import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from hncert.cli.app import run
from hncert.domain.id_numbers import check_digit
from hncert.store.database import Writing, write_store
from hncert.store.workspace import Workspace, find_workspace

NOW = datetime(2024, 11, 30, 9, 0, tzinfo=timezone(timedelta(hours=8)))
ROSTER = ("学号", "姓名", "证件号码", "层次", "院系", "专业", "班级", "入学日期", "预计毕业日期")
X_LIST = ("姓名", "证件号码", "证书名称", "证书等级", "证书编号", "发证日期")
FILINGS = ("职业编码", "备案等级", "备案日期", "备案有效期至", "职业标准")
MAPPING = ("证书名称", "证书等级", "职业编码", "审批日期", "审批人", "审批文号")


def id_number(serial: int, born: date = date(2004, 3, 15)) -> str:
    """A fictional number: address code 410000, valid check digit, odd serials are male."""
    body = f"410000{born:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


def student(serial: int, name: str = "", **changes: str) -> list[str]:
    who = (f"2022{serial:06d}", name or f"学生{serial:03d}", id_number(serial))
    where = ("专科", "信息学院", "软件", "软件2201", "2022-09-01", "2025-06-30")
    return list({**dict(zip(ROSTER, (*who, *where), strict=True)), **changes}.values())


def x_certificate(serial: int, name: str = "", **changes: str) -> list[str]:
    row = dict(
        zip(
            X_LIST,
            (name or f"学生{serial:03d}", id_number(serial), "Web前端开发", "中级", f"X{serial:06d}", "2024-05-20"),
            strict=True,
        )
    )
    return list({**row, **changes}.values())


def mapping(grade: str = "中级", code: str = "4-04-05-01", approved_on: str = "2024-03-01") -> list[str]:
    return ["Web前端开发", grade, code, approved_on, "审批人", "示例教字〔2024〕1号"]


def filing(level: str = "三级/高级工", **changes: str) -> list[str]:
    row = dict(zip(FILINGS, ("4-04-05-01", level, "2022-03-01", "", "国家职业技能标准（2021年版）"), strict=True))
    return list({**row, **changes}.values())


@dataclass
class Ran:
    """What a command line did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Hncert = Callable[..., Ran]


@pytest.fixture
def hncert(capsys: pytest.CaptureFixture[str]) -> Hncert:
    def call(*args: str | Path) -> Ran:
        status = run([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return call


@pytest.fixture
def workspace(tmp_path: Path, hncert: Hncert, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    folder = tmp_path / "学校 工作区"
    assert hncert("init", folder, "--name", "河南示例职业技术大学").status == 0
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HNCERT_ACTOR", "测试")
    return find_workspace(folder)


@pytest.fixture
def writing(workspace: Workspace) -> Iterator[Writing]:
    with write_store(workspace, "test", actor="测试", now=NOW) as writing:
        yield writing


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, *sheets: list[list[Any]] | list[tuple[Any, ...]], title: str = "名册") -> Path:
        made = Workbook()
        for at, rows in enumerate(sheets):
            sheet = made.active if at == 0 else made.create_sheet()
            assert sheet is not None
            sheet.title = title if at == 0 else f"{title}{at + 1}"
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / name
        made.save(path)
        return path

    return make


Book = Callable[..., Path]


@pytest.fixture
def roster(book: Book) -> Path:
    return book("名册.xlsx", [["学生名册"], ROSTER, *(student(serial) for serial in range(1, 6)), ["合计", "5"]])


def dump(workspace: Workspace) -> list[str]:
    """The whole store as SQL, to say that nothing changed."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(workspace.database)) as db:
        return list(db.iterdump())
