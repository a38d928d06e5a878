"""Cell styles cloned from the workbook's own, with a fill or the text format added."""

import copy

from lxml import etree

from hncert.sheets.annotated_marks import CannotAnnotate
from hncert.sheets.annotated_package import Element, main, parse, serialise

ERROR_RGB = "FFFFC6CD"
WARNING_RGB = "FFFFEB9D"
PLAIN, WARNING, ERROR = 0, 1, 2
FILLS = {WARNING: WARNING_RGB, ERROR: ERROR_RGB}
TEXT_FORMAT = "49"
NO_COLOUR = {"indexed": "64"}


class Styles:
    """styles.xml, growing by the variants that are asked for."""

    def __init__(self, data: bytes, keeps_background: bool = True) -> None:
        self.root = parse(data)
        self.keeps_background = keeps_background
        self.xfs = self.section("cellXfs")
        self.fills = self.section("fills")
        self.known = {etree.tostring(xf): at for at, xf in enumerate(self.xfs)}
        self.cache: dict[tuple[int, bool, int], int] = {}
        self.stale = {at for at, xf in enumerate(self.xfs) if self.our_fill(xf) is not None}

    def section(self, name: str) -> Element:
        """A list of the style sheet; without it the part is not one we know."""
        found = self.root.find(main(name))
        if found is None or not len(found):
            raise CannotAnnotate(f"styles without {name}")
        for node in [node for node in found if not isinstance(node.tag, str)]:
            found.remove(node)
        return found

    def variant(self, style: int, is_text: bool, mark: int) -> int:
        """The style without an older mark of ours, as text if wanted, with the mark's fill."""
        key = (style, is_text, mark)
        if key not in self.cache:
            self.cache[key] = self.make(style if style < len(self.xfs) else 0, is_text, mark)
        return self.cache[key]

    def make(self, style: int, is_text: bool, mark: int) -> int:
        """The index of a variant's xf, appended unless there is one like it."""
        xf = copy.deepcopy(self.xfs[style])
        self.unmark(xf)
        if is_text:
            xf.set("numFmtId", TEXT_FORMAT)
            xf.set("applyNumberFormat", "1")
        if mark != PLAIN:
            xf.set("fillId", str(self.mark_fill(mark, int(xf.get("fillId") or 0))))
            xf.set("applyFill", "1")
        return self.add_xf(xf)

    def add_xf(self, xf: Element) -> int:
        """The index of an xf, appended if it is new."""
        spelt = etree.tostring(xf)
        if spelt not in self.known:
            self.known[spelt] = append(self.xfs, xf)
        return self.known[spelt]

    def our_fill(self, xf: Element) -> Element | None:
        """The colour element of our mark in the style's fill, if it is one."""
        at = int(xf.get("fillId") or 0)
        fill = self.fills[at] if at < len(self.fills) else None
        colour = None if fill is None else fill.find(f"{main('patternFill')}/{main('fgColor')}")
        return fill if colour is not None and (colour.get("rgb") or "").upper() in FILLS.values() else None

    def unmark(self, xf: Element) -> None:
        """Give a style that we marked the fill it had before."""
        fill = self.our_fill(xf)
        if fill is None:
            return
        before = fill.find(f"{main('patternFill')}/{main('bgColor')}")
        if before is None or not self.keeps_background or dict(before.attrib) == NO_COLOUR:
            xf.set("fillId", "0")
        else:
            xf.set("fillId", str(self.solid(dict(before.attrib), NO_COLOUR)))

    def mark_fill(self, mark: int, before: int) -> int:
        """Our fill; a solid one shows no background colour, so that keeps the colour of before."""
        pattern = self.fills[before].find(main("patternFill")) if before < len(self.fills) else None
        colour = None if pattern is None or pattern.get("patternType") != "solid" else pattern.find(main("fgColor"))
        return self.solid({"rgb": FILLS[mark]}, NO_COLOUR if colour is None else dict(colour.attrib))

    def solid(self, front: dict[str, str], back: dict[str, str]) -> int:
        """The index of a solid fill."""
        fill = etree.Element(main("fill"))
        pattern = etree.SubElement(fill, main("patternFill"), patternType="solid")
        etree.SubElement(pattern, main("fgColor"), front)
        etree.SubElement(pattern, main("bgColor"), back)
        return place(self.fills, fill)

    def add_font(self, size: int, bold: bool) -> int:
        """A font like the workbook's first one, of another size."""
        fonts = self.section("fonts")
        font = copy.deepcopy(fonts[0])
        for name in ("b", "sz"):
            for old in font.findall(main(name)):
                font.remove(old)
        font.insert(0, etree.Element(main("sz"), val=str(size)))
        if bold:
            font.insert(0, etree.Element(main("b")))
        return place(fonts, font)

    def add_cell_style(self, font: int, fill: int = 0, horizontal: str = "left", vertical: str = "top") -> int:
        """A wrapped style of our own."""
        attributes = {"numFmtId": "0", "fontId": str(font), "fillId": str(fill), "borderId": "0", "xfId": "0"}
        applied = {"applyFont": "1", "applyFill": "1", "applyAlignment": "1"}
        xf = etree.Element(main("xf"), {**attributes, **applied}, nsmap=self.xfs.nsmap)
        etree.SubElement(xf, main("alignment"), horizontal=horizontal, vertical=vertical, wrapText="1")
        return self.add_xf(xf)

    def serialise(self) -> bytes:
        """The part's bytes."""
        return serialise(self.root)


def append(section: Element, child: Element) -> int:
    """Append to a counted list; gives the index."""
    section.append(child)
    section.set("count", str(len(section)))
    return len(section) - 1


def place(section: Element, child: Element) -> int:
    """The index of an element like `child`, appended if there is none."""
    for at, known in enumerate(section):
        if same(known, child):
            return at
    return append(section, child)


def same(one: Element, other: Element) -> bool:
    """True for elements of the same name, attributes and children."""
    if one.tag != other.tag or dict(one.attrib) != dict(other.attrib) or len(one) != len(other):
        return False
    return all(same(left, right) for left, right in zip(one, other, strict=True))
