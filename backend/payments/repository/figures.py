"""SQL of figures over all companies: what was approved between instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, func, literal, select, union_all

from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.payments.models import Payment

APPROVED = "approved"


def approved_between(bounds: Sequence[datetime]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (position, currency, count, amount) of approved payments in each span between neighbouring bounds.

    One statement; each span is a walk over the index of ``approved_at``.
    """
    spans = [
        select(literal(position).label("position"), Payment.currency, func.count(), func.sum(Payment.amount))
        .where(Payment.status == APPROVED, Payment.approved_at >= begins_at, Payment.approved_at < ends_before)
        .group_by(Payment.currency)
        for position, (begins_at, ends_before) in enumerate(pairwise(bounds))
    ]
    return CompanyRepository(PLATFORM).execute(union_all(*spans)).all() if spans else ()
