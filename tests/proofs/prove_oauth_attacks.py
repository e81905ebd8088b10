"""Stolen, replayed, foreign, late, guessed and demoted returns from the consent page: none links an account.

Each attack runs through HTTP against the product's callback, with the simulator as Mercado Pago. With ``control`` the
state may be used again and at any time, and nobody asks who started: replays and demoted users then get in.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import func, select, update

from backend.accounts.models.users import User
from backend.accounts.service.members import CompanyMembers
from backend.companies.models import Company
from backend.infra import current
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.integrations.mercadopago.wiring import make_mercadopago
from backend.kernel import clock
from backend.payments import ports
from backend.payments.models import PaymentAccount
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service import linking
from backend.simulator.settings import Settings as SimulatorSettings
from tests.conftest import run_in_threads
from tests.factories.companies import make_company
from tests.factories.users import make_user
from tests.fixtures.simulator import SimulatorControl, running
from tests.proofs.databases import apps

HAS_CONTROL = True
ROUNDS = {"small": 1, "full": 10}
CALLBACK = "/api/mercadopago/oauth/callback"


@dataclass(frozen=True)
class Scene:
    """A shop with its owner, an attacker with a company and a seller account of her own."""

    app: Flask
    control: SimulatorControl
    owner: User
    attacker: User
    sellers: tuple[int, int]
    clock: clock.MovableClock

    def begin(self, user: User) -> str:
        """Start a walk as this user; the consent page's URL."""
        return linking.begin(user.company_id, user.id, "POINT")

    def consent(self, url: str, *, as_attacker: bool = False) -> dict[str, str]:
        """Approve on the consent page; code and state that come back."""
        back = self.control.consent(url, self.sellers[as_attacker])
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

    def deliver(self, code: str, state: str) -> bool:
        """Call the callback as a browser does; tell whether it says that an account was linked."""
        answer = self.app.test_client().get(CALLBACK, query_string={"code": code, "state": state})
        return "mp_success" in answer.headers["Location"]

    def change(self, model: type[User | Company], row_id: int, **columns: object) -> None:
        """Change a user or a company behind the walk's back."""
        run_unit(lambda: session().execute(update(model).where(model.id == row_id).values(**columns)))


def honest(scene: Scene) -> int:
    back = scene.consent(scene.begin(scene.owner))
    return int(scene.deliver(back["code"], back["state"]))


def stolen_code(scene: Scene) -> int:
    """The attacker caught the owner's code and brings it with a state of her own."""
    stolen = scene.consent(scene.begin(scene.owner))
    own = scene.consent(scene.begin(scene.attacker), as_attacker=True)
    return int(scene.deliver(stolen["code"], own["state"]))


def swapped_code(scene: Scene) -> int:
    """The attacker smuggles her code into the owner's browser, to be paid in the owner's place."""
    smuggled = scene.consent(scene.begin(scene.attacker), as_attacker=True)
    own = scene.consent(scene.begin(scene.owner))
    return int(scene.deliver(smuggled["code"], own["state"]))


def replayed_return(scene: Scene) -> int:
    """The very same return is delivered again after the owner disconnected."""
    back = scene.consent(scene.begin(scene.owner))
    scene.deliver(back["code"], back["state"])
    linking.disconnect(scene.owner.company_id, "POINT")
    return int(scene.deliver(back["code"], back["state"]))


def replayed_page(scene: Scene) -> int:
    """The attacker opens the owner's used consent page again and approves with her own account."""
    url = scene.begin(scene.owner)
    back = scene.consent(url)
    scene.deliver(back["code"], back["state"])
    linking.disconnect(scene.owner.company_id, "POINT")
    again = scene.consent(url, as_attacker=True)
    return int(scene.deliver(again["code"], again["state"]))


def many_at_once(scene: Scene) -> int:
    """One page approved six times and delivered at once: one link at most; tells how many there were beyond it."""
    url = scene.begin(scene.owner)
    returns = [scene.consent(url, as_attacker=number > 0) for number in range(6)]

    def deliver(number: int) -> bool:
        with scene.app.app_context():
            return scene.deliver(returns[number]["code"], returns[number]["state"])

    linked = sum(result is True for result in run_in_threads(6, deliver))
    linking.disconnect(scene.owner.company_id, "POINT")
    return max(linked - 1, 0)


def late(scene: Scene) -> int:
    back = scene.consent(scene.begin(scene.owner))
    scene.clock.advance(minutes=10)
    return int(scene.deliver(back["code"], back["state"]))


def demoted(scene: Scene) -> int:
    back = scene.consent(scene.begin(scene.owner))
    scene.change(User, scene.owner.id, role=Role.CASHIER)
    return int(scene.deliver(back["code"], back["state"]))


