"""What an operator does to an account (contract 10-identity §7, rules 1, 12, 14; refusals 5, 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.accounts.domain import hashing
from backend.accounts.domain.kinds import DeactivatedBy, StageKind
from backend.accounts.errors import Anonymised, EmailTaken, LastAdmin, OtpNotEnabled, OwnAccount
from backend.accounts.models.users import User
from backend.accounts.repository import stages as stage_rows
from backend.accounts.repository import users
from backend.accounts.repository.invitations import InvitationRepository
from backend.accounts.service import attempts, email_addresses, notices, second_factor, sessions
from backend.accounts.service.passwords import refuse_weak, replace_password
from backend.companies import repository as companies
from backend.infra import audit
from backend.infra.db import session
from backend.infra.principal import COMPANY_ROLES, Role
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.errors import NotFound, ValidationFailed

PERSONAL = ("name", "email", "phone", "address", "city", "country", "birth_date", "supabase_sub")
MAILED = (StageKind.PASSWORD_RESET, StageKind.EMAIL_VERIFY)


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account that an operator makes; active at once, its address not verified."""

    name: str
    email: str
    password: str
    role: Role
    company_id: int | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    country: str | None = None


def create_user(wanted: NewUser) -> User:
    """Make an active account; a registration that waits under the same address gives way to it (rule 8).

    Raises ValidationFailed (weak password, company that does not fit the role), NotFound (``empresa_not_found``),
    EmailTaken.
    """
    refuse_weak(wanted.password)
    try:
        return _create(wanted, hashing.hash_password(wanted.password))
    except IntegrityError as error:  # somebody took the address at the same moment
        raise EmailTaken from error


@transactional
def _create(wanted: NewUser, password_hash: str) -> User:
    refuse_misplaced(wanted.role, wanted.company_id)
    make_room(wanted.email)
    user = User(
        name=wanted.name,
        email=wanted.email,
        password_hash=password_hash,
        role=wanted.role,
        company_id=wanted.company_id,
        phone=wanted.phone,
        address=wanted.address,
        city=wanted.city,
        country=wanted.country,
    )
    session().add(user)
    session().flush()
    after = {"role": user.role.value, "company_id": user.company_id}
    audit.record("accounts.user.created", user.id, company_id=user.company_id, after=after)
    email_addresses.send_verification(user)
    return user


def refuse_misplaced(role: Role, company_id: int | None) -> None:
    """Raise unless the role goes with the company (§1): ValidationFailed, NotFound (``empresa_not_found``)."""
    if role not in COMPANY_ROLES and company_id is not None:
        raise ValidationFailed({"empresa_id": ["Este rol no lleva empresa."]})
    if role in COMPANY_ROLES and role is not Role.OWNER and company_id is None:
        raise ValidationFailed({"empresa_id": ["Este rol necesita una empresa."]})
    if company_id is not None and companies.get_company(company_id).awaits_owner:
        raise NotFound("No existe esa empresa.", code="empresa_not_found")  # its founder has not confirmed yet


def make_room(email: str) -> None:
    """Delete a registration that waits under the address; raises EmailTaken for any other account."""
    existing = users.find_by_email(email)
    if existing is None:
        return
    if not existing.is_pending:
        raise EmailTaken
    users.delete_pending(existing)


def change_user(actor_id: int, user_id: int, changes: Mapping[str, Any]) -> User:
    """Store the fields that were sent (code names); a role without company drops the company.

    Role, company and deactivation end every session; a new address has to be verified again. Of two that would take
    the last administrators away one wins. Raises NotFound, Anonymised, OwnAccount, LastAdmin, EmailTaken,
    ValidationFailed.
    """
    try:
        return _change(actor_id, user_id, changes)
    except IntegrityError as error:  # somebody took the address at the same moment
        raise EmailTaken from error


@transactional
def _change(actor_id: int, user_id: int, changes: Mapping[str, Any]) -> User:
    admins = users.lock_active_admins()
    user = _lock_changeable(user_id)
    role, company_id = _place_after(user, changes)
    is_active = changes.get("is_active", user.is_active)
    if actor_id == user.id and (role is not user.role or not is_active):
        raise OwnAccount
    if role is not Role.ADMIN or not is_active:
        refuse_last_admin(user, admins)
    _move(user, role, company_id)
    if is_active != user.is_active or ("is_active" in changes and not user.is_pending):
        set_activity(user, is_active=is_active)
    _store_personal(user, changes)
    session().flush()
    return user


def _lock_changeable(user_id: int) -> User:
    user = users.lock_user(user_id)
    if user.anonymised_at is not None:
        raise Anonymised
    return user


