"""Who collects: the platform's account (contract 20-billing §1 *Cobro*), or a company's own, and its credential."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from backend.infra.current import settings
from backend.infra.unit_of_work import reading
from backend.kernel.errors import AppError
from backend.payments.domain import Channel
from backend.payments.errors import AccountNotConnected, PaymentsNotConfigured, ProviderUnauthorized
from backend.payments.models import PaymentAccount, PaymentRequest
from backend.payments.ports import AccountAccess, plugged
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service import tokens

log = structlog.get_logger("payments")
# The account's application that collects online, by preference.
PREFERRED = (Channel.ONLINE, Channel.QR, Channel.POINT)
# Stands for the account of a credential that comes from the settings: no row has it, so no link ends with it.
PLATFORM_TOKEN = "platform-token"  # noqa: S105 - a name
NOBODY = 0
# Digest of a token → its seller; a seller never changes while the token stays the same.
_known_sellers: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Collector:
    """Who collects a request: a company's account, or the owner of the platform's token (both None)."""

    company_id: int | None
    account_id: str | None
    provider_user_id: str | None


def collector_of(request: PaymentRequest) -> Collector:
    """Return who collects the request; fixed when it was opened."""
    return Collector(request.collector_company_id, request.collector_account_id, request.collector_user_id)


@reading
def can_collect(collecting_company_id: int | None = None) -> bool:
    """Tell whether a request could be opened now, for the platform or for a company. Joins an open unit."""
    try:
        choose(collecting_company_id)
    except PaymentsNotConfigured:
        return False
    return True


@reading
def choose(collecting_company_id: int | None = None) -> Collector:
    """Return who collects for the platform (or for the given company) from now on; raises PaymentsNotConfigured.

    The platform's: the connected account of company ``MERCADOPAGO_EMPRESA_ID``, of type ONLINE, else QR, else POINT;
    else ``MERCADOPAGO_ACCESS_TOKEN``. Joins an open unit.
    """
    installation = settings()
    company_id = collecting_company_id or installation.mercadopago_empresa_id
    if company_id and (account := _account_of(company_id)) is not None:
        return Collector(company_id, account.id, account.provider_user_id)
    if collecting_company_id is None and installation.mercadopago_access_token:
        return Collector(None, None, None)
    raise PaymentsNotConfigured


def _account_of(company_id: int) -> PaymentAccount | None:
    usable = {
        account.app_type: account
        for account in AccountRepository(company_id).list_all()
        if account.is_active and account.access_token and not account.needs_reauthorization
    }
    return next((usable[channel] for channel in PREFERRED if channel in usable), None)


def access_of(collector: Collector) -> AccountAccess:
    """Return a usable credential of the collector: its account's, or any other of the same seller's.

    May make network calls: never inside a unit. Raises AccountNotConnected and what renewing a token raises.
    """
    if collector.account_id is None:
        return _platform_access(collector.provider_user_id)
    try:
        return tokens.access_for_charge(collector.account_id, collector.provider_user_id)
    except AccountNotConnected:
        if collector.provider_user_id is None:
            raise
        other = next(accesses_of_seller(collector.provider_user_id), None)
        if other is None:
            raise
        return other


def accesses_of_seller(provider_user_id: str) -> Iterator[AccountAccess]:
    """Pass over the usable credentials of a seller: linked accounts', then the platform's token when it is theirs.

    One that fails does not take the others with it; raises only when it leaves none. May make network calls, and whose
    the platform's token is, is asked only when no account before it was of use.
    """
    linked: list[AccountAccess] = []
    failure: AppError | None = None
    try:
        linked = tokens.accesses_of_seller(provider_user_id)
    except AppError as error:
        failure = error
    yield from linked
    if settings().mercadopago_access_token:
        try:
            platform = _platform_access(provider_user_id)
        except AccountNotConnected:  # it is another seller's
            log.debug("payments.not_the_platform", seller=provider_user_id)
        except AppError as error:
            failure = failure or error
        else:
            yield platform
            return
    if failure is not None and not linked:
        raise failure


def _platform_access(provider_user_id: str | None) -> AccountAccess:
    """Return the credential of the settings; AccountNotConnected without one, or when it is another seller's."""
    token = settings().mercadopago_access_token
    if not token:
        raise AccountNotConnected
    owner = _seller_of(token)
    if provider_user_id not in {None, owner}:
        raise AccountNotConnected
    return AccountAccess(PLATFORM_TOKEN, NOBODY, Channel.ONLINE, owner, token)


def _seller_of(token: str) -> str:
    """Return whose token it is; the provider is asked once per process."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    if digest not in _known_sellers:
        try:
            _known_sellers[digest] = plugged().linker.whoami(token).provider_user_id
        except ProviderUnauthorized:
            log.error("payments.platform_token_refused")  # noqa: TRY400 - the trace adds nothing, the operator must act
            raise
    return _known_sellers[digest]


@contextmanager
def using(access: AccountAccess) -> Iterator[AccountAccess]:
    """Call the provider in a ``with`` block: a 401 inside it ends a linked account's link, and is loud for a token."""
    if access.account_id != PLATFORM_TOKEN:
        with tokens.using(access):
            yield access
        return
    try:
        yield access
    except ProviderUnauthorized:
        log.error("payments.platform_token_refused")  # noqa: TRY400 - the trace adds nothing, the operator must act
        raise
