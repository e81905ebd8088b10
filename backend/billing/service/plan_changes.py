"""Another plan in the middle of a period (contract 20-billing §8): a quote, then exactly that.

A quote is used once, by conditional UPDATE, within the company's day, for the row as it was (its version). What is
executed are the quote's amounts; prices that changed since then play no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.periods import Period, first_instant_after
from backend.billing.domain.plan_changes import CurrentRow, QuotedChange, days_left_of, quote_change
from backend.billing.domain.states import ONLINE_METHOD, SubscriptionState
from backend.billing.errors import (
    CurrencyMismatch,
    InvalidState,
    PendingPayment,
    PeriodOver,
    PlanInactive,
    QuoteExpired,
    RenewalPending,
    SamePlan,
)
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import PlanChangeQuote, Subscription
from backend.billing.repository.plans import get_plan
from backend.billing.repository.quotes import Quotes
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import awaiting, history, pending, viewing
from backend.billing.service.awaiting import Awaited
from backend.billing.service.due import settle_company
from backend.billing.service.selling import prices_of
from backend.companies.models import Company
from backend.infra.principal import current_actor
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.errors import ValidationFailed
from backend.kernel.money import MAX_AMOUNT, ZERO

_S = SubscriptionState
REPLACED = "Reemplazada por un cambio de plan"


@dataclass(frozen=True, slots=True)
class WantedChange:
    """Which row shall have which plan, by which quote (None: one made and used at once).

    ``company_id``: whose row it must be; None for an operator, who may change any, and whose change cancels an unpaid
    row of the company (rule 11). ``collects_online``: what is to be collected is paid online first.
    """

    company_id: int | None
    subscription_id: int
    plan_id: int
    quote_id: int | None = None
    collects_online: bool = False


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote and the plan it leads away from."""

    quote: PlanChangeQuote
    old_plan_id: int


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it: the new row and the old one, and where the new one is paid, if it has to be."""

    quote: ShownQuote
    row: Subscription
    old: Subscription
    payment_url: str | None


@dataclass(frozen=True, slots=True)
class _Written:
    quote: ShownQuote
    row_id: int
    old_id: int
    awaited: Awaited | None = None


@transactional
def quote(wanted: WantedChange) -> ShownQuote:
    """Return what the change costs until the end of the company's day; writes the quote and nothing else.

    Raises SubscriptionNotFound, PlanNotFound, InvalidState, SamePlan, PlanInactive, CurrencyMismatch, PeriodOver,
    RenewalPending.
    """
    repository, company, row = _locked(wanted)
    plan = get_plan(wanted.plan_id)
    _refuse_impossible(repository, company, row, plan)
    return ShownQuote(_make_quote(company, row, plan), row.plan_id)


def change_plan(wanted: WantedChange) -> Changed:
    """Change the plan at the quoted amounts: at once, or, when it is collected online, once its Cobro is approved.

    Raises what ``quote`` raises, QuoteNotFound, QuoteExpired, ValidationFailed for a quote of another plan,
    PendingPayment with ``suscripcion_id`` and ``payment_url``, PaymentsNotConfigured and what ``awaiting.publish``
    raises: then nothing changed. Not for use inside a unit. Audited.
    """
    try:
        written = _execute(wanted)
    except PendingPayment as refusal:
        raise awaiting.complete_refusal(refusal) from None
    url = None if written.awaited is None else awaiting.publish(written.awaited)
    row, old = viewing.show(written.row_id, written.old_id)
    return Changed(written.quote, row, old, url)


@transactional
def _execute(wanted: WantedChange) -> _Written:
    repository, company, row = _locked(wanted)
    plan = get_plan(wanted.plan_id)
    given = None if wanted.quote_id is None else _given_quote(wanted, wanted.quote_id, row)
    _refuse_impossible(repository, company, row, plan)
    chosen = given or _make_quote(company, row, plan)
    used_at = clock.now()
    if not Quotes(company.id).use(chosen, used_at):
        raise QuoteExpired
    names = f"{get_plan(row.plan_id).name} → {plan.name}"
    told = f"{names}, a cobrar {chosen.to_collect} {chosen.currency}"
    new = _new_row(row, chosen, told)
    shown = ShownQuote(chosen, row.plan_id)
    if wanted.collects_online and chosen.to_collect > 0:
        if wanted.company_id is not None:
            new.payment_method = ONLINE_METHOD
        request_id = awaiting.await_payment(repository, new, chosen.valid_until, f"Cambio de plan: {names}")
        history.record("created", new)
        return _Written(shown, new.id, row.id, Awaited(company.id, new.id, request_id, (chosen.id, used_at)))
    if wanted.company_id is None:
        pending.cancel_open_payment_row(company.id, REPLACED)
    else:
        awaiting.refuse_second(repository)
    replace_row(repository, row, told)
    repository.insert(new)
    history.record("created", new)
    return _Written(shown, new.id, row.id)


def replace_row(repository: SubscriptionRepository, old: Subscription, *told: str) -> None:
    """End the row whose plan changes, in the open unit: its credit went into the change. InvalidState if it moved."""
    before = history.told(old)
    notes = history.with_note(old, NoteTag.PLAN_CHANGED, *told)
    repository.advance(old, _S.ENDED, credit_left=ZERO, notes=notes)
    history.record("plan_changed", old, before)


def _locked(wanted: WantedChange) -> tuple[SubscriptionRepository, Company, Subscription]:
    """Return the company, locked and with what is due written, and the row; SubscriptionNotFound."""
    anybodys = PLATFORM if wanted.company_id is None else wanted.company_id
    repository = SubscriptionRepository(SubscriptionRepository(anybodys).get(wanted.subscription_id).company_id)
    company = repository.lock_company()
    settle_company(company.id)
    return repository, company, repository.get(wanted.subscription_id)


def _given_quote(wanted: WantedChange, quote_id: int, row: Subscription) -> PlanChangeQuote:
    """Return the quote to execute; QuoteExpired when it was used, its day is over, or the row changed since."""
    found = Quotes(row.company_id).get(quote_id, row.id)
    if found.plan_id != wanted.plan_id:
        raise ValidationFailed({"cotizacion_id": ["La cotización es de otro plan."]})
    if found.used_at is not None or found.valid_until <= clock.now() or found.subscription_version != row.version:
        raise QuoteExpired
    return found


def _refuse_impossible(repository: SubscriptionRepository, company: Company, row: Subscription, plan: Plan) -> None:
    today = clock.today_in(company.time_zone)
    if row.state != _S.ACTIVE or not row.start_date <= today <= row.end_date:
        raise InvalidState
    if plan.id == row.plan_id:
        raise SamePlan
    if not plan.is_active:
        raise PlanInactive
    if plan.currency != row.currency:
        raise CurrencyMismatch
    if days_left_of(_current(row), today) == 0:
        raise PeriodOver
    if repository.find_in_slot(_S.SCHEDULED) is not None:
        raise RenewalPending


def _make_quote(company: Company, row: Subscription, plan: Plan) -> PlanChangeQuote:
    today = clock.today_in(company.time_zone)
    quoted = quote_change(_current(row), prices_of(plan), today)
    if max(quoted.period_price, quoted.amounts.credit) > MAX_AMOUNT:
        raise ValidationFailed({"plan_id": ["El precio del período es demasiado grande."]})
    made = _quote_row(row, plan, quoted, today)
    made.valid_until = first_instant_after(today, company.time_zone)
    quotes = Quotes(company.id)
    quotes.add(made)
    quotes.flush()
    return made


def _quote_row(row: Subscription, plan: Plan, quoted: QuotedChange, today: date) -> PlanChangeQuote:
    amounts = quoted.amounts
    return PlanChangeQuote(
        company_id=row.company_id,
        subscription_id=row.id,
        subscription_version=row.version,
        plan_id=plan.id,
        quoted_on=today,
        period_days=quoted.period_days,
        days_left=quoted.days_left,
        period_price=quoted.period_price,
        credit=amounts.credit,
        list_amount=amounts.list_amount,
        discount_percent=row.discount_percent,
        charge=amounts.charge,
        credit_applied=amounts.credit_applied,
        to_collect=amounts.to_collect,
        credit_left=amounts.credit_left,
        currency=row.currency,
    )


def _current(row: Subscription) -> CurrentRow:
    return CurrentRow(
        start_date=row.start_date,
        end_date=row.end_date,
        period=Period(row.period),
        years=row.years,
        base_days=row.base_days,
        list_amount=row.list_amount,
        discount_percent=row.discount_percent,
        credit_left=row.credit_left,
        currency=row.currency,
    )


def _new_row(old: Subscription, chosen: PlanChangeQuote, told: str) -> Subscription:
    """Return the row that the quote leads to, not written yet: the old one's period, the new plan, quoted amounts."""
    return Subscription(
        company_id=old.company_id,
        plan_id=chosen.plan_id,
        state=_S.ACTIVE.value,
        created_by=current_actor().user_id,
        period=old.period,
        years=old.years,
        start_date=chosen.quoted_on,
        end_date=old.end_date,
        payment_method=old.payment_method,
        currency=chosen.currency,
        period_price=chosen.period_price,
        base_days=old.base_days,
        list_amount=chosen.list_amount,
        discount_percent=chosen.discount_percent,
        credit_applied=chosen.credit_applied,
        credit_left=chosen.credit_left,
        renews_automatically=old.renews_automatically,
        cancels_at_end=old.cancels_at_end,
        renews_id=old.id,
        is_plan_change=True,
        notes=history.first_note(NoteTag.PLAN_CHANGED, told),
    )
