"""Idempotency keys of the Orders API (reference section 7.3): 24 hours, per seller, call and key."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from backend.simulator.errors import OrdersError
from backend.simulator.records import StoredAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.simulator.world import World

LIFE = timedelta(hours=24)
MAX_KEY = 64
Answer = tuple[int, Any]


def fingerprint(body: Any) -> str:
    """Return a short text that is the same for the same JSON value."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def once(world: World, scope: str, key: str | None, body: Any, deed: Callable[[], Answer]) -> Answer:
    """Do the deed, or give its first answer again; OrdersError without a key or when the body differs."""
    if not key:
        raise OrdersError(400, "empty_required_header", "Missing HTTP header: X-Idempotency-Key.")
    if len(key) > MAX_KEY:
        raise OrdersError(400, "property_value", "X-Idempotency-Key: at most 64 characters")
    name, print_ = f"{scope} {key}", fingerprint(body)
    stored = find(world, name)
    if stored is not None:
        if stored.fingerprint != print_:
            raise OrdersError(409, "idempotency_key_already_used", "The idempotency key was used with another body.")
        return stored.status, stored.body
    status, answer = deed()
    keep(world, name, print_, (status, answer))
    return status, answer


def find(world: World, name: str) -> StoredAnswer | None:
    """Return what is stored under a name, unless it is too old."""
    stored = world.tables.answers.get(name)
    return stored if stored and stored.created_at + LIFE > world.now() else None


def keep(world: World, name: str, print_: str, answer: Answer) -> None:
    """Store the first answer, behind all the earlier ones."""
    world.tables.answers.pop(name, None)
    world.tables.answers[name] = StoredAnswer(name, print_, answer[0], answer[1], world.now())


def forget_old(world: World) -> None:
    """Drop what is older than its life."""
    limit = world.now() - LIFE
    # Answers are stored in the order of time, so the old ones stand first.
    old = [one.key for one in takewhile(lambda stored: stored.created_at <= limit, world.tables.answers.values())]
    for name in old:
        del world.tables.answers[name]
