"""``/terminals/v1`` (reference section 2a.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from backend.simulator.access import authorized, caller, token, world
from backend.simulator.errors import OrdersError
from backend.simulator.orders.fields import Field, check

if TYPE_CHECKING:
    from backend.simulator.records import Terminal
    from backend.simulator.world import World

blueprint = Blueprint("terminals", __name__, url_prefix="/terminals/v1")
_MAX_LIMIT = 50
_SITES = ("MLA", "MLB", "MLC", "MLM")
_SETUP = Field(
    "object",
    properties={
        "terminals": Field(
            "array",
            required=True,
            min_items=1,
            max_items=1,
            items=Field(
                "object",
                properties={
                    "id": Field("string", required=True),
                    "operating_mode": Field("string", required=True, choices=("PDV", "STANDALONE")),
                },
            ),
        )
    },
)


@blueprint.get("/list")
@authorized
def list_terminals() -> Response:
    """List the seller's terminals."""
    limit, offset = min(_number("limit", _MAX_LIMIT), _MAX_LIMIT), _number("offset", 0)
    found = [terminal_view(world(), one) for one in world().owned_by(world().tables.terminals, token().user_id)]
    for name in ("store_id", "pos_id"):
        if request.args.get(name):
            found = [one for one in found if str(one[name]) == request.args[name]]
    paging = {"total": len(found), "offset": offset, "limit": limit}
    return jsonify({"data": {"terminals": found[offset : offset + limit]}, "paging": paging})


@blueprint.patch("/setup")
@authorized
def set_up_terminal() -> Response:
    """Set the operating mode of one terminal."""
    body = request.get_json(force=True, silent=True)
    if body is None:
        raise OrdersError(400, "invalid_payload", "The body is not valid JSON.")
    if caller().site_id not in _SITES:
        raise OrdersError(400, "unsupported_site", "Point is not available on this site.")
    faults = check(body, _SETUP)
    if faults:
        raise OrdersError.several(faults)
    wanted = body["terminals"][0]
    terminal = _find(wanted["id"])
    if wanted["operating_mode"] == "PDV" and _other_pdv(world(), terminal):
        raise OrdersError(412, "precondition_failed", "Only one pos-store with PDV mode ON or SUSPENDED is allowed")
    terminal.operating_mode = wanted["operating_mode"]
    return jsonify({"terminals": [{"id": terminal.id, "operating_mode": terminal.operating_mode}]})


def terminal_view(here: World, terminal: Terminal) -> dict[str, Any]:
    """Return a terminal as the API shows it."""
    pos = here.tables.points_of_sale.get(terminal.pos_id)
    return {
        "id": terminal.id,
        "pos_id": terminal.pos_id,
        "store_id": terminal.store_id,
        "external_pos_id": (pos.external_id if pos else None) or "",
        "operating_mode": terminal.operating_mode,
    }


def _find(terminal_id: str) -> Terminal:
    terminal = world().tables.terminals.get(terminal_id)
    if terminal is None:
        raise OrdersError(404, "not_found", "Terminal not found.")
    if terminal.user_id != token().user_id:
        raise OrdersError(403, "terminal_not_allowed_action", "The terminal belongs to another seller.")
    return terminal


def _other_pdv(here: World, terminal: Terminal) -> bool:
    return any(
        other is not terminal and other.pos_id == terminal.pos_id and other.operating_mode == "PDV"
        for other in here.owned_by(here.tables.terminals, terminal.user_id)
    )


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, str(otherwise))
    if not text.isdecimal():
        raise OrdersError(400, "property_value", f"{name}: invalid value")
    return int(text)
