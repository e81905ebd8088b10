"""Cookies in browser mode and their CSRF value (contract 10-identity §2; refusal 19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.infra import current
from tests.accounts.steps import bearer, code_of, give_second_factor, log_in, said

COOKIE_MODE = {"X-Session-Mode": "cookie"}
REFRESH, CSRF = "mostrador_refresh", "mostrador_csrf"


def csrf_of(client):
    return client.get_cookie(CSRF).value


def refresh(client, **headers):
    return client.post("/auth/refresh", headers=headers)


def cookies_of(answer):
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


@pytest.fixture
def browser(client, ana):
    """A browser that Ana is logged in with."""
    answer = log_in(client, ana.email, headers=COOKIE_MODE)
    assert answer.status_code == 200
    return client


def test_login_in_browser_mode_keeps_the_refresh_token_out_of_the_body(client, ana):
    answer = log_in(client, ana.email, headers=COOKIE_MODE)
    assert answer.get_json()["refresh_token"] is None
    assert answer.get_json()["access_token"]
    cookies = cookies_of(answer)
    assert "HttpOnly" in cookies[REFRESH]
    for mark in ("SameSite=Strict", "Path=/auth"):
        assert mark in cookies[REFRESH]
    assert "HttpOnly" not in cookies[CSRF]
    assert "SameSite=Strict" in cookies[CSRF]
    assert "Secure" not in cookies[REFRESH]


def test_cookies_are_secure_on_https(app, client, ana, settings, monkeypatch):
    monkeypatch.setitem(app.extensions, current.EXTENSION, replace(settings, backoffice_url="https://caja.example.com"))
    cookies = cookies_of(log_in(client, ana.email, headers=COOKIE_MODE))
    assert "Secure" in cookies[REFRESH]
    assert "Secure" in cookies[CSRF]


def test_login_without_the_header_sets_no_cookie(client, ana):
    answer = log_in(client, ana.email)
    assert cookies_of(answer) == {}
    assert answer.get_json()["refresh_token"]


def test_second_step_honours_browser_mode(client, ana):
    secret, _ = give_second_factor(ana)
    challenge = log_in(client, ana.email, headers=COOKIE_MODE).get_json()["challenge_token"]
    body = {"challenge_token": challenge, "otp_code": code_of(secret)}
    answer = client.post("/auth/login/otp", json=body, headers=COOKIE_MODE)
    assert answer.get_json()["refresh_token"] is None
    assert REFRESH in cookies_of(answer)


def test_cookie_with_csrf_value_refreshes_and_rotates(browser):
    before = browser.get_cookie(REFRESH, path="/auth").value
    answer = refresh(browser, **{"X-CSRF-Token": csrf_of(browser)}, **COOKIE_MODE)
    assert answer.status_code == 200
    assert answer.get_json()["refresh_token"] is None
    assert browser.get_cookie(REFRESH, path="/auth").value != before


def test_refuse_19_cookie_refresh_never_answers_the_token_to_scripts(browser):
    answer = refresh(browser, **{"X-CSRF-Token": csrf_of(browser)})
    assert answer.get_json()["refresh_token"] is None


@pytest.mark.parametrize("value", [None, "", "guess"])
def test_refuse_19_cookie_refresh_without_the_csrf_value(browser, value):
    headers = {} if value is None else {"X-CSRF-Token": value}
    assert said(refresh(browser, **headers)) == (403, "csrf_failed")
    assert refresh(browser, **{"X-CSRF-Token": csrf_of(browser)}).status_code == 200


def test_refuse_19_csrf_value_of_another_session(app, browser, carla):
    other = app.test_client()
    log_in(other, carla.email, headers=COOKIE_MODE)
    browser.set_cookie(CSRF, csrf_of(other))
    assert said(refresh(browser, **{"X-CSRF-Token": csrf_of(other)})) == (403, "csrf_failed")


def test_refuse_19_cookie_logout_without_the_csrf_value(browser):
    assert said(browser.post("/auth/logout", json={})) == (403, "csrf_failed")
    assert refresh(browser, **{"X-CSRF-Token": csrf_of(browser)}).status_code == 200


def test_refused_refresh_clears_both_cookies_of_the_dead_session(app, browser, ana):
    elsewhere = app.test_client()
    token = log_in(elsewhere, ana.email).get_json()["access_token"]
    assert elsewhere.post("/auth/logout", json={"todas": True}, headers=bearer(token)).status_code == 204
    answer = refresh(browser, **{"X-CSRF-Token": csrf_of(browser)})
    assert answer.status_code == 401
    assert set(cookies_of(answer)) == {REFRESH, CSRF}
    assert browser.get_cookie(REFRESH, path="/auth") is None


def test_refused_csrf_value_leaves_the_cookies(browser):
    assert cookies_of(refresh(browser)) == {}


def test_cookie_logout_ends_the_session_and_clears_both_cookies(browser):
    answer = browser.post("/auth/logout", json={}, headers={"X-CSRF-Token": csrf_of(browser)})
    assert answer.status_code == 204
    assert all("Max-Age=0" in line for line in cookies_of(answer).values())
    assert set(cookies_of(answer)) == {REFRESH, CSRF}
    assert browser.get_cookie(REFRESH, path="/auth") is None


def test_bearer_refresh_needs_no_csrf_value(client, ana):
    token = log_in(client, ana.email).get_json()["refresh_token"]
    assert client.post("/auth/refresh", headers=bearer(token)).status_code == 200


def test_rubbish_in_the_cookie_is_401(client):
    client.set_cookie(REFRESH, "rubbish", path="/auth")
    client.set_cookie(CSRF, "x")
    assert said(refresh(client, **{"X-CSRF-Token": "x"})) == (401, "invalid_token")
