"""The bodies that ``/v1/orders`` takes (reference sections 2a.1, 2a.5, 2a.7 and 3b)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from backend.kernel.money import WHOLE_CURRENCIES, ZERO
from backend.simulator.errors import OrdersError
from backend.simulator.orders.fields import Fault, Field, check, invalid
from backend.simulator.wire import duration

DEFAULT_LIFE = timedelta(minutes=15)
_AMOUNT = r"\d{1,12}(\.\d{1,2})?"
_LIVES = {
    "point": (timedelta(seconds=30), timedelta(hours=3)),
    "qr": (timedelta(seconds=30), timedelta(hours=3600)),
}
# Smallest amount of a site; only the Mexican one is known.
_MINIMUM = {"MLM": Decimal(5)}
_SITES = {"point": ("MLA", "MLB", "MLC", "MLM"), "qr": ("MLA", "MLB", "MLC", "MLU")}

_TEXT = Field("string")
_MONEY = Field("string", required=True, pattern=_AMOUNT)
_INTEGRATION = Field(
    "object",
    properties={
        "platform_id": _TEXT,
        "integrator_id": _TEXT,
        "corporation_id": _TEXT,
        "sponsor": Field("object", properties={"id": Field("scalar")}),
    },
)
_PAYMENTS = Field(
    "object",
    required=True,
    properties={
        "payments": Field(
            "array",
            required=True,
            min_items=1,
            max_items=1,
            items=Field("object", properties={"amount": _MONEY}),
        )
    },
)
_COMMON = {
    "type": Field("string", required=True, choices=("point", "qr")),
    "external_reference": Field("string", required=True, pattern=r"[A-Za-z0-9_-]{1,64}"),
    "description": Field("string", max_length=150),
    "expiration_time": _TEXT,
    "transactions": _PAYMENTS,
    "integration_data": _INTEGRATION,
    "taxes": Field("array", items=Field("object", properties={"payer_condition": _TEXT})),
}
_POINT = Field(
    "object",
    properties={
        **_COMMON,
        "config": Field(
            "object",
            required=True,
            properties={
                "point": Field(
                    "object",
                    required=True,
                    properties={
                        "terminal_id": Field("string", required=True, max_length=80),
                        "print_on_terminal": Field("string", choices=("seller_ticket", "no_ticket")),
                        "ticket_number": Field("string", max_length=50),
                    },
                ),
                "payment_method": Field(
                    "object",
                    properties={
                        "default_type": Field("string", choices=("credit_card", "debit_card", "qr")),
                        "default_installments": Field("scalar"),
                        "installments_cost": Field("string", choices=("seller", "buyer")),
                    },
                ),
            },
        ),
    },
)
_ITEM = Field(
    "object",
    properties={
        "title": Field("string", required=True, max_length=150),
        "unit_price": _MONEY,
        "quantity": Field("integer", required=True),
        "unit_measure": Field("string", max_length=10),
        "external_code": Field("string", max_length=30),
        "external_categories": Field("array", items=Field("object", properties={"id": _TEXT})),
    },
)
_DISCOUNT = Field("object", properties={"type": _TEXT, "new_total_amount": _MONEY})
_QR = Field(
    "object",
    properties={
        **_COMMON,
        "total_amount": _MONEY,
        "config": Field(
            "object",
            required=True,
            properties={
                "qr": Field(
                    "object",
                    required=True,
                    properties={
                        "external_pos_id": Field("string", required=True, max_length=40),
                        "mode": Field("string", choices=("static", "dynamic", "hybrid")),
                    },
                )
            },
        ),
        "items": Field("array", min_items=1, max_items=10, items=_ITEM),
        "discounts": Field("object", properties={"payment_methods": Field("array", items=_DISCOUNT)}),
        "marketplace_fee": Field("string", pattern=_AMOUNT),
    },
)
_REFUND = Field(
    "object",
    properties={
        "transactions": Field(
            "array",
            required=True,
            min_items=1,
            max_items=1,
            items=Field("object", properties={"id": Field("string", required=True), "amount": _MONEY}),
        )
    },
)


def read_order(body: Any, site_id: str, currency: str) -> dict[str, Any]:
    """Return the body of a creation when it is right in form; OrdersError names everything that is wrong."""
    kind = str(body.get("type")) if isinstance(body, dict) else ""
    faults = check(body, _QR if kind == "qr" else _POINT)
    if faults:
        raise OrdersError.several(faults)
    if site_id not in _SITES[kind]:
        raise OrdersError(400, "unsupported_site", f"Orders of type {kind} are not available on site {site_id}.")
    faults = _check_across(body, site_id, currency)
    if faults:
        raise OrdersError.several(faults)
    return dict(body)


def read_refund(body: Any) -> tuple[str, Decimal] | None:
    """Return transaction and amount of a partial refund, or None for a total one (no body)."""
    if body in (None, {}):
        return None
    faults = check(body, _REFUND)
    if faults:
        raise OrdersError.several(faults)
    wanted = body["transactions"][0]
    amount = Decimal(wanted["amount"])
    if amount <= ZERO:
        raise OrdersError.several([invalid("transactions[0].amount", "must be greater than 0")])
    return wanted["id"], amount


def life_of(body: dict[str, Any]) -> timedelta:
    """Return how long an order of this (checked) body lives."""
    return duration(body.get("expiration_time", "")) or DEFAULT_LIFE


def _check_across(body: dict[str, Any], site_id: str, currency: str) -> list[Fault]:
    faults: list[Fault] = []
    shortest, longest = _LIVES[body["type"]]
    life = duration(body["expiration_time"]) if "expiration_time" in body else DEFAULT_LIFE
    if life is None or not shortest <= life <= longest:
        faults.append(invalid("expiration_time", "invalid value"))
    path = "transactions.payments[0].amount"
    text = body["transactions"]["payments"][0]["amount"]
    amount, minimum = Decimal(text), _MINIMUM.get(site_id, Decimal("0.01"))
    if amount < minimum:
        faults.append(invalid(path, f"Must be greater than or equal to {minimum:.2f}"))
    if currency in WHOLE_CURRENCIES and "." in text:
        faults.append(invalid(path, "decimals are not allowed"))
    if body["type"] == "qr" and Decimal(body["total_amount"]) != amount:
        faults.append(invalid("total_amount", "must be equal to the amount of the payment"))
    faults += [
        invalid(f"items[{at}].quantity", "must be greater than 0")
        for at, item in enumerate(body.get("items", []))
        if item["quantity"] < 1
    ]
    return faults
