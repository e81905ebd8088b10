"""Two companies that link one seller's account: neither hides, nor takes, what belongs to the other (rule 11)."""

from __future__ import annotations

import pytest

from backend.payments.models import PaymentAccount
from backend.payments.service import inbox
from tests.factories.payments import make_account


@pytest.fixture
def elder(shop, carla_company) -> PaymentAccount:
    """Carla's account of the same seller, older than Ana's: it is asked first."""
    return make_account(
        carla_company,
        "POINT",
        id="00000000-0000-7000-8000-000000000001",
        provider_user_id=str(shop.seller.user_id),
        access_token=shop.seller.token,
    )


def pay_and_tell(shop) -> None:
    """Let a customer pay a charge of Ana's; only the payment is told, not the order."""
    made = shop.charged("QR", sale={})
    shop.customer(made["orderId"])
    (payment,) = shop.control.state("payments")["payments"]
    shop.notify(str(payment["id"]), topic="payment", action="payment.created")
    inbox.handle_due()


def test_a_payment_is_booked_for_the_company_that_charged(shop, elder):
    pay_and_tell(shop)
    (row,) = shop.rows()
    assert (row.status, len(shop.sales())) == ("PROCESSED", 1)
    assert shop.inbox()[0].company_id == row.company_id


def test_a_dead_token_of_one_company_does_not_hide_news_from_the_other(shop, elder, seller):
    shop.control.faults({"match": {"path": "/v1/payments"}, "fault": "dead_token", "times": 1})
    pay_and_tell(shop)
    assert shop.rows()[0].status == "PROCESSED"
    assert shop.inbox()[0].handled_at is not None
