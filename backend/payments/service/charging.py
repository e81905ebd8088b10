"""Charging a customer once, whatever is repeated, lost or killed (contract 40-mercadopago §3, rules 4–6).

Unit 1 commits the charge with its idempotency key; then the provider is called; unit 2 books the answer. A call whose
outcome is unknown leaves the charge open: it is never asked for again, only searched for (``looking``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from backend.companies.repository import get_locale
from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError, ValidationFailed
from backend.kernel.ids import new_id
from backend.kernel.money import has_currency_scale
from backend.payments.domain import LIFE, WAITING, Channel, ChargeStatus
from backend.payments.errors import (
    OUTCOME_UNKNOWN,
    CashierBusy,
    CircuitOpen,
    NoCashier,
    NoTerminal,
    PointOfSaleInactive,
    ProviderRefused,
    ProviderUnauthorized,
    ReferenceInUse,
    TerminalBusy,
)
from backend.payments.models import PaymentOrder, PointOfSale
from backend.payments.ports import AccountAccess, ChargeRequest, Draft, plugged
from backend.payments.repository.orders import OrderRepository
from backend.payments.repository.points_of_sale import PointOfSaleRepository
from backend.payments.service import tokens
from backend.payments.service.applying import apply_snapshot
from backend.payments.service.looking import look

log = structlog.get_logger("payments")
# How often a device may be freed and taken by somebody else while we reach for it.
RACES = 5


@dataclass(frozen=True, slots=True)
class NewCharge:
    """What a cashier asks for; ``amount`` in the company's currency."""

    company_id: int
    user_id: int | None
    channel: Channel
    point_of_sale_id: str
    amount: Decimal
    external_reference: str | None = None
    description: str | None = None
    items: Sequence[dict[str, Any]] = ()
    draft: Draft | None = None


def charge(asked: NewCharge) -> PaymentOrder:
    """Charge a customer at a terminal or by QR; the same external reference never charges twice.

    Raises PointOfSaleNotFound, NoTerminal, NoCashier, TerminalBusy, CashierBusy, AccountNotConnected, ReferenceInUse,
    ValidationFailed; ProviderRefused and CircuitOpen when certainly nothing was charged; ProviderTimedOut and
    ProviderUnavailable (with ``orderId`` to follow) when that is not known yet.
    """
    known = _known_charge(asked)
    if known is not None:
        return current(asked.company_id, known)
    access = tokens.access_for(asked.company_id, asked.channel.value)
    order, is_new = _open(asked, access)
    if is_new:
        try:
            _send(order, access)
        except _ReplacedToken:
            _send_again(order, access.account_id)
    return current(asked.company_id, order.id)


@reading
def current(company_id: int, order_id: str) -> PaymentOrder:
    """Return the charge as it stands; raises ChargeNotFound."""
    return OrderRepository(company_id).get(order_id)


@reading
def _known_charge(asked: NewCharge) -> str | None:
    """Return the id of the charge that this request repeats; first of all, refuse what can be refused at once."""
    orders = OrderRepository(asked.company_id)
    if asked.external_reference and (known := orders.find_by_reference(asked.external_reference)):
        return _same_charge(known, asked).id
    _slot(PointOfSaleRepository(asked.company_id).get(asked.point_of_sale_id), asked.channel)
    _check_amount(asked, get_locale(asked.company_id).currency)
    return None


def _open(asked: NewCharge, access: AccountAccess) -> tuple[PaymentOrder, bool]:
    """Commit the charge before anybody is called; returns it and whether it is new."""
    try:
        return _prepare_in_turn(asked, access)
    except (TerminalBusy, CashierBusy) as busy:
        blocking = busy.facts.get("orderId")
        if blocking is None or not _has_ended_meanwhile(asked.company_id, str(blocking)):
            raise
        return _prepare_in_turn(asked, access)


def _prepare_in_turn(asked: NewCharge, access: AccountAccess) -> tuple[PaymentOrder, bool]:
    """Commit the charge, looking again when somebody took the reference or the device before our insert."""
    for _lost_race in range(RACES):
        try:
            return _prepare(asked, access)
        except IntegrityError:
            continue
    raise TerminalBusy if asked.channel is Channel.POINT else CashierBusy


def _has_ended_meanwhile(company_id: int, order_id: str) -> bool:
    """Ask about the charge that occupies the device, when its time is over or it is being cancelled."""
    order = current(company_id, order_id)
    if order.expires_at <= clock.now() or order.cancel_requested_at is not None:
        look(company_id, order_id)
        order = current(company_id, order_id)
    return ChargeStatus(order.status) not in WAITING


@transactional
def _prepare(asked: NewCharge, access: AccountAccess) -> tuple[PaymentOrder, bool]:
    orders = OrderRepository(asked.company_id)
    if asked.external_reference and (known := orders.find_by_reference(asked.external_reference)):
        return _same_charge(known, asked), False
    locale = get_locale(asked.company_id)
    _check_amount(asked, locale.currency)
    counter = PointOfSaleRepository(asked.company_id).get(asked.point_of_sale_id)
    slot = _slot(counter, asked.channel)
    if waiting := orders.find_by_slot(slot):
        if waiting.external_reference == asked.external_reference:  # committed between our two looks
            return _same_charge(waiting, asked), False
        busy = TerminalBusy if asked.channel is Channel.POINT else CashierBusy
        raise busy(orderId=waiting.id)
    order = _new_order(asked, counter, access, locale.currency)
    order.open_slot = slot
    orders.add(order)
    orders.flush()
    audit.record(
        "payments.charge.asked",
        order.id,
        company_id=order.company_id,
        after={"amount": str(order.amount), "channel": order.channel, "reference": order.external_reference},
    )
    return order, True


