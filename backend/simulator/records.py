"""What the simulator remembers: plain records, all of them JSON-friendly but for dates and amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.kernel.money import ZERO

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal


@dataclass
class Seller:
    """A Mercado Pago account that collects money."""

    id: int
    nickname: str
    site_id: str
    email: str
    tax_id: str
    registered_at: datetime


@dataclass
class Application:
    """An integrator's application; a secret of None is learnt from the first token request."""

    client_id: str
    client_secret: str | None
    owner_id: int
    redirect_uris: list[str] = field(default_factory=list)
    pkce_required: bool = False


@dataclass
class AuthorizationCode:
    """A consent that was given and waits for its exchange."""

    code: str
    client_id: str
    user_id: int
    redirect_uri: str
    challenge: str | None
    challenge_method: str | None
    expires_at: datetime
    spent: bool = False


@dataclass
class Token:
    """An access token with its refresh token; state is active, spent (refreshed), revoked or expired."""

    access_token: str
    refresh_token: str | None
    client_id: str
    user_id: int
    grant: str
    scope: str
    public_key: str
    live_mode: bool
    created_at: datetime
    expires_at: datetime
    state: str = "active"


@dataclass
class Store:
    """A place of business of a seller."""

    id: str
    user_id: int
    name: str
    external_id: str | None
    business_hours: dict[str, Any]
    location: dict[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass
class PointOfSale:
    """A cash desk with its printed QR."""

    id: int
    user_id: int
    store_id: str
    name: str
    external_id: str | None
    external_store_id: str | None
    fixed_amount: bool
    category: int | None
    url: str | None
    uuid: str
    qr_code: str
    created_at: datetime
    updated_at: datetime


@dataclass
class Terminal:
    """A Point terminal; PDV terminals take orders, STANDALONE ones do not."""

    id: str
    user_id: int
    pos_id: int
    store_id: str
    operating_mode: str


@dataclass
class Order:
    """An order of the Orders API with its single payment transaction."""

    id: str
    type: str
    user_id: int
    client_id: str
    live_mode: bool
    currency: str
    request: dict[str, Any]
    external_reference: str
    amount: Decimal
    transaction_id: str
    merchant_order_id: int
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    terminal_id: str | None = None
    pos_id: int | None = None
    store_id: str | None = None
    qr_uuid: str | None = None
    qr_data: str | None = None
    status: str = "created"
    status_detail: str = "created"
    transaction_status: str = "created"
    transaction_detail: str = "created"
    payment_id: int | None = None
    tip: Decimal = ZERO
    version: int = 1
    cancel_requested_at: datetime | None = None


@dataclass
class Payment:
    """A movement of money of ``/v1/payments``; amounts in the order's currency, the tip included."""

    id: int
    user_id: int
    client_id: str
    live_mode: bool
    order_id: str | None
    merchant_order_id: int | None
    currency: str
    amount: Decimal
    fee: Decimal
    method_id: str
    type_id: str
    installments: int
    status: str
    status_detail: str
    channel: str
    external_reference: str
    description: str | None
    store_id: str | None
    pos_id: int | None
    terminal_id: str | None
    authorization_code: str
    created_at: datetime
    updated_at: datetime
    approved_at: datetime | None = None
    released_at: datetime | None = None
    refunded: Decimal = ZERO
    chargeback_id: str | None = None
    preference_id: str | None = None
    notification_url: str | None = None
    binary_mode: bool = False


@dataclass
class Preference:
    """A Checkout Pro preference: a hosted page where ``amount`` can be paid, again and again until it expires."""

    id: str
    user_id: int
    client_id: str
    live_mode: bool
    currency: str
    request: dict[str, Any]
    amount: Decimal
    external_reference: str
    created_at: datetime
    updated_at: datetime | None = None
    opens_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass
class Refund:
    """Money given back: ``reference`` is the REF… name that the Orders API uses."""

    id: int
    reference: str
    payment_id: int
    amount: Decimal
    created_at: datetime


@dataclass
class StoredAnswer:
    """The first answer under an idempotency key."""

    key: str
    fingerprint: str
    status: int
    body: Any
    created_at: datetime


@dataclass
class Notice:
    """A notification on its way: what to tell, and when to try (again)."""

    id: int
    topic: str
    action: str
    resource_id: str
    user_id: int
    client_id: str
    body: dict[str, Any]
    created_at: datetime
    next_at: datetime | None
    attempts: int = 0
    wrong_case: bool = False
    id_in_body: bool = False
    held: bool = False
    url: str | None = None


@dataclass
class Delivery:
    """One attempt to deliver a notice: what was sent and what came back."""

    id: int
    notice: int
    topic: str
    action: str
    resource: str
    user_id: int
    url: str
    attempt: int
    outcome: str
    status: int | None
    signature: str
    time: datetime
    request_id: str
    error: str | None = None
