"""Side-by-side measurements: each figure is a ratio of CPU seconds taken in one run.

Usage: python benchmarks/run.py [import|faulty|kinds|certify|help ...]   (default: all)

Every side runs as a process of its own, in turn (A B A B ...), after one run that is not
counted; the median is printed beside the limit that the project holds itself to.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import large_college as college

ROUNDS, FEW = 5, 3
# An installed program has its modules compiled; a checkout must be allowed to keep them, too.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HERE = Path(__file__).resolve().parent
ROWS, CERTIFICATES = 100_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used: CPU seconds (user and system) and peak memory in MB."""

    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Side:
    """A command to measure and what to do, uncounted, before each run."""

    name: str
    command: list[str]
    before: Callable[[], None] = lambda: None
    statuses: tuple[int, ...] = (0,)


def measure(side: Side) -> Cost:
    """Run once and read the operating system's own accounting."""
    side.before()
    process = subprocess.Popen(side.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in side.statuses:
        raise SystemExit(f"{side.name} failed: {errors.decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def make(what: str, *arguments: object) -> None:
    """Make data in a process of its own, so that a measured child inherits no large parent."""
    subprocess.run([sys.executable, str(HERE / "large_college.py"), what, *map(str, arguments)], check=True)


def compare(
    title: str,
    ours: Side,
    others: list[tuple[Side, float]],
    *,
    most_peak: float | None = None,
    most_cpu: float | None = None,
    rounds: int = ROUNDS,
) -> None:
    """Print our median cost against each other side's and the limit on the ratio."""
    sides = [ours, *(side for side, _ in others)]
    for side in sides:
        measure(side)
    costs: dict[str, list[Cost]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            costs[side.name].append(measure(side))
    print(f"\n{title} (medians of {rounds})", flush=True)
    for side in sides:
        cpu = statistics.median(cost.cpu for cost in costs[side.name])
        peak = max(cost.peak for cost in costs[side.name])
        print(f"  {side.name:<48} cpu {cpu:7.2f} s   peak {peak:6.0f} MB")
    for side, limit in others:
        pairs = zip(costs[ours.name], costs[side.name], strict=True)
        ratio = statistics.median(a.cpu / b.cpu for a, b in pairs)
        verdict = "holds" if ratio <= limit else "EXCEEDED"
        print(f"  ratio to {side.name}: {ratio:.3f}, limit {limit:.3f}: {verdict}")
    if most_cpu is not None:
        cpu = statistics.median(cost.cpu for cost in costs[ours.name])
        print(f"  cpu {cpu:.2f} s, limit {most_cpu:.0f} s: {'holds' if cpu <= most_cpu else 'EXCEEDED'}")
    if most_peak is not None:
        peak = max(cost.peak for cost in costs[ours.name])
        print(f"  peak {peak:.0f} MB, limit {most_peak:.0f} MB: {'holds' if peak < most_peak else 'EXCEEDED'}")


def bench_import(folder: Path) -> None:
    """A 100,000-row, 18-column roster against reading and inserting the same cells bare."""
    book, empty, used = folder / "roster.xlsx", folder / "empty", folder / "used"
    make("roster", book, ROWS)
    make("workspace", empty)
    python, sides = sys.executable, str(HERE / "sides.py")
    ours = Side(
        "hncert import",
        [python, "-m", "hncert", "--workspace", str(used), "import", str(book)],
        lambda: college.copy_workspace(empty, used),
        (0, 1),
    )
    bare = folder / "bare.db"
    floor = Side(
        "floor: calamine + executemany",
        [python, sides, "floor", str(book), str(bare)],
        lambda: bare.unlink(missing_ok=True),
    )
    slow = Side(
        "openpyxl read-only + sqlite-utils insert_all",
        [python, sides, "openpyxl", str(book), str(bare)],
        lambda: bare.unlink(missing_ok=True),
    )
    compare(f"import of {ROWS:,} rows x 18 columns", ours, [(floor, 2.5)], most_peak=700)
    college.copy_workspace(empty, used)
    once, other, bare_floor = measure(ours), measure(slow), measure(floor)
    ratio = once.cpu / other.cpu
    print(f"  {slow.name} (one run): cpu {other.cpu:.2f} s, peak {other.peak:.0f} MB")
    print(f"  ratio to it: {ratio:.3f}, limit {1 / 6:.3f}: {'holds' if ratio <= 1 / 6 else 'EXCEEDED'}")
    print(f"  (the bare floor's own ratio to it: {bare_floor.cpu / other.cpu:.3f})")


def bench_certify(folder: Path) -> None:
    """1,000,000 candidates of each pathway determined, against copying the resulting rows bare."""
    full = folder / "million"
    make("workspace", full)
    make("candidates", full, CERTIFICATES)
    for pathway in ("exam", "process", "contest", "1plusx"):
        _bench_pathway(folder, full, pathway)


def _bench_pathway(folder: Path, full: Path, pathway: str) -> None:
    python, sides, used, done, copied = sys.executable, str(HERE / "sides.py"), folder / "u", folder / "d", folder / "c"
    certify = ["certify", "--path", pathway, "--as-of", college.DAY]
    ours = Side(
        f"hncert certify --path {pathway}",
        [python, "-m", "hncert", "--workspace", str(used), *certify],
        lambda: college.copy_workspace(full, used),
        (0, 1),
    )
    college.copy_workspace(full, done)
    measure(Side("once", [python, "-m", "hncert", "--workspace", str(done), *certify], statuses=(0, 1)))
    bare = Side(
        "bare insert ... select of the same rows",
        [python, sides, "copy", str(copied / "hncert.db"), f"determination_by_{pathway}"],
        lambda: college.copy_workspace(done, copied),
    )
    compare(f"certify {CERTIFICATES:,} candidates, {pathway}", ours, [(bare, 3.0)], most_peak=700, rounds=FEW)
    for place in (used, done, copied):
        shutil.rmtree(place)


def bench_help(_folder: Path) -> None:
    """Start-up: the help page against importing the libraries it is drawn with."""
    python = sys.executable
    ours = Side("hncert --help", [python, "-m", "hncert", "--help"])
    bare = Side('python -c "import typer, rich"', [python, "-c", "import typer, rich"])
    compare("start-up", ours, [(bare, 2.0)])


def bench_faulty(folder: Path) -> None:
    """100,000 rows with a fault each, error workbook and all, against the clean file."""
    clean, faulty, empty, used = folder / "clean.xlsx", folder / "faulty.xlsx", folder / "empty", folder / "used"
    make("roster", clean, ROWS)
    make("faulty", faulty, ROWS)
    make("workspace", empty)
    sides = [
        Side(
            f"hncert import {book.name}",
            [sys.executable, "-m", "hncert", "--workspace", str(used), "import", str(book)],
            lambda: college.copy_workspace(empty, used),
            (0, 1, 3),
        )
        for book in (faulty, clean)
    ]
    compare(f"import of {ROWS:,} faulty rows", sides[0], [(sides[1], 3.0)])
    measure(sides[0])
    marked = college.marked_rows(used / "outbox" / "faulty-问题.xlsx")
    print(f"  rows with their fault in the error workbook: {marked:,} of {ROWS:,}")


def bench_kinds(folder: Path) -> None:
    """Every kind with all its columns, 100,000 rows, against the floor, both sides in turn."""
    from hncert.tables import TABLES

    empty, used, bare = folder / "empty", folder / "used", folder / "bare.db"
    make("workspace", empty)
    print(f"\nimport of {ROWS:,} rows of each kind (medians of {FEW}, limit 2.5 x the floor)")
    for table in TABLES:
        book = folder / f"{table.id}.xlsx"
        make(f"kind:{table.id}", book, ROWS)
        command = [sys.executable, "-m", "hncert", "--workspace", str(used), "import", str(book), "--as", table.id]
        floor = [sys.executable, str(HERE / "sides.py"), "floor", str(book), str(bare)]
        ours = Side(table.id, command, lambda: college.copy_workspace(empty, used), (0, 1))
        other = Side("floor", floor, lambda: bare.unlink(missing_ok=True))
        runs = [(measure(ours).cpu, measure(other).cpu) for _ in range(FEW)]
        cost, bare_cost = (statistics.median(side) for side in zip(*runs, strict=True))
        ratio = cost / bare_cost
        verdict = "holds" if ratio <= 2.5 else "EXCEEDED"
        print(f"  {table.id:<20} cpu {cost:6.2f} s, floor {bare_cost:6.2f} s, ratio {ratio:.2f}: {verdict}")


BENCHES = {
    "import": bench_import,
    "faulty": bench_faulty,
    "kinds": bench_kinds,
    "certify": bench_certify,
    "help": bench_help,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    for name in names or list(BENCHES):
        with tempfile.TemporaryDirectory() as folder:
            BENCHES[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
