"""The store and the workspace: schema, append-only tables, the journal, the lock."""

import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import NOW, Book, Hncert, dump, student
from sqlite_utils import Database

from hncert.domain.errors import BadSettings, JournalBroken, SchemaTooNew, StoreUnreadable
from hncert.store import journal
from hncert.store.database import SCHEMA, open_store, write_store
from hncert.store.schema import APPEND_ONLY, MIGRATIONS
from hncert.store.workspace import Workspace, find_workspace


def test_the_schema_constant_names_every_migration() -> None:
    assert tuple(migration.name for migration in MIGRATIONS.pending(Database(memory=True))) == SCHEMA


def test_every_table_is_strict(workspace: Workspace) -> None:
    with open_store(workspace) as db:
        tables = db.execute("select name, strict from pragma_table_list where schema = 'main' and type = 'table'")
        lax = {row["name"] for row in tables if not row["strict"]}

    assert lax <= {"sqlite_schema", "_sqlite_migrations"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_only_the_owner_may_read_the_store(workspace: Workspace) -> None:
    with write_store(workspace, "test", actor="测试", now=NOW):
        files = [path for path in workspace.path.iterdir() if path.name.startswith("hncert.db")]
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        assert len(files) == 3


def test_a_store_of_a_newer_version_is_refused(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database)) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('hncert', 'm999', '')")
        db.commit()

    with pytest.raises(SchemaTooNew, match="m999"), open_store(workspace):
        pass


