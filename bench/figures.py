"""Plain statistics and their tables."""

import math
from collections.abc import Sequence
from statistics import median

_Z = 1.96  # the normal quantile of a two-sided interval of 95 %


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)) - 1, 0)]


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of Wilson for a share; from 0 to 1 when nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share, square = right / total, _Z**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total**2)) / (1 + square / total)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def share(right: int, total: int) -> str:
    """“38/40 (95 %; 84 to 99)”, or a dash where nothing was counted."""
    if total == 0:
        return "–"
    low, high = wilson(right, total)
    return f"{right}/{total} ({right / total:.0%}; {low * 100:.0f} to {high * 100:.0f})".replace("%", " %")


def seconds(values: Sequence[float]) -> str:
    return f"{median(values):.2f}" if values else "–"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of Markdown."""
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
