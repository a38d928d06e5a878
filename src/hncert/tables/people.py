"""The columns by which every kind names a person, and what contradicts about identity."""

from dataclasses import replace

from hncert.domain import dates, id_numbers, names
from hncert.domain.finding import Severity
from hncert.tables.parsers import one_of
from hncert.tables.table import Column, Conflict, Eligible

ID_TYPE = Column(
    name="id_type",
    header="证件类型",
    also=("证件种类", "身份证件类型"),
    parse=one_of(id_numbers.ID_TYPES),
    default=id_numbers.RESIDENT,
    note="空白视为居民身份证",
)
ID_NUMBER = Column(
    name="id_number",
    header="证件号码",
    also=("身份证号", "身份证号码", "公民身份号码", "身份证件号", "身份证件号码", "证件号", "身份证"),
    parse=id_numbers.parse,
    given="id_type",
    required=True,
    example="410000200601010013",
    note="文本格式；居民身份证按 GB 11643 校验",
)
NAME = Column(
    name="name",
    header="姓名",
    also=("学生姓名", "考生姓名", "学员姓名", "教师姓名", "教职工姓名"),
    required=True,
    parse=names.parse,
    example="示例同学",
    note="按本人证件上的写法",
)
SEX = Column(name="sex", header="性别", parse=one_of({"男": ("男性", "男生", "1"), "女": ("女性", "女生", "2")}))
BIRTH_DATE = Column(name="birth_date", header="出生日期", also=("出生年月日", "生日", "出生年月"), parse=dates.parse)

WHO = (ID_TYPE, ID_NUMBER, NAME)
WHO_NAMES = tuple(column.name for column in WHO)

_ENROLLED = """
    select person_id
    from enrolment
    where role in ({roles})
      and coalesce(enrolled_on, :as_of) <= :as_of
      and coalesce(graduates_on, cast(cohort as text) || '-06-30', :as_of) >= :as_of
"""


def everyone(*roles: str) -> Eligible:
    """The people enrolled in one of the roles on the day, to come pre-filled in a blank workbook."""
    words = ", ".join(f"'{role}'" for role in roles)
    return Eligible(
        sql=f"""
            select id_type, id_number, name, person_id
            from person
            where merged_into is null and person_id in ({_ENROLLED.format(roles=words)})
            order by name_key, id_number
        """,
        columns=WHO_NAMES,
    )


_RESIDENT = "id_type = '居民身份证'"
_SEX = "case when substr(id_number, 17, 1) in ('1', '3', '5', '7', '9') then '男' else '女' end"
_BORN = "substr(id_number, 7, 4) || '-' || substr(id_number, 11, 2) || '-' || substr(id_number, 13, 2)"

AGREE = (
    Conflict(
        rule="id-sex",
        column="sex",
        only_given=True,
        sql=f"""
            select at, sex as value,
              {_SEX} as expected
            from staged
            where {_RESIDENT}
              and sex <> {_SEX}
        """,
        message="性别与证件号码不符",
        remedy="按身份证原件核对：是性别填错，还是号码抄错",
    ),
    Conflict(
        rule="id-birth",
        column="birth_date",
        only_given=True,
        sql=f"""
            select at, birth_date as value,
              {_BORN} as expected
            from staged
            where {_RESIDENT}
              and birth_date <> {_BORN}
        """,
        message="出生日期与证件号码不符",
        remedy="按身份证原件核对：是出生日期填错，还是号码抄错",
    ),
    Conflict(
        rule="id-two-names",
        column="name",
        repeats=("id_type", "id_number"),
        sql="""
            select s.at, s.name as value, '同一号码只对应一个姓名' as expected
            from staged s
            join (
              select id_type, id_number
              from staged
              group by id_type, id_number
              having min(name_key) <> max(name_key)
            ) twice on twice.id_type = s.id_type and twice.id_number = s.id_number
        """,
        message="同一证件号码在文件中对应两个姓名",
        remedy="按证件原件核对是哪一行写错，改正后再导入",
    ),
)

NAMESAKE = Conflict(
    rule="id-namesake",
    column="id_number",
    severity=Severity.WARNING,
    sql="",
    message="与另一人同名、同出生日期，证件号码不同",
    remedy="是同一人的：hncert person merge 保留的号码 另一号码；确是两人的：hncert person distinct 号码 号码",
)
"""Found once the people are stored, by `store.identity.namesakes`."""

SAME_NAME = Conflict(
    rule="id-other-name",
    column="name",
    sql="""
        select s.at, s.name as value, p.name as expected
        from staged s
        join person p on p.id_type = s.id_type and p.id_number = s.id_number
        where p.name_key <> s.name_key
    """,
    message="证件号码与库中已有的人相同，姓名却不同",
    remedy="核对姓名和号码哪一个写错；确属本人更名的，在名册中连同原学号（工号）一起更正",
)

RENAMED = Conflict(
    rule="id-renamed",
    column="name",
    severity=Severity.WARNING,
    sql="""
        select s.at, s.name as value, '原为 ' || p.name as expected
        from staged s
        join person p on p.id_type = s.id_type and p.id_number = s.id_number
        join enrolment e on e.person_id = p.person_id and e.role = s.role and e.number = s.number
        where p.name_key <> s.name_key
          and s.number <> ''
    """,
    message="姓名有更正（学号或工号相同）",
    remedy="核对是否确属更正；不是的，把名册改回后重新导入",
)

OTHER_NAME_OR_NUMBER = replace(
    SAME_NAME,
    sql=f"""
        {SAME_NAME.sql}
          and p.person_id not in (select person_id from corrected)
          and not exists (
            select 1
            from enrolment e
            where e.person_id = p.person_id and e.role = s.role and e.number = s.number and s.number <> ''
          )
    """,
)
