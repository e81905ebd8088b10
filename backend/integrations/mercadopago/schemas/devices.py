"""Wire words of terminals, stores and QR cashiers (contract 40-mercadopago §3)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from marshmallow import fields, pre_dump, validate

from backend.infra.schema import AnswerSchema, RequestSchema
from backend.payments.ports import Cashier

PRINTABLE = validate.Regexp(r"[^\x00-\x1f\x7f]+\Z", error="Tiene caracteres no permitidos.")


class StoreQuerySchema(RequestSchema):
    """Which store's cashiers."""

    store_id = fields.String(data_key="storeId", validate=[validate.Length(1, 20), PRINTABLE])


class UseTerminalSchema(RequestSchema):
    """Body of PUT points-of-sale/{id}/device; null clears."""

    terminal_id = fields.String(
        required=True, allow_none=True, data_key="mpDeviceId", validate=[validate.Length(1, 80), PRINTABLE]
    )
    terminal_name = fields.String(data_key="mpDeviceName", validate=[validate.Length(1, 120), PRINTABLE])


class UseCashierSchema(RequestSchema):
    """Body of PUT points-of-sale/{id}/qr-cashier; null clears."""

    cashier_id = fields.Integer(
        required=True, allow_none=True, strict=True, data_key="mpQrPosId", validate=validate.Range(1, 2**63 - 1)
    )
    external_id = fields.String(data_key="mpQrPosExternalId", validate=[validate.Length(1, 60), PRINTABLE])


class TerminalSchema(AnswerSchema):
    """A terminal, in Mercado Pago's words."""

    id = fields.String()
    operating_mode = fields.String()
    pos_id = fields.String(allow_none=True)
    store_id = fields.String(allow_none=True)
    external_pos_id = fields.String(allow_none=True)


class TerminalsSchema(AnswerSchema):
    """Answer of GET devices."""

    success = fields.Boolean()
    data = fields.List(fields.Nested(TerminalSchema))


class StoreSchema(AnswerSchema):
    """A store, in Mercado Pago's words."""

    id = fields.String()
    name = fields.String()
    external_id = fields.String(allow_none=True)


class StoresSchema(AnswerSchema):
    """Answer of GET qr/stores."""

    success = fields.Boolean()
    data = fields.List(fields.Nested(StoreSchema))


class PrintedQrSchema(AnswerSchema):
    """Where the printed QR of a cashier is."""

    image = fields.String(allow_none=True)
    template_document = fields.String(allow_none=True)
    template_image = fields.String(allow_none=True)


class CashierSchema(AnswerSchema):
    """A QR cashier, in Mercado Pago's words."""

    id = fields.Integer()
    name = fields.String()
    external_id = fields.String(allow_none=True)
    store_id = fields.String(allow_none=True)
    qr = fields.Nested(PrintedQrSchema)

    @pre_dump
    def _with_printed_qr(self, cashier: Cashier, **_kwargs: Any) -> dict[str, Any]:
        printed = {
            "image": cashier.qr_image,
            "template_document": cashier.qr_template_document,
            "template_image": cashier.qr_template_image,
        }
        return {**asdict(cashier), "qr": printed}


class CashiersSchema(AnswerSchema):
    """Answer of GET qr/cashiers."""

    success = fields.Boolean()
    data = fields.List(fields.Nested(CashierSchema))


class CounterTerminalSchema(AnswerSchema):
    """A point of sale with its terminal."""

    id = fields.String()
    code = fields.String()
    name = fields.String()
    terminal_id = fields.String(data_key="mpDeviceId", allow_none=True)
    terminal_name = fields.String(data_key="mpDeviceName", allow_none=True)


class CounterTerminalAnswerSchema(AnswerSchema):
    """Answer of PUT points-of-sale/{id}/device."""

    success = fields.Boolean()
    data = fields.Nested(CounterTerminalSchema)


class CounterCashierSchema(AnswerSchema):
    """A point of sale with its QR cashier."""

    id = fields.String()
    code = fields.String()
    cashier_id = fields.Integer(data_key="mpQrPosId", allow_none=True)
    cashier_external_id = fields.String(data_key="mpQrExternalId", allow_none=True)


class CounterCashierAnswerSchema(AnswerSchema):
    """Answer of PUT points-of-sale/{id}/qr-cashier."""

    success = fields.Boolean()
    data = fields.Nested(CounterCashierSchema)
