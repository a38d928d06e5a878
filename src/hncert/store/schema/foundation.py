"""The first tables: people, evidence, runs, certificates and the journal."""

from sqlite_utils import Database

SOURCE = "source_import integer not null references import_log, source_sheet text not null, source_row integer not null"

FOUNDATION = f"""
create table event (
  sequence integer primary key,
  at text not null,
  actor text not null,
  command text not null,
  details text not null,
  previous_hash text not null,
  hash text not null unique
) strict;

create table import_log (
  import_id integer primary key,
  file_name text not null,
  sha256 text not null,
  imported_at text not null,
  encoding text not null,
  rows_read integer not null,
  rows_stored integer not null,
  rows_unchanged integer not null,
  rows_rejected integer not null,
  rows_blank integer not null,
  check (rows_read = rows_stored + rows_unchanged + rows_rejected + rows_blank)
) strict;

create table import_sheet (
  import_id integer not null references import_log,
  sheet text not null,
  kinds text not null,
  header_row integer not null,
  rows_read integer not null,
  rows_stored integer not null,
  rows_unchanged integer not null,
  rows_rejected integer not null,
  rows_blank integer not null,
  primary key (import_id, sheet)
) strict;

create table finding (
  finding_id integer primary key,
  import_id integer references import_log,
  rule text not null,
  severity text not null check (severity in ('error', 'warning', 'note')),
  clause text not null,
  file text not null,
  sheet text not null,
  "row" integer,
  "column" text not null,
  value text not null,
  expected text not null,
  message text not null,
  remedy text not null,
  fingerprint text not null
) strict;

create table person (
  person_id integer primary key,
  id_type text not null,
  id_number text not null,
  name text not null,
  name_key text not null,
  sex text check (sex in ('男', '女')),
  birth_date text,
  {SOURCE},
  unique (id_type, id_number)
) strict;
create index person_by_name on person (name_key);

create table enrolment (
  enrolment_id integer primary key,
  person_id integer not null references person,
  role text not null check (role in ('student', 'staff', 'society')),
  number text not null,
  tier text check (tier in ('本科', '专科', '中职')),
  department text,
  major text,
  class_name text,
  cohort integer,
  enrolled_on text,
  graduates_on text,
  {SOURCE},
  unique (person_id, role, number),
  check (role <> 'student' or tier is not null)
) strict;
create index enrolment_by_number on enrolment (number);

create table x_certificate (
  number text primary key,
  person_id integer not null references person,
  x_name text not null,
  grade text not null check (grade in ('初级', '中级', '高级')),
  issued_on text not null,
  issuer text,
  {SOURCE}
) strict;
create index x_certificate_by_person on x_certificate (person_id);

create table x_mapping (
  x_name text not null,
  grade text not null check (grade in ('初级', '中级', '高级')),
  occupation_code text not null,
  approved_on text,
  approved_by text,
  document text,
  withdrawn_on text,
  {SOURCE},
  primary key (x_name, grade, occupation_code)
) strict;

create table prior_certificate (
  person_id integer not null references person,
  occupation_code text not null,
  level integer not null,
  number text not null,
  kind text,
  issued_on text not null,
  issuer text,
  {SOURCE},
  primary key (person_id, occupation_code, level, number)
) strict;

create table quota (
  year integer not null,
  unit text not null,
  document_number text not null,
  issued_on text,
  training integer,
  certified integer,
  high_skilled integer,
  x integer,
  {SOURCE},
  primary key (year, unit, document_number)
) strict;

create table training_attendance (
  class_number text not null,
  person_id integer not null references person,
  attended_on text not null,
  class_title text,
  hours real,
  target_group text,
  field text,
  form text,
  {SOURCE},
  primary key (class_number, person_id, attended_on)
) strict;

create table determination_run (
  run_id integer primary key,
  pathway text not null,
  as_of text not null,
  law_version text not null,
  requirements text not null,
  turn integer not null,
  candidates integer not null,
  granted integer not null,
  refused integer not null,
  check (candidates = granted + refused),
  unique (pathway, as_of)
) strict;

create table certificate (
  certificate_number text primary key,
  kind text not null,
  person_id integer not null references person,
  occupation_code text not null,
  level integer not null,
  pathway text not null,
  batch_number text not null,
  evidence_number text not null,
  issued_on text not null
) strict;
create index certificate_by_person on certificate (person_id);

create table certificate_void (
  certificate_number text primary key references certificate,
  voided_on text not null,
  reason text not null
) strict;

create table output_log (
  output_id integer primary key,
  sequence integer not null references event deferrable initially deferred,
  path text not null,
  sha256 text not null,
  inputs text not null
) strict;
"""

APPEND_ONLY = ("event", "certificate", "certificate_void", "output_log")


def create(db: Database) -> None:
    """Create the tables and the triggers that keep some of them append-only."""
    run(db, FOUNDATION)
    for table in APPEND_ONLY:
        forbid_changes(db, table)


def forbid_changes(db: Database, table: str) -> None:
    """Make a table append-only by trigger."""
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger {table}_no_{verb} before {verb} on {table} "
            f"begin select raise(abort, '{table} is append-only'); end"
        )


def run(db: Database, statements: str) -> None:
    """Execute statements that end in a semicolon at a line's end."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)
