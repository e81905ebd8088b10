"""What companies must know of the slices above them; implementations are plugged in by app.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class MoneyRows(Protocol):
    """Rows of one slice that hold amounts in the currency of their company."""

    def has_money(self, company_id: int) -> bool:
        """Tell whether the company has any such row; read in the caller's unit of work."""


_money_rows: Sequence[MoneyRows] = ()


def plug(*money_rows: MoneyRows) -> None:
    """Ask these slices in this process."""
    global _money_rows  # noqa: PLW0603 - services are plain functions; their ports are wired once, in app.py
    _money_rows = money_rows


def has_money(company_id: int) -> bool:
    """Tell whether any slice holds an amount of the company."""
    return any(rows.has_money(company_id) for rows in _money_rows)
