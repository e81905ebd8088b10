"""Keys with which machines of a company call (contract 10-identity §1)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from backend.infra.db import Base, UtcDateTime
from backend.infra.principal import KeyScope
from backend.infra.tenancy import CompanyOwned
from backend.kernel import clock


class ScopeSet(TypeDecorator[frozenset[KeyScope]]):
    """Scopes of a key: their words, sorted, with blanks between."""

    impl = String(60)
    cache_ok = True

    def process_bind_param(self, value: AbstractSet[KeyScope] | None, dialect: Dialect) -> str | None:
        """Write the words."""
        return None if value is None else " ".join(sorted(scope.value for scope in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[KeyScope] | None:
        """Read them back."""
        return None if value is None else frozenset(KeyScope(word) for word in value.split())


class ApiKey(CompanyOwned, Base):
    """A key of one company; its text is shown once and only its hash is kept."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint("scopes <> ''", name="scopes_present"),
        CheckConstraint("revoked_at IS NULL OR NOT is_active", name="revoked_is_inactive"),
        CheckConstraint("(expires_at IS NULL) = (lifetime_days IS NULL)", name="expiry_with_lifetime"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(11), unique=True, comment="first characters of the text, may be shown")
    hash: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the text")
    scopes: Mapped[frozenset[KeyScope]] = mapped_column(ScopeSet)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True, comment="false = switched off, or revoked")
    created_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="noted at most once a minute")
    lifetime_days: Mapped[int | None] = mapped_column(comment="chosen life of a text, for its renewal; null = no end")
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null = never")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="revoked for ever")
