"""Never two charges for one reference, never a paid charge without its sale, whatever fails, repeats or is killed.

Real servers, a real Mercado Pago simulator: calls that time out, answers lost after they took effect, 5xx, busy
terminals, lost and doubled notifications, double clicks, cashiers who walk away, customers who pay late, kill -9 of
the servers. Afterwards Mercado Pago's books are held against ours. With ``control`` each repetition of a call has an
idempotency key of its own: some customer then pays, or is asked, twice.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from backend.infra.db import db
from backend.infra.unit_of_work import run_unit
from backend.payments.domain import OPEN as OURS_OPEN
from tests.proofs.counterworld import (
    OPEN,
    Accidents,
    Cashier,
    Customers,
    Day,
    Time,
    decide,
    live,
    orders_of,
)
from tests.proofs.databases import urls
from tests.proofs.installation import PRODUCT, Installation, installed

HAS_CONTROL = True
PER_DATABASE = True


@dataclass(frozen=True)
class Size:
    """How much of everything; ``kills`` is how often a server is killed, after ``pause`` seconds each."""

    charges: int
    cashiers: int
    companies: int
    servers: int
    kills: int
    pause: tuple[float, float]
    slowest_customer: float


SIZES = {
    "small": Size(24, 6, 2, 1, kills=1, pause=(1.0, 3.0), slowest_customer=2.0),
    "full": Size(1200, 14, 6, 2, kills=1000, pause=(4.0, 12.0), slowest_customer=12.0),
}
SETTLE_SECONDS = 150
# A call that hangs for 12 s must not last longer than the two minutes after which a lost one is given up.
CLOCK_SPEED = 8
FAULTS: list[dict[str, Any]] = [
    # However small the day is, some answers get lost after they took effect; five in a row would open the circuit.
    {"match": {"method": "POST", "path": "/v1/orders"}, "fault": "drop", "times": 4},
    {"match": {"method": "POST", "path": "/v1/orders"}, "fault": "busy_terminal", "probability": 0.04},
    {"match": {"method": "POST", "path": "/v1/orders"}, "fault": "hang", "seconds": 12, "times": 3, "probability": 0.1},
    {"match": {"method": "POST", "path": "/v1/orders"}, "fault": "drop", "probability": 0.15},
    {"match": {"path": "/v1/"}, "fault": "status", "status": 503, "probability": 0.06},
    {"match": {"path": "/v1/"}, "fault": "drop", "probability": 0.05},
    {"match": {"topic": "order"}, "fault": "drop", "probability": 0.3},
    {"match": {"topic": "order"}, "fault": "duplicate", "probability": 0.3},
    {"match": {"topic": "order"}, "fault": "delay", "seconds": 240, "probability": 0.2},
]
Books = dict[str, list[dict[str, Any]]]


def spend_the_day(installation: Installation, size: str, *, control: bool, seed: int) -> Day:
    """Charge everybody, in spite of everything; returns once the cashiers have gone home."""
    much = SIZES[size]
    tills = [till for n in range(much.companies) for till in installation.open_company(f"Comercio {n}")]
    application = "tests.proofs.one_charge_server:app" if control else PRODUCT
    programs = [installation.server(number, application) for number in range(much.servers)]
    for program in programs:
        program.start()
    dice = random.Random(seed)  # noqa: S311 - repeatable play
    # A terminal takes one order at a time whoever asks: without the guard it is QR that charges twice.
    paths = ["qr/orders"] if control else ["orders", "qr/orders"]
    day = Day(
        installation.control, [installation.url(n) for n in range(much.servers)], tills, much.charges, dice, paths
    )
    installation.control.faults(*FAULTS)
    accidents = Accidents(day, programs, much.kills, much.pause)
    around = live(Customers(day, much.slowest_customer), accidents, Time(day, CLOCK_SPEED))
    for thread in live(*(Cashier(day, number) for number in range(much.cashiers))):
        thread.join()
    time.sleep(much.slowest_customer / 2)
    day.over.set()
    for thread in around:
        thread.join()
    return day


def settle(installation: Installation) -> None:
    """Let Mercado Pago be well again, undecided orders be decided, and time pass until nothing is open."""
    installation.control.faults()
    for order in orders_of(installation.control):
        if order["status"] == "action_required":
            decide(installation.control, order["id"], "processed")
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        installation.control.advance(1200)
        time.sleep(2)
        owed = rows("SELECT id FROM payment_order WHERE status = 'PROCESSED' AND sale_id IS NULL")
        is_open = any(order["status"] in OPEN for order in orders_of(installation.control))
        if not owed and not is_open and not open_orders():
            return


def rows(statement: str) -> list[dict[str, Any]]:
    """Read our database as it is."""
    return run_unit(lambda: [dict(row) for row in db.session.execute(text(statement)).mappings()], is_read_only=True)


def open_orders() -> list[dict[str, Any]]:
    """Return our charges without an end."""
    statuses = ", ".join(f"'{status.value}'" for status in OURS_OPEN)
    return rows(f"SELECT id, status FROM payment_order WHERE status IN ({statuses})")  # noqa: S608 - words of ours


def read_books(installation: Installation) -> Books:
    """Return Mercado Pago's orders and our tables."""
    scale = 100 if db.engine.dialect.name == "sqlite" else 1
    books = {
        "theirs": orders_of(installation.control),
        "orders": rows("SELECT * FROM payment_order"),
        "sales": rows("SELECT * FROM sale"),
        "payments": rows("SELECT * FROM payment"),
    }
    for name in ("orders", "sales", "payments"):
        for row in books[name]:
            for column in ("amount", "paid_amount", "total"):
                if row.get(column) is not None:
                    row[column] = Decimal(row[column]) / scale
    return books


