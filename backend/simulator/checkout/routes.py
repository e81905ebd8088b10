"""``/checkout/preferences`` and the hosted page (reference section 5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from backend.simulator.access import authorized, token, world
from backend.simulator.checkout import service, views
from backend.simulator.errors import ClassicError

blueprint = Blueprint("checkout", __name__)
# The cards of the page: what the payer chooses is what comes of it.
CARDS = {
    "visa-approved": ("visa", "approved", "Visa terminada en 3704", "Se aprueba"),
    "master-rejected": ("master", "rejected", "Mastercard terminada en 0604", "Se rechaza"),
    "account_money-approved": ("account_money", "approved", "Dinero en cuenta", "Se aprueba"),
    "cabal-pending": ("cabal", "in_process", "Cabal terminada en 7940", "Queda en revisión"),
}


@blueprint.post("/checkout/preferences/", strict_slashes=False)
@authorized
def create_preference() -> Any:
    """Make a preference; 201. The npm SDK calls it with a slash at the end, everybody else without."""
    preference = service.create(world(), token(), request.get_json(force=True, silent=True))
    return jsonify(views.preference_view(world(), preference)), 201


@blueprint.get("/checkout/preferences/search")
@authorized
def search_preferences() -> Response:
    """List the seller's preferences, newest first."""
    found, total, limit, offset = service.search(world(), token().user_id, request.args)
    elements = [views.preference_view(world(), one) for one in found]
    paging = {"total": total, "limit": limit, "offset": offset}
    return jsonify({"elements": elements, "next_offset": offset + len(found), "total": total, "paging": paging})


@blueprint.get("/checkout/preferences/<preference_id>")
@authorized
def show_preference(preference_id: str) -> Response:
    """Show one preference."""
    return jsonify(views.preference_view(world(), service.find(world(), token().user_id, preference_id)))


@blueprint.put("/checkout/preferences/<preference_id>")
@authorized
def change_preference(preference_id: str) -> Response:
    """Replace the attributes that the body names."""
    preference = service.find(world(), token().user_id, preference_id)
    service.change(world(), preference, request.get_json(force=True, silent=True))
    return jsonify(views.preference_view(world(), preference))


@blueprint.get(views.PAGE_PATH)
def show_page() -> str:
    """Show the page where a preference is paid."""
    preference = service.find_page(world(), request.args.get("pref_id", ""))
    return _page(preference, None)


@blueprint.post(views.PAGE_PATH)
def pay_page() -> str | AnyResponse:
    """Pay with the chosen card; back to the shop at once where it asked for that, else the page tells the outcome."""
    preference = service.find_page(world(), request.form.get("pref_id", ""))
    if request.form.get("card") not in CARDS:
        raise ClassicError(400, "bad_request", "Unknown card")
    method, status, _name, _outcome = CARDS[request.form["card"]]
    if service.state_of(world(), preference) != "open":
        return _page(preference, None)
    wanted = {"payment_method_id": method, "status": status, "installments": _installments()}
    payment = service.pay(world(), preference, wanted)
    back = views.return_url(world(), preference, payment)
    auto_return = preference.request.get("auto_return")
    if back is not None and (auto_return == "all" or (auto_return == "approved" and status == "approved")):
        return redirect(back, 303)
    return _page(preference, payment)


def _page(preference: Any, payment: Any) -> str:
    is_binary = bool(preference.request.get("binary_mode"))
    cards = [
        {"id": card, "name": name, "outcome": outcome}
        for card, (_method, status, name, outcome) in CARDS.items()
        if not is_binary or status in ("approved", "rejected")
    ]
    return render_template(
        "checkout.html",
        page=views.page_view(world(), preference),
        cards=cards,
        payment=payment,
        back=views.return_url(world(), preference, payment) if payment else None,
    )


def _installments() -> int:
    text = request.form.get("installments", "1")
    return int(text) if text.isdecimal() else 1
