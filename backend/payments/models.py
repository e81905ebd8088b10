"""Tables of payments (contract 40-mercadopago §1)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.crypto import EncryptedText
from backend.infra.db import Base, LongText, Money, UtcDateTime
from backend.infra.tenancy import CompanyOwned
from backend.kernel import clock
from backend.kernel.ids import new_id
from backend.payments.domain import Channel, ChargeStatus, Concept, RequestStatus


def _one_of(column: str, values: type[Channel | ChargeStatus | Concept | RequestStatus]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


class PaymentAccount(CompanyOwned, Base):
    """A seller's account with the provider, linked by OAuth; one per company and application."""

    __tablename__ = "payment_account"
    __table_args__ = (
        UniqueConstraint("company_id", "app_type"),
        Index("ix_payment_account_provider_user_id", "provider_user_id"),
        CheckConstraint(_one_of("app_type", Channel), name="app_type"),
        CheckConstraint("renewal IN ('idle', 'begun', 'unknown')", name="renewal"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    app_type: Mapped[str] = mapped_column(String(10))
    provider_user_id: Mapped[str] = mapped_column(String(20), comment="the seller's collector id, up to 20 digits")
    nickname: Mapped[str | None] = mapped_column(String(120))
    site_id: Mapped[str | None] = mapped_column(String(4))
    public_key: Mapped[str | None] = mapped_column(String(120))
    scope: Mapped[str | None] = mapped_column(String(255))
    environment: Mapped[str] = mapped_column(String(12), default="production", comment="production or test")
    is_active: Mapped[bool] = mapped_column(Boolean, default=True, comment="false = disconnected or revoked")
    needs_reauthorization: Mapped[bool] = mapped_column(Boolean, default=False)
    access_token: Mapped[str | None] = mapped_column(EncryptedText, comment="null once disconnected")
    refresh_token: Mapped[str | None] = mapped_column(EncryptedText, comment="works once")
    token_issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    generation: Mapped[int] = mapped_column(default=1, comment="counts token pairs; waiters see a renewal by it")
    renewal: Mapped[str] = mapped_column(
        String(10), default="idle", comment="idle, begun (call may be under way), unknown (a begun one was lost)"
    )
    renewal_claim: Mapped[str | None] = mapped_column(String(36), comment="which worker renews")
    renewal_claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_refresh_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(String(255))
    owner_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="the owner hears once of a broken link")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, onupdate=clock.now)


