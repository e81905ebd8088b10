"""Deleting an account (contract 10-identity §11 rule 15; refusal 14): wholly only if nothing refers to it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from backend.accounts.domain.kinds import DeactivatedBy
from backend.accounts.errors import OwnAccount
from backend.accounts.models.users import User
from backend.accounts.repository import references, users
from backend.accounts.repository import stages as stage_rows
from backend.accounts.service import attempts, second_factor, sessions
from backend.accounts.service.administration import MAILED, PERSONAL, refuse_last_admin
from backend.accounts.service.passwords import VOID_WITH_PASSWORD
from backend.infra import audit
from backend.infra.db import session
from backend.infra.unit_of_work import transactional
from backend.kernel import clock

NAME = "Usuario eliminado"


class Erasure(StrEnum):
    """What became of an account."""

    DELETED = "deleted"
    ANONYMISED = "anonymised"


def erase_user(actor_id: int, user_id: int) -> Erasure:
    """Delete an account that no row refers to and a registration that waits; any other is anonymised for ever.

    Repeating it on an anonymised account changes nothing. Raises NotFound, OwnAccount, LastAdmin.
    """
    try:
        return _erase(actor_id, user_id, may_delete=True)
    except IntegrityError:  # something came to refer to it meanwhile
        return _erase(actor_id, user_id, may_delete=False)


@transactional
def _erase(actor_id: int, user_id: int, *, may_delete: bool) -> Erasure:
    admins = users.lock_active_admins()
    user = users.lock_user(user_id)
    if user.id == actor_id:
        raise OwnAccount
    refuse_last_admin(user, admins)
    if user.anonymised_at is not None:
        return Erasure.ANONYMISED
    if may_delete and user.is_pending:
        _note(user, "deleted")
        users.delete_pending(user)
        return Erasure.DELETED
    if may_delete and not references.is_referred_to(user.id):
        _note(user, "deleted")
        users.delete_user(user)
        return Erasure.DELETED
    _anonymise(user)
    return Erasure.ANONYMISED


def _note(user: User, verb: str) -> None:
    before = {"role": user.role.value, "company_id": user.company_id}
    audit.record(f"accounts.user.{verb}", user.id, company_id=user.company_id, before=before)


def _anonymise(user: User) -> None:
    sessions.end_all(user.id, "anonymised")
    attempts.clear(user.email)
    second_factor.wipe(user)
    stage_rows.void(user.id, (*MAILED, *VOID_WITH_PASSWORD), clock.now())
    users.delete_email_codes(user.id)
    for name in PERSONAL:
        setattr(user, name, {"name": NAME, "email": f"anon-{user.id}@invalid"}.get(name))
    user.password_hash, user.temporary_password_until = None, None
    user.email_verified, user.otp_last_verified_at = False, None
    user.is_active, user.deactivated_by = False, DeactivatedBy.ADMIN
    user.activated_at = user.activated_at or clock.now()
    user.anonymised_at = clock.now()
    session().flush()
    _note(user, "anonymised")
