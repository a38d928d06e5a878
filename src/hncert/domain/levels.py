"""Skill levels: `Level` rises with skill while the printed digit falls.

Source: the printed wording "级/等级名称" of 人社鉴发〔2021〕1号.
"""

import re
import unicodedata
from enum import IntEnum

from hncert.domain.finding import Problem


class Level(IntEnum):
    """职业技能等级; compare with `>=`: 高级工及以上 is `level >= Level.SENIOR`."""

    APPRENTICE = 0
    JUNIOR = 1
    INTERMEDIATE = 2
    SENIOR = 3
    TECHNICIAN = 4
    SENIOR_TECHNICIAN = 5
    SPECIAL_TECHNICIAN = 6
    CHIEF_TECHNICIAN = 7

    @property
    def printed_grade(self) -> str:
        """The digit on certificates, "5" to "1"; empty for grades that have none."""
        return str(6 - self) if Level.JUNIOR <= self <= Level.SENIOR_TECHNICIAN else ""

    @property
    def label(self) -> str:
        """The wording people use, such as "三级/高级工"."""
        return LABELS[self]


LABELS = {
    Level.APPRENTICE: "学徒工",
    Level.JUNIOR: "五级/初级工",
    Level.INTERMEDIATE: "四级/中级工",
    Level.SENIOR: "三级/高级工",
    Level.TECHNICIAN: "二级/技师",
    Level.SENIOR_TECHNICIAN: "一级/高级技师",
    Level.SPECIAL_TECHNICIAN: "特级技师",
    Level.CHIEF_TECHNICIAN: "首席技师",
}
PRINTED_LEVELS = (
    Level.JUNIOR,
    Level.INTERMEDIATE,
    Level.SENIOR,
    Level.TECHNICIAN,
    Level.SENIOR_TECHNICIAN,
)


def _spellings(level: Level) -> set[str]:
    numeral, _, name = level.label.rpartition("/")
    forms = {name, level.label.replace("/", "")}
    if numeral:
        forms |= {numeral, level.printed_grade, f"{level.printed_grade}级", f"{name}{numeral}"}
    return forms


SPELLINGS = {spelling: level for level in Level for spelling in _spellings(level)}


def parse(text: str) -> int | Problem:
    """Read a level as rosters spell it (`3`, `三级`, `高级工`, `三级／高级工`, `高级工(三级)`).

    The bare 1+X words 初级, 中级 and 高级 are refused: they are X grades, not levels.
    """
    squeezed = re.sub(r"[\s/()]", "", unicodedata.normalize("NFKC", text))
    level = SPELLINGS.get(squeezed)
    if level is not None:
        return int(level)
    return Problem(
        rule="unknown-level",
        message="职业技能等级无法识别",
        expected="、".join(Level(level).label for level in PRINTED_LEVELS),
        remedy="按“三级/高级工”的写法填写；1+X 的初级、中级、高级不是职业技能等级",
    )
