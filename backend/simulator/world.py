"""The whole state of one simulator, its indexes, and the lock that guards both."""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.simulator.clock import OffsetClock
from backend.simulator.errors import ClassicError
from backend.simulator.faults.rules import FaultBook
from backend.simulator.identifiers import Identifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from backend.simulator.records import (
        Application,
        AuthorizationCode,
        Delivery,
        Notice,
        Order,
        Payment,
        PointOfSale,
        Preference,
        Refund,
        Seller,
        Store,
        StoredAnswer,
        Terminal,
        Token,
    )
    from backend.simulator.settings import Settings

OPEN_STATUSES = frozenset({"created", "at_terminal"})


@dataclass
class Tables:
    """Every record by its key; exactly this is written to a state file."""

    sellers: dict[int, Seller] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    points_of_sale: dict[int, PointOfSale] = field(default_factory=dict)
    terminals: dict[str, Terminal] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    preferences: dict[str, Preference] = field(default_factory=dict)
    payments: dict[int, Payment] = field(default_factory=dict)
    refunds: dict[int, Refund] = field(default_factory=dict)
    answers: dict[str, StoredAnswer] = field(default_factory=dict)
    notices: dict[int, Notice] = field(default_factory=dict)
    deliveries: dict[int, Delivery] = field(default_factory=dict)


class Indexes:
    """What would otherwise be searched for in the tables again and again; rebuilt from them."""

    def __init__(self, tables: Tables) -> None:
        """Read the tables once."""
        self.access_of_refresh: dict[str, str] = {}
        self.orders_of_seller: dict[int, list[Order]] = defaultdict(list)
        self.orders_of_reference: dict[tuple[int, str], list[Order]] = defaultdict(list)
        self.order_of_merchant_order: dict[int, Order] = {}
        self.order_of_qr: dict[str, Order] = {}
        self.queue_of_terminal: dict[str, str] = {}
        self.open_orders: dict[str, Order] = {}
        self.expiries: list[tuple[datetime, str]] = []
        self.preferences_of_seller: dict[int, list[Preference]] = defaultdict(list)
        self.payments_of_preference: dict[str, list[Payment]] = defaultdict(list)
        self.payments_of_seller: dict[int, list[Payment]] = defaultdict(list)
        self.payments_of_reference: dict[tuple[int, str], list[Payment]] = defaultdict(list)
        self.refunds_of_payment: dict[int, list[Refund]] = defaultdict(list)
        self.due_notices: list[tuple[datetime, int]] = []
        for token in tables.tokens.values():
            self.note_token(token)
        for order in tables.orders.values():
            self.note_order(order)
        for preference in tables.preferences.values():
            self.preferences_of_seller[preference.user_id].append(preference)
        for payment in tables.payments.values():
            self.note_payment(payment)
        for refund in tables.refunds.values():
            self.refunds_of_payment[refund.payment_id].append(refund)

    def note_token(self, token: Token) -> None:
        """Index a new token."""
        if token.refresh_token:
            self.access_of_refresh[token.refresh_token] = token.access_token

    def note_order(self, order: Order) -> None:
        """Index a new order."""
        self.orders_of_seller[order.user_id].append(order)
        self.orders_of_reference[order.user_id, order.external_reference].append(order)
        self.order_of_merchant_order[order.merchant_order_id] = order
        if order.qr_data:
            self.order_of_qr[order.qr_data] = order
        if order.status in OPEN_STATUSES:
            self.open_orders[order.id] = order
            heapq.heappush(self.expiries, (order.expires_at, order.id))
            if order.terminal_id:
                self.queue_of_terminal[order.terminal_id] = order.id

    def close_order(self, order: Order) -> None:
        """Free the terminal of an order that is not open any more."""
        self.open_orders.pop(order.id, None)
        if order.terminal_id and self.queue_of_terminal.get(order.terminal_id) == order.id:
            del self.queue_of_terminal[order.terminal_id]

    def note_payment(self, payment: Payment) -> None:
        """Index a new payment."""
        self.payments_of_seller[payment.user_id].append(payment)
        self.payments_of_reference[payment.user_id, payment.external_reference].append(payment)
        if payment.preference_id is not None:
            self.payments_of_preference[payment.preference_id].append(payment)


class World:
    """State, clock, identifiers and faults of one simulator; hold ``lock`` while reading or changing them."""

    def __init__(self, settings: Settings) -> None:
        """Start empty; ``sellers.populate`` or ``storage.load`` fill it."""
        self.settings = settings
        self._settings_at_start = settings
        self.lock = threading.RLock()
        self.clock = OffsetClock()
        self.ids = Identifiers(settings.seed)
        self.faults = FaultBook(settings.faults, settings.seed)
        self.tables = Tables()
        self.index = Indexes(self.tables)
        self.changed = threading.Event()
        self.wake_courier = threading.Event()
        self.generation = 0
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self._later_count = 0

    def now(self) -> datetime:
        """Return the simulated instant."""
        return self.clock.now()

    def clear(self) -> None:
        """Forget everything, as at start; what is under way in other threads is told by ``generation``."""
        self.generation += 1
        self.settings = self._settings_at_start
        self.clock.offset_seconds = 0.0
        self.faults.replace(self.settings.faults)
        self.tables = Tables()
        self.index = Indexes(self.tables)
        self._later = []
        self.changed.set()

    def later(self, instant: datetime, deed: Callable[[], None]) -> None:
        """Do this once the simulated clock has come to this instant."""
        self._later_count += 1
        heapq.heappush(self._later, (instant, self._later_count, deed))

    def due_deeds(self) -> Iterator[Callable[[], None]]:
        """Yield, once each, the deeds whose time has come."""
        while self._later and self._later[0][0] <= self.now():
            yield heapq.heappop(self._later)[2]

    def schedule(self, notice: Notice, instant: datetime) -> None:
        """Have a notice delivered at this instant of the simulated clock."""
        notice.next_at = instant
        self.tables.notices[notice.id] = notice
        heapq.heappush(self.index.due_notices, (instant, notice.id))
        self.wake_courier.set()

    def adopt(self, tables: Tables) -> None:
        """Take over the records of a state file."""
        self.tables = tables
        self.index = Indexes(tables)
        for notice in tables.notices.values():
            # A notice without a time was under way when the file was written; whether it arrived is unknown.
            self.schedule(notice, notice.next_at or self.now())

    def seller(self, user_id: int) -> Seller:
        """Return a seller; 404 when there is none."""
        found = self.tables.sellers.get(user_id)
        if found is None:
            raise ClassicError(404, "not_found", "User not found")
        return found

    def add_token(self, token: Token) -> None:
        """Remember a new token."""
        self.tables.tokens[token.access_token] = token
        self.index.note_token(token)

    def add_order(self, order: Order) -> None:
        """Remember a new order."""
        self.tables.orders[order.id] = order
        self.index.note_order(order)

    def add_preference(self, preference: Preference) -> None:
        """Remember a new preference."""
        self.tables.preferences[preference.id] = preference
        self.index.preferences_of_seller[preference.user_id].append(preference)

    def add_payment(self, payment: Payment) -> None:
        """Remember a new payment."""
        self.tables.payments[payment.id] = payment
        self.index.note_payment(payment)

    def add_refund(self, refund: Refund) -> None:
        """Remember a new refund."""
        self.tables.refunds[refund.id] = refund
        self.index.refunds_of_payment[refund.payment_id].append(refund)

    def owned_by(self, table: dict[Any, Any], user_id: int) -> Iterator[Any]:
        """Yield the records of one seller in the order of their creation."""
        return (record for record in table.values() if record.user_id == user_id)
