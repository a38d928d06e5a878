"""Why a person was or was not granted a level, told from what is stored."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from hncert.domain.levels import Level
from hncert.domain.masking import mask_text
from hncert.law.law import parameter_of
from hncert.pathways import PATHWAYS
from hncert.pathways.eligibility import clause_of
from hncert.pathways.pathway import Fact, Pathway, Requirement, in_force
from hncert.profiles.occupations import occupation_name
from hncert.store import determinations
from hncert.store.law_decisions import law_of

ANSWERS = {1: "是", 0: "否", None: "缺数据"}
TITLES = {pathway.id: pathway.title for pathway in PATHWAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A requirement as it was answered: 1 yes, 0 no, None where the fact is missing."""

    id: str
    question: str
    answer: int | None
    clause: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A stored row behind a determination: what it says and the file, sheet and row it came from."""

    title: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One determination in words; `level` is None when it was refused.

    `evidence` are the rows behind it as they are stored today; `needed` says what would have to change.
    """

    pathway: str
    title: str
    as_of: str
    law_version: str
    occupation_code: str | None
    occupation: str
    evidence_number: str
    level: int | None
    source: str
    facts: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]
    checks: tuple[Check, ...]
    needed: tuple[str, ...]
    grant: str
    lost_to: str
    readings: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """The same as plain values, the level as its printed digit."""
        level = Level(self.level).printed_grade if self.level is not None else None
        return {**asdict(self), "level": level, "outcome": "refused" if level is None else "granted"}

    @property
    def verdict(self) -> str:
        """Granted which level, or refused."""
        return f"认定{Level(self.level).label}" if self.level is not None else "不予认定"

    def as_paper(self) -> dict[str, object]:
        """The same in the words of the paper that `why --export` writes."""
        return {
            **asdict(self),
            "verdict": self.verdict,
            "checks": [{**asdict(check), "answer": ANSWERS[check.answer]} for check in self.checks],
            "readings": "；".join(reading.partition("：")[2] for reading in self.readings),
            "reason": self.lost_to or "；".join(check.question + "：否或缺数据" for check in self._unmet),
        }

    @property
    def _unmet(self) -> list[Check]:
        return [check for check in self.checks if check.answer != 1]

    @property
    def standing(self) -> tuple[bool, bool, int]:
        """Sorts first what counts, then what was granted besides, then the refusals with the fewest reasons."""
        return self.level is None, bool(self.lost_to), len(self._unmet)


def as_paper(explained: Sequence[Explanation]) -> dict[str, object]:
    """What the paper tells: of each occupation the determination that counts, or came nearest; the others in a line."""
    nearest: dict[str, Explanation] = {}
    for each in sorted(explained, key=lambda each: each.standing):
        nearest.setdefault(each.occupation, each)
    told = list(nearest.values())
    return {
        "determinations": [each.as_paper() for each in told],
        "others": [each.as_paper() for each in explained if each not in told],
    }


def explain(
    db: sqlite3.Connection, pathways: Sequence[Pathway], person_id: int, by: date | None = None
) -> list[Explanation]:
    """Every determination of a person in the latest run of each pathway, not after `by` if given."""
    found: list[Explanation] = []
    for pathway in pathways:
        run = determinations.latest_run(db, pathway.id, by)
        if run is None:
            continue
        for row in determinations.of_person(db, pathway.id, run["run_id"], person_id):
            found.append(_explanation(db, pathway, run, row))
    return found


def _explanation(db: sqlite3.Connection, pathway: Pathway, run: sqlite3.Row, row: sqlite3.Row) -> Explanation:
    code = row["occupation_code"]
    asked = [rule for rule in pathway.requirements if rule.column in run["requirements"].split(",")]
    checks = _checks(asked, row)
    used = dict.fromkeys((*pathway.readings, *(key for rule in asked for key in rule.readings), "pathway-order"))
    return Explanation(
        pathway=pathway.id,
        title=pathway.title,
        as_of=run["as_of"],
        law_version=run["law_version"],
        occupation_code=code,
        occupation=f"{occupation_name(code)}（{code}）" if code else "没有对应的职业",
        evidence_number=row["evidence_number"],
        level=row["level"],
        source=_source(row),
        facts=tuple((fact.title, _fact(fact, row[fact.name])) for fact in pathway.facts if row[fact.name] is not None),
        evidence=_evidence(db, pathway, row),
        checks=checks,
        needed=tuple(f"{check.question}：{check.advice}" for check in checks if check.answer != 1),
        grant=_grant(pathway, run, row),
        lost_to=_lost_to(db, run, row),
        readings=_readings(db, run, used),
    )


