"""The public views: stable names and columns that other tools may stand on.

`determinations` and `granted_levels` are rebuilt by `store.determinations` as pathways gain their tables.
"""

DETERMINATION_COLUMNS = (
    "run_id, as_of, person_id, occupation_code, pathway, outcome, level, unmet, unknown, batch_number, "
    "evidence_number, place"
)

BEST_FIRST = "level, place, evidence_number"
"""Printed level first, then the place that the reading `pathway-order` gave the run's pathway."""

NO_DETERMINATIONS = f"""
create view determinations as
select {", ".join(f"null as {column.strip()}" for column in DETERMINATION_COLUMNS.split(","))}
where 0
"""

NO_GRANTED_LEVELS = """
create view granted_levels as
select null as pathway, null as as_of, null as occupation_code, null as level
where 0
"""
"""What the runs granted at all, without the people: cheap to ask of a million."""

VIEWS = {
    "people": """
        create view people as
        select person_id, id_type, id_number, name, sex, birth_date
        from person
        where merged_into is null
    """,
    "enrolments": """
        create view enrolments as
        select person_id, role, tier, department, major, class_name,
          number as student_number, enrolled_on, graduates_on, cohort
        from enrolment
    """,
    "determinations": NO_DETERMINATIONS,
    "granted_levels": NO_GRANTED_LEVELS,
    "awards": f"""
        create view awards as
        select as_of, person_id, occupation_code, level, pathway, evidence_number
        from (
          select as_of, person_id, occupation_code, level, pathway, evidence_number,
            row_number() over (
              partition by as_of, person_id, occupation_code
              order by {BEST_FIRST}
            ) as place
          from determinations
          where outcome = 'granted'
        )
        where place = 1
    """,
    "certificates": """
        create view certificates as
        select c.certificate_number, c.kind, coalesce(p.merged_into, c.person_id) as person_id, c.occupation_code,
          6 - c.level as level,
          c.pathway, c.batch_number, c.issued_on,
          case when v.certificate_number is null then 'valid' else 'void' end as status,
          '未上报' as upload_state
        from certificate c
        join person p on p.person_id = c.person_id
        left join certificate_void v on v.certificate_number = c.certificate_number
    """,
    "x_certificates": """
        create view x_certificates as
        select number, person_id, x_name, grade, issued_on, issuer
        from x_certificate
    """,
    "skill_ledger": """
        create view skill_ledger as
        select certificate_number, person_id, year, month, level,
          case when status = 'valid' and place = 1 then 1 else 0 end as counted,
          case
            when status = 'void' then '已作废'
            when place > 1 then '同年已计入：' || first_number
            else ''
          end as reason,
          pathway
        from (
          select certificate_number, person_id, level, pathway, status,
            cast(substr(issued_on, 1, 4) as integer) as year,
            cast(substr(issued_on, 6, 2) as integer) as month,
            row_number() over yearly as place,
            first_value(certificate_number) over yearly as first_number
          from certificates
          window yearly as (
            partition by person_id, substr(issued_on, 1, 4), status
            order by issued_on, certificate_number
          )
        )
    """,
    "x_ledger": """
        create view x_ledger as
        select number, person_id, year, month,
          case when is_ours = 1 and place = 1 then 1 else 0 end as counted,
          case
            when is_ours = 0 then '发证时不是本校学生或教职工'
            when place > 1 then '同年已计入：' || first_number
            else ''
          end as reason
        from (
          select number, person_id, is_ours,
            cast(substr(issued_on, 1, 4) as integer) as year,
            cast(substr(issued_on, 6, 2) as integer) as month,
            row_number() over yearly as place,
            first_value(number) over yearly as first_number
          from (
            select x.number, x.person_id, x.issued_on,
              exists (
                select 1
                from enrolment e
                where e.person_id = x.person_id
                  and e.role in ('student', 'staff')
                  and coalesce(e.enrolled_on, x.issued_on) <= x.issued_on
                  and coalesce(e.graduates_on, cast(e.cohort as text) || '-06-30', x.issued_on) >= x.issued_on
              ) as is_ours
            from x_certificate x
          )
          window yearly as (
            partition by person_id, substr(issued_on, 1, 4), is_ours
            order by issued_on, number
          )
        )
    """,
    "exam_scores": """
        create view exam_scores as
        select person_id, occupation_code, 6 - level as level, taken_on, sitting, batch_number,
          case when theory not in ('缺考', '违纪') then cast(theory as real) end as theory,
          case when practice not in ('缺考', '违纪') then cast(practice as real) end as practice,
          case when review not in ('缺考', '违纪') then cast(review as real) end as review,
          case when theory in ('缺考', '违纪') then theory end as theory_status,
          case when practice in ('缺考', '违纪') then practice end as practice_status,
          case when review in ('缺考', '违纪') then review end as review_status
        from exam_score
    """,
    "own_fields": """
        create view own_fields as
        select e.person_id, e.role, e.number as student_number, f.key as field, f.value
        from enrolment e
        join json_each(e.own_fields) f
        where f.value is not null
    """,
    "trainings": """
        create view trainings as
        select class_number, person_id, attended_on, hours, target_group, field
        from training_attendance
    """,
    "findings": """
        create view findings as
        select rule, severity, clause, file, sheet, "row", "column", value, expected, message, remedy, fingerprint
        from finding
    """,
    "events": """
        create view events as
        select sequence, at, actor, command, hash
        from event
    """,
}
