"""Which pathway goes before which among equal levels (reading `pathway-order`)."""

from hncert.domain.errors import BadValue
from hncert.pathways import PATHWAYS

ORDER = "pathway-order"


def pathway_order(argument: str) -> list[str]:
    """The school's own order of pathways, else the shipped one. Raises BadValue unless it names each once."""
    shipped = [pathway.id for pathway in PATHWAYS]
    own = [word.strip() for word in argument.replace("，", ",").split(",") if word.strip()]
    if own and sorted(own) != sorted(shipped):
        raise BadValue(what=ORDER, value=argument, expected=f"四种途径各写一次，如 {','.join(shipped)}")
    return own or shipped
