"""Lines, taxes, totals and payments of a sale (contract 40-mercadopago §7 rule 15): pure, tested as tables.

Every amount is a Decimal in the sale's currency; VAT is included in prices, rounded per line, then summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from backend.kernel.money import MAX_AMOUNT, ZERO, has_currency_scale, round_money
from backend.sales.errors import (
    AmountTooLarge,
    AmountTooPrecise,
    CardPaymentsExceedTotal,
    DiscountAboveLine,
    PaymentsBelowTotal,
    SuperfluousPayment,
    TenderedBelowAmount,
    TenderedWithoutCash,
)

HUNDRED = Decimal(100)
DEFAULT_TAX_RATE = Decimal(21)
DEFAULT_PRODUCT = "Venta"
DEFAULT_RECEIPT = "TICKET"
HOURS = 24


class SaleStatus(StrEnum):
    """State of a sale."""

    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"
    PARTIAL_REFUND = "PARTIAL_REFUND"


class SalePaymentStatus(StrEnum):
    """State of one payment inside a sale."""

    APPROVED = "APPROVED"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"
    PARTIAL_REFUND = "PARTIAL_REFUND"


class Method(StrEnum):
    """How a part of the sale was paid."""

    CASH = "CASH"
    CREDIT_CARD = "CREDIT_CARD"
    DEBIT_CARD = "DEBIT_CARD"
    QR = "QR"
    MP_POINT = "MP_POINT"
    MP_QR = "MP_QR"
    TRANSFER = "TRANSFER"
    CHECK = "CHECK"
    OTHER = "OTHER"


# Money that only counts once we have seen it ourselves (rule 16).
VERIFIED_METHODS = frozenset({Method.MP_POINT, Method.MP_QR})
# Sales that are money in the till at the end of the day.
COUNTED = frozenset({SaleStatus.COMPLETED, SaleStatus.PARTIAL_REFUND})


@dataclass(frozen=True, slots=True)
class LineRequest:
    """One line as it was asked for."""

    product_name: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal = ZERO
    tax_rate: Decimal = DEFAULT_TAX_RATE


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its amounts: ``gross`` before the discount, ``subtotal`` after it, ``tax_amount`` inside it."""

    request: LineRequest
    gross: Decimal
    subtotal: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the lines; ``total = subtotal - discount``, and ``tax`` is part of it."""

    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One payment as it was asked for. ``amount`` is what it pays of the sale, ``amount_tendered`` what was handed."""

    method: Method
    amount: Decimal
    transaction_id: str | None = None
    provider_payment_id: str | None = None
    provider_order_id: str | None = None
    amount_tendered: Decimal | None = None
    installments: int | None = None
    reference: str | None = None

    @property
    def needs_verification(self) -> bool:
        """Tell whether it must be backed by a payment of ours (rule 16): by its method, or because it names one."""
        return self.method in VERIFIED_METHODS or bool(self.provider_payment_id or self.provider_order_id)


@dataclass(frozen=True, slots=True)
class Tender:
    """One payment as it is booked: never more than the sale; the rest of the cash is change."""

    request: PaymentRequest
    amount: Decimal
    amount_tendered: Decimal | None
    change_amount: Decimal | None


def compute_line(request: LineRequest, currency: str, *, position: int = 0) -> Line:
    """Return the line's amounts, rounded half up to the currency.

    Raises AmountTooPrecise, DiscountAboveLine, AmountTooLarge for the line at ``position``.
    """
    where = f"items.{position}"
    if not has_currency_scale(request.unit_price, currency):
        raise AmountTooPrecise(f"{where}.unitPrice", currency)
    if not has_currency_scale(request.discount, currency):
        raise AmountTooPrecise(f"{where}.discount", currency)
    exact = request.unit_price * request.quantity
    if exact > MAX_AMOUNT:
        raise AmountTooLarge(f"{where}.unitPrice")
    gross = round_money(exact, currency)
    if not ZERO <= request.discount <= gross:
        raise DiscountAboveLine(f"{where}.discount")
    subtotal = gross - request.discount
    tax = round_money(subtotal * request.tax_rate / (HUNDRED + request.tax_rate), currency)
    return Line(request, gross, subtotal, tax)


