"""A request from its opening to the money and back, over HTTP in both directions: product and simulator as they run."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.infra import audit, outbox
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from backend.payments import ports
from backend.payments.repository.requests import RequestRepository
from backend.payments.service import inbox
from backend.payments.service.requesting import collecting, refunding, searching
from backend.payments.service.requesting.opening import open_request, withdraw
from backend.payments.service.requesting.publishing import owe_publication, publish
from tests.conftest import run_in_threads
from tests.factories.payments import make_account
from tests.fixtures import crashing
from tests.fixtures.requests import RecordingProduct, new_request, request_of


@pytest.fixture
def product(plugged_in, platform_settings, in_step):
    """What is sold, listening; both clocks in step."""
    made = RecordingProduct(None)
    ports.plug(replace(ports.plugged(), request_listeners=[made]))
    return made


@pytest.fixture
def published(product, ana_company):
    """A published request and its page at the simulator."""
    request_id = open_request(new_request(ana_company))
    publish(request_id)
    return request_id, request_of(request_id).preference_id


def handle_what_arrived(simulator, count):
    """Handle the inbox once so many notifications of payments were delivered."""
    delivered = simulator.control.wait_for_webhooks(count, topic="payment", outcome="delivered")
    inbox.handle_due()
    return delivered


def both_clocks_on(simulator, in_step, **delta):
    in_step.advance(**delta)
    simulator.control.advance(sum(value * {"hours": 3600, "minutes": 60}[unit] for unit, value in delta.items()))


def test_person_pays_on_the_page_and_the_product_hears(simulator, served, product, published):
    request_id, page = published
    simulator.control.pay_preference(page, "rejected")
    paid = simulator.control.pay_preference(page)
    handle_what_arrived(simulator, 2)
    request = request_of(request_id)
    assert (request.status, request.provider_payment_id) == ("approved", str(paid["id"]))
    assert product.names() == ["approved"]
    outbox.deliver_due()
    (there,) = simulator.control.state("preferences")["preferences"]
    assert there["state"] == "expired"  # nobody can pay it twice by mistake


def test_duplicated_reordered_and_late_news_end_the_same(simulator, served, product, published):
    request_id, page = published
    simulator.control.faults(
        {"match": {"topic": "payment"}, "fault": "reorder", "times": 1},
        {"match": {"topic": "payment"}, "fault": "duplicate", "times": 1},
    )
    paid = simulator.control.pay_preference(page)
    simulator.control.set_payment_status(paid["id"], "refunded")
    handle_what_arrived(simulator, 3)
    # Whatever was told when, what is re-read is that it came and went back.
    assert (request_of(request_id).status, product.heard) == ("pending", [])
    assert simulator.control.pay_preference(page)["status"] == "approved"
    handle_what_arrived(simulator, 4)
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])


def test_lost_news_is_found_by_the_sweep(simulator, served, product, published, in_step):
    request_id, page = published
    simulator.control.faults({"match": {"topic": "payment"}, "fault": "drop"})
    simulator.control.pay_preference(page)
    both_clocks_on(simulator, in_step, minutes=1)
    assert searching.sweep() == 1
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])


def test_late_payment_is_given_back_over_http(simulator, served, product, published, seller):
    request_id, page = published
    withdraw(request_id)
    paid = simulator.control.pay_preference(page)  # the page was not closed yet
    handle_what_arrived(simulator, 1)
    simulator.control.faults({"match": {"path": "/v1/payments"}, "fault": "drop", "times": 1})
    outbox.deliver_due()
    refunding.deliver_refund({"request_payment_id": row_of(request_id)})
    handle_what_arrived(simulator, 2)
    assert len(seller.call("GET", f"/v1/payments/{paid['id']}/refunds").json()) == 1
    assert (request_of(request_id).status, product.heard) == ("refunded", [])


def row_of(request_id):

    company_id = request_of(request_id).company_id
    return run_unit(lambda: RequestRepository(company_id).list_payments(request_id)[0].id, is_read_only=True)


@pytest.mark.parametrize("amount", [24989.99, 24990.01])
def test_another_amount_is_left_to_a_person(simulator, served, product, published, amount):
    request_id, page = published
    simulator.control.pay_preference(page, amount=amount)
    handle_what_arrived(simulator, 1)
    assert (request_of(request_id).status, product.heard) == ("review", [])


def test_chargeback_is_told(simulator, served, product, published):
    request_id, page = published
    paid = simulator.control.pay_preference(page)
    handle_what_arrived(simulator, 1)
    simulator.control.set_payment_status(paid["id"], "charged_back")
    handle_what_arrived(simulator, 2)
    assert (request_of(request_id).status, product.names()) == ("refunded", ["approved", "reverted"])


def test_chargeback_is_found_by_its_own_news_alone(simulator, served, product, published):
    request_id, page = published
    paid = simulator.control.pay_preference(page)
    handle_what_arrived(simulator, 1)
    simulator.control.faults({"match": {"topic": "payment"}, "fault": "drop"})
    simulator.control.set_payment_status(paid["id"], "charged_back")
    simulator.control.wait_for_webhooks(1, topic="topic_chargebacks_wh", outcome="delivered")
    inbox.handle_due()
    assert (request_of(request_id).status, product.names()) == ("refunded", ["approved", "reverted"])


def test_company_collects_by_its_linked_account(simulator, served, product, ana_company, carla_company):
    linked = simulator.seller("Bar de Carla")
    make_account(carla_company, "ONLINE", provider_user_id=str(linked.user_id), access_token=linked.token)
    request_id = open_request(new_request(ana_company, collecting_company_id=carla_company.id))
    owed = publish(request_id)
    assert owed == request_of(request_id).payment_url
    simulator.control.pay_preference(request_of(request_id).preference_id)
    handle_what_arrived(simulator, 1)
    assert (request_of(request_id).status, product.names()) == ("approved", ["approved"])


def test_owed_publication_survives_an_outage(simulator, product, ana_company, in_step):

    def renew():
        request_id = open_request(new_request(ana_company))
        owe_publication(request_id)
        return request_id

    simulator.control.faults({"match": {"path": "/checkout/preferences"}, "fault": "status", "status": 503, "times": 1})
    request_id = run_unit(renew)
    outbox.deliver_due()
    assert product.heard == []
    both_clocks_on(simulator, in_step, minutes=1)
    outbox.deliver_due()
    assert product.names() == ["published"]
    assert request_of(request_id).payment_url is not None


def after_refunding() -> None:
    """Die when Mercado Pago has given the money back and that is not written down yet."""
    from backend.payments.service.requesting import refunding as refunds  # noqa: PLC0415 - only in the child

    refunds.note_refund = crashing.die


def before_refunding() -> None:
    """Die when the refund is claimed and Mercado Pago not asked yet."""
    from backend.integrations.mercadopago.checkout import PreferenceGateway  # noqa: PLC0415 - only in the child

    PreferenceGateway.refund_payment = crashing.die


def deliver(_asked) -> None:
    """Deliver what is owed."""
    outbox.deliver_due()


@pytest.mark.slow
@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("point", [before_refunding, after_refunding])
def test_process_that_dies_around_a_refund_gives_back_once(simulator, published, platform_settings, in_step, point):
    request_id, page = published
    withdraw(request_id)
    paid = simulator.control.pay_preference(page)
    handle_what_arrived(simulator, 1)
    crashing.run_until_death(platform_settings, simulator.url, point, deliver)
    both_clocks_on(simulator, in_step, minutes=3)
    for _ in range(2):
        outbox.deliver_due()
        both_clocks_on(simulator, in_step, minutes=3)
    (there,) = simulator.control.state("payments")["payments"]
    assert (there["id"], len(there["refunds"])) == (paid["id"], 1)
    assert request_of(request_id).status == "refunded"


class AuditingProduct(RecordingProduct):
    """Leaves an audit row for each thing it gives, which another process can count."""

    def on_request_approved(self, news):
        audit.record("tests.thing.given", news.request_id, company_id=news.company_id)
        return super().on_request_approved(news)


def settle_at_once(settings, now, gate, told):
    """Settle a payment in a process of its own, at the same moment as the others."""
    from backend.app import create_app  # noqa: PLC0415 - only in the child
    from backend.kernel import clock  # noqa: PLC0415 - only in the child
    from backend.payments.service.requesting.settling import settle  # noqa: PLC0415 - only in the child

    app = create_app(settings)
    ports.plug(replace(ports.plugged(), request_listeners=[AuditingProduct(None)]))
    with clock.using(clock.MovableClock(now)), app.app_context():
        gate.wait()
        settle(told)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize("is_late", [False, True])
def test_processes_told_at_once_act_once(simulator, published, platform_settings, in_step, is_late):

    request_id, page = published
    if is_late:
        withdraw(request_id)
    paid = str(simulator.control.pay_preference(page)["id"])
    access = collecting.access_of(collecting.collector_of(request_of(request_id)))
    told = ports.plugged().gateway.fetch_payment(access, paid)
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(3)
    processes = [
        context.Process(target=settle_at_once, args=(platform_settings, in_step(), gate, told)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(crashing.WITHIN_SECONDS)
        assert process.exitcode == 0
    actions = run_unit(lambda: [one.action for one in session().scalars(select(AuditEntry))], is_read_only=True)
    assert actions.count("tests.thing.given") == (0 if is_late else 1)
    assert actions.count("payments.request.refund_owed") == (1 if is_late else 0)
    outbox.deliver_due()
    assert request_of(request_id).status == ("refunded" if is_late else "approved")


def test_links_of_two_who_publish_at_once_are_one(app, simulator, product, ana_company):
    request_id = open_request(new_request(ana_company))

    def work(_):
        with app.app_context():
            return publish(request_id)

    assert set(run_in_threads(3, work)) == {request_of(request_id).payment_url}
    states = {one["id"]: one["state"] for one in simulator.control.state("preferences")["preferences"]}
    kept = request_of(request_id).preference_id
    assert {page for page, state in states.items() if state == "open"} == {kept}
