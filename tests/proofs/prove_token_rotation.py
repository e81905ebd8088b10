"""Two hundred workers in threads and processes meet one expiring token: one renewal; a crash never loops, tells once.

Each worker then calls Mercado Pago (the simulator, over HTTP) with what it got. Processes are killed after the claim,
after the answer and before the commit. With ``control`` nobody claims the renewal: the token is then spent twice.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select

from backend.app import create_app
from backend.config import Settings
from backend.infra import current
from backend.infra.crypto import CannotDecrypt
from backend.infra.db import db, session
from backend.infra.outbox import OutboxMessage
from backend.infra.principal import Role
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.integrations.mercadopago.oauth import OAuthLinker
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.payments.models import PaymentAccount
from backend.payments.ports import plugged
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service import renewing, tokens
from backend.simulator.settings import Settings as SimulatorSettings
from tests.factories.companies import make_company
from tests.factories.users import make_user
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET, RunningSimulator, running
from tests.proofs.databases import apps

HAS_CONTROL = True
PROCESSES = {"small": 2, "full": 4}
THREADS = {"small": 15, "full": 50}
SLOW_SECONDS = 0.5
COUNTED = 10_000
STEPS = ("after the claim", "after the answer", "before the commit")
# Fresh processes that share nothing but the imports.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["backend.app", "backend.simulator.settings", "tests.fixtures.simulator"])


@dataclass(frozen=True)
class Place:
    """What a worker process must know: where database and simulator are, and whose account it uses."""

    settings: Settings
    company_id: int
    control: bool


def unclaimed(stack: ExitStack) -> None:
    """Switch the guard off: everybody who finds the token expiring believes to be the only one."""
    stack.enter_context(patch.object(AccountRepository, "claim_renewal", lambda *_args: True))


def use_token(app: Flask, company_id: int) -> str:
    """Get a credential and call Mercado Pago with it; returns what happened."""
    with app.app_context():
        try:
            access = tokens.access_for(company_id, "POINT")
            plugged().linker.whoami(access.access_token)
        except (AppError, CannotDecrypt) as error:
            return type(error).__name__
        return f"generation {access.generation}"


def work(place: Place, threads: int, start: Any, results: Any) -> None:
    """Be one process of workers: all threads of all processes begin together."""
    app = create_app(place.settings)
    outcomes: list[str] = []
    begin = threading.Barrier(threads + 1)

    def body() -> None:
        begin.wait()
        outcomes.append(use_token(app, place.company_id))

    with ExitStack() as stack:
        if place.control:
            unclaimed(stack)
        workers = [threading.Thread(target=body) for _ in range(threads)]
        for worker in workers:
            worker.start()
        start.wait(timeout=120)
        begin.wait()
        for worker in workers:
            worker.join()
    results.put(outcomes)
    with app.app_context():
        db.engine.dispose()


def die(*_args: Any, **_kwargs: Any) -> None:
    """End this process as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def renew_and_die(place: Place, account_id: str, step: str) -> None:
    """Renew, and be killed at this step."""
    app = create_app(place.settings)
    refresh = OAuthLinker.refresh
    write = AccountRepository.replace_pair

    def answered(*args: Any) -> Any:
        refresh(*args)
        return die()

    def written(*args: Any) -> Any:
        write(*args)
        return die()

    faults: dict[str, tuple[type, str, Callable[..., Any]]] = {
        "after the claim": (OAuthLinker, "refresh", die),
        "after the answer": (OAuthLinker, "refresh", answered),
        "before the commit": (AccountRepository, "replace_pair", written),
    }
    with patch.object(*faults[step]), app.app_context():
        renewing.renew(account_id, 1)


def expiring_account(simulator: RunningSimulator) -> PaymentAccount:
    """Link a seller of the simulator to a new company whose owner is told; the token ends in ten minutes."""
    company = make_company("Almacén")
    make_user(Role.OWNER, company, email=f"dueña{company.id}@example.com")
    seller = simulator.control.new_seller()["user_id"]
    grant = simulator.control.link(seller)
    account = PaymentAccount(
        company_id=company.id,
        app_type="POINT",
        provider_user_id=str(seller),
        access_token=grant["access_token"],
        refresh_token=grant["refresh_token"],
        token_issued_at=clock.now() - timedelta(days=180),
        token_expires_at=clock.now() + timedelta(minutes=10),
    )
    run_unit(lambda: session().add(account))
    return account


