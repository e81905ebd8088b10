"""Automatic renewal of what is collected online (contract 20-billing §9): seven days ahead, a payment is asked for."""

from __future__ import annotations

import structlog

from backend.billing.domain.due import FIRST_REMINDER_DAYS
from backend.billing.domain.notes import NoteTag
from backend.billing.domain.periods import Period, first_instant_after
from backend.billing.domain.states import ONLINE_METHOD, SubscriptionState
from backend.billing.domain.terms import Terms, make_terms
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.plans import get_plan
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import awaiting, history, notices
from backend.billing.service.selling import new_row, prices_of
from backend.infra.principal import SYSTEM, acting
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.money import ZERO
from backend.payments.domain import RequestNews
from backend.payments.service.requesting import collecting, publishing

log = structlog.get_logger("billing")
_S = SubscriptionState
OFFERED = "renewal_offer"


@transactional
def offer_renewal(company_id: int, subscription_id: int) -> bool:
    """Make the unpaid successor of a row that is renewed online, and owe the mail with its payment page.

    Returns whether it did. Once per row, whoever runs it; nothing when the row does not need it any more, another
    payment of the company waits, or nobody can collect (then a later run tries again). A successor with nothing to
    collect is scheduled.
    """
    repository = SubscriptionRepository(company_id)
    with acting(SYSTEM):
        company = repository.lock_company()
        old = repository.get(subscription_id)
        today = clock.today_in(company.time_zone)
        if not company.is_active or not 0 <= (old.end_date - today).days <= FIRST_REMINDER_DAYS:
            return False
        if not _is_wanted(repository, old):
            return False
        return _offer(repository, old, company.time_zone)


@transactional
def send_link(news: RequestNews) -> None:
    """Mail the owners where the renewal that was offered is paid; joins the open unit, once."""
    repository = SubscriptionRepository(news.company_id)
    repository.lock_company()
    row = repository.get(int(news.reference_id))
    if row.state == _S.PENDING_PAYMENT and news.payment_url is not None and row.payment_due_at is not None:
        notices.send_once(DueRepository(), [notices.renewal_link(row, news.payment_url)])


def _is_wanted(repository: SubscriptionRepository, old: Subscription) -> bool:
    if old.state != _S.ACTIVE or old.payment_method != ONLINE_METHOD:
        return False
    if not old.renews_automatically or old.cancels_at_end:
        return False
    if any(repository.find_in_slot(state) is not None for state in (_S.SCHEDULED, _S.PENDING_PAYMENT)):
        return False
    return not DueRepository().known_notices([old.id], [OFFERED])


def _offer(repository: SubscriptionRepository, old: Subscription, zone: str) -> bool:
    terms = _terms(old)
    row = new_row(old.company_id, old.plan_id, terms, _S.SCHEDULED)
    row.renews_id = old.id
    row.payment_method = old.payment_method
    row.renews_automatically = True
    row.notes = history.first_note(NoteTag.RENEWED, f"Renovación automática de la suscripción {old.id}")
    if row.to_collect == 0:
        before = history.told(old)
        repository.advance(old, credit_left=ZERO)
        history.record("continued", old, before)
        repository.insert(row)
    elif collecting.can_collect():
        title = f"Renovación {get_plan(old.plan_id).name}"
        request_id = awaiting.await_payment(repository, row, first_instant_after(old.end_date, zone), title)
        publishing.owe_publication(request_id)
    else:
        log.warning("billing.cannot_collect", subscription_id=old.id)
        return False
    DueRepository().insert_notices([(old.company_id, old.id, OFFERED)])
    history.record("renewal_offered", row)
    return True


def _terms(old: Subscription) -> Terms:
    """Return the terms of an automatic renewal: one year at most, today's price, the discount of a one-year row."""
    percent = old.discount_percent if old.years == 1 else ZERO
    prices = prices_of(get_plan(old.plan_id))
    return make_terms(prices, Period(old.period), 1, old.end_date, percent=percent, credit=old.credit_left)
