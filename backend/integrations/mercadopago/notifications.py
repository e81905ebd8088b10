"""Understands Mercado Pago's notifications: where the id is, whose signature counts, what to re-read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.infra.json_bodies import bounded_json
from backend.integrations.mercadopago.signature import is_genuine
from backend.kernel import clock
from backend.kernel.errors import AppError, TransportError
from backend.payments.domain import NamedCharge
from backend.payments.errors import ChargeNotFound, PaymentNotVerified, ProviderUnauthorized
from backend.payments.ports import AccountAccess, ReceivedNotification, plugged
from backend.payments.service import foreign, looking, tokens
from backend.payments.service.looking import charges_of_seller
from backend.payments.service.requesting import collecting, settling

# Never signed with the application's secret: kept as a hint at what to re-read (contract §9).
HINT_TOPICS = frozenset({"merchant_order", "topic_merchant_order_wh"})
# Topics of the signed form only: named in the legacy form they are a forgery.
SIGNED_TOPICS = frozenset(
    {"order", "mp-connect", "topic_chargebacks_wh", "topic_claims_integration_wh", "stop_delivery_op_wh"}
)
HINT_PREFIXES = ("point_integration_",)
DEAUTHORIZED = "application.deauthorized"
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a notification says it is about, whichever dialect it speaks; every value is only a claim."""

    topic: str
    action: str | None
    resource_id: str | None
    signed_id: str | None
    user_id: str | None
    notification_id: str | None
    is_legacy: bool
    is_consistent: bool


def read_envelope(query: Mapping[str, str], raw: bytes) -> Envelope:
    """Read query and body of any dialect; whatever is missing or of a wrong type is None."""
    body = _object(raw)
    inner = body.get("data") if isinstance(body.get("data"), dict) else {}
    query = {name: _storable(value) for name, value in query.items()}
    signed_id = query.get("data.id") or query.get("data_id")
    body_id = _text(inner.get("id")) if isinstance(inner, dict) else None
    is_legacy = "topic" in query and not {"type", "data.id", "data_id"} & query.keys()
    topic = query.get("type") or query.get("topic") or _text(body.get("type")) or _text(body.get("topic")) or "unknown"
    resource = signed_id or query.get("id") or body_id or _tail(body.get("resource")) or _text(body.get("id"))
    return Envelope(
        topic=topic,
        action=_text(body.get("action")),
        resource_id=resource,
        signed_id=signed_id,
        user_id=_text(body.get("user_id")),
        notification_id=_text(body.get("id")),
        is_legacy=is_legacy and topic not in SIGNED_TOPICS,
        is_consistent=signed_id is None or body_id is None or signed_id.lower() == body_id.lower(),
    )


def judge(envelope: Envelope, headers: Mapping[str, str], secrets: tuple[str, ...]) -> str | None:
    """Return ``verified``, ``hint`` or ``unverified`` (no secret configured), or None when it must be refused.

    Rule 9: topics that Mercado Pago signs need a genuine signature; legacy ones without it are hints.
    """
    if not secrets:
        return "unverified"
    if not envelope.is_consistent:
        return None
    is_signed = is_genuine(
        secrets,
        signature=headers.get("X-Signature"),
        request_id=headers.get("X-Request-Id"),
        signed_id=envelope.signed_id,
        now=clock.now(),
    )
    if is_signed:
        return "verified"
    is_hint = envelope.is_legacy or envelope.topic in HINT_TOPICS or envelope.topic.startswith(HINT_PREFIXES)
    return "hint" if is_hint else None


class MercadoPagoNotifications:
    """The ``NotificationReader`` of payments."""

    def handle(self, received: ReceivedNotification) -> int | None:
        """Re-read what the notification hints at and book it; raises TransportError when it must be tried again."""
        if received.topic == "mp-connect":
            return self._account_news(received)
        if not received.resource_id:
            return None
        if received.topic == "order":
            return self._order(received.resource_id, received.provider_user_id)
        if received.topic == "payment":
            return self._payment(received.resource_id, received.provider_user_id)
        if received.topic == "topic_chargebacks_wh":
            return self._chargeback(received.resource_id, received.provider_user_id)
        return None

    def _account_news(self, received: ReceivedNotification) -> int | None:
        if received.action == DEAUTHORIZED and received.provider_user_id:
            return tokens.deauthorize(received.provider_user_id)
        return None

    def _order(self, provider_order_id: str, user_id: str | None) -> int | None:
        if user_id is None:
            return None
        known = charges_of_seller(user_id, provider_order_id=provider_order_id)
        if not known:
            return self._unknown_order(provider_order_id, user_id)
        _look(known)
        return known[0].company_id

    def _unknown_order(self, provider_order_id: str, user_id: str) -> int | None:
        """Find whose order it is by its reference: the answer to our creation may have been lost."""
        read = _read_by_any(user_id, lambda access: plugged().gateway.fetch(access, provider_order_id))
        if read is None:
            return None
        matching = charges_of_seller(user_id, reference=read[1].external_reference)
        _look(matching)
        return matching[0].company_id if matching else None

    def _payment(self, provider_payment_id: str, user_id: str | None) -> int | None:
        """Book what was paid: a payable request, a charge of any of the seller's companies, else a payment alone."""
        if user_id is None:
            return None
        read = _read_by_any(user_id, lambda access: plugged().gateway.fetch_payment(access, provider_payment_id))
        if read is None:
            return None
        access, told = read
        if (payer := settling.settle(told)) is not None:
            return payer
        if access.account_id == collecting.PLATFORM_TOKEN:
            return None
        if matching := charges_of_seller(user_id, reference=told.external_reference):
            _look(matching)
            return matching[0].company_id
        return foreign.book(access, told)

    def _chargeback(self, chargeback_id: str, user_id: str | None) -> int | None:
        """Look at every payment that a bank took back, or wants to."""
        if user_id is None:
            return None
        read = _read_by_any(user_id, lambda access: plugged().checkout.list_charged_back(access, chargeback_id))
        companies = [self._payment(payment_id, user_id) for payment_id in (read[1] if read else [])]
        return next((company_id for company_id in companies if company_id is not None), None)


def _read_by_any(user_id: str, ask: Callable[[AccountAccess], R]) -> tuple[AccountAccess, R] | None:
    """Ask with each credential of the seller until one is answered; None when nobody knows the resource.

    One company's dead token must not hide news from another that links the same seller. Raises what the provider
    raised when no credential was of use.
    """
    refusal: AppError | None = None
    for access in collecting.accesses_of_seller(user_id):
        try:
            with collecting.using(access):
                return access, ask(access)
        except (PaymentNotVerified, ChargeNotFound):
            continue
        except ProviderUnauthorized as error:
            refusal = error
    if refusal is not None:
        raise refusal
    return None


def _look(charges: list[NamedCharge]) -> None:
    for charge in charges:
        if not looking.look_now(charge.company_id, charge.order_id):
            raise TransportError("the charge could not be read")


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = bounded_json(raw) if raw else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return _storable(str(value)) or None


def _storable(text: str) -> str:
    """Return the text without what no database takes: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _tail(value: object) -> str | None:
    text = _text(value)
    return text.rstrip("/").rsplit("/", 1)[-1] if text else None
