"""A charge whose browser tab is closed in the middle still ends as the right sale, told by Mercado Pago or found.

A real browser page (or, without Chromium, a process that is killed) starts a charge with a sale draft and is gone:
after the answer, or while the request is still under way, or when Mercado Pago's answer gets lost as well. Then the
customer pays. Half of the charges have no notification: the sweep finds them and records each as missed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Protocol

import requests
from sqlalchemy import text

from backend.infra.db import db
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from tests.proofs.counterworld import decide, orders_of
from tests.proofs.databases import urls
from tests.proofs.installation import Installation, Till, installed

PER_DATABASE = True
CHROMIUM = shutil.which("chromium")
WAIT_SECONDS = 30
SWEEP_AFTER_SECONDS = 130
CREATE = {"method": "POST", "path": "/v1/orders"}
# When the tab is closed, and what befalls the call to Mercado Pago meanwhile.
MOMENTS: dict[str, list[dict[str, Any]]] = {
    "after the answer": [],
    "while it runs": [{"match": CREATE, "fault": "delay", "seconds": 1.5}],
    "answer lost too": [{"match": CREATE, "fault": "drop", "times": 6}],
}


class Tab(Protocol):
    """Something that sends one request and can be closed before it is answered."""

    def start(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> None:
        """Send, without waiting."""

    def close(self) -> None:
        """Be gone at once."""


class BrowserTab:
    """A page of a real browser."""

    def __init__(self, browser: Any, server: str) -> None:
        """Open a page of the server's own origin."""
        self._context = browser.new_context(bypass_csp=True)
        self._page = self._context.new_page()
        self._page.goto(f"{server}/health")

    def start(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> None:
        """Send by ``fetch``; the promise is left alone."""
        given = {"method": "POST", "headers": headers | {"Content-Type": "application/json"}, "body": json.dumps(body)}
        self._page.evaluate("([url, given]) => { fetch(url, given) }", [url, given])

    def close(self) -> None:
        """Close page and context: a request under way is aborted."""
        self._context.close()


class KilledProcess:
    """Stands for the tab where there is no browser."""

    def __init__(self) -> None:
        """Send nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> None:
        """Send from a process of its own."""
        call = f"import requests; requests.post({url!r}, json={body!r}, headers={headers!r}, timeout=60)"
        self._process = subprocess.Popen([sys.executable, "-c", call])

    def close(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def browser() -> Iterator[Any]:
    """Run Chromium; None where there is none."""
    if CHROMIUM is None:
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser to drive

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@dataclass(frozen=True)
class Charge:
    """One charge to be left alone."""

    number: int
    channel: str
    moment: str
    is_told: bool

    @property
    def reference(self) -> str:
        """Return our reference."""
        return f"TAB-{self.number:02d}"

    @property
    def amount(self) -> Decimal:
        """Return an amount that no other charge has."""
        return Decimal(10_000 + self.number) / 100


def charges(size: str) -> list[Charge]:
    """Return every combination (small: each moment once told and once not, on alternating channels)."""
    every = list(product(("POINT", "QR"), MOMENTS, (True, False)))
    wanted = every if size == "full" else [one for n, one in enumerate(every) if n % 4 in {0, 3}]
    return [Charge(number, *one) for number, one in enumerate(wanted, 1)]


def leave_alone(installation: Installation, till: Till, charge: Charge, chromium: Any) -> None:
    """Start a charge, close the tab, let the customer pay."""
    untold = [] if charge.is_told else [{"match": {"topic": "order"}, "fault": "drop"}]
    installation.control.faults(*MOMENTS[charge.moment], *untold)
    tab: Tab = BrowserTab(chromium, installation.url()) if chromium else KilledProcess()
    path = "orders" if charge.channel == "POINT" else "qr/orders"
    draft = {"items": [{"productName": "Mate", "quantity": 1, "unitPrice": float(charge.amount)}]}
    body = {"pointOfSaleId": till.point_of_sale_id, "amount": float(charge.amount), "sale": draft}
    tab.start(
        f"{installation.url()}/api/mercadopago/{path}", body | {"externalReference": charge.reference}, till.headers
    )
    order = wait_for(lambda: next((o for o in orders_of(installation.control) if is_of(o, charge)), None))
    if charge.moment == "after the answer":
        wait_for(lambda: known_here(charge))
    tab.close()
    decide(installation.control, order["id"], "processed")
    if not charge.is_told:
        installation.control.advance(SWEEP_AFTER_SECONDS)


def is_of(order: dict[str, Any], charge: Charge) -> bool:
    """Tell whether the order at Mercado Pago is this charge."""
    return bool(order["external_reference"] == charge.reference)


def known_here(charge: Charge) -> bool:
    """Tell whether Mercado Pago's answer is booked."""
    read = text("SELECT provider_order_id FROM payment_order WHERE external_reference = :reference")
    found = run_unit(
        lambda: db.session.execute(read, {"reference": charge.reference}).scalar_one_or_none(), is_read_only=True
    )
    return found is not None


def wait_for(look: Any, seconds: float = WAIT_SECONDS) -> Any:
    """Return what ``look`` finds as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    if not found:
        raise RuntimeError("what was waited for did not happen")
    return found


def sales_of(installation: Installation, till: Till) -> list[dict[str, Any]]:
    """Return the sales as the cashier's list shows them."""
    answer = requests.get(f"{installation.url()}/api/sales?pageSize=100", headers=till.headers, timeout=30)
    answer.raise_for_status()
    return list(answer.json()["data"])


def wait_for_sale(installation: Installation, till: Till, charge: Charge) -> dict[str, Any] | None:
    """Return the sale of this charge once it is listed; time passes for what nobody told."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        for sale in sales_of(installation, till):
            if Decimal(str(sale["total"])) == charge.amount:
                return sale
        if charge.moment != "after the answer" or not charge.is_told:
            installation.control.advance(60)
        time.sleep(0.5)
    return None


def missed() -> int:
    """Return how many charges the sweep recorded as not told."""
    read = text("SELECT COUNT(*) FROM notification WHERE source = 'sweep'")
    return int(run_unit(lambda: db.session.execute(read).scalar_one(), is_read_only=True))


def prove_on(name: str, url: str, size: str) -> bool:
    """Prove it on one database; prints each charge that did not end as its sale."""
    faults, wanted = [], charges(size)
    with tempfile.TemporaryDirectory() as folder, installed(url, Path(folder)) as installation, browser() as chromium:
        till = installation.open_company("Comercio")[0]
        installation.server().start()
        for charge in wanted:
            leave_alone(installation, till, charge, chromium)
            sale = wait_for_sale(installation, till, charge)
            number = f"CAJA-1-{clock.today_in('America/Argentina/Buenos_Aires'):%Y%m%d}-"
            if sale is None or sale["status"] != "COMPLETED" or not sale["saleNumber"].startswith(number):
                faults.append(f"{charge}: {sale and (sale['status'], sale['saleNumber'])}")
        listed = sales_of(installation, till)
        found = missed()
    untold = sum(not charge.is_told for charge in wanted)
    numbers = sorted(sale["saleNumber"] for sale in listed)
    if (
        len(listed) != len(wanted)
        or len(set(numbers)) != len(wanted)
        or not numbers[-1].endswith(f"-{len(wanted):04d}")
    ):
        faults.append(f"{len(listed)} sales of {len(wanted)} charges: {numbers}")
    if found < untold:
        faults.append(f"{found} of {untold} lost notifications recorded as missed")
    kind = "browser tabs" if CHROMIUM else "killed processes"
    print(f"{name:<11} {len(wanted)} {kind} closed, {len(listed)} sales, {untold} not told, {found} recorded as missed")
    for fault in faults:
        print(f"  BROKEN {fault}")
    return not faults


def main(size: str, *, control: bool) -> int:
    """Prove it on every database that is there; small on the chosen one."""
    holds = [prove_on(name, url, size) for name, url in urls("closed_tab", only_chosen=size == "small")]
    return 0 if all(holds) else 1
