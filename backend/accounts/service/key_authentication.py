"""Which machine is calling: the authenticator behind the guards of machine routes (10-identity §8, rule 19)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row

from backend.accounts.domain.api_keys import NOTE_USE_EVERY, is_key_text, prefix_of
from backend.accounts.errors import (
    CompanyInactive,
    CompanyMismatch,
    InsufficientScope,
    InvalidApiKey,
    MissingApiKey,
    MissingCompanyId,
    NoKeyConfigured,
    UnusableApiKey,
)
from backend.accounts.repository import api_keys
from backend.companies import repository as companies
from backend.companies.errors import CompanyNotFound
from backend.infra.crypto import is_same, sha256_hex
from backend.infra.current import settings
from backend.infra.guards import KeyClaim
from backend.infra.principal import KeyScope, Principal
from backend.infra.unit_of_work import reading_rows, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError, DependencyDown, ValidationFailed
from backend.kernel.ids import integer_id

log = structlog.get_logger("auth")
SAAS = "SAAS_API_KEY"
SAAS_SCOPES = frozenset({KeyScope.LICENCE, KeyScope.SUPPORT})


def authenticate_key(claim: KeyClaim) -> Principal:
    """Return the machine behind a key; a company key is read in one statement, its company included.

    Raises MissingApiKey, InvalidApiKey (UnusableApiKey where that is 403), NoKeyConfigured, InsufficientScope,
    CompanyMismatch, MissingCompanyId, ValidationFailed (``invalid_empresa_id``), CompanyNotFound,
    CompanyInactive. Notes the use at most once a minute; a busy database may drop the note, never the request.
    """
    if not claim.text:
        raise MissingApiKey
    known = settings().saas_api_key
    if known and is_same(known, claim.text):
        return _of_environment(claim)
    return _of_company(claim)


def _of_company(claim: KeyClaim) -> Principal:
    now = clock.now()
    row = _find(claim.text)
    if row is None:
        raise _refusal_of_unknown(claim, now)
    if not row.is_active or (row.expires_at is not None and row.expires_at <= now):
        raise _refusal(claim)
    if claim.scope not in row.scopes:
        raise InsufficientScope
    if claim.chosen_company and integer_id(claim.chosen_company) != row.company_id:
        raise CompanyMismatch
    if not row.is_company_active:
        raise CompanyInactive
    if row.last_used_at is None or row.last_used_at <= now - NOTE_USE_EVERY:
        _note_use(row.id)
    return Principal(None, None, row.company_id, key_id=row.id, scopes=row.scopes)


def _of_environment(claim: KeyClaim) -> Principal:
    if claim.scope not in SAAS_SCOPES:
        raise InsufficientScope
    company_id = _chosen_company(claim) if claim.chosen_company else None
    if company_id is None and claim.needs_company:
        raise MissingCompanyId
    return Principal(None, None, company_id, scopes=SAAS_SCOPES, environment_key=SAAS)


def _chosen_company(claim: KeyClaim) -> int:
    company_id = integer_id(claim.chosen_company)
    if company_id is None:
        raise ValidationFailed(message="X-Empresa-Id no es un número.", code="invalid_empresa_id")
    is_active = _activity(company_id)
    if is_active is None:
        raise CompanyNotFound
    if not is_active:
        raise CompanyInactive
    return company_id


def _refusal(claim: KeyClaim) -> AppError:
    return UnusableApiKey() if claim.is_bad_key_forbidden else InvalidApiKey()


def _refusal_of_unknown(claim: KeyClaim, now: datetime) -> AppError:
    # Who holds the text of a dead key is told that it is bad; only a text that never opened anything asks further.
    if settings().saas_api_key or _has_live_key(claim.scope, now):
        return _refusal(claim)
    return NoKeyConfigured()


@reading_rows
def _find(text: str) -> Row[*tuple[Any, ...]] | None:
    row = api_keys.find_caller(prefix_of(text)) if is_key_text(text) else None
    return row if row is not None and is_same(row.hash, sha256_hex(text)) else None


@reading_rows
def _has_live_key(scope: KeyScope, now: datetime) -> bool:
    return api_keys.has_live_key(scope, now)


@reading_rows
def _activity(company_id: int) -> bool | None:
    return companies.find_activity(company_id)


def _note_use(key_id: int) -> None:
    try:
        _touch(key_id)
    except DependencyDown:
        log.warning("api_key.use_not_noted", key_id=key_id)


@transactional
def _touch(key_id: int) -> None:
    now = clock.now()
    api_keys.touch(key_id, now, now - NOTE_USE_EVERY)
