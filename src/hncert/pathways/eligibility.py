"""Conditions of application by standard edition, from law/eligibility.toml, as predicates.

Source: the rules for writing national standards, 2018 and 2023 editions.
"""

from typing import Any

from hncert.law.clauses import Clause
from hncert.law.law import parameter_of
from hncert.law.register import conditions
from hncert.pathways.shared import is_graduating

HELD_ON = {5: "held_five_on", 4: "held_four_on", 3: "held_three_on", 2: "held_two_on"}
DAY = "first_on"


def entries() -> list[tuple[str, dict[str, Any]]]:
    """Every condition with its edition, in the order of the file."""
    return [
        (edition, condition)
        for edition, rules in conditions().items()
        for condition in rules["condition"]  # type: ignore[attr-defined]
    ]


def clause_of(condition_id: str) -> Clause:
    """The citation of a condition. Raises KeyError for an unknown one."""
    for edition, condition in entries():
        if condition["id"] == condition_id:
            document = condition.get("document", conditions()[edition]["document"])
            return Clause(document, condition["place"], condition["gist"])
    raise KeyError(condition_id)


def holds() -> str:
    """Predicate over the evidence: a condition was met; null where one of them cannot be told.

    Of levels that have no conditions at all nothing is asked: `level-printed` refuses them.
    """
    cases = " ".join(f"when {applies} then ({' or '.join(map(met_by, group))})" for applies, group in _groups())
    return f"eligible_by is not null or applied_level not between 1 and 5 or case {cases} end"


def met_condition() -> str:
    """Expression: the id of the first condition that is met, null when none is."""
    cases = " ".join(f"when {applies} then {_first(group)}" for applies, group in _groups())
    return f"case {cases} end"


def _groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """The conditions of each edition and level, and the predicate of those to whom they apply.

    Where an edition has no condition for a level, the predicate's answer stays null.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for edition, one in entries():
        groups.setdefault(f"edition = '{edition}' and applied_level = {6 - one['level']}", []).append(one)
    return list(groups.items())


def _first(group: list[dict[str, Any]]) -> str:
    return "case " + " ".join(f"when {met_by(one)} then '{one['id']}'" for one in group) + " end"


def met_by(condition: dict[str, Any]) -> str:
    """Predicate: every part of a condition holds; null where a part cannot be told."""
    parts = []
    if "age" in condition:
        parts.append(_years_after("birth_date", condition["age"]))
    if "work_years" in condition:
        parts.append(f"work_years >= {condition['work_years']}")
    if "held" in condition:
        parts.append(f"coalesce({HELD_ON[condition['held']]}, '9999-12-31') <= {DAY}")
    if "since_years" in condition:
        since = _years_after(HELD_ON[condition["held"]], condition["since_years"])
        parts.append(f"work_years >= {condition['since_years']} and {since}")
    if "diploma" in condition:
        words = ", ".join(f"'{word}'" for word in condition["diploma"])
        parts.append(f"(diploma in ({words}) or (tier is not null and tier in ({words}) and {is_graduating(DAY)}))")
    if "student" in condition:
        parts.append(f"coalesce(tier, '') = '{condition['student']}' and {is_graduating(DAY)}")
    for key, option in condition.get("reading", {}).items():
        parts.append(f":{parameter_of(key)} = '{option}'")
    if condition.get("evaluated"):
        parts.append("is_evaluated = 1")
    return f"({' and '.join(parts)})"


def _years_after(column: str, years: int) -> str:
    return f"cast(cast(substr({column}, 1, 4) as integer) + {years} as text) || substr({column}, 5) <= {DAY}"
