"""/admin/webhooks: operators read what arrived, and let it be handled again (contract 40-mercadopago rule 14)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.fields import instant_text
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments.models import Notification
from backend.payments.service import inbox
from backend.payments.service.inbox import Incoming, receive
from tests.factories.users import auth_headers
from tests.fixtures.notifications import WEBHOOKS, notification
from tests.fixtures.requests import open_published, request_of
from tests.fixtures.statements import counted_statements

PATH = "/admin/webhooks"


@pytest.fixture
def listed(client, admin):
    """Ask for the list."""

    def ask(**query):
        answer = client.get(PATH, query_string=query, headers=auth_headers(admin))
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    return ask


@pytest.fixture
def replayed(client, admin):
    return lambda notification_id: client.post(f"{PATH}/{notification_id}/replay", headers=auth_headers(admin))


def store(resource="1", **changes):
    values = {
        "topic": "payment",
        "action": "payment.updated",
        "resource_id": resource,
        "provider_user_id": "200300400",
        "request_id": f"r-{resource}",
        "verdict": "verified",
        "body": '{"query": {"type": "payment"}, "body": "{}"}',
    }
    source = changes.pop("source", "webhook")
    assert receive(Incoming(**(values | changes)), source=source)


def ids(page):
    return [one["resourceId"] for one in page["data"]]


def rows():
    return run_unit(lambda: session().scalars(select(Notification)).all(), is_read_only=True)


def test_what_arrived_is_shown_as_it_arrived(client, listed):
    query, body, headers = notification("ORD01K7Q3M5T8V9W2X4Y6Z8A0B1C3", "200300400", request_id="r-1")
    assert client.post(WEBHOOKS[0], query_string=query, data=body, headers=headers).status_code == 200
    page = listed()
    (shown,) = page["data"]
    assert shown["query"] == query
    assert shown["body"] == body.decode()
    assert (shown["topic"], shown["action"], shown["resourceId"]) == ("order", "order.processed", query["data.id"])
    assert (shown["verdict"], shown["source"], shown["state"]) == ("verified", "webhook", "pending")
    assert (shown["mpUserId"], shown["requestId"], shown["attempts"]) == ("200300400", "r-1", 0)
    assert (shown["handledAt"], shown["lastError"], shown["companyId"]) == (None, None, None)
    assert shown["receivedAt"] == instant_text(clock.now())
    assert page["pagination"] == {"page": 1, "pageSize": 50, "total": 1, "totalPages": 1}


def test_list_is_newest_first_and_paged(listed, moving_clock):
    for number in range(5):
        store(str(number))
        moving_clock.advance(seconds=1)
    assert ids(listed(pageSize=2)) == ["4", "3"]
    last = listed(pageSize=2, page=3)
    assert (ids(last), last["pagination"]["totalPages"]) == (["0"], 3)
    assert ids(listed(page=9)) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"topic": "order"}, ["a"]),
        ({"action": "order.created"}, ["a"]),
        ({"resourceId": "b"}, ["b"]),
        ({"mpUserId": "7"}, ["c"]),
        ({"verdict": "hint"}, ["b"]),
        ({"source": "sweep"}, ["d"]),
        ({"state": "handled"}, ["d"]),
        ({"state": "pending"}, ["c", "b", "a"]),
        ({"state": "given_up"}, []),
        ({"companyId": 1}, []),
        ({"topic": "payment", "verdict": "verified"}, ["d", "c"]),
    ],
)
def test_filters_narrow_the_list(listed, moving_clock, query, found):
    store("a", topic="order", action="order.created")
    moving_clock.advance(seconds=1)
    store("b", verdict="hint")
    moving_clock.advance(seconds=1)
    store("c", provider_user_id="7")
    moving_clock.advance(seconds=1)
    store("d", source="sweep")
    assert ids(listed(**query)) == found


def test_times_are_inclusive(listed, moving_clock):
    start = clock.now()
    for number in range(3):
        store(str(number))
        moving_clock.advance(minutes=1)
    window = {"from": instant_text(start + timedelta(minutes=1)), "to": instant_text(start + timedelta(minutes=2))}
    assert ids(listed(**window)) == ["2", "1"]
    assert ids(listed(to=instant_text(start))) == ["0"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "lost"},
        {"verdict": "good"},
        {"source": "mail"},
        {"page": 0},
        {"pageSize": 101},
        {"from": "yesterday"},
        {"companyId": 0},
    ],
)
def test_wrong_filters_are_refused(client, admin, query):
    assert client.get(PATH, query_string=query, headers=auth_headers(admin)).status_code == 422


def test_list_takes_two_statements_however_long_it_is(listed):
    for number in range(20):
        store(str(number))
    with counted_statements() as few:
        listed(pageSize=1)
    with counted_statements() as many:
        listed(pageSize=20)
    assert len(many) == len(few)


def test_what_is_no_envelope_is_shown_as_it_stands(listed):
    store("x", body="not json")
    (shown,) = listed()["data"]
    assert (shown["query"], shown["body"]) == ({}, "not json")


@pytest.mark.parametrize("person", ["ana", "beto"])
def test_only_operators_read_and_replay(client, request, person):
    headers = auth_headers(request.getfixturevalue(person))
    store()
    assert client.get(PATH, headers=headers).status_code == 403
    assert client.post(f"{PATH}/{rows()[0].id}/replay", headers=headers).status_code == 403
    assert client.get(PATH).status_code == 401


@pytest.mark.parametrize("unknown", ["0195f0a0-0000-7000-8000-000000000000", "1"])
def test_unknown_notification_is_not_found(replayed, unknown):
    answer = replayed(unknown)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "notification_not_found")


def test_given_up_notification_is_handled_when_replayed(listed, replayed, platform, product, ana_company, moving_clock):  # noqa: PLR0913, PLR0917 - fixtures
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    store(told.provider_payment_id, provider_user_id=told.collector_id)
    product.breaks = [LookupError() for _ in range(100)]
    for _ in range(100):
        inbox.handle_due()
        moving_clock.advance(hours=1)
    (given_up,) = listed(state="given_up")["data"]
    assert given_up["lastError"] == "LookupError()"
    product.breaks = []
    answer = replayed(given_up["id"])
    assert answer.status_code == 200
    shown = answer.get_json()
    assert (shown["success"], shown["data"]["state"], shown["data"]["lastError"]) == (True, "pending", None)
    inbox.handle_due()
    (handled,) = listed()["data"]
    assert (handled["state"], handled["companyId"]) == ("handled", ana_company.id)
    assert request_of(request_id).status == "approved"


def test_replaying_what_was_handled_changes_nothing(replayed, platform, product, ana_company):
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    store(told.provider_payment_id, provider_user_id=told.collector_id)
    inbox.handle_due()
    for _ in range(2):
        assert replayed(rows()[0].id).status_code == 200
        inbox.handle_due()
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])
    actions = run_unit(lambda: [one.action for one in session().scalars(select(AuditEntry))], is_read_only=True)
    assert actions.count("payments.notification.replayed") == 2