class Counting:
    """Counts the renewals that reach the simulator, and makes each slow."""

    def __init__(self, simulator: RunningSimulator) -> None:
        """Start at none."""
        self._simulator = simulator
        rule = {"match": {"method": "POST", "path": "/oauth/token"}, "fault": "delay", "seconds": SLOW_SECONDS}
        simulator.control.faults(rule | {"times": COUNTED})

    def calls(self) -> int:
        """Return how many came so far."""
        (rule,) = self._simulator.simulator.world.faults.dump()
        return COUNTED - int(rule["times"])


def settings_of(app: Flask, simulator: RunningSimulator) -> Settings:
    """Return the settings of a worker process on this database."""
    with app.app_context():
        here = current.settings()
    return replace(
        here, mp_api_base_url=simulator.url, mp_client_id=CLIENT_ID, mp_client_secret=CLIENT_SECRET, db_pool_size=5
    )


def race(app: Flask, simulator: RunningSimulator, size: str, *, control: bool) -> bool:
    """Let all workers meet the expiring token; tell whether one renewal served them all."""
    account = expiring_account(simulator)
    place = Place(settings_of(app, simulator), account.company_id, control)
    counting = Counting(simulator)
    start, results = FRESH.Barrier(PROCESSES[size]), FRESH.Queue()
    processes = [
        FRESH.Process(target=work, args=(place, THREADS[size], start, results)) for _ in range(PROCESSES[size])
    ]
    for process in processes:
        process.start()
    outcomes = Counter(outcome for _ in processes for outcome in results.get(timeout=180))
    for process in processes:
        process.join()
    calls = counting.calls()
    workers = PROCESSES[size] * THREADS[size]
    print(f"  {workers} workers in {PROCESSES[size]} processes: {calls} renewal calls; {dict(outcomes)}")
    return calls == 1 and outcomes == {"generation 2": workers}


def crash(app: Flask, simulator: RunningSimulator, step: str, *, control: bool) -> bool:
    """Kill a renewing process, then use the account many times over an hour; at most two calls and one message."""
    account = expiring_account(simulator)
    counting = Counting(simulator)
    place = Place(settings_of(app, simulator), account.company_id, control)
    process = FRESH.Process(target=renew_and_die, args=(place, account.id, step))
    process.start()
    process.join(120)
    later = clock.MovableClock(clock.now())
    with clock.using(later), ExitStack() as stack:
        if control:
            unclaimed(stack)
        for _ in range(12):
            later.advance(minutes=5)
            try:
                renewing.renew(account.id, 1)
            except AppError:
                continue
    ended = run_unit(lambda: AccountRepository(PLATFORM).find_by_id(account.id))
    messages = run_unit(lambda: _messages_to(account.company_id))
    state = "new authorization needed" if ended.needs_reauthorization else f"generation {ended.generation}"
    print(f"  killed {step}: {counting.calls()} renewal calls, {messages} messages, {state}")
    is_settled = ended.needs_reauthorization != (ended.generation == 2)
    is_spent = step != "after the claim"
    return (
        process.exitcode == -signal.SIGKILL
        and counting.calls() == 1 + is_spent
        and messages == int(is_spent)
        and ended.needs_reauthorization == is_spent
        and is_settled
    )


def _messages_to(company_id: int) -> int:
    mails = session().scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail")).all()
    return sum(mail.payload["to"] == f"dueña{company_id}@example.com" for mail in mails)


def main(size: str, *, control: bool) -> int:
    """Return 0 when one renewal serves everybody on every database, and crashes end quietly."""
    verdicts: list[bool] = []
    simulator_settings = SimulatorSettings(port=0, seed=7, webhook_url="")
    for simulator in running(simulator_settings):
        for name, app in apps("rotation"):
            print(name)
            plugged().linker._client._base_url = simulator.url
            started = time.perf_counter()
            verdicts.append(race(app, simulator, size, control=control))
            verdicts += [crash(app, simulator, step, control=control) for step in STEPS]
            print(f"  {time.perf_counter() - started:.1f} s")
    return 0 if verdicts and all(verdicts) else 1
