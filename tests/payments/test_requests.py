"""A payable request: opened, published, paid, ended (contract 20-billing §1 *Cobro*, §12 rule 8)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.infra import current, outbox
from backend.infra.unit_of_work import OpenTransaction, run_unit
from backend.kernel import clock
from backend.payments import ports
from backend.payments.domain import Concept, RequestStatus
from backend.payments.errors import (
    PaymentRequestEnded,
    PaymentRequestNotFound,
    PaymentRequestOpen,
    PaymentsNotConfigured,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnauthorized,
)
from backend.payments.service.requesting import collecting, opening, publishing, searching
from backend.payments.service.requesting.opening import open_request, withdraw
from backend.payments.service.requesting.publishing import owe_publication, publish
from tests.conftest import run_in_threads
from tests.fixtures.gateway import PLATFORM_SELLER, connect, tell_payment
from tests.fixtures.requests import AMOUNT, new_request, open_published, request_of

OVER = {"hours": 72, "minutes": 2}


def company_as_platform(app, company):
    """Let a company collect for the platform, as MERCADOPAGO_EMPRESA_ID does."""
    app.extensions[current.EXTENSION] = replace(current.settings(), mercadopago_empresa_id=company.id)


def test_request_is_paid_on_its_page_and_its_product_hears_once(platform, product, ana_company):
    request_id = open_request(new_request(ana_company))
    url = publish(request_id)
    assert url == request_of(request_id).payment_url == publish(request_id)
    told = platform.pay_request(request_id)
    assert tell_payment(told) == tell_payment(told) == ana_company.id
    assert request_of(request_id).status == "approved"
    assert product.names() == ["approved"]
    news = product.heard[0][1]
    assert (news.reference_id, news.amount, news.company_id) == ("12", AMOUNT, ana_company.id)
    assert len(platform.preferences) == 1


def test_page_asks_for_what_the_request_is(platform, product, ana_company):
    request_id = open_published(ana_company)
    order = next(iter(platform.preferences.values()))
    request = request_of(request_id)
    assert (order.external_reference, order.amount, order.currency) == (request_id, AMOUNT, "ARS")
    assert (order.expires_at, order.back_path) == (request.expires_at, "/panel/suscripcion")
    assert request.collector_user_id == PLATFORM_SELLER


def test_nobody_to_collect_is_503_and_leaves_nothing(app, product, ana_company):
    app.extensions[current.EXTENSION] = replace(current.settings(), mercadopago_access_token="")
    with pytest.raises(PaymentsNotConfigured) as refusal:
        open_request(new_request(ana_company))
    assert (refusal.value.status, refusal.value.code) == (503, "payments_not_configured")
    assert not collecting.can_collect()
    assert opening.find_open(ana_company.id, Concept.SUBSCRIPTION, 12) is None


@pytest.mark.parametrize(
    ("connected", "collects"), [(("POINT", "QR", "ONLINE"), "ONLINE"), (("POINT", "QR"), "QR"), (("POINT",), "POINT")]
)
@pytest.mark.usefixtures("product")
def test_the_platform_company_collects_by_its_best_account(app, ana_company, carla_company, connected, collects):
    accounts = {kind: connect(carla_company.id, kind, f"77{n}") for n, kind in enumerate(connected)}
    company_as_platform(app, carla_company)
    request = request_of(open_request(new_request(ana_company)))
    assert request.collector_company_id == carla_company.id
    assert request.collector_account_id == accounts[collects].id
    assert request.collector_user_id == accounts[collects].provider_user_id


def test_a_platform_company_without_an_account_leaves_it_to_the_token(app, product, ana_company, carla_company):
    company_as_platform(app, carla_company)
    request = request_of(open_request(new_request(ana_company)))
    assert (request.collector_company_id, request.collector_account_id) == (None, None)


def test_another_company_may_collect_for_itself(product, ana_company, carla_company):
    account = connect(carla_company.id, "ONLINE", "778899")
    request = request_of(open_request(new_request(ana_company, collecting_company_id=carla_company.id)))
    assert (request.company_id, request.collector_account_id) == (ana_company.id, account.id)
    with pytest.raises(PaymentsNotConfigured):  # the platform's token never collects for a company
        open_request(new_request(ana_company, collecting_company_id=ana_company.id, reference_id=13))


@pytest.mark.parametrize("amount", ["0", "-1", "10.005"])
def test_an_amount_that_is_none_is_a_mistake(product, ana_company, amount):
    with pytest.raises(ValueError, match="amount"):
        open_request(new_request(ana_company, amount=Decimal(amount)))


def test_an_end_that_is_past_is_a_mistake(product, ana_company, moving_clock):
    with pytest.raises(ValueError, match="future"):
        open_request(new_request(ana_company, expires_at=clock.now()))


@pytest.mark.parametrize("claiming", [0, 2])
def test_a_concept_has_exactly_one_listener(product, ana_company, claiming):
    ports.plug(replace(ports.plugged(), request_listeners=[product] * claiming))
    with pytest.raises(RuntimeError, match="listeners claim"):
        open_request(new_request(ana_company))


def test_a_thing_waits_for_one_payment_at_most(platform, product, ana_company):
    request_id = open_published(ana_company)
    with pytest.raises(PaymentRequestOpen) as refusal:
        open_request(new_request(ana_company))
    assert refusal.value.facts == {"payment_url": request_of(request_id).payment_url}
    withdraw(request_id)
    assert open_request(new_request(ana_company)) != request_id


@pytest.mark.database
def test_two_who_ask_at_once_open_one_request(app, product, ana_company):
    wanted = new_request(ana_company)

    def ask(_):
        with app.app_context():
            return open_request(wanted)

    results = run_in_threads(4, ask)
    opened = [result for result in results if isinstance(result, str)]
    assert len(opened) == 1
    assert opening.find_open(ana_company.id, Concept.SUBSCRIPTION, 12).request_id == opened[0]


def test_a_request_joins_the_unit_of_its_product(product, ana_company):
    def fails():
        open_request(new_request(ana_company))
        raise LookupError

    with pytest.raises(LookupError):
        run_unit(fails)
    assert opening.find_open(ana_company.id, Concept.SUBSCRIPTION, 12) is None


def test_publishing_inside_a_unit_is_a_mistake(product, ana_company):
    request_id = open_request(new_request(ana_company))
    with pytest.raises(OpenTransaction):
        run_unit(lambda: publish(request_id))


def test_an_unknown_request_is_not_published(product):
    with pytest.raises(PaymentRequestNotFound):
        publish("0195f0a0-0000-7000-8000-000000000000")


@pytest.mark.parametrize("refusal", [ProviderRefused, ProviderTimedOut, ProviderUnauthorized])
def test_what_the_provider_says_no_to_stays_pending_and_can_be_tried_again(platform, product, ana_company, refusal):
    request_id = open_request(new_request(ana_company))
    platform.before.append(refusal())
    with pytest.raises(refusal):
        publish(request_id)
    assert (request_of(request_id).status, request_of(request_id).payment_url) == ("pending", None)
    assert publish(request_id).startswith("https://")


def test_a_lost_answer_makes_a_new_link_with_the_same_reference(platform, product, ana_company):
    request_id = open_request(new_request(ana_company))
    platform.after.append(ProviderTimedOut())
    with pytest.raises(ProviderTimedOut):
        publish(request_id)
    publish(request_id)
    assert [order.external_reference for order in platform.preferences.values()] == [request_id] * 2
    assert request_of(request_id).preference_id == f"{PLATFORM_SELLER}-2"


@pytest.mark.database
def test_publishing_at_once_keeps_one_page_and_closes_the_others(app, platform, product, ana_company):
    request_id = open_request(new_request(ana_company))

    def work(_):
        with app.app_context():
            return publish(request_id)

    urls = set(run_in_threads(4, work))
    assert urls == {request_of(request_id).payment_url}
    assert set(platform.closed) == set(platform.preferences) - {request_of(request_id).preference_id}


def test_a_request_withdrawn_while_its_page_is_made_hands_no_link_out(platform, product, ana_company, monkeypatch):
    request_id = open_request(new_request(ana_company))
    create = platform.create_preference

    def created_late(access, order):
        made = create(access, order)
        withdraw(request_id)
        return made

    monkeypatch.setattr(platform, "create_preference", created_late)
    with pytest.raises(PaymentRequestEnded):
        publish(request_id)
    assert platform.closed == list(platform.preferences)


@pytest.mark.parametrize("ending", ["withdrawn", "over"])
def test_an_ended_request_is_not_published(product, ana_company, moving_clock, ending):
    request_id = open_request(new_request(ana_company))
    if ending == "withdrawn":
        withdraw(request_id)
    else:
        moving_clock.advance(hours=72)
    with pytest.raises(PaymentRequestEnded):
        publish(request_id)


def test_an_account_that_is_gone_cannot_publish(app, product, ana_company, carla_company):
    account = connect(carla_company.id, "ONLINE", "778899")
    request_id = open_request(new_request(ana_company, collecting_company_id=carla_company.id))
    run_unit(lambda: collecting.tokens.break_link(account.id, 1, "gone", is_active=False, access_token=None))
    with pytest.raises(PaymentsNotConfigured):
        publish(request_id)


def test_an_owed_publication_is_made_after_the_commit_and_told_once(platform, product, ana_company):
    def renew():
        request_id = open_request(new_request(ana_company))
        owe_publication(request_id)
        return request_id

    platform.before.append(ProviderTimedOut())
    request_id = run_unit(renew)
    outbox.deliver_due()
    assert product.names() == []  # the provider was down: it is tried again
    publishing.deliver_publication({"request_id": request_id})
    publishing.deliver_publication({"request_id": request_id})
    assert product.names() == ["published"]
    assert product.heard[0][1].payment_url == request_of(request_id).payment_url


def test_an_owed_publication_of_an_ended_request_is_left_alone(platform, product, ana_company):
    def renew():
        request_id = open_request(new_request(ana_company))
        owe_publication(request_id)
        withdraw(request_id)

    run_unit(renew)
    outbox.deliver_due()
    assert (platform.preferences, product.heard) == ({}, [])
    assert outbox.deliver_due() == 0


def test_withdrawing_closes_the_page_and_tells_nobody(platform, product, ana_company):
    request_id = open_published(ana_company)
    assert withdraw(request_id)
    assert not withdraw(request_id)
    outbox.deliver_due()
    assert platform.closed == [request_of(request_id).preference_id]
    assert (request_of(request_id).status, product.heard) == ("expired", [])


def test_a_page_that_cannot_be_closed_is_tried_again(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    withdraw(request_id)
    platform.before.append(ProviderTimedOut())
    outbox.deliver_due()
    moving_clock.advance(minutes=1)
    outbox.deliver_due()
    assert platform.closed == [request_of(request_id).preference_id]


def test_a_paid_request_cannot_be_withdrawn(platform, product, ana_company):
    request_id = open_published(ana_company)
    tell_payment(platform.pay_request(request_id))
    assert not withdraw(request_id)
    assert request_of(request_id).status == "approved"


@pytest.mark.parametrize("status", [RequestStatus.APPROVED, RequestStatus.REFUNDED, RequestStatus.REVIEW])
def test_a_request_is_withdrawn_to_an_unpaid_end_only(product, ana_company, status):
    with pytest.raises(ValueError, match="withdrawn"):
        withdraw(open_request(new_request(ana_company)), status)


def test_links_of_a_list_are_read_at_once_and_only_of_the_own_company(platform, product, ana_company, carla_company):
    mine = open_published(ana_company)
    open_published(carla_company, reference_id=13)
    found = opening.urls_of(ana_company.id, Concept.SUBSCRIPTION, [12, 13, 14])
    assert found == {"12": request_of(mine).payment_url}
    assert opening.urls_of(None, Concept.SUBSCRIPTION, [12, 13]).keys() == {"12", "13"}
    assert opening.urls_of(ana_company.id, Concept.PLAN_CHANGE, [12]) == {}
    assert opening.find_open(carla_company.id, Concept.SUBSCRIPTION, 12) is None


def test_an_unpaid_request_ends_by_itself_and_its_product_hears(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    moving_clock.advance(hours=72)
    searching.sweep()
    assert request_of(request_id).status == "pending"  # a payment of the last second may still be told
    moving_clock.advance(**OVER)
    searching.sweep()
    assert (request_of(request_id).status, product.names()) == ("expired", ["ended"])


def test_a_request_that_was_never_published_ends_too(product, ana_company, moving_clock):
    request_id = open_request(new_request(ana_company))
    moving_clock.advance(**OVER)
    assert searching.sweep() == 1
    assert (request_of(request_id).status, product.names()) == ("expired", ["ended"])
    assert request_of(request_id).next_look_at is None


def test_a_rejected_try_does_not_end_a_request_until_its_time_is_over(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    tell_payment(platform.pay_request(request_id, status="rejected"))
    assert (request_of(request_id).status, product.heard) == ("pending", [])
    moving_clock.advance(**OVER)
    searching.sweep()
    assert (request_of(request_id).status, product.names()) == ("rejected", ["ended"])


def test_a_try_after_a_rejected_one_pays(platform, product, ana_company):
    request_id = open_published(ana_company)
    tell_payment(platform.pay_request(request_id, status="rejected"))
    tell_payment(platform.pay_request(request_id))
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])


def test_a_payment_under_way_keeps_a_request_open_for_a_day_at_most(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    tell_payment(platform.pay_request(request_id, status="in_process"))
    moving_clock.advance(**OVER)
    searching.sweep()
    assert request_of(request_id).status == "pending"
    moving_clock.advance(days=1)
    searching.sweep()
    assert request_of(request_id).status == "expired"


def test_nothing_ends_while_payments_cannot_be_searched(platform, product, ana_company, moving_clock):
    request_id = open_published(ana_company)
    moving_clock.advance(**OVER)
    platform.before.append(ProviderTimedOut())
    searching.sweep()
    assert request_of(request_id).status == "pending"
    moving_clock.advance(hours=1)
    searching.sweep()
    assert request_of(request_id).status == "expired"


def test_whose_the_platforms_token_is_is_asked_once_and_only_where_it_may_help(
    platform, product, ana_company, carla_company, monkeypatch
):
    asked = []
    whoami = platform.whoami
    monkeypatch.setattr(platform, "whoami", lambda token: asked.append(token) or whoami(token))
    connect(carla_company.id, "QR", "555666")
    request_id = open_request(new_request(ana_company, collecting_company_id=carla_company.id))
    publish(request_id)
    tell_payment(platform.pay_request(request_id))
    assert asked == []
    for reference in (13, 14):
        tell_payment(platform.pay_request(open_published(ana_company, reference_id=reference)))
    assert len(asked) == 1


@pytest.mark.parametrize("failure", [ProviderUnauthorized, ProviderTimedOut])
def test_a_platform_token_that_fails_is_said_and_hides_no_other_seller(
    product, ana_company, carla_company, monkeypatch, failure
):
    platform = product.provider

    def fails(_token):
        raise failure

    monkeypatch.setattr(platform, "whoami", fails)
    with pytest.raises(failure):
        publish(open_request(new_request(ana_company)))
    connect(carla_company.id, "QR", "555666")
    request_id = open_published(ana_company, reference_id=13, collecting_company_id=carla_company.id)
    assert tell_payment(platform.pay_request(request_id)) == ana_company.id
    with pytest.raises(failure):  # not yet known whose it is: the notification is tried again
        tell_payment(platform.pay_request(request_id, collector_id=PLATFORM_SELLER))


def test_another_account_of_the_same_seller_stands_in(platform, product, ana_company, carla_company):
    gone = connect(carla_company.id, "ONLINE", "555666")
    connect(carla_company.id, "QR", "555666")
    request_id = open_published(ana_company, collecting_company_id=carla_company.id)
    run_unit(lambda: collecting.tokens.break_link(gone.id, 1, "gone", is_active=False, access_token=None))
    withdraw(request_id)
    tell_payment(platform.pay_request(request_id))
    outbox.deliver_due()
    assert request_of(request_id).status == "refunded"
    assert platform.closed == [request_of(request_id).preference_id]
