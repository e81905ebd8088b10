"""SQL about quotes of plan changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from backend.billing.errors import QuoteNotFound
from backend.billing.models.subscriptions import PlanChangeQuote
from backend.infra.tenancy import CompanyRepository


class Quotes(CompanyRepository):
    """The quotes of one company."""

    def get(self, quote_id: int, subscription_id: int) -> PlanChangeQuote:
        """Return the quote made for this subscription; raises QuoteNotFound."""
        wanted = select(PlanChangeQuote).where(
            PlanChangeQuote.id == quote_id, PlanChangeQuote.subscription_id == subscription_id
        )
        quote: PlanChangeQuote | None = self.execute(wanted).scalar_one_or_none()
        if quote is None:
            raise QuoteNotFound
        return quote

    def use(self, quote: PlanChangeQuote, now: datetime) -> bool:
        """Use the quote up, once and within its day; False when somebody did before or its day is over."""
        used = self.execute(
            update(PlanChangeQuote)
            .where(
                PlanChangeQuote.id == quote.id,
                PlanChangeQuote.used_at.is_(None),
                PlanChangeQuote.valid_until > now,
            )
            .values(used_at=now)
        )
        return bool(used.rowcount)  # type: ignore[attr-defined] # an UPDATE has a row count

    def release(self, quote_id: int, used_at: datetime) -> None:
        """Give a quote back whose change was undone before anybody could pay it."""
        self.execute(
            update(PlanChangeQuote)
            .where(PlanChangeQuote.id == quote_id, PlanChangeQuote.used_at == used_at)
            .values(used_at=None)
        )
