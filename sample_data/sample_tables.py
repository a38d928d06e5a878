"""Each file of the sample year as a page: title, header, rows, footer."""

from collections import Counter
from collections.abc import Sequence

from sample_college import (
    COLLEGE,
    DEPARTMENTS,
    UNAPPROVED,
    X_GRADES,
    X_ISSUERS,
    X_OCCUPATIONS,
    YEAR,
)
from sample_columns import (
    COURSE_COLUMNS,
    EXAM_COLUMNS,
    HELD_COLUMNS,
    MAPPING_COLUMNS,
    QUOTA_COLUMNS,
    RESULT_COLUMNS,
    ROSTER_COLUMNS,
    RULE_COLUMNS,
    STAFF_COLUMNS,
    TRAINING_COLUMNS,
    X_COLUMNS,
)
from sample_evidence import (
    ContestResult,
    CourseMark,
    HeldCertificate,
    XCertificate,
)
from sample_extras import ASSESSED, CONTEST, CONTEST_AWARDS, CONTEST_DOCUMENT, CONTEST_ON
from sample_people import College, Staff, Student
from sample_training import Attendance, ExamEntry
from sample_workbook import Page, Row

SIGNATURE = "制表人：示例制表人        填表日期：2024-12-01"


def roster_row(serial: int, student: Student) -> Row:
    """A row of the student roster."""
    person, major = student.person, student.major
    return (
        serial,
        student.number,
        person.name,
        person.sex,
        person.id_type,
        person.id_number,
        f"{person.born:%Y%m%d}",
        person.ethnicity or None,
        major.tier,
        major.department,
        major.name,
        student.class_name,
        f"{student.cohort}届",
        student.enrolled.isoformat(),
        student.graduates,
        student.remark or None,
    )


def roster(students: Sequence[Student]) -> Page:
    """The student roster."""
    return Page(
        sheet="学生名册",
        title=f"{COLLEGE}{YEAR}年度学生名册",
        note="填表说明：学号、证件号码、出生日期按文本填写；入学日期写作 2022-09-01；届别写作 2025届。",
        columns=ROSTER_COLUMNS,
        rows=[roster_row(serial, student) for serial, student in enumerate(students, start=1)],
        total=len(students),
        signature=SIGNATURE,
    )


def staff_list(staff: Sequence[Staff]) -> Page:
    """The staff roster."""
    rows = [
        (
            serial,
            one.number,
            one.person.name,
            one.person.sex,
            one.person.id_number,
            one.department,
            "教职工",
            one.hired,
        )
        for serial, one in enumerate(staff, start=1)
    ]
    title = f"{COLLEGE}教职工名册（{YEAR}年度）"
    return Page(
        sheet="教职工",
        title=title,
        columns=STAFF_COLUMNS,
        rows=rows,
        total=len(rows),
    )


def x_certificates(xs: Sequence[XCertificate]) -> Page:
    """The X certificates, under a header of two lines."""
    rows = [
        (
            serial,
            x.holder.person.name,
            x.holder.person.id_number,
            x.holder.department,
            x.holder.class_name or None,
            x.x_name,
            x.grade,
            x.number,
            x.issued.isoformat(),
            X_ISSUERS[x.x_name],
        )
        for serial, x in enumerate(xs, start=1)
    ]
    return Page(
        sheet="1+X证书",
        title=f"{COLLEGE}{YEAR}年1+X职业技能等级证书获证人员名单",
        note="填表说明：一人有多本证书的分行填写；证书等级填初级、中级、高级。",
        columns=X_COLUMNS,
        rows=rows,
        group="1+X职业技能等级证书",
        group_from=6,
        total=len(rows),
        signature=SIGNATURE,
    )


def x_mapping() -> Page:
    """The sample mapping from X certificates to occupations."""
    approval = ("2024-03-01", "示例审批人", "示例教字〔2024〕1号")
    rows = [
        (
            x_name,
            grade,
            occupation.code,
            occupation.name,
            *((None, None, None) if (x_name, grade) == UNAPPROVED else approval),
            "样例，非官方对应",
        )
        for x_name, occupations in X_OCCUPATIONS.items()
        for grade, occupation in zip(X_GRADES, occupations, strict=True)
    ]
    return Page(
        sheet="对应表",
        title=f"{COLLEGE}1+X证书与职业对应表（样例）",
        note="填表说明：本表为样例，不是官方对应关系；每行须经学校审批，未审批的行不作认定依据。",
        columns=MAPPING_COLUMNS,
        rows=rows,
        total=len(rows),
    )


def training(attendances: Sequence[Attendance]) -> Page:
    """Attendance at the training classes."""
    rows = [
        (
            one.held.number,
            one.held.name,
            one.trainee.person.name,
            one.trainee.person.id_number,
            one.day,
            one.hours,
            one.group,
            one.held.course.field,
            one.held.course.form,
        )
        for one in attendances
    ]
    return Page(
        sheet="培训出勤",
        title=f"{COLLEGE}{YEAR}年职业技能培训出勤表",
        columns=TRAINING_COLUMNS,
        rows=rows,
        total=len(rows),
        signature=SIGNATURE,
    )


