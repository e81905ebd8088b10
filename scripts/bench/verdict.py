"""What a measurement found, as a table; the exit code says whether every line holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = ("figure", "ours", "reference", "ratio", "line", "holds")
BUSY_LOAD_PER_CORE = 1.5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside what it must be; ``holds`` is None where no line was drawn."""

    name: str
    ours: str
    reference: str = "–"
    ratio: str = "–"
    line: str = "–"
    holds: bool | None = None


def at_least(name: str, ours: Sequence[float], reference: Sequence[float], times: float, unit: str) -> Figure:
    """Compare medians: ours must be at least ``times`` the reference's."""
    mine, theirs = median(ours), median(reference)
    ratio = mine / theirs if theirs else 0.0
    return Figure(name, f"{mine:.0f} {unit}", f"{theirs:.0f} {unit}", f"{ratio:.2f}", f"≥ {times:g}×", ratio >= times)


def beside(name: str, ours: Sequence[float], reference: Sequence[float], unit: str) -> Figure:
    """Put medians side by side without a line; the ratio is the reference's over ours, as less is better."""
    mine, theirs = median(ours), median(reference)
    return Figure(name, f"{mine:.0f} {unit}", f"{theirs:.0f} {unit}", f"{theirs / mine:.2f}" if mine else "–")


def within(name: str, ours: Sequence[float], reference: Sequence[float], limit: float | None, unit: str) -> Figure:
    """Hold the median of ours against its upper limit, where one is drawn, beside the reference's."""
    mine, theirs = median(ours), median(reference)
    line, holds = ("–", None) if limit is None else (f"≤ {limit:g} {unit}", mine <= limit)
    return Figure(name, f"{mine:.1f} {unit}", f"{theirs:.1f} {unit}", f"{theirs / mine:.2f}", line, holds)


def at_most(name: str, value: float, limit: float, unit: str, digits: int = 1) -> Figure:
    """Hold one value against its upper limit."""
    return Figure(name, f"{value:.{digits}f} {unit}", line=f"≤ {limit:g} {unit}", holds=value <= limit)


def exactly(name: str, value: float, expected: float, unit: str) -> Figure:
    """Hold one count against what it must be."""
    return Figure(name, f"{value:g} {unit}", line=f"= {expected:g} {unit}", holds=value == expected)


def conclude(figures: Sequence[Figure]) -> int:
    """Print the table and return 0 only when every line that was drawn holds."""
    words = {True: "yes", False: "NO", None: "–"}
    rows = [HEADINGS, *((f.name, f.ours, f.reference, f.ratio, f.line, words[f.holds]) for f in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    print()
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return 1 if any(figure.holds is False for figure in figures) else 0


def describe_machine() -> str:
    """Return cores and load, so that a reader knows how quiet the machine was."""
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0]
    noise = (
        " (busy with other work: trust the ratios more than the figures)" if load > BUSY_LOAD_PER_CORE * cores else ""
    )
    return f"{cores} cores, load {load:.1f}{noise}"
