"""SQL about API keys; a key is looked up across companies, because it says itself whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update

from backend.accounts.models.api_keys import ApiKey
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import KeyScope
from backend.infra.tenancy import OPTION, PLATFORM

_keys, _companies = ApiKey.__table__, Company.__table__
_EVERYWHERE = {OPTION: PLATFORM}
# Built once: the guard of every machine route runs it.
_CALLER = (
    select(
        _keys.c.id,
        _keys.c.company_id,
        _keys.c.hash,
        _keys.c.scopes,
        _keys.c.is_active,
        _keys.c.expires_at,
        _keys.c.last_used_at,
        _companies.c.is_active.label("is_company_active"),
    )
    .select_from(_keys.join(_companies, _companies.c.id == _keys.c.company_id))
    .where(_keys.c.prefix == bindparam("prefix"))
)


def find_caller(prefix: str) -> Row[*tuple[Any, ...]] | None:
    """Return key and company of a prefix in one statement, or None."""
    return session().execute(_CALLER, {"prefix": prefix}, execution_options=_EVERYWHERE).first()


def has_live_key(scope: KeyScope, now: datetime) -> bool:
    """Tell whether any company has a usable key with the scope."""
    is_unexpired = or_(_keys.c.expires_at.is_(None), _keys.c.expires_at > now)
    live = select(_keys.c.scopes).where(_keys.c.is_active, is_unexpired).distinct()
    return any(scope in scopes for scopes in session().execute(live, execution_options=_EVERYWHERE).scalars())


def touch(key_id: int, now: datetime, seen_before: datetime) -> None:
    """Note the use of a key unless somebody noted one after ``seen_before``."""
    session().execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= seen_before))
        .values(last_used_at=now)
        .execution_options(synchronize_session=False, **_EVERYWHERE)
    )