def compute_lines(requests: Sequence[LineRequest], currency: str) -> tuple[list[Line], Totals]:
    """Return the lines with their amounts, and their sums. Raises as ``compute_line``, AmountTooLarge for the sum."""
    lines = [compute_line(request, currency, position=position) for position, request in enumerate(requests)]
    totals = Totals(
        subtotal=sum((line.gross for line in lines), ZERO),
        discount=sum((line.request.discount for line in lines), ZERO),
        tax=sum((line.tax_amount for line in lines), ZERO),
        total=sum((line.subtotal for line in lines), ZERO),
    )
    if totals.subtotal > MAX_AMOUNT:
        raise AmountTooLarge("items")
    return lines, totals


def settle(payments: Sequence[PaymentRequest], total: Decimal, currency: str) -> list[Tender]:
    """Return the payments as they are booked: together exactly ``total``; only cash may have been more.

    Cash above the total is booked without the excess, which becomes change (``tendered - amount``).
    Raises PaymentsBelowTotal, CardPaymentsExceedTotal, SuperfluousPayment, Tendered…, AmountTooPrecise.
    """
    for position, payment in enumerate(payments):
        _check_amounts(payment, position, currency)
    excess = sum((payment.amount for payment in payments), ZERO) - total
    if excess < ZERO:
        raise PaymentsBelowTotal("payments")
    if sum((payment.amount for payment in payments if payment.method is not Method.CASH), ZERO) > total:
        raise CardPaymentsExceedTotal("payments")
    booked: list[Tender] = []
    for position, payment in reversed(list(enumerate(payments))):
        surplus = min(excess, payment.amount) if payment.method is Method.CASH else ZERO
        excess -= surplus
        if surplus == payment.amount:
            raise SuperfluousPayment(f"payments.{position}.amount")
        booked.append(_book(payment, payment.amount - surplus))
    return booked[::-1]


def _check_amounts(payment: PaymentRequest, position: int, currency: str) -> None:
    where = f"payments.{position}"
    tendered = payment.amount_tendered
    if not has_currency_scale(payment.amount, currency):
        raise AmountTooPrecise(f"{where}.amount", currency)
    if tendered is None:
        return
    if not has_currency_scale(tendered, currency):
        raise AmountTooPrecise(f"{where}.amountTendered", currency)
    if tendered < payment.amount:
        raise TenderedBelowAmount(f"{where}.amountTendered")
    if tendered != payment.amount and payment.method is not Method.CASH:
        raise TenderedWithoutCash(f"{where}.amountTendered")


def _book(payment: PaymentRequest, amount: Decimal) -> Tender:
    if payment.method is not Method.CASH:
        return Tender(payment, amount, None, None)
    tendered = payment.amount_tendered if payment.amount_tendered is not None else payment.amount
    return Tender(payment, amount, tendered, tendered - amount)


def single_line(amount: Decimal, description: str | None) -> LineRequest:
    """Return the one line of a draft without items: the description for the whole amount (contract §9)."""
    return LineRequest(description or DEFAULT_PRODUCT, Decimal(1), amount)


def without_provider_claims(payment: PaymentRequest) -> PaymentRequest:
    """Return the payment without what only the provider may say about it: the client's word is ignored (rule 16)."""
    return replace(payment, transaction_id=None, installments=None)


def sale_number(code: str, day: date, number: int) -> str:
    """Write ``<code>-YYYYMMDD-NNNN`` (rule 17); beyond 9999 the number grows longer."""
    return f"{code}-{day:%Y%m%d}-{number:04d}"


def joined_methods(methods: Iterable[Method]) -> str:
    """Return the methods as a list is filtered by them: each once, between commas."""
    return f",{','.join(sorted(set(methods)))},"


def day_bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the UTC instants at which ``first`` begins and ``last`` has ended, in an IANA zone."""
    return _midnight(first, zone), _midnight(last + timedelta(days=1), zone)


def hour_ends(day: date, zone: str) -> list[datetime]:
    """Return the UTC instants at which the 24 hours of the wall clock end; on a day of clock change some are longer."""
    local = ZoneInfo(zone)
    ends = [datetime.combine(day, time(hour), local).astimezone(UTC) for hour in range(1, HOURS)]
    return [*ends, _midnight(day + timedelta(days=1), zone)]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
