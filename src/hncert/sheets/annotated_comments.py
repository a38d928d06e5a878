"""Legacy comments and their VML shapes, merged with those the sheet has."""

import re
from collections.abc import Mapping

from lxml import etree

from hncert.sheets.annotated_cells import column_index, letters
from hncert.sheets.annotated_marks import AUTHOR, xml_text
from hncert.sheets.annotated_package import Element, Package, main, parse, serialise

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SEPARATOR = "\n—— hncert ——\n"
OPENING = f"{AUTHOR}："  # LibreOffice forgets the authors of comments
EMPTY = (
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/><commentList/></comments>'
)
NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
SHAPE_TYPE = (
    '<v:shapetype id="hncert_note" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"{declared}>'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#hncert_note" fillcolor="#ffffe1" o:insetmode="auto"{declared} style="'
    'position:absolute;margin-left:80pt;margin-top:2pt;width:216pt;height:72pt;z-index:1;visibility:hidden">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
    "<x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 4, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
SHAPES = re.compile(rb"<v:shape\s.*?</v:shape\s*>", re.DOTALL)
PLACE = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*</x:")
Place = tuple[int, int]
Texts = Mapping[Place, str]


def has_our_comments(package: Package, part: str) -> bool:
    """True when the sheet carries comments of ours, from an earlier marking."""
    roots = [parse(package.read(name)) for name in package.targets(part, "comments")]
    return any(has_ours(root) for root in roots)


def has_ours(root: Element) -> bool:
    """True when a comments part holds something that we wrote."""
    names = authors(root)
    return any(is_ours(names, one) or SEPARATOR.strip() in text_of(one) for one in notes(root))


def notes(root: Element) -> list[Element]:
    """The comments of a comments part."""
    return list(root.iter(main("comment")))


def is_ours(names: list[str], comment: Element) -> bool:
    """True for a comment that an earlier marking wrote."""
    at = int(comment.get("authorId") or 0)
    return names[at : at + 1] == [AUTHOR] or text_of(comment).lstrip().startswith(OPENING)


def text_of(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext())


def authors(root: Element) -> list[str]:
    """The authors of a comments part."""
    return [author.text or "" for author in root.iter(main("author"))]


def place_of(comment: Element) -> Place:
    """Excel row and column index of a comment."""
    found = re.match(r"\$?([A-Za-z]+)\$?(\d+)", comment.get("ref") or "")
    return (int(found[2]), column_index(found[1].encode())) if found else (0, 0)


def write_comments(package: Package, part: str, texts: Texts) -> set[Place]:
    """Replace our comments of a sheet; gives the places whose old shapes are no longer wanted."""
    names = package.targets(part, "comments")
    if not names and not texts:
        return set()
    name = names[0] if names else new_comments(package, part)
    root = parse(package.read(name))
    gone = remove_ours(root)
    joined = join_to_others(root, texts)
    package.write(name, with_ours(root, {place: text for place, text in texts.items() if place not in joined}))
    return gone | joined


def new_comments(package: Package, part: str) -> str:
    """An empty comments part of the sheet."""
    name = package.free_name("xl/comments{}.xml")
    package.write(name, EMPTY)
    package.relate(part, name, "comments")
    package.declare(name, COMMENTS_TYPE)
    return name


def remove_ours(root: Element) -> set[Place]:
    """Take out our comments and what we added to others'; gives the places of ours."""
    names, gone = authors(root), set()
    for comment in notes(root):
        if is_ours(names, comment):
            gone.add(place_of(comment))
            comment.getparent().remove(comment)
        elif SEPARATOR.strip() in text_of(comment):
            cut_ours(comment)
    return gone


def cut_ours(comment: Element) -> None:
    """Cut a comment of somebody else at our separator."""
    texts = list(comment.iter(main("t")))
    left = len("".join(text.text or "" for text in texts).partition(SEPARATOR.strip())[0].rstrip("\n"))
    for text in texts:
        text.text = (text.text or "")[:left]
        left -= len(text.text)


def join_to_others(root: Element, texts: Texts) -> set[Place]:
    """A cell holds one comment: add ours below one that is there."""
    joined = set()
    for comment in root.iter(main("comment")):
        ours, body = texts.get(place_of(comment)), comment.find(main("text"))
        if ours is None or body is None:
            continue
        last = [text for text in body.iter(main("t")) if text.getparent().tag != main("rPh")][-1:]
        target = last[0] if last else etree.SubElement(body, main("t"))
        target.text = (target.text or "") + legal(SEPARATOR + ours)
        target.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        joined.add(place_of(comment))
    return joined


def legal(text: str) -> str:
    """Text without the characters XML forbids."""
    return xml_text(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def with_ours(root: Element, texts: Texts) -> bytes:
    """The part's bytes with our comments at the end of its list."""
    author = our_author(root)
    found = root.find(main("commentList"))
    found = etree.SubElement(root, main("commentList")) if found is None else found
    marker = etree.SubElement(found, main("comment"), ref="HNCERT")
    prefix = f"{marker.prefix}:" if marker.prefix else ""
    written = "".join(comment(place, text, author, prefix) for place, text in sorted(texts.items()))
    return serialise(root).replace(f'<{prefix}comment ref="HNCERT"/>'.encode(), written.encode(), 1)


def our_author(root: Element) -> int:
    """The id of our author, added if new."""
    if AUTHOR not in authors(root):
        holder = root.find(main("authors"))
        etree.SubElement(holder, main("author")).text = AUTHOR
    return authors(root).index(AUTHOR)


def comment(place: Place, text: str, author: int, prefix: str) -> str:
    """One comment as XML."""
    p, ref = prefix, f"{letters(place[1])}{place[0]}"
    words = f'<{p}r><{p}t xml:space="preserve">{OPENING}{xml_text(text)}</{p}t></{p}r>'
    return f'<{p}comment ref="{ref}" authorId="{author}"><{p}text>{words}</{p}text></{p}comment>'


def write_shapes(package: Package, vml: str, texts: Texts, gone: set[Place]) -> None:
    """Give every comment of ours its shape in the sheet's VML drawing."""
    data = package.read(vml) if package.has(vml) else f"<xml{DECLARED}></xml>".encode()
    kept: set[Place] = set()

    def keep(found: re.Match[bytes]) -> bytes:
        place = shape_place(found[0])
        if place is None or (place not in gone or place in texts):
            kept.update([] if place is None else [place])
            return found[0]
        return b""

    data = SHAPES.sub(keep, data)
    wanted = [place for place in sorted(texts) if place not in kept]
    package.write(vml, with_shapes(data, wanted))


def shape_place(shape: bytes) -> Place | None:
    """The cell of a note's shape, nothing for another shape."""
    found = {name: int(value) for name, value in PLACE.findall(shape)}
    if b"Note" not in shape or len(found) < 2:
        return None
    return found[b"Row"] + 1, found[b"Column"]


def with_shapes(data: bytes, wanted: list[Place]) -> bytes:
    """The drawing with new shapes at its end."""
    close = data.rfind(b"</xml")
    close = len(data) if close < 0 else close
    head = data[: data.find(b">", data.find(b"<xml")) + 1]
    declared = "" if all(f"xmlns:{name}=".encode() in head for name in NAMESPACES) else DECLARED
    first = max([1024, *map(int, re.findall(rb"_x0000_s(\d+)", data))]) + 1
    kind = "" if b'id="hncert_note"' in data else SHAPE_TYPE.format(declared=declared)
    written = "".join(shape(first + at, place, declared) for at, place in enumerate(wanted))
    return data[:close] + (kind + written).encode() + data[close:]


def shape(id: int, place: Place, declared: str) -> str:
    """One note's shape beside its cell."""
    row, column = place[0] - 1, place[1]
    top = max(row - 1, 0)
    return SHAPE.format(
        id=id, declared=declared, row=row, column=column, left=column + 1, right=column + 4, top=top, bottom=top + 4
    )
