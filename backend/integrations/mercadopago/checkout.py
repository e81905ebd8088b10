"""Checkout Pro (reference §5, §4.2, §4.4): implements ``payments.ports.CheckoutGateway``."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from backend.infra.fields import instant_text
from backend.integrations.mercadopago.client import Call, MercadoPagoClient
from backend.integrations.mercadopago.payloads import payment_of
from backend.integrations.mercadopago.reading import UnexpectedAnswer, child, digits, object_of, objects, required, text
from backend.kernel import clock
from backend.payments.domain import Preference, PreferenceOrder
from backend.payments.errors import PaymentNotVerified, ProviderRefused
from backend.payments.ports import AccountAccess, PaymentSnapshot

WEBHOOK_PATH = "/api/webhooks/mercadopago?source_news=webhooks"
MAX_TITLE = 150
MAX_URL = 500
NOT_FOUND = 404
UNKNOWN = frozenset({403, NOT_FOUND})
PREFERENCE_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
PAYMENT_ID = re.compile(r"[0-9]{1,32}")
SEARCH_BEFORE = timedelta(hours=1)
PAGE = 100
# A payer may try many cards; more pages than this is no payer.
MAX_PAGES = 10


class PreferenceGateway:
    """Makes and closes checkout pages, finds what was paid there, gives it back. Never inside a transaction."""

    def __init__(self, client: MercadoPagoClient, public_url: str) -> None:
        """Use this client; ``public_url`` is where people and Mercado Pago reach this installation."""
        self._client = client
        self._public_url = public_url.rstrip("/")

    def create_preference(self, access: AccountAccess, order: PreferenceOrder) -> Preference:
        """Make a checkout page; each call makes another one with the same reference."""
        call = Call("POST", "/checkout/preferences", token=access.access_token, body=self._body(order))
        made = object_of(self._client.send(call).body, "preference")
        collector = required(made.get("collector_id"), 20, "collector")
        if collector != access.provider_user_id:
            raise UnexpectedAnswer("the preference belongs to another seller")
        if text(made.get("external_reference"), 64) != order.external_reference:
            raise UnexpectedAnswer("the preference is not the one asked for")
        url = required(made.get("init_point"), MAX_URL, "checkout address")
        if not url.startswith(("https://", "http://")):
            raise UnexpectedAnswer("the checkout address is none")
        return Preference(
            id=_preference_id(required(made.get("id"), 80, "preference id")), url=url, collector_id=collector
        )

    def close_preference(self, access: AccountAccess, preference_id: str, order: PreferenceOrder) -> None:
        """Let the page that was made for ``order`` expire now; a page that is unknown is closed enough."""
        call = Call(
            "PUT",
            f"/checkout/preferences/{_preference_id(preference_id)}",
            token=access.access_token,
            body=self._body(replace(order, expires_at=clock.now())),
        )
        try:
            self._client.send(call)
        except ProviderRefused as refusal:
            if refusal.provider_status != NOT_FOUND:
                raise

    def find_payments(
        self, access: AccountAccess, external_reference: str, created_at: datetime
    ) -> list[PaymentSnapshot]:
        """Return every payment to this seller that carries our reference, oldest first, whatever its state."""
        found: list[PaymentSnapshot] = []
        for page in range(MAX_PAGES):
            entries = self._search(access, external_reference, created_at, page * PAGE)
            for entry in entries:
                # The search also lists what the seller bought from others.
                is_income = str(child(entry, "collector_id")) == access.provider_user_id
                if is_income and entry.get("external_reference") == external_reference:
                    found.append(payment_of(entry))
            if len(entries) < PAGE:
                break
        return found

    def refund_payment(self, access: AccountAccess, provider_payment_id: str, idempotency_key: str) -> None:
        """Give a payment back in full; safe to repeat with the same key (a repetition is answered with no body)."""
        if not PAYMENT_ID.fullmatch(provider_payment_id):
            raise PaymentNotVerified
        call = Call(
            "POST",
            f"/v1/payments/{provider_payment_id}/refunds",
            token=access.access_token,
            body={},
            idempotency_key=idempotency_key[:64],
        )
        body = self._client.send(call).body
        if body is None:
            return
        refund = object_of(body, "refund")
        if refund.get("status") in {"rejected", "cancelled"}:
            raise ProviderRefused(reason="refund_rejected")
        if str(refund.get("payment_id")) != provider_payment_id:
            raise UnexpectedAnswer("another payment was refunded")

    def list_charged_back(self, access: AccountAccess, chargeback_id: str) -> list[str]:
        """Return the ids of the payments that a chargeback is about. PaymentNotVerified when it is unknown."""
        if not PAYMENT_ID.fullmatch(chargeback_id):
            raise PaymentNotVerified
        call = Call("GET", f"/v1/chargebacks/{chargeback_id}", token=access.access_token)
        try:
            case = object_of(self._client.send(call).body, "chargeback")
        except ProviderRefused as refusal:
            if refusal.provider_status in UNKNOWN:
                raise PaymentNotVerified from refusal
            raise
        # Two shapes are known: a list of ids, or one id (reference §4.5).
        listed = case.get("payments")
        named = listed if isinstance(listed, list) else [case.get("payment_id")]
        return [found for one in named if (found := digits(child(one, "id") or one, 32))]

    def _search(
        self, access: AccountAccess, external_reference: str, created_at: datetime, offset: int
    ) -> list[dict[str, Any]]:
        params: dict[str, str | int] = {
            "external_reference": external_reference,
            "range": "date_created",
            "begin_date": instant_text(created_at - SEARCH_BEFORE),
            "end_date": instant_text(clock.now() + SEARCH_BEFORE),
            "sort": "date_created",
            "criteria": "asc",
            "limit": PAGE,
            "offset": offset,
        }
        call = Call("GET", "/v1/payments/search", token=access.access_token, params=params)
        body = object_of(self._client.send(call).body, "payment search")
        if not isinstance(body.get("results"), list):
            raise UnexpectedAnswer("a payment search without a list")
        return list(objects(body["results"]))

    def _body(self, order: PreferenceOrder) -> dict[str, Any]:
        """Return the page asked for; addresses of ours only where Mercado Pago takes them (https)."""
        body: dict[str, Any] = {
            "items": [
                {
                    "id": order.external_reference,
                    "title": order.title[:MAX_TITLE],
                    "quantity": 1,
                    "unit_price": _number(order.amount),
                    "currency_id": order.currency,
                }
            ],
            "external_reference": order.external_reference,
            "expires": True,
            "expiration_date_to": _date(order.expires_at),
            "binary_mode": True,
        }
        if self._public_url.startswith("https://"):
            back = self._public_url + order.back_path
            body["notification_url"] = self._public_url + WEBHOOK_PATH
            body["back_urls"] = {"success": back, "pending": back, "failure": back}
            body["auto_return"] = "approved"
        return body


def _number(amount: Decimal) -> int | float:
    """Write an amount as a JSON number: every amount we hold has an exact shortest text as one."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+00:00")


def _preference_id(preference_id: str) -> str:
    if not PREFERENCE_ID.fullmatch(preference_id):
        raise UnexpectedAnswer("the preference id is none")
    return preference_id
