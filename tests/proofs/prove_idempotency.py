"""Every POST under Idempotency-Key, sent 100 times at once: one effect and one answer for all.

The same key with another body is 422, and while the first call runs 409. A protected route that this proof does not
know fails it. With ``control`` the key is not looked at: repetitions then have effects, or answers, of their own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import text

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.companies.models import Company
from backend.infra import idempotency
from backend.infra.db import db
from backend.infra.idempotency import KeyInProgress, KeyReused
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.kernel.ids import new_id
from backend.kernel.money import ZERO
from backend.payments import ports
from backend.payments.models import PointOfSale
from tests.conftest import empty_database, run_in_threads
from tests.factories.companies import make_company
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import sale_body
from tests.factories.subscriptions import make_plan, make_subscription
from tests.factories.users import auth_headers, make_user
from tests.fixtures.gateway import FakeProvider, connect
from tests.proofs.databases import apps

HAS_CONTROL = True
AT_ONCE = {"small": 30, "full": 100}
PATIENCE_SECONDS = 60
DEVICES = {"terminal_id": "NEWLAND_N950__N950NCB801293324", "cashier_id": 9000001, "cashier_external_id": "CAJA1"}

INVITED = {"email": "invitada@example.com", "rol": "cashier"}
KEY = {"nombre": "Caja", "scopes": ["licencia"]}


@dataclass(frozen=True)
class Protected:
    """One protected route: what is sent, what is sent under the same key instead, the table that grows by one.

    ``{company}`` in the path is the company of the counter, ``{subscription}`` its subscription, which stands in
    ``state``; ``role`` is who sends.
    """

    path: str
    body: Callable[[PointOfSale], dict[str, Any]]
    other: dict[str, Any]
    table: str
    role: Role = Role.OWNER
    state: SubscriptionState = SubscriptionState.ENDED


def sold_to(till: PointOfSale) -> Subscription:
    """Return the subscription that the counter's company was given."""
    return run_unit(lambda: SubscriptionRepository(till.company_id).list_in_states([*SubscriptionState])[0])


def purchase(till: PointOfSale) -> dict[str, Any]:
    """Return what subscribes the company to the plan it had."""
    return {"empresa_id": till.company_id, "plan_id": sold_to(till).plan_id, "periodo": "mensual"}


def another_plan(till: PointOfSale) -> int:
    """Return the plan that was made for changing to."""
    return sold_to(till).plan_id + 1


def tax_id_of(till: PointOfSale) -> str:
    """Return the NIT of the counter's company."""
    return run_unit(lambda: db.session.get_one(Company, till.company_id).tax_id)


PROTECTED = {
    "sales.create_sale": Protected("/api/sales", sale_body, {"notes": "otra"}, "sale"),
    "points_of_sale.create_point_of_sale": Protected(
        "/api/points-of-sale", lambda _: {"code": "NUEVA", "name": "Caja nueva"}, {"name": "Otra"}, "point_of_sale"
    ),
    "mercadopago_orders.charge_at_terminal": Protected(
        "/api/mercadopago/orders",
        lambda till: {"pointOfSaleId": till.id, "amount": 100},
        {"description": "otra"},
        "payment_order",
    ),
    "mercadopago_orders.charge_by_qr": Protected(
        "/api/mercadopago/qr/orders",
        lambda till: {"pointOfSaleId": till.id, "amount": 100},
        {"description": "otra"},
        "payment_order",
    ),
    "company_people.invite": Protected("/account/invitaciones", lambda _: INVITED, {"rol": "seller"}, "invitation"),
    "company_people.invite_into_company": Protected(
        "/admin/empresas/{company}/invitaciones", lambda _: INVITED, {"rol": "seller"}, "invitation", Role.ADMIN
    ),
    "api_keys.create_key": Protected("/account/api-keys", lambda _: KEY, {"nombre": "Otra"}, "api_key"),
    "api_keys.create_key_of_company": Protected(
        "/admin/api-keys",
        lambda till: {**KEY, "empresa_id": till.company_id},
        {"nombre": "Otra"},
        "api_key",
        Role.ADMIN,
    ),
    "companies.create_company": Protected(
        "/admin/empresas",
        lambda till: {"nombre": "Nueva", "nit": f"NUEVA-{till.company_id}", "plan_id": sold_to(till).plan_id},
        {"nombre": "Otra"},
        "company",
        Role.ADMIN,
    ),
    "administration.transfer_company": Protected(
        "/admin/empresa/transfer",
        lambda till: {"empresa_codigo": tax_id_of(till), "nuevo_email": f"nueva{till.company_id}@example.com"},
        {"nuevo_nombre": "Otra"},
        "app_user",
        Role.ADMIN,
    ),
    "subscriptions.create_subscription": Protected(
        "/admin/suscripciones", purchase, {"notas": "otra"}, "subscription", Role.ADMIN
    ),
    "subscriptions.renew_subscription": Protected(
        "/admin/suscripciones/{subscription}/renovar", lambda _: {}, {"notas": "otra"}, "subscription", Role.ADMIN
    ),
    "plan_changes.change_plan": Protected(
        "/admin/suscripciones/{subscription}/cambio-plan",
        lambda till: {"plan_id": another_plan(till)},
        {"cobrar_online": True},
        "subscription",
        Role.ADMIN,
        SubscriptionState.ACTIVE,
    ),
    "paying.subscribe": Protected("/public/suscripcion", purchase, {"periodo": "anual"}, "subscription"),
    "paying.renew_own_subscription": Protected(
        "/account/subscriptions/{subscription}/renovar", lambda _: {}, {"periodo": "anual"}, "subscription"
    ),
    "paying.change_own_plan": Protected(
        "/account/subscriptions/{subscription}/cambio-plan",
        lambda till: {"plan_id": another_plan(till)},
        {"dry_run": False},
        "subscription",
        state=SubscriptionState.ACTIVE,
    ),
}


