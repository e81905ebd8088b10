"""SQL about API keys; a key is looked up across companies, because it says itself whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from backend.accounts.models.api_keys import ApiKey
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import KeyScope
from backend.infra.tenancy import OPTION, PLATFORM, CompanyRepository
from backend.kernel.errors import NotFound
from backend.kernel.pagination import Page, PageRequest

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
# Every different set of scopes that a usable key has; anybody may make us ask, so it is built once too.
_LIVE_SCOPES = (
    select(_keys.c.scopes)
    .where(_keys.c.is_active, or_(_keys.c.expires_at.is_(None), _keys.c.expires_at > bindparam("now")))
    .distinct()
)


def find_caller(prefix: str) -> Row[*tuple[Any, ...]] | None:
    """Return key and company of a prefix in one statement, or None."""
    return session().execute(_CALLER, {"prefix": prefix}, execution_options=_EVERYWHERE).first()


def has_live_key(scope: KeyScope, now: datetime) -> bool:
    """Tell whether any company has a usable key with the scope."""
    live = session().execute(_LIVE_SCOPES, {"now": now}, execution_options=_EVERYWHERE)
    return any(scope in scopes for scopes in live.scalars())


@dataclass(frozen=True, slots=True)
class KeyFilter:
    """What a list is narrowed to; ``text`` is looked for in names and prefixes, whatever its case."""

    text: str | None = None
    is_active: bool | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key and the name of its company."""

    key: ApiKey
    company_name: str

    @property
    def scopes(self) -> list[KeyScope]:
        """Return what it may be used for, always in the same order."""
        return [scope for scope in KeyScope if scope in self.key.scopes]


class ApiKeyRepository(CompanyRepository):
    """Keys of one company, or of all with ``PLATFORM``."""

    def list_page(self, wanted: KeyFilter, page: PageRequest) -> Page[ListedKey]:
        """Return one page, newest first, with the names of companies: two statements whatever its size."""
        criteria = _criteria(wanted)
        # Counted by a column: count(*) names no entity, so nothing would add the company to it.
        total = self.execute(select(func.count(ApiKey.id)).where(*criteria)).scalar_one()
        rows = _listed().where(*criteria).order_by(ApiKey.id.desc()).limit(page.per_page).offset(page.offset)
        items = [ListedKey(*row) for row in self.execute(rows)] if total > page.offset else []
        return Page(items, total, page)

    def get(self, key_id: int) -> ListedKey:
        """Return a key; raises NotFound."""
        return self._one(_listed().where(ApiKey.id == key_id))

    def lock(self, key_id: int) -> ListedKey:
        """Return a key as the database has it now, its row locked for the unit; raises NotFound."""
        locked = _listed().where(ApiKey.id == key_id).with_for_update(of=ApiKey)
        return self._one(locked.execution_options(populate_existing=True))

    def count_active(self, now: datetime) -> int:
        """Return how many keys are switched on and not past their end."""
        is_unexpired = or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now)
        usable = select(func.count(ApiKey.id)).where(ApiKey.is_active.is_(True), is_unexpired)
        return int(self.execute(usable).scalar_one())

    def _one(self, statement: Any) -> ListedKey:
        row = self.execute(statement).first()
        if row is None:
            raise NotFound
        return ListedKey(*row)


def _listed() -> Any:
    return select(ApiKey, Company.name).join(Company, Company.id == ApiKey.company_id)


def _criteria(wanted: KeyFilter) -> list[Any]:
    equal = {ApiKey.is_active: wanted.is_active, ApiKey.company_id: wanted.company_id}
    criteria: list[Any] = [column == value for column, value in equal.items() if value is not None]
    if wanted.text:
        text = wanted.text.lower()
        named = func.lower(ApiKey.name).contains(text, autoescape=True)
        criteria.append(or_(named, ApiKey.prefix.contains(text, autoescape=True)))
    return criteria


def touch(key_id: int, now: datetime, seen_before: datetime) -> None:
    """Note the use of a key unless somebody noted one after ``seen_before``."""
    session().execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= seen_before))
        .values(last_used_at=now)
        .execution_options(synchronize_session=False, **_EVERYWHERE)
    )
