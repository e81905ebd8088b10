"""Payments, refunds, merchant orders, chargebacks (reference sections 3d and 4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.simulator.conftest import point_body, qr_body, terminals_of


@pytest.fixture
def paid(ana, simulator):
    """The payment of a Point order of $ 15.250."""
    order = ana.create(point_body(terminals_of(ana)[0])).json()
    simulator.control.events(order["id"], ana.token, "processed")
    payment_id = ana.order(order["id"])["transactions"]["payments"][0]["reference_id"]
    return ana.call("GET", f"/v1/payments/{payment_id}").json()


def refund(seller, payment, body=None, key="r-1"):
    return seller.call("POST", f"/v1/payments/{payment['id']}/refunds", body, X_Idempotency_Key=key)


def cause(answer):
    return answer.json()["cause"][0]["code"]


def test_point_payment_is_told_in_full(ana, paid):
    assert (paid["status"], paid["status_detail"]) == ("approved", "accredited")
    assert paid["collector_id"] == ana.user_id
    assert paid["operation_type"] == "pos_payment"
    assert paid["point_of_interaction"]["type"] == "POINT"
    assert paid["card"]["last_four_digits"] == "1234"
    assert paid["date_created"].endswith("-04:00")
    assert isinstance(paid["store_id"], str)
    assert isinstance(paid["pos_id"], str)


def test_fee_and_net_add_up_to_the_amount(paid):
    fee = sum(Decimal(str(one["amount"])) for one in paid["fee_details"])
    net = Decimal(str(paid["transaction_details"]["net_received_amount"]))
    assert fee == Decimal("552.05")
    assert fee + net == paid["transaction_amount"]


def test_wallet_payment_has_no_card_but_a_payer(ana, simulator):
    order = ana.create(qr_body()).json()
    payment = simulator.control.pay_qr(order["type_response"]["qr_data"])["payment"]
    assert (payment["payment_method_id"], payment["payment_type_id"]) == ("account_money", "account_money")
    assert payment["card"] == {}
    assert payment["payer"]["identification"]["type"] == "DNI"
    assert payment["point_of_interaction"]["sub_type"] == "INTRA_PSP"


def test_transfer_from_another_wallet_tells_its_bank_and_no_payer(ana, simulator):
    order = ana.create(qr_body()).json()
    paid = simulator.control.pay_qr(order["type_response"]["qr_data"], payment_method_id="interop_transfer")["payment"]
    assert paid["payment_type_id"] == "bank_transfer"
    assert "email" not in paid["payer"]
    assert paid["point_of_interaction"]["transaction_data"]["bank_info"]["payer"]["long_name"]


def test_rejected_payment_says_why(ana, simulator):
    order = ana.create(point_body(terminals_of(ana)[0])).json()
    simulator.control.events(order["id"], ana.token, "failed", status_detail="insufficient_amount")
    found = ana.call("GET", "/v1/payments/search?external_reference=POS7-000123").json()["results"]
    assert [(one["status"], one["status_detail"]) for one in found] == [("rejected", "cc_rejected_insufficient_amount")]


def test_payment_of_somebody_else_is_forbidden_and_unknown_is_not_found(carla, paid):
    foreign = carla.call("GET", f"/v1/payments/{paid['id']}")
    assert (foreign.status_code, cause(foreign)) == (403, 4)
    unknown = carla.call("GET", "/v1/payments/1")
    assert (unknown.status_code, cause(unknown)) == (404, 2000)
    assert carla.call("GET", "/v1/payments/search").json()["results"] == []
    assert carla.call("GET", f"/merchant_orders/{paid['order']['id']}").status_code == 404


def test_search_filters_sorts_and_pages(ana, simulator):
    for number in range(3):
        order = ana.create(qr_body(reference=f"S-{number}")).json()
        simulator.control.pay_qr(order["type_response"]["qr_data"])
    newest = ana.call("GET", "/v1/payments/search?sort=id&criteria=desc&limit=2").json()
    assert [one["external_reference"] for one in newest["results"]] == ["S-2", "S-1"]
    assert newest["paging"] == {"total": 3, "limit": 2, "offset": 0}
    rest = ana.call("GET", "/v1/payments/search?sort=id&criteria=desc&limit=2&offset=2").json()
    assert [one["external_reference"] for one in rest["results"]] == ["S-0"]
    window = "range=date_created&begin_date=NOW-1DAYS&end_date=NOW&sort=date_created&criteria=asc"
    assert len(ana.call("GET", f"/v1/payments/search?{window}").json()["results"]) == 3
    simulator.control.advance(2 * 86400)
    assert ana.call("GET", f"/v1/payments/search?{window}").json()["results"] == []
    assert ana.call("GET", "/v1/payments/search?external_reference=S-1").json()["paging"]["total"] == 1
    assert ana.call("GET", "/v1/payments/search?status=rejected").json()["results"] == []


@pytest.mark.parametrize("query", ["sort=colour", "criteria=up", "limit=1001", "offset=x", "begin_date=tomorrow"])
def test_wrong_search_is_refused(ana, query):
    assert ana.call("GET", f"/v1/payments/search?{query}").status_code == 400


def test_refund_needs_its_key(ana, paid):
    answer = ana.call("POST", f"/v1/payments/{paid['id']}/refunds")
    assert (answer.status_code, cause(answer)) == (400, 4292)


def test_total_refund_moves_payment_and_order(ana, paid):
    answer = refund(ana, paid)
    assert (answer.status_code, answer.json()["amount"]) == (201, 15250)
    payment = ana.call("GET", f"/v1/payments/{paid['id']}").json()
    assert (payment["status"], payment["transaction_amount_refunded"]) == ("refunded", 15250)
    found = ana.call("GET", f"/v1/payments/{paid['id']}/refunds").json()
    assert [one["id"] for one in found] == [answer.json()["id"]]
    assert ana.call("GET", f"/v1/payments/{paid['id']}/refunds/{found[0]['id']}").json() == found[0]
    again = refund(ana, paid, key="r-2")
    assert (again.status_code, cause(again)) == (400, 2063)


def test_repeated_refund_answers_empty_and_gives_nothing_twice(ana, paid):
    assert refund(ana, paid, {"amount": 10.5}).status_code == 201
    again = refund(ana, paid, {"amount": 10.5})
    assert (again.status_code, again.content) == (200, b"")
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json()["transaction_amount_refunded"] == 10.5


def test_partial_refunds_leave_the_payment_approved_until_nothing_is_left(ana, paid):
    refund(ana, paid, {"amount": 4250.5})
    payment = ana.call("GET", f"/v1/payments/{paid['id']}").json()
    assert (payment["status"], payment["status_detail"]) == ("approved", "partially_refunded")
    too_much = refund(ana, paid, {"amount": 11000}, key="r-2")
    assert (too_much.status_code, cause(too_much)) == (400, 2017)
    refund(ana, paid, {"amount": 10999.5}, key="r-3")
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json()["status"] == "refunded"


@pytest.mark.parametrize("amount", [0, -1, 1.001, "5", True])
def test_wrong_refund_amount_is_refused(ana, paid, amount):
    assert refund(ana, paid, {"amount": amount}).status_code == 400
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json()["transaction_amount_refunded"] == 0


def test_only_undecided_payments_can_be_cancelled(ana, paid, simulator):
    refused = ana.call("PUT", f"/v1/payments/{paid['id']}", {"status": "cancelled"})
    assert (refused.status_code, cause(refused)) == (400, 2063)
    simulator.control.set_payment_status(paid["id"], "in_process")
    cancelled = ana.call("PUT", f"/v1/payments/{paid['id']}", {"status": "cancelled"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")


def test_chargeback_is_told_with_its_case(ana, paid, simulator, receiver):
    simulator.control.set_payment_status(paid["id"], "charged_back")
    told = simulator.control.wait_for_webhooks(1, topic="topic_chargebacks_wh")
    case = ana.call("GET", f"/v1/chargebacks/{told[0]['resource']}").json()
    assert case["payments"] == [paid["id"]]
    found = ana.call("GET", f"/v1/chargebacks/search?payment_id={paid['id']}").json()["results"]
    assert [one["id"] for one in found] == [case["id"]]
    assert receiver.received[-1]["body"]["data"]["payment_id"] == paid["id"]


def test_merchant_order_certifies_the_payment(ana, paid):
    found = ana.call("GET", f"/merchant_orders/{paid['order']['id']}").json()
    assert (found["status"], found["order_status"], found["paid_amount"]) == ("closed", "paid", 15250)
    assert found["payments"][0]["id"] == paid["id"]
    searched = ana.call("GET", "/merchant_orders/search?external_reference=POS7-000123").json()
    assert [one["id"] for one in searched["elements"]] == [found["id"]]
    assert ana.call("GET", "/merchant_orders/search?external_reference=none").json()["elements"] is None


@pytest.mark.parametrize(
    ("status", "order_status"), [("refunded", "refunded"), ("cancelled", "canceled"), ("charged_back", "processed")]
)
def test_payment_set_from_outside_takes_its_order_along(ana, paid, simulator, status, order_status):
    simulator.control.set_payment_status(paid["id"], status)
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json()["status"] == status
    orders = simulator.control.state("orders")["orders"]
    assert [one["status"] for one in orders if one["payment_id"] == paid["id"]] == [order_status]
