"""Administrative regions of Henan (GB/T 2260)."""

import csv
from functools import cache
from importlib.resources import files


@cache
def regions() -> dict[str, str]:
    """Every region's name by its six-digit code."""
    with (files("hncert.profiles") / "henan_regions.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}
