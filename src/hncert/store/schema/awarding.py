"""The migration of the award table: several rules may award one level, told apart by rank, score or prize.

A rule without a lower rank or score has 0 there, one without a prize an empty text; a range of ranks begins at 1.
"""

from sqlite_utils import Database

from hncert.store.schema.foundation import SOURCE, run
from hncert.store.schema.importing import OWN

FIRST = "case when {rank_to} is null then coalesce({rank_from}, 0) else coalesce(nullif({rank_from}, 0), 1) end"
COLUMNS = (
    "contest, event, occupation_code, level, document, rules_on, held_on, {first}, rank_to, {score_from}, score_to, "
    "{prize}, own_fields, source_import, source_sheet, source_row"
)
RENEWED = f"""
create table contest_award_by_rule (
  contest text not null,
  event text not null,
  occupation_code text not null,
  level integer not null,
  document text,
  rules_on text,
  held_on text not null,
  rank_from integer not null default 0,
  rank_to integer,
  score_from real not null default 0,
  score_to real,
  prize text not null default '',
  {OWN},
  {SOURCE},
  primary key (contest, event, occupation_code, level, rank_from, score_from, prize)
) strict;

insert into contest_award_by_rule ({COLUMNS.format(first="rank_from", score_from="score_from", prize="prize")})
select {
    COLUMNS.format(
        first=FIRST.format(rank_from="rank_from", rank_to="rank_to"),
        score_from="coalesce(score_from, 0)",
        prize="coalesce(prize, '')",
    )
}
from contest_award;

drop table contest_award;

alter table contest_award_by_rule rename to contest_award;

update import_change
set before = json_set(
  before,
  '$.rank_from', {
    FIRST.format(rank_from="json_extract(before, '$.rank_from')", rank_to="json_extract(before, '$.rank_to')")
},
  '$.score_from', coalesce(json_extract(before, '$.score_from'), 0.0),
  '$.prize', coalesce(json_extract(before, '$.prize'), '')
)
where target = 'contest_award';
"""


def create(db: Database) -> None:
    """Make the award table anew with its wider key, and what was remembered of its rows likewise."""
    run(db, RENEWED)
