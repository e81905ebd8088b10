"""Another company's rows are 404 on every route, and no list, count, sum or CSV changes because they exist.

The routes are read from the application: one with an id or a body that this proof does not know fails it. For each
foreign object the answer must be the very answer that an id nobody has gets, nothing foreign may change, and every
list must read the same before and after the other companies did business. With ``control`` tenancy's criterion is
switched off: something foreign is then seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from backend.app import PUBLIC_ENDPOINTS
from backend.companies.models import Company
from backend.infra import tenancy
from backend.infra.db import db
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.kernel.ids import new_id
from tests.factories.api_keys import make_api_key
from tests.factories.companies import make_company
from tests.factories.invitations import make_invitation
from tests.factories.payments import make_account, make_notification, make_order, make_payment, make_request
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale, sale_body
from tests.factories.subscriptions import make_plan, make_subscription
from tests.factories.users import auth_headers, make_user, sign_in
from tests.proofs.databases import apps

HAS_CONTROL = True
PER_DATABASE = True
NOBODY = "999999990"
NUMBERED = ("session_id", "user_id", "invitation_id", "key_id", "company_id", "subscription_id")
NOBODYS = dict.fromkeys(NUMBERED, NOBODY) | {
    "external_reference": "ref-nobody",
    "order_id": "ORD01JNOBODY",
}
# Bodies good enough to reach the row; by endpoint, of routes whose id stands in the path.
BODIES: dict[str, dict[str, Any]] = {
    "points_of_sale.change_point_of_sale": {"name": "Otra"},
    "mercadopago_devices.use_terminal": {"mpDeviceId": None},
    "mercadopago_devices.use_cashier": {"mpQrPosId": None},
    "company_people.change_access": {"rol": "seller", "is_active": False},
    "company_people.invite_into_company": {"email": "nueva@example.com", "rol": "cashier"},
    "own_subscriptions.change_own_subscription": {"renovacion_automatica": True},
    "paying.renew_own_subscription": {"periodo": "anual", "anios": 2},
    "paying.change_own_plan": {"plan_id": 1, "cotizacion_id": 1},
    "api_keys.change_key": {"nombre": "Otra"},
    "api_keys.change_any_key": {"nombre": "Otra"},
}
# Routes without an id in their path that write: their bodies carry no id of a row, except those in FOREIGN_BODIES.
WITHOUT_ID = {
    "account.change_password", "account.request_code", "account.verify_code", "account.change_profile",
    "second_factor.activate", "second_factor.renew_backup_codes", "second_factor.disable", "second_factor.set_up",
    "mercadopago_linking.disconnect", "mercadopago_linking.refresh_token", "mercadopago_linking.older_disconnect",
    "mercadopago_linking.older_delete", "points_of_sale.create_point_of_sale", "own_company.change_own_company",
    "company_people.invite", "api_keys.create_key", "licences.check_licence",
}  # fmt: skip
# Lists that ask Mercado Pago with the company's own token.
ASK_OUTSIDE = {
    "mercadopago_devices.list_devices",
    "mercadopago_devices.list_stores",
    "mercadopago_devices.list_cashiers",
}
# Routes of operators see every company: nobody else gets past their door, whatever they name.
OPERATORS = "/admin/"
FILTERS = ("pointOfSaleId", "userId", "q", "storeId", "appType", "date", "empresa_id", "search")
# Besides 404: a payment nobody can show, a route of operators, an invitation of somebody else.
REFUSALS = {"payment_not_verified", "forbidden", "invalid_invitation"}
CHANGING = re.compile(r"(authorizationUrl|authorization_url)\":\"[^\"]*")


@dataclass(frozen=True)
class Shop:
    """One company's business; ``ids`` by the name of the argument that takes them."""

    company: Company
    owner: Any
    ids: dict[str, list[str]]
    body: dict[str, Any]
    marks: list[str]
    invitation_code: str


