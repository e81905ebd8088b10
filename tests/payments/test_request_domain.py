"""The arrows of a payable request and what a payment means for it, as tables (contract 20-billing §1, §12 rule 8)."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from backend.payments.domain import (
    END_GRACE,
    LOOK_BACK,
    MONEY_CAME,
    MONEY_MAY_COME,
    REQUEST_ARROWS,
    Finding,
    RequestStatus,
    judge_payment,
    next_search,
)

R, F = RequestStatus, Finding
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_every_state_has_its_arrows_and_none_leads_back_to_pending():
    assert REQUEST_ARROWS.keys() == set(R)
    assert all(R.PENDING not in ends for ends in REQUEST_ARROWS.values())
    assert REQUEST_ARROWS[R.REFUNDED] == frozenset()
    assert {known for known, ends in REQUEST_ARROWS.items() if R.APPROVED in ends} == {R.PENDING}


@pytest.mark.parametrize(
    ("known", "is_its_own", "is_exact", "finding"),
    [
        (R.PENDING, True, True, F.APPROVE),
        (R.PENDING, True, False, F.REVIEW),
        (R.APPROVED, True, True, F.NOTHING),
        (R.APPROVED, False, True, F.GIVE_BACK),
        (R.APPROVED, False, False, F.GIVE_BACK),
        (R.EXPIRED, True, True, F.GIVE_BACK),
        (R.EXPIRED, False, False, F.GIVE_BACK),
        (R.REJECTED, True, True, F.GIVE_BACK),
        (R.REVIEW, True, False, F.NOTHING),
        (R.REVIEW, False, True, F.NOTHING),
        (R.REFUNDED, True, True, F.NOTHING),
        (R.REFUNDED, False, True, F.GIVE_BACK),
    ],
)
@pytest.mark.parametrize("told", sorted(MONEY_CAME))
def test_money_that_came(told, known, is_its_own, is_exact, finding):
    assert judge_payment(known, told, is_its_own=is_its_own, is_exact=is_exact) is finding


@pytest.mark.parametrize("told", ["refunded", "charged_back"])
def test_money_that_went_back_reverts_only_what_it_decided(told):
    reverted = {known for known in R if judge_payment(known, told, is_its_own=True, is_exact=False) is F.REVERT}
    assert reverted == {R.APPROVED, R.EXPIRED, R.REJECTED, R.REVIEW}
    assert {judge_payment(known, told, is_its_own=False, is_exact=False) for known in R} == {F.NOTHING}


@pytest.mark.parametrize("told", [*sorted(MONEY_MAY_COME), "rejected", "cancelled", "something_new"])
def test_what_is_no_money_decides_nothing(told):
    found = {judge_payment(known, told, is_its_own=own, is_exact=True) for known, own in product(R, (True, False))}
    assert found == {F.NOTHING}


@pytest.mark.parametrize(
    ("status", "age", "left", "wait"),
    [
        (R.PENDING, timedelta(), 3 * DAY, MINUTE),
        (R.PENDING, 10 * MINUTE, 3 * DAY, 10 * MINUTE),
        (R.PENDING, DAY, 2 * DAY, HOUR),
        (R.PENDING, DAY, 5 * MINUTE, 7 * MINUTE),  # just after its end
        (R.PENDING, 3 * DAY, -END_GRACE, 2 * MINUTE),  # over, but a payment is under way
        (R.PENDING, 3 * DAY, -12 * HOUR, HOUR),
        (R.EXPIRED, 3 * DAY, -HOUR, HOUR),
        (R.REJECTED, 3 * DAY, -HOUR, HOUR),
        (R.EXPIRED, 3 * DAY, -LOOK_BACK - MINUTE, None),
        (R.APPROVED, HOUR, DAY, DAY + END_GRACE),
        (R.APPROVED, 3 * DAY, -END_GRACE, None),
        (R.REVIEW, HOUR, DAY, None),
        (R.REFUNDED, HOUR, DAY, None),
    ],
)
def test_how_long_until_the_next_search(status, age, left, wait):
    assert next_search(status, age, left, is_published=True) == wait


def test_what_was_never_published_is_only_ended():
    assert next_search(R.PENDING, timedelta(), DAY, is_published=False) == DAY + END_GRACE
    assert next_search(R.EXPIRED, DAY, -HOUR, is_published=False) is None
