"""Occupations of 中华人民共和国职业分类大典(2022): code first, name next, alias last."""

import csv
import difflib
import re
import unicodedata
from functools import cache
from importlib.resources import files

from hncert.domain.finding import Problem

_CODE = re.compile(r"\d-\d{2}-\d{2}-\d{2}", re.ASCII)


@cache
def occupations() -> dict[str, str]:
    """Every occupation's name by its code `d-dd-dd-dd`."""
    return {row["code"]: row["name"] for row in _rows("occupations_2022.csv")}


@cache
def _codes_by_name() -> dict[str, str]:
    aliases = {row["name_2015"]: row["code_2022"] for row in _rows("occupation_aliases.csv")}
    return aliases | {name: code for code, name in occupations().items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (files("hncert.profiles") / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def occupation_name(code: str) -> str:
    """The occupation's name; the code itself when the table does not hold it."""
    return occupations().get(code, code)


def parse(text: str) -> str | Problem:
    """The code of an occupation given by code, name or former name; never a guess."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("－", "-")
    code = plain if _CODE.fullmatch(plain) else _codes_by_name().get(plain)
    if code in occupations():
        return code
    near = difflib.get_close_matches(plain, _codes_by_name(), n=3, cutoff=0.5)
    return Problem(
        rule="unknown-occupation",
        message="职业编码或名称不在职业分类大典(2022)中",
        expected="职业编码（如 4-04-05-05）或职业名称" + (f"；相近的有：{'、'.join(near)}" if near else ""),
        remedy="查职业分类大典后改为准确的编码",
    )