def open_shop(mark: str) -> Shop:
    """Make a company with one row of everything that is owned."""
    company = make_company(f"{mark} SA")
    owner = make_user(Role.OWNER, company, name=f"{mark} Dueña", email=f"{mark.lower()}@example.com")
    point = make_point_of_sale(
        company, mark[:8].upper(), name=f"{mark} caja", terminal_id=f"{mark}-T", cashier_id=77, cashier_external_id=mark
    )
    account = make_account(company, nickname=f"{mark} vendedor")
    reference = f"{mark}-ref"
    order = make_order(point, account, 100, external_reference=reference, qr_content=f"{mark}-qr")
    waiting = make_order(point, account, 70, status="PENDING", channel="QR", external_reference=f"{mark}-open")
    payment = make_payment(company, 100, order=order)
    request = make_request(company, title=f"{mark} plan")
    online = make_payment(company, 100, request_id=request.id)
    told = make_notification(company_id=company.id, body=f"{mark} aviso")
    sale = make_sale(point, 100, user_id=owner.id, product=f"{mark} yerba", customer=f"{mark} cliente")
    key, _text = make_api_key(owner, name=f"{mark} clave")
    invitation_code = make_invitation(owner, f"invitada.{mark.lower()}@example.com")
    subscription = make_subscription(company, make_plan(is_active=False), cancel_reason=f"{mark} motivo")
    sign_in(owner)
    session_id, invitation_id = (
        run_unit(lambda table=table: db.session.execute(text(f"SELECT MAX(id) FROM {table}")).scalar_one())  # noqa: S608 - names of ours
        for table in ("user_session", "invitation")
    )
    ids = {
        "order_id": [order.id, order.provider_order_id, waiting.id],
        "external_reference": [reference, waiting.external_reference],
        "point_of_sale_id": [point.id],
        "sale_id": [sale.id],
        "session_id": [str(session_id)],
        "user_id": [str(owner.id)],
        "invitation_id": [str(invitation_id)],
        "key_id": [str(key.id)],
        "company_id": [str(company.id)],
        "empresa_id": [str(company.id)],
        "search": [mark, owner.email, key.prefix],
        "pointOfSaleId": [point.id],
        "userId": [str(owner.id)],
        "q": [f"{mark} cliente", sale.sale_number],
        "storeId": [mark],
        "payment": [payment.id, payment.provider_payment_id, online.id, online.provider_payment_id],
        "notification_id": [told.id],
        "subscription_id": [str(subscription.id)],
    }
    marks = [
        mark,
        owner.email,
        key.prefix,
        order.id,
        waiting.id,
        payment.id,
        online.id,
        request.id,
        told.id,
        sale.id,
        point.id,
        order.provider_order_id,
    ]
    return Shop(company, owner, ids, sale_body(point), marks, invitation_code)


@dataclass
class Looking:
    """One caller of Ana's company, looking for what is not theirs."""

    app: Flask
    name: str
    headers: dict[str, str]
    faults: list[str] = field(default_factory=list)
    asked: int = 0

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send one request."""
        self.asked += 1
        headers = self.headers | options.pop("headers", {})
        return self.app.test_client().open(path, method=method, headers=headers, **options)

    def same_as_nobodys(self, method: str, paths: tuple[str, str], body: Any, marks: list[str]) -> None:
        """Ask for a foreign row and for one that nobody has: the answers must be one, and a refusal."""
        foreign, nobodys = (self.ask(method, path, json=body) for path in paths)
        what = f"{self.name}: {method} {paths[0]}"
        is_owners = self.name.startswith("owner") and not paths[0].startswith("/admin/")
        allowed = {404} if is_owners else {403, 404}
        if foreign.status_code not in allowed:
            self.faults.append(f"{what} → {foreign.status_code}")
        if foreign.status_code != nobodys.status_code or foreign.data != nobodys.data:
            self.faults.append(f"{what} differs from an id that nobody has")
        self._mentions(what, foreign, marks)

    def _mentions(self, what: str, answer: TestResponse, marks: list[str]) -> None:
        told = answer.get_data(as_text=True)
        self.faults += [f"{what} tells {mark}" for mark in marks if mark in told]


def guarded_rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Yield each method and rule that a login is needed for."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC_ENDPOINTS:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def rules_of(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Yield each method and rule for people of companies; a machine's key reaches one company's rows by its guard."""
    for method, rule in guarded_rules(app):
        if not rule.rule.startswith(OPERATORS) and app.view_functions[rule.endpoint].__policy__.roles:
            yield method, rule


