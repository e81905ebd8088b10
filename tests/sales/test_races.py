"""Races that the database decides: each with its guard, and shown to be lost without it."""

from __future__ import annotations

import threading
from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.payments.errors import CodeTaken, PaymentAlreadyUsed, PointOfSaleInactive, PointOfSaleNotFound
from backend.payments.models import Payment, PaymentOrder, PointOfSale
from backend.payments.repository.claims import Claims
from backend.payments.service.points_of_sale import create_point_of_sale, remove_point_of_sale
from backend.sales.domain import Method, PaymentRequest
from backend.sales.models import Sale, SalePayment
from backend.sales.repository.sales import Sales
from backend.sales.service.selling import create_sale
from backend.sales.subscribers import SaleCompletion
from tests.conftest import run_in_threads
from tests.factories.payments import make_order, make_payment
from tests.factories.sales import new_sale
from tests.sales.test_completion import news_of, normalised

pytestmark = pytest.mark.database
AT_ONCE = 16


def read(statement):
    session().rollback()
    return session().execute(statement, execution_options={OPTION: PLATFORM}).scalars().all()


def at_once(app, work, count=AT_ONCE):
    """Run ``work(i)`` in threads with a context each; return what each got, errors as their classes."""

    def in_context(index):
        with app.app_context():
            return work(index)

    results = run_in_threads(count, in_context)
    return [type(one) if isinstance(one, BaseException) else one for one in results]


def by_payment(*payments):
    return [PaymentRequest(Method.MP_QR, one.amount, provider_payment_id=one.provider_payment_id) for one in payments]


def sell(till, *payments):
    total = sum(one.amount for one in payments)
    return create_sale(till.company_id, None, new_sale(till, total, payments=by_payment(*payments))).id


def one_payment_many_sales(app, till, payment):
    results = at_once(app, lambda _: sell(till, payment))
    ids = [one for one in results if isinstance(one, str)]
    losers = Counter(one for one in results if not isinstance(one, str))
    return ids, losers


@pytest.fixture
def paid(ana_company, till, point_account):
    """A paid charge's payment."""
    return make_payment(ana_company, order=make_order(till, point_account))


def test_one_payment_pays_one_of_many_sales(app, till, paid):
    ids, losers = one_payment_many_sales(app, till, paid)
    assert (len(ids), losers) == (1, {PaymentAlreadyUsed: AT_ONCE - 1})
    assert read(select(Sale.id)) == read(select(Payment.sale_id)) == read(select(PaymentOrder.sale_id)) == ids
    assert read(select(Sale.sale_number)) == ["CAJA-1-20260302-0001"]


def test_one_payment_without_its_guard_is_not_refused_in_words(app, till, paid, monkeypatch):
    monkeypatch.setattr(Claims, "take_order", lambda *_: True)
    monkeypatch.setattr(Claims, "take_payment", lambda *_: True)
    _, losers = one_payment_many_sales(app, till, paid)
    assert losers[PaymentAlreadyUsed] < AT_ONCE - 1
    assert len(read(select(SalePayment.id))) == 1  # the constraint is the second net


def test_payments_claimed_crosswise_never_lock_each_other_out(app, till, ana_company, point_account):
    for _ in range(4):
        pair = [make_payment(ana_company, order=make_order(till, point_account)) for _ in range(2)]
        results = at_once(app, lambda i, pair=pair: sell(till, *(pair if i % 2 else pair[::-1])), count=6)
        assert len([one for one in results if isinstance(one, str)]) == 1, results
        assert [one for one in results if not isinstance(one, str)] == [PaymentAlreadyUsed] * 5


def test_same_approval_told_by_many_workers_is_one_sale(app, ana_company, till, point_account):
    order = make_order(till, point_account, sale_draft=normalised({}))
    news = news_of(order, make_payment(ana_company, order=order))
    results = at_once(app, lambda _: run_unit(lambda: SaleCompletion().on_payment_approved(news)))
    assert len(set(results)) == 1, results
    assert read(select(Sale.id)) == [results[0]]


def test_counter_and_approval_race_for_one_payment(app, ana_company, till, point_account):
    order = make_order(till, point_account, sale_draft=normalised({}))
    payment = make_payment(ana_company, order=order)
    news = news_of(order, payment)

    def work(index):
        return sell(till, payment) if index % 2 else run_unit(lambda: SaleCompletion().on_payment_approved(news))

    results = {one for one in at_once(app, work) if one is not PaymentAlreadyUsed}
    assert results == set(read(select(Sale.id)))
    assert len(results) == 1


def sold_numbers(app, till):
    results = at_once(app, lambda _: create_sale(till.company_id, None, new_sale(till)).sale_number)
    return sorted(int(one[-4:]) for one in results if isinstance(one, str))


def test_numbers_are_gapless_with_many_cashiers(app, till):
    assert sold_numbers(app, till) == list(range(1, AT_ONCE + 1))


def test_numbers_read_before_the_sale_collide(app, till, monkeypatch):
    """Without the counter's lock: everybody reads the last number first, then writes under the next."""
    everybody = threading.Barrier(AT_ONCE)
    known = threading.local()

    def work(_):
        counted = select(func.count()).select_from(Sale)
        known.number = 1 + run_unit(lambda: Sales(till.company_id).execute(counted).scalar_one())
        everybody.wait()
        return create_sale(till.company_id, None, new_sale(till)).sale_number

    monkeypatch.setattr(Sales, "next_number", lambda *_: known.number)
    results = at_once(app, work)
    assert [one[-4:] for one in results if isinstance(one, str)] == ["0001"]  # the constraint is the second net


def test_one_code_is_given_once(app, ana_company):
    company_id = ana_company.id
    results = at_once(app, lambda i: create_point_of_sale(company_id, {"code": "UNA", "name": f"Caja {i}"}).code)
    assert Counter(results) == {"UNA": 1, CodeTaken: AT_ONCE - 1}


def test_removal_and_sales_at_once_leave_no_sale_without_its_counter(app, till):
    def work(index):
        if index == AT_ONCE // 2:
            return remove_point_of_sale(till.company_id, till.id)
        return create_sale(till.company_id, None, new_sale(till)).id

    results = at_once(app, work)
    was_deleted = True in results
    sales = [one for one in results if isinstance(one, str)]
    refused = {one for one in results if isinstance(one, type)}
    assert refused <= {PointOfSaleInactive, PointOfSaleNotFound}
    assert sorted(read(select(Sale.id))) == sorted(sales)
    assert read(select(func.count()).select_from(PointOfSale)) == [0 if was_deleted else 1]
    assert not (was_deleted and sales)


def test_tendered_amounts_survive_the_database(app, till):
    """Exact on every database: thousandths of a unit, hundredths of money."""
    wanted = new_sale(till, Decimal("0.10"))
    sale = create_sale(till.company_id, None, wanted)
    (payment,) = read(select(SalePayment))
    assert (payment.sale_id, payment.amount, payment.change_amount) == (sale.id, Decimal("0.10"), Decimal(0))
