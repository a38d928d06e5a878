"""直接认定: a 1+X certificate recognised as a level in the occupation that the approved mapping names.

Source: 教职成〔2021〕504号 二(三)2(2).
"""

from datetime import date

from hncert.domain.levels import Level
from hncert.law.clauses import Clause
from hncert.pathways import shared
from hncert.pathways.pathway import Fact, Grant, Pathway, Requirement

RECOGNITION = "二(三)2(2)"

EVIDENCE = f"""
    select x.person_id, m.occupation_code, x.number as evidence_number,
      x.x_name, x.grade, x.issued_on, x.valid_until,
      m.approved_on, m.withdrawn_on, m.document as approval_document, m.place as mapping_place,
      {shared.is_enrolled("e", ":as_of")} as is_enrolled, case when e.role = 'staff' then 1 else 0 end as is_staff,
      u.times_used, h.held_level, h.held_levels, t.is_technical,
      x.source_import, x.source_sheet, x.source_row
    from x_certificate x
    left join (
      select x_name, grade, occupation_code, approved_on, withdrawn_on, document,
        row_number() over (
          partition by x_name, grade
          order by
            case when approved_on <= :as_of and coalesce(withdrawn_on, '9999-12-31') > :as_of then 0 else 1 end,
            coalesce(approved_on, ''),
            occupation_code
        ) as place
      from x_mapping
    ) m on m.x_name = x.x_name and m.grade = x.grade
    {shared.enrolment_on("x.person_id", ":as_of", first="student")}
    left join (
      select c.evidence_number, count(*) as times_used
      from certificate c
      left join certificate_void v on v.certificate_number = c.certificate_number and v.voided_on <= :as_of
      where c.pathway = '1plusx' and c.issued_on <= :as_of and v.certificate_number is null
      group by c.evidence_number
    ) u on u.evidence_number = x.number
    left join ({shared.HELD}
    ) h on h.person_id = x.person_id and h.occupation_code = m.occupation_code
    left join ({shared.TECHNICAL}
    ) t on t.person_id = x.person_id
"""

DETAILS = """
    select '1+X 证书' as title, x_name || '（' || grade || '）' || issued_on as value,
      source_import, source_sheet, source_row
    from x_certificate
    where number = :evidence_number
    union all
    select '对应关系', m.x_name || '（' || m.grade || '）' || coalesce('，审批 ' || m.approved_on, '，未审批'),
      m.source_import, m.source_sheet, m.source_row
    from x_mapping m
    join x_certificate x on x.x_name = m.x_name and x.grade = m.grade
    where x.number = :evidence_number and m.occupation_code = :occupation_code
"""

