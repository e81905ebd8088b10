"""Whether a company has a valid licence, and for what (contract 20-billing §5, rules 6 and 7; refusals 1, 8, 13).

Every answer looks at the database now, and runs the company's due changes first: a late job neither gives a day nor
costs an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row

from backend.billing.domain.licences import Denial, denial_of, is_in_force
from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import LicensedCompanyNotFound
from backend.billing.repository import licences as rows
from backend.billing.service.due import run_due
from backend.infra.unit_of_work import reading_rows
from backend.kernel import clock


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a company may use now. ``row`` holds company, active subscription and plan when it is valid.

    Without a valid licence ``denial`` says why and ``newest`` is the row that speaks (None without any).
    """

    row: Row[*tuple[Any, ...]]
    services: Sequence[Row[*tuple[Any, ...]]] = field(default=())
    denial: Denial | None = None
    newest: Row[*tuple[Any, ...]] | None = None

    @property
    def is_valid(self) -> bool:
        """Tell ``licencia_valida``."""
        return self.denial is None


def entitlement_of(company_id: int, *, only_company: int | None = None) -> Entitlement:
    """Return what the company may use now.

    ``only_company`` is whom the asking key or person belongs to (None: anybody): any other company, known or not,
    raises the same LicensedCompanyNotFound.
    """
    return _entitlement(lambda: rows.rows_in_force(company_id), only_company)


def entitlement_by_tax_id(tax_id: str, *, only_company: int | None = None) -> Entitlement:
    """Return the same of the company with this NIT (case ignored), which the error repeats."""
    try:
        return _entitlement(lambda: rows.rows_in_force_by_tax_id(tax_id), only_company)
    except LicensedCompanyNotFound as unknown:
        unknown.facts["nit"] = tax_id
        raise


def _entitlement(read: Callable[[], Sequence[Row[*tuple[Any, ...]]]], only_company: int | None) -> Entitlement:
    found, newest = _look(read, only_company)
    if _is_due(found[0], newest):
        run_due(found[0].id)
        found, newest = _look(read, only_company)
    row = found[0]
    if _is_valid(row, _today(row)):
        return Entitlement(row, [one for one in found if one.service_id is not None])
    state = None if newest is None else SubscriptionState(newest.state)
    return Entitlement(row, denial=denial_of(state, is_company_active=row.is_active), newest=newest)


@reading_rows
def _look(
    read: Callable[[], Sequence[Row[*tuple[Any, ...]]]], only_company: int | None
) -> tuple[Sequence[Row[*tuple[Any, ...]]], Row[*tuple[Any, ...]] | None]:
    """Read what is in force, and the newest row when nothing is."""
    found = read()
    if not found or only_company not in {None, found[0].id}:
        raise LicensedCompanyNotFound
    return found, None if _is_valid(found[0], _today(found[0])) else rows.newest_row(found[0].id)


def _is_valid(row: Row[*tuple[Any, ...]], today: date) -> bool:
    return row.row_id is not None and is_in_force(
        SubscriptionState(row.row_state), row.row_start_date, row.row_end_date, today, is_company_active=row.is_active
    )


def _is_due(row: Row[*tuple[Any, ...]], newest: Row[*tuple[Any, ...]] | None) -> bool:
    """Tell whether a change of this company is due: its row is over, the next one starts, or an unpaid one expired."""
    today = _today(row)
    has_ended = row.row_id is not None and row.row_end_date < today
    has_next = row.next_start is not None and row.next_start <= today
    return has_ended or has_next or (newest is not None and _is_overdue(newest))


def _is_overdue(newest: Row[*tuple[Any, ...]]) -> bool:
    is_open = newest.state == SubscriptionState.PENDING_PAYMENT.value and newest.payment_due_at is not None
    return is_open and newest.payment_due_at <= clock.now()


def _today(row: Row[*tuple[Any, ...]]) -> date:
    return clock.today_in(row.time_zone)