def faults_in(books: Books, asked: dict[str, Decimal]) -> list[str]:
    """Hold Mercado Pago's books against ours."""
    return [*double_charges(books), *wrong_states(books), *wrong_sales(books, asked), *wrong_totals(books)]


def double_charges(books: Books) -> list[str]:
    """Find references with more than one order or payment at Mercado Pago, and charges nobody of ours knows."""
    owners = {row["provider_order_id"]: row for row in books["orders"]}
    counted = Counter((order["user_id"], order["external_reference"]) for order in books["theirs"])
    faults = [f"{count} charges for {reference}" for (_, reference), count in counted.items() if count > 1]
    paid = [order for order in books["theirs"] if order["status"] == "processed"]
    faults += [f"paid but unknown to us: {order['id']}" for order in paid if order["id"] not in owners]
    return faults


def wrong_states(books: Books) -> list[str]:
    """Find charges that ended otherwise here than there, or not at all."""
    theirs = {order["id"]: order["status"] for order in books["theirs"]}
    words = {"processed": "PROCESSED", "failed": "FAILED", "canceled": "CANCELED", "expired": "EXPIRED"}
    faults = []
    for row in books["orders"]:
        if row["open_slot"] is not None:
            faults.append(f"{row['external_reference']} still occupies {row['open_slot']} ({row['status']})")
        there = theirs.get(row["provider_order_id"])
        if there is not None and words.get(there) != row["status"]:
            faults.append(f"{row['external_reference']} is {there} there, {row['status']} here")
        if there is None and row["status"] not in {"FAILED", "EXPIRED", "CANCELED"}:
            faults.append(f"{row['external_reference']} is {row['status']} and unknown there")
    return faults


def wrong_sales(books: Books, asked: dict[str, Decimal]) -> list[str]:
    """Find paid charges without exactly one sale of their amount, sales without a paid charge, and gaps."""
    sales = defaultdict(list)
    for sale in books["sales"]:
        sales[sale["order_id"]].append(sale)
    faults = []
    for row in books["orders"]:
        made = sales.pop(row["id"], [])
        expected = 1 if row["status"] == "PROCESSED" else 0
        if len(made) != expected:
            faults.append(f"{row['external_reference']} is {row['status']} with {len(made)} sales")
        faults += [f"{row['external_reference']}: sale of {s['total']}" for s in made if s["total"] != row["amount"]]
        if asked[f"{row['company_id']}/{row['external_reference']}"] != row["amount"]:
            faults.append(f"{row['external_reference']} asks another amount than the cashier")
    faults += [f"sale without a charge: {order_id}" for order_id in sales]
    numbers = defaultdict(list)
    for sale in books["sales"]:
        prefix, _, number = sale["sale_number"].rpartition("-")
        numbers[sale["point_of_sale_id"], prefix].append(int(number))
    faults += [f"gap in {key}" for key, found in numbers.items() if sorted(found) != [*range(1, len(found) + 1)]]
    return faults


def wrong_totals(books: Books) -> list[str]:
    """Compare what customers paid with what we booked and sold, to the cent."""
    theirs = sum(Decimal(order["amount"]) for order in books["theirs"] if order["status"] == "processed")
    booked = sum(row["amount"] for row in books["payments"] if row["status"] == "approved")
    sold = sum(row["total"] for row in books["sales"])
    return [] if theirs == booked == sold else [f"paid there {theirs}, booked {booked}, sold {sold}"]


def prove_on(name: str, url: str, size: str, *, control: bool) -> int:
    """Run the day on one database; returns the number of faults."""
    seed = random.randrange(10**6)  # noqa: S311 - printed, so that a day can be played again
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, installed(url, Path(folder)) as installation:
        day = spend_the_day(installation, size, control=control, seed=seed)
        spent = time.monotonic() - began
        settle(installation)
        books = read_books(installation)
        log = installation.log_text()
    faults = faults_in(books, day.asked)
    there = Counter(order["status"] for order in books["theirs"])
    took = f"{spent:.0f} s, books closed after {time.monotonic() - began:.0f} s"
    print(f"{name}: {day.charges} charges in {took}, seed {seed}")
    print(f"  seen by cashiers: {dict(day.answers.most_common())}")
    print(f"  at Mercado Pago: {dict(there)}; ours: {dict(Counter(row['status'] for row in books['orders']))}")
    print(f"  {len(books['sales'])} sales, {sum(row['total'] for row in books['sales'])} in all; {len(faults)} faults")
    for fault in faults[:12]:
        print(f"  BROKEN {fault}")
    if faults and not control:
        print(log[-3000:])
    return len(faults)


def main(size: str, *, control: bool) -> int:
    """Prove it on every database that is there; small and control on the chosen one."""
    faults = 0
    for name, url in urls("one_charge", only_chosen=control or size == "small"):
        faults += prove_on(name, url, size, control=control)
    return 1 if faults else 0
