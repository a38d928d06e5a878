"""Identity numbers as screens, logs and JSON show them."""

import re
import unicodedata

_DOCUMENT = re.compile(r"(?=[A-Za-z()]*[0-9])[0-9A-Za-z()]{5,}")
_GAP = re.compile(r"(?<=[0-9])\s+(?=[0-9Xx])")
_RUN = re.compile(r"(?<![0-9])[0-9]{14,17}[0-9Xx](?![0-9A-Za-z])")


def mask(number: str) -> str:
    """Hide the middle of an identity number: the first six and the last four stay of eighteen.

    Shorter documents keep their first two and last two characters.
    """
    head, tail = (6, 4) if len(number) >= 15 else (2, 2)
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


def mask_documents(text: str) -> str:
    """Mask every run of letters and digits that could be the number of any identity document."""
    plain = _GAP.sub("", unicodedata.normalize("NFKC", text))
    return _DOCUMENT.sub(lambda found: mask(found[0]), plain)


def mask_value(rule: str, text: str) -> str:
    """Mask what a finding says of a cell; the values of rules named id-… may be any document's number."""
    return mask_text(mask_documents(text) if rule.startswith("id-") else text)


def mask_text(text: str) -> str:
    """Mask every run of 15 to 18 characters in a sentence that could be an identity number."""
    return _RUN.sub(lambda found: mask(found[0]), text)
