"""Work that is owed is done in the end: one row that always fails holds up no other, and nothing waits for ever."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from backend.infra.db import session
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.kernel.errors import ValidationFailed
from backend.payments import ports
from backend.payments.domain import Channel, ChargeStatus
from backend.payments.errors import ProviderTimedOut
from backend.payments.models import Notification, PaymentAccount, PaymentOrder
from backend.payments.repository.orders import OrderRepository
from backend.payments.repository.payments import PaymentRepository
from backend.payments.service import charging, linking, looking, sweeping
from backend.payments.service.applying import apply_snapshot
from backend.payments.service.charging import NewCharge, charge
from backend.payments.service.inbox import Incoming, receive
from tests.factories.points_of_sale import make_point_of_sale
from tests.fixtures.gateway import connect

S = ChargeStatus
DRAFT = {"items": None, "customer_name": None, "notes": None, "receipt_type": "TICKET"}


class Listener:
    """Completes sales, but those of the references it is told to refuse."""

    def __init__(self):
        self.refused = set()

    def on_payment_approved(self, news):
        order = OrderRepository(news.company_id).get(news.order_id)
        if order.external_reference in self.refused:
            raise LookupError("this one never works")
        return f"sale-of-{news.order_id[-8:]}"


@pytest.fixture
def listener(provider):
    made = Listener()
    ports.plug(replace(ports.plugged(), listeners=[made]))
    return made


def ask(counter, reference, **changes):
    values = {
        "company_id": counter.company_id,
        "user_id": None,
        "channel": Channel.QR,
        "point_of_sale_id": counter.id,
        "amount": Decimal(1000),
        "external_reference": reference,
        "draft": dict(DRAFT),
    }
    return charge(NewCharge(**(values | changes)))


def fresh(order):
    return charging.current(order.company_id, order.id)


def paid(counter, provider, reference):
    order = ask(counter, reference)
    apply_snapshot(order.company_id, order.id, provider.pay(reference))
    return order


def test_a_sale_that_never_works_holds_up_no_other(counter, provider, listener, moving_clock, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 1)
    listener.refused = {"BAD", "GOOD"}
    paid(counter, provider, "BAD")
    good = paid(counter, provider, "GOOD")
    listener.refused = {"BAD"}
    for _ in range(4):
        moving_clock.advance(seconds=11)
        sweeping.complete_sales()
    assert fresh(good).sale_id is not None


def test_the_sale_of_a_charge_refunded_meanwhile_is_still_completed(counter, provider, listener, moving_clock):
    listener.refused = {"REF-1"}
    order = paid(counter, provider, "REF-1")
    apply_snapshot(order.company_id, order.id, provider.move("REF-1", S.REFUNDED, refunded_amount=Decimal(1000)))
    listener.refused = set()
    moving_clock.advance(minutes=1)
    sweeping.complete_sales()
    assert (fresh(order).status, fresh(order).sale_id is None) == ("REFUNDED", False)


def test_a_charge_that_breaks_the_sweep_holds_up_no_other(counter, provider, listener, moving_clock, monkeypatch):
    broken = ask(counter, "BROKEN", channel=Channel.POINT)
    order = ask(counter, "REF-1")
    run_unit(
        lambda: CompanyRepository(PLATFORM).execute(
            update(PaymentOrder).where(PaymentOrder.id == broken.id).values(next_look_at=moving_clock())
        )
    )
    provider.pay("REF-1")
    fetch = provider.fetch

    def break_for_one(access, provider_order_id, *, seconds=None):
        if provider_order_id == broken.provider_order_id:
            raise ZeroDivisionError
        return fetch(access, provider_order_id, seconds=seconds)

    monkeypatch.setattr(provider, "fetch", break_for_one)
    moving_clock.advance(minutes=2)
    sweeping.sweep()
    assert fresh(order).status == "PROCESSED"
    assert fresh(broken).next_look_at > moving_clock()


def test_payments_of_a_disconnected_company_hold_up_no_others(  # noqa: PLR0913, PLR0917 - fixtures
    counter, provider, listener, moving_clock, monkeypatch, carla_company
):
    monkeypatch.setattr(sweeping, "BATCH", 1)
    connect(carla_company.id, "QR", seller="900")
    theirs = make_point_of_sale(carla_company, cashier_id=1, cashier_external_id="C")
    for point, reference in ((theirs, "THEIRS"), (counter, "OURS")):
        order = ask(point, reference)
        snapshot = provider.pay(reference)
        seen = replace(snapshot, payment=replace(snapshot.payment, is_complete=False))
        apply_snapshot(order.company_id, order.id, seen)
    linking.disconnect(carla_company.id, "QR")
    for _ in range(3):
        moving_clock.advance(minutes=1)
        sweeping.sync_payments()
    (payment,) = run_unit(lambda: PaymentRepository(counter.company_id).list_of_order(order.id))
    assert (payment.fee_amount, payment.sync_due_at) == (Decimal("1.00"), None)


def test_a_charge_of_a_disconnected_account_is_left_undecided_and_booked_later(
    counter, provider, listener, moving_clock
):
    order = ask(counter, "REF-1")
    provider.pay("REF-1")
    linking.disconnect(counter.company_id, "QR")
    moving_clock.advance(minutes=10)
    sweeping.sweep()
    assert fresh(order).status == "PENDING"

    moving_clock.advance(minutes=10)
    sweeping.sweep()
    left = fresh(order)
    assert (left.status, left.status_detail, left.open_slot) == ("UNDECIDED", "not_connected", None)

    reconnect(counter, order.provider_user_id)
    moving_clock.advance(hours=1)
    sweeping.sweep()
    assert (fresh(order).status, fresh(order).sale_id is None) == ("PROCESSED", False)


def test_a_seller_linked_later_is_not_asked_about_the_charges_of_the_earlier_one(
    counter, provider, listener, moving_clock
):
    order = ask(counter, "REF-1")
    reconnect(counter, "555000111")
    moving_clock.advance(minutes=20)
    sweeping.sweep()
    assert (fresh(order).status, provider.fetched) == ("UNDECIDED", 0)
    assert looking.charges_of_seller("555000111", reference="REF-1") == []
    assert ask(counter, "REF-2").status == "PENDING"


def reconnect(counter, seller):
    values = {"is_active": True, "access_token": "APP_USR-2", "provider_user_id": seller}
    statement = update(PaymentAccount).where(PaymentAccount.app_type == "QR").values(**values)
    run_unit(lambda: CompanyRepository(counter.company_id).execute(statement))


def test_an_undecided_charge_that_never_arrived_ends(counter, provider, listener, moving_clock):
    provider.before = [ProviderTimedOut()]
    with pytest.raises(ProviderTimedOut):
        ask(counter, "REF-1")
    linking.disconnect(counter.company_id, "QR")
    moving_clock.advance(minutes=20)
    sweeping.sweep()
    order = run_unit(lambda: OrderRepository(counter.company_id).find_by_reference("REF-1"))
    assert order.status == "UNDECIDED"

    reconnect(counter, order.provider_user_id)
    moving_clock.advance(hours=1)
    sweeping.sweep()
    assert fresh(order).status == "EXPIRED"


def test_an_order_of_another_company_with_the_same_reference_is_not_taken(
    counter, provider, listener, moving_clock, carla_company
):
    connect(carla_company.id, "QR")
    theirs = make_point_of_sale(carla_company, cashier_id=1, cashier_external_id="C")
    their_order = ask(theirs, "REF-1")
    provider.before = [ProviderTimedOut()]
    with pytest.raises(ProviderTimedOut):
        ask(counter, "REF-1")
    provider.pay("REF-1")
    moving_clock.advance(minutes=2)
    sweeping.sweep()
    assert fresh(their_order).status == "PROCESSED"
    assert run_unit(lambda: OrderRepository(counter.company_id).find_by_reference("REF-1")).status == "PENDING"


def test_money_given_back_does_not_come_again_by_an_older_answer(counter, provider, listener):
    order = paid(counter, provider, "REF-1")
    older = provider.charges[order.idempotency_key]
    newer = replace(older, status=S.CHARGED_BACK, payment=replace(older.payment, status="charged_back"))
    apply_snapshot(order.company_id, order.id, newer)
    apply_snapshot(order.company_id, order.id, older)
    (payment,) = run_unit(lambda: PaymentRepository(order.company_id).list_of_order(order.id))
    assert (fresh(order).status, payment.status) == ("CHARGED_BACK", "charged_back")


def test_an_end_that_was_not_told_is_missed_even_if_something_else_was(counter, provider, listener, moving_clock):
    order = ask(counter, "REF-1")
    receive(
        Incoming(
            topic="order",
            action="order.action_required",
            resource_id=order.provider_order_id,
            provider_user_id=order.provider_user_id,
            request_id="1",
            verdict="verified",
            body="{}",
        )
    )
    provider.pay("REF-1")
    moving_clock.advance(minutes=2)
    sweeping.sweep()
    assert run_unit(lambda: [one.source for one in all_notifications()]) == ["webhook", "sweep"]


def all_notifications():
    return list(session().scalars(select(Notification).order_by(Notification.id)))


def test_a_status_read_bounds_the_search_of_a_lost_charge(counter, provider, listener, moving_clock, monkeypatch):
    provider.before = [ProviderTimedOut()]
    with pytest.raises(ProviderTimedOut):
        ask(counter, "REF-1")
    asked = []
    monkeypatch.setattr(provider, "find", lambda *_args, seconds=None: asked.append(seconds))
    moving_clock.advance(seconds=3)
    looking.status_by_reference(counter.company_id, "REF-1")
    assert asked == [looking.STATUS_READ_SECONDS]


def test_prices_with_more_decimals_than_the_currency_are_refused(counter, provider, ana_company):
    ana_company.currency = "CLP"
    run_unit(lambda: session().merge(ana_company))
    items = [{"title": "Pan", "quantity": 2, "unit_price": Decimal("10.50")}]
    with pytest.raises(ValidationFailed):
        ask(counter, "REF-1", amount=Decimal(21), items=items, draft=None)
    assert not provider.charges


def test_every_payment_without_its_fees_is_owed_a_reading(counter, provider, listener):
    order = ask(counter, "REF-1")
    snapshot = provider.pay("REF-1")
    apply_snapshot(order.company_id, order.id, replace(snapshot, payment=replace(snapshot.payment, is_complete=False)))
    (payment,) = run_unit(lambda: PaymentRepository(order.company_id).list_of_order(order.id))
    assert payment.sync_due_at is not None