PATHWAY = Pathway(
    id="1plusx",
    title="直接认定",
    since=date(2021, 12, 31),
    clause=Clause("504", RECOGNITION, "取得 1+X 证书的学生可直接认定相应职业的等级"),
    evidence=EVIDENCE,
    details=DETAILS,
    needs="1+X 证书和 1+X 与职业对应表",
    figures=shared.ENROLMENT_FIGURES,
    readings=shared.ENROLMENT_READINGS,
    facts=(
        Fact(name="x_name", title="1+X 证书名称", values=("Web前端开发",)),
        Fact(name="grade", title="1+X 证书等级", values=("初级", "中级", "高级")),
        Fact(name="issued_on", title="1+X 证书发证日期", values=("2024-03-01", "2024-12-31")),
        Fact(name="valid_until", title="1+X 证书有效期至", values=(None, "2024-03-01", "2027-03-01")),
        Fact(name="approved_on", title="对应关系审批日期", values=(None, "2024-03-01", "2024-12-31")),
        Fact(name="withdrawn_on", title="对应关系撤销日期", values=(None, "2024-06-01", "2025-06-01")),
        Fact(name="approval_document", title="对应关系审批文号", values=(None, "示例〔2024〕1号")),
        Fact(name="mapping_place", title="对应职业的次序", type="integer", values=(None, 1, 2)),
        shared.IS_ENROLLED,
        Fact(name="is_staff", title="只有教职工身份", type="integer", values=(0, 1)),
        Fact(name="times_used", title="此证书已用于发证次数", type="integer", values=(None, 1)),
        shared.HELD_LEVEL,
        shared.HELD_LEVELS,
        shared.IS_TECHNICAL,
    ),
    requirements=(
        Requirement(
            id="issued-by-day",
            clause=Clause("504", RECOGNITION, "已取得 1+X 证书"),
            holds="issued_on <= :as_of",
            question="1+X 证书在基准日前已经发证",
            remedy="等证书发证后再认定，或核对发证日期",
            passes="2022-05-01 发证，2022-05-01 认定",
            fails="2022-05-01 发证，2022-04-30 认定",
        ),
        Requirement(
            id="x-valid",
            clause=Clause("504", RECOGNITION, "凭有效的 1+X 证书"),
            holds="coalesce(valid_until, '9999-12-31') >= :as_of",
            question="1+X 证书在基准日没有过期",
            remedy="证书过期的不能再认定；有效期登记有误的，更正后重新导入",
            passes="没有写有效期，或有效期至 2022-06-30，当天认定",
            fails="有效期至 2022-06-29，2022-06-30 认定",
        ),
        Requirement(
            id="mapping-exists",
            clause=Clause("504", RECOGNITION, "认定的是相应职业（工种）"),
            holds="occupation_code is not null",
            question="该证书名称和等级在对应表中有对应的职业",
            remedy="在“1+X 与职业对应表”中补上这一证书名称和等级，审批后导入",
            passes="对应表中有这一名称和等级",
            fails="对应表中没有这一名称或等级",
        ),
        Requirement(
            id="mapping-approved",
            clause=Clause("504", RECOGNITION, "认定的是相应职业（工种）"),
            holds="""
                occupation_code is null
                or (approved_on <= :as_of and coalesce(withdrawn_on, '9999-12-31') > :as_of)
            """,
            question="对应关系在基准日前已经审批，没有撤销",
            remedy="把对应关系报学校审批，填写审批日期和文号后重新导入对应表",
            unknown="对应关系没有审批日期",
            readings=("mapping-approval",),
            passes="2022-05-10 审批，当天认定",
            fails="2022-05-10 审批，2022-05-09 认定",
        ),
        shared.ENROLLED,
        Requirement(
            id="student",
            clause=Clause("504", RECOGNITION, "取得 1+X 证书的学生可直接认定"),
            holds=":reading_recognition_staff = 'students-and-staff' or is_staff = 0",
            question="不是只有教职工身份",
            remedy="教职工同时是本校学生的，核对名册中的学籍；主管部门准许教职工直接认定的，改口径 recognition-staff",
            readings=("recognition-staff",),
            passes="在职教职工，同时是 2021-09-01 入学、2024-06-30 毕业的学生，2024-06-30",
            fails="同一教职工，2024-07-01",
        ),
        Requirement(
            id="x-used-once",
            clause=Clause("504", "二(三)3", "避免重复统计"),
            holds="""
                :reading_x_once = 'every'
                or (coalesce(times_used, 0) = 0 and coalesce(mapping_place, 1) = 1)
            """,
            question="这本 1+X 证书没有发过证，且这个职业是它审批在先的对应职业",
            remedy="一本 1+X 证书只认定一个职业；要认定另一个职业的，先在对应表中撤销审批在先的一个",
            readings=("x-once",),
            passes="没有用过的证书，审批在先的职业",
            fails="已经凭它发过证，或对应的第二个职业",
        ),
        shared.NOT_HELD,
        shared.NOT_TECHNICAL,
    ),
    grants=(
        Grant(
            level=Level.SENIOR,
            when="grade in ('高级', '中级')",
            clause=Clause("504", RECOGNITION, "1+X 高级、中级证书认定高级工"),
        ),
        Grant(
            level=Level.INTERMEDIATE,
            when="grade = '初级'",
            clause=Clause("504", RECOGNITION, "1+X 初级证书认定中级工"),
        ),
    ),
)
