"""Preferences as their calls, their page and the control calls show them (reference section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from backend.simulator.checkout import service
from backend.simulator.wire import number, payments_date, webhook_date

if TYPE_CHECKING:
    from backend.simulator.records import Payment, Preference
    from backend.simulator.world import World

PAGE_PATH = "/checkout/v1/redirect"
# What the provider decides, whatever the request says under the same name.
_OWN = frozenset(
    {"id", "init_point", "sandbox_init_point", "collector_id", "client_id", "date_created", "total_amount"}
)
_RETURN_OF = {"approved": "success", "rejected": "failure"}


def preference_view(world: World, preference: Preference) -> dict[str, Any]:
    """Return the whole preference: what was asked for, and what was made of it."""
    page = f"{world.settings.public_url}{PAGE_PATH}?pref_id={quote(preference.id)}"
    view = {name: value for name, value in preference.request.items() if name not in _OWN}
    view |= {
        "id": preference.id,
        "collector_id": preference.user_id,
        "client_id": preference.client_id,
        "operation_type": "regular_payment",
        "init_point": page,
        "sandbox_init_point": page,
        "site_id": world.tables.sellers[preference.user_id].site_id,
        "date_created": payments_date(preference.created_at),
        "external_reference": preference.external_reference,
        "expires": bool(preference.request.get("expires", False)),
        "binary_mode": bool(preference.request.get("binary_mode", False)),
        "total_amount": number(preference.amount),
        "marketplace": preference.request.get("marketplace", "NONE"),
    }
    if preference.updated_at is not None:
        view["last_updated"] = payments_date(preference.updated_at)
    return view


def page_view(world: World, preference: Preference) -> dict[str, Any]:
    """Return a preference as people see it: who is paid, how much, until when, what was tried."""
    tries = world.index.payments_of_preference.get(preference.id, [])
    return preference_view(world, preference) | {
        "nickname": world.tables.sellers[preference.user_id].nickname,
        "currency": preference.currency,
        "state": service.state_of(world, preference),
        "expires_at": webhook_date(preference.expires_at) if preference.expires_at else None,
        "payments": [{"id": one.id, "status": one.status} for one in tries],
    }


def return_url(world: World, preference: Preference, payment: Payment) -> str | None:
    """Return where the payer goes back to; None when the shop gave no address. What the query says proves nothing."""
    back_urls: dict[str, str] = preference.request["back_urls"]
    target = back_urls.get(_RETURN_OF.get(payment.status, "pending")) or back_urls.get("success")
    if target is None:
        return None
    facts = {
        "collection_id": payment.id,
        "collection_status": payment.status,
        "payment_id": payment.id,
        "status": payment.status,
        "external_reference": preference.external_reference or "null",
        "payment_type": payment.type_id,
        "merchant_order_id": payment.merchant_order_id or "null",
        "preference_id": preference.id,
        "site_id": world.tables.sellers[preference.user_id].site_id,
        "processing_mode": "aggregator",
        "merchant_account_id": "null",
    }
    parts = urlsplit(target)
    query = "&".join(part for part in (parts.query, urlencode(facts)) if part)
    return urlunsplit(parts._replace(query=query))
