"""Linking a seller: consent, codes, tokens (reference section 1)."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def consent_query(**more):
    return {"client_id": CLIENT_ID, "response_type": "code", "redirect_uri": REDIRECT_URI, "state": "s-1", **more}


def code_of(simulator, seller, **more):
    url = f"{simulator.url}/authorization?{urlencode(consent_query(**more))}"
    return parse_qs(urlsplit(simulator.control.consent(url, seller)).query)["code"][0]


def exchange(simulator, *, as_form=False, **fields):
    body = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **fields}
    sent = {"data": body} if as_form else {"json": body}
    return requests.post(f"{simulator.url}/oauth/token", timeout=10, **sent)


def exchange_code(simulator, code, **more):
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI, **more}
    return exchange(simulator, **fields)


def refresh(simulator, token, **more):
    return exchange(simulator, grant_type="refresh_token", refresh_token=token, **more)


@pytest.fixture
def seller(simulator):
    return simulator.control.new_seller("Kiosco de Ana")["user_id"]


def test_consent_page_shows_sellers_and_asks(simulator, seller):
    page = requests.get(f"{simulator.url}/authorization", params=consent_query(), timeout=10)
    assert page.status_code == 200
    assert "Comercio Demo" in page.text
    assert str(seller) in page.text
    assert 'name="decision"' in page.text


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": ""}, {"response_type": "token"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": ""}],
)
def test_consent_with_wrong_parameters_is_refused_without_redirect(simulator, wrong):
    page = requests.get(
        f"{simulator.url}/authorization", params=consent_query(**wrong), timeout=10, allow_redirects=False
    )
    assert page.status_code == 400


def test_approval_returns_code_and_state(simulator, seller):
    back = simulator.control.consent(f"{simulator.url}/authorization?{urlencode(consent_query())}", seller)
    answer = parse_qs(urlsplit(back).query)
    assert back.startswith(REDIRECT_URI)
    assert answer["state"] == ["s-1"]
    assert answer["code"][0].endswith(f"-{seller}")


def test_denial_returns_access_denied_and_no_code(simulator, seller):
    back = simulator.control.consent(f"{simulator.url}/authorization?{urlencode(consent_query())}", seller, "deny")
    answer = parse_qs(urlsplit(back).query)
    assert answer["error"] == ["access_denied"]
    assert answer["state"] == ["s-1"]
    assert "code" not in answer


@pytest.mark.parametrize("as_form", [False, True])
def test_code_is_exchanged_for_tokens_of_its_seller(simulator, seller, as_form):
    answer = exchange_code(simulator, code_of(simulator, seller), as_form=as_form)
    assert answer.status_code == 200
    token = answer.json()
    assert token["user_id"] == seller
    assert token["expires_in"] == 180 * 86400
    assert token["token_type"] == "bearer"
    assert token["live_mode"] is True
    me = requests.get(
        f"{simulator.url}/users/me", headers={"Authorization": f"Bearer {token['access_token']}"}, timeout=10
    )
    assert (me.json()["id"], me.json()["site_id"]) == (seller, "MLA")


def test_code_delivered_twice_is_refused_the_second_time(simulator, seller):
    code = code_of(simulator, seller)
    assert exchange_code(simulator, code).status_code == 200
    again = exchange_code(simulator, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_code_is_dead_after_ten_minutes(simulator, seller):
    code = code_of(simulator, seller)
    simulator.control.advance(601)
    assert exchange_code(simulator, code).json()["error"] == "invalid_grant"


def test_code_needs_the_redirect_uri_it_was_given_for(simulator, seller):
    answer = exchange_code(simulator, code_of(simulator, seller), redirect_uri=REDIRECT_URI + "2")
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(("method", "challenge"), [("S256", CHALLENGE), ("Plain", VERIFIER)])
def test_pkce_code_is_exchanged_with_its_verifier_only(simulator, seller, method, challenge):
    code = code_of(simulator, seller, code_challenge=challenge, code_challenge_method=method)
    assert exchange_code(simulator, code).json()["error"] == "invalid_request"
    assert exchange_code(simulator, code, code_verifier="w" * 43).json()["error"] == "invalid_grant"
    assert exchange_code(simulator, code, code_verifier="short").json()["error"] == "invalid_grant"
    assert exchange_code(simulator, code, code_verifier=VERIFIER).status_code == 200


def test_test_token_gives_test_credentials(simulator, seller):
    token = exchange_code(simulator, code_of(simulator, seller), test_token="true").json()
    assert token["live_mode"] is False


def test_refresh_token_rotates_and_works_once(simulator, seller):
    first = exchange_code(simulator, code_of(simulator, seller)).json()
    second = refresh(simulator, first["refresh_token"])
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert refresh(simulator, first["refresh_token"]).json()["error"] == "invalid_grant"
    states = [one["state"] for one in simulator.control.state("tokens")["tokens"] if one["user_id"] == seller]
    assert states == ["spent", "active"]


def test_refresh_token_of_another_application_is_refused(simulator, seller):
    token = exchange_code(simulator, code_of(simulator, seller)).json()
    answer = refresh(simulator, token["refresh_token"], client_id="another-app")
    assert answer.json()["error"] == "invalid_grant"


def test_token_dies_with_its_life(simulator, seller):
    token = exchange_code(simulator, code_of(simulator, seller)).json()
    simulator.control.advance(180 * 86400 + 1)
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert requests.get(f"{simulator.url}/users/me", headers=headers, timeout=10).status_code == 401
    assert refresh(simulator, token["refresh_token"]).json()["error"] == "invalid_grant"


def test_client_credentials_live_six_hours_and_cannot_be_refreshed(simulator):
    token = exchange(simulator, grant_type="client_credentials").json()
    assert token["expires_in"] == 6 * 3600
    assert "refresh_token" not in token


def test_wrong_secret_is_refused_once_the_right_one_is_known(simulator):
    assert exchange(simulator, grant_type="client_credentials").status_code == 200
    wrong = exchange(simulator, grant_type="client_credentials", client_secret="guess")
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_client")


def test_missing_parameters_are_named(simulator):
    answer = requests.post(f"{simulator.url}/oauth/token", json={"grant_type": "refresh_token"}, timeout=10)
    assert answer.json() == {
        "message": "the following parameters are required: grant_type, client_id, client_secret. "
        "Missing parameters: client_id, client_secret",
        "error": "invalid_request",
        "status": 400,
        "cause": [],
    }


def test_unknown_grant_type_is_refused(simulator):
    assert exchange(simulator, grant_type="password").json()["error"] == "unsupported_grant_type"


def test_unlinking_kills_tokens_and_tells(simulator, seller, receiver):
    token = exchange_code(simulator, code_of(simulator, seller)).json()
    assert simulator.control.unlink(seller)["revoked"] == 1
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert requests.get(f"{simulator.url}/users/me", headers=headers, timeout=10).status_code == 401
    assert refresh(simulator, token["refresh_token"]).json()["error"] == "invalid_grant"
    told = simulator.control.wait_for_webhooks(2, topic="mp-connect")
    assert {one["action"] for one in told} == {"application.authorized", "application.deauthorized"}
    assert {one["user_id"] for one in told} == {seller}


def test_state_masks_tokens(simulator, ana):
    shown = str(simulator.control.state())
    assert ana.token not in shown
    assert "spent" not in shown


@pytest.mark.parametrize("value", ["", "Basic abc", "Bearer nothing-known"])
def test_request_without_live_token_is_unauthorized(simulator, value):
    for path in ("/users/me", "/v1/orders/ORD01K7Q3M5T8V9W2X4Y6Z8A0B1C3", "/v1/payments/1", "/pos"):
        answer = requests.get(simulator.url + path, headers={"Authorization": value}, timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
