"""What no part of a zipped workbook may begin with: definitions of a document type or of entities."""

import re

from hncert.domain.errors import DamagedFile
from hncert.sheets.archive import Parts
from hncert.sheets.xlsx import DEFINITIONS

MARKUP = (".xml", ".rels")
# They stand before the first element or nowhere, after nothing but blanks, instructions and comments.
_DEFINED = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*+<!(?:DOCTYPE|ENTITY)", re.DOTALL)


def refuse_definitions(name: str, parts: Parts) -> None:
    """Raise DamagedFile for a part with definitions of its own: Excel never writes them."""
    for part, (start, end) in parts.spans.items():
        if part.endswith(MARKUP) and _DEFINED.match(parts.content, start, end):
            raise DamagedFile(file=name, reason=DEFINITIONS)
