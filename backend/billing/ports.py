"""What billing asks of products it does not know; implementations are plugged in by app.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SupportNow:
    """How many support cases there are now, by what they need."""

    open: int = 0
    in_progress: int = 0
    awaiting_answer: int = 0
    critical: int = 0
    unassigned: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class SupportFlow:
    """How many cases were opened and closed in one span."""

    opened: int
    closed: int


class SupportFigures(Protocol):
    """Figures of the support desk, for the operators' dashboard."""

    def now(self) -> SupportNow:
        """Return the cases as they stand."""

    def flow(self, bounds: Sequence[datetime]) -> list[SupportFlow]:
        """Return what came and went in each span between neighbouring bounds."""


@dataclass(slots=True)
class Plugs:
    """The implementations in use; ``support`` is None in an installation without a support desk."""

    support: SupportFigures | None = field(default=None)


_plugs = Plugs()


def plug(plugs: Plugs) -> None:
    """Use these implementations in this process."""
    global _plugs  # noqa: PLW0603 - services are plain functions; their ports are wired once, in app.py
    _plugs = plugs


def plugged() -> Plugs:
    """Return the implementations in use."""
    return _plugs
