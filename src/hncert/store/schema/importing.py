"""The second migration: what a college has, file by file, and what is known about each import."""

from sqlite_utils import Database

from hncert.store.schema.foundation import SOURCE, forbid_changes, run

OWN = "own_fields text"
PERSON = "person_id integer not null references person"

KINDS = f"""
create table registration (
  batch_number text not null,
  {PERSON},
  occupation_code text not null,
  level integer not null,
  job_type text,
  condition text,
  candidate_source text,
  education text,
  work_years real,
  registered_on text,
  {OWN},
  {SOURCE},
  primary key (batch_number, person_id, occupation_code, level)
) strict;
create index registration_by_person on registration (person_id);

create table exam_score (
  {PERSON},
  occupation_code text not null,
  level integer not null,
  taken_on text not null,
  sitting text not null check (sitting in ('正考', '补考')),
  batch_number text,
  job_type text,
  theory text,
  practice text,
  review text,
  {OWN},
  {SOURCE},
  primary key (person_id, occupation_code, level, taken_on, sitting)
) strict;

create table course_mark (
  {PERSON},
  term text not null,
  course text not null,
  part text not null check (part in ('理论', '实践')),
  occupation_code text not null,
  sitting text not null check (sitting in ('正考', '补考', '重修')),
  mark text,
  credits real,
  assessed_on text,
  {OWN},
  {SOURCE},
  primary key (person_id, occupation_code, course, part, term, sitting)
) strict;

create table course_mapping (
  course text not null,
  part text not null check (part in ('理论', '实践')),
  occupation_code text not null,
  major text not null,
  approved_on text,
  approved_by text,
  document text,
  withdrawn_on text,
  {OWN},
  {SOURCE},
  primary key (course, part, occupation_code, major)
) strict;

create table contest_award (
  contest text not null,
  event text not null,
  occupation_code text not null,
  level integer not null,
  document text,
  rules_on text,
  held_on text not null,
  rank_from integer,
  rank_to integer,
  score_from real,
  score_to real,
  prize text,
  {OWN},
  {SOURCE},
  primary key (contest, event, occupation_code, level)
) strict;

create table contest_result (
  {PERSON},
  contest text not null,
  event text not null,
  rank integer,
  score real,
  prize text,
  team text,
  entrants integer,
  {OWN},
  {SOURCE},
  primary key (person_id, contest, event)
) strict;

create table training_class (
  class_number text primary key,
  title text not null,
  occupation_code text,
  target_group text,
  field text,
  form text,
  starts_on text,
  ends_on text,
  hours real,
  place text,
  {OWN},
  {SOURCE}
) strict;

create table filed_occupation (
  occupation_code text not null,
  job_type text not null,
  level integer not null,
  filed_on text not null,
  valid_until text,
  document text,
  standard text,
  {OWN},
  {SOURCE},
  primary key (occupation_code, job_type, level, filed_on)
) strict;

create table evaluator (
  {PERSON},
  duty text not null check (duty in ('专家', '考评员', '质量督导员')),
  occupation_code text not null,
  level integer,
  card_number text,
  valid_from text,
  valid_until text,
  engagement text check (engagement in ('专职', '兼职')),
  employer text,
  title text,
  {OWN},
  {SOURCE},
  primary key (person_id, duty, occupation_code)
) strict;

create table site (
  site text not null,
  room text not null,
  use text check (use in ('理论', '实操', '理论和实操')),
  occupation_code text not null,
  capacity integer,
  area real,
  address text,
  {OWN},
  {SOURCE},
  primary key (site, room, occupation_code)
) strict;

create table equipment (
  equipment text not null,
  model text not null,
  site text not null,
  occupation_code text not null,
  quantity integer not null,
  unit text,
  {OWN},
  {SOURCE},
  primary key (equipment, model, site, occupation_code)
) strict;

create table honour (
  {PERSON},
  honour text not null,
  awarded_on text not null,
  kind text,
  document text,
  grantor text,
  {OWN},
  {SOURCE},
  primary key (person_id, honour, awarded_on)
) strict;

create table prior_claim (
  {PERSON},
  occupation_code text not null,
  level integer not null,
  body text not null,
  claimed_on text,
  amount_fen integer,
  certificate_number text,
  document text,
  {OWN},
  {SOURCE},
  primary key (person_id, occupation_code, level, body)
) strict;
"""

GAINED = (
    "alter table quota add column parent text",
    "alter table person add column merged_into integer references person",
    *(
        f"alter table {table} add column {OWN}"
        for table in (
            "enrolment",
            "x_certificate",
            "x_mapping",
            "prior_certificate",
            "quota",
            "training_attendance",
        )
    ),
    "drop index person_by_name",
    "create index person_by_name on person (name_key, birth_date)",
)

KEEPING = """
create table source_file (
  sha256 text primary key,
  file_name text not null,
  content blob not null
) strict;

create table import_change (
  change_id integer primary key,
  import_id integer not null references import_log,
  target text not null,
  before text not null
) strict;
create index import_change_by_import on import_change (import_id);

create table import_undo (
  import_id integer primary key references import_log,
  undone_at text not null,
  actor text not null,
  reason text not null
) strict;

create table pending_row (
  pending_id integer primary key,
  import_id integer not null references import_log,
  kind text not null,
  sheet text not null,
  "row" integer not null,
  name text,
  name_key text,
  id_number text,
  key text not null,
  problems text not null,
  cells text not null,
  solved_by integer references import_log,
  dropped_reason text
) strict;
create index pending_row_open on pending_row (kind) where solved_by is null and dropped_reason is null;

create table identity_decision (
  decision_id integer primary key,
  verdict text not null check (verdict in ('same', 'different')),
  id_type text not null,
  id_number text not null,
  other_type text not null,
  other_number text not null,
  author text not null,
  reason text not null,
  decided_at text not null
) strict;
create index identity_decision_by_number on identity_decision (id_number);
create index identity_decision_by_other on identity_decision (other_number);
"""

APPEND_ONLY = ("source_file", "identity_decision")


def create(db: Database) -> None:
    """Create the tables of the kinds and of the import's own record."""
    run(db, KINDS)
    for statement in GAINED:
        db.execute(statement)
    run(db, KEEPING)
    for table in APPEND_ONLY:
        forbid_changes(db, table)
