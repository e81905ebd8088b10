"""The people of a company, as their owner manages them (contract 10-identity §6, rules 12, 14 and 20, refusal 20)."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.domain.kinds import DeactivatedBy
from backend.accounts.errors import DeactivatedByAdmin, LastOwner, OwnAccount
from backend.accounts.models.users import User
from backend.accounts.repository import company_people
from backend.accounts.repository.company_people import PeopleFilter
from backend.accounts.service import access
from backend.companies import repository as companies
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import Principal, Role
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class AccessChange:
    """What somebody's access becomes; None leaves it as it is."""

    role: Role | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class People:
    """One page of people and the company that is theirs."""

    page: Page[User]
    company: Company


@reading
def list_people(company_id: int, wanted: PeopleFilter, page: PageRequest) -> People:
    """Return one page of the company's people, newest first."""
    return People(company_people.list_page(company_id, wanted, page), companies.get_company(company_id))


@reading
def get_person(company_id: int, user_id: int) -> User:
    """Return somebody of the company; raises NotFound for anybody else."""
    return company_people.get_person(company_id, user_id)


@transactional
def change_access(by: Principal, user_id: int, wanted: AccessChange) -> User:
    """Change role or state of somebody of the company acted for; their sessions end with the old access (rule 12).

    Of two that would take the last owners away one wins. Nothing to change is no error. Raises NotFound, OwnAccount,
    DeactivatedByAdmin, LastOwner.
    """
    company_id = by.acting_company
    owners = company_people.lock_active_owners(company_id)
    user = company_people.lock_person(company_id, user_id)
    role = user.role if wanted.role is None else wanted.role
    is_active = user.is_active if wanted.is_active is None else wanted.is_active
    if (role, is_active) == (user.role, user.is_active):
        return user
    _refuse(by, user, owners, keeps_owner=role is Role.OWNER and is_active)
    if role is not user.role:
        access.change_role(user, role)
    if is_active and not user.is_active:
        access.reactivate(user)
    elif user.is_active and not is_active:
        access.deactivate(user, DeactivatedBy.ADMIN if by.is_admin else DeactivatedBy.OWNER)
    session().flush()
    return user


def _refuse(by: Principal, user: User, owners: set[int], *, keeps_owner: bool) -> None:
    if user.id == by.user_id:
        raise OwnAccount
    if user.deactivated_by is DeactivatedBy.ADMIN and not by.is_admin:
        raise DeactivatedByAdmin
    if not keeps_owner and owners == {user.id}:
        raise LastOwner
