"""The files of the batches and of what the school filed, as pages."""

from collections.abc import Sequence
from datetime import date, timedelta

from sample_college import (
    BIM_TECHNICIAN,
    CAR_ASSEMBLER,
    COLLEGE,
    E_COMMERCE,
    ELDERLY_CARER,
    HEALTH_CARER,
    LOGISTICS,
    MARKETER,
    NETWORK_OPERATOR,
    PROGRAMMER,
    ROBOT_MAINTAINER,
    ROBOT_OPERATOR,
    TEA_SPECIALIST,
    YEAR,
    Occupation,
)
from sample_columns import (
    CLASS_COLUMNS,
    COHORT_COLUMNS,
    COURSE_MAPPING_COLUMNS,
    FILED_COLUMNS,
    HONOUR_COLUMNS,
    PLAN_COLUMNS,
    REGISTRATION_COLUMNS,
    SPECIFICATION_COLUMNS,
)
from sample_evidence import COURSES
from sample_extras import NURSING_COURSES, Honour, Registration
from sample_people import SPRING_LEAVING
from sample_training import BATCHES, TrainingClass
from sample_workbook import Cell, Page, Row

SIGNER = "示例审批人"


def batch_plans() -> Page:
    """Two batches of spring, two of autumn, each by its edition of the standards."""
    rows: list[Row] = [
        (
            batch.number,
            "考试考核",
            batch.edition,
            batch.day,
            batch.statement,
            SIGNER if batch.statement else None,
            f"示例教评〔2024〕{place}号",
            batch.evaluation or None,
        )
        for place, batch in enumerate(BATCHES, start=11)
    ]
    return Page(sheet="认定计划", title=f"{COLLEGE}{YEAR}年认定计划", columns=PLAN_COLUMNS, rows=rows)


def registration_list(registrations: Sequence[Registration]) -> Page:
    """Who applied to which batch."""
    rows: list[Row] = [
        (
            serial,
            one.entry.candidate.person.name,
            one.entry.candidate.person.id_number,
            one.entry.batch,
            one.entry.occupation.code,
            one.entry.occupation.name,
            one.entry.level,
            one.source,
            one.education,
            one.work_years,
            one.day,
        )
        for serial, one in enumerate(registrations, start=1)
    ]
    title = f"{COLLEGE}{YEAR}年职业技能等级认定报名汇总表"
    return Page(sheet="认定报名", title=title, columns=REGISTRATION_COLUMNS, rows=rows, total=len(rows))


def class_list(classes: Sequence[TrainingClass]) -> Page:
    """The training classes with the occupation of each."""
    rows: list[Row] = [
        (
            held.number,
            held.name,
            held.course.occupation.code,
            held.course.occupation.name,
            held.course.field,
            held.course.form,
            held.sessions[0][0],
            held.sessions[-1][0],
            sum(hours for _, hours in held.sessions),
        )
        for held in classes
    ]
    return Page(sheet="培训班", title=f"{COLLEGE}{YEAR}年培训班一览表", columns=CLASS_COLUMNS, rows=rows)


def honour_list(honours: Sequence[Honour]) -> Page:
    """Honours of students."""
    rows: list[Row] = [
        (
            one.student.person.name,
            one.student.person.id_number,
            one.title,
            one.day,
            "校级",
            f"示例学字〔{one.day.year}〕5号",
            COLLEGE,
        )
        for one in honours
    ]
    return Page(sheet="荣誉", title=f"{COLLEGE}学生荣誉登记表", columns=HONOUR_COLUMNS, rows=rows, total=len(rows))


FILED_ON, EXPIRED_ON = date(2023, 9, 1), date(2024, 9, 30)
LEVELS = {3: "三级/高级工", 4: "四级/中级工", 5: "五级/初级工"}
FILED = {
    PROGRAMMER: (3, 4, 5),
    NETWORK_OPERATOR: (3, 4),
    ROBOT_MAINTAINER: (3, 4),
    ROBOT_OPERATOR: (4,),
    E_COMMERCE: (3, 4),
    LOGISTICS: (3, 4),
    MARKETER: (4,),
    ELDERLY_CARER: (3, 4, 5),
    BIM_TECHNICIAN: (3, 4),
    TEA_SPECIALIST: (3, 4),
    CAR_ASSEMBLER: (3, 4),
}
WITHOUT_STANDARD = (BIM_TECHNICIAN, ROBOT_OPERATOR)


