"""Who has which plan until when, and what the change of a plan costs (contract 20-billing §1)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from backend.billing.domain.periods import Period
from backend.billing.domain.prices import with_discount
from backend.billing.domain.states import SINGLE, SubscriptionState, effective_state, is_renewal_wanted
from backend.billing.models.plans import Plan
from backend.companies.models import Company
from backend.infra.db import Base, LongText, Money, UtcDateTime
from backend.infra.tenancy import CompanyOwned
from backend.kernel import clock

Percent = Numeric(5, 2)


def _listed(values: list[str]) -> str:
    return ", ".join(repr(value) for value in sorted(values))


_SINGLE = _listed([state.value for state in SINGLE])


class Subscription(CompanyOwned, Base):
    """One period of a plan for one company; renewals and plan changes are rows of their own."""

    __tablename__ = "subscription"
    __table_args__ = (
        # At most one active, one scheduled and one unpaid row per company, whoever races.
        UniqueConstraint("company_id", "slot"),
        CheckConstraint(f"state IN ({_listed([state.value for state in SubscriptionState])})", name="state"),
        CheckConstraint(
            f"(state IN ({_SINGLE}) AND slot IS NOT NULL AND slot = state)"
            f" OR (state NOT IN ({_SINGLE}) AND slot IS NULL)",
            name="slot_is_state",
        ),
        CheckConstraint(f"period IN ({_listed([period.value for period in Period])})", name="period"),
        CheckConstraint("years BETWEEN 1 AND 5 AND (period = 'yearly' OR years = 1)", name="years"),
        CheckConstraint("end_date >= start_date", name="dates_in_order"),
        CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount_percent"),
        CheckConstraint(
            "period_price >= 0 AND list_amount >= 0 AND credit_applied >= 0 AND credit_left >= 0",
            name="amounts_not_negative",
        ),
        # Lists, newest first: all, of a state, of a plan and a state.
        Index("ix_subscription_created_at", "created_at", "id"),
        Index("ix_subscription_state_created_at", "state", "created_at", "id"),
        Index("ix_subscription_plan_id_state_created_at", "plan_id", "state", "created_at", "id"),
        Index("ix_subscription_state_end_date", "state", "end_date"),
        Index("ix_subscription_state_start_date", "state", "start_date"),
        Index("ix_subscription_company_id_id", "company_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    period: Mapped[str] = mapped_column(String(10), comment="monthly or yearly")
    years: Mapped[int] = mapped_column(default=1, comment="length of a yearly row; monthly: always 1")
    start_date: Mapped[date] = mapped_column(Date, comment="first valid day, in the company's zone")
    end_date: Mapped[date] = mapped_column(Date, comment="last valid day, until 24:00 in the company's zone")
    state: Mapped[str] = mapped_column(String(20), comment="only along ARROWS")
    slot: Mapped[str | None] = mapped_column(String(20), comment="the state while a company may have one such row")
    payment_method: Mapped[str | None] = mapped_column(String(50), comment="free label; mercadopago = online")
    currency: Mapped[str] = mapped_column(String(3), comment="the plan's when the row was made")
    period_price: Mapped[Decimal] = mapped_column(Money, comment="list price of a whole period when it was made")
    base_days: Mapped[int] = mapped_column(comment="days of a whole period; inherited by a plan change")
    list_amount: Mapped[Decimal] = mapped_column(Money, comment="precio_pagado: of this row, before discount")
    discount_percent: Mapped[Decimal] = mapped_column(Percent, default=Decimal(0))
    credit_applied: Mapped[Decimal] = mapped_column(Money, default=Decimal(0), comment="credit this row used")
    credit_left: Mapped[Decimal] = mapped_column(Money, default=Decimal(0), comment="credit for the next row")
    renews_automatically: Mapped[bool] = mapped_column(Boolean, default=False)
    cancels_at_end: Mapped[bool] = mapped_column(Boolean, default=False)
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"), index=True, comment="continues it")
    is_plan_change: Mapped[bool] = mapped_column(Boolean, default=False, comment="continues by another plan")
    cancel_reason: Mapped[str | None] = mapped_column(String(500), comment="why suspended or cancelled")
    notes: Mapped[str | None] = mapped_column(LongText, comment="append-only; for operators")
    payment_due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime,
        index=True,
        comment="end of a row that was never paid, kept when it is cancelled; null for all others",
    )
    payment_request_id: Mapped[str | None] = mapped_column(String(36), index=True, comment="how it is paid online")
    version: Mapped[int] = mapped_column(default=1, comment="counts changes; a quote names the one it was made for")
    created_by: Mapped[int | None] = mapped_column(comment="null = the system")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, onupdate=clock.now)

    company: Mapped[Company] = relationship(lazy="raise", viewonly=True)
    plan: Mapped[Plan] = relationship(lazy="raise", viewonly=True)
    # Filled by the statements that show rows: whether a scheduled row continues this one.
    has_scheduled_successor: Mapped[bool] = query_expression(false())

    @property
    def payment_url(self) -> str | None:
        """Where an open unpaid row is paid; filled by the use cases that show rows, else None."""
        return getattr(self, "_payment_url", None)

    @payment_url.setter
    def payment_url(self, url: str | None) -> None:
        self._payment_url = url

    @property
    def discounted_amount(self) -> Decimal:
        """The amount of the row after its discount, before credit."""
        return with_discount(self.list_amount, self.discount_percent, self.currency)

    @property
    def to_collect(self) -> Decimal:
        """What is left to collect after discount and credit."""
        return self.discounted_amount - self.credit_applied

    @property
    def today(self) -> date:
        """The company's day; needs ``company``."""
        return clock.today_in(self.company.time_zone)

    @property
    def effective_state(self) -> SubscriptionState:
        """The state that counts today (contract 20-billing §6); needs ``company``."""
        is_due = not self.has_scheduled_successor and is_renewal_wanted(
            self.payment_method, renews_automatically=self.renews_automatically, cancels_at_end=self.cancels_at_end
        )
        return effective_state(SubscriptionState(self.state), self.end_date, self.today, is_renewal_due=is_due)

    @property
    def is_current(self) -> bool:
        """Whether the row entitles its company today (rule 6); needs ``company``."""
        is_active = self.company.is_active and self.effective_state is SubscriptionState.ACTIVE
        return is_active and self.start_date <= self.today <= self.end_date

    @property
    def days_left(self) -> int:
        """Days from today to the last valid day, never negative; needs ``company``."""
        return max(0, (self.end_date - self.today).days)