def deactivated(scene: Scene) -> int:
    back = scene.consent(scene.begin(scene.owner))
    scene.change(User, scene.owner.id, is_active=False)
    return int(scene.deliver(back["code"], back["state"]))


def moved_away(scene: Scene) -> int:
    back = scene.consent(scene.begin(scene.owner))
    scene.change(User, scene.owner.id, company_id=scene.attacker.company_id)
    return int(scene.deliver(back["code"], back["state"]))


def closed_company(scene: Scene) -> int:
    back = scene.consent(scene.begin(scene.owner))
    scene.change(Company, scene.owner.company_id, is_active=False)
    return int(scene.deliver(back["code"], back["state"]))


def foreign_state(scene: Scene) -> int:
    """States that this installation never issued: guessed, changed, of another installation."""
    back = scene.consent(scene.begin(scene.owner))
    state = back["state"]
    changed = ("A" if state[0] != "A" else "B") + state[1:]
    strangers = ["", "x", state[:-1], state + "A", state.swapcase(), changed, f" {state}", "state", "%", "' OR 1=1 --"]
    return sum(scene.deliver(back["code"], stranger) for stranger in strangers)


def declined_then_code(scene: Scene) -> int:
    """After a refusal on the consent page, a code with the same state comes too late."""
    url = scene.begin(scene.owner)
    back = scene.consent(url)
    scene.app.test_client().get(CALLBACK, query_string={"error": "access_denied", "state": back["state"]})
    return int(scene.deliver(back["code"], back["state"]))


ATTACKS: tuple[Callable[[Scene], int], ...] = (
    stolen_code,
    swapped_code,
    replayed_return,
    replayed_page,
    many_at_once,
    late,
    demoted,
    deactivated,
    moved_away,
    closed_company,
    foreign_state,
    declined_then_code,
)


def scene_on(app: Flask, control: SimulatorControl, moving: clock.MovableClock) -> Scene:
    """Set a new scene: nobody in it has an account."""
    owner, attacker = (make_user(Role.OWNER, make_company(name)) for name in ("Almacén", "Otra"))
    sellers = tuple(control.new_seller()["user_id"] for _ in range(2))
    return Scene(app, control, owner, attacker, (sellers[0], sellers[1]), moving)


def live_accounts(scene: Scene) -> int:
    """Return how many accounts of the two companies hold a token."""
    companies = (scene.owner.company_id, scene.attacker.company_id)
    count = select(func.count()).select_from(PaymentAccount)
    wanted = count.where(PaymentAccount.company_id.in_(companies), PaymentAccount.access_token.is_not(None))
    return int(run_unit(lambda: CompanyRepository(PLATFORM).execute(wanted).scalar_one()))


def attack_all(app: Flask, control: SimulatorControl, rounds: int) -> dict[str, int]:
    """Run each attack in fresh scenes; return how often each got in (the honest walk: how often it did not)."""
    intruders = dict.fromkeys(["honest", *(attack.__name__ for attack in ATTACKS)], 0)
    for _ in range(rounds):
        with clock.using(clock.MovableClock(clock.now())) as moving:
            intruders["honest"] += 1 - honest(scene_on(app, control, moving))
            for attack in ATTACKS:
                scene = scene_on(app, control, moving)
                intruders[attack.__name__] += max(attack(scene), live_accounts(scene))
    return intruders


def main(size: str, *, control: bool) -> int:
    """Return 0 when the honest walk links and no attack does, on every database."""
    verdicts = []
    with ExitStack() as faults:
        if control:
            faults.enter_context(patch.object(AccountRepository, "use_attempt", lambda *_args: True))
            faults.enter_context(patch.object(CompanyMembers, "may_manage", lambda *_args: True))
        for simulator in running(SimulatorSettings(port=0, seed=7, webhook_url="")):
            for name, app in apps("oauth"):
                urls = {"mp_api_base_url": simulator.url, "mp_auth_base_url": simulator.url}
                made = make_mercadopago(replace(current.settings(), **urls))
                ports.plug(replace(ports.plugged(), linker=made.linker))
                started = time.perf_counter()
                intruders = attack_all(app, simulator.control, ROUNDS[size])
                got_in = {attack: count for attack, count in intruders.items() if count}
                print(f"{name:<11} {len(ATTACKS)} attacks × {ROUNDS[size]}: got in {got_in or 'none'}", end="")
                print(f", {time.perf_counter() - started:.1f} s")
                verdicts.append(not got_in)
    return 0 if verdicts and all(verdicts) else 1
