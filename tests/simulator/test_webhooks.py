"""Notifications: signature, headers, bodies, retries (reference section 6)."""

from __future__ import annotations

import pytest

from backend.simulator.webhooks import signature
from tests.fixtures.simulator import WEBHOOK_SECRET, wait_for
from tests.simulator.conftest import point_body, qr_body, terminals_of

REQUEST_ID = "2066ca19-c6f1-498a-be75-1923005edd06"
VECTORS = [
    ("123456789", REQUEST_ID, "1742505638683", "63fb418c602960e97b2adaa829baa61f403f718cf2e19baf4a55affa0dfaac98"),
    (
        "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3",
        REQUEST_ID,
        "1742505638683",
        "7f8d37c05d340da9f11219389fc50d84d65b666fa45a6a9d0901381c816d73a8",
    ),
    (
        "ord01jq4s4ky8hwq6na5pxb65b3d3",
        REQUEST_ID,
        "1742505638683",
        "320d2a00ce3053bf1022498b3c58d6732badd6766d321af502ce381c579fb97a",
    ),
    (None, REQUEST_ID, "1742505638", "85ba334da0f2e676df669c4e343cffd8dfe199ac3861e487ed3413a4a4c7bc1c"),
    ("123456789", None, "1742505638", "8c87e8777c0cd87fb6efcb5bf2ce242f038f2bd83e4ef91f7ce91a6a8cf06c1a"),
]


def verifies(notification, data_id):
    """Whether the x-signature of a received notification is that of this id."""
    headers = notification["headers"]
    timestamp, v1 = (part.split("=", 1)[1] for part in headers["X-Signature"].split(","))
    return signature.sign(WEBHOOK_SECRET, data_id, headers["X-Request-Id"], timestamp) == v1


@pytest.fixture
def pay(ana, simulator):
    """Creates and pays a QR order of Ana; its id."""

    def play(reference="POS7-000124"):
        order = ana.create(qr_body(reference=reference)).json()
        simulator.control.events(order["id"], ana.token, "processed")
        return order["id"]

    return play


@pytest.mark.parametrize(("data_id", "request_id", "timestamp", "v1"), VECTORS)
def test_signature_equals_the_known_vectors(data_id, request_id, timestamp, v1):
    assert signature.sign(WEBHOOK_SECRET, data_id, request_id, timestamp) == v1


def test_manifest_ends_with_a_semicolon():
    assert signature.manifest("1", "r", "2") == "id:1;request-id:r;ts:2;"


def test_paid_order_is_told_signed_and_in_full(ana, simulator, receiver, pay):
    order_id = pay()
    simulator.control.wait_for_webhooks(1, topic="order")
    told = receiver.received[-1]
    assert told["query"] == {"data.id": order_id, "type": "order"}
    assert verifies(told, order_id.lower())
    assert not verifies(told, order_id)
    headers = told["headers"]
    assert (headers["X-Retry"], headers["X-Socket-Timeout"]) == ("0", "22000")
    assert headers["Content-Type"] == "application/json"
    body = told["body"]
    assert (body["action"], body["type"], body["user_id"]) == ("order.processed", "order", str(ana.user_id))
    assert (body["data"]["id"], body["data"]["status"], body["data"]["version"]) == (order_id, "processed", 2)
    assert body["data"]["transactions"]["payments"][0]["reference"]["id"].isdecimal()


def test_each_end_of_an_order_is_told_once(ana, simulator, receiver):
    pdv = terminals_of(ana)[0]
    for status in ("processed", "failed", "canceled", "expired", "action_required"):
        order = ana.create(point_body(pdv, reference=status)).json()
        simulator.control.events(order["id"], ana.token, status)
    simulator.control.events(simulator.control.state("orders")["orders"][0]["id"], ana.token, "refunded")
    told = simulator.control.wait_for_webhooks(6, topic="order")
    assert sorted(one["action"] for one in told) == [
        "order.action_required",
        "order.canceled",
        "order.expired",
        "order.failed",
        "order.processed",
        "order.refunded",
    ]
    assert {one["signature"] for one in told} == {"valid"}


def test_expiry_by_the_clock_is_told(ana, simulator, receiver):
    ana.create(qr_body())
    simulator.control.advance(901)
    assert simulator.control.wait_for_webhooks(1, action="order.expired")[0]["status"] == 200


@pytest.mark.parametrize(("unit", "digits"), [("ms", 13), ("s", 10)])
def test_timestamp_comes_in_either_unit(simulator, receiver, pay, unit, digits):
    simulator.control.send_webhooks_to(receiver.url, timestamp_unit=unit)
    pay()
    simulator.control.wait_for_webhooks(1, topic="order")
    timestamp = receiver.received[-1]["headers"]["X-Signature"].split(",")[0].removeprefix("ts=")
    assert len(timestamp) == digits


def test_raw_case_can_be_signed(simulator, receiver, pay):
    simulator.control.send_webhooks_to(receiver.url, signature_case="raw")
    order_id = pay()
    simulator.control.wait_for_webhooks(1, topic="order")
    assert verifies(receiver.received[-1], order_id)


def test_payment_topic_comes_only_when_switched_on(simulator, receiver, pay):
    pay("OFF")
    simulator.control.wait_for_webhooks(1, topic="order")
    assert simulator.control.webhooks(topic="payment") == []
    simulator.control.send_webhooks_to(receiver.url, payment_topic=True)
    pay("ON")
    told = simulator.control.wait_for_webhooks(1, topic="payment")
    assert told[0]["action"] == "payment.created"


