"""Accounts made from the command line (contract 10-identity §10): administrators, and the cast of the demo."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.domain import hashing
from backend.accounts.domain.addresses import normal_email
from backend.accounts.domain.limits import TEMPORARY_PASSWORD_LIFE
from backend.accounts.domain.password_policy import generate_password
from backend.accounts.models.users import User
from backend.accounts.repository import users
from backend.accounts.service import attempts, sessions
from backend.accounts.service.passwords import refuse_weak
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Provisioned:
    """An account, whether it is new, and the password that was made up for it (shown once)."""

    user: User
    is_new: bool
    generated_password: str | None


@transactional
def ensure_account(
    email: str, name: str, role: Role, *, company: Company | None = None, password: str = ""
) -> Provisioned:
    """Make an active account unless the address has one, which is left as it is, its password too.

    Without a password one is made up. Raises ValidationFailed for a weak one.
    """
    existing = users.find_by_email(normal_email(email))
    if existing is not None:
        return Provisioned(existing, is_new=False, generated_password=None)
    if password:
        refuse_weak(password)
    chosen = password or generate_password()
    user = _insert(email, name, role, company)
    user.password_hash = hashing.hash_password(chosen)
    session().flush()
    audit.record("accounts.user.provisioned", user.id, company_id=user.company_id, after={"role": role.value})
    return Provisioned(user, is_new=True, generated_password=None if password else chosen)


@transactional
def create_admin(email: str, name: str, password: str) -> Provisioned:
    """Make an administrator, or make one of an existing account, whose sessions end; sets the password either way.

    Without a password one is made up that lives 72 hours. Raises ValidationFailed (weak), Conflict (anonymised).
    """
    if password:
        refuse_weak(password)
    chosen = password or generate_password()
    existing = users.find_by_email(normal_email(email))
    if existing is not None and existing.anonymised_at is not None:
        raise Conflict("Esa cuenta fue anonimizada.", code="anonymised")
    user = existing or _insert(email, name, Role.ADMIN, None)
    user.role, user.company_id, user.is_active, user.deactivated_by = Role.ADMIN, None, True, None
    user.name = name
    user.activated_at = user.activated_at or clock.now()
    user.password_hash = hashing.hash_password(chosen)
    user.temporary_password_until = None if password else clock.now() + TEMPORARY_PASSWORD_LIFE
    session().flush()
    sessions.end_all(user.id, "made_admin")
    attempts.clear(user.email)
    audit.record("accounts.user.made_admin", user.id)
    return Provisioned(user, is_new=existing is None, generated_password=None if password else chosen)


@reading
def has_active_admin() -> bool:
    """Tell whether anybody can operate the platform."""
    return users.has_active_admin()


@reading
def count_accounts() -> int:
    """Return how many accounts there are."""
    return users.count_users()


def _insert(email: str, name: str, role: Role, company: Company | None) -> User:
    user = User(
        name=name,
        email=normal_email(email),
        role=role,
        company_id=company.id if company else None,
        activated_at=clock.now(),
        email_verified=True,
    )
    session().add(user)
    return user
