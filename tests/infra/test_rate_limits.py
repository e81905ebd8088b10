"""Limits per client: one counter for routes named together, in memory or in Redis across processes."""

from __future__ import annotations

import os
import uuid
from dataclasses import replace

import pytest
import redis

from backend.app import create_app
from backend.infra import rate_limits

REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@pytest.fixture
def limited_app(settings):
    """Applications with limits on; the limiter is the process's, so it is switched off again afterwards."""

    def make(**changes):
        return create_app(replace(settings, rate_limits=True, **changes))

    yield make
    create_app(settings)


def ask(app, address, path="/public/politica-password"):
    return app.test_client().get(path, environ_base={"REMOTE_ADDR": address})


def test_beyond_the_limit_is_429_with_when_to_come_back(limited_app):
    app = limited_app()
    statuses = [ask(app, "192.0.2.1").status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    refused = ask(app, "192.0.2.1")
    assert refused.json["code"] == "rate_limited"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_each_client_has_its_own_counter(limited_app):
    app = limited_app()
    for _ in range(121):
        ask(app, "192.0.2.1")
    assert ask(app, "192.0.2.2").status_code == 200


def test_guesses_of_codes_and_passwords_share_one_counter(limited_app):
    app = limited_app()
    web = app.test_client()
    paths = ["/auth/login", "/token"] * 5
    for path in paths:
        assert web.post(path, json={}).status_code != 429
    assert web.post("/auth/login", json={}).status_code == 429


def test_processes_share_their_counters_in_redis(limited_app):
    try:
        redis.Redis.from_url(REDIS_URL).ping()
    except redis.ConnectionError:
        pytest.skip("no Redis answers")
    address = f"2001:db8::{uuid.uuid4().hex[:4]}"
    first = limited_app(redis_url=REDIS_URL)
    for _ in range(120):
        assert ask(first, address).status_code == 200
    second = limited_app(redis_url=REDIS_URL)
    assert ask(second, address).status_code == 429


def test_limits_hold_in_memory_while_redis_is_away(limited_app):
    app = limited_app(redis_url="redis://127.0.0.1:1/0")
    assert ask(app, "192.0.2.9").status_code == 200


def test_every_named_limit_is_the_contracts():
    by_setting = {"locations"}
    assert {name: limit for name, limit in rate_limits.LIMITS.items() if name not in by_setting} == {
        "codes": "10 per minute",
        "registration": "5 per minute",
        "public_reads": "120 per minute",
        "purchases": "20 per minute",
        "saas": "60 per minute",
    }


def test_limit_of_places_is_the_installations(limited_app):
    app = limited_app(location_rate_limit_requests=2, location_rate_limit_window=30)
    paths = ["/public/location/countries", "/public/location/countries/AQ/cities", "/public/location/countries"]
    answers = [ask(app, "192.0.2.1", path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 30
    assert ask(app, "192.0.2.2", paths[0]).status_code == 200
