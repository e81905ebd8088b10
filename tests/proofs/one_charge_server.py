"""The product without its guard, for the control of prove_one_charge: each try has a new idempotency key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backend.integrations.mercadopago.client import MercadoPagoClient
from backend.kernel.ids import new_id

_transfer = MercadoPagoClient._transfer


def _transfer_as_if_new(client: MercadoPagoClient, call: Any, deadline: Any) -> Any:
    if call.idempotency_key is not None:
        call = replace(call, idempotency_key=new_id())
    return _transfer(client, call, deadline)


MercadoPagoClient._transfer = _transfer_as_if_new  # type: ignore[method-assign] # the point of the control

from backend.wsgi import app  # noqa: E402 - the guard is off before the product is built

__all__ = ["app"]
