"""A charge carries a sale draft; its approval completes the sale in the same transaction (contract §7, §9)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select

from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit, transactional
from backend.kernel.errors import ValidationFailed
from backend.payments.domain import Channel
from backend.payments.models import Payment, PaymentOrder
from backend.payments.ports import ApprovedPayment
from backend.payments.service.applying import apply_snapshot
from backend.sales.domain import Method, PaymentRequest
from backend.sales.models import Sale
from backend.sales.schemas import SaleDraftSchema
from backend.sales.service.listing import get_sale
from backend.sales.service.selling import create_sale
from backend.sales.subscribers import SaleCompletion, SalesDrafts
from tests.factories.payments import make_account, make_order, make_payment
from tests.factories.sales import new_sale
from tests.factories.users import auth_headers

LINES = [
    {"productName": "Yerba", "quantity": 2, "unitPrice": 45.5, "discount": 1},
    {"productName": "Pan", "quantity": 0.25, "unitPrice": 40, "taxRate": 10.5},
]


def normalised(draft, amount="100", description=None, currency="ARS"):
    loaded = SaleDraftSchema().load(draft)
    return SalesDrafts().normalise(loaded, amount=Decimal(amount), currency=currency, description=description)


def news_of(order, payment, **changes):
    told = {
        "company_id": order.company_id,
        "order_id": order.id,
        "point_of_sale_id": order.point_of_sale_id,
        "user_id": 7,
        "channel": Channel(order.channel),
        "payment_id": payment.id,
        "provider_payment_id": payment.provider_payment_id,
        "amount": order.amount,
        "tip_amount": order.tip_amount,
        "currency": order.currency,
        "description": order.description,
        "draft": order.sale_draft,
        "card_brand": payment.card_brand,
        "card_last_four": payment.card_last_four,
        "installments": payment.installments,
    }
    return ApprovedPayment(**{**told, **changes})


def tell(news):
    return run_unit(lambda: SaleCompletion().on_payment_approved(news))


def sale_ids_of(model):
    session().rollback()
    return session().execute(select(model.sale_id), execution_options={OPTION: PLATFORM}).scalars().all()


def count_sales():
    session().rollback()
    counted = select(func.count()).select_from(Sale)
    return session().execute(counted, execution_options={OPTION: PLATFORM}).scalar_one()


@pytest.fixture
def charge(ana_company, till, point_account):
    """Make a paid charge of 100 with its payment and draft."""

    def make(draft, amount=100, *, paid=None, **payment):
        kept = None if draft is None else normalised(draft, amount, "Mostrador")
        order = make_order(till, point_account, amount, sale_draft=kept, description="Mostrador")
        return order, make_payment(ana_company, paid or amount, order=order, **payment)

    return make


def test_empty_draft_becomes_one_line_of_the_description():
    assert normalised({}, description="Corte de pelo") == {
        "items": [
            {"product_name": "Corte de pelo", "quantity": "1", "unit_price": "100", "discount": "0", "tax_rate": "21"}
        ],
        "customer_name": None,
        "notes": None,
        "receipt_type": "TICKET",
    }


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"items": LINES[:1]}, "sale.items"),
        ({"items": [{**LINES[0], "discount": 92}]}, "sale.items.0.discount"),
    ],
)
def test_draft_that_does_not_fit_the_amount_is_refused(draft, field):
    with pytest.raises(ValidationFailed) as refused:
        normalised(draft)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("draft", [{"payments": []}, {"pointOfSaleId": "x"}, {"items": 3}, {"saleNumber": "1"}, []])
def test_draft_with_anything_else_is_refused(draft):
    with pytest.raises(ValidationError):
        SaleDraftSchema().load(draft)


def test_amounts_beyond_the_currency_are_refused():
    with pytest.raises(ValidationFailed) as refused:
        normalised({"items": LINES}, currency="CLP")
    assert list(refused.value.errors) == ["sale.items.0.unitPrice"]


def test_approval_completes_the_sale_with_everything_named(charge, till):
    order, payment = charge({"items": LINES, "customerName": "José", "notes": "Rápido", "receiptType": "FACTURA_B"})
    sale_id = tell(news_of(order, payment))
    sale = get_sale(till.company_id, sale_id)
    assert (sale.sale_number, sale.total, sale.user_id) == ("CAJA-1-20260302-0001", Decimal(100), 7)
    assert (sale.customer_name, sale.notes, sale.receipt_type) == ("José", "Rápido", "FACTURA_B")
    assert (sale.order_id, sale.external_reference) == (order.id, order.external_reference)
    assert [(one.product_name, one.quantity, one.subtotal) for one in sale.items] == [
        ("Yerba", Decimal(2), Decimal(90)),
        ("Pan", Decimal("0.25"), Decimal(10)),
    ]
    (paid,) = sale.payments
    assert (paid.method, paid.amount, paid.provider_payment_id) == ("MP_POINT", 100, payment.provider_payment_id)
    assert (paid.card_brand, paid.card_last_four, paid.installments) == ("visa", "4242", 3)
    assert sale_ids_of(Payment) == sale_ids_of(PaymentOrder) == [sale_id]


def test_sale_is_in_the_currency_that_was_charged_whatever_the_company_s_is_by_now(ana_company, till, point_account):
    draft = normalised({"items": [{"productName": "Yerba", "quantity": 1, "unitPrice": 99.5}]}, amount="99.5")
    order = make_order(till, point_account, Decimal("99.50"), sale_draft=draft)
    payment = make_payment(ana_company, Decimal("99.50"), order=order)
    ana_company.currency = "CLP"
    run_unit(lambda: session().merge(ana_company))
    sale = run_unit(lambda: get_sale(order.company_id, tell(news_of(order, payment))))
    assert (sale.currency, sale.total) == ("ARS", Decimal("99.50"))


def test_told_again_it_is_the_same_sale(charge):
    order, payment = charge({})
    news = news_of(order, payment)
    assert tell(news) == tell(news)
    assert count_sales() == 1


def test_tip_is_not_part_of_the_sale(charge, till):
    order, payment = charge({}, paid=115)
    sale = get_sale(till.company_id, tell(news_of(order, payment, tip_amount=Decimal(15))))
    assert (sale.total, sale.payments[0].amount) == (Decimal(100), Decimal(100))


@pytest.mark.parametrize(
    "columns", [{"status": "refunded", "refunded_amount": Decimal(100)}, {"status": "charged_back"}]
)
def test_charge_first_heard_of_as_refunded_still_gets_its_sale(charge, columns):
    order, payment = charge({}, **columns)
    assert tell(news_of(order, payment)) is not None


def test_charge_without_draft_completes_nothing(charge):
    order, payment = charge(None)
    assert tell(news_of(order, payment)) is None
    assert (count_sales(), sale_ids_of(Payment)) == (0, [None])


def test_payment_used_at_the_counter_meanwhile_keeps_that_sale(charge, till):
    order, payment = charge({})
    by_hand = PaymentRequest(Method.MP_POINT, Decimal(100), provider_payment_id=payment.provider_payment_id)
    sale = create_sale(till.company_id, None, new_sale(till, payments=[by_hand]))
    assert tell(news_of(order, payment)) == sale.id
    assert count_sales() == 1


def test_sale_disappears_with_the_booking_that_failed(charge):
    order, payment = charge({})

    @transactional
    def book_and_fail():
        assert SaleCompletion().on_payment_approved(news_of(order, payment))
        raise LookupError("the booking failed after its sale")

    with pytest.raises(LookupError):
        book_and_fail()
    assert (count_sales(), sale_ids_of(Payment), sale_ids_of(PaymentOrder)) == (0, [None], [None])


@pytest.mark.parametrize(("channel", "method"), [("POINT", "MP_POINT"), ("QR", "MP_QR"), ("ONLINE", "OTHER")])
def test_method_is_the_charge_s_channel(ana_company, till, channel, method):
    order = make_order(till, make_account(ana_company, channel), sale_draft=normalised({}))
    payment = make_payment(ana_company, order=order)
    assert get_sale(till.company_id, tell(news_of(order, payment))).payments[0].method == method


def test_sale_of_a_counter_switched_off_meanwhile_is_completed(charge, till, client, ana):
    order, payment = charge({})
    client.patch(f"/api/points-of-sale/{till.id}", json={"isActive": False}, headers=auth_headers(ana))
    assert tell(news_of(order, payment)) is not None


def test_charge_with_a_draft_ends_as_a_sale_though_nobody_looks(client, beto, counter, provider):
    headers = auth_headers(beto)
    body = {"pointOfSaleId": counter.id, "amount": 100, "externalReference": "R-1", "sale": {"items": LINES}}
    made = client.post("/api/mercadopago/orders", json=body, headers=headers).json["data"]
    apply_snapshot(counter.company_id, made["id"], provider.pay("R-1", Decimal(110)))
    status = client.get(f"/api/mercadopago/orders/{made['id']}", headers=headers).json["data"]
    sale = client.get(f"/api/sales/{status['saleId']}", headers=headers).json["data"]
    assert (status["status"], sale["total"], sale["userId"]) == ("PROCESSED", 100, beto.id)
    assert [item["productName"] for item in sale["items"]] == ["Yerba", "Pan"]
    assert client.get("/api/sales", query_string={"q": "r-1"}, headers=headers).json["pagination"]["total"] == 1


@pytest.mark.parametrize("sale", [{"items": LINES[:1]}, {"items": [{"productName": "x"}]}, {"payments": []}])
def test_charge_with_a_wrong_draft_is_422_and_charges_nothing(client, beto, counter, provider, sale):
    body = {"pointOfSaleId": counter.id, "amount": 100, "sale": sale}
    answer = client.post("/api/mercadopago/orders", json=body, headers=auth_headers(beto))
    assert answer.status_code == 422
    assert all(field.startswith("sale.") for field in answer.json["errors"])
    assert provider.created == 0
