"""Checkout Pro at the simulator over HTTP, and against answers that lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import requests
import requests_mock

from backend.integrations.mercadopago.checkout import PreferenceGateway
from backend.integrations.mercadopago.client import MercadoPagoClient
from backend.integrations.mercadopago.reading import UnexpectedAnswer
from backend.kernel import clock
from backend.payments.domain import PreferenceOrder
from backend.payments.errors import (
    PaymentNotVerified,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnauthorized,
    ProviderUnavailable,
)
from tests.fixtures.simulator import SellerClient

pytestmark = pytest.mark.usefixtures("app")
REFERENCE = "0195f0a0-0000-7000-8000-000000000012"
PUBLIC = "https://mostrador.example"


@pytest.fixture
def gateway(simulator):
    return PreferenceGateway(MercadoPagoClient(simulator.url, total_seconds=1.5), PUBLIC)


@pytest.fixture
def order(in_step):
    return PreferenceOrder(
        external_reference=REFERENCE,
        title="Plan Básico, un mes",
        amount=Decimal("24990.50"),
        currency="ARS",
        expires_at=in_step() + timedelta(hours=72),
        back_path="/panel/suscripcion?cobro=1",
    )


def read(seller: SellerClient, preference):
    return seller.call("GET", f"/checkout/preferences/{preference.id}").json()


def test_page_asks_for_exactly_what_was_ordered(gateway, access, seller, order):
    made = gateway.create_preference(access, order)
    there = read(seller, made)
    assert (made.url, made.collector_id) == (there["init_point"], access.provider_user_id)
    (item,) = there["items"]
    assert (item["title"], item["quantity"], item["unit_price"], item["currency_id"]) == (
        "Plan Básico, un mes",
        1,
        24990.5,
        "ARS",
    )
    assert there["external_reference"] == REFERENCE
    assert (there["expires"], there["binary_mode"], there["auto_return"]) == (True, True, "approved")
    assert there["expiration_date_to"] == order.expires_at.strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
    assert there["notification_url"] == f"{PUBLIC}/api/webhooks/mercadopago?source_news=webhooks"
    assert set(there["back_urls"].values()) == {f"{PUBLIC}/panel/suscripcion?cobro=1"}


def test_addresses_of_a_machine_without_https_are_not_given(simulator, access, seller, order):
    gateway = PreferenceGateway(MercadoPagoClient(simulator.url), "http://localhost:5222")
    there = read(seller, gateway.create_preference(access, order))
    assert there["back_urls"] == {}
    assert "notification_url" not in there
    assert "auto_return" not in there


def test_closed_page_takes_no_payment(simulator, gateway, access, seller, order):
    made = gateway.create_preference(access, order)
    gateway.close_preference(access, made.id, order)
    gateway.close_preference(access, made.id, order)
    assert simulator.control.state("preferences")["preferences"][0]["state"] == "expired"
    assert read(seller, made)["external_reference"] == REFERENCE


def test_unknown_page_is_closed_enough(gateway, access, order):
    gateway.close_preference(access, "1-unknown", order)


def test_payments_are_found_by_reference_oldest_first(simulator, gateway, access, order):
    since = clock.now()
    made = gateway.create_preference(access, order)
    assert gateway.find_payments(access, REFERENCE, since) == []
    for status in ("rejected", "approved"):
        simulator.control.pay_preference(made.id, status)
    other = gateway.create_preference(access, replace(order, external_reference="other"))
    simulator.control.pay_preference(other.id)
    found = gateway.find_payments(access, REFERENCE, since)
    assert [one.status for one in found] == ["rejected", "approved"]
    assert {(one.amount, one.currency, one.collector_id) for one in found} == {
        (Decimal("24990.50"), "ARS", access.provider_user_id)
    }


def test_every_page_of_a_search_is_read(simulator, gateway, access, order, monkeypatch):
    monkeypatch.setattr("backend.integrations.mercadopago.checkout.PAGE", 2)
    made = gateway.create_preference(access, order)
    for _ in range(5):
        simulator.control.pay_preference(made.id, "rejected")
    assert len(gateway.find_payments(access, REFERENCE, clock.now())) == 5


def test_refund_gives_back_once(simulator, gateway, access, seller, order):
    made = gateway.create_preference(access, order)
    paid = str(simulator.control.pay_preference(made.id)["id"])
    for _ in range(3):
        gateway.refund_payment(access, paid, "key-1")
    there = seller.call("GET", f"/v1/payments/{paid}").json()
    assert (there["status"], there["transaction_amount_refunded"]) == ("refunded", 24990.5)
    assert len(seller.call("GET", f"/v1/payments/{paid}/refunds").json()) == 1
    with pytest.raises(ProviderRefused) as refusal:
        gateway.refund_payment(access, paid, "key-2")
    assert refusal.value.reason == "2063"


def test_refund_of_no_payment_id_asks_nobody(gateway, access):
    with pytest.raises(PaymentNotVerified):
        gateway.refund_payment(access, "../orders", "key")


@pytest.mark.parametrize(
    "failure",
    [
        ({"fault": "status", "status": 503}, ProviderUnavailable),
        ({"fault": "status", "status": 400}, ProviderRefused),
        ({"fault": "dead_token"}, ProviderUnauthorized),
        ({"fault": "hang", "seconds": 3}, ProviderTimedOut),
        ({"fault": "drop"}, ProviderUnavailable),
    ],
)
def test_what_the_provider_fails_at_is_said(simulator, gateway, access, order, failure):
    rule, error = failure
    simulator.control.faults({"match": {"path": "/checkout/preferences"}, **rule})
    with pytest.raises(error):
        gateway.create_preference(access, order)


def test_creating_is_never_repeated_by_the_client(simulator, gateway, access, order):
    simulator.control.faults({"match": {"path": "/checkout/preferences"}, "fault": "drop", "times": 1})
    with pytest.raises(ProviderUnavailable):
        gateway.create_preference(access, order)
    assert len(simulator.control.state("preferences")["preferences"]) == 1


GOOD = {"id": "1-a", "collector_id": 1, "external_reference": REFERENCE, "init_point": "https://mp.example/p"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"collector_id": 2},
        {"collector_id": None},
        {"external_reference": "other"},
        {"init_point": "javascript:alert(1)"},
        {"init_point": None},
        {"init_point": "https://mp.example/" + "x" * 500},
        {"id": "../1"},
        {"id": None},
    ],
)
def test_preference_that_is_not_the_one_ordered_is_not_trusted(access, order, wrong):
    gateway = PreferenceGateway(MercadoPagoClient("https://mp.example"), PUBLIC)
    mine = replace(access, provider_user_id="1")
    with requests_mock.Mocker() as answers:
        answers.post("https://mp.example/checkout/preferences", status_code=201, json=GOOD)
        assert gateway.create_preference(mine, order).id == "1-a"
        answers.post("https://mp.example/checkout/preferences", status_code=201, json=GOOD | wrong)
        with pytest.raises(UnexpectedAnswer):
            gateway.create_preference(mine, order)


def test_search_without_a_list_finds_nothing_out(access):
    gateway = PreferenceGateway(MercadoPagoClient("https://mp.example"), PUBLIC)
    with requests_mock.Mocker() as answers:
        answers.get("https://mp.example/v1/payments/search", json={"results": None})
        with pytest.raises(UnexpectedAnswer):
            gateway.find_payments(access, REFERENCE, clock.now())


def test_search_passes_over_what_the_seller_bought(access):
    gateway = PreferenceGateway(MercadoPagoClient("https://mp.example"), PUBLIC)
    bought = {"id": 1, "collector_id": 999, "external_reference": REFERENCE, "status": "approved"}
    with requests_mock.Mocker() as answers:
        answers.get("https://mp.example/v1/payments/search", json={"results": [bought]})
        assert gateway.find_payments(access, REFERENCE, clock.now()) == []


def test_chargeback_names_its_payments(simulator, gateway, access, order):
    paid = simulator.control.pay_preference(gateway.create_preference(access, order).id)
    simulator.control.set_payment_status(paid["id"], "charged_back")
    case = requests.get(
        f"{simulator.url}/v1/chargebacks/search",
        headers={"Authorization": f"Bearer {access.access_token}"},
        timeout=5,
    ).json()["results"][0]["id"]
    assert gateway.list_charged_back(access, case) == [str(paid["id"])]
    for unknown in ("1", "../payments", "x"):
        with pytest.raises(PaymentNotVerified):
            gateway.list_charged_back(access, unknown)


@pytest.mark.parametrize(
    ("case", "payments"),
    [
        ({"payments": [7, "8"]}, ["7", "8"]),
        ({"payments": [{"id": 7}]}, ["7"]),
        ({"payment_id": 7}, ["7"]),
        ({"payments": ["x", None, {}]}, []),
        ({}, []),
    ],
)
def test_every_known_shape_of_a_chargeback_is_read(access, case, payments):
    gateway = PreferenceGateway(MercadoPagoClient("https://mp.example"), PUBLIC)
    with requests_mock.Mocker() as answers:
        answers.get("https://mp.example/v1/chargebacks/9", json=case)
        assert gateway.list_charged_back(access, "9") == payments


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"payment_id": 7, "status": "approved"}, None),
        ({"payment_id": 7, "status": "in_process"}, None),
        ({"payment_id": 8, "status": "approved"}, UnexpectedAnswer),
        ({"payment_id": 7, "status": "rejected"}, ProviderRefused),
        (["?"], UnexpectedAnswer),
    ],
)
def test_answer_to_a_refund_is_read(access, body, error):
    gateway = PreferenceGateway(MercadoPagoClient("https://mp.example", total_seconds=0.3), PUBLIC)
    with requests_mock.Mocker() as answers:
        answers.post("https://mp.example/v1/payments/7/refunds", status_code=201, json=body)
        if error is None:
            gateway.refund_payment(access, "7", "key")
        else:
            with pytest.raises(error):
                gateway.refund_payment(access, "7", "key")
        assert answers.last_request.headers["X-Idempotency-Key"] == "key"
