"""What payments do to a request: told twice, out of order, never, wrong, late (contract 20-billing §12 rule 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from backend.infra import outbox
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments.errors import PaymentNotVerified, ProviderRefused, ProviderTimedOut
from backend.payments.models import Notification, Payment, RequestPayment
from backend.payments.service.claiming import claim_for_sale
from backend.payments.service.requesting import refunding, searching, settling
from backend.payments.service.requesting.opening import open_request, withdraw
from backend.payments.service.requesting.publishing import publish
from tests.conftest import run_in_threads
from tests.fixtures.gateway import connect, tell_payment
from tests.fixtures.requests import AMOUNT, new_request, open_published, request_of

OVER = {"hours": 72, "minutes": 2}


def rows(model):
    return run_unit(lambda: CompanyRepository(PLATFORM).execute(select(model)).scalars().all(), is_read_only=True)


def actions():
    return [entry.action for entry in run_unit(lambda: session().scalars(select(AuditEntry)).all())]


@pytest.mark.parametrize(
    "wrong", [{"amount": AMOUNT - 1}, {"amount": AMOUNT + 1}, {"currency": "USD"}, {"refunded_amount": Decimal(1)}]
)
def test_a_payment_that_is_not_what_was_asked_activates_nothing(product, ana_company, admin, mailbox, wrong):
    platform = product.provider
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id, **wrong)
    assert tell_payment(told) == tell_payment(told) == ana_company.id
    request = request_of(request_id)
    assert (request.status, request.provider_payment_id) == ("review", told.provider_payment_id)
    assert product.heard == []
    assert actions().count("payments.request.review") == 1
    mails = mailbox.collect()
    assert [sent.to for sent in mails] == [admin.email]
    assert told.provider_payment_id in mails[0].text
    assert platform.refund_calls == 0


def test_a_payment_under_review_that_goes_back_ends_the_request(platform, product, ana_company):
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id, amount=AMOUNT - 1)
    tell_payment(told)
    tell_payment(platform.change_payment(told.provider_payment_id, "refunded", refunded_amount=told.amount))
    assert (request_of(request_id).status, product.names()) == ("refunded", ["ended"])


def test_a_reference_in_somebody_elses_payment_pays_nothing(platform, product, ana_company, carla_company):
    request_id = open_published(ana_company)
    connect(carla_company.id, "QR", "555666")
    forged = platform.pay_request(request_id, collector_id="555666")
    assert tell_payment(forged) == carla_company.id  # it is her own income, whatever it says
    assert (request_of(request_id).status, product.heard) == ("pending", [])
    assert rows(RequestPayment) == []


@pytest.mark.parametrize("reference", [None, "MOS-1", "0195f0a0-0000-7000-8000-000000000000", "x" * 64])
def test_a_payment_of_the_platform_for_something_else_is_nobodys(platform, product, ana_company, reference):
    request_id = open_published(ana_company)
    assert tell_payment(platform.pay_request(request_id, external_reference=reference)) is None
    assert (request_of(request_id).status, rows(Payment)) == ("pending", [])


def test_the_platforms_payments_are_not_a_shops(platform, product, ana_company):
    tell_payment(platform.pay_request(open_published(ana_company)))
    assert rows(Payment) == []
    assert [row.status for row in rows(RequestPayment)] == ["approved"]


def test_a_collecting_company_sees_its_income_but_sells_nothing_with_it(platform, product, ana_company, carla_company):
    connect(carla_company.id, "ONLINE", "778899")
    request_id = open_published(ana_company, collecting_company_id=carla_company.id)
    told = platform.pay_request(request_id)
    assert tell_payment(told) == ana_company.id
    (payment,) = rows(Payment)
    assert (payment.company_id, payment.request_id, payment.sale_id) == (carla_company.id, request_id, None)
    with pytest.raises(PaymentNotVerified):
        claim_for_sale(
            carla_company.id,
            provider_payment_id=told.provider_payment_id,
            provider_order_id=None,
            amount=AMOUNT,
            sale_id="0195f0a0-0000-7000-8000-000000000001",
        )


def test_a_listener_that_fails_is_told_again_and_nothing_is_half_done(platform, product, ana_company):
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    product.breaks.append(LookupError())
    with pytest.raises(LookupError):
        tell_payment(told)
    assert (request_of(request_id).status, rows(RequestPayment)) == ("pending", [])
    tell_payment(told)
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])


def test_a_payment_that_its_product_does_not_want_goes_back(platform, product, ana_company):
    product.accepts = False
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    tell_payment(told)
    outbox.deliver_due()
    tell_payment(told)
    assert list(platform.refunds.values()) == [told.provider_payment_id]
    assert (request_of(request_id).status, product.names()) == ("refunded", ["approved"])


@pytest.mark.parametrize("wrong", [{}, {"amount": AMOUNT - 1}])
@pytest.mark.parametrize("ending", ["withdrawn", "over"])
def test_a_late_payment_goes_back_once(product, ana_company, moving_clock, ending, wrong):
    platform = product.provider
    request_id = open_published(ana_company)
    if ending == "withdrawn":
        withdraw(request_id)
    else:
        moving_clock.advance(**OVER)
        searching.sweep()
    heard = product.names()
    told = platform.pay_request(request_id, **wrong)
    tell_payment(told)
    assert request_of(request_id).status == "expired"
    for _ in range(3):
        outbox.deliver_due()
        tell_payment(platform.payments[told.provider_payment_id])
    assert list(platform.refunds.values()) == [told.provider_payment_id]
    assert platform.refund_calls == 1
    assert (request_of(request_id).status, product.names()) == ("refunded", heard)
    assert request_of(request_id).provider_payment_id == told.provider_payment_id


def test_a_refund_whose_answer_was_lost_is_repeated_under_the_same_key(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    withdraw(request_id)
    told = platform.pay_request(request_id)
    tell_payment(told)
    platform.after.append(ProviderTimedOut())
    outbox.deliver_due()
    assert request_of(request_id).status == "expired"
    moving_clock.advance(hours=1)
    outbox.deliver_due()
    assert (platform.refund_calls, len(platform.refunds)) == (2, 1)
    assert request_of(request_id).status == "refunded"


def test_a_refund_that_somebody_made_by_hand_is_not_repeated(platform, product, ana_company):
    request_id = open_published(ana_company)
    withdraw(request_id)
    told = platform.pay_request(request_id)
    tell_payment(told)
    platform.change_payment(told.provider_payment_id, "refunded", refunded_amount=AMOUNT)
    outbox.deliver_due()
    assert (request_of(request_id).status, platform.refunds) == ("refunded", {})


def test_a_refund_that_never_works_is_owed_again_and_told(product, ana_company, admin, mailbox, moving_clock):
    platform = product.provider
    request_id = open_published(ana_company)
    withdraw(request_id)
    outbox.deliver_due()
    tell_payment(platform.pay_request(request_id))
    platform.before = [ProviderRefused(reason="2030", provider_status=400) for _ in range(12)]
    for _ in range(40):
        outbox.deliver_due()
        moving_clock.advance(minutes=25)
    assert platform.refunds == {}
    assert request_of(request_id).status == "expired"
    assert refunding.owe_again() == 1
    assert refunding.owe_again() == 0
    assert [sent.to for sent in mailbox.collect()] == [admin.email]
    assert (request_of(request_id).status, len(platform.refunds)) == ("refunded", 1)
    moving_clock.advance(days=2)
    assert refunding.owe_again() == 0


def test_a_second_payment_goes_back_and_the_first_stays(platform, product, ana_company):
    request_id = open_published(ana_company)
    first, second = platform.pay_request(request_id), platform.pay_request(request_id)
    for told in (first, second, second):
        tell_payment(told)
    outbox.deliver_due()
    tell_payment(platform.payments[second.provider_payment_id])
    assert list(platform.refunds.values()) == [second.provider_payment_id]
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])
    assert request_of(request_id).provider_payment_id == first.provider_payment_id


@pytest.mark.parametrize("how", ["refunded", "charged_back"])
def test_a_payment_taken_back_is_told_once(platform, product, ana_company, how):
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    tell_payment(told)
    platform.change_payment(told.provider_payment_id, how, refunded_amount=AMOUNT)
    tell_payment(told)
    tell_payment(told)
    assert (request_of(request_id).status, product.names()) == ("refunded", ["approved", "reverted"])


def test_news_out_of_order_ends_where_the_provider_is(platform, product, ana_company):
    request_id = open_published(ana_company)
    approved = platform.pay_request(request_id)
    refunded = replace(approved, status="refunded", refunded_amount=AMOUNT)
    for told in (refunded, approved, refunded):
        settling.settle(told)
    assert (request_of(request_id).status, product.heard) == ("pending", [])  # it came and went: buy again
    settling.settle(platform.pay_request(request_id))
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])


def test_a_part_given_back_by_hand_takes_nothing_back(platform, product, ana_company):
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    tell_payment(told)
    tell_payment(platform.change_payment(told.provider_payment_id, "approved", refunded_amount=Decimal(100)))
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])
    assert rows(RequestPayment)[0].refunded_amount == Decimal(100)


def test_a_lost_notification_is_found_by_the_sweep_and_counted(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    told = platform.pay_request(request_id)
    assert searching.sweep() == 0  # not yet
    moving_clock.advance(minutes=1)
    assert searching.sweep() == 1
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])
    missed = run_unit(lambda: session().scalars(select(Notification)).all())
    assert [(n.topic, n.source, n.resource_id) for n in missed] == [("payment", "sweep", told.provider_payment_id)]


def test_the_sweep_looks_after_a_minute_then_less_and_less_until_a_day_after_the_end(
    platform, product, ana_company, moving_clock, monkeypatch
):
    looked = []
    find = platform.find_payments
    monkeypatch.setattr(platform, "find_payments", lambda *a: looked.append(clock.now()) or find(*a))
    request_id = open_published(ana_company)
    start = clock.now()
    while clock.now() < start + timedelta(days=5):
        moving_clock.advance(minutes=1)
        searching.sweep()
    gaps = [later - earlier for earlier, later in zip([start, *looked], looked, strict=False)]
    assert gaps[0] == timedelta(minutes=1)
    assert max(gaps) == timedelta(hours=1)
    assert timedelta(days=3, hours=23) < looked[-1] - start <= timedelta(days=4, hours=1)
    assert request_of(request_id).next_look_at is None


def test_a_late_payment_that_nobody_told_of_is_found_and_goes_back(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    withdraw(request_id)
    platform.pay_request(request_id)
    moving_clock.advance(minutes=2)
    searching.sweep()
    outbox.deliver_due()
    assert (request_of(request_id).status, len(platform.refunds)) == ("refunded", 1)


def test_a_second_payment_that_nobody_told_of_is_found_after_the_end(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    tell_payment(platform.pay_request(request_id))
    platform.pay_request(request_id)
    moving_clock.advance(**OVER)
    searching.sweep()
    outbox.deliver_due()
    assert (request_of(request_id).status, len(platform.refunds)) == ("approved", 1)
    assert request_of(request_id).next_look_at is None


def test_an_approved_request_closes_its_page(platform, product, ana_company):
    request_id = open_published(ana_company)
    tell_payment(platform.pay_request(request_id))
    outbox.deliver_due()
    assert platform.closed == [request_of(request_id).preference_id]


def test_one_request_that_breaks_keeps_no_other_from_the_sweep(platform, product, ana_company, moving_clock):
    first = open_published(ana_company)
    second = open_published(ana_company, reference_id=13)
    platform.pay_request(first)
    platform.pay_request(second)
    product.breaks.append(LookupError())
    moving_clock.advance(minutes=1)
    searching.sweep()
    assert {request_of(first).status, request_of(second).status} == {"pending", "approved"}
    moving_clock.advance(minutes=2)
    searching.sweep()
    assert {request_of(first).status, request_of(second).status} == {"approved"}


@pytest.mark.database
@pytest.mark.parametrize("case", ["in time", "late", "second"])
def test_one_payment_told_to_many_at_once_acts_once(app, platform, product, ana_company, case):
    request_id = open_published(ana_company)
    if case == "late":
        withdraw(request_id)
    if case == "second":
        tell_payment(platform.pay_request(request_id))
    told = platform.pay_request(request_id)

    def work(_):
        with app.app_context():
            return settling.settle(told)

    assert run_in_threads(6, work) == [ana_company.id] * 6
    outbox.deliver_due()
    assert product.names() == ([] if case == "late" else ["approved"])
    assert len(platform.refunds) == (0 if case == "in time" else 1)
    assert platform.refund_calls == len(platform.refunds)


@pytest.mark.database
def test_a_payment_and_a_withdrawal_at_once_never_both_win(app, platform, product, ana_company):
    for reference in range(5):
        request_id = open_request(new_request(ana_company, reference_id=reference))
        publish(request_id)
        told = platform.pay_request(request_id)

        def work(which, request_id=request_id, told=told):
            with app.app_context():
                return withdraw(request_id) if which else settling.settle(told)

        _, is_withdrawn = run_in_threads(2, work)
        outbox.deliver_due()
        is_given_back = told.provider_payment_id in platform.refunds.values()
        assert is_withdrawn == is_given_back
        assert request_of(request_id).status == ("refunded" if is_withdrawn else "approved")
