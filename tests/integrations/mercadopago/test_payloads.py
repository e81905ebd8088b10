"""Bodies we send and answers we read, as tables."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backend.integrations.mercadopago.payloads import (
    amount_text,
    charge_of,
    duration,
    in_store_id_of,
    order_body,
    payment_of,
)
from backend.integrations.mercadopago.reading import digits, instant, number, optional_amount, text
from backend.payments.domain import Channel, ChargeStatus
from backend.payments.ports import ChargeRequest

POINT = ChargeRequest(
    channel=Channel.POINT,
    external_reference="POS7-000123",
    idempotency_key="k",
    amount=Decimal("15250.00"),
    currency="ARS",
    description="Mesa 12",
    life_seconds=600,
    terminal_id="NEWLAND_N950__N950NCB801293324",
    items=[{"title": "Café", "quantity": 1, "unit_price": Decimal("15250.00")}],
)
PAYMENT = {
    "id": 131900200301,
    "operation_type": "pos_payment",
    "status": "approved",
    "status_detail": "accredited",
    "date_created": "2026-10-09T10:12:40.000-04:00",
    "date_approved": "2026-10-09T10:12:41.000-04:00",
    "currency_id": "ARS",
    "transaction_amount": 15250,
    "transaction_amount_refunded": 0,
    "payment_method_id": "debvisa",
    "payment_type_id": "debit_card",
    "installments": 1,
    "authorization_code": "301299",
    "transaction_details": {"net_received_amount": Decimal("14728.61")},
    "fee_details": [
        {"type": "mercadopago_fee", "amount": Decimal("521.39"), "fee_payer": "collector"},
        {"type": "financing_fee", "amount": 100, "fee_payer": "payer"},
    ],
    "card": {
        "first_six_digits": "451766",
        "last_four_digits": "1234",
        "expiration_month": 11,
        "expiration_year": 2029,
        "cardholder": {"name": "ANA PRUEBA"},
    },
    "payer": {"email": None, "identification": {"type": "DNI", "number": "12345678"}},
    "collector_id": 200300400,
    "external_reference": "POS7-000123",
    "store_id": "71000001",
    "pos_id": 9000001,
    "point_of_interaction": {"type": "POINT"},
}


def test_point_body_is_exactly_what_the_strict_api_takes():
    assert order_body(POINT) == {
        "type": "point",
        "external_reference": "POS7-000123",
        "description": "Mesa 12",
        "expiration_time": "PT10M",
        "transactions": {"payments": [{"amount": "15250.00"}]},
        "config": {"point": {"terminal_id": "NEWLAND_N950__N950NCB801293324", "print_on_terminal": "no_ticket"}},
    }


def test_whole_currency_is_sent_without_decimals():
    assert amount_text(Decimal("15250.00"), "CLP") == "15250"
    assert amount_text(Decimal(10), "ARS") == "10.00"


@pytest.mark.parametrize(("seconds", "written"), [(30, "PT30S"), (90, "PT90S"), (600, "PT10M"), (3600, "PT60M")])
def test_duration_is_iso_8601(seconds, written):
    assert duration(seconds) == written


def test_lines_that_do_not_fit_become_one():
    items = [{"title": f"Cosa {i}", "quantity": 1, "unit_price": Decimal(1)} for i in range(11)]
    request = ChargeRequest(
        channel=Channel.QR,
        external_reference="r",
        idempotency_key="k",
        amount=Decimal(11),
        currency="ARS",
        description=None,
        life_seconds=900,
        cashier_external_id="CAJA1",
        items=items,
    )

    assert [line["title"] for line in order_body(request)["items"]] == ["Compra"]
    assert order_body(request)["items"][0]["unit_price"] == "11.00"


def test_payment_is_read_in_full():
    read = payment_of(PAYMENT)

    assert read.amount == Decimal(15250)
    assert read.fee_amount == Decimal("521.39")
    assert read.net_received_amount == Decimal("14728.61")
    assert (read.card_brand, read.card_first_six, read.card_last_four) == ("visa", "451766", "1234")
    assert read.approved_at == datetime(2026, 10, 9, 14, 12, 41, tzinfo=UTC)
    assert (read.pos_id, read.store_id, read.point_type) == ("9000001", "71000001", "POINT")
    assert read.is_complete


def test_bank_transfer_names_the_bank():
    bank = {"bank_info": {"payer": {"account_id": 77, "long_name": "Banco"}}, "bank_transfer_id": 5}
    read = payment_of(
        PAYMENT
        | {
            "payment_method_id": "interop_transfer",
            "payment_type_id": "bank_transfer",
            "card": {},
            "point_of_interaction": {"type": "INSTORE", "transaction_data": bank},
        }
    )

    assert (read.bank_origin_id, read.bank_origin_name, read.bank_transfer_id) == ("77", "Banco", "5")
    assert read.card_brand is None


def test_payment_with_odd_details_is_read_without_them():
    odd = PAYMENT | {
        "status_detail": "x" * 500,
        "card": {"first_six_digits": ["4"], "last_four_digits": "12**", "expiration_month": 77, "cardholder": 5},
        "payer": None,
        "fee_details": "many",
        "point_of_interaction": [],
        "date_approved": "yesterday",
        "installments": "NaN",
        "authorization_code": "\x00301\ud800",
    }

    read = payment_of(odd)

    assert len(read.status_detail) == 80
    assert read.card_first_six is read.card_last_four is read.card_expiration_month is read.cardholder_name is None
    assert read.fee_amount is read.approved_at is read.installments is None
    assert read.authorization_code == "301"


@pytest.mark.parametrize(
    ("status", "detail", "expected"),
    [
        ("created", "created", ChargeStatus.PENDING),
        ("at_terminal", "at_terminal", ChargeStatus.PROCESSING),
        ("processed", "accredited", ChargeStatus.PROCESSED),
        ("processed", "partially_refunded", ChargeStatus.PARTIALLY_REFUNDED),
        ("refunded", "refunded", ChargeStatus.REFUNDED),
        ("failed", "failed", ChargeStatus.FAILED),
        ("canceled", "canceled", ChargeStatus.CANCELED),
        ("expired", "expired", ChargeStatus.EXPIRED),
        ("action_required", "action_required", ChargeStatus.UNDECIDED),
    ],
)
def test_order_status_is_translated(status, detail, expected):
    order = {
        "id": "ORD1",
        "external_reference": "r",
        "status": status,
        "status_detail": detail,
        "transactions": {"payments": [{"amount": "10"}]},
    }

    assert charge_of(order, "200300400").status is expected


def test_tip_and_refunds_are_read_from_the_transactions():
    order = {
        "id": "ORD1",
        "external_reference": "r",
        "user_id": 200300400,
        "status": "processed",
        "transactions": {
            "payments": [
                {"status": "failed", "amount": "100.00"},
                {
                    "status": "processed",
                    "amount": "100.00",
                    "paid_amount": "110.00",
                    "reference_id": "131900200301",
                    "payment_method": {"id": "master", "type": "credit_card", "installments": 3},
                },
            ],
            "refunds": [{"amount": "10.00", "status": "processed"}, {"amount": "5.00", "status": "processing"}],
        },
    }

    charge = charge_of(order, "200300400")

    assert (charge.amount, charge.paid_amount, charge.refunded_amount) == (Decimal(100), Decimal(110), Decimal(15))
    assert (charge.payment.provider_payment_id, charge.payment.installments) == ("131900200301", 3)
    assert charge.payment.status == "approved"
    assert not charge.payment.is_complete


def test_in_store_id_stands_inside_the_qr():
    qr = (
        "00020101021243650016com.mercadolibre0201306367d1f0c52-9a64-4c1e-8b0e-3f5a2c9e1b77"
        "50150011307123456755204970053030325802AR5912Bar Simulado6004CABA63046397"
    )

    assert in_store_id_of(qr) == "7d1f0c52-9a64-4c1e-8b0e-3f5a2c9e1b77"
    assert in_store_id_of("no emv") is None


def test_nine_digit_fractions_are_read():
    assert instant("2026-10-09T14:10:02.118320977Z") == datetime(2026, 10, 9, 14, 10, 2, 118320, tzinfo=UTC)


@pytest.mark.parametrize("value", [True, None, [], {}, "x", "-1", "1e400", Decimal("Infinity"), "10000000000000"])
def test_what_is_no_amount_is_none(value):
    assert optional_amount(value) is None


@pytest.mark.parametrize("value", [True, 1.5, None, "1.0", "²", "-3", 2**40])
def test_what_is_no_small_number_is_none(value):
    assert number(value) is None


def test_texts_are_cut_and_cleaned():
    assert text("a\x00b\ud800c", 10) == "abc"
    assert text("abcdef", 3) == "abc"
    assert text({}, 3) is None
    assert digits("12a4", 4) is None
