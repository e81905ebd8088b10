"""SQL about users, their backup codes and mailed codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, or_, select, update

from backend.accounts.models.sessions import EmailCode, RefreshToken, StageToken, UserSession
from backend.accounts.models.users import BackupCode, User
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import Role
from backend.kernel.errors import NotFound


def find_user(user_id: int) -> User | None:
    """Return the user, or None."""
    return session().get(User, user_id)


def get_user(user_id: int) -> User:
    """Return the user; raises NotFound."""
    user = find_user(user_id)
    if user is None:
        raise NotFound
    return user


def lock_user(user_id: int) -> User:
    """Return the user as the database has it now, its row locked for the unit; raises NotFound."""
    locked = select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    user = session().scalar(locked)
    if user is None:
        raise NotFound
    return user


def lock_active_admins() -> set[int]:
    """Return the ids of active administrators, their rows locked for the unit: whoever takes one away waits here.

    Take it first: who waited then reads what the other has done.
    """
    admins = select(User.id).where(User.role == Role.ADMIN, User.is_active.is_(True)).order_by(User.id)
    return set(session().scalars(admins.with_for_update()))


def find_by_subject(subject: str) -> User | None:
    """Return the user linked with this identity of the outside provider, or None."""
    return session().scalar(select(User).where(User.supabase_sub == subject))


def find_by_email(email: str) -> User | None:
    """Return the user with this normalised address, or None."""
    return session().scalar(select(User).where(User.email == email))


def find_company(user: User) -> Company | None:
    """Return the company of the user, or None."""
    return session().get(Company, user.company_id) if user.company_id is not None else None


def take_otp_step(user_id: int, step: int, now: datetime) -> bool:
    """Accept this 30-second step once (rule 4); False when it, or a later one, was accepted before by anybody."""
    taken: CursorResult[Any] = session().execute(  # type: ignore[assignment] # an UPDATE has a row count
        update(User)
        .where(User.id == user_id, or_(User.otp_last_step.is_(None), User.otp_last_step < step))
        .values(otp_last_step=step, otp_last_verified_at=now)
    )
    return taken.rowcount == 1


def use_backup_code(user_id: int, code_hash: str, now: datetime) -> bool:
    """Use a backup code once (rule 6); False when it is unknown or was used before by anybody."""
    used: CursorResult[Any] = session().execute(  # type: ignore[assignment] # an UPDATE has a row count
        update(BackupCode)
        .where(BackupCode.user_id == user_id, BackupCode.hash == code_hash, BackupCode.used_at.is_(None))
        .values(used_at=now)
    )
    return used.rowcount == 1


def find_backup_salt(user_id: int) -> str | None:
    """Return the salt of the account's set of backup codes, or None without a set."""
    return session().scalar(select(BackupCode.salt).where(BackupCode.user_id == user_id).limit(1))


def replace_backup_codes(user_id: int, salt: str, hashes: Sequence[str]) -> None:
    """Put a new set in place of the old one; an empty set only deletes."""
    session().execute(delete(BackupCode).where(BackupCode.user_id == user_id))
    session().add_all(BackupCode(user_id=user_id, salt=salt, hash=text) for text in hashes)


def list_pending(before: datetime) -> Sequence[User]:
    """Return registrations made before the instant and never confirmed."""
    pending = select(User).where(User.activated_at.is_(None), User.is_active.is_(False), User.created_at < before)
    return session().scalars(pending.with_for_update(skip_locked=True)).all()


def find_pending_founder(company_id: int) -> User | None:
    """Return the owner whose confirmation this company waits for, or None."""
    founder = select(User).where(
        User.company_id == company_id, User.activated_at.is_(None), User.is_active.is_(False), User.role == Role.OWNER
    )
    return session().scalar(founder.limit(1))


def delete_pending(user: User) -> None:
    """Delete a registration that was never confirmed, and the company that waited for it."""
    company = find_company(user)
    own_sessions = select(UserSession.id).where(UserSession.user_id == user.id)
    session().execute(delete(RefreshToken).where(RefreshToken.session_id.in_(own_sessions)))
    for table in (UserSession, StageToken, EmailCode, BackupCode):
        session().execute(delete(table).where(table.user_id == user.id))
    session().delete(user)
    session().flush()
    if company is not None and company.awaits_owner:
        session().delete(company)
        session().flush()


def delete_user(user: User) -> None:
    """Delete an account that nothing refers to, with what proves who it is; raises IntegrityError if something does."""
    for table in (StageToken, EmailCode, BackupCode):
        session().execute(delete(table).where(table.user_id == user.id))
    session().delete(user)
    session().flush()


def list_owners(company_id: int) -> Sequence[User]:
    """Return the company's owners, deactivated ones too, registrations that wait not."""
    owners = select(User).where(
        User.company_id == company_id,
        User.role == Role.OWNER,
        User.anonymised_at.is_(None),
        User.activated_at.is_not(None),
    )
    return session().scalars(owners.order_by(User.id).with_for_update()).all()


def delete_email_codes(user_id: int) -> None:
    """Forget the mailed codes of the account."""
    session().execute(delete(EmailCode).where(EmailCode.user_id == user_id))


def count_users() -> int:
    """Return how many accounts there are, anonymised ones included."""
    return session().scalar(select(func.count()).select_from(User)) or 0


def has_active_admin() -> bool:
    """Tell whether anybody can operate the platform."""
    return session().scalar(select(User.id).where(User.role == Role.ADMIN, User.is_active).limit(1)) is not None


def find_email_code(user_id: int, purpose: str) -> EmailCode | None:
    """Return the mailed code of this purpose, locked for the unit, or None."""
    return session().get(EmailCode, (user_id, purpose), with_for_update=True)
