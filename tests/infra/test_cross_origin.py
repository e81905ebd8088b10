"""Only listed origins may call the API from a browser, and never with cookies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.app import create_app

FRIEND = "https://tienda.example"


@pytest.fixture(scope="module")
def web(settings):
    return create_app(replace(settings, frontend_origins=(FRIEND,))).test_client()


def preflight(web, origin):
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    return web.options("/auth/login", headers=asked).headers


def test_a_listed_origin_is_allowed_without_cookies(web):
    headers = preflight(web, FRIEND)
    assert headers["Access-Control-Allow-Origin"] == FRIEND
    assert "Access-Control-Allow-Credentials" not in headers
    assert "authorization" in headers["Access-Control-Allow-Headers"].lower()


def test_another_origin_is_not(web):
    assert "Access-Control-Allow-Origin" not in preflight(web, "https://otra.example")


def test_without_the_setting_no_origin_is(client):
    assert "Access-Control-Allow-Origin" not in preflight(client, FRIEND)
