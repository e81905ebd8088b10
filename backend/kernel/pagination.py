"""Pages of a list: what is asked for and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page a caller wants: ``page`` from 1, ``per_page`` from 1 to 100."""

    page: int = 1
    per_page: int = 50

    @property
    def offset(self) -> int:
        """Rows to pass over."""
        return (self.page - 1) * self.per_page


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of rows and the number of all rows that match."""

    items: Sequence[T]
    total: int
    request: PageRequest

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has none."""
        return -(-self.total // self.request.per_page)


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a bare list that a caller wants: at most ``limit`` rows after the first ``offset``."""

    limit: int = MAX_PER_PAGE
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """The rows of one window and the number of all rows that match."""

    items: Sequence[T]
    total: int
