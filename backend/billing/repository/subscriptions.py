"""SQL about subscriptions: read one, change one, show many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, func, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, with_expression

from backend.billing.domain.states import SubscriptionState, may_move, slot_of
from backend.billing.errors import ActiveSubscriptionExists, InvalidState, PendingPayment, SubscriptionNotFound
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.effective import disjoint_criteria, has_scheduled_successor
from backend.billing.repository.local_dates import read_local_dates
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import CompanyRepository
from backend.kernel import clock
from backend.kernel.errors import NotFound
from backend.kernel.pagination import Stretch, Window

_S = SubscriptionState


@dataclass(frozen=True, slots=True)
class SubscriptionFilter:
    """What a list is narrowed to; ``state`` is the effective one, ``ends_before`` excludes its own day."""

    state: SubscriptionState | None = None
    company_id: int | None = None
    tax_id: str | None = None
    plan_id: int | None = None
    ends_before: date | None = None


class SubscriptionRepository(CompanyRepository):
    """The subscriptions of one company (or of all, for operators)."""

    def lock_company(self) -> Company:
        """Return the company, locked until the open unit ends: one change of its subscriptions at a time; NotFound.

        Whoever changes rows takes this lock first, so that nobody waits crosswise.
        """
        wanted = select(Company).where(Company.id == self.company_id).with_for_update(key_share=True)
        company = session().execute(wanted, execution_options={"populate_existing": True}).scalar_one_or_none()
        if company is None:
            raise NotFound("No existe esa empresa.", code="empresa_not_found")
        return company

    def get(self, subscription_id: int) -> Subscription:
        """Return the row as it is now, without company and plan; SubscriptionNotFound."""
        found: Subscription | None = self.execute(
            select(Subscription).where(Subscription.id == subscription_id).execution_options(populate_existing=True)
        ).scalar_one_or_none()
        if found is None:
            raise SubscriptionNotFound
        return found

    def find_in_slot(self, state: SubscriptionState) -> Subscription | None:
        """Return the company's one row in this state (active, scheduled or unpaid), or None."""
        found: Subscription | None = self.execute(
            select(Subscription)
            .where(Subscription.company_id == self.company_id, Subscription.slot == state)
            .execution_options(populate_existing=True)
        ).scalar_one_or_none()
        return found

    def find_overlapping(self, start: date, end: date, *, except_id: int | None = None) -> Subscription | None:
        """Return an active or scheduled row that shares more than a boundary day with the period, or None."""
        rows = select(Subscription).where(
            Subscription.slot.in_((_S.ACTIVE, _S.SCHEDULED)),
            Subscription.start_date < end,
            Subscription.end_date > start,
            Subscription.id != (except_id or 0),
        )
        found: Subscription | None = self.execute(rows.order_by(Subscription.id).limit(1)).scalar_one_or_none()
        return found

    def list_in_states(self, states: Collection[SubscriptionState]) -> list[Subscription]:
        """Return the company's rows in these states, oldest first."""
        rows = select(Subscription).where(Subscription.state.in_([state.value for state in states]))
        return list(self.execute(rows.order_by(Subscription.id)).scalars())

    def insert(self, row: Subscription) -> Subscription:
        """Write a new row now; ActiveSubscriptionExists or PendingPayment when its place in the company is taken."""
        row.slot = slot_of(SubscriptionState(row.state))
        self.add(row)
        try:
            self.flush()
        except IntegrityError as error:
            raise _place_taken(row.slot) from error
        return row

    def advance(self, row: Subscription, wanted: SubscriptionState | None = None, /, **values: Any) -> None:
        """Write these columns, and another state along an arrow, unless the row changed since it was read.

        Raises InvalidState when there is no arrow or somebody else was first, ActiveSubscriptionExists when the
        company has another row in that state. The row then holds what the database holds.
        """
        known = SubscriptionState(row.state)
        wanted = wanted or known
        if wanted is not known and not may_move(known, wanted):
            raise InvalidState
        statement = (
            update(Subscription)
            .where(Subscription.id == row.id, Subscription.state == known, Subscription.version == row.version)
            .values(state=wanted, slot=slot_of(wanted), version=row.version + 1, updated_at=clock.now(), **values)
            .execution_options(synchronize_session=False)
        )
        try:
            changed = self.execute(statement).rowcount  # type: ignore[attr-defined] # an UPDATE has a row count
        except IntegrityError as error:
            raise _place_taken(slot_of(wanted)) from error
        if changed != 1:
            raise InvalidState
        session().refresh(row)

    def show(self, *subscription_ids: int) -> list[Subscription]:
        """Return these rows in this order with company, plan and successor: one statement."""
        rows = self.execute(shown(select(Subscription).where(Subscription.id.in_(subscription_ids)))).scalars()
        by_id = {row.id: row for row in rows}
        if missing := set(subscription_ids) - by_id.keys():
            raise SubscriptionNotFound(f"No existe la suscripción {min(missing)}.")
        return [by_id[one] for one in subscription_ids]

    def list_newest(self, wanted: SubscriptionFilter, window: Window) -> Stretch[Subscription]:
        """Return a stretch of the rows that match, newest first: a few statements whatever its length."""
        branches = _branches(wanted)
        counts = [self.execute(select(func.count(Subscription.id)).where(*branch)).scalar_one() for branch in branches]
        total = sum(counts)
        if total <= window.offset:
            return Stretch([], total)
        page = _chosen(branches, window)
        rows = select(Subscription).join(page, page.c.id == Subscription.id).order_by(*_NEWEST)
        return Stretch(self.execute(shown(rows)).scalars().all(), total)

    def list_chain(self, subscription_id: int) -> list[Subscription]:
        """Return the rows that this one continues and those that continue it, oldest first, with this one."""
        before = select(Subscription.id, Subscription.renews_id).where(Subscription.id == subscription_id)
        back = before.cte("back", recursive=True)
        older = select(Subscription.id, Subscription.renews_id).join(back, Subscription.id == back.c.renews_id)
        back = back.union(older)
        after = select(Subscription.id, Subscription.renews_id).where(Subscription.id == subscription_id)
        forth = after.cte("forth", recursive=True)
        newer = select(Subscription.id, Subscription.renews_id).join(forth, Subscription.renews_id == forth.c.id)
        forth = forth.union(newer)
        chain = self.execute(select(back.c.id).union(select(forth.c.id))).scalars().all()
        rows = select(Subscription).where(Subscription.id.in_(chain)).order_by(Subscription.id)
        return list(self.execute(shown(rows)).scalars())


