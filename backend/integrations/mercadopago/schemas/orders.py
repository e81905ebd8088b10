"""Wire words of charges: both vocabularies over one state machine (contract 40-mercadopago §3, §9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields, validate
from sqlalchemy import Row

from backend.infra.schema import AnswerSchema, InstantField, MoneyField, RequestSchema, instant_text
from backend.payments.domain import ChargeStatus
from backend.payments.models import PaymentOrder
from backend.sales.schemas import SaleDraftSchema

REFERENCE = validate.Regexp(r"^[A-Za-z0-9_-]{1,64}\Z", error="Hasta 64 letras, números, guiones y guiones bajos.")
POSITIVE: dict[str, Any] = {"minimum": Decimal(0), "is_minimum_excluded": True}
_S = ChargeStatus
QR_WORDS: dict[str, str] = {
    _S.PENDING: "PENDING",
    _S.PROCESSING: "PENDING",
    _S.UNDECIDED: "PENDING",
    _S.PROCESSED: "APPROVED",
    _S.PARTIALLY_REFUNDED: "APPROVED",
    _S.REFUNDED: "APPROVED",
    _S.CHARGED_BACK: "APPROVED",
    _S.FAILED: "REJECTED",
    _S.CANCELED: "CANCELLED",
    _S.EXPIRED: "CANCELLED",
}


class ChargeSchema(RequestSchema):
    """Body of POST /orders."""

    point_of_sale_id = fields.String(required=True, data_key="pointOfSaleId", validate=validate.Length(1, 36))
    amount = MoneyField(required=True, **POSITIVE)
    external_reference = fields.String(data_key="externalReference", validate=REFERENCE)
    description = fields.String(validate=validate.Length(max=150))
    draft = fields.Nested(SaleDraftSchema, data_key="sale")


class WalletItemSchema(RequestSchema):
    """One line that the wallet shows."""

    title = fields.String(required=True, validate=validate.Length(1, 150))
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 9999))
    unit_price = MoneyField(required=True)


class QrChargeSchema(ChargeSchema):
    """Body of POST /qr/orders."""

    items = fields.List(fields.Nested(WalletItemSchema), validate=validate.Length(1, 10))


class OrderCreatedSchema(AnswerSchema):
    """Data of POST /orders."""

    id = fields.String()
    orderId = fields.String(attribute="provider_order_id")
    status = fields.String()
    externalReference = fields.String(attribute="external_reference")
    expiresAt = InstantField(attribute="expires_at")


class QrCreatedSchema(AnswerSchema):
    """Data of POST /qr/orders; ``id`` (ours) is added to what older clients read."""

    id = fields.String()
    orderId = fields.String(attribute="provider_order_id")
    qrData = fields.String(attribute="qr_content")
    inStoreOrderId = fields.String(attribute="in_store_order_id")
    externalReference = fields.String(attribute="external_reference")
    expiresAt = InstantField(attribute="expires_at")


class OrderStatusSchema(AnswerSchema):
    """Data of GET /orders/{orderId}."""

    id = fields.String()
    orderId = fields.String(allow_none=True)
    channel = fields.String()
    status = fields.String()
    statusDetail = fields.String(allow_none=True)
    externalReference = fields.String()
    paymentId = fields.String(allow_none=True)
    paymentMethod = fields.String(allow_none=True)
    cardBrand = fields.String(allow_none=True)
    cardLastFour = fields.String(allow_none=True)
    installments = fields.Integer(allow_none=True)
    amount = fields.Number()
    saleId = fields.String(allow_none=True)
    qrData = fields.String(allow_none=True)
    expiresAt = fields.String()
    cancelRequested = fields.Boolean()


class QrStatusSchema(AnswerSchema):
    """Data of GET /qr/status/{externalReference}."""

    status = fields.String()
    externalReference = fields.String()
    paymentId = fields.String(allow_none=True)
    paymentMethod = fields.String(allow_none=True)
    cardLastFour = fields.String(allow_none=True)
    installments = fields.Integer(allow_none=True)
    amount = fields.Number()
    saleId = fields.String(allow_none=True)


class OpenOrderSchema(AnswerSchema):
    """One row of GET /orders-pending."""

    id = fields.String()
    orderId = fields.String(attribute="provider_order_id")
    externalReference = fields.String(attribute="external_reference")
    deviceId = fields.String(attribute="terminal_id")
    pointOfSaleId = fields.String(attribute="point_of_sale_id")
    channel = fields.String()
    amount = MoneyField()
    status = fields.String()
    expiresAt = InstantField(attribute="expires_at")
    createdAt = InstantField(attribute="created_at")


def wrapped(schema: type[AnswerSchema], *, is_list: bool = False) -> type[AnswerSchema]:
    """Return the schema of ``{"success": true, "data": …}`` around another one."""
    nested: fields.Field[Any] = fields.List(fields.Nested(schema)) if is_list else fields.Nested(schema)
    name = schema.__name__.removesuffix("Schema") + ("ListAnswer" if is_list else "Answer")
    made: type[AnswerSchema] = type(name, (AnswerSchema,), {"success": fields.Boolean(), "data": nested})
    return made


class DoneSchema(AnswerSchema):
    """``{"success": true, "message": …}``."""

    success = fields.Boolean()
    message = fields.String()


def created(order: PaymentOrder) -> dict[str, Any]:
    """Wrap a new charge for the answer."""
    return {"success": True, "data": order}


def order_body(row: Row[Any]) -> dict[str, Any]:
    """Return the answer of GET /orders/{orderId}: the hot path, written without a schema."""
    return {
        "success": True,
        "data": {
            "id": row.id,
            "orderId": row.provider_order_id,
            "channel": row.channel,
            "status": row.status,
            "statusDetail": row.status_detail,
            "externalReference": row.external_reference,
            "paymentId": row.provider_payment_id,
            "paymentMethod": row.payment_method,
            "cardBrand": row.card_brand,
            "cardLastFour": row.card_last_four,
            "installments": row.installments,
            "amount": _number(row.amount),
            "saleId": row.sale_id,
            "qrData": row.qr_content,
            "expiresAt": instant_text(row.expires_at),
            "cancelRequested": row.cancel_requested_at is not None,
        },
    }


def qr_body(row: Row[Any]) -> dict[str, Any]:
    """Return the answer of GET /qr/status/{externalReference}, in the QR vocabulary."""
    return {
        "success": True,
        "data": {
            "status": QR_WORDS[row.status],
            "externalReference": row.external_reference,
            "paymentId": row.provider_payment_id,
            "paymentMethod": row.payment_method,
            "cardLastFour": row.card_last_four,
            "installments": row.installments,
            "amount": _number(row.amount),
            "saleId": row.sale_id,
        },
    }


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
