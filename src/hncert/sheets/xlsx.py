"""Surveying the parts of an .xlsx or .xlsm workbook."""

from posixpath import normpath

from lxml import etree

from hncert.domain.errors import DamagedFile, TooLarge
from hncert.sheets.archive import Parts
from hncert.sheets.bounds import MOST_STRINGS, check_sheet_count
from hncert.sheets.survey import Budget, Survey
from hncert.sheets.worksheet_xml import is_wordy, survey_sheet

WORKBOOK, RELATIONS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
DEFINITIONS = "夹带了表格不该有的实体定义"
STRICT = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def survey_xlsx(name: str, parts: Parts) -> dict[str, Survey]:
    """What each sheet's XML says, by the sheet's name; every part that could be a sheet is looked at.

    Raises DamagedFile, FarCell or TooLarge.
    """
    titles = _sheet_titles(name, parts)
    check_sheet_count(name, len(titles))
    wordy_strings = _check_strings(name, parts)
    budget = Budget(name)
    surveys: dict[str, Survey] = {}
    for part, span in parts.spans.items():
        title = next((title for title, path in titles if path == part), part)
        survey = survey_sheet(parts.content, span, title, budget)
        if survey is not None:
            survey.is_wordy = survey.is_wordy or wordy_strings
            surveys.update({title: survey for title, path in titles if path == part})
    _settle_repeats(name, titles)
    return surveys


def _settle_repeats(name: str, titles: list[tuple[str, str]]) -> None:
    paths = [path for _, path in titles]
    if len(set(paths)) < len(paths) or len({title for title, _ in titles}) < len(titles):
        raise DamagedFile(file=name, reason="几个工作表重名或指向同一内容")


def _check_strings(name: str, parts: Parts) -> bool:
    if STRINGS not in parts:
        return False
    start, end = parts.spans[STRINGS]
    if parts.content.count(b"si>", start, end) // 2 + parts.content.count(b"si/>", start, end) > MOST_STRINGS:
        raise TooLarge(file=name, what="文字条数", limit=f"{MOST_STRINGS:,} 条")
    return is_wordy(parts.content, start, end, b"si>")


def _sheet_titles(name: str, parts: Parts) -> list[tuple[str, str]]:
    if RELATIONS not in parts:
        return []
    targets = {item.get("Id"): item.get("Target") or "" for item in elements(name, parts[RELATIONS], "Relationship")}
    return [
        (sheet.get("name") or "", _path_of(targets[key]))
        for sheet in elements(name, parts[WORKBOOK], "sheet")
        if (key := _relation_of(sheet)) in targets
    ]


def _relation_of(sheet: etree._Element) -> str | None:
    return next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)


def _path_of(target: str) -> str:
    path = target.lower().replace("\\", "/").lstrip("/")
    return normpath(path if path.startswith("xl/") else f"xl/{path}")


def elements(name: str, content: bytes, tag: str) -> list[etree._Element]:
    """The elements of a name in a small part, of any namespace; raises DamagedFile."""
    if b"<!DOCTYPE" in content:
        raise DamagedFile(file=name, reason=DEFINITIONS)
    try:
        root = etree.fromstring(content, etree.XMLParser(**STRICT))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFile(file=name, reason="工作簿的目录读不出来") from error
    return list(root.iter(f"{{*}}{tag}"))
