"""Charges by the Orders API (reference §2a, §3b): implements ``payments.ports.ChargeGateway``."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from backend.infra.fields import instant_text
from backend.integrations.mercadopago.client import Call, MercadoPagoClient
from backend.integrations.mercadopago.payloads import charge_of, order_body, payment_of, status_by_payment
from backend.integrations.mercadopago.reading import UnexpectedAnswer, child, object_of, objects
from backend.kernel.errors import AppError
from backend.payments.domain import PAID, Channel, ChargeStatus
from backend.payments.errors import (
    CancelAtTerminal,
    CashierBusy,
    ChargeFinished,
    ChargeNotFound,
    PaymentNotVerified,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnauthorized,
    TerminalBusy,
)
from backend.payments.ports import AccountAccess, CancelAnswer, ChargeRequest, ChargeSnapshot, PaymentSnapshot

log = structlog.get_logger("payments")
# The documentation and the live API write this code differently (reference §2a.1).
BUSY = frozenset({"already_queued_order_on_terminal", "already_queued_order_for_terminal"})
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
PAYMENT_ID = re.compile(r"[0-9]{1,32}")
# A charge that is only known by its payment: the order search did not list it.
BY_PAYMENT = "payment-"
NOT_FOUND = 404
NOTED = 202
SHORTEST_CALL = 0.3
# Around the moment we made the charge: clocks differ, and a repetition may have arrived later.
SEARCH_BEFORE = timedelta(hours=1)
SEARCH_AFTER = timedelta(hours=6)


class OrdersGateway:
    """Creates, reads, finds and cancels charges. No method may be called inside a transaction."""

    def __init__(self, client: MercadoPagoClient, platform_id: str = "") -> None:
        """Use this client; ``platform_id`` is the optional certification id sent with each order."""
        self._client = client
        self._platform_id = platform_id

    def create(self, access: AccountAccess, request: ChargeRequest) -> ChargeSnapshot:
        """Create the charge; safe to repeat with the same request. TerminalBusy, CashierBusy."""
        call = Call(
            "POST",
            "/v1/orders",
            token=access.access_token,
            body=order_body(request, self._platform_id),
            idempotency_key=request.idempotency_key,
        )
        try:
            snapshot = charge_of(self._client.send(call).body, access.provider_user_id)
        except ProviderRefused as refusal:
            if refusal.reason in BUSY:
                raise (TerminalBusy if request.channel is Channel.POINT else CashierBusy) from refusal
            raise
        if snapshot.external_reference != request.external_reference or snapshot.amount != request.amount:
            raise UnexpectedAnswer("the order is not the one asked for")
        if request.channel is Channel.QR and snapshot.status is ChargeStatus.PENDING and not snapshot.qr_content:
            raise UnexpectedAnswer("a dynamic QR order without its QR")
        return snapshot

    def fetch(self, access: AccountAccess, provider_order_id: str, *, seconds: float | None = None) -> ChargeSnapshot:
        """Read the charge, and its payment when it was paid; ``seconds`` bounds the whole call. ChargeNotFound.

        When only the payment cannot be read, the snapshot carries what the order tells of it (not complete).
        """
        started = time.monotonic()
        if provider_order_id.startswith(BY_PAYMENT):
            return _charge_by(self.fetch_payment(access, provider_order_id.removeprefix(BY_PAYMENT)), access)
        call = Call("GET", _order_path(provider_order_id), token=access.access_token)
        try:
            body = self._client.send(call, seconds=seconds).body
        except ProviderRefused as refusal:
            raise _not_found_or(refusal) from refusal
        snapshot = charge_of(body, access.provider_user_id)
        if snapshot.provider_order_id != provider_order_id:
            raise UnexpectedAnswer("another order was answered")
        left = None if seconds is None else seconds - (time.monotonic() - started)
        return self._with_payment(access, snapshot, left)

    def find(
        self, access: AccountAccess, external_reference: str, created_at: datetime, *, seconds: float | None = None
    ) -> ChargeSnapshot | None:
        """Search the charge by our reference around the time it was made; None when the provider knows none.

        Looks at orders, then at payments: either search may lag behind the other. ``seconds`` bounds all calls.
        """
        end = None if seconds is None else time.monotonic() + seconds
        window = {
            "begin_date": instant_text(created_at - SEARCH_BEFORE),
            "end_date": instant_text(created_at + SEARCH_AFTER),
            "external_reference": external_reference,
        }
        refused: ProviderRefused | None = None
        try:
            if order_id := self._find_order(access, external_reference, window, _left(end)):
                return self.fetch(access, order_id, seconds=_left(end))
        except ProviderUnauthorized:
            raise
        except ProviderRefused as refusal:  # this search is documented for online orders; payments can still tell
            refused = refusal
        if payment := self._find_payment(access, external_reference, window, _left(end)):
            return _charge_by(payment, access)
        if refused is not None:
            raise refused
        return None

    def cancel(self, access: AccountAccess, provider_order_id: str, idempotency_key: str) -> CancelAnswer:
        """Cancel, at the terminal too. CancelAtTerminal when it does not let go, ChargeFinished when ended."""
        if provider_order_id.startswith(BY_PAYMENT):
            raise ChargeFinished
        call = Call(
            "POST",
            _order_path(provider_order_id) + "/cancel",
            token=access.access_token,
            idempotency_key=idempotency_key[:64],
            headers={"x-allow-cancelable-status": "at_terminal"},
        )
        try:
            reply = self._client.send(call)
        except ProviderUnauthorized:
            raise
        except ProviderRefused as refusal:
            return self._cancel_refused(access, provider_order_id, refusal)
        snapshot = charge_of(reply.body, access.provider_user_id)
        if snapshot.provider_order_id != provider_order_id:
            raise UnexpectedAnswer("another order was cancelled")
        is_noted_only = reply.status == NOTED or snapshot.status is not ChargeStatus.CANCELED
        return CancelAnswer(is_noted_only, snapshot)

    def fetch_payment(self, access: AccountAccess, provider_payment_id: str) -> PaymentSnapshot:
        """Read one payment. PaymentNotVerified when it is unknown or another seller's."""
        return self._payment(access, provider_payment_id, None)

    def _payment(self, access: AccountAccess, provider_payment_id: str, seconds: float | None) -> PaymentSnapshot:
        if not PAYMENT_ID.fullmatch(provider_payment_id):
            raise PaymentNotVerified
        call = Call("GET", f"/v1/payments/{provider_payment_id}", token=access.access_token)
        try:
            payment = payment_of(self._client.send(call, seconds=seconds).body)
        except ProviderUnauthorized:
            raise
        except ProviderRefused as refusal:
            raise PaymentNotVerified from refusal
        if payment.provider_payment_id != provider_payment_id:
            raise UnexpectedAnswer("another payment was answered")
        if payment.collector_id != access.provider_user_id:
            raise PaymentNotVerified
        return payment

    def _with_payment(self, access: AccountAccess, order: ChargeSnapshot, left: float | None) -> ChargeSnapshot:
        if order.status not in PAID or order.payment is None or (left is not None and left < SHORTEST_CALL):
            return order
        try:
            payment = self._payment(access, order.payment.provider_payment_id, left)
        except AppError as error:  # the order says that it was paid: the rest can be read later
            log.info("mercadopago.payment_unread", payment=order.payment.provider_payment_id, error=error.code)
            return order
        refunded = max(order.refunded_amount, payment.refunded_amount)
        status = status_by_payment(order, payment)
        return replace(order, status=status, refunded_amount=refunded, payment=payment)

    def _find_order(
        self, access: AccountAccess, external_reference: str, window: dict[str, str], seconds: float | None
    ) -> str | None:
        call = Call("GET", "/v1/orders", token=access.access_token, params={**window, "limit": 100})
        body = object_of(self._client.send(call, seconds=seconds).body, "order search")
        if not isinstance(body.get("data"), list):
            raise UnexpectedAnswer("an order search without a list")
        matching = [order for order in objects(body["data"]) if order.get("external_reference") == external_reference]
        charges = [charge_of(order, access.provider_user_id) for order in matching]
        charges.sort(key=lambda charge: (charge.status in PAID, charge.provider_order_id), reverse=True)
        return charges[0].provider_order_id if charges else None

    def _find_payment(
        self, access: AccountAccess, external_reference: str, window: dict[str, str], seconds: float | None
    ) -> PaymentSnapshot | None:
        params: dict[str, str | int] = {**window, "range": "date_created", "sort": "date_created", "criteria": "desc"}
        call = Call("GET", "/v1/payments/search", token=access.access_token, params=params)
        body = object_of(self._client.send(call, seconds=seconds).body, "payment search")
        for entry in objects(body.get("results")):
            is_ours = str(child(entry, "collector_id")) == access.provider_user_id
            if is_ours and entry.get("external_reference") == external_reference and entry.get("status") == "approved":
                return payment_of(entry)
        return None

    def _cancel_refused(self, access: AccountAccess, provider_order_id: str, refusal: ProviderRefused) -> CancelAnswer:
        """Find out why: it ended meanwhile (cancelled is what was wanted), or the terminal does not let go."""
        if refusal.provider_status == NOT_FOUND:
            raise _not_found_or(refusal) from refusal
        if refusal.provider_status != 409:  # noqa: PLR2004 - only a conflict is about the order's state
            raise refusal
        snapshot = self.fetch(access, provider_order_id)
        if snapshot.status is ChargeStatus.CANCELED:
            return CancelAnswer(is_noted_only=False, snapshot=snapshot)
        if snapshot.status in {ChargeStatus.PROCESSING, ChargeStatus.UNDECIDED}:
            raise CancelAtTerminal from refusal
        if snapshot.status is ChargeStatus.PENDING:
            raise refusal
        raise ChargeFinished from refusal