def look_at_operators_routes(looking: Looking) -> None:
    """Ask every route of operators: refused before anything is looked at, so that nothing of a row can be told."""
    for method, rule in guarded_rules(looking.app):
        if not rule.rule.startswith(OPERATORS):
            continue
        path = path_of(rule, dict.fromkeys(rule.arguments, "1"))
        answer = looking.ask(method, path, json={} if method in {"POST", "PUT", "PATCH"} else None)
        if answer.status_code != 403 or answer.json["code"] != "forbidden":
            looking.faults.append(f"{looking.name}: {method} {path} → {answer.status_code}")


def unknown_routes(app: Flask, shop: Shop) -> list[str]:
    """Name the routes that this proof has no case for."""
    unknown = []
    for method, rule in rules_of(app):
        is_known = set(rule.arguments) <= set(shop.ids)
        if not rule.arguments and method != "GET":
            is_known = rule.endpoint in WITHOUT_ID | set(FOREIGN_BODIES)
        if not is_known:
            unknown.append(f"no case for {method} {rule.rule} ({rule.endpoint})")
    return unknown


def path_of(rule: Rule, values: dict[str, str]) -> str:
    """Fill a rule's arguments in."""
    path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: values[found[1]], rule.rule)
    assert "<" not in path
    return path


def look_at_rows(looking: Looking, shop: Shop) -> None:
    """Ask every route with an id for each foreign row."""
    for method, rule in rules_of(looking.app):
        for argument in rule.arguments:
            nobodys = path_of(rule, {argument: NOBODYS.get(argument, new_id())})
            body = BODIES.get(rule.endpoint) if method in {"POST", "PUT", "PATCH"} else None
            for value in shop.ids[argument]:
                looking.same_as_nobodys(method, (path_of(rule, {argument: value}), nobodys), body, shop.marks)


def lists_of(looking: Looking, shops: list[Shop]) -> dict[str, str]:
    """Return what every route without an id reads, as JSON and CSV, also filtered by what is foreign."""
    read = {}
    for method, rule in rules_of(looking.app):
        if rule.arguments or method != "GET" or rule.endpoint in ASK_OUTSIDE:
            continue
        queries = [{}] + [{name: value} for shop in shops for name in FILTERS for value in shop.ids.get(name, [])]
        for query in queries:
            for accept in ("application/json", "text/csv"):
                answer = looking.ask("GET", rule.rule, query_string=query, headers={"Accept": accept})
                told = CHANGING.sub("", answer.get_data(as_text=True))
                read[f"{rule.rule} {query} {accept}"] = f"{answer.status_code} {told}"
                if answer.status_code not in {200, 403, 404, 422}:
                    looking.faults.append(f"{looking.name}: GET {rule.rule} {query} → {answer.status_code}")
    return read


def sell_at(shop: Shop, **changes: Any) -> dict[str, Any]:
    """Return the body of a sale at the shop's counter."""
    return {**shop.body, **changes}


def pay_with(own: Shop, value: str, name: str) -> dict[str, Any]:
    """Return the body of a sale at one's own counter, paid with somebody else's payment."""
    line = [{"productName": "Pan", "quantity": 1, "unitPrice": 100}]
    return sell_at(own, items=line, payments=[{"method": "MP_QR", "amount": 100, name: value}])


# Routes whose body names a row: the bodies to send, given one's own shop and a foreign one.
FOREIGN_BODIES: dict[str, Callable[[Shop, Shop], list[dict[str, Any]]]] = {
    "mercadopago_orders.charge_at_terminal": lambda _own, shop: [
        {"pointOfSaleId": shop.ids["point_of_sale_id"][0], "amount": 100}
    ],
    "mercadopago_orders.charge_by_qr": lambda _own, shop: [
        {"pointOfSaleId": shop.ids["point_of_sale_id"][0], "amount": 100}
    ],
    "paying.subscribe": lambda _own, shop: [{"empresa_id": shop.company.id, "plan_id": 1, "periodo": "mensual"}],
    "licences.check_services": lambda _own, shop: [{"empresa_id": shop.company.id}],
    "company_people.accept_invitation": lambda _own, shop: [{"codigo": shop.invitation_code}],
    "api_keys.create_key_of_company": lambda _own, shop: [
        {"empresa_id": shop.company.id, "nombre": "Otra", "scopes": ["licencia"]}
    ],
    "sales.create_sale": lambda own, shop: [
        sell_at(own, pointOfSaleId=shop.ids["point_of_sale_id"][0]),
        *(pay_with(own, value, "mpPaymentId") for value in shop.ids["payment"]),
        *(pay_with(own, value, "mpOrderId") for value in shop.ids["order_id"]),
    ],
}


