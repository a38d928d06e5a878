"""Citations. A rule cannot be constructed without one."""

from dataclasses import dataclass

from hncert.law.register import documents


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a document of law and, in our own words, what it says.

    Raises ValueError for an unknown document or an empty place or gist.
    """

    document: str
    place: str
    gist: str

    def __post_init__(self) -> None:
        if self.document not in documents():
            raise ValueError(f"no such document of law: {self.document}")
        if not self.place or not self.gist:
            raise ValueError("a clause needs its place and its gist")

    def __str__(self) -> str:
        return f"{documents()[self.document].number} {self.place}"
