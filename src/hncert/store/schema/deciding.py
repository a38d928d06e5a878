"""The third migration: what the four pathways read, decisions about the law, waivers, runs that can be replayed."""

from sqlite_utils import Database

from hncert.store.schema.foundation import SOURCE, forbid_changes, run
from hncert.store.schema.importing import OWN, PERSON

KINDS = f"""
create table batch_plan (
  batch_number text primary key,
  path text check (path in ('考试考核', '直接认定', '过程化考核', '竞赛取证')),
  edition text check (edition in ('2018版', '2023版')),
  planned_on text,
  statement_on text,
  statement_by text,
  document text,
  evaluation_document text,
  {OWN},
  {SOURCE}
) strict;

create table cohort_window (
  cohort integer not null,
  graduates_on text not null,
  window_from text not null,
  window_to text not null,
  document text,
  {OWN},
  {SOURCE},
  primary key (cohort, graduates_on)
) strict;

create table specification (
  occupation_code text not null,
  version text not null,
  title text not null,
  developers text,
  experts integer,
  reviewed_on text,
  filed_on text,
  filing_number text,
  {OWN},
  {SOURCE},
  primary key (occupation_code, version)
) strict;

create table fee (
  {PERSON},
  paid_on text not null,
  purpose text not null,
  amount_fen integer not null,
  batch_number text,
  document text,
  {OWN},
  {SOURCE},
  primary key (person_id, paid_on, purpose)
) strict;
"""

DECISIONS = """
create table law_decision (
  decision_id integer primary key,
  kind text not null check (kind in ('figure', 'reading')),
  key text not null,
  value text not null,
  argument text not null,
  since text,
  expires text,
  document text not null,
  reason text not null,
  author text not null,
  decided_at text not null
) strict;

create table waiver (
  waiver_id integer primary key,
  fingerprint text not null,
  rule text not null,
  message text not null,
  place text not null,
  reason text not null,
  author text not null,
  until text not null,
  decided_at text not null,
  withdrawn integer not null check (withdrawn in (0, 1))
) strict;
create index waiver_by_fingerprint on waiver (fingerprint);
"""

GAINED = (
    "alter table x_certificate add column valid_until text",
    "alter table determination_run add column parameters text not null default '{}'",
    "alter table determination_run add column place integer not null default 0",
    "update determination_run set place = case pathway when 'exam' then 1 when 'process' then 2 "
    "when 'contest' then 3 else 4 end",
)

APPEND_ONLY = ("law_decision", "waiver")


def create(db: Database) -> None:
    """Create the kinds, the two registers of decisions, and what a run keeps to be replayed."""
    run(db, KINDS)
    run(db, DECISIONS)
    for statement in GAINED:
        db.execute(statement)
    for table in APPEND_ONLY:
        forbid_changes(db, table)
