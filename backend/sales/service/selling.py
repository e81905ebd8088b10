"""Selling at a counter (contract 40-mercadopago §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.companies import repository as companies
from backend.infra.unit_of_work import transactional
from backend.kernel.ids import new_id
from backend.payments.domain import Channel
from backend.payments.service import claiming, points_of_sale
from backend.sales.domain import (
    LineRequest,
    Method,
    PaymentRequest,
    Tender,
    compute_lines,
    settle,
    without_provider_claims,
)
from backend.sales.errors import CashWithPayment
from backend.sales.models import Sale
from backend.sales.service.writing import Booked, Entry, Heading, write_sale

# What the charge itself says wins over the client's word for how it was paid.
METHODS = {Channel.POINT: Method.MP_POINT, Channel.QR: Method.MP_QR}


@dataclass(frozen=True, slots=True)
class NewSale:
    """What a cashier sells, as asked for."""

    point_of_sale_id: str
    lines: Sequence[LineRequest]
    payments: Sequence[PaymentRequest]
    heading: Heading


@transactional
def create_sale(company_id: int, user_id: int | None, wanted: NewSale) -> Sale:
    """Book a sale that is paid in full, under the next number of its point of sale.

    Payments through the provider are claimed from our own verified rows; what the client says about them is ignored.
    PointOfSaleNotFound, PointOfSaleInactive, ValidationFailed by field, PaymentNotVerified, PaymentAlreadyUsed,
    AmountMismatch. Locks the point of sale (shared), charges and payments in one order, then the counter. Not
    idempotent by itself: the route honours ``Idempotency-Key``. Audited.
    """
    locale = companies.get_locale(company_id)
    point_of_sale = points_of_sale.keep_point_of_sale(company_id, wanted.point_of_sale_id)
    lines, totals = compute_lines(wanted.lines, locale.currency)
    tenders = settle(wanted.payments, totals.total, locale.currency)
    sale_id = new_id()
    return write_sale(
        Entry(
            sale_id=sale_id,
            locale=locale,
            point_of_sale_id=point_of_sale.id,
            code=point_of_sale.code,
            user_id=user_id,
            heading=wanted.heading,
            lines=lines,
            totals=totals,
            payments=_back(company_id, sale_id, tenders),
        )
    )


def _back(company_id: int, sale_id: str, tenders: Sequence[Tender]) -> list[Booked]:
    """Back each payment that needs it by a verified row of ours; claimed in one order by everybody: no deadlock."""
    booked = [Booked(tender) for tender in tenders]
    for position in sorted(range(len(tenders)), key=lambda at: _claim_order(tenders[at].request)):
        if tenders[position].request.needs_verification:
            booked[position] = _claim(company_id, sale_id, tenders[position], position)
    return booked


def _claim_order(request: PaymentRequest) -> tuple[str, str]:
    return (request.provider_order_id or "", request.provider_payment_id or "")


def _claim(company_id: int, sale_id: str, tender: Tender, position: int) -> Booked:
    request = tender.request
    if request.method is Method.CASH:
        raise CashWithPayment(f"payments.{position}.method")
    claimed = claiming.claim_for_sale(
        company_id,
        provider_payment_id=request.provider_payment_id,
        provider_order_id=request.provider_order_id,
        amount=tender.amount,
        sale_id=sale_id,
    )
    method = METHODS.get(claimed.channel, request.method) if claimed.channel else request.method
    return Booked(replace(tender, request=replace(without_provider_claims(request), method=method)), claimed)