SCHOOL_QUOTA = (600, 1120, 620, 760)


def shares(whole: int, weights: Sequence[int]) -> list[int]:
    """Split by weight with the largest remainders, so that the parts sum to the whole."""
    parts = [whole * weight // sum(weights) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(whole * weights[place] % sum(weights)))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def quotas(college: College) -> Page:
    """The year's tasks: the school's, then the departments'."""
    sizes = Counter(student.department for student in college.students)
    split = [shares(whole, [sizes[department] for department in DEPARTMENTS]) for whole in SCHOOL_QUOTA]
    received: Row = (YEAR, "示例教办〔2024〕50号", "2024-03-15")
    passed_on: Row = (YEAR, "示例校办〔2024〕12号", "2024-03-25")
    rows: list[Row] = [(*received, COLLEGE, *SCHOOL_QUOTA)]
    rows += [(*passed_on, department, *parts) for department, *parts in zip(DEPARTMENTS, *split, strict=True)]
    return Page(
        sheet="任务",
        title=f"{COLLEGE}{YEAR}年职业技能培训和取证任务分解表",
        note="填表说明：首行为上级下达学校的任务，其后为学校分解到各院系的任务，各院系之和等于学校任务。",
        columns=QUOTA_COLUMNS,
        rows=rows,
    )


SPELLINGS = {
    2: ("二级/技师", "技师"),
    3: ("三级/高级工", "三级／高级工", "高级工", "三级"),
    4: ("四级", "中级工", "四级/中级工"),
    5: ("五级/初级工", "五级"),
}


def held_certificates(held: Sequence[HeldCertificate]) -> Page:
    """Earlier certificates, with levels spelt in every usual way."""
    rows = [
        (
            one.holder.person.name,
            one.holder.person.id_number,
            one.kind,
            one.occupation.code,
            one.occupation.name,
            SPELLINGS[one.level][place % len(SPELLINGS[one.level])],
            one.number,
            f"{one.issued:%Y.%m.%d}",
            one.body,
        )
        for place, one in enumerate(held)
    ]
    return Page(
        sheet="已有证书",
        title=f"{COLLEGE}师生已有职业技能证书登记表",
        columns=HELD_COLUMNS,
        rows=rows,
        total=len(rows),
    )


def exam_marks(entries: Sequence[ExamEntry]) -> Page:
    """Marks of the examinations."""
    rows = [
        (
            entry.candidate.person.name,
            entry.candidate.person.id_number,
            entry.batch or None,
            entry.occupation.code,
            entry.occupation.name,
            entry.level,
            entry.day,
            entry.theory,
            entry.practice,
            entry.review,
            entry.kind,
        )
        for entry in entries
    ]
    return Page(
        sheet="成绩",
        title=f"{COLLEGE}{YEAR}年职业技能等级认定考试成绩",
        note="填表说明：缺考填“缺考”，违纪填“作弊”，零分填 0；补考只填补考科目的成绩。",
        columns=EXAM_COLUMNS,
        rows=rows,
        total=len(rows),
        signature=SIGNATURE,
    )


def course_marks(marks: Sequence[CourseMark]) -> Page:
    """Marks in courses that carry an occupational standard."""
    rows = [
        (
            one.student.number,
            one.student.person.name,
            one.student.person.id_number,
            one.term,
            one.course,
            one.kind,
            one.occupation.code,
            one.mark,
            ASSESSED[one.term],
        )
        for one in marks
    ]
    return Page(
        sheet="课程成绩",
        title=f"{COLLEGE}课证融通课程成绩",
        columns=COURSE_COLUMNS,
        rows=rows,
        total=len(rows),
    )


def contest_rules() -> Page:
    """The school's contest rules with the award table."""
    rows = [
        (
            CONTEST,
            award.event,
            award.occupation.code,
            award.occupation.name,
            CONTEST_DOCUMENT,
            award.rules_on.isoformat() if award.rules_on else None,
            CONTEST_ON.isoformat(),
            award.first,
            award.last,
            award.prize or None,
            award.level,
        )
        for award in CONTEST_AWARDS
    ]
    title = f"{COLLEGE}校级技能竞赛取证办法"
    return Page(sheet="竞赛办法", title=title, columns=RULE_COLUMNS, rows=rows, signature=SIGNATURE)


def contest_results(results: Sequence[ContestResult]) -> Page:
    """The rankings and prizes of the contest, event by event."""
    entrants = Counter(one.event for one in results)
    rows = [
        (
            one.holder.person.name,
            one.holder.person.id_number,
            CONTEST,
            one.event,
            one.rank,
            one.mark,
            one.prize or None,
            one.team or None,
            entrants[one.event],
        )
        for one in results
    ]
    return Page(
        sheet="竞赛成绩",
        title=f"{CONTEST}成绩表",
        columns=RESULT_COLUMNS,
        rows=rows,
        total=len(rows),
        signature=SIGNATURE,
    )
