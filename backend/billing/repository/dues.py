"""SQL of what time does: find the companies with something due, and change their rows in sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, insert, literal, or_, select, union_all, update
from sqlalchemy.orm import aliased

from backend.billing.domain.due import FIRST_REMINDER_DAYS, LAST_REMINDER_DAYS, DueRow
from backend.billing.domain.periods import Period
from backend.billing.domain.states import ONLINE_METHOD, SubscriptionState, slot_of
from backend.billing.errors import InvalidState
from backend.billing.models.subscriptions import HandledDay, Subscription, SubscriptionNotice
from backend.billing.repository.local_dates import LocalDates
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM, CompanyRepository
from backend.kernel import clock
from backend.kernel.money import ZERO

_S = SubscriptionState
_rows = Subscription.__table__.c
_READ = [getattr(_rows, field.name) for field in fields(DueRow)]
_SLOTS = (_S.PENDING_PAYMENT.value, _S.SCHEDULED.value, _S.ACTIVE.value)


# The hot path of licence checks: built once.
_LIVING = (
    select(Company.__table__.c.time_zone, *_READ)
    .join(Company.__table__, Company.__table__.c.id == _rows.company_id)
    .where(_rows.company_id == bindparam("company_id"), _rows.slot.in_(_SLOTS))
)


# Those of the hourly job, built once too: thousands of companies are looked at in a night.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_company, _handled, _notice = Company.__table__.c, HandledDay.__table__.c, SubscriptionNotice.__table__.c
_LOCK = (
    select(_company.id, _company.is_active, _company.time_zone)
    .where(_company.id.in_(_IDS))
    .order_by(_company.id)
    .with_for_update(key_share=True)
)
_HANDLED = select(_handled.company_id, _handled.handled_on).where(_handled.company_id.in_(_IDS))
_IN_SLOTS = select(*_READ).where(_rows.company_id.in_(_IDS), _rows.slot.in_(_SLOTS))
_SUSPENDED = select(*_READ).where(_rows.id.in_(_IDS), _rows.state == _S.SUSPENDED.value)
_WRITTEN = select(_rows.renews_id, _rows.id).where(_rows.renews_id.in_(_IDS), _rows.slot == bindparam("place"))
_NOTICES = select(_notice.subscription_id, _notice.kind).where(
    _notice.subscription_id.in_(_IDS), _notice.kind.in_(bindparam("kinds", expanding=True))
)
_MARK = (
    update(HandledDay.__table__)  # type: ignore[arg-type] # a declarative table is a Table
    .where(_handled.company_id.in_(_IDS))
    .values(handled_on=bindparam("day"))
)
_MOVE = (
    update(Subscription.__table__)  # type: ignore[arg-type] # a declarative table is a Table
    .where(_rows.id.in_(_IDS), _rows.state == bindparam("known"))
    .values(
        state=bindparam("wanted"),
        slot=bindparam("place"),
        version=_rows.version + 1,
        updated_at=bindparam("now"),
    )
)
_MOVE_WITHOUT_CREDIT = _MOVE.values(credit_left=ZERO)


def find_living_rows(company_id: int) -> tuple[str, list[DueRow]] | None:
    """Return the company's zone and its unpaid, scheduled and active rows by one Core SELECT; None without any."""
    found = session().execute(_LIVING, {"company_id": company_id}, execution_options={OPTION: PLATFORM}).all()
    return (found[0].time_zone, [_due_row(row[1:]) for row in found]) if found else None


def _waiting() -> Select[Any]:
    """Build the statement of (company, day, offset, zone, handled day): due from ``offset`` days after ``day`` on.

    Each part reads one index, up to what the latest date brings.
    """

    def of(day: Any, offset: int) -> Select[Any]:
        return select(_rows.company_id, day.label("day"), literal(offset).label("offset"))

    active = _rows.state == _S.ACTIVE.value
    parts = [
        of(_rows.start_date, 0).where(_rows.state == _S.SCHEDULED.value, _rows.start_date <= bindparam("latest")),
        of(_rows.end_date, 1).where(active, _rows.end_date < bindparam("latest")),
    ]
    for kind, days in (("ends_in_1", LAST_REMINDER_DAYS), ("ends_in_7", FIRST_REMINDER_DAYS)):
        notice = SubscriptionNotice.__table__.alias()
        told = select(notice.c.id).where(notice.c.subscription_id == _rows.id, notice.c.kind == kind).exists()
        within = _rows.end_date.between(bindparam(f"{kind}_begins"), bindparam(f"{kind}_stops"))
        parts.append(of(_rows.end_date, -days).where(active, within, ~told))
    daily = union_all(*parts).subquery()
    company, handled = Company.__table__.c, HandledDay.__table__.c
    return (
        select(daily.c.company_id, daily.c.day, daily.c.offset, company.time_zone, handled.handled_on)
        .join(Company.__table__, company.id == daily.c.company_id)
        .outerjoin(HandledDay.__table__, handled.company_id == daily.c.company_id)
    )


