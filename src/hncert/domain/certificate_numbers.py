"""Parts of a 22-character certificate number (人社鉴发〔2019〕2号 编码规则)."""

import re

PREFIX_LENGTH = 13
_PREFIX = re.compile(r"[A-Z]\d{12}", re.ASCII)


def is_prefix(text: str) -> bool:
    """True for a body's fixed prefix: one letter and twelve digits, as given at filing."""
    return _PREFIX.fullmatch(text) is not None
