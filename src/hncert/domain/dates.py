"""Days and months as people write them; ISO text inside."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hncert.domain.finding import Problem

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-./年](\d{1,2})月?|(\d{2}))", re.ASCII)
_NUMERALS = re.compile(r"[Oo0]*[〇○◯零一二三四五六七八九十][Oo0〇○◯零一二三四五六七八九十]*")
"""Chinese numerals, their zeros also as the letter or the digit that keyboards have."""
_DIGITS = str.maketrans("Oo〇○◯零一二三四五六七八九", "000000123456789")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_SERIALS = range(21000, 60000)
"""Excel's day numbers of June 1957 to 2064; smaller ones, as 19826, read like a year and a month."""
_EXCEL_EPOCH = date(1899, 12, 30)
_YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        """Such as 2024年11月."""
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read YYYY-MM. Raises ValueError otherwise."""
        day = date.fromisoformat(f"{text}-01")
        return cls(day.year, day.month)


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def parse(text: str) -> str | Problem:
    """A whole day as ISO text; a month alone is not enough."""
    return _read_day(text) or (_dayless() if _MONTH.fullmatch(_plain(text)) else _bad("2022-06-01 这样的年月日"))


def parse_start(text: str) -> str | Problem:
    """A day, or a month that is taken from its first day (入学)."""
    return _read_day(text) or _read_month(text, last=False) or _bad("年月日，或年月")


def parse_end(text: str) -> str | Problem:
    """A day, or a month that is taken to its last day (毕业)."""
    return _read_day(text) or _read_month(text, last=True) or _bad("年月日，或年月")


def _plain(text: str) -> str:
    """Half width and in Arabic digits: 二〇二二年六月一日 becomes 2022年6月1日."""
    plain = re.sub(r"\s+(?=[年月日/.-])|(?<=[年月/.-])\s+", "", unicodedata.normalize("NFKC", text).strip())
    return _NUMERALS.sub(_arabic, plain) if "年" in plain else plain


def _arabic(found: re.Match[str]) -> str:
    text = found[0]
    if "十" not in text:
        return text.translate(_DIGITS)
    tens, _, ones = text.translate(_DIGITS).partition("十")
    if not f"0{tens}{ones}".isdigit():
        return text
    return str(int(tens or 1) * 10 + int(ones or 0))


def _read_day(text: str) -> str | None:
    plain = _plain(text)
    serial = _SERIAL.fullmatch(plain)
    if serial and int(serial[1]) in _SERIALS:
        return (_EXCEL_EPOCH + timedelta(days=int(serial[1]))).isoformat()
    found = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    return _iso(*map(int, found.groups())) if found else None


def _read_month(text: str, *, last: bool) -> str | None:
    """A month; 2025.1 is refused, for a spreadsheet shows a typed 2025.10 so."""
    plain = _plain(text)
    found = _MONTH.fullmatch(plain)
    if not found or plain[4:] == ".1":
        return None
    year, month = int(found[1]), int(found[2] or found[3])
    if not 1 <= month <= 12:
        return None
    return _iso(year, month, monthrange(year, month)[1] if last else 1)


def _iso(year: int, month: int, day: int) -> str | None:
    if not _YEARS[0] <= year < _YEARS[1]:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _dayless() -> Problem:
    return Problem(
        rule="bad-date",
        message="只有年月，没有日",
        expected="2022-06-01 这样的年月日",
        remedy="查清是哪一天再填；程序不代填",
    )


def _bad(expected: str) -> Problem:
    return Problem(
        rule="bad-date",
        message="日期无法识别",
        expected=expected,
        remedy="改成 2022-06-01 的写法",
    )
