"""What the payments family does: find, search, refund, cancel (reference section 4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.kernel.money import ZERO, has_currency_scale
from backend.simulator.errors import ClassicError
from backend.simulator.money import ledger
from backend.simulator.orders import lifecycle
from backend.simulator.webhooks import notices
from backend.simulator.wire import search_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from backend.simulator.records import Payment, Refund
    from backend.simulator.world import World

_REFUND_WINDOW = timedelta(days=180)
_CANCELLABLE = ("pending", "in_process", "authorized")
_RANGES = {
    "date_created": "created_at",
    "date_last_updated": "updated_at",
    "date_approved": "approved_at",
    "money_release_date": "released_at",
}
_SORTS = _RANGES | {"id": "id"}
_DEFAULT_LIMIT = 30
_MAX_LIMIT = 1000
_MAX_OFFSET = 10_000
_DETAILS = {
    "approved": "accredited",
    "authorized": "pending_capture",
    "pending": "pending_waiting_payment",
    "in_process": "pending_contingency",
    "in_mediation": "pending",
    "rejected": "cc_rejected_other_reason",
    "cancelled": "by_collector",
    "refunded": "refunded",
    "charged_back": "in_process",
}


def find(world: World, user_id: int, payment_id: int) -> Payment:
    """Return a payment of this seller; 404 (2000) when unknown, 403 (4) when it is somebody else's."""
    payment = world.tables.payments.get(payment_id)
    if payment is None:
        raise ClassicError(404, "not_found", "Payment not found", code=2000)
    if payment.user_id != user_id:
        raise ClassicError(403, "forbidden", "The caller is not authorized to access this resource", code=4)
    return payment


def search(world: World, user_id: int, query: Mapping[str, str]) -> tuple[list[Payment], int, int, int]:
    """Return a page of the seller's payments with total, limit and offset."""
    limit = _number(query, "limit", _DEFAULT_LIMIT, _MAX_LIMIT)
    offset = _number(query, "offset", 0, _MAX_OFFSET)
    reference = query.get("external_reference")
    index = world.index
    found = (
        index.payments_of_reference.get((user_id, reference), []) if reference else index.payments_of_seller[user_id]
    )
    sort = _SORTS.get(query.get("sort", "date_created"))
    if sort is None or query.get("criteria", "desc") not in ("asc", "desc"):
        raise ClassicError(400, "bad_request", "Invalid sort or criteria")
    matching = [one for one in _in_range(world, found, query) if _fits(one, query)]
    matching.sort(
        key=lambda one: (getattr(one, sort) is not None, getattr(one, sort), one.id),
        reverse=query.get("criteria", "desc") == "desc",
    )
    return matching[offset : offset + limit], len(matching), limit, offset


def refund(world: World, payment: Payment, body: Any) -> Refund:
    """Give back a payment, whole (no amount) or in part; ClassicError with the code that production uses."""
    amount = _read_amount(body, payment)
    if payment.status != "approved":
        raise ClassicError(400, "bad_request", "The action requested is not valid for the current payment state", 2063)
    if payment.approved_at and payment.approved_at + _REFUND_WINDOW < world.now():
        raise ClassicError(400, "bad_request", "Payment too old to be refunded", code=2024)
    left = ledger.left(payment)
    if amount is not None and amount > left:
        raise ClassicError(400, "bad_request", "Invalid transaction_amount for update", code=2017)
    given = ledger.give_back(world, payment, left if amount is None else amount)
    if payment.order_id is not None:
        lifecycle.follow_refund(world, world.tables.orders[payment.order_id])
    return given


def cancel(world: World, payment: Payment, body: Any) -> None:
    """Cancel a payment that is not decided yet."""
    if not isinstance(body, dict) or body.get("status") != "cancelled":
        raise ClassicError(400, "bad_request", "Only status cancelled can be set")
    if payment.status not in _CANCELLABLE:
        raise ClassicError(400, "bad_request", "The action requested is not valid for the current payment state", 2063)
    force(world, payment, "cancelled", "by_collector")


def force(world: World, payment: Payment, status: Any, detail: Any = None) -> None:
    """Set a payment to any status, as a bank or Mercado Pago would; its order follows, chargebacks are told."""
    if status not in _DETAILS or not isinstance(detail, (str, type(None))):
        raise ClassicError(400, "bad_request", f"status is one of {', '.join(_DETAILS)}")
    if status == "refunded" and ledger.left(payment):
        ledger.give_back(world, payment, ledger.left(payment))
    else:
        ledger.change(world, payment, status, detail or _DETAILS[status])
    if payment.order_id is not None:
        lifecycle.follow_payment(world, world.tables.orders[payment.order_id])
    if status == "charged_back":
        payment.chargeback_id = payment.chargeback_id or str(world.ids.number("chargeback"))
        notices.announce_chargeback(world, payment)


def _read_amount(body: Any, payment: Payment) -> Decimal | None:
    if body in (None, {}):
        return None
    amount = body.get("amount") if isinstance(body, dict) else None
    if amount is None and isinstance(body, dict):
        return None
    if isinstance(amount, bool) or not isinstance(amount, (int, float)):
        raise ClassicError(400, "bad_request", "amount must be a number", code=2017)
    exact = Decimal(str(amount))
    if not exact.is_finite() or exact <= ZERO or not has_currency_scale(exact, payment.currency):
        raise ClassicError(400, "bad_request", "Invalid transaction_amount for update", code=2017)
    return exact


def _in_range(world: World, found: list[Payment], query: Mapping[str, str]) -> list[Payment]:
    if not query.get("begin_date") and not query.get("end_date"):
        return list(found)
    field = _RANGES.get(query.get("range", "date_created"))
    if field is None:
        raise ClassicError(400, "bad_request", "Invalid range")
    begin, end = _date(world, query, "begin_date"), _date(world, query, "end_date")
    return [
        one
        for one in found
        if (instant := getattr(one, field)) is not None
        and (begin is None or begin <= instant)
        and (end is None or instant <= end)
    ]


def _fits(payment: Payment, query: Mapping[str, str]) -> bool:
    facts = {
        "status": payment.status,
        "store_id": payment.store_id or "",
        "pos_id": str(payment.pos_id or ""),
        "collector.id": str(payment.user_id),
        "payer.id": "55",
        "operation_type": "pos_payment" if payment.channel == "point" else "regular_payment",
    }
    return all(query[name] == fact for name, fact in facts.items() if query.get(name))


def _date(world: World, query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    instant = search_date(text, world.now()) if text else None
    if text and instant is None:
        raise ClassicError(400, "bad_request", f"Invalid {name}")
    return instant


def _number(query: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    text = query.get(name, str(otherwise))
    if not text.isdecimal() or int(text) > most:
        raise ClassicError(400, "bad_request", f"Invalid {name}")
    return int(text)