class LinkAttempt(CompanyOwned, Base):
    """One walk through the provider's consent page; ``oauthAttempt`` of the contract. Single use, 10 minutes."""

    __tablename__ = "link_attempt"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    state_hash: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the random state")
    user_id: Mapped[int] = mapped_column(comment="who started it; must still manage the company at the end")
    app_type: Mapped[str] = mapped_column(String(10))
    code_verifier: Mapped[str] = mapped_column(EncryptedText, comment="PKCE")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PointOfSale(CompanyOwned, Base):
    """A counter of the company, with the terminal and the QR cashier it charges by."""

    __tablename__ = "point_of_sale"
    __table_args__ = (
        UniqueConstraint("company_id", "code"),
        UniqueConstraint("company_id", "terminal_id"),
        UniqueConstraint("company_id", "cashier_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    branch: Mapped[str | None] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(20), comment="[A-Z0-9-]; starts every sale number")
    name: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    terminal_id: Mapped[str | None] = mapped_column(String(80), comment="mpDeviceId")
    terminal_name: Mapped[str | None] = mapped_column(String(120))
    cashier_id: Mapped[int | None] = mapped_column(BigInteger, comment="mpQrPosId")
    cashier_external_id: Mapped[str | None] = mapped_column(String(60), comment="mpQrExternalId, named in QR orders")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class PaymentOrder(CompanyOwned, Base):
    """One charge: asked of a customer once, whatever is repeated. On the wire ``order``."""

    __tablename__ = "payment_order"
    __table_args__ = (
        UniqueConstraint("company_id", "external_reference"),
        # At most one waiting charge per device: the slot is empty once the charge no longer waits.
        UniqueConstraint("company_id", "open_slot"),
        CheckConstraint(_one_of("channel", Channel), name="channel"),
        CheckConstraint(_one_of("status", ChargeStatus), name="status"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("refunded_amount >= 0", name="refunded_not_negative"),
        CheckConstraint("status IN ('PENDING', 'PROCESSING') OR open_slot IS NULL", name="slot_only_while_waiting"),
        Index("ix_payment_order_company_id_id", "company_id", "id"),
        Index("ix_payment_order_company_id_status", "company_id", "status", "id"),
        Index("ix_payment_order_next_look_at", "next_look_at"),
        Index("ix_payment_order_sale_due_at", "sale_due_at"),
        # Notifications name a seller and our reference, not the company.
        Index("ix_payment_order_provider_user_id", "provider_user_id", "external_reference"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    point_of_sale_id: Mapped[str] = mapped_column(ForeignKey("point_of_sale.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("payment_account.id"), index=True)
    provider_user_id: Mapped[str | None] = mapped_column(
        String(20), comment="seller who was asked; the account may link another one since"
    )
    user_id: Mapped[int | None] = mapped_column(comment="who charged")
    channel: Mapped[str] = mapped_column(String(10))
    provider_order_id: Mapped[str | None] = mapped_column(String(64), unique=True, comment="null until it answered")
    in_store_order_id: Mapped[str | None] = mapped_column(String(64))
    external_reference: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str] = mapped_column(String(64), comment="committed before the call, repeated with it")
    amount: Mapped[Decimal] = mapped_column(Money, comment="what is asked, in the company's currency")
    currency: Mapped[str] = mapped_column(String(3))
    paid_amount: Mapped[Decimal | None] = mapped_column(Money, comment="what was paid, tip included")
    tip_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    refunded_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    description: Mapped[str | None] = mapped_column(String(150))
    items: Mapped[Any | None] = mapped_column(JSON(none_as_null=True), comment="lines shown by the wallet")
    status: Mapped[str] = mapped_column(String(20), default=ChargeStatus.PENDING.value, comment="only along ARROWS")
    status_detail: Mapped[str | None] = mapped_column(String(80))
    terminal_id: Mapped[str | None] = mapped_column(String(80))
    cashier_external_id: Mapped[str | None] = mapped_column(String(60))
    open_slot: Mapped[str | None] = mapped_column(String(100), comment="device it occupies while it waits")
    qr_content: Mapped[str | None] = mapped_column(Text, comment="EMV text to draw")
    provider_payment_id: Mapped[str | None] = mapped_column(String(32), index=True)
    payment_method: Mapped[str | None] = mapped_column(String(40))
    card_brand: Mapped[str | None] = mapped_column(String(40))
    card_last_four: Mapped[str | None] = mapped_column(String(4))
    installments: Mapped[int | None]
    sale_draft: Mapped[Any | None] = mapped_column(JSON(none_as_null=True), comment="checked when the charge was made")
    sale_id: Mapped[str | None] = mapped_column(String(36), index=True)
    sale_due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="paid, its draft not yet a sale: when to try again; null = nothing owed"
    )
    cancel_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undecided_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="last time somebody asked the provider")
    next_look_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="when the sweep looks; null = ended")


class PaymentRequest(CompanyOwned, Base):
    """One amount to be paid online for a thing of a product; on the wire ``cobro``. The company is the one who pays."""

    __tablename__ = "payment_request"
    __table_args__ = (
        # A thing has at most one request that waits: the slot is empty once it waits no more.
        UniqueConstraint("open_slot"),
        CheckConstraint(_one_of("concept", Concept), name="concept"),
        CheckConstraint(_one_of("status", RequestStatus), name="status"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(status = 'pending') = (open_slot IS NOT NULL)", name="slot_while_pending"),
        CheckConstraint("status <> 'approved' OR provider_payment_id IS NOT NULL", name="approved_by_a_payment"),
        Index("ix_payment_request_company_id_id", "company_id", "id"),
        Index("ix_payment_request_reference", "concept", "reference_id"),
        Index("ix_payment_request_next_look_at", "next_look_at"),
        Index("ix_payment_request_approved_at", "approved_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id, comment="the external reference")
    concept: Mapped[str] = mapped_column(String(20))
    reference_id: Mapped[str] = mapped_column(String(36), comment="what is paid: an id of the product's")
    title: Mapped[str] = mapped_column(String(150), comment="what the payer reads")
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(
        String(10), default=RequestStatus.PENDING.value, comment="only along REQUEST_ARROWS"
    )
    open_slot: Mapped[str | None] = mapped_column(String(60), comment="concept and reference while it is pending")
    back_path: Mapped[str] = mapped_column(String(200), comment="page of ours that the payer returns to")
    collector_company_id: Mapped[int | None] = mapped_column(
        ForeignKey("company.id"), index=True, comment="who collects; null = the platform by its own token"
    )
    collector_account_id: Mapped[str | None] = mapped_column(ForeignKey("payment_account.id"), index=True)
    collector_user_id: Mapped[str | None] = mapped_column(
        String(20), comment="seller who was asked; of the platform's token null until published"
    )
    preference_id: Mapped[str | None] = mapped_column(String(80), comment="the provider's checkout page")
    payment_url: Mapped[str | None] = mapped_column(String(500), comment="where the payer goes; null until published")
    provider_payment_id: Mapped[str | None] = mapped_column(String(32), unique=True, comment="what decided it")
    told_published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="the listener hears of it once")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="when it left pending")
    next_look_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="when the sweep looks; null = settled")


class RequestPayment(CompanyOwned, Base):
    """One payment that named a request: a try that was rejected, the one that paid it, or one that goes back."""

    __tablename__ = "request_payment"
    __table_args__ = (
        CheckConstraint("refund_state IN ('none', 'owed', 'done')", name="refund_state"),
        CheckConstraint("(refund_state = 'owed') = (refund_due_at IS NOT NULL)", name="due_while_owed"),
        Index("ix_request_payment_refund_due_at", "refund_due_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    request_id: Mapped[str] = mapped_column(ForeignKey("payment_request.id"), index=True)
    provider_payment_id: Mapped[str] = mapped_column(String(32), unique=True)
    status: Mapped[str] = mapped_column(String(20), comment="the provider's word")
    status_detail: Mapped[str | None] = mapped_column(String(80))
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str | None] = mapped_column(String(3))
    refunded_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    refund_state: Mapped[str] = mapped_column(String(5), default="none", comment="owed = it goes back by itself")
    refund_reason: Mapped[str | None] = mapped_column(String(20), comment="late, refused by the product, or second")
    refund_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="owed again when it is still owed then")
    refunded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Payment(CompanyOwned, Base):
    """Money that moved, as the provider tells it; verified by re-reading, never from a notification's body."""

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_company_id_approved_at", "company_id", "approved_at"),
        Index("ix_payment_approved_at", "approved_at"),
        Index("ix_payment_sync_due_at", "sync_due_at"),
        CheckConstraint("refunded_amount >= 0", name="refunded_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    order_id: Mapped[str | None] = mapped_column(ForeignKey("payment_order.id"), index=True)
    request_id: Mapped[str | None] = mapped_column(
        ForeignKey("payment_request.id"),
        index=True,
        comment="paid online for a product: no sale's, and no orphan",
    )
    sale_id: Mapped[str | None] = mapped_column(String(36), index=True, comment="pays at most one sale, set once")
    provider_payment_id: Mapped[str] = mapped_column(String(32), unique=True, comment="mpPaymentId")
    status: Mapped[str] = mapped_column(String(20), comment="the provider's word: approved, refunded, charged_back …")
    status_detail: Mapped[str | None] = mapped_column(String(80))
    amount: Mapped[Decimal] = mapped_column(Money, comment="transactionAmount, tip included")
    refunded_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    net_received_amount: Mapped[Decimal | None] = mapped_column(Money)
    fee_amount: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    operation_type: Mapped[str | None] = mapped_column(String(40))
    point_type: Mapped[str | None] = mapped_column(String(40))
    payment_method: Mapped[str | None] = mapped_column(String(40), comment="payment_method_id, e.g. debvisa")
    payment_type: Mapped[str | None] = mapped_column(String(40), comment="payment_type_id, e.g. debit_card")
    card_brand: Mapped[str | None] = mapped_column(String(40))
    card_first_six: Mapped[str | None] = mapped_column(String(8))
    card_last_four: Mapped[str | None] = mapped_column(String(4))
    card_expiration_month: Mapped[int | None]
    card_expiration_year: Mapped[int | None]
    cardholder_name: Mapped[str | None] = mapped_column(EncryptedText, comment="personal")
    installments: Mapped[int | None]
    authorization_code: Mapped[str | None] = mapped_column(String(20))
    payer_email: Mapped[str | None] = mapped_column(EncryptedText, comment="personal")
    payer_id_type: Mapped[str | None] = mapped_column(String(20))
    payer_id_number: Mapped[str | None] = mapped_column(EncryptedText, comment="personal")
    bank_origin_id: Mapped[str | None] = mapped_column(String(40))
    bank_origin_name: Mapped[str | None] = mapped_column(String(120))
    bank_transfer_id: Mapped[str | None] = mapped_column(String(60))
    terminal_id: Mapped[str | None] = mapped_column(String(80))
    pos_id: Mapped[str | None] = mapped_column(String(20))
    store_id: Mapped[str | None] = mapped_column(String(20))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    provider_created_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null until fees and card were re-read")
    sync_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="when to re-read; null = nothing owed")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Notification(Base):
    """The inbox: what the provider told, stored first. Not tenant-scoped: the body is only a claim."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_due", "handled_at", "available_at"),
        Index("ix_notification_received_at", "received_at", "id"),
        CheckConstraint("verdict IN ('verified', 'hint', 'unverified')", name="verdict"),
        CheckConstraint("source IN ('webhook', 'sweep')", name="source"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    dedupe_key: Mapped[str] = mapped_column(
        String(64), unique=True, comment="SHA-256 of topic, resource, action, request"
    )
    topic: Mapped[str] = mapped_column(String(60))
    action: Mapped[str | None] = mapped_column(String(60))
    resource_id: Mapped[str | None] = mapped_column(String(80), index=True)
    provider_user_id: Mapped[str | None] = mapped_column(String(20))
    request_id: Mapped[str | None] = mapped_column(String(80))
    verdict: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(10), default="webhook", comment="sweep = found without being told")
    body: Mapped[str] = mapped_column(LongText, comment="as received, for operators; never believed")
    company_id: Mapped[int | None] = mapped_column(comment="known once handled")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    available_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="not before; also the end of a claim")
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
