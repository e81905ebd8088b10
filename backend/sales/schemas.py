"""Wire forms of sales (contract 40-mercadopago §7, §9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import fields, post_load, validate

from backend.infra.fields import ExactField, InstantField, MoneyField, TextField
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, Page
from backend.sales.domain import (
    DEFAULT_RECEIPT,
    DEFAULT_TAX_RATE,
    HUNDRED,
    LineRequest,
    Method,
    PaymentRequest,
    SalePaymentStatus,
    SaleStatus,
)
from backend.sales.models import Sale
from backend.sales.service.listing import SaleQuery
from backend.sales.service.selling import NewSale
from backend.sales.service.writing import Heading

MAX_LINES = 200
MAX_PAYMENTS = 20
MAX_QUANTITY = Decimal(1_000_000)
MAX_INSTALLMENTS = 120
MAX_PAGE = 1_000_000
MAX_USER_ID = 2**31 - 1
RECEIPT_TYPE = r"^[A-Z][A-Z0-9_]{0,29}$"
METHODS = [method.value for method in Method]
STATUSES = [status.value for status in SaleStatus]
# Beyond them a day's bounds may not be instants any more.
KNOWN_DAYS = validate.Range(date(1900, 1, 1), date(2999, 12, 31), error="La fecha tiene que estar entre 1900 y 2999.")


class LineRequestSchema(RequestSchema):
    """One line to sell."""

    product_name = TextField(150, data_key="productName", required=True)
    quantity = ExactField(required=True, places=3, minimum=Decimal(0), maximum=MAX_QUANTITY, is_minimum_excluded=True)
    unit_price = MoneyField(data_key="unitPrice", required=True)
    discount = MoneyField(load_default=Decimal(0))
    tax_rate = ExactField(
        data_key="taxRate", places=2, minimum=Decimal(0), maximum=HUNDRED, load_default=DEFAULT_TAX_RATE
    )

    @post_load
    def _build(self, loaded: Mapping[str, Any], **_: Any) -> LineRequest:
        return LineRequest(**loaded)


class PaymentRequestSchema(RequestSchema):
    """One payment; what it says about card and fees of a Mercado Pago payment is ignored."""

    method = fields.String(required=True, validate=validate.OneOf(METHODS))
    amount = MoneyField(required=True, is_minimum_excluded=True)
    transaction_id = TextField(64, minimum=0, data_key="transactionId")
    provider_payment_id = TextField(64, minimum=0, data_key="mpPaymentId")
    provider_order_id = TextField(64, minimum=0, data_key="mpOrderId")
    amount_tendered = MoneyField(data_key="amountTendered")
    installments = fields.Integer(strict=True, validate=validate.Range(1, MAX_INSTALLMENTS))
    reference = TextField(100, minimum=0)

    @post_load
    def _build(self, loaded: Mapping[str, Any], **_: Any) -> PaymentRequest:
        return PaymentRequest(**{**loaded, "method": Method(loaded["method"])})


class HeadingSchema(RequestSchema):
    """What stands above the lines."""

    customer_name = TextField(150, minimum=0, data_key="customerName", load_default=None)
    notes = TextField(1000, minimum=0, is_multiline=True, load_default=None)
    receipt_type = fields.String(
        data_key="receiptType", validate=validate.Regexp(RECEIPT_TYPE), load_default=DEFAULT_RECEIPT
    )


class SaleDraftSchema(HeadingSchema):
    """The sale that a charge carries: without payments and point of sale."""

    items = fields.List(fields.Nested(LineRequestSchema), validate=validate.Length(max=MAX_LINES), load_default=list)


class NewSaleSchema(HeadingSchema):
    """The body of POST /api/sales."""

    point_of_sale_id = TextField(64, data_key="pointOfSaleId", required=True)
    items = fields.List(fields.Nested(LineRequestSchema), required=True, validate=validate.Length(1, MAX_LINES))
    payments = fields.List(
        fields.Nested(PaymentRequestSchema), required=True, validate=validate.Length(0, MAX_PAYMENTS)
    )

    @post_load
    def _build(self, loaded: Mapping[str, Any], **_: Any) -> NewSale:
        heading = Heading(loaded["customer_name"], loaded["notes"], loaded["receipt_type"])
        return NewSale(loaded["point_of_sale_id"], loaded["items"], loaded["payments"], heading)


class SaleFilterSchema(RequestSchema):
    """Filters and page of the list; dates are the company's, inclusive."""

    point_of_sale_id = TextField(64, minimum=0, data_key="pointOfSaleId")
    user_id = fields.Integer(data_key="userId", validate=validate.Range(1, MAX_USER_ID))
    status = fields.String(validate=validate.OneOf(STATUSES))
    method = fields.String(validate=validate.OneOf(METHODS))
    date_from = fields.Date(data_key="dateFrom", validate=KNOWN_DAYS)
    date_to = fields.Date(data_key="dateTo", validate=KNOWN_DAYS)
    text = TextField(100, minimum=0, data_key="q")
    page = fields.Integer(load_default=1, validate=validate.Range(1, MAX_PAGE))
    page_size = fields.Integer(data_key="pageSize", load_default=50, validate=validate.Range(1, MAX_PER_PAGE))


