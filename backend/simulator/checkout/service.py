"""What Checkout Pro does: make, change, find and pay preferences (reference section 5)."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.kernel.money import has_currency_scale
from backend.simulator.checkout.bodies import read_preference
from backend.simulator.errors import ClassicError
from backend.simulator.money import ledger, methods
from backend.simulator.records import Preference
from backend.simulator.sellers import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend.simulator.records import Payment, Token
    from backend.simulator.world import World

_DETAILS = {
    "approved": "accredited",
    "rejected": "cc_rejected_other_reason",
    "in_process": "pending_review_manual",
    "pending": "pending_waiting_payment",
}
_DECIDED = ("approved", "rejected")
_MAX_INSTALLMENTS = 36
_DEFAULT_LIMIT = 30
_MAX_LIMIT = 1000


def create(world: World, token: Token, body: Any) -> Preference:
    """Make a preference of the token's seller; 400 when the body is wrong."""
    currency = COUNTRIES[world.seller(token.user_id).site_id][1]
    wanted = read_preference(body, currency)
    preference = Preference(
        id=f"{token.user_id}-{world.ids.uuid()}",
        user_id=token.user_id,
        client_id=token.client_id,
        live_mode=token.live_mode,
        currency=currency,
        request=wanted.request,
        amount=wanted.amount,
        external_reference=wanted.external_reference,
        created_at=world.now(),
        opens_at=wanted.opens_at,
        expires_at=wanted.expires_at,
    )
    world.add_preference(preference)
    return preference


def change(world: World, preference: Preference, body: Any) -> None:
    """Replace the attributes that the body names; 400 when what comes of it is wrong."""
    if not isinstance(body, dict):
        raise ClassicError(400, "invalid_body", "The body is not a JSON object")
    wanted = read_preference(preference.request | body, preference.currency)
    preference.request, preference.amount = wanted.request, wanted.amount
    preference.external_reference = wanted.external_reference
    preference.opens_at, preference.expires_at = wanted.opens_at, wanted.expires_at
    preference.updated_at = world.now()


def find(world: World, user_id: int, preference_id: str) -> Preference:
    """Return a preference of this seller; 404 when it is unknown or somebody else's."""
    found = find_page(world, preference_id)
    if found.user_id != user_id:
        raise _unknown()
    return found


def find_page(world: World, preference_id: str) -> Preference:
    """Return anybody's preference, as its page shows it; 404 when it is unknown."""
    found = world.tables.preferences.get(preference_id)
    if found is None:
        raise _unknown()
    return found


def search(world: World, user_id: int, query: Mapping[str, str]) -> tuple[list[Preference], int, int, int]:
    """Return a page of the seller's preferences, newest first, with total, limit and offset."""
    limit, offset = _number(query, "limit", _DEFAULT_LIMIT), _number(query, "offset", 0)
    matching = [
        one
        for one in reversed(world.index.preferences_of_seller[user_id])
        if query.get("external_reference") in (None, "", one.external_reference)
    ]
    return matching[offset : offset + limit], len(matching), limit, offset


def state_of(world: World, preference: Preference) -> str:
    """Return whether the page takes payments: open, early (not yet), or expired."""
    now = world.now()
    if preference.expires_at is not None and preference.expires_at <= now:
        return "expired"
    return "early" if preference.opens_at is not None and preference.opens_at > now else "open"


def pay(world: World, preference: Preference, body: dict[str, Any]) -> Payment:
    """Pay the page, or try to; 400 for a wrong body, 409 when the page takes no payments."""
    status = body.get("status", "approved")
    method = methods.choose(body.get("payment_method_id"), None, "visa")
    installments = body.get("installments", 1)
    if status not in _DETAILS:
        raise ClassicError(400, "bad_request", f"status is one of {', '.join(_DETAILS)}")
    if preference.request.get("binary_mode") and status not in _DECIDED:
        raise ClassicError(400, "bad_request", "A preference in binary_mode is approved or rejected")
    if method is None:
        raise ClassicError(400, "bad_request", "unknown payment method")
    is_number = isinstance(installments, int) and not isinstance(installments, bool)
    if not is_number or not 1 <= installments <= _MAX_INSTALLMENTS:
        raise ClassicError(400, "bad_request", "installments must be an integer from 1 to 36")
    amount = _amount(preference, body.get("amount"))
    if state_of(world, preference) != "open":
        raise ClassicError(409, "conflict", "The preference takes no payments now")
    return ledger.book_online(world, preference, ledger.Try(method, installments, status, _DETAILS[status], amount))


def _amount(preference: Preference, given: Any) -> Decimal:
    if given is None:
        return preference.amount
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given) or given <= 0:
        raise ClassicError(400, "bad_request", "amount is a positive number")
    exact = Decimal(str(given))
    if not has_currency_scale(exact, preference.currency):
        raise ClassicError(400, "bad_request", "amount has more decimals than its currency")
    return exact


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    text = query.get(name, str(otherwise))
    if not text.isdecimal() or int(text) > _MAX_LIMIT:
        raise ClassicError(400, "bad_request", f"Invalid {name}")
    return int(text)


def _unknown() -> ClassicError:
    return ClassicError(404, "not_found", "preference_id not found")
