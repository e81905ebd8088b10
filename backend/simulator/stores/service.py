"""Stores and points of sale (reference section 3c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend.simulator import emv
from backend.simulator.errors import InstoreError
from backend.simulator.records import PointOfSale, Store
from backend.simulator.sellers import COUNTRIES, merchant_of
from backend.simulator.wire import payments_date, webhook_date

if TYPE_CHECKING:
    from backend.simulator.records import Seller
    from backend.simulator.world import World

_STORE_KEYS = {"name", "external_id", "business_hours", "location"}
_POS_KEYS = {"name", "fixed_amount", "store_id", "external_store_id", "external_id", "category", "url"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MAX_INTERVALS = 4
_MAX_STORE_EXTERNAL_ID = 60
_MAX_STORE_NAME = 255
_MAX_POS_NAME = 45
_MAX_POS_EXTERNAL_ID = 40
_LOCATION_TEXTS = ("street_name", "street_number", "city_name", "state_name", "reference")


def create_store(world: World, seller: Seller, body: Any) -> Store:
    """Create a store; InstoreError when the body is wrong or the external id is taken."""
    values = _read_store(body)
    _refuse_taken_store(world, seller, values.get("external_id"), None)
    now = world.now()
    store = Store(
        id=str(world.ids.number("store")),
        user_id=seller.id,
        name=values["name"],
        external_id=values.get("external_id"),
        business_hours=values.get("business_hours") or {},
        location=_place(seller, values.get("location") or {}),
        created_at=now,
        updated_at=now,
    )
    world.tables.stores[store.id] = store
    return store


def change_store(world: World, seller: Seller, store: Store, body: Any) -> None:
    """Change what the body names of a store."""
    values = _read_store({"name": store.name} | body if isinstance(body, dict) else body)
    _refuse_taken_store(world, seller, values.get("external_id"), store)
    store.name = values["name"]
    store.external_id = values.get("external_id", store.external_id)
    store.business_hours = values.get("business_hours", store.business_hours)
    if "location" in values:
        store.location = _place(seller, values["location"])
    store.updated_at = world.now()


def delete_store(world: World, store: Store) -> None:
    """Remove a store with its points of sale."""
    for pos in list(world.owned_by(world.tables.points_of_sale, store.user_id)):
        if pos.store_id == store.id:
            del world.tables.points_of_sale[pos.id]
    del world.tables.stores[store.id]


def find_store(world: World, user_id: int, store_id: str) -> Store:
    """Return a store of this seller; 404 otherwise."""
    store = world.tables.stores.get(store_id)
    if store is None or store.user_id != user_id:
        raise InstoreError(404, "not_found", "Store not found")
    return store


def store_view(store: Store) -> dict[str, Any]:
    """Return a store as the API shows it."""
    view = {
        "id": store.id,
        "name": store.name,
        "date_created": webhook_date(store.created_at),
        "date_creation": webhook_date(store.created_at),
        "business_hours": store.business_hours,
        "location": store.location,
    }
    return view | ({"external_id": store.external_id} if store.external_id else {})


def create_pos(world: World, seller: Seller, body: Any) -> PointOfSale:
    """Create a point of sale with its printed QR; 409 when the external id is taken."""
    values = _read_pos(body)
    store = _store_of_pos(world, seller, values)
    _refuse_taken_pos(world, seller, values.get("external_id"), None)
    now = world.now()
    pos_id = world.ids.number("pos")
    pos = PointOfSale(
        id=pos_id,
        user_id=seller.id,
        store_id=store.id,
        name=values["name"],
        external_id=values.get("external_id"),
        external_store_id=store.external_id,
        fixed_amount=values.get("fixed_amount", False),
        category=values.get("category"),
        url=values.get("url"),
        uuid=world.ids.hexadecimal(32),
        qr_code=emv.static_payload(merchant_of(seller), pos_id),
        created_at=now,
        updated_at=now,
    )
    world.tables.points_of_sale[pos.id] = pos
    return pos


def change_pos(world: World, seller: Seller, pos: PointOfSale, body: Any) -> None:
    """Change what the body names of a point of sale."""
    values = _read_pos({"name": pos.name} | body if isinstance(body, dict) else body)
    _refuse_taken_pos(world, seller, values.get("external_id"), pos)
    if "store_id" in values or "external_store_id" in values:
        store = _store_of_pos(world, seller, values)
        pos.store_id, pos.external_store_id = store.id, store.external_id
    for name in ("name", "external_id", "fixed_amount", "category", "url"):
        setattr(pos, name, values.get(name, getattr(pos, name)))
    pos.updated_at = world.now()


def find_pos(world: World, user_id: int, pos_id: int) -> PointOfSale:
    """Return a point of sale of this seller; 404 otherwise."""
    pos = world.tables.points_of_sale.get(pos_id)
    if pos is None or pos.user_id != user_id:
        raise InstoreError(404, "not_found", "Point of sale not found")
    return pos


def pos_view(world: World, pos: PointOfSale) -> dict[str, Any]:
    """Return a point of sale as the API shows it; its pictures are served by the simulator itself."""
    pictures = f"{world.settings.public_url}/instore/merchant/qr/{pos.id}"
    view: dict[str, Any] = {
        "id": pos.id,
        "name": pos.name,
        "fixed_amount": pos.fixed_amount,
        "category": pos.category,
        "store_id": pos.store_id,
        "external_store_id": pos.external_store_id,
        "external_id": pos.external_id,
        "url": pos.url,
        "qr": {
            "image": f"{pictures}/{pos.uuid}.png",
            "template_document": f"{pictures}/template_{pos.uuid}.pdf",
            "template_image": f"{pictures}/template_{pos.uuid}.png",
        },
        "qr_code": pos.qr_code,
        "site": world.tables.sellers[pos.user_id].site_id,
        "user_id": pos.user_id,
        "uuid": pos.uuid,
        "status": "active",
        "date_created": payments_date(pos.created_at),
        "date_last_updated": payments_date(pos.updated_at),
    }
    return {name: value for name, value in view.items() if value is not None}


def _read_store(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InstoreError(400, "BAD_REQUEST", "The body is not a JSON object")
    unknown = set(body) - _STORE_KEYS
    if unknown:
        raise InstoreError(400, "UNKNOWN_FIELD", f"Unknown field: {min(unknown)}")
    name = body.get("name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _MAX_STORE_NAME:
        raise InstoreError(400, "INVALID_NAME", "name is required")
    external_id = body.get("external_id", "-")
    if not isinstance(external_id, str) or not 0 < len(external_id) <= _MAX_STORE_EXTERNAL_ID:
        raise InstoreError(400, "VALIDATION_ERROR", "external_id has 1 to 60 characters")
    _check_hours(body.get("business_hours", {}))
    _check_location(body.get("location", {}))
    return body


def _check_hours(hours: Any) -> None:
    if not isinstance(hours, dict):
        raise InstoreError(400, "INVALID_BUSINESS_HOURS", "business_hours is an object")
    for day, intervals in hours.items():
        if day not in _DAYS:
            raise InstoreError(400, "INVALID_DAY", f"Unknown day: {day}")
        if not isinstance(intervals, list) or len(intervals) > _MAX_INTERVALS:
            raise InstoreError(400, "INVALID_BUSINESS_HOURS", "a day has at most 4 intervals")
        for interval in intervals:
            ends = [interval.get(end) for end in ("open", "close")] if isinstance(interval, dict) else [None]
            if not all(isinstance(end, str) and _HOUR.fullmatch(end) for end in ends):
                raise InstoreError(400, "INVALID_BUSINESS_HOURS", "open and close are hours like 08:00")


def _check_location(location: Any) -> None:
    if not isinstance(location, dict):
        raise InstoreError(400, "INVALID_LOCATION", "location is an object")
    for name in _LOCATION_TEXTS:
        if name in location and not isinstance(location[name], str):
            raise InstoreError(400, f"INVALID_{name.upper()}", f"{name} is a text")
    for name in ("latitude", "longitude"):
        if name in location and (isinstance(location[name], bool) or not isinstance(location[name], (int, float))):
            raise InstoreError(400, "INVALID_LOCATION", f"{name} is a number")


def _place(seller: Seller, location: dict[str, Any]) -> dict[str, Any]:
    """Turn the address that was sent into the location that is shown."""
    street = " ".join(location[name] for name in ("street_name", "street_number") if name in location)
    parts = [part for part in (street, location.get("city_name"), location.get("state_name")) if part]
    place: dict[str, Any] = {"address_line": ", ".join(parts) or COUNTRIES[seller.site_id][2]}
    return place | {name: location[name] for name in ("latitude", "longitude", "reference") if name in location}


def _refuse_taken_store(world: World, seller: Seller, external_id: str | None, itself: Store | None) -> None:
    for store in world.owned_by(world.tables.stores, seller.id):
        if external_id is not None and store.external_id == external_id and store is not itself:
            raise InstoreError(409, "VALIDATION_ERROR", f"external_id {external_id} is already in use")


def _read_pos(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict) or not body:
        raise InstoreError(400, "MISSING_BODY", "A JSON object is expected")
    if set(body) - _POS_KEYS:
        raise InstoreError(400, "UNKNOWN_FIELD_EXCEPTION", f"Unknown field: {min(set(body) - _POS_KEYS)}")
    _check_pos_names(body)
    if not isinstance(body.get("fixed_amount", False), bool):
        raise InstoreError(400, "INVALID_FIXED_AMOUNT", "fixed_amount is a boolean")
    category = body.get("category")
    if category is not None and (isinstance(category, bool) or not isinstance(category, int)):
        raise InstoreError(400, "INVALID_CATEGORY", "category is an integer")
    url = body.get("url")
    if url is not None and not str(url).startswith(("http://", "https://")):
        raise InstoreError(400, "INVALID_URL", "url is an absolute URL")
    return body


def _check_pos_names(body: dict[str, Any]) -> None:
    name = body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InstoreError(400, "INVALID_NAME", "name is required")
    if len(name) > _MAX_POS_NAME:
        raise InstoreError(400, "NAME_TOO_LONG", "name has at most 45 characters")
    external_id = body.get("external_id", "A")
    if not isinstance(external_id, str) or not re.fullmatch(r"[A-Za-z0-9]+", external_id):
        raise InstoreError(400, "INVALID_EXTERNAL_ID", "external_id has letters and digits only")
    if len(external_id) > _MAX_POS_EXTERNAL_ID:
        raise InstoreError(400, "EXTERNAL_ID_TOO_LONG", "external_id has at most 40 characters")


def _store_of_pos(world: World, seller: Seller, values: dict[str, Any]) -> Store:
    store_id, external_id = values.get("store_id"), values.get("external_store_id")
    if store_id is None and external_id is None:
        raise InstoreError(400, "INVALID_STORE_ID", "store_id or external_store_id is required")
    for store in world.owned_by(world.tables.stores, seller.id):
        if store_id is None and store.external_id == external_id:
            return store  # type: ignore[no-any-return] # tables are untyped where they are shared
        if store_id is not None and store.id == str(store_id):
            if external_id is not None and store.external_id != external_id:
                raise InstoreError(400, "EXTERNAL_STORE_ID_NOT_MATCH", "store_id and external_store_id do not match")
            return store  # type: ignore[no-any-return] # same
    if store_id is None:
        raise InstoreError(400, "INEXISTENT_EXTERNAL_STORE_ID", "There is no store with that external id")
    raise InstoreError(400, "INVALID_STORE_ID", "There is no store with that id")


def _refuse_taken_pos(world: World, seller: Seller, external_id: str | None, itself: PointOfSale | None) -> None:
    for pos in world.owned_by(world.tables.points_of_sale, seller.id):
        if external_id is not None and pos.external_id == external_id and pos is not itself:
            raise InstoreError(409, "conflict", f"Point of sale with external_id {external_id} already exists")
