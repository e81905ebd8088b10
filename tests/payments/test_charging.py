"""A charge is asked for once, whatever is repeated, lost or refused (contract 40-mercadopago §3, rules 4–7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from backend.infra.unit_of_work import run_unit
from backend.kernel.errors import ValidationFailed
from backend.payments.domain import Channel, ChargeStatus
from backend.payments.errors import (
    CashierBusy,
    CircuitOpen,
    PointOfSaleNotFound,
    ProviderRefused,
    ProviderTimedOut,
    ReferenceInUse,
    TerminalBusy,
)
from backend.payments.repository.orders import OrderRepository
from backend.payments.repository.payments import PaymentRepository
from backend.payments.service import charging, looking, sweeping, tokens
from backend.payments.service.charging import NewCharge, charge, request_for
from tests.conftest import run_in_threads

S = ChargeStatus


def ask(counter, **changes):
    values = {
        "company_id": counter.company_id,
        "user_id": None,
        "channel": Channel.QR,
        "point_of_sale_id": counter.id,
        "amount": Decimal("1500.50"),
        "external_reference": "REF-1",
    }
    return charge(NewCharge(**(values | changes)))


def order_of(counter, reference="REF-1"):
    return run_unit(lambda: OrderRepository(counter.company_id).find_by_reference(reference))


def look(counter, reference="REF-1"):
    return looking.look(counter.company_id, order_of(counter, reference).id)


def test_a_charge_is_committed_sent_and_shown(counter, provider):
    order = ask(counter)
    assert (order.status, order.qr_content, order.provider_order_id) == ("PENDING", "000201", f"ORD{1:026d}")
    assert provider.created == 1


def test_the_same_reference_again_is_the_same_charge(counter, provider):
    assert ask(counter).id == ask(counter).id
    assert provider.created == 1


@pytest.mark.parametrize(
    "change", [{"amount": Decimal(1)}, {"channel": Channel.POINT}], ids=["other amount", "other channel"]
)
def test_a_reference_cannot_name_two_charges(counter, provider, change):
    ask(counter)
    with pytest.raises(ReferenceInUse):
        ask(counter, **change)
    assert provider.created == 1


def test_a_double_click_charges_once(counter, provider, app):
    def click(_i):
        with app.app_context():
            return ask(counter).id

    results = run_in_threads(8, click)
    assert len(set(results)) == 1
    assert provider.created == 1


def test_a_device_takes_one_charge_at_a_time(counter, provider, app):
    def cashier(i):
        with app.app_context():
            return ask(counter, external_reference=f"REF-{i}").id

    results = run_in_threads(8, cashier)
    assert sum(isinstance(r, str) for r in results) == 1
    assert sum(isinstance(r, CashierBusy) for r in results) == 7
    assert provider.created == 1


def test_both_channels_wait_at_the_same_counter(counter, provider):
    ask(counter)
    ask(counter, channel=Channel.POINT, external_reference="REF-2")
    with pytest.raises(TerminalBusy) as busy:
        ask(counter, channel=Channel.POINT, external_reference="REF-3")
    assert busy.value.facts["orderId"] == order_of(counter, "REF-2").id


def test_a_busy_device_is_free_once_its_charge_has_ended_at_the_provider(counter, provider, moving_clock):
    ask(counter)
    provider.move("REF-1", S.EXPIRED)
    moving_clock.advance(minutes=16)
    assert ask(counter, external_reference="REF-2").status == "PENDING"
    assert order_of(counter).status == "EXPIRED"


def test_a_lost_answer_leaves_the_charge_open_and_is_found_by_search(counter, provider):
    provider.after.append(ProviderTimedOut())
    with pytest.raises(ProviderTimedOut) as lost:
        ask(counter)
    order = order_of(counter)
    assert lost.value.facts["orderId"] == order.id
    assert (order.status, order.provider_order_id) == ("PENDING", None)
    provider.pay("REF-1")
    assert look(counter)
    assert order_of(counter).status == "PROCESSED"
    assert provider.created == 1


def test_a_lost_call_that_never_arrived_ends_after_its_time_without_charging(counter, provider, moving_clock):
    provider.before.append(ProviderTimedOut())
    with pytest.raises(ProviderTimedOut):
        ask(counter)
    assert not look(counter)
    assert order_of(counter).status == "PENDING"
    moving_clock.advance(minutes=18)
    sweeping.sweep()
    assert (order_of(counter).status, order_of(counter).status_detail) == ("EXPIRED", "never_arrived")
    assert provider.created == 0


def test_repeating_a_lost_charge_with_its_reference_never_creates_a_second(counter, provider):
    provider.after.append(ProviderTimedOut())
    with pytest.raises(ProviderTimedOut):
        ask(counter)
    again = ask(counter)
    assert again.id == order_of(counter).id
    assert provider.created == 1


@pytest.mark.parametrize("refusal", [ProviderRefused("no", reason="property_value"), CircuitOpen(), TerminalBusy()])
def test_a_refused_charge_has_failed_and_frees_its_device(counter, provider, refusal):
    provider.before.append(refusal)
    with pytest.raises(type(refusal)):
        ask(counter)
    assert order_of(counter).status == "FAILED"
    assert ask(counter, external_reference="REF-2").status == "PENDING"


@pytest.mark.parametrize("amount", ["0", "-1", "10.001"])
def test_impossible_amounts_are_refused_before_anything_happens(counter, provider, amount):
    with pytest.raises(ValidationFailed) as refused:
        ask(counter, amount=Decimal(amount))
    assert "amount" in refused.value.errors
    assert provider.created == 0
    assert order_of(counter) is None


def test_items_must_add_up_to_the_amount(counter, provider):
    items = [{"title": "Café", "quantity": 2, "unit_price": Decimal("750.25")}]
    assert ask(counter, items=items).status == "PENDING"
    with pytest.raises(ValidationFailed):
        ask(counter, items=items, amount=Decimal(1500), external_reference="REF-2")


def test_another_company_cannot_charge_at_this_counter(counter, provider, carla_company):
    with pytest.raises(PointOfSaleNotFound):
        ask(counter, company_id=carla_company.id)


def test_a_read_asks_the_provider_at_most_every_two_seconds(counter, provider, moving_clock):
    order = ask(counter)
    for _ in range(5):
        looking.status(counter.company_id, order.id)
    assert provider.fetched == 0, "just created: nothing to ask"
    moving_clock.advance(seconds=2)
    for _ in range(5):
        looking.status(counter.company_id, order.id)
    assert provider.fetched == 1


def test_many_readers_have_one_asker(counter, provider, moving_clock, app):
    order = ask(counter)
    moving_clock.advance(seconds=3)

    def read(_i):
        with app.app_context():
            return looking.status(counter.company_id, order.id).status

    assert set(run_in_threads(10, read)) == {"PENDING"}
    assert provider.fetched == 1


def test_a_provider_that_is_down_leaves_reads_answering(counter, provider, moving_clock):
    order = ask(counter)
    moving_clock.advance(seconds=3)
    provider.before.append(ProviderTimedOut())
    assert looking.status(counter.company_id, order.id).status == "PENDING"


def test_a_finished_charge_is_never_asked_for_again(counter, provider, moving_clock):
    order = ask(counter)
    provider.pay("REF-1")
    look(counter)
    before = provider.fetched
    moving_clock.advance(hours=1)
    assert looking.status(counter.company_id, order.id).status == "PROCESSED"
    assert sweeping.sweep() == 0
    assert provider.fetched == before


class TestSurfacingLate:
    """A lost call whose charge we closed as never arrived, and that arrives after all."""

    @pytest.fixture
    def given_up(self, counter, provider, moving_clock):
        provider.before.append(ProviderTimedOut())
        with pytest.raises(ProviderTimedOut):
            ask(counter)
        moving_clock.advance(minutes=18)
        sweeping.sweep()
        order = order_of(counter)
        assert (order.status, order.status_detail) == ("EXPIRED", "never_arrived")
        provider.create(tokens.access_for(counter.company_id, "QR"), request_for(order))
        return order

    def test_it_is_cancelled_there_before_anybody_pays(self, counter, provider, moving_clock, given_up):
        moving_clock.advance(hours=1)
        sweeping.sweep()
        assert [charge.status for charge in provider.charges.values()] == ["CANCELED"]
        assert order_of(counter).status == "EXPIRED"

    def test_money_that_was_paid_is_booked_for_a_person_to_see(self, counter, provider, moving_clock, given_up):
        provider.pay("REF-1")
        moving_clock.advance(hours=1)
        sweeping.sweep()
        (payment,) = run_unit(lambda: PaymentRepository(counter.company_id).list_of_order(given_up.id))
        assert (payment.amount, payment.status, payment.sale_id) == (given_up.amount, "approved", None)
        assert order_of(counter).status == "EXPIRED"

    def test_after_a_day_nobody_looks_any_more(self, counter, provider, moving_clock, given_up):
        provider.charges.clear()
        for _ in range(30):
            moving_clock.advance(hours=1)
            sweeping.sweep()
        assert order_of(counter).next_look_at is None


def test_a_device_that_others_keep_snatching_is_busy_not_broken(counter, provider, monkeypatch):
    def snatched(*_arguments):
        raise IntegrityError("INSERT", {}, Exception("duplicate"))

    monkeypatch.setattr(charging, "_prepare", snatched)
    with pytest.raises(CashierBusy):
        ask(counter)
    assert provider.created == 0
