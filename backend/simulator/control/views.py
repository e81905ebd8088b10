"""The simulator's state as the control calls show it; tokens only masked."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING, Any

from backend.simulator.checkout import views as checkout_views
from backend.simulator.oauth.grants import state_of
from backend.simulator.orders import views as order_views
from backend.simulator.payments import views as payment_views
from backend.simulator.stores.service import pos_view, store_view
from backend.simulator.stores.terminal_routes import terminal_view
from backend.simulator.wire import webhook_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.simulator.records import Delivery, Notice, Order, Seller, Token
    from backend.simulator.world import World

_SHOWN_OF_TOKEN = 8


def clock_view(world: World) -> dict[str, Any]:
    """Return the simulated time and how far it is ahead of real time."""
    return {"now": webhook_date(world.now()), "offset_seconds": world.clock.offset_seconds}


def last_of(table: dict[Any, Any], count: int | None) -> list[Any]:
    """Return the last records of a table, or all of them, the oldest first."""
    return list(table.values()) if count is None else list(islice(reversed(table.values()), count))[::-1]


def state_view(world: World, wanted: set[str], last: int | None = None) -> dict[str, Any]:
    """Return the sections asked for, or all of them; of orders and payments only the last, if asked so."""
    tables = world.tables
    sections: dict[str, Callable[[], Any]] = {
        "clock": lambda: clock_view(world),
        "applications": lambda: [
            {"client_id": one.client_id, "redirect_uris": one.redirect_uris, "pkce_required": one.pkce_required}
            for one in tables.applications.values()
        ],
        "sellers": lambda: [seller_view(one) for one in tables.sellers.values()],
        "stores": lambda: [store_view(one) | {"user_id": one.user_id} for one in tables.stores.values()],
        "pos": lambda: [pos_view(world, one) for one in tables.points_of_sale.values()],
        "terminals": lambda: [
            terminal_view(world, one) | {"user_id": one.user_id, "order_id": world.index.queue_of_terminal.get(one.id)}
            for one in tables.terminals.values()
        ],
        "orders": lambda: [order_view(world, one) for one in last_of(tables.orders, last)],
        "payments": lambda: [payment_views.payment_view(world, one) for one in last_of(tables.payments, last)],
        "preferences": lambda: [checkout_views.page_view(world, one) for one in last_of(tables.preferences, last)],
        "tokens": lambda: [token_view(world, one) for one in tables.tokens.values()],
        "webhooks_pending": lambda: [pending_view(one) for one in tables.notices.values()],
    }
    return {name: build() for name, build in sections.items() if not wanted or name in wanted}


def seller_view(seller: Seller) -> dict[str, Any]:
    """Return a seller: user id and test e-mail."""
    return {
        "id": seller.id,
        "user_id": seller.id,
        "nickname": seller.nickname,
        "site_id": seller.site_id,
        "email": seller.email,
    }


def equipped_seller_view(world: World, seller: Seller) -> dict[str, Any]:
    """Return a seller with everything that was given to them."""
    tables = world.tables
    return seller_view(seller) | {
        "stores": [store_view(one) for one in world.owned_by(tables.stores, seller.id)],
        "pos": [pos_view(world, one) for one in world.owned_by(tables.points_of_sale, seller.id)],
        "terminals": [terminal_view(world, one) for one in world.owned_by(tables.terminals, seller.id)],
    }


def order_view(world: World, order: Order) -> dict[str, Any]:
    """Return an order with what its own call does not show: who, where, until when."""
    return order_views.order_view(world, order) | {
        "user_id": order.user_id,
        "nickname": world.tables.sellers[order.user_id].nickname,
        "amount": f"{order.amount:.2f}",
        "expires_at": webhook_date(order.expires_at),
        "qr_data": order.qr_data,
        "scan_data": order.qr_data or _printed_qr(world, order),
        "payment_id": order.payment_id,
        "version": order.version,
    }


def _printed_qr(world: World, order: Order) -> str | None:
    pos = world.tables.points_of_sale.get(order.pos_id or 0)
    return pos.qr_code if pos and order.type == "qr" else None


def token_view(world: World, token: Token) -> dict[str, Any]:
    """Return a token, masked; equal tokens have equal masks."""
    return {
        "access_token": _masked(token.access_token),
        "refresh_token": token.refresh_token and _masked(token.refresh_token),
        "client_id": token.client_id,
        "user_id": token.user_id,
        "grant": token.grant,
        "live_mode": token.live_mode,
        "state": state_of(token, world),
        "created_at": webhook_date(token.created_at),
        "expires_at": webhook_date(token.expires_at),
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """Return one attempt to deliver a notification; ``signature`` says how it was signed."""
    return {
        "id": delivery.id,
        "notification": delivery.notice,
        "topic": delivery.topic,
        "action": delivery.action,
        "resource": delivery.resource,
        "user_id": delivery.user_id,
        "url": delivery.url,
        "attempt": delivery.attempt,
        "outcome": delivery.outcome,
        "status": delivery.status,
        "signature": delivery.signature,
        "request_id": delivery.request_id,
        "time": webhook_date(delivery.time),
        "error": delivery.error,
    }


def pending_view(notice: Notice) -> dict[str, Any]:
    """Return a notification that is on its way, or waits for its next attempt."""
    return {
        "notification": notice.id,
        "topic": notice.topic,
        "action": notice.action,
        "resource": notice.resource_id,
        "attempts": notice.attempts,
        "next_at": webhook_date(notice.next_at) if notice.next_at else None,
    }


def webhook_settings_view(world: World) -> dict[str, Any]:
    """Return where notifications go and how they are signed; the secret stays unsaid."""
    settings = world.settings
    return {
        "url": settings.webhook_url,
        "signed": bool(settings.webhook_secret),
        "signature_case": settings.signature_case,
        "timestamp_unit": settings.timestamp_unit,
        "payment_topic": settings.payment_topic,
    }


def _masked(secret: str) -> str:
    return f"{secret[:_SHOWN_OF_TOKEN]}…{hashlib.sha256(secret.encode()).hexdigest()[:_SHOWN_OF_TOKEN]}"
