"""What a roster completes, mends and refuses: enrolments and the identity of people.

A student or staff number with the same name marks the same person, so that a corrected roster may
change an identity number, even exchange those of several people; `corrected` holds these rows,
`numbered` the one number that a file gives a person who also stands in it without. The unary plus
keeps SQLite from looking enrolments up by a blank number, which thousands may share.
"""

from hncert.domain.finding import Severity
from hncert.store.identity import UNDECIDED
from hncert.tables.people import AGREE, OTHER_NAME_OR_NUMBER, RENAMED
from hncert.tables.table import Conflict

_UNDECIDED = UNDECIDED.format(one="s.id_number", other="p.id_number")

PREPARE = (
    """
    update staged
    set role = coalesce(nullif(role, ''), case when staff_number is null then 'student' else 'staff' end),
      number = coalesce(nullif(number, ''), staff_number, '')
    where role = '' or number = ''
    """,
    "drop table if exists temp.numbered",
    """
    create temporary table numbered (
      id_type text, id_number text, role text, number text, primary key (id_type, id_number, role)
    )
    """,
    """
    insert into numbered
    select id_type, id_number, role, min(number)
    from staged
    where number <> '' and exists (select 1 from staged blank where blank.number = '')
    group by id_type, id_number, role
    having min(number) = max(number)
    """,
    """
    update staged
    set number = coalesce((
      select n.number
      from numbered n
      where n.id_type = staged.id_type and n.id_number = staged.id_number and n.role = staged.role
    ), '')
    where number = ''
    """,
    "drop table if exists temp.corrected",
    f"""
    create temporary table corrected as
    select s.at, p.person_id, p.id_number as earlier, s.id_type, s.id_number, s.sex, s.birth_date
    from staged s
    join enrolment e on e.role = s.role and e.number = s.number
    join person p on p.person_id = e.person_id
    where s.number <> '' and p.name_key = s.name_key
      and (p.id_type <> s.id_type or p.id_number <> s.id_number)
      and {_UNDECIDED}
    """,
)

CORRECTIONS = (
    """
    update staged
    set number = coalesce((
      select min(e.number)
      from enrolment e
      join person p on p.person_id = e.person_id
      where p.id_type = staged.id_type and p.id_number = staged.id_number and e.role = staged.role
      having count(*) = 1
    ), '')
    where number = ''
    """,
    """
    update staged
    set changed = 1
    where number <> ''
      and exists (
        select 1
        from enrolment e
        join person p on p.person_id = e.person_id
        where p.id_type = staged.id_type and p.id_number = staged.id_number
          and e.role = staged.role and +e.number = ''
      )
    """,
    """
    update enrolment
    set number = s.number
    from staged s
    join person p on p.id_type = s.id_type and p.id_number = s.id_number
    where s.number <> ''
      and enrolment.person_id = p.person_id and enrolment.role = s.role and +enrolment.number = ''
      and not exists (
        select 1
        from enrolment same
        where same.person_id = p.person_id and same.role = s.role and same.number = s.number
      )
    """,
    "update staged set changed = 1 where at in (select at from corrected)",
    "update person set id_number = '~' || person_id where person_id in (select person_id from corrected)",
    """
    update person
    set id_type = c.id_type, id_number = c.id_number,
      sex = coalesce(c.sex, person.sex), birth_date = coalesce(c.birth_date, person.birth_date)
    from corrected c
    where c.person_id = person.person_id
    """,
)

CONFLICTS = (
    *AGREE,
    OTHER_NAME_OR_NUMBER,
    RENAMED,
    Conflict(
        rule="graduates-before-enrolling",
        column="graduates_on",
        sql="""
            select at, graduates_on as value, '晚于 ' || enrolled_on as expected
            from staged
            where graduates_on <= enrolled_on
        """,
        message="毕业（离职）日期不晚于入学（入职）日期",
        remedy="核对两个日期",
    ),
    Conflict(
        rule="student-without-tier",
        column="tier",
        sql="""
            select at, '' as value, '本科、专科或中职' as expected
            from staged
            where role = 'student' and tier is null
        """,
        message="学生没有填层次，无法确定等级",
        remedy="补填层次",
        clause="504 二(三)2",
    ),
    Conflict(
        rule="number-two-people",
        column="number",
        repeats=("number",),
        sql=f"""
            select s.at, s.number as value, '一个学号（工号）只对应一人' as expected
            from staged s
            where s.number <> '' and exists (
              select 1
              from (select distinct role, number, id_number from staged where number <> '') p
              where p.role = s.role and p.number = s.number and p.id_number <> s.id_number
                and {_UNDECIDED}
            )
        """,
        message="同一学号（工号）在文件中对应两个证件号码",
        remedy="核对是学号写错还是证件号码写错；确是两人共用一个学号的，先 hncert person distinct 号码 号码",
    ),
    Conflict(
        rule="number-of-another",
        column="number",
        sql=f"""
            select s.at, s.number as value, '库中此学号（工号）属于 ' || p.name as expected
            from staged s
            join enrolment e on e.role = s.role and e.number = s.number and s.number <> ''
            join person p on p.person_id = e.person_id
            where (p.id_type <> s.id_type or p.id_number <> s.id_number)
              and (p.name_key <> s.name_key or exists (
                select 1
                from person other
                where other.id_type = s.id_type and other.id_number = s.id_number
                  and other.person_id not in (select person_id from corrected)
              ))
              and {_UNDECIDED}
        """,
        message="学号（工号）在库中已属于另一人",
        remedy="核对哪一个写错；同一人换了号码的用 hncert person merge，确是两人的用 hncert person distinct",
    ),
    Conflict(
        rule="id-corrected",
        column="id_number",
        severity=Severity.WARNING,
        sql="""
            select c.at, c.id_number as value, '原为 ' || c.earlier as expected
            from corrected c
        """,
        message="证件号码有更正（学号或工号与姓名相同）",
        remedy="核对是否确属更正；不是的，把名册改回后重新导入",
    ),
    Conflict(
        rule="two-numbers-in-file",
        column="number",
        severity=Severity.WARNING,
        repeats=("id_type", "id_number"),
        sql="""
            select s.at, s.number as value, '文件中另有学号（工号）' || min(o.number) as expected
            from staged s
            join staged o on o.id_type = s.id_type and o.id_number = s.id_number and o.role = s.role
            where s.number <> '' and o.number <> '' and o.number <> s.number and o.name_key = s.name_key
              and not exists (
                select 1
                from enrolment same
                join person p on p.person_id = same.person_id
                where p.id_type = s.id_type and p.id_number = s.id_number
                  and same.role = s.role and same.number = s.number
              )
            group by s.at, s.number
        """,
        message="同一人在文件中有两个学号（工号）",
        remedy="专升本等情形属正常；若是学号写错，请改正",
    ),
    Conflict(
        rule="two-numbers",
        column="number",
        severity=Severity.WARNING,
        sql="""
            select s.at, s.number as value, '库中另有学号（工号）' || min(e.number) as expected
            from staged s
            join person p on p.id_type = s.id_type and p.id_number = s.id_number
            join enrolment e on e.person_id = p.person_id and e.role = s.role
            where s.number <> '' and e.number <> '' and e.number <> s.number and p.name_key = s.name_key
              and not exists (
                select 1
                from enrolment same
                where same.person_id = p.person_id and same.role = s.role and same.number = s.number
              )
            group by s.at, s.number
        """,
        message="同一人已有另一个学号（工号）",
        remedy="专升本等情形属正常；若是学号写错，请改正",
    ),
)