def protected_endpoints(app: Flask) -> set[str]:
    """Return the endpoints that honour Idempotency-Key."""
    return {name for name, view in app.view_functions.items() if hasattr(view, "__idempotent__")}


def rows_of(table: str) -> int:
    """Return how many rows the table has."""
    return run_unit(lambda: db.session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())  # noqa: S608 - a name of ours


def path_of(route: Protected, till: PointOfSale) -> str:
    """Return the path with the counter's company and its subscription in it."""
    return route.path.format(company=till.company_id, subscription=sold_to(till).id)


def send_until_answered(app: Flask, route: Protected, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, str]:
    """Send, and send again while the first call with the key is still running."""
    client = app.test_client()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = client.post(route.path, json=body, headers=headers)
        is_running = answer.status_code == 409 and answer.json["code"] == KeyInProgress.code
        if not is_running or time.monotonic() > deadline:
            return answer.status_code, answer.text
        time.sleep(0.02)


def faults_of(app: Flask, route: Protected, till: PointOfSale, token: dict[str, str], at_once: int) -> list[str]:
    """Send one route many times at once and say what is wrong with what came of it."""
    headers = {**token, "Idempotency-Key": new_id()}
    body = route.body(till)
    before = rows_of(route.table)
    route = replace(route, path=path_of(route, till))
    results = run_in_threads(at_once, lambda _: send_until_answered(app, route, body, headers))
    answers = Counter(results)
    faults = [f"{type(one).__name__}: {one}" for one in results if isinstance(one, BaseException)]
    if len(answers) != 1:
        faults.append(f"{len(answers)} different answers: {Counter(one[0] for one in results if len(one) == 2)}")
    if not all(one[0] in idempotency.SUCCESS for one in answers if isinstance(one, tuple)):
        faults.append("not every answer is a success")
    if (effects := rows_of(route.table) - before) != 1:
        faults.append(f"{effects} effects")
    other = app.test_client().post(route.path, json={**body, **route.other}, headers=headers)
    if (other.status_code, other.json.get("code")) != (422, KeyReused.code):
        faults.append(f"another body under the same key answered {other.status_code}")
    return faults


def running_faults(app: Flask, route: Protected, till: PointOfSale, token: dict[str, str]) -> list[str]:
    """Send a request while the first one with its key is held in the middle, and once more afterwards."""
    headers = {**token, "Idempotency-Key": new_id()}
    body = route.body(till)
    before = rows_of(route.table)
    keep = idempotency._keep
    statuses: list[int] = []
    held: list[bool] = []

    def send() -> None:
        statuses.append(app.test_client().post(path_of(route, till), json=body, headers=headers).status_code)

    def hold(*kept: Any) -> None:
        # Its effect stands, its answer is not remembered yet: the key is still running.
        held.append(True)
        if len(held) == 1:
            send()
        keep(*kept)

    with patch.object(idempotency, "_keep", hold):
        send()
    send()
    effects = rows_of(route.table) - before
    if effects == 1 and statuses[0] == KeyInProgress.status and {*statuses[1:]} <= {*idempotency.SUCCESS}:
        return []
    return [f"while the first ran: answers {statuses}, {effects} effects"]


def stage(route: Protected) -> tuple[PointOfSale, dict[str, str]]:
    """Make a company with a connected counter and a free plan, and the credentials of whoever sends."""
    company = make_company("Almacén")
    for app_type in ("POINT", "QR"):
        connect(company.id, app_type)
    free = {"monthly_price": ZERO, "yearly_price": ZERO}
    sold, _ = make_plan(**free), make_plan(**free)
    make_subscription(company, sold, route.state, start=clock.today_in(company.time_zone))
    sender = make_user(route.role, None if route.role is Role.ADMIN else company)
    return make_point_of_sale(company, **DEVICES), auth_headers(sender)


def main(size: str, *, control: bool) -> int:
    """Return 0 when every protected route holds on every database that is there."""
    guard_off = patch.object(idempotency, "_begin", lambda *_: (new_id(), None)) if control else patch.dict({}, {})
    is_good = True
    with guard_off:
        for name, app in apps("idempotency"):
            ports.plug(replace(ports.plugged(), gateway=FakeProvider()))
            unknown = protected_endpoints(app) ^ PROTECTED.keys()
            if unknown:
                print(f"{name:<11} not shown, or not protected any more: {sorted(unknown)}")
                is_good = False
            for route in PROTECTED.values():
                faults = faults_of(app, route, *stage(route), AT_ONCE[size])
                faults += running_faults(app, route, *stage(route))
                verdict = "; ".join(faults) or "one effect, one answer"
                print(f"{name:<11} {route.path:<28} {AT_ONCE[size]} at once: {verdict}")
                is_good &= not faults
                empty_database()
    return 0 if is_good else 1
