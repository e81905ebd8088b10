"""The company: tenant of everything (contract 20-billing §1, 00-conventions "One company table")."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.db import Base, UtcDateTime
from backend.kernel import clock
from backend.kernel.search_text import fold

SEARCH_LENGTH = 1000


class Company(Base):
    """A business that uses Mostrador; on the wire ``empresa``."""

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("tax_id_key = lower(tax_id_key)", name="tax_id_key_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    tax_id: Mapped[str] = mapped_column(String(50), comment="nit on the wire, as its owner writes it")
    tax_id_key: Mapped[str] = mapped_column(
        String(50), unique=True, comment="tax_id in lower case: unique ignoring case"
    )
    contact: Mapped[str] = mapped_column(String(120), default="")
    plan_label: Mapped[str] = mapped_column(String(50), default="basico", comment="a label; grants nothing")
    is_active: Mapped[bool] = mapped_column(Boolean, default=True, comment="estado on the wire; false = deactivated")
    currency: Mapped[str] = mapped_column(String(3), default="ARS", comment="ISO 4217, fixed once money rows exist")
    time_zone: Mapped[str] = mapped_column(String(60), default="America/Argentina/Buenos_Aires", comment="IANA")
    country: Mapped[str | None] = mapped_column(String(2))
    city: Mapped[str | None] = mapped_column(String(120))
    notes: Mapped[str | None] = mapped_column(Text, comment="only for operators")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    awaits_owner: Mapped[bool] = mapped_column(
        Boolean, default=False, comment="registered by somebody who has not confirmed yet; deleted with that account"
    )
    is_totem_token_shared: Mapped[bool | None] = mapped_column(
        Boolean, comment="totems may ask for the Mercado Pago token; null = as the installation decides"
    )
    search_text: Mapped[str] = mapped_column(
        String(SEARCH_LENGTH), server_default="", comment="name, tax_id, contact: lower, no accents; kept by the events"
    )


@event.listens_for(Company, "before_insert")
@event.listens_for(Company, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, company: Company) -> None:
    company.search_text = fold([company.name, company.tax_id, company.contact])[:SEARCH_LENGTH]
