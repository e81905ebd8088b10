"""Linking a seller's account by OAuth (contract 40-mercadopago §2 rule 1), and taking the link away again."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from backend.infra import audit
from backend.infra.crypto import sha256_hex
from backend.infra.principal import acting, current_actor
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.ids import new_id, new_secret
from backend.payments.domain import Channel, is_expiring_soon
from backend.payments.errors import AccountNotConnected, LinkRefused, MercadoPagoNotConfigured
from backend.payments.models import LinkAttempt, PaymentAccount
from backend.payments.ports import Seller, TokenGrant, plugged
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service.renewing import renew

log = structlog.get_logger("payments")
LIFE = timedelta(minutes=10)
STATE_BYTES = 32
VERIFIER_BYTES = 48
DECLINED = "No se autorizó la conexión en Mercado Pago."


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through the consent page that came back in time, by somebody who may."""

    company_id: int
    user_id: int
    app_type: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """A linked account as people may see it: everything but its tokens."""

    id: str
    company_id: int
    app_type: str
    provider_user_id: str
    nickname: str | None
    site_id: str | None
    public_key: str | None
    scope: str | None
    environment: str
    is_active: bool
    is_connected: bool
    needs_reauthorization: bool
    is_token_expiring_soon: bool
    token_expires_at: datetime | None
    last_refresh_at: datetime | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime


def begin(company_id: int, user_id: int, app_type: str) -> str:
    """Start a walk and return the consent page's URL; raises MercadoPagoNotConfigured."""
    if not plugged().linker.is_configured(app_type):
        raise MercadoPagoNotConfigured
    state, verifier = new_secret(STATE_BYTES), new_secret(VERIFIER_BYTES)
    _remember(company_id, user_id, app_type, state, verifier)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return plugged().linker.authorization_url(app_type, state, challenge)


@transactional
def _remember(company_id: int, user_id: int, app_type: str, state: str, verifier: str) -> None:
    AccountRepository(company_id).add(
        LinkAttempt(
            company_id=company_id,
            user_id=user_id,
            app_type=app_type,
            state_hash=sha256_hex(state),
            code_verifier=verifier,
            created_at=clock.now(),
        )
    )


def complete(state: str | None, code: str | None) -> LinkedAccount:
    """Finish a walk with what the provider sent back; returns the account, linked.

    Raises LinkRefused and stores nothing when the state is unknown, used, over 10 minutes old, or its user may not
    manage the company any more; LinkRefused when consent was declined (no ``code``); GrantRefused for a spent code.
    """
    walk = _use_up(state) if state else None
    if walk is None:
        raise LinkRefused
    if not code:
        raise LinkRefused(DECLINED, code="link_declined")
    linker = plugged().linker
    grant = linker.exchange(walk.app_type, code, walk.code_verifier)
    seller = linker.whoami(grant.access_token)
    if grant.provider_user_id not in {None, seller.provider_user_id}:
        raise LinkRefused
    try:
        return _store(walk, grant, seller)
    except IntegrityError:  # another walk of the company inserted the row first: now there is one to update
        return _store(walk, grant, seller)


@transactional
def _use_up(state: str) -> Walk | None:
    """Use the state up, whatever comes of it; None when it is no good."""
    accounts = AccountRepository(PLATFORM)
    attempt = accounts.find_attempt(sha256_hex(state))
    now = clock.now()
    if attempt is None or not accounts.use_attempt(attempt.id, now, now - LIFE):
        log.warning("payments.link_state_refused", is_known=attempt is not None)
        return None
    if not plugged().members.may_manage(attempt.user_id, attempt.company_id):
        log.warning("payments.link_user_refused", user_id=attempt.user_id, company=attempt.company_id)
        return None
    return Walk(attempt.company_id, attempt.user_id, attempt.app_type, attempt.code_verifier)