def refuse_last_admin(user: User, admins: set[int]) -> None:
    """Raise LastAdmin when nobody could operate the platform without this account."""
    if user.id in admins and len(admins) == 1:
        raise LastAdmin


def _place_after(user: User, changes: Mapping[str, Any]) -> tuple[Role, int | None]:
    role: Role = changes.get("role", user.role)
    stays = user.company_id if role in COMPANY_ROLES else None
    company_id: int | None = changes.get("company_id", stays)
    if (role, company_id) != (user.role, user.company_id):
        refuse_misplaced(role, company_id)
    return role, company_id


def _move(user: User, role: Role, company_id: int | None) -> None:
    if (role, company_id) == (user.role, user.company_id):
        return
    before = {"role": user.role.value, "company_id": user.company_id}
    user.role, user.company_id = role, company_id
    session().flush()
    sessions.end_all(user.id, "role_changed")
    after = {"role": role.value, "company_id": company_id}
    audit.record("accounts.user.changed", user.id, company_id=company_id, before=before, after=after)


def set_activity(user: User, *, is_active: bool) -> None:
    """Open or close the account as an operator; closing ends every session (rule 12). Joins the open unit."""
    before = user.is_active
    user.is_active, user.deactivated_by = is_active, None if is_active else DeactivatedBy.ADMIN
    if not is_active:
        sessions.end_all(user.id, "deactivated")
    elif user.activated_at is None:
        _confirm_registration(user)
    session().flush()
    if before != is_active:
        verb = "reactivated" if is_active else "deactivated"
        told = {"before": {"is_active": before}, "after": {"is_active": is_active}}
        audit.record(f"accounts.user.{verb}", user.id, company_id=user.company_id, **told)


def _confirm_registration(user: User) -> None:
    """Stand in for the code that the person never sent: the company opens, the invitation is used."""
    user.activated_at = clock.now()
    company = users.find_company(user)
    if company is None:
        return
    if company.awaits_owner:
        company.is_active, company.awaits_owner = True, False
    else:
        InvitationRepository(company.id).use(user.email, user.role, clock.now())


def _store_personal(user: User, changes: Mapping[str, Any]) -> None:
    changed = [name for name in PERSONAL if name in changes and getattr(user, name) != changes[name]]
    if not changed:
        return
    if "supabase_sub" in changed and changes["supabase_sub"] and users.find_by_subject(changes["supabase_sub"]):
        raise ValidationFailed({"supabase_sub": ["Ya está vinculado con otra cuenta."]})
    if "email" in changed:
        make_room(changes["email"])
    for name in changed:
        setattr(user, name, changes[name])
    if "email" in changed:
        user.email_verified = False
        stage_rows.void(user.id, MAILED, clock.now())
        users.delete_email_codes(user.id)
        session().flush()
        email_addresses.send_verification(user)
    # Named, not told: the trail outlives an account that is anonymised.
    audit.record("accounts.user.profile_changed", user.id, company_id=user.company_id, after={"fields": changed})


def set_password(user_id: int, password: str) -> None:
    """Give the account a password; ends every session, clears the lock, mails the person (rules 3 and 12).

    Raises ValidationFailed (weak), NotFound, Anonymised.
    """
    refuse_weak(password, "nueva_password")
    _set_password(user_id, hashing.hash_password(password))


@transactional
def _set_password(user_id: int, password_hash: str) -> None:
    user = _lock_changeable(user_id)
    replace_password(user, password_hash, "admin")
    attempts.clear(user.email)


@transactional
def toggle_activity(actor_id: int, user_id: int) -> User:
    """Open a closed account, close an open one; raises NotFound, OwnAccount, LastAdmin, Anonymised."""
    admins = users.lock_active_admins()
    user = _lock_changeable(user_id)
    if user.is_active:
        if user.id == actor_id:
            raise OwnAccount
        refuse_last_admin(user, admins)
    set_activity(user, is_active=not user.is_active)
    return user


@transactional
def remove_second_factor(actor_id: int, user_id: int, reason: str) -> User:
    """Wipe the second factor of somebody who lost it; ends every session, mails the person (rules 6 and 12).

    Raises NotFound, OwnAccount, OtpNotEnabled.
    """
    user = users.lock_user(user_id)
    if user.id == actor_id:
        raise OwnAccount
    if not user.otp_enabled:
        raise OtpNotEnabled
    second_factor.wipe(user)
    sessions.end_all(user.id, "second_factor_removed")
    told = {"reason": reason}
    audit.record("accounts.user.second_factor_disabled", user.id, company_id=user.company_id, after=told)
    notices.second_factor_changed(
        user, f"Un administrador desactivó la verificación en dos pasos de tu cuenta. Motivo: {reason}"
    )
    return user
