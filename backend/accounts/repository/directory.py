"""SQL about the list of all accounts, across companies: only operators read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, or_, select

from backend.accounts.models.users import User
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import Role
from backend.kernel.errors import NotFound
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What the list is narrowed to; ``text`` is looked for in names and addresses, whatever its case."""

    text: str | None = None
    role: Role | None = None
    is_active: bool | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class ListedUser:
    """An account and its company."""

    user: User
    company: Company | None


def list_page(wanted: UserFilter, page: PageRequest) -> Page[ListedUser]:
    """Return one page, newest first, with companies: two statements whatever its size."""
    criteria = _criteria(wanted)
    total = session().execute(select(func.count()).select_from(User).where(*criteria)).scalar_one()
    rows = _with_company().where(*criteria).order_by(User.id.desc()).limit(page.per_page).offset(page.offset)
    items = [ListedUser(*row) for row in session().execute(rows)] if total > page.offset else []
    return Page(items, total, page)


def get_listed(user_id: int) -> ListedUser:
    """Return the account with its company; raises NotFound."""
    row = session().execute(_with_company().where(User.id == user_id)).first()
    if row is None:
        raise NotFound
    return ListedUser(*row)


def count_by_role() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return for each role that somebody has: how many, how many active, how many with a second factor."""
    active, secured = (func.sum(case((column.is_(True), 1), else_=0)) for column in (User.is_active, User.otp_enabled))
    return session().execute(select(User.role, func.count(), active, secured).group_by(User.role)).all()


def _with_company() -> Any:
    return select(User, Company).outerjoin(Company, Company.id == User.company_id)


def _criteria(wanted: UserFilter) -> list[Any]:
    equal = {User.role: wanted.role, User.is_active: wanted.is_active, User.company_id: wanted.company_id}
    criteria: list[Any] = [column == value for column, value in equal.items() if value is not None]
    if wanted.text:
        text = wanted.text.lower()
        criteria.append(
            or_(func.lower(User.name).contains(text, autoescape=True), User.email.contains(text, autoescape=True))
        )
    return criteria
