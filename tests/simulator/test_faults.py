"""Faults of requests, by rule (contract 40, section 6)."""

from __future__ import annotations

import time

import pytest
import requests

from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET
from tests.simulator.conftest import point_body, qr_body, terminals_of


@pytest.fixture
def faults(simulator):
    return simulator.control.faults


def test_dropped_answer_hides_an_order_that_was_created(ana, faults):
    faults({"match": {"method": "POST", "path": "/v1/orders"}, "fault": "drop", "times": 1})
    with pytest.raises(requests.ConnectionError):
        ana.create(qr_body(), key="k-1")
    repeated = ana.create(qr_body(), key="k-1")
    assert repeated.status_code == 201
    found = ana.call("GET", "/v1/orders?begin_date=NOW-1DAYS&end_date=NOW%2B1DAYS").json()["data"]
    assert [one["id"] for one in found] == [repeated.json()["id"]]


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_status_fault_answers_without_doing(ana, faults, status):
    faults({"match": {"path": "/v1/orders"}, "fault": "status", "status": status, "times": 1})
    answer = ana.create(qr_body())
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 429)
    assert ana.call("GET", "/v1/orders?begin_date=NOW-1DAYS&end_date=NOW%2B1DAYS").json()["data"] == []


def test_hanging_request_is_done_late(ana, faults):
    faults({"match": {"path": "/v1/orders"}, "fault": "hang", "seconds": 0.3, "times": 1})
    begun = time.monotonic()
    assert ana.create(qr_body()).status_code == 201
    assert time.monotonic() - begun >= 0.3


def test_hanging_request_does_not_hold_up_others(ana, faults):
    faults({"match": {"path": "/v1/orders"}, "fault": "hang", "seconds": 30, "times": 1})
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{ana.url}/v1/orders", json={}, timeout=0.2)
    begun = time.monotonic()
    assert ana.create(qr_body()).status_code == 201
    assert time.monotonic() - begun < 5


def test_delayed_answer_comes_late(ana, faults):
    faults({"match": {"path": "/users/me"}, "fault": "delay", "seconds": 0.3})
    begun = time.monotonic()
    assert ana.call("GET", "/users/me").status_code == 200
    assert time.monotonic() - begun >= 0.3


def test_delayed_event_is_applied_when_the_clock_says_so(ana, faults, simulator):
    faults({"match": {"path": r"/v1/orders/[^/]+/events"}, "fault": "delay", "seconds": 60})
    order_id = ana.create(qr_body()).json()["id"]
    simulator.control.events(order_id, ana.token, "processed")
    assert ana.order(order_id)["status"] == "created"
    simulator.control.advance(61)
    assert ana.order(order_id)["status"] == "processed"


def test_delayed_event_is_void_when_the_order_has_ended(ana, faults, simulator):
    faults({"match": {"path": r"/v1/orders/[^/]+/events"}, "fault": "delay", "seconds": 60, "times": 1})
    order_id = ana.create(qr_body()).json()["id"]
    simulator.control.events(order_id, ana.token, "processed")
    simulator.control.events(order_id, ana.token, "canceled")
    simulator.control.advance(61)
    assert ana.order(order_id)["status"] == "canceled"


def test_dead_token_is_unauthorized_and_cannot_be_renewed(ana, faults, simulator):
    token = simulator.control.link(ana.user_id)
    faults({"match": {}, "fault": "dead_token"})
    assert ana.call("GET", "/users/me").status_code == 401
    grant = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    body = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **grant}
    answer = requests.post(f"{ana.url}/oauth/token", json=body, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    faults()
    assert requests.post(f"{ana.url}/oauth/token", json=body, timeout=10).status_code == 200


def test_busy_terminal_refuses_the_order(ana, faults):
    faults({"match": {}, "fault": "busy_terminal", "times": 1})
    body = point_body(terminals_of(ana)[0])
    answer = ana.create(body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "already_queued_order_on_terminal")
    assert ana.create(body).status_code == 201


def test_first_matching_rule_wins_and_is_counted(ana, faults, simulator):
    faults(
        {"match": {"method": "get", "path": "/users"}, "fault": "status", "status": 503, "times": 1},
        {"match": {"path": "/users"}, "fault": "status", "status": 502},
    )
    assert [ana.call("GET", "/users/me").status_code for _ in range(3)] == [503, 502, 502]
    left = simulator.control._call("GET", "/_sim/faults")
    assert [rule.get("times") for rule in left] == [0, None]


def test_improbable_rule_strikes_sometimes(ana, faults):
    faults({"match": {"path": "/users/me"}, "fault": "status", "probability": 0.5})
    statuses = {ana.call("GET", "/users/me").status_code for _ in range(40)}
    assert statuses == {200, 500}


def test_control_calls_are_never_struck(faults, simulator):
    faults({"match": {}, "fault": "status"})
    assert simulator.control.clock()["offset_seconds"] == 0


@pytest.mark.parametrize(
    "rules",
    [
        {},
        [{"fault": "explode"}],
        [{"fault": "drop", "colour": "red"}],
        [{"fault": "drop", "match": {"host": "x"}}],
        [{"fault": "drop", "probability": "often"}],
        [{"fault": "status", "status": 200}],
        [{"fault": "hang", "seconds": -1}],
        [{"fault": "hang", "match": {"path": "("}}],
    ],
)
def test_wrong_rules_are_refused_and_the_earlier_ones_stay(faults, simulator, rules):
    kept = faults({"match": {"path": "/x"}, "fault": "hang"})
    answer = requests.put(f"{simulator.url}/_sim/faults", json=rules, timeout=10)
    assert answer.status_code == 400
    assert simulator.control._call("GET", "/_sim/faults") == kept
