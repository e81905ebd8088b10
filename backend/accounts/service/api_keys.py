"""Keys of machines, as owners and operators manage them (contract 10-identity §6 and §7, rules 19 and 20).

``scope`` is the company whose keys are meant, or ``PLATFORM`` for an operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backend.accounts.domain.api_keys import MAX_ACTIVE_KEYS, new_key_text, prefix_of
from backend.accounts.errors import KeyRevoked, TooManyKeys
from backend.accounts.models.api_keys import ApiKey
from backend.accounts.repository import api_keys
from backend.accounts.repository.api_keys import ApiKeyRepository, KeyFilter, ListedKey
from backend.companies import repository as companies
from backend.infra import audit
from backend.infra.crypto import sha256_hex
from backend.infra.principal import KeyScope
from backend.infra.tenancy import Scope
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key to make; ``lifetime_days`` None for one without end."""

    name: str
    scopes: frozenset[KeyScope]
    lifetime_days: int | None = None


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key and its text, which is shown here and nowhere else."""

    listed: ListedKey
    text: str = field(repr=False)


@reading
def list_keys(scope: Scope, wanted: KeyFilter, page: PageRequest) -> Page[ListedKey]:
    """Return one page of keys, newest first, revoked ones too."""
    return ApiKeyRepository(scope).list_page(wanted, page)


@reading
def get_key(scope: Scope, key_id: int) -> ListedKey:
    """Return one key; raises NotFound."""
    return ApiKeyRepository(scope).get(key_id)


@transactional
def create_key(company_id: int, creator_id: int, wanted: NewKey) -> ShownKey:
    """Make a key of the company; raises CompanyNotFound, TooManyKeys beyond fifty active ones."""
    company, now = companies.lock_company(company_id), clock.now()
    keys = ApiKeyRepository(company_id)
    _refuse_too_many(keys, now)
    text = _unused_text()
    key = ApiKey(
        company_id=company_id,
        name=wanted.name,
        prefix=prefix_of(text),
        hash=sha256_hex(text),
        scopes=wanted.scopes,
        created_by=creator_id,
        created_at=now,
        lifetime_days=wanted.lifetime_days,
        expires_at=_end(wanted.lifetime_days, now),
    )
    keys.add(key)
    keys.flush()
    audit.record("accounts.api_key.created", key.id, company_id=company_id, after=_told(key))
    return ShownKey(ListedKey(key, company.name), text)


@transactional
def change_key(scope: Scope, key_id: int, changes: Mapping[str, Any]) -> ListedKey:
    """Store name, state and life (code names; a life counts from now, None is without end).

    Raises NotFound, KeyRevoked, TooManyKeys when it would be switched on beyond fifty.
    """
    listed, now = ApiKeyRepository(scope).lock(key_id), clock.now()
    key = listed.key
    _refuse_revoked(key)
    if changes.get("is_active") and not key.is_active:
        companies.lock_company(key.company_id)
        _refuse_too_many(ApiKeyRepository(key.company_id), now)
    before = _told(key)
    for name in changes.keys() & {"name", "is_active", "lifetime_days"}:
        setattr(key, name, changes[name])
    if "lifetime_days" in changes:
        key.expires_at = _end(key.lifetime_days, now)
    if _told(key) != before:
        audit.record("accounts.api_key.changed", key.id, company_id=key.company_id, before=before, after=_told(key))
    return listed


@transactional
def renew_key(scope: Scope, key_id: int) -> ShownKey:
    """Give the key a new text and as long a life as before, from now; the old text dies. NotFound, KeyRevoked."""
    listed, now = ApiKeyRepository(scope).lock(key_id), clock.now()
    key = listed.key
    _refuse_revoked(key)
    before, text = _told(key), _unused_text()
    key.prefix, key.hash = prefix_of(text), sha256_hex(text)
    key.expires_at, key.last_used_at = _end(key.lifetime_days, now), None
    audit.record("accounts.api_key.renewed", key.id, company_id=key.company_id, before=before, after=_told(key))
    return ShownKey(listed, text)


@transactional
def revoke_key(scope: Scope, key_id: int) -> None:
    """Revoke the key for ever; one that is revoked already stays so. Raises NotFound."""
    key = ApiKeyRepository(scope).lock(key_id).key
    if key.revoked_at is None:
        key.is_active, key.revoked_at = False, clock.now()
        audit.record("accounts.api_key.revoked", key.id, company_id=key.company_id)


def _refuse_revoked(key: ApiKey) -> None:
    if key.revoked_at is not None:
        raise KeyRevoked


def _refuse_too_many(keys: ApiKeyRepository, now: datetime) -> None:
    if keys.count_active(now) >= MAX_ACTIVE_KEYS:
        raise TooManyKeys


def _unused_text() -> str:
    text = new_key_text()
    while api_keys.find_caller(prefix_of(text)) is not None:
        text = new_key_text()
    return text


def _end(lifetime_days: int | None, now: datetime) -> datetime | None:
    return None if lifetime_days is None else now + timedelta(days=lifetime_days)


def _told(key: ApiKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "prefix": key.prefix,
        "scopes": sorted(scope.value for scope in key.scopes),
        "is_active": key.is_active,
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
    }