def test_refused_notification_is_repeated_on_the_schedule_of_the_clock(simulator, receiver, pay):
    receiver.status = 500
    order_id = pay()
    simulator.control.wait_for_webhooks(1, topic="order")
    for attempt, wait in enumerate((900, 1800, 6 * 3600, 48 * 3600, 96 * 3600, 96 * 3600, 96 * 3600), start=2):
        simulator.control.advance(wait - 30)
        assert len(simulator.control.webhooks(topic="order")) == attempt - 1
        simulator.control.advance(31)
        simulator.control.wait_for_webhooks(attempt, topic="order")
    # The news of Ana's link may have been refused as well, and its last attempt still be on its way.
    pending = simulator.control.state("webhooks_pending")["webhooks_pending"]
    assert [one for one in pending if one["topic"] == "order"] == []
    tries = [one for one in receiver.received if one["query"]["type"] == "order"]
    assert [one["headers"]["X-Retry"] for one in tries] == [str(number) for number in range(8)]
    assert len({one["body"]["id"] for one in tries}) == 8
    assert len({one["headers"]["X-Signature"] for one in tries}) == 8
    assert len({one["headers"]["X-Request-Id"] for one in tries}) == 8
    assert {one["body"]["data"]["version"] for one in tries} == {2}
    assert all(verifies(one, order_id.lower()) for one in tries)


def test_accepted_notification_is_not_repeated(simulator, receiver, pay):
    pay()
    simulator.control.wait_for_webhooks(1, topic="order")
    simulator.control.advance(30 * 86400)
    assert len(simulator.control.webhooks(topic="order")) == 1


def test_unreachable_receiver_is_noted_and_tried_again_later(simulator, pay):
    simulator.control.send_webhooks_to("http://127.0.0.1:9/hook")
    pay()
    failed = simulator.control.wait_for_webhooks(1, topic="order")[0]
    assert (failed["outcome"], failed["status"], failed["error"]) == ("failed", None, "ConnectionError")
    pending = simulator.control.state("webhooks_pending")["webhooks_pending"]
    assert [(one["topic"], one["attempts"]) for one in pending] == [("order", 1)]


def told_orders(receiver):
    return [one for one in receiver.received if one["body"]["type"] == "order"]


def test_drop_fault_loses_the_notification_for_ever(simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order"}, "fault": "drop", "times": 1})
    lost, told = pay("LOST"), pay("TOLD")
    simulator.control.wait_for_webhooks(1, topic="order", outcome="delivered")
    simulator.control.advance(10 * 86400)
    assert [one["query"]["data.id"] for one in told_orders(receiver)] == [told]
    assert [one["resource"] for one in simulator.control.webhooks(outcome="dropped")] == [lost]


def test_delay_fault_puts_the_notification_off_on_the_clock(simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order.processed"}, "fault": "delay", "seconds": 3600})
    pay()
    simulator.control.advance(3500)
    assert told_orders(receiver) == []
    simulator.control.advance(101)
    simulator.control.wait_for_webhooks(1, topic="order")


def test_duplicate_fault_tells_twice(simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order"}, "fault": "duplicate"})
    order_id = pay()
    simulator.control.wait_for_webhooks(2, topic="order")
    assert [one["query"]["data.id"] for one in told_orders(receiver)] == [order_id, order_id]
    assert len({one["headers"]["X-Request-Id"] for one in told_orders(receiver)}) == 2


def test_reorder_fault_tells_the_later_first(ana, simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order"}, "fault": "reorder", "seconds": 600, "times": 1})
    order_id = pay()
    simulator.control.events(order_id, ana.token, "refunded")
    simulator.control.wait_for_webhooks(2, topic="order")
    assert [one["body"]["action"] for one in told_orders(receiver)] == ["order.refunded", "order.processed"]


def test_wrong_case_fault_signs_the_other_case(simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order"}, "fault": "wrong_case"})
    order_id = pay()
    assert simulator.control.wait_for_webhooks(1, topic="order")[0]["signature"] == "wrong_case"
    assert verifies(told_orders(receiver)[0], order_id)


def test_body_id_fault_names_the_resource_in_the_body_only(simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order"}, "fault": "body_id"})
    order_id = pay()
    simulator.control.wait_for_webhooks(1, topic="order")
    told = told_orders(receiver)[0]
    assert told["query"] == {"type": "order"}
    assert told["body"]["data"]["id"] == order_id
    assert verifies(told, None)


def test_without_secret_nothing_is_signed(simulator, receiver, pay):
    simulator.control.send_webhooks_to(receiver.url, secret="")
    pay()
    assert simulator.control.wait_for_webhooks(1, topic="order")[0]["signature"] == "unsigned"
    assert "X-Signature" not in told_orders(receiver)[0]["headers"]


def test_clearing_the_state_forgets_what_was_to_be_told(simulator, receiver, pay):
    simulator.control.faults({"match": {"topic": "order"}, "fault": "delay", "seconds": 60})
    pay()
    simulator.control.reset()
    simulator.control.send_webhooks_to(receiver.url)
    simulator.control.advance(61)
    simulator.control.link(200300400)
    wait_for(lambda: receiver.received)
    assert {one["body"]["type"] for one in receiver.received} == {"mp-connect"}
