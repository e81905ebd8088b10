"""The consent page, the token endpoint and the account behind a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request

from backend.simulator.access import authorized, caller, world
from backend.simulator.errors import ClassicError, GrantError, SimulatorError
from backend.simulator.oauth import grants
from backend.simulator.sellers import COUNTRIES
from backend.simulator.wire import payments_date

if TYPE_CHECKING:
    from collections.abc import Mapping

blueprint = Blueprint("oauth", __name__)
_CONSENT_FIELDS = (
    "client_id",
    "response_type",
    "platform_id",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
)


@blueprint.get("/authorization")
def show_consent() -> Any:
    """Ask a person which seller they are and whether the application may act for them."""
    try:
        consent = grants.read_consent(world(), request.args)
    except GrantError as error:
        return _refused_page(error)
    fields = {name: request.args[name] for name in _CONSENT_FIELDS if name in request.args}
    return render_template(
        "authorization.html",
        consent=consent,
        fields=fields,
        sellers=list(world().tables.sellers.values()),
        target=urlsplit(consent.redirect_uri).netloc,
    )


@blueprint.post("/authorization")
def decide_consent() -> Any:
    """Send the browser back with a code, or with ``error=access_denied``."""
    form = request.form
    try:
        consent = grants.read_consent(world(), form)
        answer = _decision(consent, form)
    except SimulatorError as error:
        return _refused_page(error)
    if consent.state is not None:
        answer["state"] = consent.state
    joint = "&" if urlsplit(consent.redirect_uri).query else "?"
    return redirect(f"{consent.redirect_uri}{joint}{urlencode(answer)}", code=302)


@blueprint.post("/oauth/token")
def issue_token() -> Response:
    """Exchange a code, a refresh token or the application's credentials for tokens; JSON and form are understood."""
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(given, dict):
        raise GrantError("invalid_request", "the body is not a JSON object")
    if not request.is_json and any(len(values) > 1 for values in request.form.listvalues()):
        raise GrantError("invalid_request", "repeated parameter")
    return jsonify(grants.exchange(world(), given))


@blueprint.get("/users/me")
@authorized
def show_me() -> Response:
    """Tell whose token this is."""
    seller = caller()
    return jsonify(
        {
            "id": seller.id,
            "nickname": seller.nickname,
            "email": seller.email,
            "first_name": seller.nickname,
            "last_name": "",
            "site_id": seller.site_id,
            "country_id": COUNTRIES[seller.site_id][0],
            "identification": {"type": "CUIT", "number": seller.tax_id},
            "registration_date": payments_date(seller.registered_at),
            "tags": ["normal", "test_user"],
            "status": {"site_status": "active"},
        }
    )


def _decision(consent: grants.Consent, form: Mapping[str, str]) -> dict[str, str]:
    decision = form.get("decision")
    if decision == "deny":
        return {"error": "access_denied", "error_description": "The user denied the request"}
    if decision != "approve":
        raise ClassicError(400, "bad_request", "decision is approve or deny")
    seller = form.get("seller", "")
    if not seller.isdecimal() or int(seller) not in world().tables.sellers:
        raise ClassicError(400, "bad_request", "seller is the user id of a seller")
    return {"code": grants.approve(world(), consent, int(seller))}


def _refused_page(error: SimulatorError) -> tuple[str, int]:
    return render_template("authorization_error.html", error=error.body), 400