class SummaryFilterSchema(RequestSchema):
    """Which day, and of which point of sale."""

    day = fields.Date(data_key="date", load_default=None, validate=KNOWN_DAYS)
    point_of_sale_id = TextField(64, minimum=0, data_key="pointOfSaleId", load_default=None)


class SaleItemSchema(AnswerSchema):
    """One line as it was sold."""

    id = fields.String()
    product_name = fields.String(data_key="productName")
    quantity = ExactField(places=3, minimum=Decimal(0), maximum=MAX_QUANTITY)
    unit_price = MoneyField(data_key="unitPrice")
    discount = MoneyField()
    subtotal = MoneyField()
    tax_rate = MoneyField(data_key="taxRate", metadata={"type": "number"})
    tax_amount = MoneyField(data_key="taxAmount")
    refunded_quantity = ExactField(data_key="refundedQuantity", places=3, minimum=Decimal(0), maximum=MAX_QUANTITY)


class SalePaymentSchema(AnswerSchema):
    """One payment as it was booked."""

    id = fields.String()
    method = fields.String(validate=validate.OneOf(METHODS))
    amount = MoneyField()
    provider_payment_id = fields.String(data_key="mpPaymentId", allow_none=True)
    transaction_id = fields.String(data_key="transactionId", allow_none=True)
    reference = fields.String(allow_none=True)
    card_brand = fields.String(data_key="cardBrand", allow_none=True)
    card_last_four = fields.String(data_key="cardLastFour", allow_none=True)
    installments = fields.Integer(allow_none=True)
    amount_tendered = MoneyField(data_key="amountTendered", allow_none=True)
    change_amount = MoneyField(data_key="changeAmount", allow_none=True)
    status = fields.String(validate=validate.OneOf([status.value for status in SalePaymentStatus]))


class SaleSchema(AnswerSchema):
    """A sale with its lines and payments."""

    id = fields.String()
    sale_number = fields.String(data_key="saleNumber")
    point_of_sale_id = fields.String(data_key="pointOfSaleId")
    user_id = fields.Integer(data_key="userId", allow_none=True)
    status = fields.String(validate=validate.OneOf(STATUSES))
    receipt_type = fields.String(data_key="receiptType")
    subtotal = MoneyField()
    discount = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    currency = fields.String()
    customer_name = fields.String(data_key="customerName", allow_none=True)
    notes = fields.String(allow_none=True)
    created_at = InstantField(data_key="createdAt")
    items = fields.List(fields.Nested(SaleItemSchema))
    payments = fields.List(fields.Nested(SalePaymentSchema))
    refunds = fields.List(fields.Dict(), dump_default=list)


class SaleAnswerSchema(AnswerSchema):
    """One sale, wrapped."""

    success = fields.Constant(constant=True)
    data = fields.Nested(SaleSchema)


class PaginationSchema(AnswerSchema):
    """Which page this is, of how many."""

    page = fields.Integer()
    page_size = fields.Integer(data_key="pageSize")
    total = fields.Integer()
    total_pages = fields.Integer(data_key="totalPages")


