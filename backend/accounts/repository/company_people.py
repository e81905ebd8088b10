"""SQL about the people of one company; a registration that nobody confirmed yet is none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from backend.accounts.models.users import User
from backend.infra.db import session
from backend.infra.principal import Role
from backend.kernel.errors import NotFound
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed to; ``text`` is looked for in names and addresses, whatever its case."""

    text: str | None = None
    role: Role | None = None
    is_active: bool | None = None


def list_page(company_id: int, wanted: PeopleFilter, page: PageRequest) -> Page[User]:
    """Return one page, newest first: two statements whatever its size."""
    criteria = [*_members(company_id), *_criteria(wanted)]
    total = session().execute(select(func.count()).select_from(User).where(*criteria)).scalar_one()
    rows = select(User).where(*criteria).order_by(User.id.desc()).limit(page.per_page).offset(page.offset)
    items = session().scalars(rows).all() if total > page.offset else []
    return Page(items, total, page)


def get_person(company_id: int, user_id: int) -> User:
    """Return somebody of the company; raises NotFound for anybody else."""
    return _one(select(User).where(User.id == user_id, *_members(company_id)))


def lock_person(company_id: int, user_id: int) -> User:
    """Return somebody of the company as the database has it now, the row locked for the unit; raises NotFound."""
    locked = select(User).where(User.id == user_id, *_members(company_id)).with_for_update()
    return _one(locked.execution_options(populate_existing=True))


def lock_active_owners(company_id: int) -> set[int]:
    """Return the ids of the company's active owners, their rows locked for the unit: whoever takes one away waits here.

    Take it first: who waited then reads what the other has done.
    """
    owners = select(User.id).where(User.company_id == company_id, User.role == Role.OWNER, User.is_active.is_(True))
    return set(session().scalars(owners.order_by(User.id).with_for_update()))


def is_person(company_id: int, email: str) -> bool:
    """Tell whether the address belongs to somebody of the company."""
    return session().scalar(select(User.id).where(User.email == email, *_members(company_id))) is not None


def _one(statement: Any) -> User:
    user: User | None = session().scalar(statement)
    if user is None:
        raise NotFound
    return user


def _members(company_id: int) -> list[Any]:
    return [User.company_id == company_id, or_(User.is_active.is_(True), User.activated_at.is_not(None))]


def _criteria(wanted: PeopleFilter) -> list[Any]:
    equal = {User.role: wanted.role, User.is_active: wanted.is_active}
    criteria: list[Any] = [column == value for column, value in equal.items() if value is not None]
    if wanted.text:
        text = wanted.text.lower()
        named = func.lower(User.name).contains(text, autoescape=True)
        criteria.append(or_(named, User.email.contains(text, autoescape=True)))
    return criteria
