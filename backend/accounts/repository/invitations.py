"""SQL about invitations; a code is looked up across companies, because its holder belongs to none yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update

from backend.accounts.domain.invitations import MAX_LISTED, InvitationState
from backend.accounts.errors import InvitationUsed
from backend.accounts.models.invitations import Invitation
from backend.infra.principal import Role
from backend.infra.tenancy import CompanyRepository
from backend.kernel.errors import NotFound


class InvitationRepository(CompanyRepository):
    """Invitations of one company, or of all with ``PLATFORM``."""

    def find_by_hash(self, code_hash: str) -> Invitation | None:
        """Return the invitation with this code, or None."""
        return self.execute(select(Invitation).where(Invitation.hash == code_hash)).scalar_one_or_none()

    def list_newest(self, state: InvitationState | None, now: datetime) -> Sequence[Invitation]:
        """Return the newest hundred, of one state or of all."""
        found = select(Invitation).where(*_in_state(state, now)).order_by(Invitation.id.desc()).limit(MAX_LISTED)
        return self.execute(found).scalars().all()

    def revoke_pending(self, email: str, now: datetime) -> None:
        """Revoke what still waits for this address."""
        self.execute(
            update(Invitation)
            .where(Invitation.email == email, *_in_state(InvitationState.PENDING, now))
            .values(revoked_at=now)
        )

    def revoke(self, invitation_id: int, now: datetime) -> bool:
        """Revoke an unused invitation; False when it was revoked before. Raises NotFound, InvitationUsed."""
        unused = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        revoked: CursorResult[Any] = self.execute(  # type: ignore[assignment] # an UPDATE has a row count
            update(Invitation).where(Invitation.id == invitation_id, *unused).values(revoked_at=now)
        )
        if revoked.rowcount == 1:
            return True
        used_at = self.execute(select(Invitation.used_at).where(Invitation.id == invitation_id)).first()
        if used_at is None:
            raise NotFound
        if used_at[0] is not None:
            raise InvitationUsed
        return False

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


def _in_state(state: InvitationState | None, now: datetime) -> list[Any]:
    """Say in SQL what ``domain.invitations.state_of`` says of one row."""
    unused, standing = Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    criteria: dict[InvitationState, list[Any]] = {
        InvitationState.PENDING: [unused, standing, Invitation.expires_at > now],
        InvitationState.EXPIRED: [unused, standing, Invitation.expires_at <= now],
        InvitationState.USED: [Invitation.used_at.is_not(None)],
        InvitationState.REVOKED: [unused, Invitation.revoked_at.is_not(None)],
    }
    return criteria[state] if state is not None else []