def _left(end: float | None) -> float | None:
    """Return the seconds until ``end``; raises ProviderTimedOut when too few are left for a call."""
    if end is None:
        return None
    left = end - time.monotonic()
    if left < SHORTEST_CALL:
        raise ProviderTimedOut
    return left


def _order_path(provider_order_id: str) -> str:
    if not ID.fullmatch(provider_order_id):
        raise ChargeNotFound
    return f"/v1/orders/{provider_order_id}"


def _not_found_or(refusal: ProviderRefused) -> AppError:
    """Return ChargeNotFound when Mercado Pago itself says so; a bare 404 of a proxy proves nothing."""
    return ChargeNotFound() if refusal.provider_status == NOT_FOUND and refusal.reason else refusal


def _charge_by(payment: PaymentSnapshot, access: AccountAccess) -> ChargeSnapshot:
    """Tell a charge by its payment alone."""
    if not payment.external_reference:
        raise UnexpectedAnswer("a payment without our reference")
    charge: dict[str, Any] = {
        "provider_order_id": f"{BY_PAYMENT}{payment.provider_payment_id}",
        "provider_user_id": access.provider_user_id,
        "external_reference": payment.external_reference,
        "status_detail": payment.status_detail,
        "amount": payment.amount,
        "paid_amount": payment.amount,
        "refunded_amount": payment.refunded_amount,
        "payment": payment,
    }
    known = ChargeSnapshot(status=ChargeStatus.PROCESSED, **charge)
    return replace(known, status=status_by_payment(known, payment))
