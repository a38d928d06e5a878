"""The one statement of a pathway: evidence, level, requirements as yes/no columns, for every candidate."""

from collections.abc import Sequence
from datetime import date

from hncert.law.law import Law
from hncert.pathways.pathway import Grant, Pathway, Requirement, in_force
from hncert.store import determinations


def parameters(pathway: Pathway, as_of: date, law_day: date, law: Law) -> dict[str, int | str]:
    """The named parameters of a pathway's statement but for :run_id: the day, the figures, the readings.

    `law_day` is the day whose figures and rules apply, `as_of` the day to which the facts are taken.
    """
    used = law.parameters(pathway.figures_on(law_day), pathway.readings_on(law_day), law_day)
    return {"as_of": as_of.isoformat(), **used}


def insertion(pathway: Pathway, law_day: date) -> str:
    """The one statement that judges every candidate and stores it."""
    columns = ", ".join((*determinations.COMMON_NAMES, *_kept(pathway, law_day)))
    return f'insert into "{determinations.table_of(pathway.id)}" ({columns}) {judgement(pathway, law_day)}'


def judgement(pathway: Pathway, law_day: date, evidence: str = "") -> str:
    """The query that judges every candidate: evidence, level, requirements, grant; :run_id comes first.

    `evidence` stands in for the pathway's own where given.
    """
    requirements = [rule for rule in pathway.requirements if in_force(rule, law_day)]
    all_met = " and ".join(f"{rule.column} = 1" for rule in requirements)
    columns = ("person_id", "occupation_code", "evidence_number")
    source = ("source_import", "source_sheet", "source_row")
    return f"""
        with evidence as materialized ({evidence or pathway.evidence}),
        levelled as (
          select evidence.*, {_level([g for g in pathway.grants if in_force(g, law_day)])} as level
          from evidence
        ),
        judged as (
          select levelled.*, {", ".join(map(_met, requirements))}
          from levelled
        )
        select :run_id as run_id, {", ".join(columns)},
          case when {all_met} then level end as level,
          {", ".join((*source, *_kept(pathway, law_day)))}
        from judged
    """


def _kept(pathway: Pathway, law_day: date) -> list[str]:
    met = [rule.column for rule in pathway.requirements if in_force(rule, law_day)]
    return [*(fact.name for fact in pathway.facts), *met]


def _level(grants: Sequence[Grant]) -> str:
    cases = " ".join(f"when {grant.when} then {int(grant.level)}" for grant in grants)
    return f"case {cases} end" if cases else "null"


def _met(rule: Requirement) -> str:
    return f"case when {rule.holds} then 1 when not ({rule.holds}) then 0 end as {rule.column}"
