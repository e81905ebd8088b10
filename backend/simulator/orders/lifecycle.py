"""The states of an order and what moves it from one to the next (reference section 2a.6)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from backend.kernel.money import ZERO
from backend.simulator.errors import OrdersError
from backend.simulator.money import ledger, methods
from backend.simulator.orders import views
from backend.simulator.webhooks import notices
from backend.simulator.world import OPEN_STATUSES

if TYPE_CHECKING:
    from decimal import Decimal

    from backend.simulator.records import Order
    from backend.simulator.world import World

_UNDECIDED = OPEN_STATUSES | {"action_required"}
_COMES_FROM = {
    "processed": _UNDECIDED,
    "failed": _UNDECIDED,
    "canceled": _UNDECIDED,
    "expired": OPEN_STATUSES,
    "action_required": OPEN_STATUSES,
    "refunded": frozenset({"processed"}),
}
_MAX_INSTALLMENTS = 36
_EVENT_KEYS = {"status", "payment_method_type", "payment_method_id", "installments", "status_detail"}


@dataclass(frozen=True)
class Event:
    """What a customer (or a test in the customer's place) does with an order."""

    status: str
    method: methods.Method
    installments: int = 1
    detail: str | None = None
    tip: Decimal = ZERO


def read_event(body: Any, order: Order, tip: Decimal = ZERO) -> Event:
    """Check the body of the test helper; 400 ``bad_request`` when it is wrong."""
    if not isinstance(body, dict) or not set(body) <= _EVENT_KEYS:
        raise _bad_request(f"the body has no other keys than {', '.join(sorted(_EVENT_KEYS))}")
    status = body.get("status")
    if status not in _COMES_FROM:
        raise _bad_request(f"status must be one of {', '.join(_COMES_FROM)}")
    method = methods.choose(
        body.get("payment_method_id"),
        body.get("payment_method_type"),
        "debvisa" if order.type == "point" else "account_money",
    )
    installments = body.get("installments", 1)
    if method is None:
        raise _bad_request("unknown payment method")
    if not isinstance(installments, int) or not 1 <= installments <= _MAX_INSTALLMENTS:
        raise _bad_request("installments must be an integer from 1 to 36")
    detail = body.get("status_detail")
    known = {"accredited"} if status == "processed" else set(methods.REJECTIONS) if status == "failed" else {detail}
    if detail is not None and detail not in known:
        raise _bad_request(f"unknown status_detail for {status}")
    return Event(status, method, installments, detail, tip)


def apply(world: World, order: Order, event: Event) -> None:
    """Move the order as the event says; 400 ``bad_request`` from a state that does not lead there."""
    if order.status not in _COMES_FROM[event.status]:
        raise _bad_request(f"an order in status {order.status} cannot become {event.status}")
    if event.status == "processed":
        order.tip = event.tip
        ledger.book(world, order, event.method, event.installments, ("approved", "accredited"))
        _move(world, order, ("processed", "accredited"), ("processed", "accredited"))
    elif event.status == "failed":
        detail = event.detail or "rejected_other_reason"
        ledger.book(world, order, event.method, event.installments, ("rejected", methods.REJECTIONS[detail]))
        _move(world, order, ("failed", "failed"), ("failed", detail))
    elif event.status == "refunded":
        payment = world.tables.payments[order.payment_id or 0]
        ledger.give_back(world, payment, ledger.left(payment))
        follow_refund(world, order)
    else:
        finish_unpaid(world, order, event.status)


def apply_if_possible(world: World, order: Order, event: Event) -> None:
    """Apply an event that was put off; it is void when the order has moved elsewhere meanwhile."""
    if order.status in _COMES_FROM[event.status]:
        apply(world, order, event)


def finish_unpaid(world: World, order: Order, status: str, detail: str | None = None) -> None:
    """End an order without a payment: canceled, expired, or left undecided (action_required)."""
    if detail is None:
        by_hand = "canceled_on_terminal" if order.type == "point" else "canceled"
        detail = {"canceled": by_hand, "action_required": "check_on_terminal"}.get(status, status)
    _move(world, order, (status, status), (status, detail))


def take(world: World, order: Order) -> bool:
    """Let the terminal take the order that waits for it; False when it may not (mode, state)."""
    terminal = world.tables.terminals.get(order.terminal_id or "")
    if order.status != "created" or terminal is None or terminal.operating_mode != "PDV":
        return False
    _touch(world, order, "at_terminal", "at_terminal")
    order.transaction_status = order.transaction_detail = "at_terminal"
    return True


def request_cancellation(world: World, order: Order) -> None:
    """Note that the API asked the terminal to let go; it obeys after a while unless the customer pays before."""
    order.cancel_requested_at = world.now()
    order.transaction_detail = "cancellation_requested"
    order.updated_at = world.now()
    _plan_obedience(world, order)


def follow_refund(world: World, order: Order) -> None:
    """Bring an order in line with the refunds of its payment."""
    payment = world.tables.payments[order.payment_id or 0]
    detail = "refunded" if payment.status == "refunded" else "partially_refunded"
    status = "refunded" if detail == "refunded" else "processed"
    _touch(world, order, status, detail)
    order.transaction_status, order.transaction_detail = status, detail
    _announce(world, order, "order.refunded")


def follow_payment(world: World, order: Order) -> None:
    """Bring an order in line with a payment whose status was set from outside."""
    payment = world.tables.payments[order.payment_id or 0]
    if payment.status == "refunded":
        follow_refund(world, order)
    elif payment.status == "approved" and order.status != "processed":
        _move(world, order, ("processed", "accredited"), ("processed", "accredited"))
    elif payment.status == "cancelled" and order.status != "canceled":
        _move(world, order, ("canceled", "canceled"), ("canceled", "canceled"))
    elif payment.status == "rejected" and order.status != "failed":
        _move(world, order, ("failed", "failed"), ("failed", "rejected_other_reason"))


def tick(world: World) -> None:
    """Do what the clock has made due: deeds put off, expiries, terminals that take orders by themselves."""
    for deed in world.due_deeds():
        deed()
    now = world.now()
    expiries = world.index.expiries
    while expiries and expiries[0][0] <= now:
        order = world.tables.orders.get(heapq.heappop(expiries)[1])
        if order is not None and order.status in OPEN_STATUSES:
            finish_unpaid(world, order, "expired")
    if world.settings.auto_terminals:
        for order_id in list(world.index.queue_of_terminal.values()):
            take(world, world.tables.orders[order_id])


def resume(world: World) -> None:
    """After a state file was read: plan again what was only remembered in memory."""
    for order in list(world.index.open_orders.values()):
        if order.cancel_requested_at is not None:
            _plan_obedience(world, order)


def _plan_obedience(world: World, order: Order) -> None:
    def obey() -> None:
        if order.status == "at_terminal":
            finish_unpaid(world, order, "canceled", "canceled_by_api")

    asked = order.cancel_requested_at or world.now()
    world.later(asked + timedelta(seconds=world.settings.cancel_seconds), obey)


def _move(world: World, order: Order, state: tuple[str, str], transaction: tuple[str, str]) -> None:
    _touch(world, order, *state)
    order.transaction_status, order.transaction_detail = transaction
    world.index.close_order(order)
    _announce(world, order, f"order.{order.status}")


def _touch(world: World, order: Order, status: str, detail: str) -> None:
    order.status, order.status_detail = status, detail
    order.version += 1
    order.updated_at = world.now()
    world.changed.set()


def _announce(world: World, order: Order, action: str) -> None:
    notices.announce_order(world, order, action, views.webhook_view(world, order))


def _bad_request(message: str) -> OrdersError:
    return OrdersError(400, "bad_request", message)
