"""What is remembered of each change: an audit row, and a line in the notes (contract 20-billing rules 4 and 10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.billing.domain.notes import NoteTag, note_line, with_line
from backend.billing.models.subscriptions import Subscription
from backend.infra import audit
from backend.infra.principal import current_actor
from backend.kernel import clock

TOLD = (
    "state", "start_date", "end_date", "plan_id", "payment_method", "list_amount", "discount_percent",
    "credit_applied", "credit_left", "renews_automatically", "cancels_at_end", "cancel_reason",
)  # fmt: skip


def action_of(verb: str) -> str:
    """Return how the audit names what happened to a subscription."""
    return f"billing.subscription.{verb}"


def told(row: Subscription) -> dict[str, str | bool | int | None]:
    """Return what the audit tells about a row."""
    return {name: _plain(getattr(row, name)) for name in TOLD}


def record(verb: str, row: Subscription, before: Mapping[str, Any] | None = None) -> None:
    """Add the audit row of a change: what differs from ``before``, or all of a new row."""
    after = told(row)
    action = action_of(verb)
    if before is None:
        new = after | {"renews_id": row.renews_id, "period": row.period, "years": row.years}
        return audit.record(action, row.id, company_id=row.company_id, after=new)
    changed = [name for name in TOLD if before[name] != after[name]]
    old, new = {name: before[name] for name in changed}, {name: after[name] for name in changed}
    return audit.record(action, row.id, company_id=row.company_id, before=old, after=new)


def with_note(row: Subscription, tag: NoteTag, *texts: str | None) -> str:
    """Return the row's notes with one more entry by whoever acts now."""
    return with_line(row.notes, note_line(tag, clock.now(), current_actor().user_id, *texts))


def first_note(tag: NoteTag, *texts: str | None) -> str:
    """Return the notes of a new row: one entry by whoever acts now."""
    return note_line(tag, clock.now(), current_actor().user_id, *texts)


def _plain(value: Any) -> str | bool | int | None:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