def look_by_bodies(looking: Looking, own: Shop, shop: Shop) -> None:
    """Name foreign rows in bodies; refused as unknown (404), as a payment that cannot be verified, as not theirs."""
    for method, rule in rules_of(looking.app):
        for body in FOREIGN_BODIES.get(rule.endpoint, lambda *_: [])(own, shop):
            answer = looking.ask(method, rule.rule, json=body)
            is_refused = answer.status_code == 404 or answer.json.get("code") in REFUSALS
            if not is_refused:
                looking.faults.append(f"{looking.name}: {method} {rule.rule} with a foreign row → {answer.status_code}")
            looking._mentions(f"{method} {rule.rule}", answer, shop.marks)


def rows_of(company_id: int) -> dict[str, list[str]]:
    """Return every row of a company as it stands."""
    read = {}
    for table in db.metadata.sorted_tables:
        if "company_id" in table.c and table.name != "audit_entry":
            found = run_unit(
                lambda table=table: (
                    db.session.connection().execute(table.select().where(table.c.company_id == company_id)).all()
                )
            )
            read[table.name] = sorted(map(str, found))
    return read


def prove_on(name: str, app: Flask) -> bool:
    """Prove it on one database; prints what was asked and what was seen."""
    own = open_shop("PROPIA")
    callers = {
        "owner": own.owner,
        "seller": make_user(Role.SELLER, own.company),
        "cashier": make_user(Role.CASHIER, own.company),
    }
    lookings = [Looking(app, role, auth_headers(user)) for role, user in callers.items()]
    before = [lists_of(looking, []) for looking in lookings]
    foreign = [open_shop("AJENA"), open_shop("TERCERA")]
    faults = [
        f"{looking.name}: {what} reads otherwise since other companies exist"
        for looking, earlier in zip(lookings, before, strict=True)
        for what, told in lists_of(looking, []).items()
        if told != earlier[what]
    ]
    lookings += [
        Looking(app, f"{role} naming another company", auth_headers(user, company=foreign[0].company))
        for role, user in callers.items()
    ]
    faults += [*unknown_routes(app, own), *faults_of(lookings, own, foreign)]
    asked = sum(looking.asked for looking in lookings)
    print(f"{name:<11} {len(list(guarded_rules(app)))} guarded routes, {asked} requests: {len(faults)} faults")
    for fault in faults[:15]:
        print(f"  BROKEN {fault}")
    return not faults


def faults_of(lookings: list[Looking], own: Shop, foreign: list[Shop]) -> list[str]:
    """Let every caller look for every foreign row in every way."""
    marks = [mark for shop in foreign for mark in shop.marks]
    before = {shop.company.id: rows_of(shop.company.id) for shop in foreign}
    faults: list[str] = []
    for looking in lookings:
        # What was asked for may be repeated in the answer's words, never more of its row than that.
        read = {what: told for what, told in lists_of(looking, foreign).items() if not told.startswith("4")}
        faults += [f"{looking.name}: {what} tells {m}" for what, told in read.items() for m in marks if m in told]
        for shop in foreign:
            look_at_rows(looking, shop)
            look_by_bodies(looking, own, shop)
        look_at_operators_routes(looking)
        faults += looking.faults
    return faults + [f"rows of company {i} changed" for i, rows in before.items() if rows_of(i) != rows]


def main(size: str, *, control: bool) -> int:
    """Prove it on every database that is there; small and control on the chosen one."""
    if control:
        event.remove(Session, "do_orm_execute", tenancy._scope_statement)
    with clock.using(clock.MovableClock()):  # nothing but the other companies may make a difference
        holds = [prove_on(name, app) for name, app in apps("isolation", only_chosen=control or size == "small")]
    return 0 if all(holds) else 1
