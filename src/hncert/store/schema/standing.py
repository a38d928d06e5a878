"""The fourth migration: what a run read and what took it out of force since, people by whom they were merged into."""

from sqlite_utils import Database

GAINED = (
    "alter table determination_run add column reads text not null default ''",
    "alter table determination_run add column last_import integer",
    "alter table determination_run add column overtaken_by integer references import_log",
    "create index person_by_merged on person (merged_into) where merged_into is not null",
)
TABLES = "select name from sqlite_master where type = 'table' and name like 'determination_by_%'"


def create(db: Database) -> None:
    """Add the columns; runs that cite an import undone before are overtaken by it."""
    for statement in GAINED:
        db.execute(statement)
    for (table,) in db.execute(TABLES).fetchall():
        db.execute(
            f"""
            update determination_run as r
            set overtaken_by = (
              select max(u.import_id)
              from import_undo u
              join "{table}" d on d.source_import = u.import_id
              where d.run_id = r.run_id
            )
            where r.pathway = '{table.removeprefix("determination_by_")}'
            """
        )