class SalePageSchema(AnswerSchema):
    """One page of sales, wrapped."""

    success = fields.Constant(constant=True)
    data = fields.List(fields.Nested(SaleSchema))
    pagination = fields.Nested(PaginationSchema)


class MethodTotalSchema(AnswerSchema):
    """What came in by one method."""

    method = fields.String(validate=validate.OneOf(METHODS))
    total = MoneyField()
    count = fields.Integer()


class ProductTotalSchema(AnswerSchema):
    """What one product brought in."""

    product_name = fields.String(data_key="productName")
    quantity = ExactField(places=3, minimum=Decimal(0), maximum=MAX_QUANTITY)
    total = MoneyField()


class HourTotalSchema(AnswerSchema):
    """One hour of the company's wall clock."""

    hour = fields.Integer()
    count = fields.Integer()
    total = MoneyField()


class DailySummarySchema(AnswerSchema):
    """One day of sales."""

    day = fields.Date(data_key="date")
    sales_count = fields.Integer(data_key="salesCount")
    total_sales = MoneyField(data_key="totalSales")
    total_discount = MoneyField(data_key="totalDiscount")
    total_tax = MoneyField(data_key="totalTax")
    payments_by_method = fields.List(fields.Nested(MethodTotalSchema), data_key="paymentsByMethod")
    top_products = fields.List(fields.Nested(ProductTotalSchema), data_key="topProducts")
    hourly = fields.List(fields.Nested(HourTotalSchema))


class DailySummaryAnswerSchema(AnswerSchema):
    """One day of sales, wrapped."""

    success = fields.Constant(constant=True)
    data = fields.Nested(DailySummarySchema)


EXPORT_HEADER = (
    "Número", "Fecha", "Estado", "Comprobante", "Cliente", "Artículos", "Subtotal", "Descuento", "IVA", "Total",
    "Moneda", "Medios de pago", "Pagos de Mercado Pago", "Notas",
)  # fmt: skip
STATUS_NAMES = {
    SaleStatus.COMPLETED: "Completada",
    SaleStatus.CANCELLED: "Anulada",
    SaleStatus.REFUNDED: "Reembolsada",
    SaleStatus.PARTIAL_REFUND: "Reembolso parcial",
}
METHOD_NAMES = {
    Method.CASH: "Efectivo",
    Method.CREDIT_CARD: "Tarjeta de crédito",
    Method.DEBIT_CARD: "Tarjeta de débito",
    Method.QR: "QR",
    Method.MP_POINT: "Mercado Pago Point",
    Method.MP_QR: "Mercado Pago QR",
    Method.TRANSFER: "Transferencia",
    Method.CHECK: "Cheque",
    Method.OTHER: "Otro",
}


def export_row(sale: Sale, moment: str) -> list[str]:
    """Return the cells of one sale under ``EXPORT_HEADER``; ``moment`` is when, in the company's time."""
    return [
        sale.sale_number,
        moment,
        STATUS_NAMES[SaleStatus(sale.status)],
        sale.receipt_type,
        sale.customer_name or "",
        " · ".join(f"{item.quantity.normalize():f} x {item.product_name}" for item in sale.items),
        str(sale.subtotal),
        str(sale.discount),
        str(sale.tax),
        str(sale.total),
        sale.currency,
        " + ".join(METHOD_NAMES[Method(payment.method)] for payment in sale.payments),
        " ".join(payment.provider_payment_id for payment in sale.payments if payment.provider_payment_id),
        sale.notes or "",
    ]


def page_answer(page: Page[Sale]) -> dict[str, Any]:
    """Return a page as its schema dumps it."""
    request = page.request
    pagination = {
        "page": request.page,
        "page_size": request.per_page,
        "total": page.total,
        "total_pages": page.pages,
    }
    return {"data": page.items, "pagination": pagination}


def query_of(filters: Mapping[str, Any]) -> SaleQuery:
    """Return the query that the filters ask for, without the page."""
    return SaleQuery(**{name: value for name, value in filters.items() if name not in {"page", "page_size"}})
