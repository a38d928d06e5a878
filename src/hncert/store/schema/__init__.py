"""The tables of the store, as migrations that are only ever added to; one file each."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from hncert.store import determinations
from hncert.store.schema import awarding, deciding, foundation, importing, standing
from hncert.store.views import VIEWS

MIGRATIONS = Migrations("hncert")
APPEND_ONLY = (*foundation.APPEND_ONLY, *importing.APPEND_ONLY, *deciding.APPEND_ONLY)


@MIGRATIONS()
def m001_foundation(db: Database) -> None:
    """People, evidence, runs, certificates and the journal."""
    foundation.create(db)


@MIGRATIONS()
def m002_importing(db: Database) -> None:
    """Every importable kind, the sources of imports, what they changed, and decisions about people."""
    importing.create(db)
    _rebuild_views(db)


@MIGRATIONS()
def m003_deciding(db: Database) -> None:
    """What the four pathways read, decisions about the law, waivers, runs that can be replayed."""
    deciding.create(db)
    _rebuild_views(db)


@MIGRATIONS()
def m004_standing(db: Database) -> None:
    """Runs that an undone import overtook, and merged people as one person, in the public views."""
    standing.create(db)
    determinations.rebuild_view(db.conn)


@MIGRATIONS()
def m005_awarding(db: Database) -> None:
    """Several rules of a contest may award one level."""
    awarding.create(db)


def _rebuild_views(db: Database) -> None:
    present = {row[0]: row[1] for row in db.execute("select name, sql from sqlite_master where type = 'view'")}
    kept = present.get("determinations", VIEWS["determinations"])
    for name in present:
        db.execute(f"drop view {name}")
    for statement in ({**VIEWS, "determinations": kept}).values():
        db.execute(statement)
