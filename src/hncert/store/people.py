"""Looking people up: by document number, by student or staff number, by name."""

import sqlite3

from hncert.domain.id_numbers import normalise
from hncert.domain.names import normal_form


def find_people(db: sqlite3.Connection, asked: str) -> list[sqlite3.Row]:
    """The people an identity number, student or staff number, or name stands for.

    Numbers are tried first; a name may answer to several people.
    """
    number = normalise(asked)
    for query, value in (
        (
            "select k.* from person p join person k on k.person_id = coalesce(p.merged_into, p.person_id) "
            "where p.id_number = ?",
            number,
        ),
        ("select * from person where person_id in (select person_id from enrolment where number = ?)", number),
        (
            "select * from person where person_id in (select person_id from x_certificate where number = ?)",
            asked.strip(),
        ),
        (
            "select * from person where name_key = ? and merged_into is null order by person_id",
            normal_form(asked.strip()),
        ),
    ):
        found = db.execute(query, (value,)).fetchall()
        if found:
            return found
    return []


def enrolments_of(db: sqlite3.Connection, person_id: int) -> list[sqlite3.Row]:
    """A person's enrolments with the file each came from."""
    return db.execute(
        "select e.*, i.file_name from enrolment e join import_log i on i.import_id = e.source_import "
        "where e.person_id = ? order by e.enrolled_on",
        (person_id,),
    ).fetchall()


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many records of each noun are stored."""
    queries = {
        "people": "select count(*) from person where merged_into is null",
        "students": "select count(distinct person_id) from enrolment where role = 'student'",
        "staff": "select count(distinct person_id) from enrolment where role = 'staff'",
        "x_certificates": "select count(*) from x_certificate",
        "x_mapping": "select count(*) from x_mapping",
        "prior_certificates": "select count(*) from prior_certificate",
        "registrations": "select count(*) from registration",
        "exam_scores": "select count(*) from exam_score",
        "course_marks": "select count(*) from course_mark",
        "contest_results": "select count(*) from contest_result",
        "batch_plans": "select count(*) from batch_plan",
        "training_classes": "select count(*) from training_class",
        "honours": "select count(*) from honour",
        "course_mapping": "select count(*) from course_mapping",
        "contests": "select count(*) from contest_award",
        "filed_occupations": "select count(*) from filed_occupation",
        "quotas": "select count(*) from quota",
        "attendances": "select count(*) from training_attendance",
        "pending": "select count(*) from pending_row where solved_by is null and dropped_reason is null",
        "certificates": "select count(*) from certificate",
        "warnings": "select count(*) from finding where severity = 'warning' and import_id is not null",
    }
    return {name: db.execute(query).fetchone()[0] for name, query in queries.items()}
