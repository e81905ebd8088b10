"""HTTP of charges at a terminal (contract 40-mercadopago §3), over the simulator; Beto is at the counter."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from backend.infra.principal import Role
from backend.kernel.ids import new_id
from backend.payments.errors import ProviderTimedOut
from backend.payments.service import looking, sweeping
from tests.conftest import run_in_threads
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.users import auth_headers, make_user

FIELDS = {"id", "orderId", "status", "externalReference", "expiresAt"}
STATUS_FIELDS = {
    "orderId",
    "status",
    "paymentId",
    "paymentMethod",
    "cardBrand",
    "cardLastFour",
    "installments",
    "amount",
    "statusDetail",
    "saleId",
}
AT_TERMINAL = "La orden ya está en el terminal. Cancelá desde el dispositivo físico."
NO_TERMINAL = "Este punto de venta no tiene un dispositivo Mercado Pago Point configurado"


def is_problem(answer, status, code=None):
    """Tell whether it is the common body of this status, the sentence in ``error``."""
    body = answer.json
    assert answer.content_type == "application/problem+json", answer.text
    assert (answer.status_code, body["status"], body["success"]) == (status, status, False), answer.text
    assert body["message"] == body["detail"] == body["error"]
    assert body["type"] == f"urn:mostrador:error:{body['code']}"
    assert code in {None, body["code"]}, body
    return True


class TestCharging:
    def test_a_charge_answers_what_the_till_needs_and_stands_at_the_terminal(self, shop):
        data = shop.charged(description="Ñandú y mate 🧉")

        (there,) = shop.orders_there()
        assert set(data) == FIELDS
        assert (data["status"], data["orderId"]) == ("PENDING", there["id"])
        assert there["external_reference"] == data["externalReference"]
        assert there["transactions"]["payments"][0]["amount"] == "1500.50"
        assert there["config"]["point"]["terminal_id"] == shop.point.terminal_id
        assert there["description"] == "Ñandú y mate 🧉"
        (row,) = shop.rows()
        assert data["expiresAt"].endswith("Z")
        assert row.expires_at - row.created_at == timedelta(minutes=15)

    def test_the_server_makes_a_reference_that_mercado_pago_accepts(self, shop):
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", shop.charged()["externalReference"])

    def test_the_same_reference_again_is_the_same_charge(self, shop):
        first, second = shop.charged(externalReference="R-1"), shop.charged(externalReference="R-1")

        assert first == second
        assert len(shop.orders_there()) == 1

    def test_a_double_click_charges_once(self, shop, app):
        body = {"pointOfSaleId": shop.point.id, "amount": 99.9, "externalReference": "R-1"}

        def click(_i):
            answer = app.test_client().post("/api/mercadopago/orders", json=body, headers=shop.headers)
            return answer.status_code, (answer.json.get("data") or {}).get("id")

        assert len(set(run_in_threads(6, click))) == 1
        assert len(shop.orders_there()) == 1

    def test_a_reference_of_another_charge_is_refused(self, shop):
        shop.charged(externalReference="R-1")

        assert is_problem(shop.charge(amount=2, externalReference="R-1"), 409, "reference_in_use")

    def test_an_idempotency_key_gives_the_first_answer_again(self, shop):
        body = {"pointOfSaleId": shop.point.id, "amount": 10}
        first = shop.post("orders", body, Idempotency_Key="key-1")
        again = shop.post("orders", body, Idempotency_Key="key-1")
        other = shop.post("orders", {**body, "amount": 11}, Idempotency_Key="key-1")

        assert first.json == again.json
        assert other.status_code == 422
        assert len(shop.orders_there()) == 1

    @pytest.mark.parametrize("role", [Role.OWNER, Role.SELLER, Role.CASHIER])
    def test_every_selling_role_may_charge(self, shop, ana_company, role):
        shop.headers = auth_headers(make_user(role, ana_company))
        assert shop.charged()["status"] == "PENDING"

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SCANNER])
    def test_refuse_roles_that_do_not_sell(self, shop, ana_company, role):
        shop.headers = auth_headers(make_user(role, ana_company))
        assert is_problem(shop.charge(), 403)

    def test_the_operator_charges_for_the_company_named(self, shop, admin, ana_company):
        shop.headers = auth_headers(admin, company=ana_company)
        assert shop.charged()["status"] == "PENDING"

    def test_refuse_a_caller_without_login(self, shop):
        shop.headers = {}
        answer = shop.charge()
        assert is_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_refuse_a_point_of_sale_that_is_unknown_or_another_companys(self, shop, carla_company):
        foreign = make_point_of_sale(carla_company, terminal_id="T-1")
        for point_id in (new_id(), foreign.id, "x", "%00", "../../etc"):
            assert is_problem(shop.charge(pointOfSaleId=point_id), 404, "point_of_sale_not_found")
        assert not shop.rows()

    def test_a_counter_without_terminal_says_so(self, shop, ana_company):
        bare = make_point_of_sale(ana_company, "CAJA-9")
        answer = shop.charge(pointOfSaleId=bare.id)
        assert is_problem(answer, 409, "no_terminal")
        assert answer.json["error"] == NO_TERMINAL

    def test_a_counter_switched_off_says_so(self, shop, ana_company):
        off = make_point_of_sale(ana_company, "CAJA-9", is_active=False, terminal_id="T-9")
        assert is_problem(shop.charge(pointOfSaleId=off.id), 409, "point_of_sale_inactive")

    def test_a_company_without_account_says_so(self, shop, carla, carla_company):
        foreign = make_point_of_sale(carla_company, terminal_id="T-1")
        shop.headers = auth_headers(carla)
        assert is_problem(shop.charge(pointOfSaleId=foreign.id), 409, "not_connected")

    def test_a_terminal_takes_one_charge_at_a_time(self, shop):
        first = shop.charged()
        answer = shop.charge()
        assert is_problem(answer, 409, "terminal_busy")
        assert answer.json["orderId"] == first["id"]
        assert len(shop.orders_there()) == 1

    def test_a_terminal_busy_with_another_systems_order_says_so_and_keeps_nothing_open(self, shop):
        shop.control.faults({"fault": "busy_terminal", "times": 1})
        assert is_problem(shop.charge(), 409, "terminal_busy")
        assert [row.status for row in shop.rows()] == ["FAILED"]
        assert shop.charged()["status"] == "PENDING"


WRONG_BODIES = {
    "no amount": {"amount": ...},
    "no point of sale": {"pointOfSaleId": ...},
    "amount null": {"amount": None},
    "amount zero": {"amount": 0},
    "amount negative": {"amount": -5},
    "amount of three decimals": {"amount": 1.001},
    "amount text": {"amount": "mucho"},
    "amount empty": {"amount": ""},
    "amount true": {"amount": True},
    "amount list": {"amount": [1]},
    "amount object": {"amount": {"value": 1}},
    "amount beyond the column": {"amount": 10**12},
    "amount huge": {"amount": 10**40},
    "amount NaN as text": {"amount": "NaN"},
    "amount infinite as text": {"amount": "Infinity"},
    "amount tiny": {"amount": 1e-300},
    "point of sale null": {"pointOfSaleId": None},
    "point of sale number": {"pointOfSaleId": 7},
    "point of sale empty": {"pointOfSaleId": ""},
    "point of sale long": {"pointOfSaleId": "x" * 5000},
    "point of sale with NUL": {"pointOfSaleId": "a\0b"},
    "reference with space": {"externalReference": "a b"},
    "reference with ñ": {"externalReference": "ñ"},
    "reference long": {"externalReference": "x" * 65},
    "reference empty": {"externalReference": ""},
    "reference with line end": {"externalReference": "abc\n"},
    "reference null": {"externalReference": None},
    "reference number": {"externalReference": 5},
    "description long": {"description": "x" * 151},
    "description number": {"description": 5},
    "description null": {"description": None},
    "description half a pair": {"description": "\ud83e"},
    "unknown field": {"currency": "USD"},
    "draft null": {"sale": None},
    "draft list": {"sale": []},
    "draft unknown field": {"sale": {"payments": []}},
    "draft line without name": {"sale": {"items": [{"quantity": 1, "unitPrice": 1500.5}]}},
    "draft of another total": {"sale": {"items": [{"productName": "Pan", "quantity": 1, "unitPrice": 1}]}},
    "draft with negative price": {"sale": {"items": [{"productName": "Pan", "quantity": 1, "unitPrice": -1}]}},
}


class TestBadInput:
    @pytest.mark.parametrize("change", WRONG_BODIES.values(), ids=WRONG_BODIES)
    @pytest.mark.parametrize("channel", ["POINT", "QR"])
    def test_a_wrong_body_is_told_field_by_field_and_nothing_is_charged(self, shop, channel, change):
        body = {"pointOfSaleId": shop.point.id, "amount": 1500.5} | change
        path = "orders" if channel == "POINT" else "qr/orders"
        answer = shop.post(path, {name: value for name, value in body.items() if value is not ...})

        assert is_problem(answer, 422)
        (field,) = {name.partition(".")[0] for name in answer.json["errors"]}
        assert field == next(iter(change))
        assert all(isinstance(text, str) for texts in answer.json["errors"].values() for text in texts)
        assert not shop.rows()
        assert not shop.orders_there()

    @pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999"])
    def test_numbers_that_json_does_not_have_are_refused(self, shop, text):
        answer = shop.raw("orders", f'{{"pointOfSaleId": "{shop.point.id}", "amount": {text}}}')
        assert answer.status_code in {400, 422}
        assert is_problem(answer, answer.status_code)
        assert not shop.rows()

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("", 400),
            ("{", 400),
            ("[]", 400),
            ("null", 400),
            ('"x"', 400),
            (b"\xff\xfe", 400),
            ('{"amount":' * 3000, 400),
            (f'{{"amount": {"9" * 5000}}}', 400),
            (json.dumps({"description": "x" * 2_000_000}), 413),
        ],
        ids=["empty", "cut", "list", "null", "text", "not utf-8", "deep", "too many digits", "too large"],
    )
    def test_a_body_that_is_no_object_is_refused_whole(self, shop, text, status):
        answer = shop.raw("orders", text)
        assert answer.status_code in {status, 422}, answer.text
        assert is_problem(answer, answer.status_code)
        assert not shop.rows()

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    def test_a_body_that_is_not_json_is_refused(self, shop, content_type):
        answer = shop.raw("orders", "amount=1", content_type)
        assert answer.status_code in {400, 415, 422}
        assert is_problem(answer, answer.status_code)

    @pytest.mark.parametrize(
        "order_id",
        ["x", "ORD0", "01a1f877-ad78-7454-b478-7f9382a45ca3", "a" * 500, "%F0%9F%A7%89", "%00", "..", "1;DROP"],
    )
    @pytest.mark.parametrize("path", ["orders/{}", "qr/status/{}", "qr/orders/{}/qr.svg", "qr/orders/{}/qr.png"])
    def test_ids_that_nobody_has_are_404(self, shop, path, order_id):
        assert is_problem(shop.get(path.format(order_id)), 404)

    def test_refuse_more_decimals_than_the_currency_has(self, shop, ana_company):
        ana_company = run_currency(ana_company, "CLP")
        answer = shop.charge(amount=100.5)
        assert is_problem(answer, 422)
        assert list(answer.json["errors"]) == ["amount"]
        assert not shop.rows()


def run_currency(company, currency):
    from backend.infra.db import session  # noqa: PLC0415 - the only test that changes a company
    from backend.infra.unit_of_work import run_unit  # noqa: PLC0415 - same

    def change():
        changed = session().merge(company)
        changed.currency = currency
        return changed

    return run_unit(change)


class TestStatus:
    def test_both_ids_find_the_charge_with_every_field_of_the_contract(self, shop):
        made = shop.charged()
        by_ours, by_theirs = shop.get(f"orders/{made['id']}"), shop.get(f"orders/{made['orderId']}")

        assert by_ours.json == by_theirs.json
        assert by_ours.json["success"] is True
        assert set(by_ours.json["data"]) >= STATUS_FIELDS
        assert by_ours.json["data"]["amount"] == 1500.5

    def test_a_paid_charge_tells_payment_card_and_sale(self, shop):
        made = shop.charged(sale={"customerName": "Zoë"})
        shop.customer(made["orderId"], payment_method_id="visa", payment_method_type="credit_card", installments=3)
        told = shop.status(made["id"])

        (payment,) = shop.control.state("payments")["payments"]
        (sale,) = shop.sales()
        assert (told["status"], told["paymentId"], told["saleId"]) == ("PROCESSED", str(payment["id"]), sale.id)
        assert (told["paymentMethod"], told["cardBrand"], told["installments"]) == ("visa", "visa", 3)
        assert re.fullmatch(r"\d{4}", told["cardLastFour"])
        assert (sale.total, sale.customer_name) == (shop.rows()[0].amount, "Zoë")

    @pytest.mark.parametrize(
        ("there", "here"),
        [
            ("processed", "PROCESSED"),
            ("failed", "FAILED"),
            ("canceled", "CANCELED"),
            ("expired", "EXPIRED"),
            ("action_required", "UNDECIDED"),
        ],
    )
    def test_each_end_has_its_word(self, shop, there, here):
        made = shop.charged()
        shop.customer(made["orderId"], there)
        assert shop.status(made["id"])["status"] == here

    def test_a_terminal_that_took_the_order_is_told(self, shop):
        made = shop.charged()
        shop.control.take(shop.point.terminal_id)
        assert shop.status(made["id"])["status"] == "PROCESSING"

    def test_an_undecided_charge_is_listed_until_it_is_resolved(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"], "action_required")
        assert shop.status(made["id"])["status"] == "UNDECIDED"
        assert [one["id"] for one in shop.get("orders-pending").json["data"]] == [made["id"]]

        shop.customer(made["orderId"], "processed")
        assert shop.status(made["id"])["status"] == "PROCESSED"
        assert not shop.get("orders-pending").json["data"]

    def test_a_refund_at_mercado_pago_is_told_and_the_sale_stays(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        shop.customer(made["orderId"], "refunded")
        assert shop.status(made["id"])["status"] == "REFUNDED"
        assert len(shop.sales()) == 1

    def test_polling_asks_mercado_pago_at_most_once_in_two_seconds(self, shop):
        made = shop.charged()
        shop.later(seconds=3)
        shop.get(f"orders/{made['id']}")
        shop.customer(made["orderId"])
        assert shop.get(f"orders/{made['id']}").json["data"]["status"] == "PENDING"
        assert shop.status(made["id"])["status"] == "PROCESSED"

    def test_refuse_another_companys_charge(self, shop, carla):
        made = shop.charged()
        headers = auth_headers(carla)
        for path in (f"orders/{made['id']}", f"orders/{made['orderId']}", f"qr/status/{made['externalReference']}"):
            assert is_problem(shop.get(path, headers), 404)
        assert shop.get("orders-pending", headers).json["data"] == []


class TestOpenOrders:
    def test_open_charges_are_listed_newest_first(self, shop):
        first = shop.charged("QR", 10)
        shop.later(seconds=1)
        second = shop.charged("POINT", 20)
        answer = shop.get("orders-pending").json

        assert answer["success"] is True
        assert [one["orderId"] for one in answer["data"]] == [second["orderId"], first["orderId"]]
        fields = {"id", "orderId", "externalReference", "deviceId", "amount", "status", "createdAt"}
        assert set(answer["data"][0]) >= fields
        assert answer["data"][0]["deviceId"] == shop.point.terminal_id
        assert answer["data"][0]["amount"] == 20


class TestCancelling:
    def cancel(self, shop, made):
        return shop.post(f"orders/{made['id']}/cancel")

    def test_a_waiting_charge_is_cancelled_at_once(self, shop):
        made = shop.charged()
        answer = self.cancel(shop, made)

        assert answer.status_code == 200
        assert answer.json["success"] is True
        assert set(answer.json) == {"success", "message"}
        assert shop.orders_there()[0]["status"] == "canceled"
        assert shop.rows()[0].status == "CANCELED"
        assert shop.charged()["status"] == "PENDING"

    def test_mercado_pagos_id_works_too(self, shop):
        made = shop.charged()
        assert shop.post(f"orders/{made['orderId']}/cancel").status_code == 200

    def test_at_the_terminal_it_is_only_noted_until_the_terminal_obeys(self, shop):
        made = shop.charged()
        shop.control.take(shop.point.terminal_id)
        answer = self.cancel(shop, made)
        assert (answer.status_code, answer.json["success"]) == (202, True)
        assert "cancelando" in answer.json["message"].lower()
        assert shop.rows()[0].status in {"PENDING", "PROCESSING"}

        shop.later(seconds=30)
        assert shop.status(made["id"])["status"] == "CANCELED"

    def test_a_customer_who_pays_before_the_terminal_obeys_has_paid(self, shop):
        made = shop.charged(sale={})
        shop.control.take(shop.point.terminal_id)
        assert self.cancel(shop, made).status_code == 202
        shop.customer(made["orderId"])
        shop.later(seconds=30)
        assert shop.status(made["id"])["status"] == "PROCESSED"
        assert len(shop.sales()) == 1

    def test_a_terminal_that_does_not_let_go_says_so(self, shop):
        made = shop.charged()
        shop.customer(made["orderId"], "action_required")
        answer = self.cancel(shop, made)
        assert is_problem(answer, 409, "order_at_terminal")
        assert answer.json["error"] == AT_TERMINAL

    @pytest.mark.parametrize("end", ["processed", "failed", "canceled", "expired"])
    def test_refuse_to_cancel_what_has_ended(self, shop, end):
        made = shop.charged()
        shop.customer(made["orderId"], end)
        shop.status(made["id"])
        assert is_problem(self.cancel(shop, made), 409, "order_finished")

    def test_refuse_to_cancel_what_was_paid_meanwhile_and_book_it(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        assert is_problem(self.cancel(shop, made), 409, "order_finished")
        assert shop.rows()[0].status == "PROCESSED"
        assert len(shop.sales()) == 1

    def test_a_lost_answer_to_a_cancel_is_noted_and_carried_out(self, shop):
        made = shop.charged()
        shop.control.faults({"match": {"path": "/v1/orders/.*/cancel"}, "fault": "status", "status": 503})
        assert self.cancel(shop, made).status_code == 202
        shop.control.faults()
        shop.later(minutes=2)
        sweeping.sweep()
        assert shop.rows()[0].status == "CANCELED"

    def test_refuse_to_cancel_another_companys_charge(self, shop, carla):
        made = shop.charged()
        shop.headers = auth_headers(carla)
        assert is_problem(self.cancel(shop, made), 404)
        assert shop.orders_there()[0]["status"] == "created"


def test_a_key_whose_call_was_lost_never_charges_again(app, client, ana, counter, provider):
    """A 504 is not kept under the key; the reference made from it finds the same charge, even once it was paid."""
    body = {"pointOfSaleId": counter.id, "amount": 100}
    headers = auth_headers(ana) | {"Idempotency-Key": "click-1"}
    provider.after.append(ProviderTimedOut())
    lost = client.post("/api/mercadopago/qr/orders", json=body, headers=headers)
    assert lost.status_code == 504
    provider.pay(lost.json["externalReference"])
    looking.look(counter.company_id, lost.json["orderId"])
    again = client.post("/api/mercadopago/qr/orders", json=body, headers=headers)
    assert (again.status_code, again.json["data"]["id"]) == (200, lost.json["orderId"])
    assert provider.created == 1
