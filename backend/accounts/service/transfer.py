"""A company gets another owner (contract 10-identity §7 and rule 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from backend.accounts.domain import hashing
from backend.accounts.domain.limits import TEMPORARY_PASSWORD_LIFE
from backend.accounts.domain.password_policy import generate_password
from backend.accounts.errors import AlreadyInCompany, EmailTaken, IsAdmin
from backend.accounts.models.users import User
from backend.accounts.repository import users
from backend.accounts.service import attempts, email_addresses, notices, second_factor, sessions
from backend.accounts.service.administration import set_activity
from backend.accounts.service.passwords import refuse_weak, replace_password
from backend.companies import repository as companies
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.errors import NotFound, ValidationFailed

TRIES = 3


@dataclass(frozen=True, slots=True)
class Transfer:
    """Which company, to whom, and what becomes of the one who had it."""

    tax_id: str
    email: str
    name: str | None = None
    password: str | None = None
    is_deactivating: bool = False
    previous_id: int | None = None


@dataclass(frozen=True, slots=True)
class Transferred:
    """Company, new and former owner; a password that was made up is shown once."""

    company: Company
    owner: User
    previous: User | None
    temporary_password: str | None = None
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class _Password:
    """What a new account gets; ``text`` only when it was made up, with the end of its life."""

    hash: str
    text: str | None
    until: datetime | None


def transfer_company(wanted: Transfer) -> Transferred:
    """Make somebody the owner in place of another; same owner: nothing changes.

    Raises ValidationFailed (weak password; which owner), NotFound (``empresa_not_found``), IsAdmin, AlreadyInCompany.
    """
    if wanted.password is not None:
        refuse_weak(wanted.password, "nuevo_password")
    text = wanted.password or generate_password()
    until = None if wanted.password else clock.now() + TEMPORARY_PASSWORD_LIFE
    password = _Password(hashing.hash_password(text), None if wanted.password else text, until)
    for _ in range(TRIES):
        try:
            return _transfer(wanted, password)
        except IntegrityError:  # the address was taken at the same moment: look again
            continue
    raise EmailTaken


@transactional
def _transfer(wanted: Transfer, password: _Password) -> Transferred:
    company = companies.lock_by_tax_id(wanted.tax_id)
    if company is None or company.awaits_owner:
        raise NotFound("No existe esa empresa.", code="empresa_not_found")
    previous = _find_previous(company, wanted)
    successor = _find_successor(company, wanted.email)
    if previous is not None and successor is not None and previous.id == successor.id:
        return Transferred(company, successor, None, is_changed=False)
    made_up = None
    if successor is None:
        successor, made_up = _create(company, wanted, password), password.text
    else:
        _promote(successor, company)
        if wanted.password is not None:
            replace_password(successor, password.hash, "admin")
            attempts.clear(successor.email)
    if previous is not None:
        _dismiss(previous, is_deactivating=wanted.is_deactivating)
    before = {"owner_id": previous.id if previous else None}
    after = {"owner_id": successor.id}
    audit.record("accounts.company.transferred", company.id, company_id=company.id, before=before, after=after)
    notices.became_owner(successor, company.name)
    return Transferred(company, successor, previous, made_up)


def _find_previous(company: Company, wanted: Transfer) -> User | None:
    owners = users.list_owners(company.id)
    if wanted.previous_id is not None:
        named = [owner for owner in owners if owner.id == wanted.previous_id]
        if not named:
            raise ValidationFailed({"anterior_usuario_id": ["No es propietario de esa empresa."]})
        return named[0]
    candidates = [owner for owner in owners if owner.is_active] or owners
    if len(candidates) > 1:
        raise ValidationFailed(
            {"anterior_usuario_id": ["La empresa tiene varios propietarios: indicá a cuál reemplaza."]}
        )
    return candidates[0] if candidates else None


def _find_successor(company: Company, email: str) -> User | None:
    known = users.find_by_email(email)
    if known is None:
        return None
    if known.is_pending:
        # Nobody has shown yet that the address is theirs: whoever registered with it must not inherit a company.
        users.delete_pending(known)
        return None
    if known.role is Role.ADMIN:
        raise IsAdmin
    if known.company_id not in {None, company.id}:
        raise AlreadyInCompany
    return users.lock_user(known.id)


def _create(company: Company, wanted: Transfer, password: _Password) -> User:
    user = User(
        name=wanted.name or wanted.email.partition("@")[0],
        email=wanted.email,
        password_hash=password.hash,
        temporary_password_until=password.until,
        role=Role.OWNER,
        company_id=company.id,
    )
    session().add(user)
    session().flush()
    audit.record("accounts.user.created", user.id, company_id=company.id, after={"role": user.role.value})
    email_addresses.send_verification(user)
    return user


def _promote(user: User, company: Company) -> None:
    _place(user, Role.OWNER, company.id)
    if not user.is_active:
        set_activity(user, is_active=True)


def _dismiss(user: User, *, is_deactivating: bool) -> None:
    _place(user, Role.USER, None)
    if is_deactivating:
        set_activity(user, is_active=False)
        second_factor.wipe(user)


def _place(user: User, role: Role, company_id: int | None) -> None:
    if (user.role, user.company_id) == (role, company_id):
        return
    before = {"role": user.role.value, "company_id": user.company_id}
    concerned = company_id or user.company_id
    user.role, user.company_id = role, company_id
    session().flush()
    sessions.end_all(user.id, "company_transferred")
    after = {"role": role.value, "company_id": company_id}
    audit.record("accounts.user.changed", user.id, company_id=concerned, before=before, after=after)
