"""The parts of an .xlsx package: untouched ones are copied, changed ones replaced."""

import posixpath
import re
import zipfile
import zlib
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from hncert.sheets.annotated_marks import CannotAnnotate

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT_TYPES = "[Content_Types].xml"
COMPRESSION = 3
Element = Any


def parse(data: bytes) -> Element:
    """The root of a small XML part; entities and the network stay shut."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CannotAnnotate(f"XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise CannotAnnotate("DOCTYPE")
    return root


def serialise(root: Element) -> bytes:
    """The bytes of a part."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def main(name: str) -> str:
    """The name of a spreadsheet element as lxml spells it."""
    return f"{{{MAIN}}}{name}"


def rels_name(part: str) -> str:
    """The part that holds the relationships of `part`."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", file + ".rels")


class Package:
    """Parts by name, read from a zip on demand and written back with the changes."""

    def __init__(self, content: bytes | None = None) -> None:
        self.changed: dict[str, bytes] = {}
        self.removed: set[str] = set()
        self.zip = None if content is None else open_zip(content)
        self.names = [] if self.zip is None else [info.filename for info in self.zip.infolist()]
        refuse_odd(self.names)

    def has(self, name: str) -> bool:
        """True when the part exists now."""
        return name not in self.removed and (name in self.changed or name in self.names)

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        if name in self.changed:
            return self.changed[name]
        if self.zip is None or not self.has(name):
            raise CannotAnnotate(f"no part {name}")
        try:
            return self.zip.read(name)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as error:
            raise CannotAnnotate(f"part {name}: {error}") from None

    def write(self, name: str, data: bytes) -> None:
        """Replace or add a part."""
        self.changed[name] = data
        self.removed.discard(name)

    def remove(self, name: str) -> None:
        """Drop a part."""
        self.changed.pop(name, None)
        self.removed.add(name)

    def free_name(self, pattern: str) -> str:
        """The first name `pattern` makes with a number that no part has yet."""
        taken = {name.lower() for name in (*self.names, *self.changed)}
        return next(name for n in range(1, 100_000) if (name := pattern.format(n)).lower() not in taken)

    def save(self) -> bytes:
        """The zip of all parts, in the order they came, new ones last."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as target:
            for name in dict.fromkeys((*self.names, *self.changed)):
                if name not in self.removed and not name.endswith("/"):
                    info = zipfile.ZipInfo(name)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    target.writestr(info, self.read(name), compresslevel=COMPRESSION)
        return out.getvalue()

    def rels(self, part: str) -> Element:
        """The relationships of a part, empty when it has none."""
        name = rels_name(part)
        return parse(self.read(name)) if self.has(name) else etree.Element(f"{{{PACKAGE_RELS}}}Relationships")

    def targets(self, part: str, kind: str) -> list[str]:
        """The parts that `part` points to by relationships of the kind."""
        return [resolve(part, rel.get("Target")) for rel in self.rels(part) if rel_kind(rel) == kind]

    def target(self, part: str, rel_id: str) -> str:
        """The part behind one relationship id."""
        for rel in self.rels(part):
            if rel.get("Id") == rel_id:
                return resolve(part, rel.get("Target"))
        raise CannotAnnotate(f"no relationship {rel_id}")

    def relate(self, part: str, target: str, kind: str) -> str:
        """Add a relationship; gives its new id."""
        rels = self.rels(part)
        taken = {rel.get("Id") for rel in rels}
        rel_id = next(f"rId{n}" for n in range(len(taken) + 1, 100_000) if f"rId{n}" not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(
            rels, f"{{{PACKAGE_RELS}}}Relationship", Id=rel_id, Type=f"{OFFICE_RELS}/{kind}", Target=relative
        )
        self.write(rels_name(part), serialise(rels))
        return rel_id

    def unrelate(self, part: str, rel_id: str) -> None:
        """Remove one relationship."""
        rels = self.rels(part)
        for rel in [rel for rel in rels if rel.get("Id") == rel_id]:
            rels.remove(rel)
        self.write(rels_name(part), serialise(rels))

    def declare(self, part: str, content_type: str) -> None:
        """Give a new part its content type."""
        root = parse(self.read(CONTENT_TYPES))
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName="/" + part, ContentType=content_type)
        self.write(CONTENT_TYPES, serialise(root))

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Make sure that parts of an extension have a content type."""
        root = parse(self.read(CONTENT_TYPES))
        if any((child.get("Extension") or "").lower() == extension for child in root):
            return
        root.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=content_type))
        self.write(CONTENT_TYPES, serialise(root))

    def undeclare(self, part: str) -> None:
        """Remove a part and its content type."""
        root = parse(self.read(CONTENT_TYPES))
        for child in [child for child in root if child.get("PartName") == "/" + part]:
            root.remove(child)
        self.write(CONTENT_TYPES, serialise(root))
        self.remove(part)


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The zip, or CannotAnnotate."""
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise CannotAnnotate(f"zip: {error}") from None


def refuse_odd(names: list[str]) -> None:
    """Signed packages would become invalid; names that occur twice are ambiguous."""
    if any(name.lower().startswith("_xmlsignatures/") for name in names):
        raise CannotAnnotate("signed")
    if len({name.lower() for name in names}) != len(names) or any("\\" in name for name in names):
        raise CannotAnnotate("odd part names")


def rel_kind(rel: Element) -> str:
    """The last word of a relationship's type; nothing for a comment node or an external target."""
    if not isinstance(rel.tag, str) or rel.get("TargetMode") == "External":
        return ""
    return str(rel.get("Type", "")).rsplit("/", 1)[-1]


def resolve(part: str, target: str) -> str:
    """A relationship's target as a part name."""
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target or "")))
    return re.sub("^/+", "", joined)
