"""What a company does with its own subscriptions (contract 10-identity §5, 20-billing rules 9 and 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import InvalidState, SelfServiceForbidden
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.services import IncludedService, services_of
from backend.billing.repository.subscriptions import SubscriptionFilter, SubscriptionRepository
from backend.billing.service.changing import set_course
from backend.billing.service.holding import hold
from backend.billing.service.pending import cancel_unpaid
from backend.billing.service.viewing import told
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.errors import ValidationFailed
from backend.kernel.pagination import MAX_PER_PAGE, Stretch, Window

CANCELLED_BY_OWNER = "Cancelada por el cliente"
_S = SubscriptionState


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """What an owner asks for; None leaves it. ``state`` may be a text that is no state at all."""

    renews_automatically: bool | None = None
    cancels_at_end: bool | None = None
    state: str | None = None


@reading
def list_own(company_id: int | None, window: Window) -> Stretch[Subscription]:
    """Return a stretch of the company's rows, newest first; none without a company."""
    if company_id is None:
        return Stretch([], 0)
    found = SubscriptionRepository(company_id).list_newest(SubscriptionFilter(company_id=company_id), window)
    return Stretch(told(found.items), found.total)


@reading
def list_own_with_services(company_id: int | None) -> list[tuple[Subscription, Sequence[IncludedService]]]:
    """Return the company's newest rows with the active services of their plans: four statements at most."""
    rows = list_own(company_id, Window(MAX_PER_PAGE)).items
    if not rows:
        return []
    services = services_of(sorted({row.plan_id for row in rows}), is_active=True)
    return [(row, services.get(row.plan_id, [])) for row in rows]


@transactional
def change_own(company_id: int, subscription_id: int, wanted: OwnChanges) -> Subscription:
    """Let a row end with its period or go on, switch its renewal, or drop an unpaid one.

    Raises SubscriptionNotFound, SelfServiceForbidden for every other state, InvalidState where nothing can change.
    """
    held = hold(subscription_id, company_id)
    if wanted.state not in {None, _S.CANCELLED, held.state}:
        raise SelfServiceForbidden
    if held.state in {_S.ENDED, _S.CANCELLED}:
        raise InvalidState
    is_cancelling = wanted.state == _S.CANCELLED
    if is_cancelling and wanted.cancels_at_end is False:
        raise ValidationFailed({"cancelar_al_vencer": ["No se puede cancelar y seguir a la vez."]})
    if held.state is not _S.PENDING_PAYMENT:
        set_course(held, wanted.renews_automatically, True if is_cancelling else wanted.cancels_at_end)
    elif wanted.renews_automatically is not None or wanted.cancels_at_end is not None:
        raise InvalidState
    elif is_cancelling:
        cancel_unpaid(held.repository, held.row, CANCELLED_BY_OWNER)
    return held.shown()
