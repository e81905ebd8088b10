"""``/users/{id}/stores``, ``/stores`` and ``/pos`` (reference section 3c)."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Blueprint, Response, jsonify, request, send_file

from backend.simulator.access import authorized, caller, require_self, token, world
from backend.simulator.errors import InstoreError
from backend.simulator.stores import service

blueprint = Blueprint("stores", __name__)
_DEFAULT_LIMIT = 50


@blueprint.post("/users/<int:user_id>/stores")
@authorized
def create_store(user_id: int) -> Any:
    """Create a store; 201."""
    seller = require_self(user_id)
    return jsonify(service.store_view(service.create_store(world(), seller, _json_body()))), 201


@blueprint.get("/users/<int:user_id>/stores/search")
@authorized
def search_stores(user_id: int) -> Response:
    """List the seller's stores."""
    require_self(user_id)
    wanted = request.args.get("external_id")
    found = [one for one in world().owned_by(world().tables.stores, user_id) if wanted in (None, one.external_id)]
    return _page([service.store_view(one) for one in found])


@blueprint.get("/stores/<store_id>")
@authorized
def show_store(store_id: str) -> Response:
    """Show one store."""
    return jsonify(service.store_view(service.find_store(world(), token().user_id, store_id)))


@blueprint.put("/users/<int:user_id>/stores/<store_id>")
@authorized
def change_store(user_id: int, store_id: str) -> Response:
    """Change a store."""
    seller = require_self(user_id)
    store = service.find_store(world(), user_id, store_id)
    service.change_store(world(), seller, store, _json_body())
    return jsonify(service.store_view(store))


@blueprint.delete("/users/<int:user_id>/stores/<store_id>")
@authorized
def delete_store(user_id: int, store_id: str) -> Response:
    """Remove a store with its points of sale."""
    require_self(user_id)
    store = service.find_store(world(), user_id, store_id)
    service.delete_store(world(), store)
    return jsonify(service.store_view(store))


@blueprint.post("/pos")
@authorized
def create_pos() -> Any:
    """Create a point of sale; 201."""
    return jsonify(service.pos_view(world(), service.create_pos(world(), caller(), _json_body()))), 201


@blueprint.get("/pos")
@authorized
def search_pos() -> Response:
    """List the seller's points of sale."""
    return _pos_page()


def _pos_page() -> Response:
    wanted = {name: request.args.get(name) for name in ("external_id", "external_store_id", "store_id", "category")}
    found = [
        one
        for one in world().owned_by(world().tables.points_of_sale, token().user_id)
        if all(str(getattr(one, name)) == value for name, value in wanted.items() if value)
    ]
    return _page([service.pos_view(world(), one) for one in found])


@blueprint.get("/users/<int:user_id>/pos")
@authorized
def list_pos(user_id: int) -> Response:
    """List the seller's points of sale."""
    require_self(user_id)
    return _pos_page()


@blueprint.get("/pos/<int:pos_id>")
@authorized
def show_pos(pos_id: int) -> Response:
    """Show one point of sale."""
    return jsonify(service.pos_view(world(), service.find_pos(world(), token().user_id, pos_id)))


@blueprint.put("/pos/<int:pos_id>")
@authorized
def change_pos(pos_id: int) -> Response:
    """Change a point of sale."""
    pos = service.find_pos(world(), token().user_id, pos_id)
    service.change_pos(world(), caller(), pos, _json_body())
    return jsonify(service.pos_view(world(), pos))


@blueprint.delete("/pos/<int:pos_id>")
@authorized
def delete_pos(pos_id: int) -> tuple[str, int]:
    """Remove a point of sale; 204."""
    pos = service.find_pos(world(), token().user_id, pos_id)
    del world().tables.points_of_sale[pos.id]
    return "", 204


@blueprint.get("/instore/merchant/qr/<int:pos_id>/<name>")
def show_printed_qr(pos_id: int, name: str) -> Response:
    """Serve the printed QR of a point of sale (public, as the pictures of the real one are)."""
    pos = world().tables.points_of_sale.get(pos_id)
    stem, _, kind = name.rpartition(".")
    if pos is None or stem.removeprefix("template_") != pos.uuid or kind not in ("png", "pdf"):
        raise InstoreError(404, "not_found", "Picture not found")
    picture = io.BytesIO()
    segno.make(pos.qr_code, micro=False).save(picture, kind=kind, scale=8, border=4)
    picture.seek(0)
    return send_file(picture, mimetype="image/png" if kind == "png" else "application/pdf")


def _page(results: list[dict[str, Any]]) -> Response:
    limit, offset = (_number(name, otherwise) for name, otherwise in (("limit", _DEFAULT_LIMIT), ("offset", 0)))
    paging = {"total": len(results), "offset": offset, "limit": limit}
    return jsonify({"paging": paging, "results": results[offset : offset + limit]})


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, str(otherwise))
    if not text.isdecimal():
        raise InstoreError(400, "BAD_REQUEST", f"Invalid {name}")
    return int(text)


def _json_body() -> Any:
    return request.get_json(force=True, silent=True)