def filed_occupations() -> Page:
    """What the body has filed: 健康照护师 is missing, 汽车装调工 has expired, two have no national standard."""
    rows: list[Row] = [
        (
            occupation.code,
            occupation.name,
            LEVELS[level],
            FILED_ON,
            EXPIRED_ON if occupation == CAR_ASSEMBLER else None,
            "示例人社备〔2023〕9号",
            None if occupation in WITHOUT_STANDARD else f"{occupation.name}国家职业标准（示例）",
        )
        for occupation, levels in FILED.items()
        for level in levels
    ]
    return Page(sheet="备案职业", title=f"{COLLEGE}备案职业（工种）及等级", columns=FILED_COLUMNS, rows=rows)


MAPPED_ON, MAPPED_LATE, WITHDRAWN_ON = date(2023, 8, 28), date(2024, 7, 5), date(2023, 12, 1)
MAPPED_MAJORS = {
    ROBOT_MAINTAINER: "工业机器人技术",
    E_COMMERCE: "电子商务",
    LOGISTICS: "现代物流管理",
    BIM_TECHNICIAN: "建筑工程技术",
    ELDERLY_CARER: "智慧健康养老服务与管理",
    HEALTH_CARER: "护理",
}


def _mapped(course: str, kind: str, occupation: Occupation, approved: date, withdrawn: date | None = None) -> Row:
    major: Cell = MAPPED_MAJORS.get(occupation)
    approval: Row = (approved, SIGNER, f"示例教字〔{approved.year}〕8号")
    return (course, kind, occupation.code, occupation.name, major, *approval, withdrawn)


def course_mapping() -> Page:
    """Which courses carry which standard: one occupation approved after the courses, one mapped in theory alone."""
    rows = [
        _mapped(course, kind, occupation, MAPPED_LATE if occupation == BIM_TECHNICIAN else MAPPED_ON)
        for occupation, courses in COURSES.items()
        for _, course, kind in courses
    ]
    rows += [_mapped(course, kind, HEALTH_CARER, MAPPED_ON) for _, course, kind in NURSING_COURSES]
    rows.append(_mapped("社区护理实训", "实践", ELDERLY_CARER, MAPPED_ON, WITHDRAWN_ON))
    return Page(
        sheet="课程对应表",
        title=f"{COLLEGE}课证融通课程对应表（样例）",
        note="填表说明：适用专业空白表示不限专业；改了对应的，原来那一行填撤销日期。",
        columns=COURSE_MAPPING_COLUMNS,
        rows=rows,
    )


def specifications() -> Page:
    """Specifications of the occupations without a national standard, one of them reviewed by too few."""
    rows: list[Row] = [
        (
            occupation.code,
            occupation.name,
            f"{occupation.name}评价规范（示例）",
            "2024",
            COLLEGE,
            experts,
            reviewed,
            reviewed + timedelta(days=20),
            f"示例备〔2024〕{experts}号",
        )
        for occupation, experts, reviewed in (
            (BIM_TECHNICIAN, 7, date(2024, 1, 15)),
            (ROBOT_OPERATOR, 4, date(2024, 1, 16)),
        )
    ]
    return Page(sheet="评价规范", title=f"{COLLEGE}评价规范一览表", columns=SPECIFICATION_COLUMNS, rows=rows)


def cohorts() -> Page:
    """The class that leaves in winter has its own 毕业学年."""
    rows: list[Row] = [("2025届", SPRING_LEAVING, date(2024, 1, 11), SPRING_LEAVING, "示例教字〔2024〕2号")]
    return Page(sheet="毕业学年", title=f"{COLLEGE}春季班毕业学年登记表", columns=COHORT_COLUMNS, rows=rows)
