"""POST /api/sales: what is booked, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.tenancy import OPTION, PLATFORM
from backend.payments.models import Payment, PaymentOrder
from backend.sales.models import Sale, SaleCounter
from tests.factories.companies import make_company
from tests.factories.payments import make_account, make_order, make_payment
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale, sale_body
from tests.factories.users import auth_headers, make_user


def read(statement):
    session().rollback()
    return session().execute(statement, execution_options={OPTION: PLATFORM}).scalars().all()


def count_sales():
    return read(select(func.count()).select_from(Sale))[0]


def paid_by_provider(amount=1250.5, **payment):
    return [{"method": "MP_QR", "amount": amount, **payment}]


@pytest.fixture
def sell(client, beto, till):
    """Post a sale as Beto; the keyword arguments replace fields of the body."""
    headers = auth_headers(beto)

    def post(**changes):
        return client.post("/api/sales", json=sale_body(till, **changes), headers=headers)

    return post


def test_cash_sale_answers_the_whole_sale(sell, beto, till):
    answer = sell(customerName="José Peña", notes="Sin bolsa\nGracias")
    assert answer.status_code == 201
    assert answer.json["success"] is True
    sale = answer.json["data"]
    ids = (sale.pop("id"), [item.pop("id") for item in sale["items"]], [one.pop("id") for one in sale["payments"]])
    assert all(ids)
    assert sale == {
        "saleNumber": "CAJA-1-20260302-0001",
        "pointOfSaleId": till.id,
        "userId": beto.id,
        "status": "COMPLETED",
        "receiptType": "TICKET",
        "subtotal": 1300.5,
        "discount": 50,
        "tax": 217.03,
        "total": 1250.5,
        "currency": "ARS",
        "customerName": "José Peña",
        "notes": "Sin bolsa\nGracias",
        "createdAt": "2026-03-02T15:00:00Z",
        "items": [
            {
                "productName": "Yerba 1 kg", "quantity": 2, "unitPrice": 600.25, "discount": 50, "subtotal": 1150.5,
                "taxRate": 21, "taxAmount": 199.67, "refundedQuantity": 0,
            },
            {
                "productName": "Bolsa", "quantity": 1, "unitPrice": 100, "discount": 0, "subtotal": 100,
                "taxRate": 21, "taxAmount": 17.36, "refundedQuantity": 0,
            },
        ],
        "payments": [
            {
                "method": "CASH", "amount": 1250.5, "amountTendered": 1300, "changeAmount": 49.5, "status": "APPROVED",
                "mpPaymentId": None, "transactionId": None, "reference": None, "cardBrand": None,
                "cardLastFour": None, "installments": None,
            }
        ],
        "refunds": [],
    }  # fmt: skip


def test_sale_is_read_again_as_it_was_answered(sell, client, ana):
    made = sell().json
    again = client.get(f"/api/sales/{made['data']['id']}", headers=auth_headers(ana))
    assert again.status_code == 200
    assert again.json == made


def test_sale_leaves_an_audit_row(sell, beto):
    sale = sell().json["data"]
    (entry,) = read(select(AuditEntry).where(AuditEntry.action == "sales.sale.completed"))
    assert (entry.entity_id, entry.user_id, entry.company_id) == (sale["id"], beto.id, beto.company_id)
    assert entry.after["sale_number"] == sale["saleNumber"]


def test_foreign_terminal_card_keeps_what_the_cashier_typed(sell):
    typed = {"method": "CREDIT_CARD", "amount": 1250.5, "transactionId": "0042", "installments": 3, "reference": "L7"}
    (payment,) = sell(payments=[typed]).json["data"]["payments"]
    assert {key: payment[key] for key in typed} == typed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"items": []}, "items"),
        ({"items": None}, "items"),
        ({"payments": []}, "payments"),
        ({"extra": 1}, "extra"),
        ({"receiptType": "ticket; drop"}, "receiptType"),
        ({"customerName": "a\x00b"}, "customerName"),
        ({"customerName": "\ud800"}, "customerName"),
        ({"pointOfSaleId": 7}, "pointOfSaleId"),
        ({"items": [{"productName": "x", "quantity": 0, "unitPrice": 1}]}, "items.0.quantity"),
        ({"items": [{"productName": "x", "quantity": 1.0005, "unitPrice": 1}]}, "items.0.quantity"),
        ({"items": [{"productName": "x", "quantity": True, "unitPrice": 1}]}, "items.0.quantity"),
        ({"items": [{"productName": "x", "quantity": "NaN", "unitPrice": 1}]}, "items.0.quantity"),
        ({"items": [{"productName": "x", "quantity": "1e999999", "unitPrice": 1}]}, "items.0.quantity"),
        ({"items": [{"productName": "x", "quantity": 1, "unitPrice": -1}]}, "items.0.unitPrice"),
        ({"items": [{"productName": "x", "quantity": 1, "unitPrice": 1.005}]}, "items.0.unitPrice"),
        ({"items": [{"productName": " ", "quantity": 1, "unitPrice": 1}]}, "items.0.productName"),
        ({"items": [{"productName": "x", "quantity": 1, "unitPrice": 1, "discount": 2}]}, "items.0.discount"),
        ({"items": [{"productName": "x", "quantity": 1, "unitPrice": 1, "taxRate": 101}]}, "items.0.taxRate"),
        ({"payments": [{"method": "BITCOIN", "amount": 1}]}, "payments.0.method"),
        ({"payments": [{"method": "CASH", "amount": 0}]}, "payments.0.amount"),
        ({"payments": [{"method": "CASH", "amount": 1250.49}]}, "payments"),
        ({"payments": [{"method": "CREDIT_CARD", "amount": 1250.51}]}, "payments"),
        ({"payments": [{"method": "CASH", "amount": 1250.5, "mpPaymentId": "1"}]}, "payments.0.method"),
        ({"payments": [{"method": "CASH", "amount": 1250.5, "cardBrand": "visa"}]}, "payments.0.cardBrand"),
    ],
)
def test_wrong_body_is_422_and_books_nothing(sell, changes, field):
    answer = sell(**changes)
    assert answer.status_code == 422, answer.json
    assert field in answer.json["errors"]
    assert answer.json["error"] == answer.json["message"]  # older clients of /api/sales read the sentence
    assert count_sales() == 0
    assert read(select(SaleCounter)) == []


def test_decimals_beyond_the_currency_are_422(client, app):
    chile = make_company("Chile SpA", currency="CLP", time_zone="America/Santiago")
    seller = make_user(Role.OWNER, chile)
    body = sale_body(make_point_of_sale(chile))
    answer = client.post("/api/sales", json=body, headers=auth_headers(seller))
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["items.0.unitPrice"]


def test_point_of_sale_of_another_company_is_404(sell, carla_till):
    assert sell(pointOfSaleId=carla_till.id).status_code == 404
    assert sell(pointOfSaleId="no-such").status_code == 404


def test_switched_off_point_of_sale_sells_nothing(sell, ana_company):
    closed = make_point_of_sale(ana_company, "CAJA-9", is_active=False)
    answer = sell(pointOfSaleId=closed.id)
    assert (answer.status_code, answer.json["code"]) == (409, "point_of_sale_inactive")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SCANNER, Role.USER])
def test_role_that_does_not_sell_is_403(client, ana_company, till, role):
    person = make_user(role, ana_company if role is not Role.USER else None)
    assert client.post("/api/sales", json=sale_body(till), headers=auth_headers(person)).status_code == 403


class TestProviderPayments:
    """Rule 16: a Mercado Pago payment counts only from our own verified row."""

    @pytest.fixture
    def charge(self, till, point_account):
        return make_order(till, point_account, Decimal("1250.50"))

    @pytest.fixture
    def payment(self, ana_company, charge):
        return make_payment(ana_company, Decimal("1250.50"), order=charge)

    def test_verified_payment_pays_and_names_the_sale(self, sell, payment, charge):
        answer = sell(payments=paid_by_provider(mpPaymentId=payment.provider_payment_id))
        assert answer.status_code == 201, answer.json
        sale = answer.json["data"]
        (booked,) = sale["payments"]
        assert booked["method"] == "MP_POINT"  # the charge's own channel wins over what the client said
        assert (booked["mpPaymentId"], booked["cardBrand"]) == (payment.provider_payment_id, "visa")
        assert (booked["cardLastFour"], booked["installments"]) == ("4242", 3)
        assert read(select(Payment.sale_id)) == [sale["id"]]
        assert read(select(PaymentOrder.sale_id)) == [sale["id"]]

    @pytest.mark.parametrize("name", ["provider_order_id", "id"])
    def test_payment_is_found_by_its_charge(self, sell, payment, charge, name):
        answer = sell(payments=paid_by_provider(mpOrderId=getattr(charge, name)))
        assert answer.json["data"]["payments"][0]["mpPaymentId"] == payment.provider_payment_id

    def test_what_the_client_says_about_card_and_installments_is_ignored(self, sell, payment):
        told = {"mpPaymentId": payment.provider_payment_id, "installments": 12, "transactionId": "forged"}
        (booked,) = sell(payments=paid_by_provider(**told)).json["data"]["payments"]
        assert (booked["installments"], booked["transactionId"]) == (3, None)

    def test_tip_is_not_part_of_the_sale(self, sell, ana_company, till, point_account):
        order = make_order(
            till, point_account, Decimal("1250.50"), paid_amount=Decimal(1400), tip_amount=Decimal("149.50")
        )
        tipped = make_payment(ana_company, Decimal(1400), order=order)
        assert sell(payments=paid_by_provider(1400, mpPaymentId=tipped.provider_payment_id)).status_code == 422
        answer = sell(payments=paid_by_provider(mpPaymentId=tipped.provider_payment_id))
        assert (answer.status_code, answer.json["data"]["total"]) == (201, 1250.5)

    def test_mixed_with_cash_the_rest_is_change(self, sell, ana_company):
        part = make_payment(ana_company, 1000)
        payments = [*paid_by_provider(1000, mpPaymentId=part.provider_payment_id), {"method": "CASH", "amount": 300}]
        booked = sell(payments=payments).json["data"]["payments"]
        assert [(one["method"], one["amount"], one["changeAmount"]) for one in booked] == [
            ("MP_QR", 1000, None),
            ("CASH", 250.5, 49.5),
        ]

    def refuse(self, answer, code):
        assert (answer.status_code, answer.json["code"]) == (409, code)
        assert count_sales() == 0
        assert set(read(select(Payment.sale_id))) <= {None}
        assert set(read(select(PaymentOrder.sale_id))) <= {None}
        assert read(select(SaleCounter)) == []

    def test_unknown_payment_is_not_verified(self, sell, payment):
        for told in ({"mpPaymentId": "1"}, {"mpOrderId": "ORD-none"}, {}, {"mpPaymentId": "", "mpOrderId": ""}):
            self.refuse(sell(payments=paid_by_provider(**told)), "payment_not_verified")

    def test_payment_and_charge_that_do_not_belong_together_are_not_verified(self, sell, ana_company, payment, charge):
        other = make_payment(ana_company, Decimal("1250.50"))
        told = {"mpPaymentId": other.provider_payment_id, "mpOrderId": charge.provider_order_id}
        self.refuse(sell(payments=paid_by_provider(**told)), "payment_not_verified")

    def test_payment_of_another_company_is_not_verified(self, sell, carla_company, carla_till):
        order = make_order(carla_till, make_account(carla_company), Decimal("1250.50"))
        theirs = make_payment(carla_company, Decimal("1250.50"), order=order)
        self.refuse(sell(payments=paid_by_provider(mpPaymentId=theirs.provider_payment_id)), "payment_not_verified")
        self.refuse(sell(payments=paid_by_provider(mpOrderId=order.provider_order_id)), "payment_not_verified")

    @pytest.mark.parametrize(
        "columns",
        [
            {"status": "pending"},
            {"status": "rejected"},
            {"status": "refunded"},
            {"status": "charged_back"},
            {"refunded_amount": Decimal(1)},
            {"currency": "CLP"},
        ],
    )
    def test_payment_that_is_not_good_money_is_not_verified(self, sell, ana_company, columns):
        bad = make_payment(ana_company, Decimal("1250.50"), **columns)
        self.refuse(sell(payments=paid_by_provider(mpPaymentId=bad.provider_payment_id)), "payment_not_verified")

    def test_other_amount_is_a_mismatch(self, sell, ana_company):
        less = make_payment(ana_company, Decimal("1250.49"))
        self.refuse(sell(payments=paid_by_provider(mpPaymentId=less.provider_payment_id)), "amount_mismatch")

    def test_same_payment_twice_in_one_sale_is_refused(self, sell, ana_company):
        half = make_payment(ana_company, Decimal("625.25"))
        twice = paid_by_provider(625.25, mpPaymentId=half.provider_payment_id) * 2
        self.refuse(sell(payments=twice), "payment_already_used")

    def test_payment_that_paid_a_sale_pays_no_other(self, sell, payment):
        told = paid_by_provider(mpPaymentId=payment.provider_payment_id)
        first = sell(payments=told)
        second = sell(payments=told)
        assert (first.status_code, second.status_code) == (201, 409)
        assert second.json["code"] == "payment_already_used"
        assert count_sales() == 1

    def test_card_that_names_a_provider_payment_is_verified_too(self, sell):
        told = [{"method": "CREDIT_CARD", "amount": 1250.5, "mpPaymentId": "1"}]
        self.refuse(sell(payments=told), "payment_not_verified")


class TestNumbers:
    """Rule 17: gapless per code and day, in the company's time."""

    def test_numbers_follow_each_other_and_begin_anew_each_day(self, till, moving_clock):
        assert [make_sale(till).sale_number for _ in range(2)] == ["CAJA-1-20260302-0001", "CAJA-1-20260302-0002"]
        moving_clock.advance(hours=11, minutes=59, seconds=59)  # 02:59:59 UTC, still the same day in Buenos Aires
        assert make_sale(till).sale_number == "CAJA-1-20260302-0003"
        moving_clock.advance(seconds=1)
        assert make_sale(till).sale_number == "CAJA-1-20260303-0001"

    def test_refused_sale_leaves_no_gap(self, till, sell):
        make_sale(till)
        sell(payments=[{"method": "MP_QR", "amount": 1250.5, "mpPaymentId": "1"}])
        sell(payments=[])
        assert make_sale(till).sale_number == "CAJA-1-20260302-0002"

    def test_counters_of_a_company_count_apart(self, ana_company, till, carla_till):
        second = make_point_of_sale(ana_company, "CAJA-2")
        numbers = [make_sale(one).sale_number for one in (till, second, carla_till, till)]
        assert numbers == [
            "CAJA-1-20260302-0001", "CAJA-2-20260302-0001", "CAJA-1-20260302-0001", "CAJA-1-20260302-0002"
        ]  # fmt: skip

    def test_code_handed_to_another_counter_goes_on_counting(self, client, ana, till, ana_company):
        make_sale(till)
        renamed = client.patch(f"/api/points-of-sale/{till.id}", json={"code": "VIEJA"}, headers=auth_headers(ana))
        assert renamed.status_code == 200
        assert make_sale(make_point_of_sale(ana_company, "CAJA-1")).sale_number == "CAJA-1-20260302-0002"
