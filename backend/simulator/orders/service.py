"""What the Orders API does: create, find, cancel, refund."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.simulator import emv
from backend.simulator.errors import OrdersError, busy_terminal
from backend.simulator.money import ledger
from backend.simulator.money.methods import METHODS
from backend.simulator.orders import bodies, lifecycle, views
from backend.simulator.records import Order, Payment
from backend.simulator.sellers import COUNTRIES, merchant_of
from backend.simulator.wire import search_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend.simulator.records import Terminal, Token
    from backend.simulator.world import World

_ORDER_ID = re.compile(r"ORD(TST)?[0-9A-HJKMNP-TV-Z]{26}")
_READABLE = timedelta(days=90)
_REFUND_WINDOW = {"point": timedelta(days=90), "qr": timedelta(days=180)}
_MAX_LIMIT = 100
_NOT_REFUNDABLE = {
    "refunded": ("order_already_refunded", "The order was already refunded."),
    "action_required": ("action_not_allowed_for_current_state", "The order is not decided yet."),
}


@dataclass(frozen=True)
class Page:
    """Where in a list to begin and how much of it to show."""

    limit: int
    offset: int


def create(world: World, token: Token, body: Any) -> Order:
    """Create an order; OrdersError when the body, the terminal or the point of sale do not allow it."""
    seller = world.seller(token.user_id)
    currency = COUNTRIES[seller.site_id][1]
    request = bodies.read_order(body, seller.site_id, currency)
    if "marketplace_fee" in request and token.grant == "client_credentials":
        raise OrdersError(404, "marketplace_fee_not_allowed", "marketplace_fee needs the token of a linked seller.")
    now = world.now()
    order = Order(
        id=world.ids.ulid("ORD" if token.live_mode else "ORDTST"),
        type=request["type"],
        user_id=seller.id,
        client_id=token.client_id,
        live_mode=token.live_mode,
        currency=currency,
        request=request,
        external_reference=request["external_reference"],
        amount=Decimal(request["transactions"]["payments"][0]["amount"]),
        transaction_id=world.ids.ulid("PAY"),
        merchant_order_id=world.ids.number("merchant_order"),
        created_at=now,
        updated_at=now,
        expires_at=now + bodies.life_of(request),
    )
    if order.type == "point":
        _place_on_terminal(world, order)
    else:
        _place_on_qr(world, order)
    world.add_order(order)
    return order


def find(world: World, user_id: int, order_id: str) -> Order:
    """Return an order of this seller; 400 when the id is malformed, 404 when there is none (any more)."""
    if not _ORDER_ID.fullmatch(order_id):
        raise OrdersError(400, "invalid_path_param", "path param order id is invalid")
    order = world.tables.orders.get(order_id)
    if order is None or order.user_id != user_id or order.created_at + _READABLE < world.now():
        raise OrdersError(404, "order_not_found", "Order not found.")
    return order


def search(world: World, user_id: int, query: Mapping[str, str]) -> tuple[list[Order], int, Page]:
    """Return a page of the seller's orders, newest first, with their total number."""
    begin, end = (_date(world, query, name) for name in ("begin_date", "end_date"))
    page = Page(_number(query, "limit", 30, _MAX_LIMIT), _number(query, "offset", 0, None))
    reference = query.get("external_reference")
    index = world.index
    found = index.orders_of_reference.get((user_id, reference), []) if reference else index.orders_of_seller[user_id]
    wanted = {name: query[name] for name in ("type", "status") if query.get(name)}
    matching = [
        order
        for order in reversed(found)
        if begin <= order.created_at <= end and all(getattr(order, name) == value for name, value in wanted.items())
    ]
    return matching[page.offset : page.offset + page.limit], len(matching), page


def cancel(world: World, order: Order, cancelable_status: str | None) -> int:
    """Cancel a waiting order (200), or ask the terminal to let go of one that it shows (202)."""
    if order.status == "canceled":
        raise OrdersError(409, "order_already_canceled", "The order was already canceled.")
    if order.status == "created":
        lifecycle.finish_unpaid(world, order, "canceled", "canceled_by_api")
        return 200
    if order.status == "at_terminal" and cancelable_status == "at_terminal":
        if order.cancel_requested_at is None:
            lifecycle.request_cancellation(world, order)
        return 202
    raise OrdersError(409, "cannot_cancel_order", f"An order in status {order.status} cannot be canceled.")


