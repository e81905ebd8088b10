"""What other slices may ask about people of a company; implements the ``Members`` port of payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from backend.accounts.models.users import User
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import Role

MANAGERS = (Role.OWNER, Role.SELLER)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom to write to about a company."""

    name: str
    email: str


def owners_of(company_ids: Collection[int]) -> Mapping[int, list[Owner]]:
    """Return the active owners of each of these companies, in the caller's unit, by one statement."""
    owners = select(User.company_id, User.name, User.email).where(
        User.company_id.in_(company_ids), User.role == Role.OWNER, User.is_active.is_(True)
    )
    found: dict[int, list[Owner]] = defaultdict(list)
    for company_id, name, email in session().execute(owners.order_by(User.id)):
        if company_id is not None:
            found[company_id].append(Owner(name, email))
    return found


def count_people(company_id: int) -> int:
    """Return how many accounts the company has, deactivated ones included, pending ones not; in the caller's unit."""
    people = select(func.count(User.id)).where(User.company_id == company_id)
    return session().scalar(people.where(or_(User.is_active.is_(True), User.activated_at.is_not(None)))) or 0


def has_active_people(company_id: int) -> bool:
    """Tell whether anybody of the company can log in; in the caller's unit."""
    person = select(User.id).where(User.company_id == company_id, User.is_active.is_(True))
    return session().scalar(person.limit(1)) is not None


class CompanyMembers:
    """People of companies, read in the caller's unit of work."""

    def may_manage(self, user_id: int, company_id: int) -> bool:
        """Tell whether the user is active and owner or seller of this active company, or operates the platform."""
        row = session().execute(select(User.role, User.company_id, User.is_active).where(User.id == user_id)).first()
        if row is None or not row.is_active:
            return False
        company = session().get(Company, company_id)
        if company is None or not company.is_active:
            return False
        return row.role is Role.ADMIN or (row.role in MANAGERS and row.company_id == company_id)

    def owner_addresses(self, company_id: int) -> list[str]:
        """Return the e-mail addresses of the company's active owners."""
        owners = select(User.email).where(
            User.company_id == company_id, User.role == Role.OWNER, User.is_active.is_(True)
        )
        return list(session().scalars(owners.order_by(User.id)))

    def admin_addresses(self) -> list[str]:
        """Return the e-mail addresses of all active operators of the platform."""
        operators = select(User.email).where(User.role == Role.ADMIN, User.is_active.is_(True))
        return list(session().scalars(operators.order_by(User.id)))