_NEWEST = (Subscription.created_at.desc(), Subscription.id.desc())


def shown(rows: Select[Any]) -> Select[Any]:
    """Let the statement bring everything that an answer tells about a row."""
    return rows.options(
        joinedload(Subscription.company),
        joinedload(Subscription.plan),
        with_expression(Subscription.has_scheduled_successor, has_scheduled_successor()),
    ).execution_options(populate_existing=True)


def _chosen(branches: Sequence[list[Any]], window: Window) -> Subquery:
    """Choose the ids of a stretch by indexes alone: each branch as far as the stretch reaches, then the newest."""
    reach = window.offset + window.limit
    parts = [
        select(Subscription.id, Subscription.created_at).where(*branch).order_by(*_NEWEST).limit(reach)
        for branch in branches
    ]
    if len(parts) == 1:
        return parts[0].limit(window.limit).offset(window.offset).subquery()
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    newest = select(both.c.id).order_by(both.c.created_at.desc(), both.c.id.desc())
    return newest.limit(window.limit).offset(window.offset).subquery()


def _branches(wanted: SubscriptionFilter) -> list[list[Any]]:
    """Return lists of criteria; each row that matches meets all of exactly one list."""
    equal = {Subscription.company_id: wanted.company_id, Subscription.plan_id: wanted.plan_id}
    criteria: list[Any] = [column == value for column, value in equal.items() if value is not None]
    if wanted.ends_before is not None:
        criteria.append(Subscription.end_date < wanted.ends_before)
    if wanted.tax_id is not None:
        company = select(Company.id).where(Company.tax_id_key == wanted.tax_id.lower())
        criteria.append(Subscription.company_id == company.scalar_subquery())
    if wanted.state is None:
        return [criteria]
    return [[*criteria, one] for one in disjoint_criteria(wanted.state, read_local_dates())]


def _place_taken(slot: str | None) -> PendingPayment | ActiveSubscriptionExists:
    return PendingPayment() if slot == _S.PENDING_PAYMENT else ActiveSubscriptionExists()
