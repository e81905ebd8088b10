"""Side effects that follow a commit: owed with it, delivered at least once, never before it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from backend.infra import outbox
from backend.infra.db import db, session
from backend.infra.outbox import OutboxMessage
from backend.infra.unit_of_work import run_unit
from backend.kernel.errors import TransportError
from tests.conftest import run_in_threads


@pytest.fixture
def delivered():
    """What the deliveries of kind ``test`` were given."""
    seen: list = []
    outbox.delivers("test")(lambda payload, message_id: seen.append((payload, message_id)))
    yield seen
    outbox._deliveries.pop("test")


def state_of(message_id):
    return run_unit(lambda: session().get(OutboxMessage, message_id))


def test_a_message_is_delivered_once_with_its_payload(app, delivered):
    message_id = run_unit(lambda: outbox.put("test", {"n": 1}))
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert delivered == [({"n": 1}, message_id)]
    assert state_of(message_id).state == "delivered"


def test_a_rolled_back_unit_owes_nothing(app, delivered):
    def fails():
        outbox.put("test", {})
        raise LookupError

    with pytest.raises(LookupError):
        run_unit(fails)
    assert outbox.deliver_due() == 0
    assert delivered == []


def test_a_failed_delivery_is_tried_again_later(app, delivered, moving_clock):
    tries = []

    def fails_once(_payload, _message_id):
        tries.append(1)
        if len(tries) == 1:
            raise TransportError("down")

    outbox.delivers("test")(fails_once)
    message_id = run_unit(lambda: outbox.put("test", {}))
    outbox.deliver_due()
    outbox.deliver_due()
    assert len(tries) == 1, "not before its time"
    moving_clock.advance(minutes=1)
    outbox.deliver_due()
    assert len(tries) == 2
    assert state_of(message_id).state == "delivered"


def test_a_permanent_failure_is_not_repeated(app, delivered, moving_clock):
    def refused(_payload, _message_id):
        raise TransportError("no such mailbox", is_permanent=True)

    outbox.delivers("test")(refused)
    message_id = run_unit(lambda: outbox.put("test", {}))
    outbox.deliver_due()
    moving_clock.advance(days=2)
    assert outbox.deliver_due() == 0
    assert state_of(message_id).state == "dead"


def test_a_delivery_that_died_with_its_process_is_taken_over(app, delivered, moving_clock):
    run_unit(lambda: outbox.put("test", {"n": 1}))
    outbox._claim()  # a process takes it and dies
    assert outbox.deliver_due() == 0
    moving_clock.advance(minutes=3)
    assert outbox.deliver_due() == 1
    assert len(delivered) == 1


def test_payloads_are_sealed_in_the_database(app, delivered):
    run_unit(lambda: outbox.put("test", {"link": "https://x/?token=very-secret"}))
    with db.engine.connect() as connection:
        stored = connection.execute(text("SELECT payload FROM outbox_message")).scalar_one()
    assert "very-secret" not in stored


def test_many_deliverers_deliver_each_message_once(app, delivered):
    for n in range(40):
        run_unit(lambda n=n: outbox.put("test", {"n": n}))

    def work(_i):
        with app.app_context():
            return outbox.deliver_due()

    results = run_in_threads(6, work)
    assert sum(results) == 40
    assert sorted(payload["n"] for payload, _ in delivered) == list(range(40))
    assert not run_unit(lambda: session().scalars(select(OutboxMessage).where(OutboxMessage.state == "pending")).all())
