"""SQL about invitations; a code is looked up across companies, because its holder belongs to none yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update

from backend.accounts.models.invitations import Invitation
from backend.infra.principal import Role
from backend.infra.tenancy import CompanyRepository


class InvitationRepository(CompanyRepository):
    """Invitations of one company, or of all with ``PLATFORM``."""

    def find_by_hash(self, code_hash: str) -> Invitation | None:
        """Return the invitation with this code, or None."""
        return self.execute(select(Invitation).where(Invitation.hash == code_hash)).scalar_one_or_none()

    def use(self, email: str, role: Role, now: datetime) -> bool:
        """Use the live invitation of this address and role; False when there is none (any more)."""
        used: CursorResult[Any] = self.execute(  # type: ignore[assignment] # an UPDATE has a row count
            update(Invitation)
            .where(
                Invitation.company_id == self.company_id,
                Invitation.email == email,
                Invitation.role == role,
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > now,
            )
            .values(used_at=now)
        )
        return used.rowcount > 0
