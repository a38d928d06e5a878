"""Names keep their own spelling; only comparison uses a normal form."""

import re
import unicodedata

MIDDLE_DOTS = "•‧・･∙⋅．."
_NORMAL_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, "·"))
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def normal_form(name: str) -> str:
    """The form by which names are compared: no spaces, one middle dot, full width folded."""
    if _CHINESE.fullmatch(name):
        return name
    folded = unicodedata.normalize("NFKC", name.translate(_NORMAL_DOTS))
    return re.sub(r"\s", "", folded).casefold()
