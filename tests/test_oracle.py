"""The engine against a second, slow reading of the policy, on small random colleges."""

from contextlib import closing
from datetime import date
from typing import Any

import oracle
from college import law_of, open_memory, settle
from hypothesis import given, settings
from random_colleges import AS_OF, colleges

from hncert.determine import determine
from hncert.domain.levels import Level
from hncert.pathways import PATHWAYS

Levels = dict[tuple[int, str], Level]
BY_PATHWAY = """
    select pathway, person_id, occupation_code, min(level)
    from determinations
    where outcome = 'granted'
    group by pathway, person_id, occupation_code
"""


def granted(told: dict[str, Any], as_of: date) -> tuple[dict[str, Levels], dict[tuple[int, str], tuple[Level, str]]]:
    """What the engine grants by pathway, and the awards over all pathways."""
    with closing(open_memory()) as db:
        settle(db, told)
        determine(db, PATHWAYS, as_of, law_of(told))
        found: dict[str, Levels] = {pathway.id: {} for pathway in PATHWAYS}
        for way, person_id, code, printed in db.execute(BY_PATHWAY):
            found[way][person_id, code] = Level(6 - printed)
        awards = {
            (row["person_id"], row["occupation_code"]): (Level(6 - row["level"]), row["pathway"])
            for row in db.execute("select * from awards")
        }
        return found, awards


@settings(max_examples=150, deadline=None)
@given(colleges(), AS_OF)
def test_the_engine_agrees_with_a_plain_reading_of_the_policy(told: dict[str, Any], as_of: date) -> None:
    by_pathway, awards = granted(told, as_of)

    read = oracle.grants(told, as_of)

    assert by_pathway == read
    assert awards == oracle.best(read)
