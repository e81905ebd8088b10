"""The state file: JSON, replaced in one step so that a crash leaves the earlier one."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.simulator import records
from backend.simulator.world import Tables

if TYPE_CHECKING:
    from pathlib import Path

    from backend.simulator.world import World

_RECORDS: dict[str, tuple[type[Any], str]] = {
    "sellers": (records.Seller, "id"),
    "applications": (records.Application, "client_id"),
    "codes": (records.AuthorizationCode, "code"),
    "tokens": (records.Token, "access_token"),
    "stores": (records.Store, "id"),
    "points_of_sale": (records.PointOfSale, "id"),
    "terminals": (records.Terminal, "id"),
    "orders": (records.Order, "id"),
    "preferences": (records.Preference, "id"),
    "payments": (records.Payment, "id"),
    "refunds": (records.Refund, "id"),
    "answers": (records.StoredAnswer, "key"),
    "notices": (records.Notice, "id"),
    "deliveries": (records.Delivery, "id"),
}


def save(world: World, path: Path) -> None:
    """Write the world to ``path`` if it changed since the last time."""
    if not world.changed.is_set():
        return
    with world.lock:
        world.changed.clear()
        document = {
            "offset_seconds": world.clock.offset_seconds,
            "identifiers": world.ids.dump(),
            "faults": world.faults.dump(),
            "tables": {
                table.name: [asdict(record) for record in getattr(world.tables, table.name).values()]
                for table in fields(Tables)
            },
        }
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(document, stream, default=_tagged, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def load(world: World, path: Path) -> bool:
    """Fill the world from ``path``; False when there is no such file. A damaged file raises ValueError."""
    if not path.exists():
        return False
    document = json.loads(path.read_text(encoding="utf-8"), object_hook=_untagged)
    tables = Tables()
    for name, (record, key) in _RECORDS.items():
        # A file of an earlier version lacks the tables that came later.
        loaded = [record(**values) for values in document["tables"].get(name, [])]
        getattr(tables, name).update({getattr(one, key): one for one in loaded})
    world.clock.offset_seconds = document["offset_seconds"]
    world.ids.load(document["identifiers"])
    world.faults.replace(document["faults"])
    world.adopt(tables)
    return True


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$amount": str(value)}
    raise TypeError(type(value).__name__)


def _untagged(found: dict[str, Any]) -> Any:
    if found.keys() == {"$time"}:
        return datetime.fromisoformat(found["$time"])
    if found.keys() == {"$amount"}:
        return Decimal(found["$amount"])
    return found
