"""XML read as a stream of tags, without a tree and without entities."""

from typing import Protocol

from lxml import etree

from hncert.domain.errors import DamagedFile
from hncert.sheets.xlsx import DEFINITIONS

PIECE = 2**16


class Listener(Protocol):
    """What is told of each tag; names come without their namespace."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""

    def end(self, tag: str) -> None:
        """A closing tag."""

    def data(self, text: str) -> None:
        """Text between tags."""


class _Target:
    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.listener.start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self.listener.end(_local(tag))

    def data(self, text: str) -> None:
        self.listener.data(text)

    def close(self) -> None:
        pass


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def listen(name: str, content: bytes, listener: Listener) -> None:
    """Tell a listener of every tag of an XML text in UTF-8; raises DamagedFile."""
    if b"<!DOCTYPE" in content:
        raise DamagedFile(file=name, reason=DEFINITIONS)
    parser = etree.XMLParser(target=_Target(listener), encoding="utf-8", resolve_entities=False, no_network=True)
    try:
        for at in range(0, len(content), PIECE):
            parser.feed(content[at : at + PIECE])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DamagedFile(file=name, reason="XML 内容读不出来") from error