def _readings(db: sqlite3.Connection, run: sqlite3.Row, keys: Iterable[str]) -> tuple[str, ...]:
    """The readings in words, as the run took them; one that it did not bind as it stands in the workspace."""
    law, bound = law_of(db), json.loads(run["parameters"])
    told = []
    for key in keys:
        name, reading = parameter_of(key), law.readings[key]
        if name in bound:
            reading = replace(reading, chosen=bound[name], argument=bound[f"{name}_value"])
        told.append(f"{key}：{reading.words}")
    return tuple(told)


def _source(row: sqlite3.Row) -> str:
    return f"{_place(row)}，佐证 {row['evidence_number']}"


def _place(row: sqlite3.Row) -> str:
    return f"{mask_text(row['file_name'])}《{row['source_sheet']}》第 {row['source_row']} 行"


def _evidence(db: sqlite3.Connection, pathway: Pathway, row: sqlite3.Row) -> tuple[Evidence, ...]:
    """The rows behind a determination, each with its place."""
    asked = {name: row[name] for name in ("person_id", "occupation_code", "evidence_number")}
    found = db.execute(
        f"select d.*, i.file_name from ({pathway.details}) d join import_log i on i.import_id = d.source_import "
        "order by d.title, d.value",
        asked,
    )
    return tuple(Evidence(title=each["title"], value=mask_text(each["value"]), source=_place(each)) for each in found)


def _fact(fact: Fact, value: object) -> str:
    if value is None:
        return "无"
    if fact.name.endswith("_level") or fact.name == "filed_ceiling":
        return Level(int(str(value))).label
    if fact.name == "eligible_by":
        return str(clause_of(str(value)))
    if fact.name == "held_levels":
        return "、".join(Level(6 - int(digit)).label for digit in str(value))
    if fact.type == "real":
        return f"{value:g}"
    if fact.name.startswith(("is_", "has_")):
        return "是" if value else "否"
    return str(value)


def _checks(asked: Sequence[Requirement], row: sqlite3.Row) -> tuple[Check, ...]:
    return tuple(
        Check(
            id=rule.id,
            question=rule.question,
            answer=row[rule.column],
            clause=str(rule.clause),
            advice=_advice(row[rule.column], rule.unknown, rule.remedy),
        )
        for rule in asked
    )


def _advice(answer: int | None, unknown: str, remedy: str) -> str:
    if answer == 1:
        return ""
    return f"{unknown}；{remedy}" if answer is None else remedy


def _grant(pathway: Pathway, run: sqlite3.Row, row: sqlite3.Row) -> str:
    """The grant behind the level, and with it why the level is not higher."""
    if row["level"] is None:
        return ""
    on = date.fromisoformat(run["as_of"])
    grants = [grant for grant in pathway.grants if in_force(grant, on)]
    own = next(grant for grant in grants if grant.level == row["level"])
    higher = [grant for grant in grants if grant.level > own.level]
    why = "；".join(f"{grant.level.label}须：{grant.clause.gist}" for grant in higher) or "已是本途径的最高等级"
    return f"{own.clause.gist}（{own.clause}）；{pathway.level_from or why}"


def _lost_to(db: sqlite3.Connection, run: sqlite3.Row, row: sqlite3.Row) -> str:
    """Why a determination is not the one that counts: an import undone since, a higher level, the order of pathways."""
    if overtaken := determinations.overtaken_words([run]):
        return overtaken[0]
    if row["level"] is None:
        return ""
    best = db.execute(
        "select level, pathway, evidence_number from awards where as_of = ? and person_id = ? and occupation_code = ?",
        (run["as_of"], row["person_id"], row["occupation_code"]),
    ).fetchone()
    if (best["pathway"], best["evidence_number"]) == (run["pathway"], row["evidence_number"]):
        return ""
    level = Level(6 - best["level"])
    why = "等级更高" if level > row["level"] else "等级相同，次序在先（口径 pathway-order）"
    return f"同一职业已由{TITLES[best['pathway']]}（{best['evidence_number']}）认定{level.label}，{why}"
