"""What is paid online is given once, and every payment that buys nothing goes back once, whoever is told at once.

In each round two payments reach one request while its product withdraws it: eight handlers settle them at the same
moment, then four processes' worth of deliveries empty the outbox. Whatever order it came to: at most one payment
bought the thing, the others went back, none stayed and none went back twice. With ``control`` handlers decide by what
they read before their turn, and write without asking what stands there: things are then given twice.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import func, select, update

from backend.infra import audit, current, outbox
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from backend.payments import ports
from backend.payments.domain import Concept, RequestNews, RequestStatus, judge_payment
from backend.payments.models import PaymentRequest
from backend.payments.ports import PaymentSnapshot
from backend.payments.repository.requests import RequestRepository
from backend.payments.service.requesting import settling
from backend.payments.service.requesting.opening import open_request, withdraw
from backend.payments.service.requesting.publishing import publish
from tests.conftest import run_in_threads
from tests.factories.companies import make_company
from tests.fixtures.gateway import FakeProvider
from tests.fixtures.requests import new_request, request_of
from tests.proofs.databases import apps

HAS_CONTROL = True
PER_DATABASE = True
ROUNDS = {"small": 12, "full": 150}
HANDLERS = 8
COURIERS = 4
GIVEN = "proof.thing.given"
settle_guarded, advance_guarded = settling.settle, RequestRepository.advance
read_before = threading.local()


class Product:
    """Gives the thing by a row of the same transaction, so that what is undone was never given."""

    concepts = frozenset(Concept)

    def on_request_published(self, news: RequestNews) -> None:
        """Nothing follows."""

    def on_request_approved(self, news: RequestNews) -> bool:
        """Give the thing."""
        audit.record(GIVEN, news.request_id, company_id=news.company_id)
        return True

    def on_request_ended(self, news: RequestNews) -> None:
        """Nothing was given."""

    def on_request_reverted(self, news: RequestNews) -> None:
        """Nobody takes anything back here."""


@dataclass
class Tally:
    """What happened in all rounds on one database."""

    rounds: int = 0
    given: int = 0
    given_back: int = 0
    withdrawn: int = 0
    faults: list[str] = field(default_factory=list)


def settle_unguarded(told: PaymentSnapshot) -> int | None:
    """Settle by what stood there before the turn came."""
    reference = told.external_reference or ""
    read_before.known = RequestStatus(request_of(reference).status)
    time.sleep(random.uniform(0, 0.01))  # noqa: S311 - how long others may come between
    return settle_guarded(told)


def judge_by_what_was_read(_known: RequestStatus, told: str, **facts: Any) -> Any:
    """Decide as if nothing had happened since."""
    return judge_payment(getattr(read_before, "known", _known), told, **facts)


def advance_unguarded(
    self: RequestRepository, request: PaymentRequest, _known: RequestStatus, told: RequestStatus, **values: Any
) -> bool:
    """Move the request wherever it stands."""
    values = {"open_slot": None, **values, "status": told.value}
    self.execute(update(PaymentRequest).where(PaymentRequest.id == request.id).values(**values))
    return True


@contextmanager
def guards(*, control: bool) -> Iterator[None]:
    """Switch the guards off for the control."""
    with ExitStack() as stack:
        if control:
            stack.enter_context(patch.object(settling, "settle", settle_unguarded))
            stack.enter_context(patch.object(settling, "judge_payment", judge_by_what_was_read))
            stack.enter_context(patch.object(RequestRepository, "advance", advance_unguarded))
        yield


def given_for(request_id: str) -> int:
    """Count how often the thing was given."""
    of_request = select(func.count()).where(AuditEntry.action == GIVEN, AuditEntry.entity_id == request_id)
    return run_unit(lambda: session().scalar(of_request) or 0, is_read_only=True)


def play_round(app: Flask, provider: FakeProvider, company: Any, number: int, tally: Tally) -> None:
    """Let two payments and a withdrawal meet, and look at what stands there afterwards."""
    request_id = open_request(new_request(company, reference_id=number))
    publish(request_id)
    payments = [provider.pay_request(request_id) for _ in range(2)]

    def act(index: int) -> Any:
        with app.app_context():
            if index == 0 and number % 3 == 0:
                return withdraw(request_id)
            return settling.settle(payments[index % 2])

    results = run_in_threads(HANDLERS, act)
    tally.faults += [f"round {number}: {one!r}" for one in results if isinstance(one, BaseException)]

    def deliver(_index: int) -> None:
        with app.app_context():
            outbox.deliver_due()

    run_in_threads(COURIERS, deliver)
    given = given_for(request_id)
    back = [one.provider_payment_id for one in payments if one.provider_payment_id in provider.refunds.values()]
    is_withdrawn = number % 3 == 0 and results[0] is True
    tally.rounds += 1
    tally.given += given
    tally.given_back += len(back)
    tally.withdrawn += is_withdrawn
    expected = "refunded" if is_withdrawn else "approved"
    if given != (0 if is_withdrawn else 1) or given + len(back) != len(payments):
        tally.faults.append(f"round {number}: given {given} times, {len(back)} of {len(payments)} payments went back")
    elif request_of(request_id).status != expected:
        tally.faults.append(f"round {number}: stands at {request_of(request_id).status}, not {expected}")


def play_on(app: Flask, rounds: int, *, control: bool) -> Tally:
    """Play all rounds on one database."""
    provider, tally = FakeProvider(), Tally()
    app.extensions[current.EXTENSION] = replace(current.settings(), mercadopago_access_token=f"APP_USR-{id(app)}")
    wired = replace(ports.plugged(), gateway=provider, checkout=provider, linker=provider)
    ports.plug(replace(wired, request_listeners=[Product()]))
    company = make_company("Almacén")
    with guards(control=control):
        for number in range(rounds):
            play_round(app, provider, company, number, tally)
    if provider.refund_calls != len(provider.refunds):
        tally.faults.append(f"{provider.refund_calls} refunds asked for {len(provider.refunds)} payments")
    return tally


def main(size: str, *, control: bool) -> int:
    """Return 0 when everything was given and given back once, on every database that is there."""
    tallies = []
    for name, app in apps("online", only_chosen=control or size == "small"):
        tally = play_on(app, ROUNDS[size], control=control)
        tallies.append(tally)
        print(
            f"{name:<11} {tally.rounds} rounds, {HANDLERS} handlers each: given {tally.given}, "
            f"{tally.given_back} payments went back, {tally.withdrawn} withdrawn in time, {len(tally.faults)} faults"
        )
        for fault in tally.faults[:5]:
            print(f"  BROKEN {fault}")
    return 0 if tallies and not any(tally.faults for tally in tallies) else 1
