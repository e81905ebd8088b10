"""Cashiers, customers, accidents and time: the people and misfortunes around a counter, each a thread of its own."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests

from tests.fixtures.simulator import SimulatorControl
from tests.proofs.installation import Program, Till

OPEN = frozenset({"created", "at_terminal", "action_required"})
ENDED = frozenset({"PROCESSED", "CANCELED", "FAILED", "EXPIRED"})
CALL_SECONDS = 20
PATIENCE_SECONDS = 60
FATES = (("processed", 70), ("failed", 10), ("canceled", 6), ("action_required", 3), ("", 11))


@dataclass
class Day:
    """One run: what is shared, and what was seen."""

    control: SimulatorControl
    servers: list[str]
    tills: list[Till]
    charges: int
    dice: random.Random
    paths: list[str]
    over: threading.Event = field(default_factory=threading.Event)
    answers: Counter[str] = field(default_factory=Counter)
    asked: dict[str, Decimal] = field(default_factory=dict)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take_number(self) -> int | None:
        """Return the number of the next charge, None when the day is done."""
        with self._lock:
            if self._next >= self.charges:
                return None
            self._next += 1
            return self._next

    def count(self, what: str) -> None:
        """Remember that something happened."""
        with self._lock:
            self.answers[what] += 1


class Cashier:
    """Charges customer after customer; clicks twice, repeats, cancels, walks away."""

    def __init__(self, day: Day, number: int) -> None:
        """Sit down; each cashier has dice of their own."""
        self._day = day
        self._dice = random.Random(day.dice.random())  # noqa: S311 - repeatable play
        self._pool = ThreadPoolExecutor(4, thread_name_prefix=f"cashier-{number}")
        self._sessions = threading.local()

    def work(self) -> None:
        """Charge until the day's charges are all taken."""
        while (number := self._day.take_number()) is not None:
            self._charge(f"P-{number:06d}")
        self._pool.shutdown()

    def _charge(self, reference: str) -> None:
        till = self._dice.choice(self._day.tills)
        path = self._dice.choice(self._day.paths)
        amount = Decimal(self._dice.randint(1, 9_999_999)) / 100
        self._day.asked[f"{till.company_id}/{reference}"] = amount
        body = {
            "pointOfSaleId": till.point_of_sale_id,
            "amount": float(amount),
            "externalReference": reference,
            "sale": {"customerName": reference},
        }
        for _try in range(self._dice.randint(3, 9)):
            clicks = self._dice.choice([1, 1, 1, 2, 2, 4])
            jobs = [self._pool.submit(self._call, "POST", f"mercadopago/{path}", till, body) for _ in range(clicks)]
            answers = [job.result() for job in jobs]
            if not any(status for status, _one in answers):
                self._wait_for_server()
            charged = next((one["data"] for status, one in answers if status == 200), None)
            if charged is not None:
                return self._follow(till, reference)
            if any(one.get("code") in {"terminal_busy", "cashier_busy"} for _status, one in answers):
                self._free(till, answers)
            time.sleep(self._dice.uniform(0.05, 0.4))
        return None

    def _follow(self, till: Till, reference: str) -> None:
        patience = self._dice.choice([0.0, 0.5, 2.0, 6.0])
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            status, told = self._call("GET", f"mercadopago/qr/status/{reference}", till)
            if status == 200 and told["data"]["status"] != "PENDING":
                return
            time.sleep(0.3)
        if self._dice.random() < 0.25:
            self._call("DELETE", f"mercadopago/qr/orders/{till.point_of_sale_id}", till)

    def _wait_for_server(self) -> None:
        """Look at a page that does not load until it does, as a person would; then go on."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with suppress(requests.RequestException):
                if requests.get(f"{self._dice.choice(self._day.servers)}/health", timeout=5).ok:
                    return
            time.sleep(0.2)

    def _free(self, till: Till, answers: list[tuple[int, dict[str, Any]]]) -> None:
        blocking = next((one["orderId"] for _status, one in answers if one.get("orderId")), None)
        if blocking and self._dice.random() < 0.3:
            self._call("POST", f"mercadopago/orders/{blocking}/cancel", till)

    def _call(self, method: str, path: str, till: Till, body: Any = None) -> tuple[int, dict[str, Any]]:
        server = self._dice.choice(self._day.servers)
        try:
            answer = self._session().request(
                method, f"{server}/api/{path}", json=body, headers=till.headers, timeout=CALL_SECONDS
            )
            told = answer.json()
        except (requests.RequestException, ValueError):
            self._day.count("no answer")
            return 0, {}
        self._day.count(f"{answer.status_code} {told.get('code', '')}".strip())
        return answer.status_code, told

    def _session(self) -> requests.Session:
        if not hasattr(self._sessions, "session"):
            self._sessions.session = requests.Session()
            self._sessions.session.trust_env = False
        return self._sessions.session


class Customers:
    """Pays, refuses or ignores whatever order waits at Mercado Pago, whether the shop knows of it or not."""

    def __init__(self, day: Day, slowest: float) -> None:
        """Let each customer take up to ``slowest`` seconds."""
        self._day, self._slowest = day, slowest
        self._dice = random.Random(day.dice.random())  # noqa: S311 - repeatable play
        self._fates: dict[str, tuple[float, str]] = {}

    def work(self) -> None:
        """Act until the day is over."""
        while not self._day.over.wait(0.1):
            with suppress(AssertionError, requests.RequestException):
                self._act()

    def _act(self) -> None:
        now = time.monotonic()
        for order in orders_of(self._day.control, last=200):
            if order["status"] not in OPEN:
                continue
            due, fate = self._fates.setdefault(order["id"], (now + self._dice.uniform(0, self._slowest), self._fate()))
            if fate and due <= now and order["status"] != fate:
                self._decide(order, fate)

    def _fate(self) -> str:
        words, weights = zip(*FATES, strict=True)
        return str(self._dice.choices(words, weights)[0])

    def _decide(self, order: dict[str, Any], fate: str) -> None:
        if order["type"] == "point" and self._dice.random() < 0.5:
            with suppress(AssertionError, requests.RequestException):
                self._day.control.take(order["config"]["point"]["terminal_id"])
        # Somebody else (the cashier, the clock) may have ended it meanwhile.
        with suppress(AssertionError, requests.RequestException):
            decide(self._day.control, order["id"], fate)
            self._day.count(f"customer: {fate}")


class Accidents:
    """Kills a server at random points and starts it again."""

    def __init__(self, day: Day, programs: list[Program], kills: int, pause: tuple[float, float]) -> None:
        """Choose how often, and how long a server lives."""
        self._day, self._programs, self._kills, self._pause = day, programs, kills, pause
        self._dice = random.Random(day.dice.random())  # noqa: S311 - repeatable play

    def work(self) -> None:
        """Kill until the day is over; every server runs at its end."""
        for _ in range(self._kills):
            if self._day.over.wait(self._dice.uniform(*self._pause)):
                return
            program = self._dice.choice(self._programs)
            program.kill()
            self._day.count("kill -9")
            program.start()


class Time:
    """Lets simulated time run faster, so that charges expire while people still act."""

    def __init__(self, day: Day, seconds_per_second: float) -> None:
        """Choose how fast."""
        self._day, self._speed = day, seconds_per_second

    def work(self) -> None:
        """Move the clock until the day is over."""
        while not self._day.over.wait(1):
            with suppress(AssertionError, requests.RequestException):
                self._day.control.advance(self._speed)


def decide(control: SimulatorControl, order_id: str, status: str) -> None:
    """Do at the terminal, or on the phone, what a customer does."""
    answer = requests.post(f"{control.url}/_sim/orders/{order_id}/decide", json={"status": status}, timeout=30)
    assert answer.ok, answer.text


def orders_of(control: SimulatorControl, last: int | None = None) -> list[dict[str, Any]]:
    """Return Mercado Pago's own knowledge of all orders, or of the last ones."""
    only = {"only": "orders"} | ({"last": str(last)} if last else {})
    answer = requests.get(f"{control.url}/_sim/state", params=only, timeout=60)
    assert answer.ok, answer.text
    return list(answer.json()["orders"])


def live(*people: Any) -> list[threading.Thread]:
    """Let each of them work in a thread."""
    threads = [threading.Thread(target=one.work, name=type(one).__name__, daemon=True) for one in people]
    for thread in threads:
        thread.start()
    return threads
