"""1+X certificates that students and staff hold."""

from hncert.domain import dates
from hncert.domain.finding import Severity
from hncert.tables.parsers import code, one_of
from hncert.tables.people import AGREE, SAME_NAME, WHO, everyone
from hncert.tables.table import Column, Conflict, Table

GRADES = {
    "初级": ("X初级", "初级证书"),
    "中级": ("X中级", "中级证书"),
    "高级": ("X高级", "高级证书"),
}
GRADE = Column(
    name="grade",
    header="证书等级",
    also=("X证书等级", "1+X证书等级", "等级", "级别", "证书级别", "1+X等级"),
    parse=one_of(GRADES, "unknown-x-grade"),
    required=True,
    note="1+X 的初级、中级、高级",
)
X_NAME = Column(
    name="x_name",
    header="证书名称",
    also=("X证书名称", "1+X证书名称", "职业技能等级证书名称", "1+X职业技能等级证书名称", "1+X名称"),
    required=True,
    example="Web前端开发",
)

TABLE = Table(
    id="x_certificates",
    title="1+X 证书",
    target="x_certificate",
    key=("number",),
    needs=(("id_number",), ("name",), ("x_name",), ("grade",), ("number",), ("issued_on",)),
    fixed=("person_id",),
    columns=(
        *WHO,
        X_NAME,
        GRADE,
        Column(
            name="number",
            header="证书编号",
            parse=code,
            also=("X证书编号", "1+X证书编号", "证书号", "证书号码", "1+X编号"),
            required=True,
            example="X202400001",
            note="文本格式",
        ),
        Column(
            name="issued_on",
            header="发证日期",
            also=("颁证日期", "发证时间", "取证日期", "获证日期", "证书日期", "1+X发证日期"),
            parse=dates.parse,
            required=True,
            example="2024-05-20",
        ),
        Column(
            name="valid_until",
            header="有效期至",
            also=("证书有效期", "有效期", "有效期限", "证书有效期至", "到期日期"),
            parse=dates.parse,
            note="长期有效的留空",
        ),
        Column(name="issuer", header="培训评价组织", also=("评价组织", "颁证单位", "发证机构", "发证单位")),
    ),
    conflicts=(
        *AGREE,
        SAME_NAME,
        Conflict(
            rule="x-grade-changed",
            column="grade",
            severity=Severity.WARNING,
            sql="""
                select s.at, s.grade as value, '原为 ' || x.grade as expected
                from staged s
                join x_certificate x on x.number = s.number
                where x.grade <> s.grade
            """,
            message="1+X 证书等级有更正，认定的等级会随之改变",
            remedy="按证书原件核对；更正属实的，重新运行 hncert certify",
            clause="504 二(三)2(2)",
        ),
    ),
    eligible=everyone("student", "staff"),
)
