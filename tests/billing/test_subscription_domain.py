"""Rules of subscriptions as tables: arrows, calendar, prices, what is due, days, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from backend.billing.domain.days import local_day
from backend.billing.domain.due import ChangeKind, DueRow, changes_due, ending_soon, reminder_due, still_active
from backend.billing.domain.notes import NoteTag, note_line, with_line
from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.prices import PriceList, default_discount, due, with_discount
from backend.billing.domain.states import ARROWS, SubscriptionState, may_move, payment_label, slot_of
from backend.billing.domain.terms import make_terms

S = SubscriptionState
D = date
NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
BASIC = PriceList(Decimal("24990.00"), Decimal("269892.00"), "ARS")
CONTRACT_ARROWS = {
    (S.PENDING_PAYMENT, S.ACTIVE),
    (S.PENDING_PAYMENT, S.SCHEDULED),
    (S.PENDING_PAYMENT, S.CANCELLED),
    (S.SCHEDULED, S.ACTIVE),
    (S.SCHEDULED, S.CANCELLED),
    (S.ACTIVE, S.SUSPENDED),
    (S.ACTIVE, S.ENDED),
    (S.ACTIVE, S.CANCELLED),
    (S.SUSPENDED, S.ACTIVE),
    (S.SUSPENDED, S.ENDED),
    (S.SUSPENDED, S.CANCELLED),
    (S.ENDED, S.CANCELLED),
}


@pytest.mark.parametrize(("known", "wanted"), list(product(S, S)))
def test_arrow_is_there_exactly_where_the_contract_draws_it(known, wanted):
    assert may_move(known, wanted) is ((known, wanted) in CONTRACT_ARROWS)


def test_every_state_has_its_arrows():
    assert ARROWS.keys() == set(S)
    assert {state for state in S if slot_of(state)} == {S.PENDING_PAYMENT, S.SCHEDULED, S.ACTIVE}


@pytest.mark.parametrize(
    ("start", "period", "years", "end"),
    [
        (D(2026, 1, 15), Period.MONTHLY, 1, D(2026, 2, 15)),
        (D(2026, 1, 31), Period.MONTHLY, 1, D(2026, 2, 28)),
        (D(2028, 1, 31), Period.MONTHLY, 1, D(2028, 2, 29)),
        (D(2026, 2, 28), Period.MONTHLY, 1, D(2026, 3, 28)),
        (D(2028, 2, 29), Period.YEARLY, 1, D(2029, 2, 28)),
        (D(2028, 2, 29), Period.YEARLY, 3, D(2031, 2, 28)),
        (D(2028, 2, 29), Period.YEARLY, 4, D(2032, 2, 29)),
        (D(2026, 12, 31), Period.MONTHLY, 1, D(2027, 1, 31)),
    ],
)
def test_period_ends_where_the_calendar_says(start, period, years, end):
    assert period_end(start, period, years) == end


@pytest.mark.parametrize(
    ("years", "list_amount", "percent", "discounted"),
    [(1, "269892.00", 0, "269892.00"), (3, "809676.00", 2, "793482.48"), (5, "1349460.00", 4, "1295481.60")],
)
def test_yearly_prices_of_the_contract_to_the_cent(years, list_amount, percent, discounted):
    terms = make_terms(BASIC, Period.YEARLY, years, D(2026, 3, 1))
    assert (terms.list_amount, terms.discount_percent) == (Decimal(list_amount), percent)
    assert with_discount(terms.list_amount, terms.discount_percent, "ARS") == Decimal(discounted)
    assert terms.end_date == D(2026 + years, 3, 1)


def test_discount_is_the_given_one_even_if_it_is_zero():
    assert make_terms(BASIC, Period.YEARLY, 3, D(2026, 3, 1), percent=Decimal(0)).discount_percent == 0
    assert default_discount(Period.MONTHLY, 1) == 0


def test_credit_pays_what_it_can_and_the_rest_moves_on():
    paid = due(Decimal("24990.00"), Decimal(0), Decimal("33877.74"), "ARS")
    assert (paid.credit_applied, paid.to_collect, paid.credit_left) == (Decimal("24990.00"), 0, Decimal("8887.74"))


def test_discount_rounds_half_up_to_the_currency():
    assert with_discount(Decimal("0.25"), Decimal(10), "ARS") == Decimal("0.23")
    assert with_discount(Decimal(1005), Decimal(50), "CLP") == Decimal(503)


ACTIVE = DueRow(
    id=1,
    company_id=1,
    plan_id=1,
    state=S.ACTIVE,
    period=Period.MONTHLY,
    years=1,
    start_date=D(2026, 2, 9),
    end_date=D(2026, 3, 9),
    payment_method=None,
    discount_percent=Decimal(0),
    credit_left=Decimal(0),
    renews_automatically=False,
    cancels_at_end=False,
    renews_id=None,
    is_plan_change=False,
    payment_due_at=None,
)
AUTO = replace(ACTIVE, renews_automatically=True)
NEXT = replace(ACTIVE, id=2, state=S.SCHEDULED, start_date=D(2026, 3, 9), end_date=D(2026, 4, 9), renews_id=1)
LATER = replace(NEXT, renews_id=None, start_date=D(2026, 3, 20), end_date=D(2026, 4, 20))
FAR = replace(NEXT, renews_id=None, start_date=D(2026, 6, 1), end_date=D(2026, 7, 1))
UNPAID = replace(ACTIVE, id=3, state=S.PENDING_PAYMENT, payment_due_at=NOW)
K = ChangeKind


@pytest.mark.parametrize(
    ("rows", "today", "wanted"),
    [
        ([ACTIVE], D(2026, 3, 9), []),
        ([ACTIVE], D(2026, 3, 10), [(K.ENDED, 1)]),
        ([AUTO], D(2026, 3, 9), []),
        ([AUTO], D(2026, 3, 10), [(K.RENEWED, 1)]),
        ([replace(AUTO, cancels_at_end=True)], D(2026, 3, 10), [(K.ENDED, 1)]),
        ([replace(AUTO, payment_method="mercadopago")], D(2026, 3, 10), [(K.ENDED, 1)]),
        ([AUTO, LATER], D(2026, 3, 10), [(K.ENDED, 1)]),
        ([AUTO, FAR], D(2026, 3, 10), [(K.RENEWED, 1)]),
        ([ACTIVE, NEXT], D(2026, 3, 8), []),
        ([ACTIVE, NEXT], D(2026, 3, 9), [(K.REPLACED, 1), (K.STARTED, 2)]),
        ([AUTO, NEXT], D(2026, 3, 10), [(K.REPLACED, 1), (K.STARTED, 2)]),
        ([ACTIVE, NEXT], D(2026, 4, 10), [(K.REPLACED, 1), (K.STARTED, 2), (K.ENDED, 2)]),
        ([replace(ACTIVE, state=S.SUSPENDED), NEXT], D(2026, 3, 9), [(K.REPLACED, 1), (K.STARTED, 2)]),
        ([replace(ACTIVE, state=S.SUSPENDED)], D(2026, 6, 1), []),
        ([UNPAID], D(2026, 3, 10), [(K.UNPAID, 3)]),
        ([replace(UNPAID, payment_due_at=NOW + timedelta(seconds=1))], D(2026, 3, 10), []),
        ([], D(2026, 3, 10), []),
    ],
)
def test_what_is_due(rows, today, wanted):
    assert [(one.kind, one.row.id) for one in changes_due(rows, today, NOW)] == wanted


def test_nothing_is_renewed_for_a_deactivated_company():
    (change,) = changes_due([AUTO], D(2026, 3, 10), NOW, may_renew=False)
    assert change.kind is K.ENDED


@pytest.mark.parametrize(
    ("today", "starts_on"),
    [(D(2026, 3, 10), D(2026, 3, 9)), (D(2026, 4, 9), D(2026, 3, 9)), (D(2026, 4, 10), D(2026, 4, 10))],
)
def test_automatic_renewal_starts_on_the_old_end_unless_that_period_is_over(today, starts_on):
    (change,) = changes_due([AUTO], today, NOW)
    assert change.starts_on == starts_on


@pytest.mark.parametrize(("days_left", "wanted"), [(8, None), (7, 7), (3, 7), (2, 7), (1, 1), (0, 1), (-1, None)])
def test_reminders_are_caught_up(days_left, wanted):
    assert reminder_due(ACTIVE, ACTIVE.end_date - timedelta(days=days_left)) == wanted


def test_nobody_is_reminded_of_what_began_after_the_reminder():
    young = replace(ACTIVE, start_date=ACTIVE.end_date - timedelta(days=7))
    assert reminder_due(young, young.end_date - timedelta(days=3)) is None
    online = replace(AUTO, payment_method="mercadopago")
    assert reminder_due(online, online.end_date - timedelta(days=7)) is None


def test_active_rows_are_those_that_will_be():
    changes = list(changes_due([ACTIVE, NEXT], D(2026, 3, 9), NOW))
    assert list(still_active([ACTIVE, NEXT], changes)) == [(NEXT, False)]
    assert list(still_active([ACTIVE, NEXT], [])) == [(ACTIVE, True)]


@pytest.mark.parametrize(
    ("rows", "today", "found"),
    [
        ([AUTO], D(2026, 3, 9), []),  # never ends a row early
        ([AUTO], D(2026, 3, 8), [1]),
        ([AUTO], D(2026, 3, 4), [1]),
        ([AUTO], D(2026, 3, 3), []),
        ([ACTIVE], D(2026, 3, 8), []),
        ([AUTO, NEXT], D(2026, 3, 8), []),
    ],
)
def test_what_ends_within_five_days(rows, today, found):
    assert [row.id for row in ending_soon(rows, today, 5)] == found


def test_day_of_an_instant_is_the_company_s():
    instant = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
    assert local_day(instant, "America/Argentina/Buenos_Aires") == D(2026, 3, 10)
    assert local_day(D(2026, 3, 11), "America/Argentina/Buenos_Aires") == D(2026, 3, 11)


def test_notes_say_what_when_and_who_and_keep_what_was_there():
    line = note_line(NoteTag.SUSPENDED, NOW, 7, "No pagó", " ", None, "llamar")
    assert line == "[suspension 2026-03-10T15:00:00Z usuario 7] No pagó · llamar"
    assert note_line(NoteTag.RENEWED, NOW, None) == "[renovacion 2026-03-10T15:00:00Z sistema]"
    assert with_line(None, line) == line
    assert with_line("antes", line) == f"antes\n{line}"


def test_online_label_has_one_spelling():
    assert payment_label("MercadoPago") == "mercadopago"
    assert (payment_label("Transferencia"), payment_label(None)) == ("Transferencia", None)
