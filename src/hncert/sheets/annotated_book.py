"""The workbook part: its sheets by name, an old guide taken out, the new one put first."""

import re
from html import unescape
from itertools import islice

from lxml import etree

from hncert.sheets.annotated_marks import GUIDE_SENTENCE, GUIDE_SHEET, CannotAnnotate, xml_text
from hncert.sheets.annotated_package import OFFICE_RELS, Element, Package, main, parse, serialise

WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
REL_ID = f"{{{OFFICE_RELS}}}id"
ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?:\s[^<>]*)?(?:/>|>.*?</(?:[\w.-]+:)?si\s*>)", re.DOTALL)
TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>(.*?)</(?:[\w.-]+:)?t\s*>", re.DOTALL)


SENTENCES = tuple(xml_text(GUIDE_SENTENCE).encode(codec, "xmlcharrefreplace") for codec in ("utf-8", "ascii"))
"""The guide's sentence as written here, and as some programs save it."""


class Book:
    """workbook.xml and what it points to."""

    def __init__(self, package: Package) -> None:
        self.package = package
        found = package.targets("", "officeDocument")
        if len(found) != 1:
            raise CannotAnnotate("no workbook part")
        self.part = found[0]
        self.root = parse(package.read(self.part))
        self.sheets = self.root.find(main("sheets"))
        if self.sheets is None or not len(self.sheets):
            raise CannotAnnotate("no sheets")

    def part_of(self, sheet: Element) -> str:
        """The part of a sheet."""
        return self.package.target(self.part, sheet.get(REL_ID))

    def parts(self) -> dict[str, str]:
        """The part of every sheet by its name."""
        return {sheet.get("name"): self.part_of(sheet) for sheet in self.sheets}

    def one(self, kind: str) -> str:
        """The one part of a kind, "" when there is none."""
        return next(iter(self.package.targets(self.part, kind)), "")

    def shared_text(self, index: int) -> str:
        """One shared string."""
        name = self.one("sharedStrings")
        data = self.package.read(name) if name else b""
        item = next(islice(ITEM.finditer(data), index, None), None)
        return unescape(b"".join(TEXT.findall(item[0])).decode()) if item else ""

    def remove_guides(self, kept: set[str]) -> bool:
        """Take out guide sheets of ours; True when there was one."""
        shared = self.guide_index()
        ours = [sheet for sheet in self.sheets if sheet.get("name") not in kept and self.is_ours(sheet, shared)]
        for sheet in ours:
            self.remove(sheet)
        return bool(ours)

    def guide_index(self) -> int | None:
        """The place of the guide's sentence among the shared strings."""
        name = self.one("sharedStrings")
        data = self.package.read(name) if name else b""
        at = max(data.find(sentence) for sentence in SENTENCES)
        return None if at < 0 else len(re.findall(rb"<(?:[\w.-]+:)?si[\s/>]", data[:at])) - 1

    def is_ours(self, sheet: Element, shared: int | None) -> bool:
        """True for a sheet that shows the guide's sentence."""
        part = self.part_of(sheet)
        data = self.package.read(part)
        if any(sentence in data for sentence in SENTENCES):
            return True
        cell = rb"""<(?:[\w.-]+:)?c\s[^<>]*t=["']s["'][^<>]*><(?:[\w.-]+:)?v>%d<"""
        return shared is not None and re.search(cell % shared, data) is not None

    def remove(self, sheet: Element) -> None:
        """Take one sheet out of the workbook."""
        at, part = list(self.sheets).index(sheet), self.part_of(sheet)
        self.shift_names(at, -1)
        self.package.unrelate(self.part, sheet.get(REL_ID))
        self.package.undeclare(part)
        self.sheets.remove(sheet)

    def shift_names(self, first: int, by: int) -> None:
        """Move the sheet numbers of local names; those of a removed sheet go."""
        for name in list(self.root.iter(main("definedName"))):
            at = int(name.get("localSheetId") or -1)
            if at == first and by < 0:
                name.getparent().remove(name)
            elif at >= first:
                name.set("localSheetId", str(at + by))
        holder = self.root.find(main("definedNames"))
        if holder is not None and not len(holder):
            self.root.remove(holder)

    def insert_guide(self, data: bytes) -> None:
        """Put the guide first and make it the active sheet."""
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        self.package.write(part, data)
        self.package.declare(part, WORKSHEET_TYPE)
        rel_id = self.package.relate(self.part, part, "worksheet")
        self.shift_names(0, 1)
        sheet_id = max((int(sheet.get("sheetId") or 0) for sheet in self.sheets), default=0) + 1
        given = {"name": self.free_sheet_name(), "sheetId": str(sheet_id), REL_ID: rel_id}
        self.sheets.insert(0, etree.Element(main("sheet"), given))
        for view in self.root.iter(main("workbookView")):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")

    def free_sheet_name(self) -> str:
        """The guide's name, with a number if the user has a sheet of that name."""
        taken = {(sheet.get("name") or "").casefold() for sheet in self.sheets}
        names = (GUIDE_SHEET, *(f"{GUIDE_SHEET}({n})" for n in range(2, 1000)))
        return next(name for name in names if name.casefold() not in taken)

    def save(self) -> None:
        """Write workbook.xml."""
        self.package.write(self.part, serialise(self.root))