class PlanChangeQuote(CompanyOwned, Base):
    """What a plan change costs until midnight; usable once (contract 20-billing §8)."""

    __tablename__ = "plan_change_quote"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True)
    subscription_version: Mapped[int] = mapped_column(comment="a changed row expires its quotes")
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    quoted_on: Mapped[date] = mapped_column(Date, comment="the company's day")
    period_days: Mapped[int]
    days_left: Mapped[int]
    period_price: Mapped[Decimal] = mapped_column(Money, comment="of a whole period of the new plan")
    credit: Mapped[Decimal] = mapped_column(Money)
    list_amount: Mapped[Decimal] = mapped_column(Money, comment="precio_pagado of the new row")
    discount_percent: Mapped[Decimal] = mapped_column(Percent)
    charge: Mapped[Decimal] = mapped_column(Money, comment="after discount")
    credit_applied: Mapped[Decimal] = mapped_column(Money)
    to_collect: Mapped[Decimal] = mapped_column(Money)
    credit_left: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime, comment="end of the company's day")
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class HandledDay(CompanyOwned, Base):
    """The last local day on which a company's due changes were looked at: once a day, by one process."""

    __tablename__ = "billing_handled_day"
    __table_args__ = (UniqueConstraint("company_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handled_on: Mapped[date] = mapped_column(Date, comment="in the company's zone")


class SubscriptionNotice(CompanyOwned, Base):
    """A mail that owners got about a row; each kind once."""

    __tablename__ = "subscription_notice"
    __table_args__ = (UniqueConstraint("subscription_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    kind: Mapped[str] = mapped_column(String(20), comment="ends_in_7, ends_in_1, ended, renewed, renewal_offer")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
