"""Mercado Pago down, slow, wrong or lying: the cashier reads what happened, and the charge ends right later."""

from __future__ import annotations

import json

import pytest
import requests_mock

from backend.payments.service import sweeping
from tests.factories.points_of_sale import make_point_of_sale

CREATE = {"method": "POST", "path": "/v1/orders"}
READ = {"method": "GET", "path": "/v1/orders"}
UNKNOWN = "no vuelvas a cobrar todavía"
NOTHING = "No se cobró nada"


def told(answer, status, code, words):
    """Tell whether the cashier reads these words in the common body."""
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert words in answer.json["message"]
    assert answer.json["error"] == answer.json["message"]
    return True


def ends_paid(shop):
    """Let the customer pay what stands at Mercado Pago, if anything does, and the sweep find it."""
    shop.control.faults()
    for order in shop.orders_there():
        shop.customer(order["id"])
    shop.mercadopago.circuit._breaker.close()
    shop.later(minutes=2)
    sweeping.sweep()
    (row,), (sale,) = shop.rows(), shop.sales()
    assert (row.status, row.sale_id, row.open_slot, sale.total) == ("PROCESSED", sale.id, None, row.amount)
    return True


class TestDownOrSlow:
    @pytest.mark.parametrize("channel", ["POINT", "QR"])
    @pytest.mark.parametrize(
        ("fault", "status", "code"),
        [
            ({"fault": "drop"}, 503, "mercadopago_unavailable"),
            ({"fault": "delay", "seconds": 2}, 504, "mercadopago_timeout"),
        ],
        ids=["answer lost", "answer too late"],
    )
    def test_a_lost_answer_is_told_and_the_charge_is_found(self, shop, channel, fault, status, code):
        shop.control.faults({"match": CREATE, **fault})
        answer = shop.charge(channel, sale={}, externalReference="R-1")

        assert told(answer, status, code, UNKNOWN)
        (row,) = shop.rows()
        assert (answer.json["orderId"], answer.json["externalReference"]) == (row.id, "R-1")
        assert (row.status, len(shop.orders_there())) == ("PENDING", 1)
        assert ends_paid(shop)

    def test_the_cashier_who_asks_again_gets_the_same_charge_and_soon_its_code(self, shop):
        shop.control.faults({"match": CREATE, "fault": "drop"})
        shop.charge("QR", externalReference="R-1")
        shop.control.faults()
        again = shop.charged("QR", externalReference="R-1")
        assert len(shop.orders_there()) == 1
        assert shop.status(again["id"])["qrData"] == shop.orders_there()[0]["qr_data"]

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_an_error_of_theirs_leaves_the_charge_open_until_it_is_sure_that_none_was_made(self, shop, status):
        shop.control.faults({"match": CREATE, "fault": "status", "status": status})
        assert told(shop.charge(), 503, "mercadopago_unavailable", UNKNOWN)
        assert shop.rows()[0].status == "PENDING"

        shop.control.faults()
        for _ in range(4):
            shop.later(minutes=6)
            sweeping.sweep()
        assert [(row.status, row.status_detail) for row in shop.rows()] == [("EXPIRED", "never_arrived")]
        assert shop.charged()["status"] == "PENDING"

    def test_a_cashier_who_cancels_a_lost_charge_has_the_terminal_back_soon(self, shop):
        shop.control.faults({"match": CREATE, "fault": "status", "status": 503})
        order_id = shop.charge().json["orderId"]
        shop.control.faults()
        assert shop.post(f"orders/{order_id}/cancel").status_code == 202
        shop.later(minutes=3)
        assert shop.charged()["status"] == "PENDING"
        assert shop.rows()[0].status == "CANCELED"

    def test_too_many_requests_charges_nothing(self, shop):
        shop.control.faults({"match": CREATE, "fault": "status", "status": 429})
        assert shop.charge().status_code == 502
        assert [row.status for row in shop.rows()] == ["FAILED"]

    def test_nobody_listening_charges_nothing(self, shop):
        shop.mercadopago._base_url = "http://127.0.0.1:9"
        assert told(shop.charge(), 503, "mercadopago_unreachable", NOTHING)
        assert [row.status for row in shop.rows()] == ["FAILED"]

    def test_after_five_failures_nothing_is_sent_and_that_is_said(self, shop, ana_company):
        shop.control.faults({"match": {"path": "/v1/"}, "fault": "status", "status": 503})
        for number in range(5):
            till = make_point_of_sale(ana_company, f"CAJA-{number + 2}", terminal_id=f"T-{number}")
            answer = shop.charge(pointOfSaleId=till.id)
        assert shop.mercadopago.circuit.state == "open"
        assert told(answer, 503, "mercadopago_circuit_open", NOTHING)
        assert shop.rows()[-1].status == "FAILED"

    def test_a_status_read_answers_what_we_know_while_they_are_down(self, shop):
        made = shop.charged(sale={})
        shop.control.faults({"match": READ, "fault": "status", "status": 500})
        assert shop.status(made["id"])["status"] == "PENDING"
        assert ends_paid(shop)

    def test_refuse_a_dead_token_with_words_and_end_the_link(self, shop):
        shop.control.faults({"match": CREATE, "fault": "dead_token"})
        assert told(shop.charge(), 502, "mercadopago_unauthorized", "Volvé a conectarla")
        assert [row.status for row in shop.rows()] == ["FAILED"]
        assert told(shop.charge(), 409, "not_connected", "no está conectada")


