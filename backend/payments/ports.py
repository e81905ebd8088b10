"""What payments needs from outside, and the news it sends upwards; implementations are plugged in by app.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from backend.payments.domain import (
    Channel,
    ChargeStatus,
    Concept,
    Preference,
    PreferenceOrder,
    RequestNews,
)

Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """A usable credential of one linked account; never logged, never stored."""

    account_id: str
    company_id: int
    app_type: str
    provider_user_id: str
    access_token: str = field(repr=False)
    generation: int = 0


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """What the provider is asked for; the same values (and key) on every repetition."""

    channel: Channel
    external_reference: str
    idempotency_key: str
    amount: Decimal
    currency: str
    description: str | None
    life_seconds: int
    terminal_id: str | None = None
    cashier_external_id: str | None = None
    items: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class PaymentSnapshot:
    """One payment as the provider tells it now; ``is_complete`` once read from the payment itself (fees, card)."""

    provider_payment_id: str
    status: str
    amount: Decimal
    status_detail: str | None = None
    refunded_amount: Decimal = Decimal(0)
    net_received_amount: Decimal | None = None
    fee_amount: Decimal | None = None
    currency: str | None = None
    operation_type: str | None = None
    point_type: str | None = None
    payment_method: str | None = None
    payment_type: str | None = None
    card_brand: str | None = None
    card_first_six: str | None = None
    card_last_four: str | None = None
    card_expiration_month: int | None = None
    card_expiration_year: int | None = None
    cardholder_name: str | None = None
    installments: int | None = None
    authorization_code: str | None = None
    payer_email: str | None = None
    payer_id_type: str | None = None
    payer_id_number: str | None = None
    bank_origin_id: str | None = None
    bank_origin_name: str | None = None
    bank_transfer_id: str | None = None
    terminal_id: str | None = None
    pos_id: str | None = None
    store_id: str | None = None
    approved_at: datetime | None = None
    provider_created_at: datetime | None = None
    external_reference: str | None = None
    collector_id: str | None = None
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class ChargeSnapshot:
    """One charge as the provider tells it now."""

    provider_order_id: str
    provider_user_id: str
    external_reference: str
    status: ChargeStatus
    status_detail: str | None
    amount: Decimal
    paid_amount: Decimal | None = None
    refunded_amount: Decimal = Decimal(0)
    qr_content: str | None = None
    in_store_order_id: str | None = None
    payment: PaymentSnapshot | None = None


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """What the provider said to a cancellation: done (with the charge as it is now), or only noted."""

    is_noted_only: bool
    snapshot: ChargeSnapshot | None


class ChargeGateway(Protocol):
    """Charges at the provider. Every method makes network calls: never inside a transaction.

    All raise ProviderUnauthorized, ProviderRefused, ProviderTimedOut, ProviderUnavailable, CircuitOpen.
    """

    def create(self, access: AccountAccess, request: ChargeRequest) -> ChargeSnapshot:
        """Create the charge; safe to repeat with the same request. TerminalBusy, CashierBusy."""

    def fetch(self, access: AccountAccess, provider_order_id: str, *, seconds: float | None = None) -> ChargeSnapshot:
        """Read the charge, and its payment when it was paid; ``seconds`` bounds the whole call. ChargeNotFound."""

    def find(
        self, access: AccountAccess, external_reference: str, created_at: datetime, *, seconds: float | None = None
    ) -> ChargeSnapshot | None:
        """Search the charge by our reference around the time it was made; None when the provider knows none.

        ``seconds`` bounds all calls together.
        """

    def cancel(self, access: AccountAccess, provider_order_id: str, idempotency_key: str) -> CancelAnswer:
        """Cancel, at the terminal too. CancelAtTerminal when it does not let go, ChargeFinished when ended."""

    def fetch_payment(self, access: AccountAccess, provider_payment_id: str) -> PaymentSnapshot:
        """Read one payment. PaymentNotVerified when it is unknown or another seller's."""


class CheckoutGateway(Protocol):
    """Hosted checkout pages and their payments. Network calls: never inside a transaction; raises as ChargeGateway."""

    def create_preference(self, access: AccountAccess, order: PreferenceOrder) -> Preference:
        """Make a checkout page; each call makes another one with the same reference."""

    def close_preference(self, access: AccountAccess, preference_id: str, order: PreferenceOrder) -> None:
        """Let the page that was made for ``order`` expire now; a page that is unknown is closed enough."""

    def find_payments(
        self, access: AccountAccess, external_reference: str, created_at: datetime
    ) -> list[PaymentSnapshot]:
        """Return every payment to this seller that carries our reference, oldest first, whatever its state."""

    def refund_payment(self, access: AccountAccess, provider_payment_id: str, idempotency_key: str) -> None:
        """Give a payment back in full; safe to repeat with the same key. Returns once it is on its way."""

    def list_charged_back(self, access: AccountAccess, chargeback_id: str) -> list[str]:
        """Return the ids of the payments that a chargeback is about. PaymentNotVerified when it is unknown."""


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """A token pair from the provider; what a renewal leaves out is None."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int
    scope: str | None = None
    provider_user_id: str | None = None
    public_key: str | None = None
    is_live: bool = True


@dataclass(frozen=True, slots=True)
class Seller:
    """Whose account was linked."""

    provider_user_id: str
    nickname: str | None
    site_id: str | None


class AccountLinker(Protocol):
    """OAuth at the provider. Network calls: never inside a transaction. GrantRefused when a code or token is spent."""

    def is_configured(self, app_type: str) -> bool:
        """Tell whether the installation has an application for this type."""

    def authorization_url(self, app_type: str, state: str, code_challenge: str) -> str:
        """Return the consent page's URL; raises MercadoPagoNotConfigured."""

    def exchange(self, app_type: str, code: str, code_verifier: str) -> TokenGrant:
        """Turn a code into the first token pair."""

    def refresh(self, app_type: str, refresh_token: str) -> TokenGrant:
        """Turn a refresh token (works once) into the next pair; never repeated by the client itself."""

    def whoami(self, access_token: str) -> Seller:
        """Tell whose token it is."""


