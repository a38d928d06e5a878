"""Percentages, by one function."""

from decimal import ROUND_HALF_UP, Decimal


def percent(done: int, task: int | None) -> Decimal | None:
    """Completion rate in per cent, two decimals, half-up; None without a task.

    Python's own `round` would give 0.62 for 7 of 1,120; the bulletins print 0.63.
    """
    if not task:
        return None
    return (Decimal(done) * 100 / Decimal(task)).quantize(Decimal("0.01"), ROUND_HALF_UP)
