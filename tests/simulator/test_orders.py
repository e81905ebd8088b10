"""Orders of type point and qr: validation, states, cancel, refund, search (reference sections 2a and 3b)."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.simulator.conftest import point_body, qr_body, terminals_of


def codes(answer):
    return [one["code"] for one in answer.json()["errors"]]


def processed(seller, body, control, **event):
    order = seller.create(body).json()
    control.events(order["id"], seller.token, "processed", **event)
    return seller.order(order["id"])


@pytest.fixture
def pdv(ana):
    return terminals_of(ana)[0]


def test_point_order_is_created(ana, pdv):
    answer = ana.create(point_body(pdv, description="Mesa 12", expiration_time="PT10M"))
    assert answer.status_code == 201
    order = answer.json()
    assert order["id"].startswith("ORD")
    assert len(order["id"]) == 29
    assert (order["status"], order["user_id"], order["currency"]) == ("created", str(ana.user_id), "ARS")
    assert order["created_date"].endswith("Z")
    assert order["transactions"]["payments"][0]["amount"] == "15250.00"
    assert ana.order(order["id"]) == order


def test_qr_order_carries_its_payload(ana):
    order = ana.create(qr_body()).json()
    assert order["total_amount"] == "3200.00"
    assert order["transactions"]["payments"][0]["status_detail"] == "ready_to_process"
    assert order["type_response"]["qr_data"].startswith("000201010212")


def test_static_qr_order_has_no_payload_of_its_own(ana):
    assert "type_response" not in ana.create(qr_body(mode="static")).json()


WRONG = [
    ("required_properties", lambda body: body.pop("external_reference")),
    ("required_properties", lambda body: body["config"].update(point={"print_on_terminal": "no_ticket"})),
    ("unsupported_properties", lambda body: body.update(notification_url="https://bo.example/hook")),
    ("unsupported_properties", lambda body: body["config"]["point"].update(colour="red")),
    ("property_type", lambda body: body["transactions"]["payments"][0].update(amount=15250)),
    ("property_type", lambda body: body.update(transactions=[])),
    ("property_value", lambda body: body["transactions"]["payments"][0].update(amount="15.250,00")),
    ("property_value", lambda body: body["transactions"]["payments"][0].update(amount="0.00")),
    ("property_value", lambda body: body["transactions"]["payments"][0].update(amount="-5.00")),
    ("property_value", lambda body: body["transactions"]["payments"][0].update(amount="5.001")),
    ("property_value", lambda body: body.update(external_reference="with space")),
    ("property_value", lambda body: body.update(external_reference="x" * 65)),
    ("property_value", lambda body: body.update(description="x" * 151)),
    ("property_value", lambda body: body.update(expiration_time="15 minutes")),
    ("property_value", lambda body: body.update(expiration_time="PT29S")),
    ("property_value", lambda body: body.update(expiration_time="PT4H")),
    ("property_value", lambda body: body.update(type="online")),
    ("minimum_items", lambda body: body["transactions"].update(payments=[])),
    ("maximum_items", lambda body: body["transactions"]["payments"].append({"amount": "1.00"})),
    ("minimum_properties", lambda body: body.update(config={})),
]


@pytest.mark.parametrize(("code", "spoil"), WRONG)
def test_wrong_body_is_refused_by_name(ana, pdv, code, spoil):
    body = copy.deepcopy(point_body(pdv))
    spoil(body)
    answer = ana.create(body)
    assert answer.status_code == 400
    assert code in codes(answer)


def test_broken_json_is_refused(ana):
    headers = {"Authorization": f"Bearer {ana.token}", "X-Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = requests.post(f"{ana.url}/v1/orders", data="{", headers=headers, timeout=10)
    assert (answer.status_code, codes(answer)) == (400, ["json_syntax_error"])


def test_qr_total_must_equal_its_payment(ana):
    assert codes(ana.create(qr_body() | {"total_amount": "3200.01"})) == ["property_value"]


def test_unknown_point_of_sale_is_not_found(ana):
    body = qr_body()
    body["config"]["qr"]["external_pos_id"] = "NONE"
    answer = ana.create(body)
    assert (answer.status_code, codes(answer)) == (404, ["pos_not_found"])


def test_currency_without_decimals_refuses_them(simulator):
    chile = simulator.seller("Almacén de Valparaíso", "MLC")
    pdv = terminals_of(chile)[0]
    assert codes(chile.create(point_body(pdv, amount="1500.00"))) == ["property_value"]
    assert chile.create(point_body(pdv, amount="1500")).json()["transactions"]["payments"][0]["amount"] == "1500"


def test_site_without_point_is_unsupported(simulator):
    peru = simulator.seller("Bodega de Lima", "MPE")
    assert codes(peru.create(point_body(terminals_of(peru)[0]))) == ["unsupported_site"]


def test_create_without_key_is_refused(ana, pdv):
    answer = ana.call("POST", "/v1/orders", point_body(pdv))
    assert (answer.status_code, codes(answer)) == (400, ["empty_required_header"])


def test_same_key_and_body_gives_the_first_order_again(ana, pdv):
    first = ana.create(point_body(pdv), key="k-1")
    again = ana.create(point_body(pdv), key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()


def test_same_key_with_other_body_is_a_conflict(ana, pdv):
    ana.create(point_body(pdv), key="k-1")
    other = ana.create(point_body(pdv, amount="1.00"), key="k-1")
    assert (other.status_code, codes(other)) == (409, ["idempotency_key_already_used"])


def test_refused_creation_does_not_use_up_its_key(ana, pdv):
    assert ana.create(point_body(pdv, amount="0"), key="k-1").status_code == 400
    assert ana.create(point_body(pdv), key="k-1").status_code == 201


def test_key_is_free_again_after_a_day(ana, pdv, simulator):
    first = ana.create(point_body(pdv), key="k-1").json()
    simulator.control.advance(24 * 3600 + 1)
    assert ana.create(point_body(pdv), key="k-1").json()["id"] != first["id"]


def test_keys_of_two_sellers_do_not_meet(ana, carla, pdv):
    ana.create(point_body(pdv), key="k-1")
    assert carla.create(point_body(terminals_of(carla)[0], amount="9.00"), key="k-1").status_code == 201


def test_second_order_on_a_terminal_is_refused_until_the_first_ends(ana, pdv, simulator):
    first = ana.create(point_body(pdv)).json()
    busy = ana.create(point_body(pdv, reference="B"))
    assert (busy.status_code, codes(busy)) == (409, ["already_queued_order_on_terminal"])
    simulator.control.events(first["id"], ana.token, "canceled")
    assert ana.create(point_body(pdv, reference="B")).status_code == 201


def test_terminal_of_somebody_else_is_forbidden(carla, pdv):
    answer = carla.create(point_body(pdv))
    assert (answer.status_code, codes(answer)) == (403, ["forbidden_checking_terminal_owner"])


def test_order_of_somebody_else_is_not_found(ana, carla, pdv):
    order_id = ana.create(point_body(pdv)).json()["id"]
    paths = [("GET", ""), ("POST", "/cancel"), ("POST", "/refund"), ("POST", "/events")]
    for method, path in paths:
        answer = carla.call(method, f"/v1/orders/{order_id}{path}", {"status": "processed"}, X_Idempotency_Key="k")
        assert (answer.status_code, codes(answer)) == (404, ["order_not_found"])
    assert ana.order(order_id)["status"] == "created"


def test_malformed_order_id_is_named(ana):
    assert codes(ana.call("GET", "/v1/orders/123")) == ["invalid_path_param"]


def test_terminal_takes_its_order_in_pdv_mode_only(ana, simulator):
    pdv, standalone = terminals_of(ana)
    taken, waiting = (ana.create(point_body(one, reference=one[-3:])).json()["id"] for one in (pdv, standalone))
    simulator.control.take(pdv)
    simulator.control.take(standalone)
    assert ana.order(taken)["status"] == "at_terminal"
    assert ana.order(waiting)["status"] == "created"


def test_paid_order_shows_its_payment(ana, pdv, simulator):
    order = processed(ana, point_body(pdv), simulator.control, payment_method_id="visa", installments=3)
    transaction = order["transactions"]["payments"][0]
    assert (order["status"], order["status_detail"], order["total_paid_amount"]) == (
        "processed",
        "accredited",
        "15250.00",
    )
    assert transaction["payment_method"] == {"id": "visa", "type": "credit_card", "installments": 3}
    assert transaction["card"] == {"first_digits": "450995", "last_digits": "3704"}
    assert transaction["reference_id"].isdecimal()


@pytest.mark.parametrize("status", ["failed", "canceled", "expired", "action_required"])
@pytest.mark.parametrize("kind", ["point", "qr"])
def test_unpaid_outcomes(ana, pdv, simulator, kind, status):
    order = ana.create(point_body(pdv) if kind == "point" else qr_body()).json()
    simulator.control.events(order["id"], ana.token, status)
    ended = ana.order(order["id"])
    assert ended["status"] == status
    assert "total_paid_amount" not in ended


def test_undecided_order_can_still_turn_out_paid(ana, pdv, simulator):
    order = ana.create(point_body(pdv)).json()
    simulator.control.events(order["id"], ana.token, "action_required")
    assert ana.order(order["id"])["transactions"]["payments"][0]["status_detail"] == "check_on_terminal"
    simulator.control.events(order["id"], ana.token, "processed")
    assert ana.order(order["id"])["status"] == "processed"


@pytest.mark.parametrize("status", ["processed", "failed", "canceled", "expired", "action_required"])
def test_paid_order_does_not_go_back(ana, pdv, simulator, status):
    order = processed(ana, point_body(pdv), simulator.control)
    answer = ana.call("POST", f"/v1/orders/{order['id']}/events", {"status": status})
    assert (answer.status_code, codes(answer)) == (400, ["bad_request"])
    assert ana.order(order["id"])["status"] == "processed"


@pytest.mark.parametrize(
    "body",
    [
        {"status": "paid"},
        {"status": "processed", "colour": "red"},
        {"status": "processed", "payment_method_id": "cash"},
        {"status": "processed", "payment_method_id": "visa", "payment_method_type": "debit_card"},
        {"status": "processed", "installments": 0},
        {"status": "failed", "status_detail": "accredited"},
    ],
)
def test_wrong_event_is_refused(ana, pdv, body):
    order_id = ana.create(point_body(pdv)).json()["id"]
    assert codes(ana.call("POST", f"/v1/orders/{order_id}/events", body)) == ["bad_request"]
    assert ana.order(order_id)["status"] == "created"


def test_waiting_order_expires_by_the_clock(ana, pdv, simulator):
    order = ana.create(point_body(pdv, expiration_time="PT30S")).json()
    simulator.control.advance(29)
    assert ana.order(order["id"])["status"] == "created"
    simulator.control.advance(2)
    assert ana.order(order["id"])["status"] == "expired"
    assert ana.create(point_body(pdv)).status_code == 201


def test_order_older_than_three_months_is_gone(ana, pdv, simulator):
    order = processed(ana, point_body(pdv), simulator.control)
    simulator.control.advance(91 * 86400)
    assert codes(ana.call("GET", f"/v1/orders/{order['id']}")) == ["order_not_found"]


def cancel(seller, order_id, key="cancel-1", **headers):
    return seller.call("POST", f"/v1/orders/{order_id}/cancel", X_Idempotency_Key=key, **headers)


def test_waiting_order_is_canceled_at_once(ana, pdv):
    order_id = ana.create(point_body(pdv)).json()["id"]
    answer = cancel(ana, order_id)
    assert (answer.status_code, answer.json()["status"]) == (200, "canceled")
    assert answer.json()["transactions"]["payments"][0]["status_detail"] == "canceled_by_api"
    assert cancel(ana, order_id).json() == answer.json()
    assert codes(cancel(ana, order_id, key="cancel-2")) == ["order_already_canceled"]


def test_order_at_terminal_needs_the_header_and_is_only_asked_for(ana, pdv, simulator):
    order_id = ana.create(point_body(pdv)).json()["id"]
    simulator.control.take(pdv)
    assert codes(cancel(ana, order_id)) == ["cannot_cancel_order"]
    asked = cancel(ana, order_id, key="cancel-2", x_allow_cancelable_status="at_terminal")
    assert (asked.status_code, asked.json()["status"]) == (202, "at_terminal")
    assert asked.json()["transactions"]["payments"][0]["status_detail"] == "cancellation_requested"
    simulator.control.advance(11)
    assert ana.order(order_id)["status"] == "canceled"


def test_customer_may_pay_after_a_cancellation_was_asked_for(ana, pdv, simulator):
    order_id = ana.create(point_body(pdv)).json()["id"]
    simulator.control.take(pdv)
    cancel(ana, order_id, x_allow_cancelable_status="at_terminal")
    simulator.control.events(order_id, ana.token, "processed")
    simulator.control.advance(11)
    assert ana.order(order_id)["status"] == "processed"


def refund(seller, order, amount=None, key="refund-1", transaction=None):
    wanted = transaction or order["transactions"]["payments"][0]["id"]
    body = {"transactions": [{"id": wanted, "amount": amount}]} if amount else None
    return seller.call("POST", f"/v1/orders/{order['id']}/refund", body, X_Idempotency_Key=key)


def test_total_refund_ends_the_order(ana, pdv, simulator):
    order = processed(ana, point_body(pdv), simulator.control)
    answer = refund(ana, order)
    assert (answer.status_code, answer.json()["status"]) == (201, "refunded")
    assert answer.json()["transactions"]["refunds"][0]["status"] == "processing"
    assert ana.order(order["id"])["transactions"]["refunds"][0]["status"] == "processed"
    assert refund(ana, order).json() == answer.json()
    assert codes(refund(ana, order, key="refund-2")) == ["order_already_refunded"]


def test_partial_refunds_add_up_and_never_exceed(ana, pdv, simulator):
    order = processed(ana, point_body(pdv), simulator.control, payment_method_id="visa")
    assert refund(ana, order, "4250.50").json()["status_detail"] == "partially_refunded"
    assert codes(refund(ana, order, "11000.00", key="refund-2")) == ["refund_amount_exceeds"]
    assert refund(ana, order, "10999.50", key="refund-3").json()["status"] == "refunded"
    assert ana.order(order["id"])["transactions"]["payments"][0]["refunded_amount"] == "15250.00"


def test_refund_refusals_by_name(ana, pdv, simulator):
    waiting = ana.create(point_body(pdv)).json()
    assert codes(refund(ana, waiting)) == ["cannot_refund_order"]
    simulator.control.events(waiting["id"], ana.token, "canceled")
    card = processed(ana, point_body(pdv), simulator.control)
    assert codes(refund(ana, card, "1.00", transaction="PAY0")) == ["transaction_not_found"]
    assert codes(ana.call("POST", f"/v1/orders/{card['id']}/refund")) == ["empty_required_header"]
    wallet = processed(ana, qr_body(), simulator.control)
    assert codes(refund(ana, wallet, "1.00")) == ["unsupported_partially_refunds"]
    simulator.control.advance(180 * 86400 - 60)
    assert codes(refund(ana, card)) == ["order_not_found"]


def test_partial_refund_of_an_order_with_tip_is_forbidden(ana, pdv, simulator):
    order = ana.create(point_body(pdv)).json()
    simulator.control._call("POST", f"/_sim/orders/{order['id']}/decide", {"status": "processed", "tip": "500.00"})
    paid = ana.order(order["id"])
    assert paid["total_paid_amount"] == "15750.00"
    assert paid["transactions"]["payments"][0]["tip_amount"] == "500.00"
    assert codes(refund(ana, paid, "1.00")) == ["partial_refund_forbidden_with_tips"]


def test_search_finds_own_orders_by_reference(ana, carla, pdv):
    mine = ana.create(point_body(pdv, reference="FIND-1")).json()
    carla.create(qr_body(reference="FIND-1"))
    begin, end = (datetime.now(UTC) + timedelta(hours=hours) for hours in (-1, 1))
    period = f"begin_date={begin:%Y-%m-%dT%H:%M:%SZ}&end_date={end:%Y-%m-%dT%H:%M:%SZ}"
    found = ana.call("GET", f"/v1/orders?{period}&external_reference=FIND-1").json()
    assert [one["id"] for one in found["data"]] == [mine["id"]]
    assert found["paging"] == {"total": 1, "total_pages": 1, "limit": 30, "offset": 0}
    assert ana.call("GET", f"/v1/orders?{period}&status=processed").json()["data"] == []
    assert codes(ana.call("GET", "/v1/orders?external_reference=FIND-1")) == ["required_properties"]
    assert codes(ana.call("GET", f"/v1/orders?{period}&limit=101")) == ["property_value"]
