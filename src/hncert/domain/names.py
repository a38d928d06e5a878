"""Names keep their own spelling; only comparison uses a normal form."""

import re
import unicodedata

from hncert.domain.finding import Noted, Problem, Severity

MIDDLE_DOTS = "•‧・･∙⋅．."
_NORMAL_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, "·"))
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_DOT_BETWEEN = re.compile(f"(?<={_HAN})[{MIDDLE_DOTS}](?={_HAN})")
_SPACE_BETWEEN = re.compile(rf"(?<=[{_HAN[1:-1]}·])[\s\u200b\ufeff]+(?=[{_HAN[1:-1]}·])")
_DOUBTFUL = re.compile(r"[?？□■〓*＊\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\u2ff0-\u2fff=|]")
_MIXED = re.compile(f"{_HAN}[A-Za-z]|[A-Za-z]{_HAN}")


def normal_form(name: str) -> str:
    """The form by which names are compared: no spaces, one middle dot, full width folded."""
    if _CHINESE.fullmatch(name):
        return name
    folded = unicodedata.normalize("NFKC", name.translate(_NORMAL_DOTS))
    return re.sub(r"[\s\u200b\ufeff]", "", folded).casefold()


def parse(text: str) -> str | Noted:
    """A name in its own spelling, less the spaces between Chinese characters; dots become U+00B7.

    A name that a keyboard or an old system may have maimed (`?`, `□`, pinyin or private-use in
    place of a rare character) is kept and warned of.
    """
    if _CHINESE.fullmatch(text):
        return text
    clean = re.sub(r"\s+", " ", _SPACE_BETWEEN.sub("", _DOT_BETWEEN.sub("·", text))).strip("'‘’ ")
    if _DOUBTFUL.search(clean) or _MIXED.search(clean):
        return Noted(clean, _DOUBT, Severity.WARNING)
    return clean if clean == text else Noted(clean, _tidied(clean))


_DOUBT = Problem(
    rule="doubtful-name",
    message="姓名中有可疑的字符，可能是生僻字没有打出来",
    expected="与证件一致的姓名",
    remedy="按证件核对；生僻字请用支持大字库的输入法打出，如 䶮、㛃",
)


def _tidied(clean: str) -> Problem:
    return Problem(
        rule="tidied-name",
        message="姓名中的空格或间隔号已按规范写法读取",
        expected=clean,
        remedy="不必改动",
    )


def safe_file_name(name: str) -> str:
    """A name without the marks that a file name may not have on Windows."""
    return re.sub(r'[\\/:*?"<>|\s.]', "", name) or "未命名"
