"""The person who logs in, and what proves that it is that person (contract 10-identity §1)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Date, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.domain.kinds import DeactivatedBy
from backend.infra.crypto import EncryptedText
from backend.infra.db import Base, UtcDateTime
from backend.infra.principal import Role
from backend.kernel import clock

COMPANY_RULE = (
    "(role = 'cliente') OR (role IN ('admin', 'user') AND company_id IS NULL)"
    " OR (role IN ('seller', 'cashier', 'coordinator', 'scanner') AND company_id IS NOT NULL)"
)


def wire_enum(kind: type[StrEnum], name: str) -> Enum:
    """Return a column type that holds the values of the enum and lets the database refuse any other."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class User(Base):
    """A login; on the wire ``usuario``."""

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint(COMPANY_RULE, name="role_company"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("NOT otp_enabled OR otp_secret IS NOT NULL", name="otp_secret_present"),
        Index("ix_app_user_pending", "activated_at", "created_at"),
        Index("ix_app_user_role", "role", "is_active"),
        {"sqlite_autoincrement": True},  # an id must never name another person later
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(120), unique=True, comment="normalised: trimmed, lower case")
    password_hash: Mapped[str | None] = mapped_column(String(255), comment="argon2id; null = no local login")
    role: Mapped[Role] = mapped_column(wire_enum(Role, "role"), default=Role.USER)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True, comment="false while pending or deactivated")
    activated_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, default=clock.now, comment="null and inactive = pending registration"
    )
    deactivated_by: Mapped[DeactivatedBy | None] = mapped_column(wire_enum(DeactivatedBy, "deactivated_by"))
    email_verified: Mapped[bool] = mapped_column(Boolean, default=False)
    temporary_password_until: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="end of life of a generated password; null = chosen by its owner"
    )
    otp_enabled: Mapped[bool] = mapped_column(Boolean, default=False)
    otp_secret: Mapped[str | None] = mapped_column(EncryptedText, comment="32 base32 characters")
    otp_secret_pending: Mapped[str | None] = mapped_column(EncryptedText, comment="waits for its first right code")
    otp_last_step: Mapped[int | None] = mapped_column(comment="last accepted 30-second step since the epoch")
    otp_last_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    supabase_sub: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(255))
    city: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(120))
    birth_date: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    anonymised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_pending(self) -> bool:
        """Tell whether the registration was never confirmed."""
        return not self.is_active and self.activated_at is None

    @property
    def has_temporary_password(self) -> bool:
        """Tell whether the password was generated and has to be replaced."""
        return self.temporary_password_until is not None


class BackupCode(Base):
    """One of the five codes that replace the phone, once."""

    __tablename__ = "backup_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    salt: Mapped[str] = mapped_column(String(32), comment="shared by the set, so that one derivation finds the code")
    hash: Mapped[str] = mapped_column(String(64), comment="scrypt: eight hex digits could be guessed from a plain hash")
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginAttempts(Base):
    """Wrong guesses of one e-mail address, known or not; its row is locked while a guess is judged."""

    __tablename__ = "login_attempts"

    email_hash: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256 of the normalised address")
    recent_failures: Mapped[str] = mapped_column(
        String(200), default="", comment="seconds since the epoch of at most five wrong guesses, oldest first"
    )
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, comment="last guess; old rows are purged")
