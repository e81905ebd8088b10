"""SQL about charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select, update

from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.payments.domain import FRESH, OPEN, WAITING, Channel, ChargeStatus, NamedCharge, next_try
from backend.payments.errors import ChargeNotFound
from backend.payments.models import PaymentOrder

UUID_LENGTH = 36
table = PaymentOrder.__table__.c
# What the status routes answer, and what decides whether the provider is asked first: one row, no ORM object.
STATUS_COLUMNS = (
    table.id,
    table.company_id,
    table.provider_order_id,
    table.external_reference,
    table.status,
    table.status_detail,
    table.provider_payment_id,
    table.payment_method,
    table.card_brand,
    table.card_last_four,
    table.installments,
    table.amount,
    table.sale_id,
    table.asked_at,
    table.expires_at,
    table.cancel_requested_at,
    table.qr_content,
    table.channel,
)


def _status_by(column: Any) -> Select[Any]:
    return select(*STATUS_COLUMNS).where(table.company_id == bindparam("company_id"), column == bindparam("named"))


# Built once: the screens of all tills ask every second or two.
_STATUS_BY_ID = _status_by(table.id)
_STATUS_BY_PROVIDER_ID = _status_by(table.provider_order_id)
_STATUS_BY_REFERENCE = _status_by(table.external_reference)


class OrderRepository(CompanyRepository):
    """Charges of one company."""

    def find_by_reference(self, external_reference: str) -> PaymentOrder | None:
        """Return the charge with our reference, or None."""
        return self.execute(
            select(PaymentOrder).where(PaymentOrder.external_reference == external_reference)
        ).scalar_one_or_none()

    def find_by_slot(self, slot: str) -> PaymentOrder | None:
        """Return the charge that occupies a device, or None."""
        return self.execute(select(PaymentOrder).where(PaymentOrder.open_slot == slot)).scalar_one_or_none()

    def get(self, order_id: str) -> PaymentOrder:
        """Return the charge with our id; raises ChargeNotFound."""
        found = select(PaymentOrder).where(PaymentOrder.id == order_id)
        order: PaymentOrder | None = self.execute(found).scalar_one_or_none()
        if order is None:
            raise ChargeNotFound
        return order

    def lock(self, order_id: str) -> PaymentOrder:
        """Return the charge locked until the end of the unit, freshly read; raises ChargeNotFound."""
        locked = select(PaymentOrder).where(PaymentOrder.id == order_id).with_for_update()
        locked = locked.execution_options(populate_existing=True)
        order: PaymentOrder | None = self.execute(locked).scalar_one_or_none()
        if order is None:
            raise ChargeNotFound
        return order

    def status_row(self, some_id: str) -> Row[Any]:
        """Return STATUS_COLUMNS of the charge with our id or the provider's; raises ChargeNotFound."""
        is_ours = len(some_id) == UUID_LENGTH and some_id.count("-") == 4  # noqa: PLR2004 - a UUID's dashes
        return self._status(_STATUS_BY_ID if is_ours else _STATUS_BY_PROVIDER_ID, some_id)

    def status_row_by_reference(self, external_reference: str) -> Row[Any]:
        """Return STATUS_COLUMNS of the charge with our reference; raises ChargeNotFound."""
        return self._status(_STATUS_BY_REFERENCE, external_reference)

    def _status(self, statement: Select[Any], named: str) -> Row[Any]:
        row = self.execute(statement, {"company_id": self.company_id, "named": named}).first()
        if row is None:
            raise ChargeNotFound
        return row

    def list_open(self, limit: int) -> Sequence[PaymentOrder]:
        """Return charges without an end, newest first."""
        statuses = [status.value for status in OPEN]
        newest = select(PaymentOrder).where(PaymentOrder.status.in_(statuses)).order_by(PaymentOrder.id.desc())
        return self.execute(newest.limit(limit)).scalars().all()

    def find_waiting_qr(self, point_of_sale_id: str) -> PaymentOrder | None:
        """Return the QR charge that waits at a point of sale, or None."""
        waiting = select(PaymentOrder).where(
            PaymentOrder.point_of_sale_id == point_of_sale_id,
            PaymentOrder.channel == Channel.QR.value,
            PaymentOrder.status.in_([status.value for status in WAITING]),
        )
        return self.execute(waiting.order_by(PaymentOrder.id.desc()).limit(1)).scalar_one_or_none()

    def advance(self, order: PaymentOrder, known: ChargeStatus, told: ChargeStatus, **values: Any) -> bool:
        """Move the charge along one arrow, if it still stands where we believe; returns whether it moved."""
        if told not in WAITING:
            values["open_slot"] = None
        if told not in OPEN:
            values.setdefault("next_look_at", None)
        moved = self.execute(
            update(PaymentOrder)
            .where(PaymentOrder.id == order.id, PaymentOrder.status == known.value)
            .values(status=told.value, **values)
        )
        return bool(moved.rowcount)  # type: ignore[attr-defined] # an UPDATE has a row count

    def claim_asking(self, order_id: str, now: datetime) -> bool:
        """Become the one who asks the provider about an open charge now; at most one per 2 seconds."""
        claimed = self.execute(
            update(PaymentOrder)
            .where(
                PaymentOrder.id == order_id,
                PaymentOrder.status.in_([status.value for status in OPEN]),
                or_(PaymentOrder.asked_at.is_(None), PaymentOrder.asked_at <= now - FRESH),
            )
            .values(asked_at=now)
            .execution_options(synchronize_session=False)
        )
        return bool(claimed.rowcount)  # type: ignore[attr-defined] # an UPDATE has a row count


def claim_due(now: datetime, limit: int, claim: timedelta) -> list[NamedCharge]:
    """Take charges whose look is due, across companies; ``claim`` keeps other sweepers away meanwhile."""
    due = (
        select(PaymentOrder)
        .where(PaymentOrder.next_look_at <= now)
        .order_by(PaymentOrder.next_look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    orders = CompanyRepository(PLATFORM).execute(due).scalars().all()
    for order in orders:
        order.next_look_at = now + claim
    return [NamedCharge(order.company_id, order.id) for order in orders]


def claim_owed_sales(now: datetime, limit: int) -> list[NamedCharge]:
    """Take paid charges whose draft has not become a sale, across companies; each rests longer from time to time."""
    owed = (
        select(PaymentOrder)
        .where(PaymentOrder.sale_due_at <= now)
        .order_by(PaymentOrder.sale_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    orders = CompanyRepository(PLATFORM).execute(owed).scalars().all()
    for order in orders:
        order.sale_due_at = now + next_try(now - (order.processed_at or order.created_at))
    return [NamedCharge(order.company_id, order.id) for order in orders]


def is_known_order(provider_order_id: str) -> bool:
    """Tell whether any charge carries this id of the provider's."""
    known = select(PaymentOrder.id).where(PaymentOrder.provider_order_id == provider_order_id)
    return CompanyRepository(PLATFORM).execute(known).first() is not None


def orders_of_seller(
    provider_user_id: str, *, provider_order_id: str | None, reference: str | None
) -> list[NamedCharge]:
    """Return the charges a notification may speak of: asked of this seller, by either id."""
    named = []
    if provider_order_id:
        named.append(PaymentOrder.provider_order_id == provider_order_id)
    if reference:
        named.append(PaymentOrder.external_reference == reference)
    if not named:
        return []
    matching = select(PaymentOrder.company_id, PaymentOrder.id).where(
        PaymentOrder.provider_user_id == provider_user_id, or_(*named)
    )
    return [NamedCharge(*row) for row in CompanyRepository(PLATFORM).execute(matching)]