@transactional
def _store(walk: Walk, grant: TokenGrant, seller: Seller) -> LinkedAccount:
    if not plugged().members.may_manage(walk.user_id, walk.company_id):
        raise LinkRefused
    accounts = AccountRepository(walk.company_id)
    account = accounts.lock(walk.app_type)
    if account is None:
        account = PaymentAccount(id=new_id(), company_id=walk.company_id, app_type=walk.app_type, generation=0)
        accounts.add(account)
    for name, value in _fresh_values(account, grant, seller).items():
        setattr(account, name, value)
    accounts.flush()
    with acting(replace(current_actor(), user_id=walk.user_id)):  # the state stands for the login of who began
        audit.record(
            "payments.account.linked",
            account.id,
            company_id=walk.company_id,
            after={"app_type": walk.app_type, "seller": seller.provider_user_id},
        )
    return shown(account)


def _fresh_values(account: PaymentAccount, grant: TokenGrant, seller: Seller) -> dict[str, Any]:
    now = clock.now()
    return {
        "provider_user_id": seller.provider_user_id,
        "nickname": seller.nickname,
        "site_id": seller.site_id,
        "public_key": grant.public_key,
        "scope": grant.scope,
        "environment": "production" if grant.is_live else "test",
        "is_active": True,
        "needs_reauthorization": False,
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token,
        "token_issued_at": now,
        "token_expires_at": now + timedelta(seconds=grant.expires_in),
        "generation": account.generation + 1,
        "renewal": "idle",
        "renewal_claim": None,
        "renewal_claimed_until": None,
        "last_error": None,
        "owner_told_at": None,
        "updated_at": now,
    }


@transactional
def disconnect(company_id: int, app_type: str) -> None:
    """Destroy the tokens of the account; its charges stay. Safe to repeat."""
    account = AccountRepository(company_id).lock(app_type)
    if account is None or (account.access_token is None and account.refresh_token is None):
        return
    account.access_token = account.refresh_token = None
    account.is_active = account.needs_reauthorization = False
    account.token_issued_at = account.token_expires_at = None
    account.generation += 1  # a renewal under way finds that its pair is gone
    account.renewal, account.renewal_claim, account.renewal_claimed_until = "idle", None, None
    account.updated_at = clock.now()
    audit.record("payments.account.disconnected", account.id, company_id=company_id, after={"app_type": app_type})


@reading
def list_accounts(company_id: int) -> dict[str, LinkedAccount | None]:
    """Return the company's account of each type, None where there is none (any more)."""
    accounts = {account.app_type: shown(account) for account in AccountRepository(company_id).list_all()}
    linked = {kind: account for kind, account in accounts.items() if account.is_active or account.needs_reauthorization}
    return {kind.value: linked.get(kind.value) for kind in Channel}


def refresh(company_id: int, app_type: str) -> None:
    """Renew the account's tokens now, or share a renewal under way.

    Raises AccountNotConnected, GrantRefused, RenewalFailed.
    """
    account_id, generation = _renewable(company_id, app_type)
    renew(account_id, generation)


@reading
def _renewable(company_id: int, app_type: str) -> tuple[str, int]:
    account = AccountRepository(company_id).find(app_type)
    if account is None or not account.is_active or account.refresh_token is None:
        raise AccountNotConnected
    return account.id, account.generation


@transactional
def forget_walks() -> None:
    """Delete walks that nobody can finish any more."""
    AccountRepository(PLATFORM).forget_attempts(clock.now() - timedelta(days=1))


def shown(account: PaymentAccount) -> LinkedAccount:
    """Return what people may see of an account."""
    now = clock.now()
    is_alive = account.token_expires_at is not None and account.token_expires_at > now
    is_renewable = account.refresh_token is not None and not account.needs_reauthorization
    return LinkedAccount(
        id=account.id,
        company_id=account.company_id,
        app_type=account.app_type,
        provider_user_id=account.provider_user_id,
        nickname=account.nickname,
        site_id=account.site_id,
        public_key=account.public_key,
        scope=account.scope,
        environment=account.environment,
        is_active=account.is_active,
        is_connected=account.is_active and account.access_token is not None and (is_alive or is_renewable),
        needs_reauthorization=account.needs_reauthorization,
        is_token_expiring_soon=is_expiring_soon(account.token_expires_at, now),
        token_expires_at=account.token_expires_at,
        last_refresh_at=account.last_refresh_at,
        last_error=account.last_error,
        created_at=account.created_at,
        updated_at=account.updated_at,
    )