def test_a_damaged_or_missing_store_is_refused(workspace: Workspace) -> None:
    workspace.database.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnreadable), open_store(workspace):
        pass
    workspace.database.unlink()
    with pytest.raises(StoreUnreadable, match="文件不存在"), open_store(workspace):
        pass


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_append_only_tables_refuse_update_and_delete(workspace: Workspace, table: str) -> None:
    with open_store(workspace) as db:
        db.execute("pragma foreign_keys = off")
        columns = [row["name"] for row in db.execute(f"pragma table_info({table})")]
        types = {row["name"]: row["type"] for row in db.execute(f"pragma table_info({table})")}
        samples = {"INTEGER": "900", "BLOB": "x'00'"}
        allowed = {"verdict": "'same'", "kind": "'figure'", "withdrawn": "0"}
        values = ", ".join(allowed.get(name) or samples.get(types[name], "'x'") for name in columns)
        db.execute(f"insert into {table} ({', '.join(columns)}) values ({values})")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(f"update {table} set {columns[0]} = {columns[0]}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(f"delete from {table}")


def test_a_person_is_unique_by_document_and_number(workspace: Workspace) -> None:
    with open_store(workspace) as db:
        db.execute("insert into import_log values (1, 'x', '', '', '', 0, 0, 0, 0, 0)")
        insert = "insert into person values (null, '护照', 'E1', ?, ?, null, null, 1, '表', 1, null)"
        db.execute(insert, ("甲", "甲"))
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(insert, ("乙", "乙"))


def test_the_import_log_must_reconcile(workspace: Workspace) -> None:
    with open_store(workspace) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("insert into import_log values (1, 'x', '', '', '', 5, 1, 1, 1, 1)")


def test_every_changing_command_writes_one_event(hncert: Hncert, workspace: Workspace, roster: Path) -> None:
    hncert("import", roster)
    hncert("certify", "--path", "1plusx")
    hncert("report", "monthly", "--export")

    with open_store(workspace) as db:
        events = [row["command"] for row in db.execute("select command from events order by sequence")]
        assert events == ["init", "import", "certify", "report monthly"]
        assert journal.verify(db).count == 4


def test_reading_dry_runs_and_refused_files_write_no_event(hncert: Hncert, workspace: Workspace, book: Book) -> None:
    before = dump(workspace)
    bad = book("坏.xlsx", [["学号", "姓名", "证件号码", "层次"], ["1", "甲", "123", "专科"]])
    good = book("好.xlsx", [["学号", "姓名", "证件号码", "层次"], student(1)[:4]])

    assert hncert("import", bad).status == 3
    assert hncert("import", good, "--dry-run").status == 0
    hncert("status")
    hncert("report", "monthly")
    hncert("certify", "--path", "all", "--dry-run")

    assert dump(workspace) == before


def test_a_changed_event_breaks_the_chain(hncert: Hncert, workspace: Workspace, roster: Path) -> None:
    hncert("import", roster)
    with open_store(workspace) as db:
        db.execute("drop trigger event_no_update")
        db.execute("update event set actor = '别人' where sequence = 1")
        with pytest.raises(JournalBroken, match="第 1 条"):
            journal.verify(db)

    assert hncert("journal").status == 13


def test_the_workspace_is_found_upward_by_option_and_by_environment(
    workspace: Workspace, hncert: Hncert, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(workspace.path / "inbox")
    assert hncert("status").status == 0
    monkeypatch.chdir(tmp_path)
    assert hncert("status").status == 10
    assert hncert("status", "--workspace", workspace.path).status == 0
    monkeypatch.setenv("HNCERT_WORKSPACE", str(workspace.path))
    assert hncert("status").status == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[school\n", "TOML"),
        ('[school]\ntype = "技工院校"\n', "type"),
        ('[school]\nnumber_prefix = "Y1"\n', "13"),
        ('[school]\nnmae = "x"\n', "nmae"),
        ("[school]\nname = 5\n", "引号"),
        ('[school]\nregion = "999999"\n', "region"),
    ],
)
def test_bad_settings_are_named(workspace: Workspace, text: str, reason: str) -> None:
    (workspace.path / "hncert.toml").write_text(text, encoding="utf-8")

    with pytest.raises(BadSettings, match=reason):
        find_workspace(workspace.path)


HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from hncert.store.database import write_store
from hncert.store.workspace import find_workspace
with write_store(find_workspace(Path(sys.argv[1])), "import", actor="李老师", now=datetime(2024, 11, 30, 8, 15)):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(workspace: Workspace) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(workspace.path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    process.stdout.close()
    return process


def test_a_second_writer_waits_briefly_then_says_who_holds_the_lock(
    workspace: Workspace, hncert: Hncert, roster: Path, holder: subprocess.Popen[bytes]
) -> None:
    try:
        ran = hncert("import", roster)
        read = hncert("status")
    finally:
        holder.kill()
        holder.wait()

    assert ran.status == 11
    assert "李老师" in ran.err
    assert "2024-11-30 08:15:00" in ran.err
    assert read.status == 0


def test_the_lock_of_a_killed_process_is_free(
    workspace: Workspace, hncert: Hncert, roster: Path, holder: subprocess.Popen[bytes]
) -> None:
    holder.kill()
    holder.wait()

    assert hncert("import", roster).status == 0


@pytest.mark.parametrize("point", ["put_people", "put", "close_import", "append"])
def test_a_kill_in_the_middle_of_an_import_leaves_the_store_as_before(
    workspace: Workspace, roster: Path, point: str
) -> None:
    before = dump(workspace)
    killed = f"""
import os, signal, sys
from hncert.cli.app import run
from hncert.store import imports, journal
from hncert.store.staging import Staged
owner = {{"put_people": Staged, "put": Staged, "close_import": imports, "append": journal}}[{point!r}]
real = getattr(owner, {point!r})
def dying(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, {point!r}, dying)
run(sys.argv[1:])
"""

    process = subprocess.run(
        [sys.executable, "-c", killed, "-w", str(workspace.path), "import", str(roster)], check=False
    )

    assert process.returncode == -9
    assert dump(workspace) == before
    with open_store(workspace) as db:
        assert db.execute("pragma integrity_check").fetchone()[0] == "ok"


@pytest.mark.parametrize("delay", [0.35, 0.5, 0.7, 0.9])
def test_a_kill_at_any_moment_leaves_all_or_nothing(
    workspace: Workspace, hncert: Hncert, tmp_path: Path, delay: float, large_roster: Callable[[int], Path]
) -> None:
    path = large_roster(4000)
    before = dump(workspace)

    process = subprocess.Popen([sys.executable, "-m", "hncert", "-w", str(workspace.path), "-q", "import", str(path)])
    time.sleep(delay)
    process.kill()
    process.wait()

    if dump(workspace) != before:
        with open_store(workspace) as db:
            assert db.execute("select count(*) from person").fetchone()[0] == 4000
            assert db.execute("select count(*) from event").fetchone()[0] == 2
    assert hncert("import", path).status == 0


@pytest.fixture
def large_roster(tmp_path: Path) -> Callable[[int], Path]:
    from conftest import ROSTER, id_number

    def make(rows: int) -> Path:
        from datetime import date, timedelta

        path = tmp_path / "大名册.csv"
        lines = [",".join(ROSTER)]
        for at in range(rows):
            number = id_number(at % 1000, date(2001, 1, 1) + timedelta(days=at // 1000))
            lines.append(",".join(student(at, f"样例{at}", 证件号码=number)))
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return make
