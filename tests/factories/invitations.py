"""Invitations made directly."""

from __future__ import annotations

from datetime import timedelta

from backend.accounts.models.invitations import Invitation
from backend.accounts.models.users import User
from backend.infra.crypto import sha256_hex
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.ids import new_secret


@transactional
def make_invitation(owner: User, email: str, role: Role = Role.CASHIER, **columns: object) -> str:
    """Insert an invitation of the owner's company; return its code."""
    code = new_secret(24)
    defaults = {"created_at": clock.now(), "expires_at": clock.now() + timedelta(days=7)}
    session().add(
        Invitation(
            company_id=owner.company_id,
            email=email,
            role=role,
            hash=sha256_hex(code),
            created_by=owner.id,
            **{**defaults, **columns},
        )
    )
    return code