def created(shop, **changed):
    """Return an order as the create call answers it, with parts replaced."""
    order = {
        "id": "ORD01JABCDEFGHJKMNPQRSTVWXYZ",
        "type": "point",
        "user_id": str(shop.seller.user_id),
        "external_reference": "R-1",
        "status": "created",
        "status_detail": "created",
        "transactions": {"payments": [{"id": "PAY01", "amount": "1500.50", "status": "created"}]},
    }
    return {**order, **changed}


LIES = {
    "another reference": {"external_reference": "R-2"},
    "another amount": {"transactions": {"payments": [{"id": "PAY01", "amount": "1.00", "status": "created"}]}},
    "another seller": {"user_id": "1"},
    "no id": {"id": None},
    "an object as id": {"id": {"x": 1}},
    "an endless id": {"id": "x" * 500},
    "an unknown status": {"status": "teleported"},
    "no transaction": {"transactions": {}},
    "amount in words": {"transactions": {"payments": [{"amount": "mil"}]}},
}


class TestWrongOrLying:
    @pytest.mark.parametrize("change", LIES.values(), ids=LIES)
    def test_refuse_a_creation_that_tells_of_something_else(self, shop, change):
        with requests_mock.Mocker() as host:
            host.post(requests_mock.ANY, status_code=201, json=created(shop, **change))
            assert told(shop.charge(externalReference="R-1"), 503, "mercadopago_unavailable", UNKNOWN)
        (row,) = shop.rows()
        assert (row.status, row.provider_order_id, row.qr_content) == ("PENDING", None, None)

    @pytest.mark.parametrize(
        "text", ["", "null", "[]", "<html>", "{", '{"id":1', "9" * 9000, '{"a":' * 50_000, "\0"], ids=range(9)
    )
    def test_an_answer_that_is_no_order_is_an_unknown_outcome(self, shop, text):
        with requests_mock.Mocker() as host:
            host.post(requests_mock.ANY, status_code=200, text=text)
            assert told(shop.charge(), 503, "mercadopago_unavailable", UNKNOWN)
        assert shop.rows()[0].status == "PENDING"

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "processed"},
            {"status": "processed", "transactions": {"payments": [{"amount": "1500.50", "status": "processed"}]}},
            {"status": "processed", "external_reference": "R-2"},
            {"status": "processed", "id": "ORD01JZZZZZZZZZZZZZZZZZZZZZ"},
            {"status": "refunded"},
            {"status": "paid"},
            {"status": ["processed"]},
            {"status": None},
        ],
    )
    def test_a_lie_about_being_paid_books_nothing(self, shop, change):
        made = shop.charged(sale={}, externalReference="R-1")
        with requests_mock.Mocker() as host:
            host.get(requests_mock.ANY, json=created(shop, **{"id": made["orderId"], **change}))
            shop.clock.advance(seconds=3)
            assert shop.get(f"orders/{made['id']}").json["data"]["status"] == "PENDING"
        assert not shop.sales()
        assert ends_paid(shop)

    def test_a_paid_order_of_another_amount_is_left_to_a_person(self, shop):
        made = shop.charged(sale={}, externalReference="R-1")
        paid = {"id": "PAY01", "amount": "1.00", "paid_amount": "1.00", "status": "processed", "reference_id": "77"}
        lie = created(shop, id=made["orderId"], status="processed", transactions={"payments": [paid]})
        with requests_mock.Mocker() as host:
            host.get(requests_mock.ANY, text=json.dumps(lie))
            shop.clock.advance(seconds=3)
            assert shop.get(f"orders/{made['id']}").json["data"]["status"] == "UNDECIDED"
        assert not shop.sales()

    def test_a_refusal_in_their_words_is_never_shown(self, shop):
        secret = {"errors": [{"code": "property_value", "message": "token APP_USR-123 of /srv/app.py"}]}
        with requests_mock.Mocker() as host:
            host.post(requests_mock.ANY, status_code=400, json=secret)
            answer = shop.charge()
        assert told(answer, 502, "mercadopago_refused", "Mercado Pago rechazó")
        assert "APP_USR" not in answer.text
        assert "srv" not in answer.text
        assert [row.status for row in shop.rows()] == ["FAILED"]
