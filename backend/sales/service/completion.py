"""Sales that a charge carries as a draft and its approval completes (contract 40-mercadopago §7, §9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog

from backend.companies import repository as companies
from backend.infra.db import session
from backend.infra.unit_of_work import transactional
from backend.kernel.errors import AppError
from backend.kernel.ids import new_id
from backend.payments.domain import Channel
from backend.payments.ports import ApprovedPayment, Draft
from backend.payments.service import claiming, points_of_sale
from backend.payments.service.claiming import ClaimedPayment
from backend.sales.domain import (
    LineRequest,
    Method,
    PaymentRequest,
    Tender,
    compute_lines,
    single_line,
)
from backend.sales.errors import DraftTotalMismatch
from backend.sales.models import Sale
from backend.sales.repository.sales import Sales
from backend.sales.service.selling import METHODS
from backend.sales.service.writing import Booked, Entry, Heading, write_sale

log = structlog.get_logger("sales")


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """A sale without payments and point of sale; no lines means one line for the whole amount."""

    lines: list[LineRequest]
    heading: Heading


def check_draft(draft: SaleDraft, *, amount: Decimal, currency: str, description: str | None) -> Draft:
    """Return the draft as the charge keeps it: complete, plain JSON, amounts as text.

    ValidationFailed (fields as in the body of a sale) when a line is wrong or the total is not ``amount``.
    """
    lines = draft.lines or [single_line(amount, description)]
    _, totals = compute_lines(lines, currency)
    if totals.total != amount:
        raise DraftTotalMismatch("items")
    return _kept(SaleDraft(lines, draft.heading))


@transactional
def complete_sale(news: ApprovedPayment) -> str | None:
    """Complete the sale of a paid charge in the unit that books the payment; return its id.

    Claims the payment and names the sale on charge and payment. Told again, it answers the same id. None when the
    charge carries no draft, or when the money cannot pay it (less was paid than asked, refunded meanwhile): booking
    money must never fail for the sale's sake, the payment then waits among those without a sale.
    """
    known = Sales(news.company_id).find_id_by_order(news.order_id)
    if known is not None or news.draft is None:
        return known
    try:
        with session().begin_nested():
            return _write(news, _read(news.draft)).id
    except AppError as error:
        log.warning("sales.completion_refused", order=news.order_id, payment=news.payment_id, code=error.code)
        return claiming.find_sale_of_order(news.company_id, news.order_id)


def _write(news: ApprovedPayment, draft: SaleDraft) -> Sale:
    locale = companies.get_locale(news.company_id)
    point_of_sale = points_of_sale.get_point_of_sale(news.company_id, news.point_of_sale_id)
    lines, totals = compute_lines(draft.lines, locale.currency)
    sale_id = new_id()
    claimed = claiming.claim_for_sale(
        news.company_id,
        provider_payment_id=news.payment_id,
        provider_order_id=news.order_id,
        amount=totals.total,
        sale_id=sale_id,
    )
    return write_sale(
        Entry(
            sale_id=sale_id,
            locale=locale,
            point_of_sale_id=point_of_sale.id,
            code=point_of_sale.code,
            user_id=news.user_id,
            heading=draft.heading,
            lines=lines,
            totals=totals,
            payments=[_paid(news.channel, claimed)],
            order_id=news.order_id,
        )
    )


def _paid(channel: Channel, claimed: ClaimedPayment) -> Booked:
    request = PaymentRequest(METHODS.get(channel, Method.OTHER), claimed.amount)
    return Booked(Tender(request, claimed.amount, None, None), claimed)


def _kept(draft: SaleDraft) -> Draft:
    return {
        "items": [
            {
                "product_name": line.product_name,
                "quantity": str(line.quantity),
                "unit_price": str(line.unit_price),
                "discount": str(line.discount),
                "tax_rate": str(line.tax_rate),
            }
            for line in draft.lines
        ],
        "customer_name": draft.heading.customer_name,
        "notes": draft.heading.notes,
        "receipt_type": draft.heading.receipt_type,
    }


def _read(kept: Draft) -> SaleDraft:
    lines = [_line(item) for item in kept["items"]]
    return SaleDraft(lines, Heading(kept["customer_name"], kept["notes"], kept["receipt_type"]))


def _line(item: dict[str, Any]) -> LineRequest:
    amounts = {name: Decimal(item[name]) for name in ("quantity", "unit_price", "discount", "tax_rate")}
    return LineRequest(item["product_name"], **amounts)
