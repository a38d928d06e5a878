"""A month's certificates by a field of the roster: 院系, 专业, 班级, or one of the school's own."""

import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from hncert.domain.dates import Month
from hncert.domain.errors import BadValue
from hncert.domain.masking import mask_text
from hncert.reports.monthly import UNISSUED
from hncert.reports.report import Block

COLUMNS = {"院系": "department", "专业": "major", "班级": "class_name"}
UNFILLED = "（未填写）"
HEADERS = (
    *("本月取证(人)", "累计取证(人)", "本月发证(本)", "累计发证(本)"),
    *("已认定未发证(本)", "本月1+X(人)", "累计1+X(人)", "本月1+X(本)", "累计1+X(本)"),
)

OWN_FIELDS = "select field from own_fields group by field order by field"
ENROLLED = """
    select person_id, {column} as value, enrolled_on, role, student_number
    from enrolments
"""
OWN = """
    select o.person_id, o.value, e.enrolled_on, e.role, e.student_number
    from own_fields o
    join enrolments e on e.person_id = o.person_id and e.role = o.role and e.student_number = o.student_number
    where o.field = :field
"""
GROUPS = f"""
    with told as (
      select person_id, value,
        row_number() over (
          partition by person_id
          order by coalesce(enrolled_on, '') desc, role desc, student_number desc, value desc
        ) as place
      from ({{values}})
      where coalesce(value, '') <> '' and coalesce(enrolled_on, '') <= :last
    ),
    counted as (
      select c.person_id, l.month, l.counted as people, 1 as certificates, 0 as unissued,
        0 as x_people, 0 as x_certificates
      from certificates c
      join skill_ledger l on l.certificate_number = c.certificate_number
      where c.issued_on between :first and :last and c.status = 'valid'
      union all
      select x.person_id, l.month, 0, 0, 0, l.counted, 1
      from x_certificates x
      join x_ledger l on l.number = x.number
      where x.issued_on between :first and :last
      union all
      select person_id, 0, 0, 0, 1, 0, 0
      from ({UNISSUED})
    )
    select coalesce(t.value, '{UNFILLED}') as value,
      sum(case when c.month = :month then c.people else 0 end) as month_people,
      sum(c.people) as total_people,
      sum(case when c.month = :month then c.certificates else 0 end) as month_certificates,
      sum(c.certificates) as total_certificates,
      sum(c.unissued) as unissued,
      sum(case when c.month = :month then c.x_people else 0 end) as month_x_people,
      sum(c.x_people) as total_x_people,
      sum(case when c.month = :month then c.x_certificates else 0 end) as month_x_certificates,
      sum(c.x_certificates) as total_x_certificates
    from counted c
    left join told t on t.person_id = c.person_id and t.place = 1
    group by t.value
    order by t.value is null, t.value
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People (人) and certificates (本) of one value, in the month and in the year to its end."""

    value: str
    month_people: int
    total_people: int
    month_certificates: int
    total_certificates: int
    unissued: int
    month_x_people: int
    total_x_people: int
    month_x_certificates: int
    total_x_certificates: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """A month by one field."""

    field: str
    groups: list[Group]

    @property
    def block(self) -> Block:
        """The groups as a table."""
        rows = [tuple(asdict(group).values()) for group in self.groups]
        return Block(f"按{self.field}", (self.field, *HEADERS), rows)

    @property
    def data(self) -> dict[str, Any]:
        """The groups for JSON."""
        return {"field": self.field, "groups": [asdict(group) for group in self.groups]}


def fields(db: sqlite3.Connection) -> tuple[str, ...]:
    """What a report may be grouped by."""
    own = [field for (field,) in db.execute(OWN_FIELDS) if field not in COLUMNS]
    return (*COLUMNS, *own)


def group(db: sqlite3.Connection, period: Month, field: str) -> Grouped:
    """The month's figures by the value that each person's newest enrolment with one has.

    Everybody is in one group, so the groups sum to the report's lines. Values that look like
    identity numbers are masked. Raises BadValue for a field that is not known.
    """
    known = fields(db)
    if field not in known:
        raise BadValue(what="--by", value=field, expected=f"可用的字段：{'、'.join(known)}")
    values = ENROLLED.format(column=COLUMNS[field]) if field in COLUMNS else OWN
    span = {"first": f"{period.year}-01-01", "last": period.last.isoformat(), "month": period.month, "field": field}
    rows = db.execute(GROUPS.format(values=values), span).fetchall()
    return Grouped(field, [Group(**{**dict(row), "value": mask_text(str(row["value"]))}) for row in rows])
