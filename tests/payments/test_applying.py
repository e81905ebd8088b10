"""What the provider tells is booked forward only, once, and only for its own charge (rules 6, 11; §8)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.payments import ports
from backend.payments.domain import Channel, ChargeStatus
from backend.payments.models import Payment
from backend.payments.repository.orders import OrderRepository
from backend.payments.service import cancelling, sweeping
from backend.payments.service.applying import apply_snapshot
from backend.payments.service.charging import NewCharge, charge
from tests.conftest import run_in_threads

S = ChargeStatus
EMPTY_DRAFT = {"items": None, "customer_name": None, "notes": None, "receipt_type": "TICKET"}


class Listener:
    """Counts the news; may fail as often as told."""

    def __init__(self):
        self.news = []
        self.failures = 0

    def on_payment_approved(self, news):
        if self.failures:
            self.failures -= 1
            raise LookupError("the listener is broken")
        self.news.append(news)
        return f"sale-of-{news.order_id[-8:]}"


@pytest.fixture
def listener(provider):
    made = Listener()
    ports.plug(replace(ports.plugged(), listeners=[made]))
    return made


@pytest.fixture
def order(counter, provider, listener):
    return charge(
        NewCharge(
            company_id=counter.company_id,
            user_id=None,
            channel=Channel.POINT,
            point_of_sale_id=counter.id,
            amount=Decimal(1000),
            external_reference="REF-1",
            draft=EMPTY_DRAFT,
        )
    )


def fresh(order):
    return run_unit(lambda: OrderRepository(order.company_id).get(order.id))


def payments():
    return run_unit(lambda: CompanyRepository(PLATFORM).execute(select(Payment)).scalars().all())


def test_a_paid_charge_books_its_payment_and_completes_its_sale(order, provider, listener):
    assert apply_snapshot(order.company_id, order.id, provider.pay("REF-1"))
    [payment] = payments()
    booked = fresh(order)
    assert (booked.status, booked.paid_amount, booked.tip_amount) == ("PROCESSED", Decimal(1000), Decimal(0))
    assert (payment.amount, payment.card_last_four, payment.order_id) == (Decimal(1000), "1234", order.id)
    assert booked.sale_id == payment.sale_id == f"sale-of-{order.id[-8:]}"
    assert booked.open_slot is None
    assert len(listener.news) == 1


def test_the_same_news_again_changes_nothing(order, provider, listener):
    paid = provider.pay("REF-1")
    for _ in range(3):
        apply_snapshot(order.company_id, order.id, paid)
    assert len(payments()) == 1
    assert len(listener.news) == 1


def test_the_same_news_from_many_workers_books_once(order, provider, listener, app):
    paid = provider.pay("REF-1")

    def work(_i):
        with app.app_context():
            return apply_snapshot(order.company_id, order.id, paid)

    results = run_in_threads(8, work)
    assert [r for r in results if r is True] == [True]
    assert len(payments()) == 1
    assert len(listener.news) == 1


def test_any_order_of_arrival_ends_in_the_same_state(counter, provider, listener):
    for n, arrival in enumerate(itertools.permutations(["created", "taken", "paid", "refunded"])):
        reference = f"ORDER-{n}"
        made = charge(
            NewCharge(
                company_id=counter.company_id,
                user_id=None,
                channel=Channel.QR,
                point_of_sale_id=counter.id,
                amount=Decimal(1000),
                external_reference=reference,
                draft=EMPTY_DRAFT,
            )
        )
        news = {"created": provider.move(reference, S.PENDING), "taken": provider.move(reference, S.PROCESSING)}
        news["paid"] = provider.pay(reference)
        news["refunded"] = provider.move(reference, S.REFUNDED, refunded_amount=Decimal(1000))
        for what in arrival:
            apply_snapshot(made.company_id, made.id, news[what])
        assert fresh(made).status == "REFUNDED", arrival
        assert fresh(made).sale_id is not None, arrival
    assert len(listener.news) == n + 1


def test_a_tip_is_kept_apart_from_the_amount(order, provider, listener):
    apply_snapshot(order.company_id, order.id, provider.pay("REF-1", Decimal("1150.50")))
    booked = fresh(order)
    assert (booked.amount, booked.paid_amount, booked.tip_amount) == (
        Decimal(1000),
        Decimal("1150.50"),
        Decimal("150.50"),
    )
    assert (listener.news[0].amount, listener.news[0].tip_amount) == (Decimal(1000), Decimal("150.50"))


def test_news_of_another_charge_is_not_booked(order, provider, listener):
    paid = provider.pay("REF-1")
    assert not apply_snapshot(order.company_id, order.id, replace(paid, external_reference="OTHER"))
    assert not apply_snapshot(order.company_id, order.id, replace(paid, provider_order_id="ORDOTHER"))
    assert fresh(order).status == "PENDING"
    assert payments() == []


def test_news_with_another_amount_is_left_to_a_person(order, provider, listener):
    apply_snapshot(order.company_id, order.id, replace(provider.pay("REF-1"), amount=Decimal(1)))
    doubted = fresh(order)
    assert (doubted.status, doubted.status_detail) == ("UNDECIDED", "amount_mismatch")
    assert listener.news == []


def test_paid_without_a_payment_is_not_believed(order, provider, listener):
    provider.pay("REF-1")
    assert not apply_snapshot(order.company_id, order.id, provider.move("REF-1", S.PROCESSED, payment=None))
    assert fresh(order).status == "PENDING"


def test_a_payment_of_another_company_never_pays_this_charge(order, provider, listener, carla_company):
    paid = provider.pay("REF-1")
    stolen = Payment(
        company_id=carla_company.id,
        provider_payment_id=paid.payment.provider_payment_id,
        status="approved",
        amount=Decimal(1000),
        currency="ARS",
    )
    run_unit(lambda: session().add(stolen))
    apply_snapshot(order.company_id, order.id, paid)
    assert listener.news == []
    assert [p.company_id for p in payments()] == [carla_company.id]


def test_undecided_is_listed_and_later_decided(order, provider, listener):
    apply_snapshot(order.company_id, order.id, provider.move("REF-1", S.UNDECIDED))
    undecided = fresh(order)
    assert undecided.undecided_since is not None
    assert undecided.open_slot is None
    apply_snapshot(order.company_id, order.id, provider.pay("REF-1"))
    assert fresh(order).status == "PROCESSED"


def test_money_for_a_charge_we_closed_is_kept_for_a_person(order, provider, listener):
    apply_snapshot(order.company_id, order.id, provider.move("REF-1", S.CANCELED))
    apply_snapshot(order.company_id, order.id, provider.pay("REF-1"))
    assert fresh(order).status == "CANCELED"
    assert [p.sale_id for p in payments()] == [None]
    actions = run_unit(lambda: session().scalars(select(AuditEntry.action)).all())
    assert "payments.charge.contradicted" in actions


def test_a_broken_listener_never_unbooks_money_and_the_sale_follows(order, provider, listener, moving_clock):
    listener.failures = 2
    apply_snapshot(order.company_id, order.id, provider.pay("REF-1"))
    assert (fresh(order).status, fresh(order).sale_id) == ("PROCESSED", None)
    moving_clock.advance(minutes=1)
    sweeping.complete_sales()
    assert fresh(order).sale_id is None
    moving_clock.advance(minutes=1)
    sweeping.complete_sales()
    assert fresh(order).sale_id is not None
    moving_clock.advance(minutes=1)
    sweeping.complete_sales()
    assert len(listener.news) == 1


def test_what_a_broken_listener_wrote_is_undone(order, provider, listener, monkeypatch):
    def writes_then_fails(_news):
        session().add(AuditEntry(at=order.created_at, action="a.b.c", entity="b", entity_id="half done"))
        session().flush()
        raise LookupError

    monkeypatch.setattr(listener, "on_payment_approved", writes_then_fails)
    apply_snapshot(order.company_id, order.id, provider.pay("REF-1"))
    assert not run_unit(lambda: session().scalars(select(AuditEntry).where(AuditEntry.entity_id == "half done")).all())
    assert fresh(order).status == "PROCESSED"


def test_a_cancelled_charge_frees_its_device(order, provider, listener):
    assert cancelling.cancel(order.company_id, order.id)
    assert (fresh(order).status, fresh(order).open_slot) == ("CANCELED", None)


def test_fees_are_read_later_when_only_the_order_was_known(order, provider, listener):
    paid = provider.pay("REF-1")
    apply_snapshot(order.company_id, order.id, replace(paid, payment=replace(paid.payment, is_complete=False)))
    assert payments()[0].synced_at is None
    sweeping.sync_payments()
    [payment] = payments()
    assert payment.fee_amount == Decimal("1.00")
    assert payment.synced_at is not None
