"""What proves a subscription offline: signing keys and issued licences (contract 20-billing §1 and §5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.crypto import EncryptedText
from backend.infra.db import Base, UtcDateTime
from backend.infra.tenancy import CompanyOwned
from backend.kernel import clock


class LicenceKey(Base):
    """An Ed25519 key pair that signs licences; the newest one that is not retired signs."""

    __tablename__ = "licence_key"

    kid: Mapped[str] = mapped_column(String(40), primary_key=True, comment="begins with lic-")
    private_key: Mapped[str] = mapped_column(EncryptedText, comment="32 raw bytes, base64url")
    public_key: Mapped[str] = mapped_column(String(60), comment="32 raw bytes, base64url: x of the JWK")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="signs no more; still verifies")


class IssuedLicence(CompanyOwned, Base):
    """A licence that was handed out; the same one again while its content is unchanged and it is under a day old."""

    __tablename__ = "issued_licence"
    __table_args__ = (
        Index("ix_issued_licence_company_id_issued_at", "company_id", "issued_at"),
        Index("ix_issued_licence_kid_not_after", "kid", "not_after"),
    )

    serial: Mapped[str] = mapped_column(String(36), primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True)
    kid: Mapped[str] = mapped_column(ForeignKey("licence_key.kid"))
    fingerprint: Mapped[str] = mapped_column(String(64), comment="SHA-256 of what it says, times and serial aside")
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="whole seconds: iat")
    not_after: Mapped[datetime] = mapped_column(UtcDateTime, comment="first instant after the last valid day")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="not_after and the days of grace: exp")
