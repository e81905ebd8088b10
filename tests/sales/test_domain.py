"""The arithmetic of a sale, as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.errors import ValidationFailed
from backend.kernel.money import has_currency_scale
from backend.kernel.search_text import fold
from backend.sales.domain import (
    LineRequest,
    Method,
    PaymentRequest,
    compute_line,
    compute_lines,
    day_bounds,
    hour_ends,
    joined_methods,
    sale_number,
    settle,
    single_line,
)

ZONE = "America/Argentina/Buenos_Aires"


def line(quantity, price, discount="0", rate="21"):
    return LineRequest("Yerba", Decimal(quantity), Decimal(price), Decimal(discount), Decimal(rate))


def paid(method, amount, tendered=None):
    return PaymentRequest(method, Decimal(amount), amount_tendered=None if tendered is None else Decimal(tendered))


def refusal(call, *arguments):
    with pytest.raises(ValidationFailed) as refused:
        call(*arguments)
    return refused.value.errors


@pytest.mark.parametrize(
    ("request_", "currency", "subtotal", "tax"),
    [
        (line("1", "121"), "ARS", "121", "21.00"),
        (line("2", "600.25", "50"), "ARS", "1150.50", "199.67"),
        (line("0.333", "10"), "ARS", "3.33", "0.58"),
        (line("0.335", "1"), "ARS", "0.34", "0.06"),  # 0.335 goes up, not to the even neighbour
        (line("1.005", "1"), "ARS", "1.01", "0.18"),
        (line("3", "0.01"), "ARS", "0.03", "0.01"),
        (line("1", "100", "100"), "ARS", "0", "0"),
        (line("1", "0"), "ARS", "0", "0"),
        (line("1", "110.50", rate="10.5"), "ARS", "110.50", "10.50"),
        (line("1", "100", rate="0"), "ARS", "100", "0"),
        (line("1", "100", rate="27"), "ARS", "100", "21.26"),
        (line("1", "1190", rate="19"), "CLP", "1190", "190"),
        (line("0.5", "999", rate="19"), "CLP", "500", "80"),  # 499.5 goes up
        (line("0.333", "1000", "33", "19"), "CLP", "300", "48"),
        (line("1.5", "7001", rate="10"), "PYG", "10502", "955"),
    ],
)
def test_line_is_rounded_half_up_to_its_currency(request_, currency, subtotal, tax):
    computed = compute_line(request_, currency)
    assert (computed.subtotal, computed.tax_amount) == (Decimal(subtotal), Decimal(tax))


def test_tax_is_rounded_per_line_then_summed():
    lines, totals = compute_lines([line("1", "1.01")] * 3, "ARS")
    assert [one.tax_amount for one in lines] == [Decimal("0.18")] * 3
    assert totals.tax == Decimal("0.54")  # of the whole 3.03 it would be 0.53
    assert (totals.subtotal, totals.discount, totals.total) == (Decimal("3.03"), Decimal(0), Decimal("3.03"))


def test_totals_tell_discounts_apart():
    _, totals = compute_lines([line("2", "600.25", "50"), line("1", "100")], "ARS")
    assert (totals.subtotal, totals.discount, totals.total) == (Decimal("1300.50"), Decimal(50), Decimal("1250.50"))


@pytest.mark.parametrize(
    ("request_", "currency", "field"),
    [
        (line("1", "100", "100.01"), "ARS", "items.0.discount"),
        (line("1", "100", "-1"), "ARS", "items.0.discount"),
        (line("1", "10.5"), "CLP", "items.0.unitPrice"),
        (line("1", "10", "0.5"), "CLP", "items.0.discount"),
        (line("1", "10.005"), "ARS", "items.0.unitPrice"),
        (line("1000000", "999999999"), "ARS", "items.0.unitPrice"),
    ],
)
def test_impossible_line_names_its_field(request_, currency, field):
    assert list(refusal(compute_line, request_, currency)) == [field]


def test_sum_beyond_what_can_be_booked_is_refused():
    assert list(refusal(compute_lines, [line("1", "999999999999.99"), line("1", "0.01")], "ARS")) == ["items"]


@pytest.mark.parametrize(
    ("payments", "total", "booked"),
    [
        ([paid(Method.CASH, "100")], "100", [("100", "100", "0")]),
        ([paid(Method.CASH, "100", "150")], "100", [("100", "150", "50")]),
        ([paid(Method.CASH, "150")], "100", [("100", "150", "50")]),
        ([paid(Method.CASH, "110", "120")], "100", [("100", "120", "20")]),
        ([paid(Method.MP_QR, "60"), paid(Method.CASH, "50")], "100", [("60", None, None), ("40", "50", "10")]),
        ([paid(Method.CASH, "50"), paid(Method.MP_QR, "60")], "100", [("40", "50", "10"), ("60", None, None)]),
        ([paid(Method.CASH, "60"), paid(Method.CASH, "50")], "100", [("60", "60", "0"), ("40", "50", "10")]),
        ([paid(Method.DEBIT_CARD, "100", "100")], "100", [("100", None, None)]),
        ([], "0", []),
    ],
)
def test_payments_are_booked_to_the_total_and_cash_gives_change(payments, total, booked):
    tenders = settle(payments, Decimal(total), "ARS")
    wanted = [tuple(None if one is None else Decimal(one) for one in row) for row in booked]
    assert [(one.amount, one.amount_tendered, one.change_amount) for one in tenders] == wanted


@pytest.mark.parametrize(
    ("payments", "total", "currency", "field"),
    [
        ([], "100", "ARS", "payments"),
        ([paid(Method.CASH, "99.99")], "100", "ARS", "payments"),
        ([paid(Method.CREDIT_CARD, "100.01")], "100", "ARS", "payments"),
        ([paid(Method.MP_QR, "60"), paid(Method.TRANSFER, "60")], "100", "ARS", "payments"),
        ([paid(Method.MP_QR, "110"), paid(Method.CASH, "10")], "100", "ARS", "payments"),
        ([paid(Method.MP_QR, "100"), paid(Method.CASH, "10")], "100", "ARS", "payments.1.amount"),
        ([paid(Method.CASH, "10")], "0", "ARS", "payments.0.amount"),
        ([paid(Method.CASH, "100", "99")], "100", "ARS", "payments.0.amountTendered"),
        ([paid(Method.MP_POINT, "100", "110")], "100", "ARS", "payments.0.amountTendered"),
        ([paid(Method.CASH, "100.5")], "100", "CLP", "payments.0.amount"),
        ([paid(Method.CASH, "100", "100.5")], "100", "CLP", "payments.0.amountTendered"),
    ],
)
def test_payments_that_cannot_pay_the_total_name_their_field(payments, total, currency, field):
    assert list(refusal(settle, payments, Decimal(total), currency)) == [field]


@given(
    st.lists(
        st.tuples(
            st.decimals("0.001", "9999", places=3),
            st.decimals("0", "99999", places=2),
            st.decimals("0", "1", places=3),
            st.decimals("0", "100", places=2),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_lines_add_up(rows):
    requests = []
    for quantity, price, share, rate in rows:
        gross = compute_line(LineRequest("x", quantity, price), "ARS").gross
        requests.append(
            LineRequest("x", quantity, price, (gross * share).quantize(Decimal("0.01"), "ROUND_DOWN"), rate)
        )
    lines, totals = compute_lines(requests, "ARS")
    assert totals.total == totals.subtotal - totals.discount == sum(one.subtotal for one in lines)
    assert totals.tax == sum(one.tax_amount for one in lines)
    assert all(Decimal(0) <= one.tax_amount <= one.subtotal for one in lines)
    assert all(has_currency_scale(one.subtotal, "ARS") and has_currency_scale(one.tax_amount, "ARS") for one in lines)


@given(st.lists(st.decimals("0.01", "5000", places=2), min_size=1, max_size=5), st.decimals("0.01", "5000", places=2))
def test_any_cash_over_the_total_comes_back_as_change(cash, total):
    payments = [paid(Method.CASH, one) for one in cash]
    try:
        tenders = settle(payments, total, "ARS")
    except ValidationFailed:
        # Too little, or one of them pays nothing: dropping the last would still cover the total.
        assert sum(cash) < total or sum(cash) - cash[-1] >= total
        return
    assert sum(one.amount for one in tenders) == total
    assert sum(one.change_amount for one in tenders) == sum(cash) - total


def test_sale_number_is_code_day_and_four_digits():
    assert sale_number("CAJA-1", date(2026, 3, 2), 7) == "CAJA-1-20260302-0007"
    assert sale_number("CAJA-1", date(2026, 3, 2), 12345) == "CAJA-1-20260302-12345"


def test_draft_without_items_is_one_line():
    assert single_line(Decimal(100), "Corte de pelo").product_name == "Corte de pelo"
    assert single_line(Decimal(100), None).product_name == "Venta"


def test_methods_are_joined_once_each_between_commas():
    assert joined_methods([Method.MP_QR, Method.CASH, Method.CASH]) == ",CASH,MP_QR,"
    assert joined_methods([]) == ",,"


def test_search_text_ignores_case_accents_and_blanks():
    assert fold(["CAJA-1-20260302-0001", None, "  José   Peña "]) == "caja-1-20260302-0001 jose pena"


def test_day_of_the_company_begins_at_its_midnight():
    assert day_bounds(date(2026, 3, 2), date(2026, 3, 3), ZONE) == (
        datetime(2026, 3, 2, 3, tzinfo=UTC),
        datetime(2026, 3, 4, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 2), ZONE, 24),
        (date(2026, 9, 6), "America/Santiago", 23),  # clocks go forward
        (date(2026, 4, 4), "America/Santiago", 25),  # clocks go back
    ],
)
def test_hours_of_a_day_end_in_order_and_cover_it(day, zone, hours):
    ends = hour_ends(day, zone)
    begins, ends_before = day_bounds(day, day, zone)
    assert len(ends) == 24
    assert ends == sorted(ends)
    assert ends[-1] == ends_before
    assert (ends_before - begins).total_seconds() == hours * 3600
