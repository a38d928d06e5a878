"""直接认定: a 1+X certificate recognised as a level in the occupation that the approved mapping names.

Source: 教职成〔2021〕504号 二(三)2(2).
"""

from datetime import date

from hncert.domain.levels import Level
from hncert.law.clauses import Clause
from hncert.pathways.pathway import Fact, Grant, Pathway, Requirement

RECOGNITION = "二(三)2(2)"

EVIDENCE = """
    select x.person_id, m.occupation_code, x.number as evidence_number,
      x.x_name, x.grade, x.issued_on,
      m.approved_on, m.withdrawn_on, m.document as approval_document, m.place as mapping_place,
      e.is_enrolled, u.times_used, h.held_level,
      x.source_import, x.source_sheet, x.source_row
    from x_certificate x
    left join (
      select x_name, grade, occupation_code, approved_on, withdrawn_on, document,
        row_number() over (
          partition by x_name, grade
          order by
            case when approved_on <= :as_of and coalesce(withdrawn_on, '9999-12-31') > :as_of then 0 else 1 end,
            approved_on,
            occupation_code
        ) as place
      from x_mapping
    ) m on m.x_name = x.x_name and m.grade = x.grade
    left join (
      select person_id,
        max(case
          when coalesce(enrolled_on, :as_of) <= :as_of
            and coalesce(graduates_on, cast(cohort as text) || '-06-30', :as_of) >= :as_of then 1
          else 0
        end) as is_enrolled
      from enrolment
      where role in ('student', 'staff')
      group by person_id
    ) e on e.person_id = x.person_id
    left join (
      select c.evidence_number, count(*) as times_used
      from certificate c
      left join certificate_void v on v.certificate_number = c.certificate_number and v.voided_on <= :as_of
      where c.pathway = '1plusx' and c.issued_on <= :as_of and v.certificate_number is null
      group by c.evidence_number
    ) u on u.evidence_number = x.number
    left join (
      select person_id, occupation_code, max(level) as held_level
      from (
        select c.person_id, c.occupation_code, c.level
        from certificate c
        left join certificate_void v on v.certificate_number = c.certificate_number and v.voided_on <= :as_of
        where c.issued_on <= :as_of and v.certificate_number is null
        union all
        select person_id, occupation_code, level
        from prior_certificate
        where issued_on <= :as_of
      ) held
      group by person_id, occupation_code
    ) h on h.person_id = x.person_id and h.occupation_code = m.occupation_code
"""

PATHWAY = Pathway(
    id="1plusx",
    title="直接认定",
    since=date(2021, 12, 31),
    clause=Clause("504", RECOGNITION, "取得 1+X 证书的学生可直接认定相应职业的等级"),
    evidence=EVIDENCE,
    facts=(
        Fact(name="x_name", title="1+X 证书名称"),
        Fact(name="grade", title="1+X 证书等级"),
        Fact(name="issued_on", title="1+X 证书发证日期"),
        Fact(name="approved_on", title="对应关系审批日期"),
        Fact(name="withdrawn_on", title="对应关系撤销日期"),
        Fact(name="approval_document", title="对应关系审批文号"),
        Fact(name="mapping_place", title="对应职业的次序", type="integer"),
        Fact(name="is_enrolled", title="基准日在籍在职", type="integer"),
        Fact(name="times_used", title="此证书已用于发证次数", type="integer"),
        Fact(name="held_level", title="同一职业已持有的最高等级", type="integer"),
    ),
    requirements=(
        Requirement(
            id="issued-by-day",
            clause=Clause("504", RECOGNITION, "已取得 1+X 证书"),
            holds="issued_on <= :as_of",
            question="1+X 证书在基准日前已经发证",
            remedy="等证书发证后再认定，或核对发证日期",
        ),
        Requirement(
            id="mapping-exists",
            clause=Clause("504", RECOGNITION, "认定的是相应职业（工种）"),
            holds="occupation_code is not null",
            question="该证书名称和等级在对应表中有对应的职业",
            remedy="在“1+X 与职业对应表”中补上这一证书名称和等级，审批后导入",
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
        ),
        Requirement(
            id="enrolled",
            clause=Clause("504", "二(一)1", "院校类评价机构面向本校学生和在职教职工"),
            holds="is_enrolled = 1",
            question="基准日是本校在籍学生或在职教职工",
            readings=("enrolment-dates", "graduating-year"),
            remedy="核对名册中的入学（入职）日期和毕业（离职）日期",
            unknown="名册中没有此人的学籍或教职工记录，请先导入名册",
        ),
        Requirement(
            id="x-used-once",
            clause=Clause("504", "二(三)3", "避免重复统计"),
            holds="coalesce(times_used, 0) = 0 and coalesce(mapping_place, 1) = 1",
            question="这本 1+X 证书没有发过证，且这个职业是它审批在先的对应职业",
            remedy="一本 1+X 证书只认定一个职业；要认定另一个职业的，先在对应表中撤销审批在先的一个",
            readings=("x-once",),
        ),
        Requirement(
            id="not-held",
            clause=Clause("504", "三(二)", "同一人员同一职业同一等级的补贴不得重复申领"),
            holds="coalesce(held_level, -1) < level",
            question="此人在该职业尚未持有同级或更高等级的证书",
            remedy="不需要再认定；已有证书登记有误的，更正后重新导入“已有证书”",
            readings=("held-level",),
        ),
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
