"""Files with one mistake each in their cells, named after it; run this file to write them anew."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from hncert.domain.id_numbers import check_digit

HERE = Path(__file__).parent
HEADER = ("学号", "姓名", "证件号码", "层次", "院系", "专业", "班级", "入学日期", "预计毕业日期")
EXAM = ("姓名", "证件号码", "职业编码", "申报等级", "考试日期", "理论成绩", "技能成绩")
Rows = list[list[Any]]


def number(serial: int, born: date = date(2004, 3, 15)) -> str:
    """A fictional identity number of address code 410000."""
    body = f"410000{born:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


def student(serial: int, name: str = "", **changes: Any) -> list[Any]:
    """A row under HEADER, some of its cells changed."""
    who = (f"2022{serial:06d}", name or "张李王赵钱孙周吴郑冯陈褚"[serial % 12] + "同学", number(serial))
    where = ("专科", "信息学院", "软件", "软件2201", "2022-09-01", "2025-06-30")
    return list({**dict(zip(HEADER, (*who, *where), strict=True)), **changes}.values())


def exam(serial: int, theory: Any, level: str = "三级", occupation: str = "4-04-05-01") -> list[Any]:
    """A row under EXAM."""
    return [student(serial)[1], number(serial), occupation, level, "2024-06-15", theory, 70]


def wide(text: str) -> str:
    """ASCII in full width."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


