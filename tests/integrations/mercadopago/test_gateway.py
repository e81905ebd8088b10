"""Charges against the simulator over HTTP, and against answers that lie."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import requests_mock
from flask import Flask

from backend.integrations.mercadopago.client import MercadoPagoClient
from backend.integrations.mercadopago.gateway import OrdersGateway
from backend.integrations.mercadopago.reading import UnexpectedAnswer
from backend.payments.domain import Channel, ChargeStatus
from backend.payments.errors import (
    CancelAtTerminal,
    ChargeFinished,
    ChargeNotFound,
    PaymentNotVerified,
    ProviderRefused,
    ProviderUnauthorized,
    TerminalBusy,
)
from backend.payments.ports import AccountAccess, ChargeRequest

pytestmark = pytest.mark.usefixtures("app")
QR = ChargeRequest(
    channel=Channel.QR,
    external_reference="MOS-qr-1",
    idempotency_key="key-qr-1",
    amount=Decimal("3200.00"),
    currency="ARS",
    description="Mesa 4",
    life_seconds=900,
    cashier_external_id="CAJA1",
    items=[{"title": "Café", "quantity": 2, "unit_price": Decimal("1600.00")}],
)


@pytest.fixture
def gateway(mercadopago):
    return mercadopago.gateway


@pytest.fixture
def terminal(mercadopago, access):
    return next(one.id for one in mercadopago.directory.list_terminals(access) if one.operating_mode == "PDV")


@pytest.fixture
def at_terminal(terminal):
    return ChargeRequest(
        channel=Channel.POINT,
        external_reference="MOS-point-1",
        idempotency_key="key-point-1",
        amount=Decimal("15250.00"),
        currency="ARS",
        description=None,
        life_seconds=600,
        terminal_id=terminal,
    )


@pytest.fixture
def play(simulator, gateway, access, at_terminal):
    """Charge at the terminal, let this happen there, and tell what the provider says then."""

    def tell(happens: str):
        created = gateway.create(access, at_terminal)
        simulator.control.events(created.provider_order_id, access.access_token, happens)
        return gateway.fetch(access, created.provider_order_id)

    return tell


def test_qr_charge_carries_its_code_and_is_paid_by_scanning_it(simulator, gateway, access):
    created = gateway.create(access, QR)
    assert (created.status, created.amount) == (ChargeStatus.PENDING, Decimal("3200.00"))
    assert created.in_store_order_id in created.qr_content

    simulator.control.pay_qr(created.qr_content)
    paid = gateway.fetch(access, created.provider_order_id)

    assert paid.status is ChargeStatus.PROCESSED
    assert paid.payment.is_complete
    assert paid.payment.collector_id == access.provider_user_id
    assert paid.payment.amount == paid.paid_amount == Decimal("3200.00")
    assert paid.payment.fee_amount > 0
    assert paid.payment.net_received_amount < paid.payment.amount


def test_point_charge_goes_from_queue_to_terminal_to_card(simulator, gateway, access, seller, at_terminal):
    created = gateway.create(access, at_terminal)
    simulator.control.take(at_terminal.terminal_id)
    assert gateway.fetch(access, created.provider_order_id).status is ChargeStatus.PROCESSING

    details = {"payment_method_type": "debit_card", "payment_method_id": "debvisa", "installments": 1}
    simulator.control.events(created.provider_order_id, seller.token, "processed", **details)
    paid = gateway.fetch(access, created.provider_order_id)

    assert paid.status is ChargeStatus.PROCESSED
    assert (paid.payment.card_brand, paid.payment.payment_type) == ("visa", "debit_card")
    assert len(paid.payment.card_last_four) == 4


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("failed", ChargeStatus.FAILED),
        ("expired", ChargeStatus.EXPIRED),
        ("canceled", ChargeStatus.CANCELED),
        ("action_required", ChargeStatus.UNDECIDED),
    ],
)
def test_end_of_an_order_is_understood(play, told, status):
    assert play(told).status is status


def test_refund_is_seen_even_before_the_order_tells(simulator, gateway, access):
    created = gateway.create(access, QR)
    simulator.control.pay_qr(created.qr_content)
    payment_id = gateway.fetch(access, created.provider_order_id).payment.provider_payment_id

    simulator.control.set_payment_status(int(payment_id), "charged_back")

    assert gateway.fetch(access, created.provider_order_id).status is ChargeStatus.CHARGED_BACK


def test_repeated_creation_is_the_same_charge(simulator, gateway, access):
    first, second = gateway.create(access, QR), gateway.create(access, QR)

    assert first.provider_order_id == second.provider_order_id
    assert len(simulator.control.state("orders")["orders"]) == 1


def test_answer_lost_on_the_way_is_recovered_by_the_same_key(simulator, gateway, access):
    simulator.control.faults({"match": {"method": "POST", "path": "/v1/orders"}, "fault": "drop", "times": 1})

    created = gateway.create(access, QR)

    assert created.status is ChargeStatus.PENDING
    assert len(simulator.control.state("orders")["orders"]) == 1


def test_second_charge_finds_the_terminal_busy(gateway, access, at_terminal):
    gateway.create(access, at_terminal)

    with pytest.raises(TerminalBusy):
        gateway.create(access, replace(at_terminal, external_reference="MOS-point-2", idempotency_key="key-2"))


def test_unknown_cashier_is_refused_with_its_reason(gateway, access):
    with pytest.raises(ProviderRefused) as raised:
        gateway.create(access, replace(QR, cashier_external_id="NADA"))

    assert raised.value.reason == "pos_not_found"


def test_dead_token_is_unauthorized(gateway, access):
    with pytest.raises(ProviderUnauthorized):
        gateway.create(replace(access, access_token="APP_USR-dead"), QR)


def test_charge_is_found_by_its_reference(gateway, access):
    created = gateway.create(access, QR)

    found = gateway.find(access, QR.external_reference, datetime.now(UTC))

    assert found.provider_order_id == created.provider_order_id


def test_charge_that_never_arrived_is_not_found(gateway, access):
    gateway.create(access, QR)

    assert gateway.find(access, "MOS-never", datetime.now(UTC)) is None


def test_paid_charge_is_found_by_its_payment_when_the_order_search_fails(simulator, gateway, access):
    created = gateway.create(access, QR)
    simulator.control.pay_qr(created.qr_content)
    simulator.control.faults({"match": {"method": "GET", "path": "/v1/orders"}, "fault": "status", "status": 400})

    found = gateway.find(access, QR.external_reference, datetime.now(UTC))

    assert found.status is ChargeStatus.PROCESSED
    assert found.external_reference == QR.external_reference
    assert gateway.fetch(access, found.provider_order_id).payment == found.payment


def test_failed_order_search_without_a_payment_tells_nothing(simulator, gateway, access):
    gateway.create(access, QR)
    simulator.control.faults({"match": {"method": "GET", "path": "/v1/orders"}, "fault": "status", "status": 400})

    with pytest.raises(ProviderRefused):
        gateway.find(access, QR.external_reference, datetime.now(UTC))


def test_waiting_charge_is_cancelled_at_once(gateway, access):
    created = gateway.create(access, QR)

    answer = gateway.cancel(access, created.provider_order_id, "cancel-1")

    assert not answer.is_noted_only
    assert answer.snapshot.status is ChargeStatus.CANCELED


def test_cancelling_twice_is_done_twice(gateway, access):
    created = gateway.create(access, QR)
    gateway.cancel(access, created.provider_order_id, "cancel-1")

    assert gateway.cancel(access, created.provider_order_id, "cancel-2").snapshot.status is ChargeStatus.CANCELED


def test_charge_at_the_terminal_is_only_asked_to_cancel(simulator, gateway, access, at_terminal):
    created = gateway.create(access, at_terminal)
    simulator.control.take(at_terminal.terminal_id)

    answer = gateway.cancel(access, created.provider_order_id, "cancel-1")

    assert answer.is_noted_only
    assert answer.snapshot.status is ChargeStatus.PROCESSING


def test_terminal_that_does_not_let_go_is_told(simulator, gateway, access, at_terminal):
    created = gateway.create(access, at_terminal)
    simulator.control.take(at_terminal.terminal_id)
    simulator.control.faults({"match": {"method": "POST", "path": ".*/cancel"}, "fault": "status", "status": 409})

    with pytest.raises(CancelAtTerminal):
        gateway.cancel(access, created.provider_order_id, "cancel-1")


def test_paid_charge_is_not_cancelled(simulator, gateway, access):
    created = gateway.create(access, QR)
    simulator.control.pay_qr(created.qr_content)

    with pytest.raises(ChargeFinished):
        gateway.cancel(access, created.provider_order_id, "cancel-1")


@pytest.mark.parametrize("order_id", ["ORD01K7Q3M5T8V9W2X4Y6Z8A0B1C3", "../users/me", "", "ORD1?x=1", "ñ"])
def test_unknown_order_is_not_found(gateway, access, order_id):
    with pytest.raises(ChargeNotFound):
        gateway.fetch(access, order_id)


def test_order_of_another_seller_is_not_found(simulator, gateway, access):
    other = simulator.seller("Otro")
    created = gateway.create(access, QR)

    with pytest.raises(ChargeNotFound):
        gateway.fetch(
            replace(access, provider_user_id=str(other.user_id), access_token=other.token), created.provider_order_id
        )


@pytest.mark.parametrize("payment_id", ["131900200301", "1/refunds", "x", ""])
def test_unknown_payment_is_not_verified(gateway, access, payment_id):
    with pytest.raises(PaymentNotVerified):
        gateway.fetch_payment(access, payment_id)


def test_payment_that_cannot_be_read_leaves_what_the_order_tells(simulator, gateway, access):
    created = gateway.create(access, QR)
    simulator.control.pay_qr(created.qr_content)
    simulator.control.faults({"match": {"path": "/v1/payments"}, "fault": "status", "status": 500})

    paid = gateway.fetch(access, created.provider_order_id)

    assert paid.status is ChargeStatus.PROCESSED
    assert not paid.payment.is_complete
    assert paid.payment.provider_payment_id.isdecimal()


def test_time_limit_bounds_the_whole_read(simulator, gateway, access):
    created = gateway.create(access, QR)
    simulator.control.pay_qr(created.qr_content)
    simulator.control.faults({"match": {"path": "/v1/payments"}, "fault": "hang", "seconds": 5})
    started = time.monotonic()

    paid = gateway.fetch(access, created.provider_order_id, seconds=1)

    assert paid.status is ChargeStatus.PROCESSED
    assert time.monotonic() - started < 1.5


ACCESS = AccountAccess("account", 1, "QR", "200300400", "APP_USR-x", 1)
TRUE_ORDER = {
    "id": "ORD01",
    "user_id": "200300400",
    "external_reference": "MOS-qr-1",
    "status": "created",
    "total_amount": "3200.00",
    "transactions": {"payments": [{"id": "PAY1", "amount": "3200.00", "status": "created"}]},
    "type_response": {"qr_data": "00020101"},
}
LIES = {
    "no object": [],
    "another reference": {**TRUE_ORDER, "external_reference": "MOS-other"},
    "no reference": {**TRUE_ORDER, "external_reference": None},
    "another seller": {**TRUE_ORDER, "user_id": 999},
    "another amount": {**TRUE_ORDER, "transactions": {"payments": [{"amount": "0.01"}]}},
    "no amount": {**TRUE_ORDER, "total_amount": None, "transactions": {"payments": [{}]}},
    "amount of a wrong kind": {**TRUE_ORDER, "transactions": {"payments": [{"amount": {"x": 1}}]}},
    "three decimals": {**TRUE_ORDER, "transactions": {"payments": [{"amount": "3200.001"}]}},
    "not a number": {**TRUE_ORDER, "transactions": {"payments": [{"amount": "NaN"}]}},
    "no transactions": {**TRUE_ORDER, "transactions": None},
    "transactions of a wrong kind": {**TRUE_ORDER, "transactions": {"payments": ["x", 1]}},
    "no id": {**TRUE_ORDER, "id": None},
    "id of a wrong kind": {**TRUE_ORDER, "id": ["ORD"]},
    "endless id": {**TRUE_ORDER, "id": "O" * 65},
    "unknown status": {**TRUE_ORDER, "status": "celebrated"},
    "status of a wrong kind": {**TRUE_ORDER, "status": {"a": 1}},
    "no code to scan": {**TRUE_ORDER, "type_response": None},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_answer_that_lies_is_an_unknown_outcome(app: Flask, lie):
    gateway = OrdersGateway(MercadoPagoClient("http://mp.example"))
    with requests_mock.Mocker() as host:
        host.post("http://mp.example/v1/orders", json=lie, status_code=201)

        with pytest.raises(UnexpectedAnswer):
            gateway.create(ACCESS, QR)


def test_true_answer_is_believed(app: Flask):
    gateway = OrdersGateway(MercadoPagoClient("http://mp.example"))
    with requests_mock.Mocker() as host:
        host.post("http://mp.example/v1/orders", json=TRUE_ORDER, status_code=201)

        assert gateway.create(ACCESS, QR).provider_order_id == "ORD01"


@pytest.mark.parametrize(
    "payment",
    [
        {"id": 131900200301, "status": "approved", "transaction_amount": 10, "collector_id": 999},
        {"id": 131900200301, "status": "approved", "transaction_amount": 10},
        {"id": 5, "status": "approved", "transaction_amount": 10, "collector_id": 200300400},
        {"id": 131900200301, "status": "approved", "transaction_amount": -1, "collector_id": 200300400},
        {"id": 131900200301, "status": None, "transaction_amount": 10, "collector_id": 200300400},
        {"status": "approved"},
        "paid",
    ],
)
def test_payment_that_lies_is_not_taken(app: Flask, payment):
    gateway = OrdersGateway(MercadoPagoClient("http://mp.example"))
    with requests_mock.Mocker() as host:
        host.get("http://mp.example/v1/payments/131900200301", json=payment)

        with pytest.raises((UnexpectedAnswer, PaymentNotVerified)):
            gateway.fetch_payment(ACCESS, "131900200301")
