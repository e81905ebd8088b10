"""Renewing token pairs, one worker at a time (contract 40-mercadopago §2 rule 2).

A refresh token works once. ``idle`` → ``begun`` is committed before the call, both new tokens in one transaction after
it. A ``begun`` that was lost (crash, no answer) is ``unknown``: it is tried once more, and then given up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from backend.infra import audit
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import forbid_open_unit, reading, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.kernel.ids import new_id
from backend.payments.errors import (
    OUTCOME_UNKNOWN,
    AccountNotConnected,
    GrantRefused,
    ProviderRefused,
    ProviderUnavailable,
    RenewalFailed,
)
from backend.payments.models import PaymentAccount
from backend.payments.ports import AccountAccess, TokenGrant, plugged
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service.broken_links import break_link

log = structlog.get_logger("payments")
# Longer than any call may take: a claim older than this belongs to a process that died.
CLAIM = timedelta(seconds=60)
COOL_DOWN = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
WAIT_SECONDS = 20.0
FIRST_POLL_SECONDS = 0.02
LAST_POLL_SECONDS = 0.5
RENEW_WITHIN = timedelta(days=30)
BATCH = 200
# The refresh token is dead, not only this call.
DEAD = frozenset({"invalid_grant", "unauthorized_client"})


@dataclass(frozen=True, slots=True)
class Turn:
    """This worker's right, and duty, to use a refresh token."""

    account_id: str
    app_type: str
    provider_user_id: str
    generation: int
    claim: str
    is_retry: bool
    expires_at: datetime | None
    refresh_token: str = field(repr=False)


def renew(account_id: str, generation: int) -> AccountAccess:
    """Renew the token pair of this generation, or share the result of whoever does; returns the new credential.

    Makes at most one call per account at a time, over all threads and processes. Raises GrantRefused when the account
    needs a new authorization, RenewalFailed when it can be tried later, AccountNotConnected, ProviderRefused.
    """
    forbid_open_unit()
    if (renewed := _renewed(account_id, generation)) is not None:
        return renewed
    turn = _take_turn(account_id, generation, new_id())
    return _renew_in(turn) if turn is not None else _share(account_id, generation)


@reading
def _renewed(account_id: str, generation: int) -> AccountAccess | None:
    """Return the credential of a newer pair; None when the pair is still this one and may be renewed now or soon."""
    account = _get(account_id)
    if account.generation != generation:
        return access_of(account)
    if account.needs_reauthorization:
        raise GrantRefused
    return None


def _share(account_id: str, generation: int) -> AccountAccess:
    """Wait for the worker whose turn it is and return, or raise, what came of it."""
    end = time.monotonic() + WAIT_SECONDS
    pause = FIRST_POLL_SECONDS
    while time.monotonic() < end:
        if (renewed := _renewed(account_id, generation)) is not None:
            return renewed
        if not is_under_way(account_id):
            break
        time.sleep(pause)
        pause = min(pause * 1.5, LAST_POLL_SECONDS)
    # It may have ended between the two looks.
    if (renewed := _renewed(account_id, generation)) is not None:
        return renewed
    raise RenewalFailed


@reading
def is_under_way(account_id: str) -> bool:
    """Tell whether some worker is renewing the account now."""
    account = _get(account_id)
    until = account.renewal_claimed_until
    return account.renewal_claim is not None and until is not None and until > clock.now()


@transactional
def _take_turn(account_id: str, generation: int, claim: str) -> Turn | None:
    """Claim the renewal durably before any call; None when somebody has it or it must rest for now."""
    accounts = AccountRepository(PLATFORM)
    account = _get(account_id)
    now = clock.now()
    until = account.renewal_claimed_until
    if account.generation != generation or account.refresh_token is None or (until is not None and until > now):
        return None
    is_retry = account.renewal != "idle"
    if account.renewal == "unknown" and account.renewal_claim is not None:
        break_link(account_id, generation, "the retry of a lost renewal was lost too")
        return None
    if not accounts.claim_renewal(account, claim, "unknown" if is_retry else "begun", now, now + CLAIM):
        return None
    return Turn(
        account_id=account.id,
        app_type=account.app_type,
        provider_user_id=account.provider_user_id,
        generation=generation,
        claim=claim,
        is_retry=is_retry,
        expires_at=account.token_expires_at,
        refresh_token=account.refresh_token,
    )


