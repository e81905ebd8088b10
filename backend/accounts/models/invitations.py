"""Invitations into a company (contract 10-identity §1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.domain.invitations import InvitationState, state_of
from backend.accounts.models.users import wire_enum
from backend.infra.db import Base, UtcDateTime
from backend.infra.principal import Role
from backend.infra.tenancy import CompanyOwned
from backend.kernel import clock


class Invitation(CompanyOwned, Base):
    """An e-mail address may join the company with a role, once, for seven days."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('cliente', 'seller', 'cashier', 'coordinator', 'scanner')", name="company_role"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(120), index=True, comment="normalised")
    role: Mapped[Role] = mapped_column(wire_enum(Role, "role"))
    hash: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the code, shown once")
    created_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def state(self) -> InvitationState:
        """Tell how it stands now."""
        return state_of(self.used_at, self.revoked_at, self.expires_at, clock.now())
