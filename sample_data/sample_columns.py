"""The columns of each file."""

from sample_workbook import Column

SERIAL = Column("序号", 7)
NAME = Column("姓名", 16)
ID_NUMBER = Column("证件号码", 22, "text")
OCCUPATION_CODE = Column("职业编码", 14, "text")
OCCUPATION_NAME = Column("职业名称", 24)
BATCH_NUMBER = Column("批次号", 10, "text")
ROSTER_COLUMNS = (
    SERIAL,
    Column("学号", 15, "text"),
    NAME,
    Column("性别", 6),
    Column("证件类型", 22),
    ID_NUMBER,
    Column("出生日期", 11, "text"),
    Column("民族", 10),
    Column("层次", 7),
    Column("院系", 16),
    Column("专业", 26),
    Column("班级", 32),
    Column("届别", 9),
    Column("入学日期", 12, "text"),
    Column("预计毕业日期", 14, "date"),
    Column("备注", 12),
)

STAFF_COLUMNS = (
    SERIAL,
    Column("工号", 10, "text"),
    NAME,
    Column("性别", 6),
    Column("身份证号", 22, "text"),
    Column("部门", 20),
    Column("人员类别", 10),
    Column("入职日期", 13, "date"),
)
X_COLUMNS = (
    SERIAL,
    NAME,
    ID_NUMBER,
    Column("院系", 18),
    Column("班级", 32),
    Column("证书名称", 26),
    Column("证书等级", 10),
    Column("证书编号", 16, "text"),
    Column("发证日期", 12, "text"),
    Column("培训评价组织", 18),
)
MAPPING_COLUMNS = (
    Column("X证书名称", 26),
    Column("X证书等级", 11),
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("审批日期", 12, "text"),
    Column("审批人", 14),
    Column("审批文号", 22),
    Column("备注", 18),
)
TRAINING_COLUMNS = (
    Column("培训班编号", 13, "text"),
    Column("培训班名称", 46),
    NAME,
    ID_NUMBER,
    Column("出勤日期", 13, "date"),
    Column("学时", 7),
    Column("培训对象类别", 20),
    Column("重点领域", 12),
    Column("培训形式", 10),
)
QUOTA_COLUMNS = (
    Column("年度", 8),
    Column("文号", 24),
    Column("下达日期", 12, "text"),
    Column("单位", 28),
    Column("培训人次", 11),
    Column("取证人数", 11),
    Column("其中高技能", 12),
    Column("1+X证书", 11),
)
HELD_COLUMNS = (
    NAME,
    ID_NUMBER,
    Column("证书类别", 18),
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("职业技能等级", 16),
    Column("证书编号", 26, "text"),
    Column("发证日期", 12, "text"),
    Column("发证机构", 22),
)
EXAM_COLUMNS = (
    NAME,
    ID_NUMBER,
    BATCH_NUMBER,
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("申报等级", 14),
    Column("考试日期", 13, "date"),
    Column("理论成绩", 10),
    Column("技能成绩", 10),
    Column("综合评审", 10),
    Column("考试类型", 10),
)
COURSE_COLUMNS = (
    Column("学号", 15, "text"),
    NAME,
    ID_NUMBER,
    Column("学期", 14, "text"),
    Column("课程名称", 24),
    Column("课程类别", 10),
    Column("对应职业编码", 14, "text"),
    Column("成绩", 8),
    Column("考核日期", 13, "date"),
)
RULE_COLUMNS = (
    Column("竞赛名称", 46),
    Column("项目", 18),
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("办法文号", 22),
    Column("办法日期", 12, "text"),
    Column("竞赛日期", 12, "text"),
    Column("名次起", 8),
    Column("名次止", 8),
    Column("奖项", 10),
    Column("职业技能等级", 16),
)
RESULT_COLUMNS = (
    NAME,
    ID_NUMBER,
    Column("竞赛名称", 46),
    Column("项目", 18),
    Column("名次", 8),
    Column("成绩", 8),
    Column("奖项", 10),
    Column("团队", 12),
    Column("参赛人数", 10),
)
PLAN_COLUMNS = (
    BATCH_NUMBER,
    Column("取证途径", 12),
    Column("标准版本", 10),
    Column("计划考核日期", 14, "date"),
    Column("培训说明日期", 14, "date"),
    Column("培训说明签字人", 16),
    Column("文号", 22),
    Column("专业评估论证文号", 22),
)
REGISTRATION_COLUMNS = (
    SERIAL,
    NAME,
    ID_NUMBER,
    BATCH_NUMBER,
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("申报等级", 14),
    Column("考生来源", 16),
    Column("文化程度", 12),
    Column("从业年限", 10),
    Column("报名日期", 13, "date"),
)
CLASS_COLUMNS = (
    Column("培训班编号", 13, "text"),
    Column("培训班名称", 46),
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("重点领域", 12),
    Column("培训形式", 10),
    Column("开班日期", 13, "date"),
    Column("结业日期", 13, "date"),
    Column("总学时", 8),
)
HONOUR_COLUMNS = (
    NAME,
    ID_NUMBER,
    Column("荣誉名称", 16),
    Column("授予日期", 13, "date"),
    Column("荣誉类别", 10),
    Column("表彰文号", 22),
    Column("授予单位", 28),
)
FILED_COLUMNS = (
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("备案等级", 14),
    Column("备案日期", 13, "date"),
    Column("备案有效期至", 14, "date"),
    Column("备案文号", 22),
    Column("职业标准", 40),
)
COURSE_MAPPING_COLUMNS = (
    Column("课程名称", 24),
    Column("课程类别", 10),
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("适用专业", 20),
    Column("审批日期", 13, "date"),
    Column("审批人", 12),
    Column("审批文号", 22),
    Column("撤销日期", 13, "date"),
)
SPECIFICATION_COLUMNS = (
    OCCUPATION_CODE,
    OCCUPATION_NAME,
    Column("规范名称", 36),
    Column("版本", 8, "text"),
    Column("编制单位", 28),
    Column("评审专家人数", 14),
    Column("评审日期", 13, "date"),
    Column("备案日期", 13, "date"),
    Column("备案号", 22),
)
COHORT_COLUMNS = (
    Column("届别", 9),
    Column("预计毕业日期", 14, "date"),
    Column("毕业学年起", 13, "date"),
    Column("毕业学年止", 13, "date"),
    Column("文号", 22),
)
