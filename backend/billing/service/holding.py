"""A row to be changed: its company locked, everything due written, the row as it is now."""

from __future__ import annotations

from dataclasses import dataclass

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import history
from backend.billing.service.due import settle_company
from backend.billing.service.viewing import show
from backend.companies.models import Company
from backend.infra.tenancy import PLATFORM, Scope


@dataclass(frozen=True, slots=True)
class Held:
    """A row that nobody else changes until the open unit ends."""

    repository: SubscriptionRepository
    company: Company
    row: Subscription

    @property
    def state(self) -> SubscriptionState:
        """The state that counts: what was due is written."""
        return SubscriptionState(self.row.state)

    def shown(self) -> Subscription:
        """Return the row as an answer tells it."""
        return show(self.row.id, scope=self.company.id)[0]


def hold(subscription_id: int, scope: Scope = PLATFORM) -> Held:
    """Hold a row, an owner's ``scope`` being the own company; joins the open unit. Raises SubscriptionNotFound."""
    company_id = SubscriptionRepository(scope).get(subscription_id).company_id
    repository = SubscriptionRepository(company_id)
    company = repository.lock_company()
    settle_company(company_id)
    return Held(repository, company, repository.get(subscription_id))


def cancel(repository: SubscriptionRepository, row: Subscription, reason: str, notes: str | None = None) -> None:
    """Cancel one row that is not unpaid; its dates stay as they are (rule 10). Joins the open unit."""
    before = history.told(row)
    line = history.with_note(row, NoteTag.CANCELLED, reason, notes)
    repository.advance(row, SubscriptionState.CANCELLED, cancel_reason=reason, notes=line)
    history.record("cancelled", row, before)