def refund(world: World, order: Order, body: Any) -> dict[str, Any]:
    """Give back a paid order, whole or in part; OrdersError says why not."""
    partial = bodies.read_refund(body)
    payment = _refundable_payment(world, order)
    amount = ledger.left(payment) if partial is None else _partial_amount(order, payment, *partial)
    given = ledger.give_back(world, payment, amount)
    lifecycle.follow_refund(world, order)
    return {
        "id": order.id,
        "status": order.status,
        "status_detail": order.status_detail,
        "transactions": {"refunds": [views.refund_view(order, given, "processing")]},
    }


def _place_on_terminal(world: World, order: Order) -> None:
    terminal: Terminal | None = world.tables.terminals.get(order.request["config"]["point"]["terminal_id"])
    if terminal is None or terminal.user_id != order.user_id:
        raise OrdersError(403, "forbidden_checking_terminal_owner", "Forbidden. Error checking terminal owner.")
    if terminal.id in world.index.queue_of_terminal:
        raise busy_terminal()
    order.terminal_id, order.pos_id, order.store_id = terminal.id, terminal.pos_id, terminal.store_id


def _place_on_qr(world: World, order: Order) -> None:
    wanted = order.request["config"]["qr"]
    pos = next(
        (
            one
            for one in world.owned_by(world.tables.points_of_sale, order.user_id)
            if one.external_id == wanted["external_pos_id"]
        ),
        None,
    )
    if pos is None:
        raise OrdersError(404, "pos_not_found", "Point of sale not found.")
    order.pos_id, order.store_id = pos.id, pos.store_id
    order.transaction_detail = "ready_to_process"
    if wanted.get("mode", "static") != "static":
        order.qr_uuid = world.ids.uuid()
        order.qr_data = emv.dynamic_payload(merchant_of(world.tables.sellers[order.user_id]), order.qr_uuid)


def _refundable_payment(world: World, order: Order) -> Payment:
    if order.status != "processed" or order.payment_id is None:
        code, message = _NOT_REFUNDABLE.get(
            order.status, ("cannot_refund_order", f"An order in status {order.status} cannot be refunded.")
        )
        raise OrdersError(409, code, message)
    payment = world.tables.payments[order.payment_id]
    if payment.approved_at and payment.approved_at + _REFUND_WINDOW[order.type] < world.now():
        raise OrdersError(409, "refund_period_exceeded", "The period for refunds is over.")
    if payment.status != "approved":
        raise OrdersError(422, "payment_not_refundable", f"A payment in status {payment.status} cannot be refunded.")
    return payment


def _partial_amount(order: Order, payment: Payment, transaction_id: str, amount: Decimal) -> Decimal:
    if transaction_id != order.transaction_id:
        raise OrdersError(404, "transaction_not_found", "Transaction not found.")
    if amount > ledger.left(payment):
        raise OrdersError(400, "refund_amount_exceeds", "The amount exceeds what is left to refund.")
    if amount < payment.amount and order.tip:
        raise OrdersError(403, "partial_refund_forbidden_with_tips", "Orders with a tip are refunded whole.")
    if amount < payment.amount and not METHODS[payment.method_id].is_card:
        raise OrdersError(400, "unsupported_partially_refunds", "Only card payments can be refunded in part.")
    return amount


def _date(world: World, query: Mapping[str, str], name: str) -> Any:
    text = query.get(name)
    if not text:
        raise OrdersError(400, "required_properties", f"{name}: required property")
    instant = search_date(text, world.now())
    if instant is None:
        raise OrdersError(400, "property_value", f"{name}: invalid value")
    return instant


def _number(query: Mapping[str, str], name: str, otherwise: int, most: int | None) -> int:
    text = query.get(name, str(otherwise))
    if not text.isdecimal() or (most is not None and not 1 <= int(text) <= most):
        raise OrdersError(400, "property_value", f"{name}: invalid value")
    return int(text)
