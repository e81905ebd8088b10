"""HTTP of charges by QR (contract 40-mercadopago §3), over the simulator; Beto is at the counter."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from backend.payments.domain import ChargeStatus
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.users import auth_headers

CREATED = {"orderId", "qrData", "inStoreOrderId", "externalReference", "expiresAt"}
STATUS = {
    "status",
    "externalReference",
    "paymentId",
    "paymentMethod",
    "cardLastFour",
    "installments",
    "amount",
    "saleId",
}


def is_problem(answer, status, code=None):
    """Tell whether it is the common body of this status, the sentence in ``error``."""
    assert answer.content_type == "application/problem+json", answer.text
    assert (answer.status_code, answer.json["success"]) == (status, False), answer.text
    assert answer.json["error"] == answer.json["message"]
    assert code in {None, answer.json["code"]}, answer.text
    return True


class TestCharging:
    def test_a_charge_answers_a_code_that_the_customers_phone_can_pay(self, shop):
        data = shop.charged("QR", 250.75)
        assert set(data) >= CREATED
        assert data["qrData"].startswith("000201")
        assert data["inStoreOrderId"]

        paid = shop.control.pay_qr(data["qrData"])["order"]
        assert (paid["id"], paid["status"], paid["amount"]) == (data["orderId"], "processed", "250.75")

    def test_every_charge_has_a_code_of_its_own(self, shop):
        first = shop.charged("QR")
        shop.control.pay_qr(first["qrData"])
        shop.status(first["id"])
        assert shop.charged("QR")["qrData"] != first["qrData"]

    def test_items_are_shown_in_the_wallet(self, shop):
        items = [{"title": "Café", "quantity": 2, "unit_price": 100}, {"title": "Agua", "quantity": 1, "unit_price": 5}]
        shop.charged("QR", 205, items=items)
        (there,) = shop.orders_there()
        assert [(one["title"], one["quantity"], one["unit_price"]) for one in there["items"]] == [
            ("Café", 2, "100.00"),
            ("Agua", 1, "5.00"),
        ]

    @pytest.mark.parametrize("price", [99.99, 100.01, 0])
    def test_refuse_an_amount_that_differs_from_its_items(self, shop, price):
        answer = shop.charge("QR", 100, items=[{"title": "Café", "quantity": 1, "unit_price": price}])
        assert is_problem(answer, 422)
        assert list(answer.json["errors"]) == ["items"]
        assert not shop.rows()
        assert not shop.orders_there()

    @pytest.mark.parametrize(
        "items",
        [
            None,
            [],
            {},
            "Café",
            [None],
            [{}],
            [{"title": "", "quantity": 1, "unit_price": 100}],
            [{"title": "Café", "quantity": 0, "unit_price": 100}],
            [{"title": "Café", "quantity": 1.5, "unit_price": 100}],
            [{"title": "Café", "quantity": "1", "unit_price": 100}],
            [{"title": "Café", "quantity": 10**9, "unit_price": 100}],
            [{"title": "Café", "quantity": 1, "unit_price": "NaN"}],
            [{"title": "Café", "quantity": 1, "unit_price": 10**30}],
            [{"title": "Café", "quantity": 1, "unit_price": 100, "sku": "x"}],
            [{"title": "C\0", "quantity": 1, "unit_price": 100}],
        ],
    )
    def test_wrong_items_are_refused(self, shop, items):
        answer = shop.charge("QR", 100, items=items)
        assert is_problem(answer, 422)
        assert all(field.startswith("items") for field in answer.json["errors"])
        assert not shop.rows()

    def test_a_counter_without_cashier_says_so(self, shop, ana_company):
        bare = make_point_of_sale(ana_company, "CAJA-9")
        assert is_problem(shop.charge("QR", pointOfSaleId=bare.id), 409, "no_qr_cashier")

    def test_a_cashier_holds_one_charge_at_a_time(self, shop):
        first = shop.charged("QR")
        answer = shop.charge("QR")
        assert is_problem(answer, 409, "cashier_busy")
        assert answer.json["orderId"] == first["id"]

    def test_a_charge_without_items_needs_no_list(self, shop):
        assert shop.charged("QR", description="Almuerzo")["qrData"]


class TestStatus:
    @pytest.mark.parametrize(
        ("there", "here"),
        [
            ("processed", "APPROVED"),
            ("failed", "REJECTED"),
            ("canceled", "CANCELLED"),
            ("expired", "CANCELLED"),
            ("action_required", "PENDING"),
        ],
    )
    def test_each_state_has_its_word_of_the_qr_vocabulary(self, shop, there, here):
        made = shop.charged("QR")
        assert shop.qr_status(made["externalReference"])["status"] == "PENDING"
        shop.customer(made["orderId"], there)
        assert shop.qr_status(made["externalReference"])["status"] == here

    def test_only_the_words_of_the_contract_are_spoken(self):
        from backend.integrations.mercadopago.schemas.orders import QR_WORDS  # noqa: PLC0415 - only looked at here

        assert set(QR_WORDS) == set(ChargeStatus)
        assert set(QR_WORDS.values()) == {"PENDING", "APPROVED", "REJECTED", "CANCELLED"}

    def test_a_paid_charge_tells_every_field_of_the_contract(self, shop):
        made = shop.charged("QR", 100, sale={})
        shop.customer(made["orderId"], payment_method_id="visa", payment_method_type="credit_card", installments=6)
        told = shop.qr_status(made["externalReference"])

        assert set(told) == STATUS
        assert (told["paymentMethod"], told["installments"], told["amount"]) == ("visa", 6, 100)
        assert told["paymentId"].isdecimal()
        assert len(told["cardLastFour"]) == 4
        assert told["saleId"] == shop.sales()[0].id

    def test_the_terminals_vocabulary_serves_every_channel(self, shop):
        made = shop.charged("QR")
        shop.customer(made["orderId"])
        assert shop.status(made["orderId"])["status"] == "PROCESSED"

    def test_an_unpaid_code_ends_by_itself(self, shop):
        made = shop.charged("QR")
        shop.later(minutes=16)
        assert shop.qr_status(made["externalReference"])["status"] == "CANCELLED"
        assert shop.charged("QR")["qrData"]


class TestCancelling:
    def test_the_open_charge_of_a_counter_is_cancelled(self, shop):
        made = shop.charged("QR")
        answer = shop.delete(f"qr/orders/{shop.point.id}")
        assert (answer.status_code, answer.json["success"]) == (200, True)
        assert shop.orders_there()[0]["status"] == "canceled"
        assert shop.qr_status(made["externalReference"])["status"] == "CANCELLED"

    def test_a_counter_without_open_charge_is_404(self, shop):
        assert is_problem(shop.delete(f"qr/orders/{shop.point.id}"), 404, "order_not_found")

    def test_the_terminals_charge_is_left_alone(self, shop):
        shop.charged("POINT")
        assert is_problem(shop.delete(f"qr/orders/{shop.point.id}"), 404)
        assert shop.rows()[0].status == "PENDING"

    def test_refuse_another_companys_counter(self, shop, carla):
        shop.charged("QR")
        shop.headers = auth_headers(carla)
        assert is_problem(shop.delete(f"qr/orders/{shop.point.id}"), 404)
        assert shop.rows()[0].status == "PENDING"


class TestImages:
    @pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg (zbar-tools) is not installed")
    def test_the_png_reads_back_as_what_the_phone_scans(self, shop, tmp_path):
        made = shop.charged("QR")
        answer = shop.get(f"qr/orders/{made['id']}/qr.png")
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        assert read_back(tmp_path / "qr.png", answer.data) == made["qrData"]

    @pytest.mark.browser
    @pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg (zbar-tools) is not installed")
    def test_the_svg_reads_back_as_what_the_phone_scans(self, shop, tmp_path, drawn):
        made = shop.charged("QR")
        answer = shop.get(f"qr/orders/{made['orderId']}/qr.svg")
        assert (answer.status_code, answer.content_type) == (200, "image/svg+xml")
        assert b"<script" not in answer.data
        assert read_back(tmp_path / "qr.png", drawn(answer.text)) == made["qrData"]

    @pytest.mark.parametrize("form", ["svg", "png"])
    def test_refuse_the_code_of_another_company_and_of_a_terminal(self, shop, carla, form):
        by_terminal, by_qr = shop.charged("POINT"), shop.charged("QR")
        assert is_problem(shop.get(f"qr/orders/{by_terminal['id']}/qr.{form}"), 404)
        assert is_problem(shop.get(f"qr/orders/{by_qr['id']}/qr.{form}", auth_headers(carla)), 404)


def read_back(file, image):
    """Return what a real reader sees in an image."""
    file.write_bytes(image)
    done = subprocess.run(["zbarimg", "--quiet", "--raw", str(file)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def drawn(chromium):
    """Return a function that lets a real browser draw an SVG."""

    def draw(svg):
        page = chromium.new_page(viewport={"width": 600, "height": 600})
        page.set_content(f'<body style="margin:40px;background:#fff"><div style="width:500px">{svg}</div></body>')
        picture = page.screenshot()
        page.close()
        return picture

    return draw
