"""Writes one fictional Henan college year into a folder: python sample_data/generate.py [DIR]."""

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import sample_batch_tables as batch_tables
import sample_extras as extras
import sample_tables as tables
from sample_dirty import dirty_roster, write_gbk_roster
from sample_evidence import contest_results, course_marks, earlier_certificates, issue_x
from sample_people import College, populate
from sample_training import attendance, examinations, training_classes
from sample_workbook import Page, page_filler, save

SEED = 504


def pages(rng: Random, college: College) -> dict[str, Page]:
    """The good files by name."""
    xs = issue_x(rng, college)
    held = earlier_certificates(rng, college, xs)
    classes = training_classes(rng, college)
    attended = attendance(rng, classes)
    sittings = examinations(rng, college, classes)
    marks = course_marks(rng, college)
    results = contest_results(rng, college)
    # Draws for later files follow those for earlier ones, which keep their rows.
    sittings += extras.late_sittings(rng, college, classes, sittings)
    marks += extras.more_marks(rng, college, marks)
    results += extras.more_results(rng, college)
    registered = extras.registrations(rng, sittings)
    honoured = extras.honours(rng, college, sittings)
    return {
        "01-学生名册.xlsx": tables.roster(college.students),
        "02-教职工名册.xlsx": tables.staff_list(college.staff),
        "03-1+X证书.xlsx": tables.x_certificates(xs),
        "04-1+X与职业对应表.xlsx": tables.x_mapping(),
        "05-培训班出勤.xlsx": tables.training(attended),
        "06-年度任务.xlsx": tables.quotas(college),
        "07-已有证书.xlsx": tables.held_certificates(held),
        "08-考试成绩.xlsx": tables.exam_marks(sittings),
        "09-课程成绩.xlsx": tables.course_marks(marks),
        "10-竞赛办法.xlsx": tables.contest_rules(),
        "11-竞赛成绩.xlsx": tables.contest_results(results),
        "12-认定计划.xlsx": batch_tables.batch_plans(),
        "13-认定报名.xlsx": batch_tables.registration_list(registered),
        "14-培训班.xlsx": batch_tables.class_list(classes),
        "15-荣誉.xlsx": batch_tables.honour_list(honoured),
        "16-备案职业.xlsx": batch_tables.filed_occupations(),
        "17-课证融通课程对应表.xlsx": batch_tables.course_mapping(),
        "18-评价规范.xlsx": batch_tables.specifications(),
        "19-届别的毕业学年.xlsx": batch_tables.cohorts(),
    }


def generate(folder: Path) -> list[Path]:
    """Write every file into the folder; the same bytes every time."""
    rng = Random(SEED)
    college = populate(rng)
    written = [save(folder / name, page_filler(page)) for name, page in pages(rng, college).items()]
    dirty = folder / "dirty"
    behind_empty = page_filler(dirty_roster(college.students), empty_first=True)
    written.append(save(dirty / "脏数据-学生名册.xlsx", behind_empty))
    written.append(write_gbk_roster(dirty / "脏数据-学生名册-GBK.csv", college.students))
    return written


def main(argv: Sequence[str]) -> int:
    """Generate into the folder named, else beside this script."""
    folder = Path(argv[0]) if argv else Path(__file__).resolve().parent
    generate(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
