"""Credentials of linked accounts: the usable one for a call, renewed before it ends, ended when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import reading
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.payments.errors import AccountNotConnected, GrantRefused, ProviderUnauthorized
from backend.payments.models import PaymentAccount
from backend.payments.ports import AccountAccess, plugged
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service.broken_links import break_link
from backend.payments.service.renewing import access_of, is_under_way, renew

log = structlog.get_logger("payments")
RENEW_BEFORE_USE = timedelta(hours=1)
Found = tuple[AccountAccess, datetime | None]


def access_for(company_id: int, app_type: str) -> AccountAccess:
    """Return a usable credential of the company for this application type.

    One read while the token lives longer than an hour; else it is renewed first (a network call: never inside a
    unit). Raises AccountNotConnected, and RenewalFailed or ProviderRefused once the token has ended.
    """
    return _usable(_by_type(company_id, app_type))


def access_for_account(account_id: str) -> AccountAccess:
    """Return a usable credential of this account, as :func:`access_for` does."""
    return _usable(_by_id(account_id))


def access_for_charge(account_id: str, provider_user_id: str | None) -> AccountAccess:
    """Return a usable credential of the seller who was asked for a charge; raises as :func:`access_for`.

    AccountNotConnected also when the account links another seller by now: that one knows nothing of the charge.
    """
    access = access_for_account(account_id)
    if provider_user_id not in {None, access.provider_user_id}:
        raise AccountNotConnected
    return access


def accesses_of_seller(provider_user_id: str) -> list[AccountAccess]:
    """Return a usable credential of each account that links this seller, whichever company it serves.

    An account whose renewal fails does not take the others with it; raises only when it leaves none.
    """
    usable: list[AccountAccess] = []
    failure: AppError | None = None
    for found in _by_seller(provider_user_id):
        try:
            usable.append(_usable(found))
        except AccountNotConnected:
            continue
        except AppError as error:
            failure = error
    if failure is not None and not usable:
        raise failure
    return usable


@contextmanager
def using(access: AccountAccess) -> Iterator[AccountAccess]:
    """Call the provider in a ``with`` block: a 401 inside it ends the account's link."""
    try:
        yield access
    except ProviderUnauthorized:
        mark_unauthorized(access)
        raise


def mark_unauthorized(access: AccountAccess) -> bool:
    """End the link whose token the provider refused; the owners are told once. Safe to repeat.

    A refusal of an older pair says nothing about a newer one. Returns whether this call ended it.
    """
    if is_under_way(access.account_id):
        return False  # the pair is being replaced: what comes of that decides
    return break_link(access.account_id, access.generation, "unauthorized", is_active=False)


def deauthorize(provider_user_id: str) -> int | None:
    """End the links of a seller who withdrew the authorization; returns a company concerned, None for nobody.

    The news may be hours old, or false: the provider is asked with each token, and only what it refuses ends. Raises
    what the provider raises when it cannot tell. Safe to repeat.
    """
    company_id = None
    for access, _expires_at in _by_seller(provider_user_id):
        company_id = company_id or access.company_id
        try:
            plugged().linker.whoami(access.access_token)
        except ProviderUnauthorized:
            mark_unauthorized(access)
    return company_id


def _usable(found: Found) -> AccountAccess:
    access, expires_at = found
    left = expires_at - clock.now() if expires_at is not None else RENEW_BEFORE_USE
    if left >= RENEW_BEFORE_USE:
        return access
    try:
        return renew(access.account_id, access.generation)
    except AppError as error:
        if left > timedelta():
            log.warning("payments.token_used_unrenewed", account_id=access.account_id, error=error.code)
            return access
        if isinstance(error, GrantRefused):
            raise AccountNotConnected from error
        raise


@reading
def _by_type(company_id: int, app_type: str) -> Found:
    return _found(AccountRepository(company_id).find(app_type))


@reading
def _by_id(account_id: str) -> Found:
    return _found(AccountRepository(PLATFORM).find_by_id(account_id))


@reading
def _by_seller(provider_user_id: str) -> list[Found]:
    accounts = AccountRepository(PLATFORM).list_of_seller(provider_user_id)
    return [_found(account) for account in accounts if account.access_token is not None]


def _found(account: PaymentAccount | None) -> Found:
    if account is None:
        raise AccountNotConnected
    return access_of(account), account.token_expires_at
