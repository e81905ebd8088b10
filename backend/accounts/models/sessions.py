"""Sessions and the tokens that belong to them (contract 10-identity §1 and §2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.domain.kinds import EMAIL_CODE_TRIES, STAGE_TRIES, Origin, StageKind
from backend.accounts.models.users import wire_enum
from backend.infra.db import Base, UtcDateTime


class UserSession(Base):
    """One login on one device; revoking it ends its access token at the next request."""

    __tablename__ = "user_session"
    __table_args__ = (
        Index("ix_user_session_user_id_revoked_at", "user_id", "revoked_at"),
        {"sqlite_autoincrement": True},  # an access token names its session by this id
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    family: Mapped[str] = mapped_column(String(36), unique=True, comment="the chain of rotated refresh tokens")
    origin: Mapped[Origin] = mapped_column(wire_enum(Origin, "origin"))
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="password (and second factor) were shown")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="written at most once a minute")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(255), default="")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_reason: Mapped[str | None] = mapped_column(String(40))


class RefreshToken(Base):
    """A refresh token that was handed out; the second use of one is a theft."""

    __tablename__ = "refresh_token"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256")
    session_id: Mapped[int] = mapped_column(ForeignKey("user_session.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StageToken(Base):
    """A token of one step, good for one success."""

    __tablename__ = "stage_token"
    __table_args__ = (
        CheckConstraint(f"attempts BETWEEN 0 AND {STAGE_TRIES}", name="attempts_range"),
        Index("ix_stage_token_user_id_kind", "user_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[StageKind] = mapped_column(wire_enum(StageKind, "kind"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    hash: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="used, replaced or guessed at too often")
    attempts: Mapped[int] = mapped_column(default=0)


class EmailCode(Base):
    """The six digits that were mailed to confirm a change."""

    __tablename__ = "email_code"
    __table_args__ = (CheckConstraint(f"attempts BETWEEN 0 AND {EMAIL_CODE_TRIES}", name="attempts_range"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True, comment="password_change")
    hash: Mapped[str] = mapped_column(String(64), comment="HMAC with the installation's key")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
