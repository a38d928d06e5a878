"""The house rules that no type checker holds."""

import importlib
import inspect
import pkgutil
import sqlite3
from pathlib import Path
from types import ModuleType

import pytest
from college import open_memory
from conftest import NOW, Hncert
from test_determine import RECOGNITION

import hncert
from hncert import checks, pathways, reports, tables
from hncert.checks import CHECKS
from hncert.domain import errors
from hncert.law.register import documents, figures, readings
from hncert.pathways import PATHWAYS
from hncert.reports import REPORTS
from hncert.store.workspace import Workspace
from hncert.tables import TABLES
from hncert.tables.table import PERSON_FIELDS

SOURCE = Path(hncert.__file__).parent


@pytest.mark.parametrize(
    ("package", "declared", "registry"),
    [
        (tables, "TABLE", TABLES),
        (pathways, "PATHWAY", PATHWAYS),
        (reports, "REPORT", REPORTS),
        (checks, "CHECK", CHECKS),
    ],
)
def test_every_declaration_file_is_registered(package: ModuleType, declared: str, registry: tuple[object, ...]) -> None:
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    ]
    found = {id(getattr(module, declared)) for module in modules if hasattr(module, declared)}

    assert found == {id(entry) for entry in registry}


def test_a_file_is_named_by_what_it_declares() -> None:
    for table in TABLES:
        assert (SOURCE / "tables" / f"{table.id}.py").is_file()
    for report in REPORTS:
        assert (SOURCE / "reports" / f"{report.id}.py").is_file()
    for pathway in PATHWAYS:
        assert (Path(__file__).parent / "cases" / "pathways" / f"{pathway.id}.toml").is_file()
    for check in CHECKS:
        assert (SOURCE / "checks" / f"{check.id}.py").is_file()
        assert (Path(__file__).parent / "cases" / "checks" / f"{check.id}.toml").is_file()


def test_every_check_has_a_clause_a_remedy_and_its_figures() -> None:
    for check in CHECKS:
        assert check.clause.document in documents()
        assert check.message
        assert check.remedy
        assert set(check.figures) <= set(figures())
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_error_codes_are_unique_and_every_error_has_words() -> None:
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.HncertError) and kind is not errors.HncertError
    ]

    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert kind.message
        assert kind.remedy
        assert kind.exit_status in errors.ExitStatus


def test_every_rule_is_a_clause_a_question_and_a_remedy() -> None:
    for pathway in PATHWAYS:
        assert pathway.clause.document in documents()
        for rule in pathway.requirements:
            assert rule.question
            assert rule.remedy
            assert set(rule.figures) <= set(figures())
            assert set(rule.readings) <= set(readings())
        assert len({rule.column for rule in pathway.requirements}) == len(pathway.requirements)


def test_stored_columns_of_a_kind_exist_in_its_table() -> None:
    db = open_memory()
    for table in TABLES:
        stored = {row["name"] for row in db.execute(f"pragma table_info({table.target})")}
        assert {column.name for column in table.own_columns} <= stored
        assert set(table.key) <= stored
        assert {name for group in table.needs for name in group} <= set(table.by_name)
        assert {c.column for c in table.conflicts} <= set(table.by_name) | set(PERSON_FIELDS)


def test_headers_of_a_kind_never_answer_to_two_columns() -> None:
    for table in TABLES:
        forms = [form for column in table.columns for form in column.forms]
        assert len(set(forms)) == len(forms), table.id


WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)


def watched(db: sqlite3.Connection) -> set[str]:
    touched: set[str] = set()

    def watch(action: int, table: str | None, _column: str | None, database: str | None, _: object) -> int:
        if action in WRITES and table and database == "main" and not table.startswith("sqlite_"):
            touched.add(table)
        return sqlite3.SQLITE_OK

    db.set_authorizer(watch)
    return touched


def test_ingest_writes_imported_tables_and_its_log_only(roster: Path) -> None:
    from hncert.ingest import ingest

    db = open_memory()
    touched = watched(db)

    ingest(db, roster, now=NOW)

    own = {"import_log", "import_sheet", "source_file", "finding", "import_change", "pending_row"}
    assert touched - own == {"person", "enrolment"}


def test_determine_writes_determinations_only() -> None:
    from datetime import date

    from hncert.determine import determine

    db = open_memory()
    determine(db, [RECOGNITION], date(2022, 6, 30))
    touched = watched(db)

    determine(db, [RECOGNITION], date(2022, 6, 30))

    assert touched == {"determination_run", "determination_by_1plusx"}


def test_check_writes_findings_only() -> None:
    from datetime import date

    from hncert.check import blocking, check

    db = open_memory()
    touched = watched(db)

    check(db, date(2022, 6, 30))
    assert touched == {"finding"}

    touched.clear()
    blocking(db, date(2022, 6, 30))
    assert touched == set()


def test_reading_commands_write_nothing(hncert: Hncert, workspace: Workspace) -> None:
    from hncert.domain.dates import Month
    from hncert.reports import monthly

    db = open_memory()
    touched = watched(db)

    monthly.fill(db, workspace.school, Month(2024, 11))

    assert touched == set()


def test_no_file_outgrows_a_room() -> None:
    long = {
        str(path.relative_to(SOURCE)): n
        for path in SOURCE.rglob("*.py")
        if (n := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert long == {}
