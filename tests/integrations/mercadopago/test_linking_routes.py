"""HTTP of connecting accounts: who may, what the redirect says, what never leaves."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.integrations.mercadopago.oauth import OAuthLinker
from backend.payments import ports
from backend.payments.errors import GrantRefused
from tests.factories.users import auth_headers
from tests.fixtures.gateway import connect

CALLBACK = "/api/mercadopago/oauth/callback"
pytestmark = pytest.mark.usefixtures("plugged_in")


@pytest.fixture
def linked(client, simulator, ana):
    """Walk as Ana through the consent page to the redirect, for an application type."""

    def link(app_type="POINT", decision="approve", callback=CALLBACK):
        answer = client.get(f"/api/mercadopago/oauth/authorize?appType={app_type}", headers=auth_headers(ana))
        seller = simulator.control.new_seller()["user_id"]
        back = simulator.control.consent(answer.json["data"]["authorizationUrl"], seller, decision)
        return client.get(f"{callback}?{urlsplit(back).query}")

    return link


def outcome(answer):
    target = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert target.path == "/panel/integraciones"
    return {name: values[0] for name, values in parse_qs(target.query).items()}


@pytest.mark.parametrize("callback", [CALLBACK, "/mercadopago/connect"])
def test_consent_ends_connected(client, linked, ana, callback):
    assert outcome(linked("QR", callback=callback)) == {"mp_success": "true", "mp_app": "QR"}

    config = client.get("/api/mercadopago/config", headers=auth_headers(ana)).json

    assert (config["isPointConnected"], config["isQrConnected"], config["isOnlineConnected"]) == (False, True, False)
    assert config["data"]["point"] is None
    assert config["data"]["qr"]["isConnected"] is True
    assert config["data"]["qr"]["tenantId"] == ana.company_id
    assert config["data"]["qr"]["environment"] == "production"
    assert config["data"]["qr"]["isTokenExpiringSoon"] is False


def test_config_of_one_application(client, linked, ana):
    linked("POINT")

    point = client.get("/api/mercadopago/config?appType=POINT", headers=auth_headers(ana)).json
    online = client.get("/api/mercadopago/config?appType=ONLINE", headers=auth_headers(ana)).json

    assert point["isConnected"] is True
    assert point["data"]["appType"] == "POINT"
    assert online == {"success": True, "data": None, "isConnected": False}


def test_no_answer_holds_a_token(client, linked, ana):
    answers = [linked("POINT")]
    answers += [
        client.get("/api/mercadopago/config", headers=auth_headers(ana)),
        client.post("/api/mercadopago/refresh-token", json={"appType": "POINT"}, headers=auth_headers(ana)),
        client.delete("/api/mercadopago/oauth/disconnect?appType=POINT", headers=auth_headers(ana)),
    ]

    for answer in answers:
        told = answer.get_data(as_text=True) + str(answer.headers)
        assert "TG-" not in told
        assert "APP_USR-7700112233445566" not in told


def test_authorization_url_asks_with_pkce(client, ana):
    data = client.get("/api/mercadopago/oauth/authorize", headers=auth_headers(ana)).json["data"]
    query = parse_qs(urlsplit(data["authorizationUrl"]).query)

    assert data["appType"] == "POINT"
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert query["redirect_uri"] == ["http://localhost:5222/api/mercadopago/oauth/callback"]


def test_older_callers_get_their_own_shape(client, linked, ana):
    url = client.get("/mercadopago/authorize-url", headers=auth_headers(ana))
    assert list(url.json) == ["authorization_url"]
    for method in ("post", "delete"):
        answer = getattr(client, method)("/mercadopago/disconnect", headers=auth_headers(ana))
        assert (answer.status_code, answer.json["status"]) == (200, "ok")


@pytest.mark.parametrize(
    "query",
    ["", "?code=TG-1", "?state=x&code=TG-1", "?state=%00&code=%00", f"?state={'x' * 5000}", "?error=access_denied"],
)
def test_return_without_a_good_state_is_told_in_the_redirect(client, query):
    assert "mp_error" in outcome(client.get(CALLBACK + query))


def test_declined_consent_is_told_in_the_redirect(client, linked, ana):
    assert outcome(linked(decision="deny")) == {"mp_error": "No se autorizó la conexión en Mercado Pago."}

    assert client.get("/api/mercadopago/config", headers=auth_headers(ana)).json["isPointConnected"] is False


def test_redirect_repeats_nothing_that_came_in(client):
    answer = client.get(CALLBACK + "?error=x&error_description=%3Cscript%3E&state=https://evil.example")

    assert "script" not in answer.headers["Location"]
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("app_type", ["point", "CASH", ""])
def test_unknown_application_type_is_refused(client, ana, app_type):
    headers = auth_headers(ana)
    answers = [
        client.get(f"/api/mercadopago/oauth/authorize?appType={app_type}", headers=headers),
        client.get(f"/api/mercadopago/config?appType={app_type}", headers=headers),
        client.delete(f"/api/mercadopago/oauth/disconnect?appType={app_type}", headers=headers),
        client.post("/api/mercadopago/refresh-token", json={"appType": app_type}, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert [list(answer.json["errors"]) for answer in answers] == [["appType"]] * 4


def test_installation_without_credentials_says_so(client, ana, mercadopago, settings):
    without = replace(settings, mp_client_id="", mp_client_secret="")
    ports.plug(replace(ports.plugged(), linker=OAuthLinker(mercadopago.client, without)))

    answer = client.get("/api/mercadopago/oauth/authorize", headers=auth_headers(ana))

    assert (answer.status_code, answer.json["code"]) == (503, "mercadopago_not_configured")


def test_disconnecting_takes_the_type_from_query_or_body(client, linked, ana):
    headers = auth_headers(ana)
    linked("POINT")

    by_body = client.delete("/api/mercadopago/oauth/disconnect", json={"appType": "POINT"}, headers=headers)
    again = client.delete("/api/mercadopago/oauth/disconnect?appType=POINT", headers=headers)
    without = client.delete("/api/mercadopago/oauth/disconnect", headers=headers)

    assert by_body.json == again.json
    assert (by_body.json["success"], by_body.json["appType"]) == (True, "POINT")
    assert without.status_code == 422
    assert client.get("/api/mercadopago/config", headers=headers).json["isPointConnected"] is False


def test_renewing_answers_and_moves_on(client, linked, ana):
    linked("POINT")

    answer = client.post("/api/mercadopago/refresh-token", json={"appType": "POINT"}, headers=auth_headers(ana))

    assert (answer.status_code, answer.json["appType"]) == (200, "POINT")
    account = client.get("/api/mercadopago/config?appType=POINT", headers=auth_headers(ana)).json["data"]
    assert account["lastRefreshAt"] is not None


def test_renewing_what_is_not_connected_is_a_conflict(client, ana):
    answer = client.post("/api/mercadopago/refresh-token", json={}, headers=auth_headers(ana))

    assert (answer.status_code, answer.json["code"]) == (409, "not_connected")


def test_refused_renewal_is_told_and_marked(client, ana, ana_company):
    connect(ana_company.id, "POINT")

    answer = client.post("/api/mercadopago/refresh-token", json={"appType": "POINT"}, headers=auth_headers(ana))

    assert (answer.status_code, answer.json["code"]) == (502, GrantRefused.code)
    account = client.get("/api/mercadopago/config?appType=POINT", headers=auth_headers(ana)).json["data"]
    assert account["needsReauthorization"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/mercadopago/oauth/authorize"),
        ("delete", "/api/mercadopago/oauth/disconnect?appType=POINT"),
        ("get", "/api/mercadopago/config"),
        ("post", "/api/mercadopago/refresh-token"),
        ("get", "/mercadopago/authorize-url"),
        ("post", "/mercadopago/disconnect"),
        ("delete", "/mercadopago/disconnect"),
    ],
)
def test_only_those_who_manage_may(client, beto, method, path):
    call = getattr(client, method)

    assert call(path).status_code == 401
    assert call(path, headers=auth_headers(beto)).status_code == 403


def test_another_company_sees_and_touches_nothing(client, linked, ana, carla):
    linked("POINT")

    client.delete("/api/mercadopago/oauth/disconnect?appType=POINT", headers=auth_headers(carla))

    assert client.get("/api/mercadopago/config", headers=auth_headers(carla)).json["data"]["point"] is None
    assert client.get("/api/mercadopago/config", headers=auth_headers(ana)).json["isPointConnected"] is True


def test_admin_acts_for_a_company(client, linked, ana, admin):
    linked("POINT")

    config = client.get("/api/mercadopago/config", headers=auth_headers(admin, company=ana.company_id)).json

    assert config["isPointConnected"] is True


def test_open_circuit_is_told_by_ready_without_being_unready(client, app):
    checks = client.get("/ready").json["checks"]

    assert checks["mercadopago"] == {"status": "ok", "detail": "circuit: closed"}
