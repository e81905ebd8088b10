"""GET /api/sales, its CSV, one sale, and the daily summary."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest

from backend.infra.csv_export import BYTE_ORDER_MARK, safe_cell
from backend.infra.db import db
from backend.infra.principal import Role
from backend.kernel.pagination import PageRequest
from backend.sales.domain import Method, PaymentRequest
from backend.sales.service import listing
from backend.sales.service.listing import SaleQuery, list_sales
from tests.factories.companies import make_company
from tests.factories.payments import make_order, make_payment
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale
from tests.factories.users import auth_headers, make_user
from tests.fixtures.statements import counted_statements


@pytest.fixture
def read(client, beto):
    def get(path="/api/sales", accept="application/json", **query):
        return client.get(path, query_string=query, headers={**auth_headers(beto), "Accept": accept})

    return get


def numbers(answer):
    assert answer.status_code == 200, answer.json
    return [sale["saleNumber"][-4:] for sale in answer.json["data"]]


def test_list_is_paged_newest_first(read, till, moving_clock):
    for _ in range(5):
        make_sale(till)
        moving_clock.advance(minutes=1)
    assert numbers(read(pageSize=2)) == ["0005", "0004"]
    assert numbers(read(pageSize=2, page=3)) == ["0001"]
    assert numbers(read(pageSize=2, page=4)) == []
    assert read(pageSize=2).json["pagination"] == {"page": 1, "pageSize": 2, "total": 5, "totalPages": 3}
    assert read().json["pagination"] == {"page": 1, "pageSize": 50, "total": 5, "totalPages": 1}


def test_empty_list_has_no_page(read, till):
    assert read().json == {
        "success": True,
        "data": [],
        "pagination": {"page": 1, "pageSize": 50, "total": 0, "totalPages": 0},
    }


def test_listed_sale_is_the_whole_sale(read, till):
    sale = make_sale(till)
    assert read().json["data"] == [read(f"/api/sales/{sale.id}").json["data"]]


def test_filters_narrow_the_list(read, till, ana_company, beto, point_account):
    make_sale(till)
    make_sale(make_point_of_sale(ana_company, "CAJA-2"), user_id=beto.id)
    card = [PaymentRequest(Method.CREDIT_CARD, Decimal(50)), PaymentRequest(Method.CASH, Decimal(50))]
    make_sale(till, payments=card)
    assert numbers(read(pointOfSaleId=till.id)) == ["0002", "0001"]
    assert numbers(read(userId=beto.id)) == ["0001"]
    assert numbers(read(method="CREDIT_CARD")) == ["0002"]
    assert len(numbers(read(method="CASH"))) == 3
    assert numbers(read(method="QR")) == []
    assert numbers(read(status="CANCELLED")) == []
    assert numbers(read(method="CASH", pointOfSaleId=till.id, status="COMPLETED", q="caja-1")) == ["0002", "0001"]


def test_dates_are_inclusive_days_of_the_company(read, till, moving_clock):
    for instant in ("2026-03-01T02:59:59", "2026-03-01T03:00:00", "2026-03-03T02:59:59", "2026-03-03T03:00:00"):
        moving_clock.set(datetime.fromisoformat(instant).replace(tzinfo=UTC))
        make_sale(till, customer=instant)
    moving_clock.set(datetime(2026, 3, 3, 4, tzinfo=UTC))

    def found(**query):
        return [sale["createdAt"][:19] for sale in read(**query).json["data"]]

    assert found(dateFrom="2026-03-01", dateTo="2026-03-02") == ["2026-03-03T02:59:59", "2026-03-01T03:00:00"]
    assert found(dateTo="2026-02-28") == ["2026-03-01T02:59:59"]
    assert found(dateFrom="2026-03-03") == ["2026-03-03T03:00:00"]
    assert found(dateFrom="2026-03-02", dateTo="2026-03-01") == []


def test_search_finds_number_customer_and_reference(read, till, ana_company, point_account):
    make_sale(till, customer="José Peña")
    make_sale(till, customer="100% Orgánico_SA")
    order = make_order(till, point_account, external_reference="PEDIDO-77")
    payment = make_payment(ana_company, order=order)
    by_provider = [PaymentRequest(Method.MP_POINT, Decimal(100), provider_payment_id=payment.provider_payment_id)]
    make_sale(till, payments=by_provider)
    assert numbers(read(q="jose pena")) == ["0001"]
    assert numbers(read(q="PEÑA")) == ["0001"]
    assert numbers(read(q="20260302-0002")) == ["0002"]
    assert numbers(read(q="pedido-77")) == ["0003"]
    assert numbers(read(q="100%")) == ["0002"]
    assert numbers(read(q="o_s")) == ["0002"]
    assert numbers(read(q="%")) == ["0002"]
    assert numbers(read(q="nobody")) == []


def test_search_finds_every_product_of_a_sale(read, till):
    make_sale(till, product="Café molido")
    make_sale(till, product="Yerba")
    assert numbers(read(q="cafe")) == ["0001"]
    assert numbers(read(q="yerba")) == ["0002"]


@pytest.mark.parametrize(
    "query",
    [
        {"page": 0},
        {"page": "x"},
        {"pageSize": 101},
        {"pageSize": 0},
        {"status": "PAID"},
        {"method": "GOLD"},
        {"dateFrom": "03/01/2026"},
        {"userId": 2**40},
        {"q": "a\x00b"},
    ],
)
def test_wrong_filter_is_422(read, till, query):
    assert read(**query).status_code == 422


def test_page_of_fifty_takes_four_statements(till):
    for _ in range(50):
        make_sale(till)
    db.session.remove()
    with counted_statements() as sent:
        page = list_sales(till.company_id, SaleQuery(), PageRequest(1, 50))
    assert len(page.items) == 50
    assert [item.product_name for item in page.items[49].items] == ["Yerba"]
    assert len(sent) <= 4, sent


def test_one_sale_takes_three_statements(till):
    sale = make_sale(till)
    db.session.remove()
    with counted_statements() as sent:
        listing.get_sale(till.company_id, sale.id)
    assert len(sent) <= 3, sent


def test_sale_of_another_company_is_404_and_never_listed(client, carla, till):
    sale = make_sale(till)
    headers = auth_headers(carla)
    answer = client.get(f"/api/sales/{sale.id}", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (404, "sale_not_found")
    listed = client.get("/api/sales", query_string={"pointOfSaleId": till.id}, headers=headers).json
    assert (listed["data"], listed["pagination"]["total"]) == ([], 0)
    exported = client.get("/api/sales", headers={**headers, "Accept": "text/csv"})
    assert len(exported.text.splitlines()) == 1
    summary = client.get("/api/sales/reports/daily-summary", headers=headers).json["data"]
    assert (summary["salesCount"], summary["paymentsByMethod"], summary["topProducts"]) == (0, [], [])


@pytest.mark.parametrize("sale_id", ["none", "%00", "0" * 36, "01890000-0000-7000-8000-000000000000"])
def test_sale_that_is_not_there_is_404(read, till, sale_id):
    assert read(f"/api/sales/{sale_id}").status_code == 404


def test_admin_reads_the_company_it_names(client, admin, ana_company, carla_company, till):
    make_sale(till)
    assert client.get("/api/sales", headers=auth_headers(admin)).status_code == 422
    for company, count in ((ana_company, 1), (carla_company, 0)):
        answer = client.get("/api/sales", headers=auth_headers(admin, company=company))
        assert answer.json["pagination"]["total"] == count


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SCANNER])
def test_role_that_does_not_sell_reads_nothing(client, ana_company, role):
    headers = auth_headers(make_user(role, ana_company))
    for path in ("/api/sales", "/api/sales/x", "/api/sales/reports/daily-summary"):
        assert client.get(path, headers=headers).status_code == 403


class TestCsv:
    """The same list for a spreadsheet."""

    def rows(self, answer):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.text.startswith(BYTE_ORDER_MARK)
        return list(csv.DictReader(StringIO(answer.text.removeprefix(BYTE_ORDER_MARK))))

    def test_rows_have_spanish_headers_and_local_time(self, read, till):
        make_sale(till, Decimal("1234.50"), customer="José")
        (row,) = self.rows(read(accept="text/csv"))
        assert row == {
            "Número": "CAJA-1-20260302-0001", "Fecha": "2026-03-02 12:00:00", "Estado": "Completada",
            "Comprobante": "TICKET", "Cliente": "José", "Artículos": "1 x Yerba", "Subtotal": "1234.50",
            "Descuento": "0.00", "IVA": "214.25", "Total": "1234.50", "Moneda": "ARS", "Medios de pago": "Efectivo",
            "Pagos de Mercado Pago": "", "Notas": "",
        }  # fmt: skip

    def test_cell_that_a_spreadsheet_would_run_is_quoted(self, read, till):
        make_sale(till, customer='=HYPERLINK("http://evil.test")', product="@SUM(A1)")
        (row,) = self.rows(read(accept="text/csv"))
        assert row["Cliente"] == '\'=HYPERLINK("http://evil.test")'
        assert not row["Artículos"].startswith(("@", "="))

    @pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "\t=1", "|x", "%x"])
    def test_formula_start_is_quoted(self, text):
        assert safe_cell(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "José", "1 - 2", "CAJA-1"])
    def test_plain_cell_stays(self, text):
        assert safe_cell(text) == text

    def test_all_matches_come_whatever_the_page(self, read, till, monkeypatch, moving_clock):
        monkeypatch.setattr(listing, "EXPORT_BATCH", 3)
        for _ in range(7):  # several sales at the same instant must neither be lost nor told twice
            make_sale(till)
        moving_clock.advance(minutes=1)
        make_sale(till)
        rows = self.rows(read(accept="text/csv", page=9, pageSize=1))
        assert sorted(row["Número"][-4:] for row in rows) == [f"{number:04d}" for number in range(1, 9)]
        assert rows[0]["Número"].endswith("0008")
        assert self.rows(read(accept="text/csv", q="0008", dateFrom="2026-03-02"))[0]["Número"].endswith("0008")

    def test_json_stays_the_default(self, read, till):
        for accept in ("*/*", "application/json", "application/json, text/csv;q=0.5"):
            assert read(accept=accept).is_json


class TestDailySummary:
    """The dashboard's figures."""

    PATH = "/api/sales/reports/daily-summary"

    def test_day_is_summed_by_hour_method_and_product(self, read, till, moving_clock):
        split = [PaymentRequest(Method.CASH, Decimal(30)), PaymentRequest(Method.DEBIT_CARD, Decimal(70))]
        make_sale(till, payments=split)
        make_sale(till, 200, product="Pan")
        moving_clock.advance(hours=2)
        make_sale(till, 50, product="Pan")
        data = read(self.PATH).json["data"]
        assert (data["date"], data["salesCount"], data["totalSales"]) == ("2026-03-02", 3, 350)
        assert (data["totalDiscount"], data["totalTax"]) == (0, 60.75)
        assert data["paymentsByMethod"] == [
            {"method": "CASH", "total": 280, "count": 3},
            {"method": "DEBIT_CARD", "total": 70, "count": 1},
        ]
        assert data["topProducts"] == [
            {"productName": "Pan", "quantity": 2, "total": 250},
            {"productName": "Yerba", "quantity": 1, "total": 100},
        ]
        assert [hour["hour"] for hour in data["hourly"]] == list(range(24))
        assert {hour["hour"]: (hour["count"], hour["total"]) for hour in data["hourly"] if hour["count"]} == {
            12: (2, 300),
            14: (1, 50),
        }

    def test_day_and_counter_can_be_chosen(self, read, till, ana_company, moving_clock):
        make_sale(till)
        make_sale(make_point_of_sale(ana_company, "CAJA-2"), 7)
        moving_clock.advance(days=1)
        make_sale(till, 1)
        assert read(self.PATH, date="2026-03-02").json["data"]["totalSales"] == 107
        assert read(self.PATH, date="2026-03-02", pointOfSaleId=till.id).json["data"]["totalSales"] == 100
        assert read(self.PATH).json["data"]["totalSales"] == 1
        assert read(self.PATH, date="2020-01-01").json["data"]["salesCount"] == 0

    def test_only_ten_products_are_told(self, read, till):
        for number in range(12):
            make_sale(till, 100 + number, product=f"P{number:02d}")
        told = read(self.PATH).json["data"]["topProducts"]
        assert [one["productName"] for one in told] == [f"P{number:02d}" for number in range(11, 1, -1)]

    def test_summary_takes_five_statements(self, till):
        for _ in range(5):
            make_sale(till)
        db.session.remove()
        with counted_statements() as sent:
            listing.summarise_day(till.company_id, None, None)
        assert len(sent) <= 5, sent

    def test_hours_are_the_company_s_own(self, app, moving_clock):
        kolkata = make_company("India", time_zone="Asia/Kolkata")  # half an hour off the full hours of UTC
        till = make_point_of_sale(kolkata)
        moving_clock.set(datetime(2026, 3, 2, 3, 29, tzinfo=UTC))
        make_sale(till)
        moving_clock.set(datetime(2026, 3, 2, 3, 30, tzinfo=UTC))
        make_sale(till)
        hourly = listing.summarise_day(kolkata.id, date(2026, 3, 2), None).hourly
        assert [one.hour for one in hourly if one.count] == [8, 9]

    def test_wrong_day_is_422(self, read):
        for day in ("yesterday", "2026-02-30", ""):
            assert read(self.PATH, date=day).status_code == 422
