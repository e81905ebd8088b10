"""SQL of figures over all companies: what was approved between instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, Select, func, literal, select, union_all

from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.payments.models import Payment, PaymentRequest

APPROVED = "approved"


def approved_between(bounds: Sequence[datetime]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (position, currency, count, amount) of approved payments in each span between neighbouring bounds.

    A span and currency may come twice: from companies' payments, and from what the platform collected by its own token,
    which stands in no company's book. Two statements; each span is a walk over an index of ``approved_at``.
    """
    return [row for kind in (Payment, PaymentRequest) for row in _approved_of(kind, bounds)]


def _approved_of(kind: type[Payment | PaymentRequest], bounds: Sequence[datetime]) -> Sequence[Row[*tuple[Any, ...]]]:
    spans = [
        _approved(kind, position, begins_at, ends_before)
        for position, (begins_at, ends_before) in enumerate(pairwise(bounds))
    ]
    return CompanyRepository(PLATFORM).execute(union_all(*spans)).all() if spans else ()


def _approved(
    kind: type[Payment | PaymentRequest], position: int, begins_at: datetime, ends_before: datetime
) -> Select[*tuple[Any, ...]]:
    of_span: Select[*tuple[Any, ...]] = (
        select(literal(position).label("position"), kind.currency, func.count(), func.sum(kind.amount))
        .where(kind.status == APPROVED, kind.approved_at >= begins_at, kind.approved_at < ends_before)
        .group_by(kind.currency)
    )
    return of_span.where(PaymentRequest.collector_company_id.is_(None)) if kind is PaymentRequest else of_span