def _new_order(asked: NewCharge, counter: PointOfSale, access: AccountAccess, currency: str) -> PaymentOrder:
    now = clock.now()
    return PaymentOrder(
        id=new_id(),
        company_id=asked.company_id,
        point_of_sale_id=counter.id,
        account_id=access.account_id,
        provider_user_id=access.provider_user_id,
        user_id=asked.user_id,
        channel=asked.channel.value,
        external_reference=asked.external_reference or f"MOS-{new_id()}",
        idempotency_key=new_id(),
        amount=asked.amount,
        currency=currency,
        description=asked.description,
        items=[{**item, "unit_price": str(item["unit_price"])} for item in asked.items] or None,
        sale_draft=_draft(asked, currency),
        terminal_id=counter.terminal_id if asked.channel is Channel.POINT else None,
        cashier_external_id=counter.cashier_external_id if asked.channel is Channel.QR else None,
        status=ChargeStatus.PENDING.value,
        expires_at=now + LIFE,
        created_at=now,
        next_look_at=now + timedelta(minutes=1),
    )


def _same_charge(known: PaymentOrder, asked: NewCharge) -> PaymentOrder:
    """Return the charge that a repeated request finds; a different request may not use its reference."""
    same = (known.amount, known.channel, known.point_of_sale_id)
    if same != (asked.amount, asked.channel.value, asked.point_of_sale_id):
        raise ReferenceInUse
    return known


def _check_amount(asked: NewCharge, currency: str) -> None:
    if asked.amount <= 0 or not has_currency_scale(asked.amount, currency):
        raise ValidationFailed({"amount": [f"El importe no es válido en {currency}."]})
    if any(not has_currency_scale(item["unit_price"], currency) for item in asked.items):
        raise ValidationFailed({"items": [f"Un precio tiene más decimales que la moneda ({currency})."]})
    if asked.items:
        total = sum((item["unit_price"] * item["quantity"] for item in asked.items), Decimal(0))
        if total != asked.amount:
            raise ValidationFailed({"items": ["La suma de los ítems no coincide con el importe."]})


def _slot(counter: PointOfSale, channel: Channel) -> str:
    if not counter.is_active:
        raise PointOfSaleInactive
    if channel is Channel.POINT:
        if not counter.terminal_id:
            raise NoTerminal
        return f"POINT:{counter.terminal_id}"
    if not counter.cashier_external_id:
        raise NoCashier
    return f"QR:{counter.cashier_external_id}"


def _draft(asked: NewCharge, currency: str) -> Draft | None:
    if asked.draft is None:
        return None
    return plugged().drafts.normalise(
        asked.draft, amount=asked.amount, currency=currency, description=asked.description
    )


def request_for(order: PaymentOrder) -> ChargeRequest:
    """Return what the provider is asked for this charge: the same every time."""
    return ChargeRequest(
        channel=Channel(order.channel),
        external_reference=order.external_reference,
        idempotency_key=order.idempotency_key,
        amount=order.amount,
        currency=order.currency,
        description=order.description,
        life_seconds=int((order.expires_at - order.created_at).total_seconds()),
        terminal_id=order.terminal_id,
        cashier_external_id=order.cashier_external_id,
        items=order.items or (),
    )


class _ReplacedToken(Exception):
    """The token was renewed while the call was under way: nothing was created, a newer one is there."""


def _send(order: PaymentOrder, access: AccountAccess, *, is_second: bool = False) -> None:
    """Call the provider for a committed charge and book its answer; raises _ReplacedToken at most once."""
    try:
        snapshot = plugged().gateway.create(access, request_for(order))
    except OUTCOME_UNKNOWN as unknown:
        log.warning("payments.create_unknown", order_id=order.id, error=unknown.code)
        unknown.facts |= {"orderId": order.id, "externalReference": order.external_reference}
        raise
    except (ProviderRefused, CircuitOpen, TerminalBusy, CashierBusy) as refusal:
        if isinstance(refusal, ProviderUnauthorized) and not tokens.mark_unauthorized(access) and not is_second:
            raise _ReplacedToken from refusal
        _close_unsent(order.company_id, order.id, refusal)
        raise
    apply_snapshot(order.company_id, order.id, snapshot)


def _send_again(order: PaymentOrder, account_id: str) -> None:
    try:
        newer = tokens.access_for_account(account_id)
    except AppError as refusal:
        _close_unsent(order.company_id, order.id, refusal)
        raise
    _send(order, newer, is_second=True)


@transactional
def _close_unsent(company_id: int, order_id: str, refusal: AppError) -> None:
    """End a charge that certainly does not exist at the provider."""
    orders = OrderRepository(company_id)
    order = orders.lock(order_id)
    reason = str(refusal.facts.get("reason") or refusal.code)[:80]
    if orders.advance(order, ChargeStatus.PENDING, ChargeStatus.FAILED, status_detail=reason):
        audit.record("payments.charge.failed", order_id, company_id=company_id, after={"why": reason})
