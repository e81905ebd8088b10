"""What companies must know of the slices above them; implementations are plugged in by app.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class MoneyRows(Protocol):
    """Rows of one slice that hold amounts in the currency of their company."""

    def has_money(self, company_id: int) -> bool:
        """Tell whether the company has any such row; read in the caller's unit of work."""


class CompanyListener(Protocol):
    """Told about companies by the unit that changes them; must only write rows."""

    def on_company_deactivated(self, company_id: int) -> None:
        """React to a company whose people and keys are refused from now on; its row is locked."""


@dataclass(frozen=True, slots=True)
class Plugs:
    """The implementations in use; app.py fills them once per process, tests replace single ones."""

    money_rows: Sequence[MoneyRows] = ()
    listeners: Sequence[CompanyListener] = ()


_plugs: Plugs | None = None


def plug(plugs: Plugs) -> None:
    """Use these implementations in this process."""
    global _plugs  # noqa: PLW0603 - services are plain functions; their ports are wired once, in app.py
    _plugs = plugs


def plugged() -> Plugs:
    """Return the implementations in use; raises before ``plug``."""
    if _plugs is None:
        raise RuntimeError("companies' ports are not plugged in")
    return _plugs


def has_money(company_id: int) -> bool:
    """Tell whether any slice holds an amount of the company."""
    return any(rows.has_money(company_id) for rows in plugged().money_rows)