GOOD = student(1)
N2 = number(2)
OLD = N2[:6] + N2[8:17]
FILES: dict[str, tuple[Rows, list[tuple[int, str]]]] = {
    "证件号码存成数字": (
        [list(HEADER), GOOD, student(2, 证件号码=int(N2[:15] + "000"))],
        [(3, "id-numeric")],
    ),
    "证件号码成了科学计数法": ([list(HEADER), GOOD, student(2, 证件号码="4.1E+17")], [(3, "id-numeric")]),
    "证件号码错一位": ([list(HEADER), GOOD, student(2, 证件号码=N2[:9] + "9" + N2[10:])], [(3, "id-check-digit")]),
    "证件号码的零写成字母O": ([list(HEADER), GOOD, student(2, 证件号码=N2[:10] + "O" + N2[11:])], [(3, "id-form")]),
    "十五位旧号码": ([list(HEADER), GOOD, student(2, 证件号码=OLD)], [(3, "id-fifteen")]),
    "证件号码少一位": ([list(HEADER), GOOD, student(2, 证件号码=N2[:17])], [(3, "id-form")]),
    "全角数字夹空格带撇号": (
        [list(HEADER), GOOD, student(2, 证件号码="'" + wide(N2[:6]) + " " + N2[6:] + "\t")],
        [(3, "id-rewritten")],
    ),
    "前导零的编码": ([list(HEADER), student(1, 学号="0012"), student(2, 学号="0013")], []),
    "生僻字没有打出来": (
        [list(HEADER), student(1, "王?"), student(2, "张□"), student(3, "李yan"), student(4, "赵\ue123")],
        [(2, "doubtful-name"), (3, "doubtful-name"), (4, "doubtful-name"), (5, "doubtful-name")],
    ),
    "生僻字䶮和㛃": ([list(HEADER), student(1, "王䶮"), student(2, "李㛃")], []),
    "间隔号写法各异": (
        [
            list(HEADER),
            *(student(at, f"古丽{dot}买买提{at}"[:-1] + "甲乙丙丁戊己庚辛"[at]) for at, dot in enumerate("·•‧・･∙⋅．")),
        ],
        [(at, "tidied-name") for at in range(3, 10)],
    ),
    "姓名中间有空格": (
        [list(HEADER), student(1, "张　三"), student(2, "李 四")],
        [(2, "tidied-name"), (3, "tidied-name")],
    ),
    "标题说明合计空行和重复表头": (
        [
            ["某某学院学生名册"],
            ["说明：请勿改动表头"],
            list(HEADER),
            GOOD,
            [],
            list(HEADER),
            student(2),
            ["合计", "2人"],
            ["制表人："],
        ],
        [],
    ),
    "同一人出现两次": ([list(HEADER), GOOD, GOOD, student(2)], []),
    "同一人两行内容不同": (
        [list(HEADER), GOOD, student(1, 院系="机电学院")],
        [(2, "repeated-row"), (3, "repeated-row")],
    ),
    "一个号码两个姓名": (
        [list(HEADER), GOOD, student(2, "李四", 证件号码=number(1))],
        [(2, "id-two-names"), (3, "id-two-names")],
    ),
    "一个学号两个人": (
        [list(HEADER), GOOD, student(2, "李四", 学号="2022000001")],
        [(2, "number-two-people"), (3, "number-two-people")],
    ),
    "同名同生日两个号码": ([list(HEADER), student(1, "张三"), student(3, "张三")], [(3, "id-namesake")]),
    "性别与号码不符": ([[*HEADER, "性别"], [*GOOD, "女"], [*student(2), "女"]], [(2, "id-sex")]),
    "出生日期与号码不符": (
        [[*HEADER, "出生日期"], [*GOOD, "2004-03-16"], [*student(2), "2004-03-15"]],
        [(2, "id-birth")],
    ),
    "日期写法各异": (
        [
            list(HEADER),
            *(
                student(at, 入学日期=day)
                for at, day in enumerate(
                    (
                        "2022-9-1",
                        "2022.9",
                        "2022/09/01",
                        "20220901",
                        "二〇二二年九月一日",
                        "2022年9月",
                        44805,
                        datetime(2022, 9, 1),
                        date(2022, 9, 1),
                        "２０２２年９月１日",
                    ),
                )
            ),
        ],
        [],
    ),
    "月份可能被截掉零": ([list(HEADER), GOOD, student(2, 预计毕业日期="2025.1")], [(3, "bad-date")]),
    "等级写法各异": (
        [
            list(EXAM),
            *(
                exam(at, 80, level)
                for at, level in enumerate(("3", "三级", "高级工", "三级/高级工", "三级／高级工", "高级工(三级)"))
            ),
        ],
        [],
    ),
    "把1+X等级当成技能等级": ([list(EXAM), exam(1, 80), exam(2, 80, "高级")], [(3, "unknown-level")]),
    "职业写成名称和旧名": ([list(EXAM), exam(1, 80), exam(2, 80, occupation="计算机程序设计员")], []),
    "职业写错": ([list(EXAM), exam(1, 80), exam(2, 80, occupation="计算机程序设汁员")], [(3, "unknown-occupation")]),
    "缺考作弊和零分": ([list(EXAM), exam(1, "缺考"), exam(2, "作弊"), exam(3, 0), exam(4, "59.5分")], []),
    "成绩超过一百": ([list(EXAM), exam(1, 80), exam(2, 101)], [(3, "bad-score")]),
    "两行合并的表头": (
        [
            ["某某学院1+X证书登记表"],
            ["序号", "姓名", "证件号码", "1+X职业技能等级证书"],
            [None, None, None, "证书名称", "证书等级", "证书编号", "发证日期"],
            [1, "张同学", number(1), "Web前端开发", "中级", "X1", "2024-05-20"],
            [2, "李同学", number(2), "Web前端开发", "初级", "X2", "2024-05-20"],
        ],
        [],
    ),
    "一个工作簿几张表": ([list(HEADER), GOOD, student(2)], []),
    "几张表互相矛盾": ([list(HEADER), GOOD, student(2)], [(2, "repeated-row")]),
    "一人两个学号": (
        [list(HEADER), GOOD, student(1, 学号="2022000009"), student(2)],
        [(2, "two-numbers-in-file"), (3, "two-numbers-in-file")],
    ),
    "技工院校学生": ([list(HEADER), GOOD, student(2, 层次="技工院校")], [(3, "technical-college")]),
}

MERGED = {"两行合并的表头": ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:G2")}
FURTHER: dict[str, dict[str, Rows]] = {
    "一个工作簿几张表": {"说明": [["填表说明：按学期报送"]], "成绩": [list(EXAM), exam(1, 80), exam(2, 75)]},
    "几张表互相矛盾": {"表二": [list(HEADER), student(1, 院系="机电学院")]},
}
"""Cells merged in the first sheet, and the sheets that follow it."""


def write(folder: Path) -> list[Path]:
    """Write every file; answer the paths."""
    written = []
    for name, (rows, _) in FILES.items():
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "表"
        for row in rows:
            sheet.append(row)
        for area in MERGED.get(name, ()):
            sheet.merge_cells(area)
        for title, others in FURTHER.get(name, {}).items():
            further = book.create_sheet(title)
            for row in others:
                further.append(row)
        written.append(folder / f"{name}.xlsx")
        book.save(written[-1])
    return written


if __name__ == "__main__":
    write(HERE)
