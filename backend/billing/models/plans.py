"""What is sold: plans, services, and how much of each service a plan includes (contract 20-billing §1)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.db import Base, Money, UtcDateTime
from backend.kernel import clock
from backend.kernel.money import DEFAULT_CURRENCY


class Plan(Base):
    """Something a company subscribes to; prices are for whole periods and reach only rows made later."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("monthly_price >= 0 AND yearly_price >= 0", name="prices_not_negative"),
        Index("ix_plan_monthly_price_id", "monthly_price", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100), unique=True, comment="name folded: unique ignoring case")
    description: Mapped[str | None] = mapped_column(Text)
    monthly_price: Mapped[Decimal] = mapped_column(Money, comment="for one calendar month")
    yearly_price: Mapped[Decimal] = mapped_column(Money, comment="for one calendar year")
    currency: Mapped[str] = mapped_column(String(3), default=DEFAULT_CURRENCY, comment="ISO 4217")
    is_highlighted: Mapped[bool] = mapped_column(Boolean, default=False)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True, comment="false = not sold; renewals go on")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Service(Base):
    """Something a plan includes."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    name_key: Mapped[str] = mapped_column(String(120), unique=True, comment="name folded: unique ignoring case")
    description: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    api_url: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class PlanService(Base):
    """A service in a plan, and how much of it."""

    __tablename__ = "plan_service"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True, index=True)
    quantity: Mapped[int | None] = mapped_column(comment="null = unlimited")