def _renew_in(turn: Turn) -> AccountAccess:
    try:
        grant = plugged().linker.refresh(turn.app_type, turn.refresh_token)
        if grant.provider_user_id not in {None, turn.provider_user_id}:
            raise ProviderUnavailable
    except OUTCOME_UNKNOWN as error:
        _outcome_unknown(turn, error)
        raise RenewalFailed from error
    except ProviderRefused as error:
        if error.reason in DEAD:
            break_link(turn.account_id, turn.generation, error.reason)
            raise (error if isinstance(error, GrantRefused) else GrantRefused(reason=error.reason)) from error
        _rest(turn, "unknown" if turn.is_retry else "idle", COOL_DOWN, error.reason or error.code)
        raise
    except AppError as error:  # the circuit is open, nothing is configured: the call was not made
        _rest(turn, "unknown" if turn.is_retry else "idle", COOL_DOWN, error.code)
        raise RenewalFailed from error
    return _store(turn, grant)


def _outcome_unknown(turn: Turn, error: AppError) -> None:
    """Leave one more try, after a pause that the life left allows; a second loss ends it: the token may be spent."""
    if turn.is_retry:
        break_link(turn.account_id, turn.generation, f"lost twice: {error.code}")
        return
    left = turn.expires_at - clock.now() if turn.expires_at else timedelta()
    _rest(turn, "unknown", min(max(left / 10, COOL_DOWN), LONGEST_PAUSE), error.code)


@transactional
def _rest(turn: Turn, renewal: str, pause: timedelta, reason: str) -> None:
    """Give the turn back; nobody takes it before the pause is over."""
    values = {
        "renewal": renewal,
        "renewal_claim": None,
        "renewal_claimed_until": clock.now() + pause,
        "last_error": reason[:255],
    }
    AccountRepository(PLATFORM).update_pair(turn.account_id, turn.generation, values)
    log.warning("payments.renewal_failed", account_id=turn.account_id, reason=reason, renewal=renewal)


@transactional
def _store(turn: Turn, grant: TokenGrant) -> AccountAccess:
    """Write both tokens at once; a pair that was replaced or thrown away meanwhile is not overwritten."""
    now = clock.now()
    values: dict[str, Any] = {
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token or turn.refresh_token,
        "token_issued_at": now,
        "token_expires_at": now + timedelta(seconds=grant.expires_in),
        "generation": turn.generation + 1,
        "renewal": "idle",
        "renewal_claim": None,
        "renewal_claimed_until": None,
        "last_refresh_at": now,
        "last_error": None,
        # A 401 for the pair that this one replaces may have come in between.
        "is_active": True,
        "needs_reauthorization": False,
        "owner_told_at": None,
        "updated_at": now,
    }
    told = {"scope": grant.scope, "public_key": grant.public_key}
    values |= {name: value for name, value in told.items() if value is not None}
    if AccountRepository(PLATFORM).replace_pair(turn.account_id, turn.generation, values):
        account = _get(turn.account_id)
        audit.record(
            "payments.account.renewed",
            turn.account_id,
            company_id=account.company_id,
            after={"app_type": turn.app_type, "generation": turn.generation + 1},
        )
        log.info("payments.tokens_renewed", account_id=turn.account_id, generation=turn.generation + 1)
    return access_of(_get(turn.account_id))


def renew_due() -> int:
    """Renew every pair that ends within 30 days or is past half its life; one failure does not stop the others."""
    renewed = 0
    for account_id, generation in _due():
        try:
            renew(account_id, generation)
        except AppError as error:
            log.warning("payments.renewal_postponed", account_id=account_id, error=error.code)
        except Exception:
            log.exception("payments.renewal_broke", account_id=account_id)
        else:
            renewed += 1
    return renewed


def _due() -> Iterator[tuple[str, int]]:
    after = ""
    while batch := _batch(after):
        now = clock.now()
        for account_id, generation, issued_at, expires_at in batch:
            if is_due(issued_at, expires_at, now):
                yield account_id, generation
            after = account_id


@reading
def _batch(after: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in AccountRepository(PLATFORM).list_renewable(after, BATCH)]


def is_due(issued_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    """Tell whether a pair should be renewed without being asked for."""
    if expires_at is None or expires_at - now < RENEW_WITHIN:
        return True
    return issued_at is not None and now - issued_at > (expires_at - issued_at) / 2


def access_of(account: PaymentAccount) -> AccountAccess:
    """Return the credential of an account; raises AccountNotConnected when it has none."""
    if not account.is_active or account.access_token is None:
        raise AccountNotConnected
    return AccountAccess(
        account_id=account.id,
        company_id=account.company_id,
        app_type=account.app_type,
        provider_user_id=account.provider_user_id,
        access_token=account.access_token,
        generation=account.generation,
    )


def _get(account_id: str) -> PaymentAccount:
    account = AccountRepository(PLATFORM).find_by_id(account_id)
    if account is None:
        raise AccountNotConnected
    return account
