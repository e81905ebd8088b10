"""What changes the access of an account: role, deactivation, reactivation (contract 10-identity rules 12 and 14).

Each joins the open unit, ends the sessions that have to end and leaves its audit row; who may do it is asked before.
"""

from __future__ import annotations

from typing import Any

from backend.accounts.domain.kinds import DeactivatedBy
from backend.accounts.models.users import User
from backend.accounts.service import sessions
from backend.infra import audit
from backend.infra.principal import Role


def change_role(user: User, role: Role) -> None:
    """Give the account another role of the same company; every session ends."""
    before, user.role = user.role, role
    sessions.end_all(user.id, "role_changed")
    told: dict[str, Any] = {"before": {"role": before.value}, "after": {"role": role.value}}
    audit.record("accounts.user.changed", user.id, company_id=user.company_id, **told)


def deactivate(user: User, by: DeactivatedBy) -> None:
    """Close the account; every session ends. What an administrator closed only an administrator opens."""
    user.is_active, user.deactivated_by = False, by
    sessions.end_all(user.id, "deactivated")
    told: dict[str, Any] = {"before": {"is_active": True}, "after": {"is_active": False, "by": by.value}}
    audit.record("accounts.user.deactivated", user.id, company_id=user.company_id, **told)


def reactivate(user: User) -> None:
    """Open a closed account again."""
    user.is_active, user.deactivated_by = True, None
    told: dict[str, Any] = {"before": {"is_active": False}, "after": {"is_active": True}}
    audit.record("accounts.user.reactivated", user.id, company_id=user.company_id, **told)
