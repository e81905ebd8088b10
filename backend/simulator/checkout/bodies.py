"""What a preference may say: read and checked, refused with 400 (reference section 5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from backend.kernel.money import MAX_AMOUNT, ZERO, has_currency_scale
from backend.simulator.errors import ClassicError

_MAX_REFERENCE = 64
_MAX_URL = 248
_MAX_TITLE = 256
_RETURNS = ("success", "pending", "failure")


@dataclass(frozen=True)
class Wanted:
    """A checked preference: what was asked for, and what follows from it."""

    request: dict[str, Any]
    amount: Decimal
    external_reference: str
    opens_at: datetime | None
    expires_at: datetime | None


def read_preference(body: Any, currency: str) -> Wanted:
    """Check the body of POST or the merged one of PUT; ClassicError 400 names the first fault."""
    if not isinstance(body, dict):
        raise _refused("invalid_body", "The body is not a JSON object")
    items = body.get("items")
    if not isinstance(items, list) or not items:
        raise _refused("invalid_items", "items needed")
    request = {name: value for name, value in body.items() if value is not None}
    request["items"] = [_item(item, currency) for item in items]
    amount = sum((Decimal(str(one["unit_price"])) * one["quantity"] for one in request["items"]), ZERO)
    if not ZERO < amount <= MAX_AMOUNT:
        raise _refused("invalid_items", "unit_price invalid")
    request["back_urls"] = _back_urls(body)
    _check_address(body.get("notification_url"))
    expires = body.get("expires", False)
    if not isinstance(expires, bool) or not isinstance(body.get("binary_mode", False), bool):
        raise _refused("bad_request", "expires and binary_mode are booleans")
    opens_at = _date(body, "expiration_date_from")
    expires_at = _date(body, "expiration_date_to")
    return Wanted(
        request=request,
        amount=amount,
        external_reference=_reference(body.get("external_reference")),
        opens_at=opens_at if expires else None,
        expires_at=expires_at if expires else None,
    )


def _item(item: Any, currency: str) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("title"), str) or not item["title"].strip():
        raise _refused("invalid_items", "title needed")
    if len(item["title"]) > _MAX_TITLE:
        raise _refused("invalid_items", "title too long")
    quantity, price = item.get("quantity"), item.get("unit_price")
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise _refused("invalid_items", "quantity needed")
    if isinstance(price, bool) or not isinstance(price, int | float) or not math.isfinite(price) or price <= 0:
        raise _refused("invalid_items", "unit_price invalid")
    if not has_currency_scale(Decimal(str(price)), currency):
        raise _refused("invalid_items", "unit_price invalid")
    if item.get("currency_id", currency) != currency:
        raise _refused("invalid_items", "currency_id invalid")
    return {**item, "currency_id": currency}


def _back_urls(body: dict[str, Any]) -> dict[str, str]:
    """Keep the addresses that are taken (https, as text); the others are dropped without a word."""
    given = body.get("back_urls") or {}
    if not isinstance(given, dict):
        raise _refused("invalid_back_urls", "back_urls invalid")
    taken = {name: given[name] for name in _RETURNS if _is_https(given.get(name))}
    auto_return = body.get("auto_return")
    if auto_return not in (None, "approved", "all"):
        raise _refused("invalid_auto_return", "auto_return invalid")
    if auto_return is not None and "success" not in taken:
        raise _refused("invalid_auto_return", "auto_return invalid. back_url.success must be defined")
    return taken


def _is_https(address: Any) -> bool:
    return isinstance(address, str) and urlsplit(address).scheme == "https" and bool(urlsplit(address).hostname)


def _check_address(address: Any) -> None:
    """Check an address for notifications; http is taken too, for receivers of this machine."""
    if address is None:
        return
    is_address = isinstance(address, str) and len(address) <= _MAX_URL and address.startswith(("https://", "http://"))
    if not is_address:
        raise _refused("invalid_notification_url", "notification_url attribute must be url valid")


def _reference(reference: Any) -> str:
    if reference is None:
        return ""
    if not isinstance(reference, str) or len(reference) > _MAX_REFERENCE:
        raise _refused("invalid_external_reference", "external_reference invalid")
    return reference


def _date(body: dict[str, Any], name: str) -> datetime | None:
    text = body.get(name)
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise _refused(f"invalid_{name}", f"{name} invalid") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _refused(error: str, message: str) -> ClassicError:
    return ClassicError(400, error, message)
