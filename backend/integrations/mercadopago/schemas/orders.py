"""Wire words of charges: both vocabularies over one state machine (contract 40-mercadopago §3, §9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields, validate
from sqlalchemy import Row

from backend.infra.fields import InstantField, MoneyField, instant_text
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.payments.domain import ChargeStatus
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
    provider_order_id = fields.String(allow_none=True, data_key="orderId")
    status = fields.String()
    external_reference = fields.String(data_key="externalReference")
    expires_at = InstantField(data_key="expiresAt")


class QrCreatedSchema(AnswerSchema):
    """Data of POST /qr/orders; ``id`` (ours) is added to what older clients read."""

    id = fields.String()
    provider_order_id = fields.String(allow_none=True, data_key="orderId")
    qr_content = fields.String(allow_none=True, data_key="qrData")
    in_store_order_id = fields.String(allow_none=True, data_key="inStoreOrderId")
    external_reference = fields.String(data_key="externalReference")
    expires_at = InstantField(data_key="expiresAt")


class OrderStatusSchema(AnswerSchema):
    """Data of GET /orders/{orderId}."""

    id = fields.String()
    order_id = fields.String(allow_none=True, data_key="orderId")
    channel = fields.String()
    status = fields.String()
    status_detail = fields.String(allow_none=True, data_key="statusDetail")
    external_reference = fields.String(data_key="externalReference")
    payment_id = fields.String(allow_none=True, data_key="paymentId")
    payment_method = fields.String(allow_none=True, data_key="paymentMethod")
    card_brand = fields.String(allow_none=True, data_key="cardBrand")
    card_last_four = fields.String(allow_none=True, data_key="cardLastFour")
    installments = fields.Integer(allow_none=True)
    amount = MoneyField()
    sale_id = fields.String(allow_none=True, data_key="saleId")
    qr_data = fields.String(allow_none=True, data_key="qrData")
    expires_at = fields.String(data_key="expiresAt")
    cancel_requested = fields.Boolean(data_key="cancelRequested")


class QrStatusSchema(AnswerSchema):
    """Data of GET /qr/status/{externalReference}."""

    status = fields.String()
    external_reference = fields.String(data_key="externalReference")
    payment_id = fields.String(allow_none=True, data_key="paymentId")
    payment_method = fields.String(allow_none=True, data_key="paymentMethod")
    card_last_four = fields.String(allow_none=True, data_key="cardLastFour")
    installments = fields.Integer(allow_none=True)
    amount = MoneyField()
    sale_id = fields.String(allow_none=True, data_key="saleId")


class OpenOrderSchema(AnswerSchema):
    """One row of GET /orders-pending."""

    id = fields.String()
    provider_order_id = fields.String(allow_none=True, data_key="orderId")
    external_reference = fields.String(data_key="externalReference")
    terminal_id = fields.String(allow_none=True, data_key="deviceId")
    point_of_sale_id = fields.String(data_key="pointOfSaleId")
    channel = fields.String()
    amount = MoneyField()
    status = fields.String()
    expires_at = InstantField(data_key="expiresAt")
    created_at = InstantField(data_key="createdAt")


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


def created(order: object) -> dict[str, Any]:
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