@dataclass(frozen=True, slots=True)
class ApprovedPayment:
    """News: a charge was paid. Sent inside the transaction that books it."""

    company_id: int
    order_id: str
    point_of_sale_id: str
    user_id: int | None
    channel: Channel
    payment_id: str
    provider_payment_id: str
    amount: Decimal
    tip_amount: Decimal
    currency: str
    description: str | None
    draft: Draft | None
    card_brand: str | None
    card_last_four: str | None
    installments: int | None


class PaymentListener(Protocol):
    """Told about payments by the unit that books them; must only write rows, and be safe to tell again."""

    def on_payment_approved(self, news: ApprovedPayment) -> str | None:
        """React; a listener that completes a sale returns its id, others None."""


class PaymentRequestListener(Protocol):
    """A product whose things are paid online; claims the concepts it opens requests for, each by one listener.

    Every method runs in the unit that changes the request (already locked): it only writes rows, and what it raises
    undoes the unit, which is tried again.
    """

    @property
    def concepts(self) -> frozenset[Concept]:
        """What it opens requests for."""

    def on_request_published(self, news: RequestNews) -> None:
        """React to an owed publication that succeeded: ``payment_url`` is there. Told once."""

    def on_request_approved(self, news: RequestNews) -> bool:
        """Give what was paid for; return False when it came too late: the payment then goes back by itself."""

    def on_request_ended(self, news: RequestNews) -> None:
        """React to an end without money: expired, rejected, a reviewed payment gone back; never to ``withdraw``."""

    def on_request_reverted(self, news: RequestNews) -> None:
        """Take back what was given: the payment was refunded or charged back."""


class DraftPolicy(Protocol):
    """Checks the sale draft that a charge carries; implemented by sales."""

    def normalise(self, draft: Draft, *, amount: Decimal, currency: str, description: str | None) -> Draft:
        """Return the draft as it will be completed; ValidationFailed when wrong or when its total is not ``amount``."""


class Members(Protocol):
    """What payments must know about people; implemented by accounts."""

    def may_manage(self, user_id: int, company_id: int) -> bool:
        """Tell whether the user is active and may (still) connect accounts for the company."""

    def owner_addresses(self, company_id: int) -> list[str]:
        """Return the e-mail addresses of the company's active owners."""

    def admin_addresses(self) -> list[str]:
        """Return the e-mail addresses of all active operators of the platform."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A Point terminal of the account."""

    id: str
    operating_mode: str
    pos_id: str | None
    store_id: str | None
    external_pos_id: str | None


@dataclass(frozen=True, slots=True)
class Store:
    """A shop as the provider knows it."""

    id: str
    name: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Cashier:
    """A QR cashier of a store, with its printed QR."""

    id: int
    name: str
    external_id: str | None
    store_id: str | None
    qr_image: str | None
    qr_template_document: str | None
    qr_template_image: str | None


class DeviceDirectory(Protocol):
    """The account's terminals, stores and QR cashiers. Network calls: never inside a transaction."""

    def list_terminals(self, access: AccountAccess) -> list[Terminal]:
        """Return all terminals of the account."""

    def list_stores(self, access: AccountAccess) -> list[Store]:
        """Return all stores of the account."""

    def list_cashiers(self, access: AccountAccess, store_id: str | None) -> list[Cashier]:
        """Return the QR cashiers of the account, or of one store."""


@dataclass(frozen=True, slots=True)
class ReceivedNotification:
    """A stored notification to handle: a hint at a resource, nothing more."""

    topic: str
    action: str | None
    resource_id: str | None
    provider_user_id: str | None


class NotificationReader(Protocol):
    """Understands the provider's notifications."""

    def handle(self, received: ReceivedNotification) -> int | None:
        """Re-read the resource and book it; returns the company concerned, None when it is nobody's.

        Raises when it should be tried again later.
        """


@dataclass(slots=True)
class Plugs:
    """The implementations in use; app.py fills them once per process, tests replace single ones."""

    gateway: ChargeGateway
    linker: AccountLinker
    directory: DeviceDirectory
    drafts: DraftPolicy
    members: Members
    notifications: NotificationReader
    listeners: Sequence[PaymentListener]
    checkout: CheckoutGateway
    request_listeners: Sequence[PaymentRequestListener] = ()


_plugs: Plugs | None = None


def plug(plugs: Plugs) -> None:
    """Use these implementations in this process."""
    global _plugs  # noqa: PLW0603 - services are plain functions; their ports are wired once, in app.py
    _plugs = plugs


def plugged() -> Plugs:
    """Return the implementations in use; raises before ``plug``."""
    if _plugs is None:
        raise RuntimeError("payments' ports are not plugged in")
    return _plugs