_WAITING = _waiting()


def _bounds(dates: LocalDates) -> dict[str, date]:
    """Return the dates that ``_WAITING`` looks between."""
    first, last = timedelta(days=FIRST_REMINDER_DAYS), timedelta(days=LAST_REMINDER_DAYS)
    return {
        "latest": dates.latest,
        "ends_in_1_begins": dates.earliest,
        "ends_in_1_stops": dates.latest + last,
        "ends_in_7_begins": dates.earliest + last + timedelta(days=1),
        "ends_in_7_stops": dates.latest + first,
    }


@dataclass(frozen=True, slots=True)
class CompanyDay:
    """A company and its own day."""

    id: int
    is_active: bool
    today: date


class DueRepository(CompanyRepository):
    """Rows of many companies at once, each change held to the state it was read in."""

    def __init__(self) -> None:
        """See every company: time passes for all."""
        super().__init__(PLATFORM)

    def find_companies(self, dates: LocalDates, now: datetime, *, is_daily: bool) -> list[int]:
        """Return the companies with something due: those with ``is_daily`` not that were handled on their day.

        Those with an unpaid row whose time is over always.
        """
        found: set[int] = set()
        for company_id, day, offset, zone, handled_on in self.execute(_WAITING, _bounds(dates)):
            today = dates.of_zone.get(zone) or clock.today_in(zone)
            if day + timedelta(days=offset) <= today and not (is_daily and handled_on == today):
                found.add(company_id)
        unpaid = select(_rows.company_id).where(_rows.slot == _S.PENDING_PAYMENT.value, _rows.payment_due_at <= now)
        return sorted(found.union(self.execute(unpaid).scalars()))

    def find_offers_due(self, dates: LocalDates) -> Sequence[tuple[int, int]]:
        """Return (company, row) of active rows collected online whose renewal is to be offered and was not yet."""
        other, notice = aliased(Subscription), SubscriptionNotice
        rows = select(Subscription.company_id, Subscription.id).join(Company, Company.id == Subscription.company_id)
        today = dates.today_of(Company.time_zone)
        rows = rows.where(
            Subscription.state == _S.ACTIVE,
            Subscription.end_date.between(dates.earliest, dates.latest + timedelta(days=FIRST_REMINDER_DAYS)),
            Subscription.payment_method == ONLINE_METHOD,
            Subscription.renews_automatically.is_(True),
            Subscription.cancels_at_end.is_(False),
            Subscription.end_date >= today,
            ~select(notice.id)
            .where(notice.subscription_id == Subscription.id, notice.kind == "renewal_offer")
            .exists(),
            ~select(other.id)
            .where(other.company_id == Subscription.company_id, other.slot.in_((_S.SCHEDULED, _S.PENDING_PAYMENT)))
            .exists(),
        )
        last = timedelta(days=FIRST_REMINDER_DAYS)
        found = self.execute(rows.add_columns(Subscription.end_date, Company.time_zone)).all()
        return [(company_id, row_id) for company_id, row_id, end, zone in found if end <= clock.today_in(zone) + last]

    def find_ending(self, dates: LocalDates, days: int) -> list[int]:
        """Return the companies whose active row is renewed by the clock and ends within so many days, not today."""
        other = aliased(Subscription)
        rows = select(Subscription.company_id).where(
            Subscription.state == _S.ACTIVE,
            Subscription.end_date.between(dates.earliest, dates.latest + timedelta(days=days)),
            Subscription.renews_automatically.is_(True),
            Subscription.cancels_at_end.is_(False),
            or_(Subscription.payment_method.is_(None), Subscription.payment_method != ONLINE_METHOD),
            ~select(other.id).where(other.company_id == Subscription.company_id, other.slot == _S.SCHEDULED).exists(),
        )
        return list(self.execute(rows.order_by(Subscription.company_id)).scalars())

    def lock_companies(self, company_ids: Iterable[int]) -> list[CompanyDay]:
        """Return these companies, locked until the open unit ends, in one order for all processes."""
        found = session().execute(_LOCK, {"ids": sorted(company_ids)}).all()
        today = {zone: clock.today_in(zone) for zone in {one.time_zone for one in found}}
        return [CompanyDay(one.id, one.is_active, today[one.time_zone]) for one in found]

    def take_day(self, companies: Sequence[CompanyDay]) -> list[CompanyDay]:
        """Mark the day of these locked companies as handled; return those for which it was not yet."""
        found = self.execute(_HANDLED, {"ids": [one.id for one in companies]})
        known = {one.company_id: one.handled_on for one in found}
        taken = [one for one in companies if known.get(one.id) != one.today]
        by_day: dict[date, list[int]] = defaultdict(list)
        for one in taken:
            if one.id in known:
                by_day[one.today].append(one.id)
        for day, of_day in by_day.items():
            self.execute(_MARK, {"ids": of_day, "day": day})
        if unknown := [{"company_id": one.id, "handled_on": one.today} for one in taken if one.id not in known]:
            self.execute(insert(HandledDay), unknown)
        return taken

    def living_rows(self, company_ids: Sequence[int]) -> Mapping[int, list[DueRow]]:
        """Return by company its unpaid, scheduled and active rows, and the suspended ones that these continue."""
        found = [_due_row(row) for row in self.execute(_IN_SLOTS, {"ids": company_ids})]
        continued = [row.renews_id for row in found if row.state is _S.SCHEDULED and row.renews_id is not None]
        if continued:
            found += [_due_row(row) for row in self.execute(_SUSPENDED, {"ids": continued})]
        by_company: dict[int, list[DueRow]] = defaultdict(list)
        for row in found:
            by_company[row.company_id].append(row)
        return by_company

    def move(
        self, row_ids: Sequence[int], known: SubscriptionState, wanted: SubscriptionState, *, takes_credit: bool = False
    ) -> None:
        """Move all these rows along one arrow; InvalidState (and nothing stays written) when one is elsewhere.

        With ``takes_credit`` their credit is gone: rows that continue them have it.
        """
        moved = self.execute(
            _MOVE_WITHOUT_CREDIT if takes_credit else _MOVE,
            {
                "ids": row_ids,
                "known": known.value,
                "wanted": wanted.value,
                "place": slot_of(wanted),
                "now": clock.now(),
            },
        )
        if moved.rowcount != len(row_ids):  # type: ignore[attr-defined] # an UPDATE has a row count
            raise InvalidState

    def insert_continuing(self, rows: Sequence[dict[str, Any]], state: SubscriptionState) -> Mapping[int, int]:
        """Write new rows, all in this state; return their ids by the id of the row that each continues."""
        self.execute(insert(Subscription.__table__), rows)  # type: ignore[arg-type] # a declarative table is a Table
        written = self.execute(_WRITTEN, {"ids": [row["renews_id"] for row in rows], "place": state.value})
        return {one.renews_id: one.id for one in written}

    def known_notices(self, row_ids: Sequence[int], kinds: Sequence[str]) -> set[tuple[int, str]]:
        """Return which of these rows were written about, and in which of these kinds."""
        found = self.execute(_NOTICES, {"ids": row_ids, "kinds": kinds})
        return {(row_id, kind) for row_id, kind in found}

    def insert_notices(self, notices: Sequence[tuple[int, int, str]]) -> None:
        """Remember (company, row, kind): each kind is written about once."""
        now = clock.now()
        values = [
            {"company_id": company_id, "subscription_id": row_id, "kind": kind, "sent_at": now}
            for company_id, row_id, kind in notices
        ]
        if values:
            self.execute(insert(SubscriptionNotice.__table__), values)  # type: ignore[arg-type] # a table


def _due_row(row: Any) -> DueRow:
    row_id, company_id, plan_id, state, period, *others = row
    return DueRow(row_id, company_id, plan_id, _S(state), Period(period), *others)
