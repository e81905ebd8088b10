"""Writing a sale whose lines are computed and whose payments are settled; shared by the counter and by charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from backend.companies.repository import CompanyLocale
from backend.infra import audit
from backend.kernel import clock
from backend.kernel.search_text import fold
from backend.payments.service.claiming import ClaimedPayment
from backend.sales.domain import DEFAULT_RECEIPT, Line, Tender, Totals, joined_methods, sale_number
from backend.sales.models import Sale, SaleItem, SalePayment
from backend.sales.repository.sales import Sales


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the lines."""

    customer_name: str | None = None
    notes: str | None = None
    receipt_type: str = DEFAULT_RECEIPT


@dataclass(frozen=True, slots=True)
class Booked:
    """One payment as booked, with the verified payment of ours behind it, if any."""

    tender: Tender
    claimed: ClaimedPayment | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything a sale is written from; ``code`` is its point of sale's, ``order_id`` the charge it completes."""

    sale_id: str
    locale: CompanyLocale
    point_of_sale_id: str
    code: str
    user_id: int | None
    heading: Heading
    lines: Sequence[Line]
    totals: Totals
    payments: Sequence[Booked]
    order_id: str | None = None


def write_sale(entry: Entry) -> Sale:
    """Write the sale with its lines and payments in the open unit, under the next number of its code. Audited."""
    sales = Sales(entry.locale.company_id)
    now = clock.now()
    day = now.astimezone(ZoneInfo(entry.locale.time_zone)).date()
    number = sale_number(entry.code, day, sales.next_number(entry.code, day))
    reference = next((one.claimed.external_reference for one in entry.payments if one.claimed), None)
    totals, heading = entry.totals, entry.heading
    products = [line.request.product_name for line in entry.lines]
    sale = Sale(
        id=entry.sale_id,
        company_id=entry.locale.company_id,
        point_of_sale_id=entry.point_of_sale_id,
        order_id=entry.order_id,
        user_id=entry.user_id,
        sale_number=number,
        receipt_type=heading.receipt_type,
        subtotal=totals.subtotal,
        discount=totals.discount,
        tax=totals.tax,
        total=totals.total,
        currency=entry.locale.currency,
        customer_name=heading.customer_name,
        notes=heading.notes,
        external_reference=reference,
        methods=joined_methods(one.tender.request.method for one in entry.payments),
        search_text=fold([number, heading.customer_name, reference, *products])[:300],
        created_at=now,
        items=[_item(entry, position, line) for position, line in enumerate(entry.lines)],
        payments=[_payment(entry, position, booked) for position, booked in enumerate(entry.payments)],
    )
    sales.add(sale)
    sales.flush()
    told = {"sale_number": number, "total": str(totals.total), "currency": sale.currency}
    audit.record("sales.sale.completed", sale.id, company_id=sale.company_id, after=told)
    return sale


def _item(entry: Entry, position: int, line: Line) -> SaleItem:
    return SaleItem(
        company_id=entry.locale.company_id,
        position=position,
        product_name=line.request.product_name,
        quantity=line.request.quantity,
        unit_price=line.request.unit_price,
        discount=line.request.discount,
        subtotal=line.subtotal,
        tax_rate=line.request.tax_rate,
        tax_amount=line.tax_amount,
    )


def _payment(entry: Entry, position: int, booked: Booked) -> SalePayment:
    tender, claimed = booked.tender, booked.claimed
    row = SalePayment(
        company_id=entry.locale.company_id,
        position=position,
        method=tender.request.method.value,
        amount=tender.amount,
        amount_tendered=tender.amount_tendered,
        change_amount=tender.change_amount,
        transaction_id=tender.request.transaction_id,
        reference=tender.request.reference,
        installments=tender.request.installments,
    )
    if claimed is not None:
        row.payment_id = claimed.payment_id
        row.provider_payment_id = claimed.provider_payment_id
        row.card_brand = claimed.card_brand
        row.card_last_four = claimed.card_last_four
        row.installments = claimed.installments
    return row
