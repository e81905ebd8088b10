"""The arrows of a charge, as tables (contract 40-mercadopago §3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from backend.payments.domain import (
    ARROWS,
    OPEN,
    PAID,
    UNPAID_ENDS,
    WAITING,
    ChargeStatus,
    is_contradiction,
    next_sweep,
    path_to,
    tip_of,
)

S = ChargeStatus
FORWARD = [
    (S.PENDING, S.PROCESSING, [S.PROCESSING]),
    (S.PENDING, S.PROCESSED, [S.PROCESSED]),
    (S.PENDING, S.UNDECIDED, [S.UNDECIDED]),
    (S.PENDING, S.REFUNDED, [S.PROCESSED, S.REFUNDED]),
    (S.PROCESSING, S.CANCELED, [S.CANCELED]),
    (S.PROCESSING, S.CHARGED_BACK, [S.PROCESSED, S.CHARGED_BACK]),
    (S.UNDECIDED, S.PROCESSED, [S.PROCESSED]),
    (S.UNDECIDED, S.FAILED, [S.FAILED]),
    (S.PROCESSED, S.PARTIALLY_REFUNDED, [S.PARTIALLY_REFUNDED]),
    (S.PARTIALLY_REFUNDED, S.REFUNDED, [S.REFUNDED]),
]
BACKWARD = [
    (S.PROCESSING, S.PENDING),
    (S.UNDECIDED, S.PROCESSING),
    (S.PROCESSED, S.PENDING),
    (S.PROCESSED, S.CANCELED),
    (S.PROCESSED, S.FAILED),
    (S.PROCESSED, S.EXPIRED),
    (S.CANCELED, S.PROCESSED),
    (S.FAILED, S.PROCESSED),
    (S.EXPIRED, S.PENDING),
    (S.REFUNDED, S.PROCESSED),
    (S.REFUNDED, S.PARTIALLY_REFUNDED),
    (S.CHARGED_BACK, S.PROCESSED),
]


@pytest.mark.parametrize(("known", "told", "steps"), FORWARD)
def test_forward_news_is_a_path_of_arrows(known, told, steps):
    assert path_to(known, told) == steps


@pytest.mark.parametrize(("known", "told"), BACKWARD)
def test_backward_news_changes_nothing(known, told):
    assert path_to(known, told) == []


@pytest.mark.parametrize("status", list(S))
def test_same_news_again_changes_nothing(status):
    assert path_to(status, status) == []


def test_every_path_uses_only_arrows():
    for known in S:
        for told in S:
            at = known
            for step in path_to(known, told):
                assert step in ARROWS[at]
                at = step


def test_no_state_returns_to_where_it_was():
    def reachable(start):
        seen, todo = set(), list(ARROWS[start])
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo.extend(ARROWS[state])
        return seen

    assert all(state not in reachable(state) for state in S)


def test_every_state_is_waiting_undecided_paid_or_ended_unpaid():
    groups = [WAITING, {S.UNDECIDED}, PAID, UNPAID_ENDS]
    assert sum(len(group) for group in groups) == len(S)
    assert set().union(*groups) == set(S)
    assert WAITING | {S.UNDECIDED} == OPEN


@pytest.mark.parametrize("known", sorted(UNPAID_ENDS))
@pytest.mark.parametrize("told", sorted(PAID))
def test_money_for_a_charge_closed_unpaid_is_a_contradiction(known, told):
    assert is_contradiction(known, told)


def test_unpaid_news_is_never_a_contradiction():
    assert not any(is_contradiction(known, told) for known in S for told in set(S) - PAID)


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(minutes=1)),
        (timedelta(seconds=59), timedelta(minutes=1)),
        (timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(hours=9), timedelta(hours=1)),
    ],
)
def test_sweep_widens_from_a_minute_to_an_hour(age, wait):
    assert next_sweep(age) == wait


@pytest.mark.parametrize(
    ("asked", "paid", "tip"), [("100", "100", "0"), ("100", "115.50", "15.50"), ("100", "90", "0")]
)
def test_tip_is_what_was_paid_above_the_amount(asked, paid, tip):
    assert tip_of(Decimal(asked), Decimal(paid)) == Decimal(tip)
