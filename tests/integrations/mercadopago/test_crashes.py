"""A process that dies between, or inside, the units of a charge: the jobs of another one end it right."""

from __future__ import annotations

import pytest

from backend.infra.jobs import declared_jobs
from tests.fixtures import crashing

CREATION = [crashing.before_sending, crashing.after_sending, crashing.while_booking_the_answer]
BOOKING = [crashing.while_booking_the_payment, crashing.while_writing_the_sale]
DRAFT = {"items": [], "customer_name": "Zoë", "notes": None, "receipt_type": "TICKET"}
pytestmark = pytest.mark.slow


@pytest.fixture
def die(shop, settings):
    """Return a function that lets a process die at a point of some work."""

    def run(point, work, **asked):
        crashing.run_until_death(settings, shop.seller.url, point, work, **asked)

    return run


@pytest.fixture
def charge_and_die(shop, die):
    """Return a function that charges in a process that dies at a point."""

    def run(point):
        die(
            point,
            crashing.charge,
            company_id=shop.point.company_id,
            user_id=None,
            channel="QR",
            point_of_sale_id=shop.point.id,
            amount="1500.50",
            external_reference="R-1",
            draft=DRAFT,
        )

    return run


def run_jobs(*names):
    """Run the named periodic work of payments, or all of it, once."""
    for declared in declared_jobs():
        slice_name, _, name = declared.name.partition(".")
        if slice_name == "payments" and name in (names or ("handle_notifications", "sweep", "complete_sales", "sync")):
            declared.run()


def is_one_sale(shop):
    """Tell whether the charge is paid once, with its one sale, and nothing is left open."""
    (row,), (sale,) = shop.rows(), shop.sales()
    assert (row.status, row.sale_id, row.open_slot) == ("PROCESSED", sale.id, None)
    assert (sale.total, sale.customer_name) == (row.amount, "Zoë")
    assert sale.sale_number.endswith("-0001")
    assert len(shop.orders_there()) == 1
    return True


@pytest.mark.parametrize("point", CREATION)
def test_the_charge_was_committed_before_anybody_was_called(shop, charge_and_die, point):
    charge_and_die(point)
    (row,) = shop.rows()
    assert (row.status, row.provider_order_id, row.external_reference) == ("PENDING", None, "R-1")
    assert len(shop.orders_there()) == (0 if point is crashing.before_sending else 1)


@pytest.mark.parametrize("point", CREATION)
def test_the_cashier_who_asks_again_never_charges_twice(shop, charge_and_die, point):
    charge_and_die(point)
    draft = {"customerName": "Zoë"}
    for _ in range(3):
        assert shop.charged("QR", externalReference="R-1", sale=draft)["id"] == shop.rows()[0].id
    assert len(shop.orders_there()) <= 1


@pytest.mark.parametrize("point", CREATION[1:])
def test_what_the_customer_paid_meanwhile_becomes_its_sale(shop, charge_and_die, point):
    charge_and_die(point)
    shop.control.pay_qr(shop.orders_there()[0]["qr_data"])
    shop.later(minutes=2)
    run_jobs()
    assert is_one_sale(shop)
    assert [one.source for one in shop.inbox()] == ["sweep"]


def test_a_charge_that_was_never_sent_ends_unpaid_and_frees_its_counter(shop, charge_and_die):
    charge_and_die(crashing.before_sending)
    for _ in range(4):
        shop.later(minutes=6)
        run_jobs()
    assert [(row.status, row.status_detail) for row in shop.rows()] == [("EXPIRED", "never_arrived")]
    assert shop.charged("QR")["qrData"]


@pytest.mark.parametrize("point", BOOKING)
def test_money_and_sale_are_booked_together_or_not_at_all(shop, die, point):
    made = shop.charged("QR", sale={"customerName": "Zoë"})
    shop.customer(made["orderId"])
    die(point, crashing.look, company_id=shop.point.company_id, order_id=made["id"])
    assert [(row.status, row.provider_payment_id) for row in shop.rows()] == [("PENDING", None)]
    assert not shop.sales()

    shop.later(minutes=2)
    run_jobs()
    assert is_one_sale(shop)


@pytest.mark.parametrize("point", [*BOOKING, crashing.before_settling])
def test_a_notification_whose_handler_died_is_handled_again(shop, die, point):
    made = shop.charged("QR", sale={"customerName": "Zoë"})
    shop.customer(made["orderId"])
    shop.notify(made["orderId"])
    die(point, crashing.handle_notifications)
    assert shop.inbox()[0].handled_at is None

    run_jobs("handle_notifications")
    assert shop.inbox()[0].attempts == 1, "another process took what may still be under way"
    shop.later(minutes=3)
    run_jobs()
    assert is_one_sale(shop)
    assert shop.inbox()[0].handled_at is not None
