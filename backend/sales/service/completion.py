"""Sales that a charge carries as a draft and its approval completes (contract 40-mercadopago §7, §9)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from backend.companies import repository as companies
from backend.infra.db import session
from backend.infra.unit_of_work import transactional
from backend.kernel.ids import new_id
from backend.payments.domain import Channel
from backend.payments.errors import PaymentAlreadyUsed
from backend.payments.ports import ApprovedPayment, Draft
from backend.payments.service import claiming, points_of_sale
from backend.payments.service.claiming import ClaimedPayment
from backend.sales.domain import (
    DEFAULT_RECEIPT,
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

AMOUNTS = ("quantity", "unit_price", "discount", "tax_rate")


def check_draft(draft: Draft, *, amount: Decimal, currency: str, description: str | None) -> Draft:
    """Return the draft as the charge keeps it: complete, plain JSON, amounts as text.

    ``draft`` has ``items`` (of LineRequest; none means one line for the whole amount), ``customer_name``, ``notes``
    and ``receipt_type``. ValidationFailed, fields as in a sale's body, when a line is wrong or the total differs.
    """
    lines: list[LineRequest] = draft.get("items") or [single_line(amount, description)]
    _, totals = compute_lines(lines, currency)
    if totals.total != amount:
        raise DraftTotalMismatch("items")
    return {
        "items": [_kept(line) for line in lines],
        "customer_name": draft.get("customer_name"),
        "notes": draft.get("notes"),
        "receipt_type": draft.get("receipt_type") or DEFAULT_RECEIPT,
    }


@transactional
def complete_sale(news: ApprovedPayment) -> str | None:
    """Complete the sale of a paid charge in the unit that books the payment; return its id.

    Claims the payment and names the sale on charge and payment. Told again, it answers the same id; when somebody
    already used the payment for a sale at the counter, that one's. None when the charge carries no draft. A tip is
    not part of the sale: its total is what was asked.
    """
    known = Sales(news.company_id).find_id_by_order(news.order_id)
    if known is not None or news.draft is None:
        return known
    try:
        with session().begin_nested():
            return _write(news, news.draft).id
    except PaymentAlreadyUsed:
        return claiming.find_sale_of_order(news.company_id, news.order_id)


def _write(news: ApprovedPayment, draft: Draft) -> Sale:
    # In the currency it was charged and checked in, whatever the company's is by now.
    locale = replace(companies.get_locale(news.company_id), currency=news.currency)
    point_of_sale = points_of_sale.get_point_of_sale(news.company_id, news.point_of_sale_id)
    lines, totals = compute_lines(_lines(draft), locale.currency)
    sale_id = new_id()
    claimed = claiming.claim_of_charge(
        news.company_id, order_id=news.order_id, payment_id=news.payment_id, sale_id=sale_id
    )
    return write_sale(
        Entry(
            sale_id=sale_id,
            locale=locale,
            point_of_sale_id=point_of_sale.id,
            code=point_of_sale.code,
            user_id=news.user_id,
            heading=Heading(draft["customer_name"], draft["notes"], draft["receipt_type"]),
            lines=lines,
            totals=totals,
            payments=[_paid(news.channel, totals.total, claimed)],
            order_id=news.order_id,
        )
    )


def _paid(channel: Channel, amount: Decimal, claimed: ClaimedPayment) -> Booked:
    request = PaymentRequest(METHODS.get(channel, Method.OTHER), amount)
    return Booked(Tender(request, amount, None, None), claimed)


def _kept(line: LineRequest) -> dict[str, str]:
    amounts = {name: str(getattr(line, name)) for name in AMOUNTS}
    return {"product_name": line.product_name, **amounts}


def _lines(draft: Draft) -> list[LineRequest]:
    return [
        LineRequest(item["product_name"], **{name: Decimal(item[name]) for name in AMOUNTS}) for item in draft["items"]
    ]
