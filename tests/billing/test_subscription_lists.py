"""Looking at subscriptions: both shapes, filters by the effective state, history, numbers, statements per answer."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from backend.billing.domain.states import SubscriptionState
from backend.companies.models import Company
from backend.infra.db import db
from backend.infra.unit_of_work import run_unit
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_service, make_subscription
from tests.factories.users import auth_headers

S = SubscriptionState
LIST = "/admin/suscripciones"
NOON = datetime(2026, 4, 10, 15, tzinfo=UTC)


@contextmanager
def statements():
    noted: list[str] = []

    def note(_connection, _cursor, statement, *_):
        noted.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def _tenth_of_april(moving_clock):
    moving_clock.set(NOON)


@pytest.fixture
def plan(app):
    return make_plan("Básico")


@pytest.fixture
def world(plan):
    """One row of each kind, every company its own; by name."""
    pro = make_plan("Pro")
    zone = {"time_zone": "Pacific/Kiritimati"}
    return {
        "runs": make_subscription(make_company(tax_id="30-X"), plan, start=date(2026, 4, 1)),
        "is over": make_subscription(make_company(), plan, start=date(2026, 3, 1)),
        "renews itself": make_subscription(make_company(), plan, start=date(2026, 3, 1), renews_automatically=True),
        "waits for money": make_subscription(
            make_company(),
            plan,
            start=date(2026, 3, 1),
            renews_automatically=True,
            payment_method="mercadopago",
        ),
        "ends": make_subscription(
            make_company(), plan, start=date(2026, 3, 1), renews_automatically=True, cancels_at_end=True
        ),
        "last day here": make_subscription(make_company(), plan, start=date(2026, 3, 10)),
        "over in Kiritimati": make_subscription(make_company(**zone), plan, start=date(2026, 3, 10)),
        "suspended": make_subscription(make_company(), pro, S.SUSPENDED, start=date(2026, 3, 1)),
        "later": make_subscription(make_company(), pro, S.SCHEDULED, start=date(2026, 5, 1)),
        "unpaid": make_subscription(
            make_company(), pro, S.PENDING_PAYMENT, start=date(2026, 4, 10), payment_due_at=NOON + timedelta(hours=1)
        ),
        "cancelled": make_subscription(make_company(), pro, S.CANCELLED, start=date(2026, 4, 1)),
        "ended": make_subscription(make_company(), pro, S.ENDED, start=date(2026, 1, 1)),
    }


ACTIVE = {"runs", "renews itself", "last day here"}
OVER = {"is over", "waits for money", "ends", "over in Kiritimati", "ended"}


@pytest.fixture
def found(operate, world):
    """Return the names of what a query finds."""
    names = {row.id: name for name, row in world.items()}

    def ask(**query):
        answer = operate("GET", LIST, query=query)
        assert answer.status_code == 200, answer.json
        assert answer.headers["X-Total-Count"] == str(len(answer.json))
        return [names[row["id"]] for row in answer.json]

    return ask


@pytest.mark.database
@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("activa", ACTIVE),
        ("inactiva", OVER),
        ("suspendida", {"suspended"}),
        ("programada", {"later"}),
        ("pendiente_pago", {"unpaid"}),
        ("cancelada", {"cancelled"}),
    ],
)
def test_filter_by_state_means_the_state_that_counts_today(found, operate, word, names):
    assert set(found(estado=word)) == names
    assert {row["estado"] for row in operate("GET", LIST, query={"estado": word}).json} == {word}


def test_row_whose_successor_waits_is_not_renewed_once_more(operate, plan):
    company = make_company()
    old = make_subscription(company, plan, start=date(2026, 3, 1), renews_automatically=True)
    make_subscription(company, plan, S.SCHEDULED, start=date(2026, 4, 1), renews_id=old.id)
    assert [row["id"] for row in operate("GET", LIST, query={"estado": "inactiva"}).json] == [old.id]


def test_list_is_newest_first_and_narrowed_by_each_filter(found, operate, world):
    assert found() == [*world][::-1]
    assert operate("GET", LIST, query={"limit": 2, "offset": 100}).json == []
    assert found(empresa_id=world["ends"].company_id) == ["ends"]
    assert found(plan_id=world["later"].plan_id) == ["ended", "cancelled", "unpaid", "later", "suspended"]
    assert found(nit="30-x") == ["runs"]
    assert found(nit="nobody") == []
    assert found(vence_antes="2026-02-02", estado="inactiva") == ["ended"]
    assert found(vence_antes="2026-02-01") == []
    assert found(nit="30-X", estado="activa", plan_id=world["runs"].plan_id, vence_antes="2026-12-31") == ["runs"]


def test_page_has_a_wrapper_and_its_numbers(operate, world):
    told = operate("GET", LIST, query={"page": 2, "per_page": 5}).json
    rows = told.pop("suscripciones")
    assert told == {"total": 12, "page": 2, "per_page": 5, "pages": 3}
    assert [row["id"] for row in rows] == [row.id for row in [*world.values()][::-1][5:10]]
    assert operate("GET", LIST, query={"page": 1}).json["per_page"] == 20
    assert operate("GET", LIST, query={"page": 9, "per_page": 5}).json["suscripciones"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"page": 0},
        {"per_page": 101},
        {"estado": "vigente"},
        {"vence_antes": "ayer"},
        {"empresa_id": "x"},
    ],
)
def test_wrong_query_is_refused(operate, query):
    assert operate("GET", LIST, query=query).status_code == 422


@pytest.mark.parametrize("query", [{}, {"estado": "activa"}, {"estado": "inactiva"}, {"page": 1, "nit": "30-X"}])
def test_list_costs_the_same_statements_whatever_its_length(operate, world, query):
    with statements() as few:
        operate("GET", LIST, query={**query, "per_page": 1} if "page" in query else {**query, "limit": 1})
    with statements() as many:
        operate("GET", LIST, query=query)
    # One more finds where the unpaid rows among them are paid.
    assert len(many) <= len(few) + (not query) <= 6, many


def test_detail_tells_the_chain_from_any_of_its_links(operate, plan):
    company = make_company()
    first = make_subscription(company, plan, S.ENDED, start=date(2026, 1, 1))
    second = make_subscription(company, plan, S.ENDED, start=date(2026, 2, 1), renews_id=first.id)
    third = make_subscription(company, plan, start=date(2026, 4, 1), renews_id=second.id)
    make_subscription(company, plan, S.CANCELLED, start=date(2026, 2, 1))
    for one in (first, second, third):
        told = operate("GET", f"{LIST}/{one.id}").json
        assert told["id"] == one.id
        assert [row["id"] for row in told["historial"]] == [first.id, second.id, third.id]
    assert operate("GET", f"{LIST}/999").status_code == 404
    assert operate("GET", f"{LIST}/99999999999999999999").status_code == 404


def test_numbers_count_the_state_of_today(operate, world):
    told = operate("GET", f"{LIST}/estadisticas").json
    assert told.pop("por_plan") == [{"plan": "Básico", "cantidad": 7}, {"plan": "Pro", "cantidad": 5}]
    assert told == {
        "total": 12,
        "activas": len(ACTIVE),
        "suspendidas": 1,
        "canceladas": 1,
        "inactivas": len(OVER),
        "programadas": 1,
        "pendientes_pago": 1,
    }


def test_numbers_of_nothing_are_zero(operate, app):
    told = operate("GET", f"{LIST}/estadisticas").json
    assert told.pop("por_plan") == []
    assert set(told.values()) == {0}


@pytest.mark.parametrize(
    ("name", "is_current", "days_left"),
    [
        ("runs", True, 21),
        ("last day here", True, 0),
        ("over in Kiritimati", False, 0),
        ("is over", False, 0),
        ("suspended", False, 0),
        ("later", False, 52),
        ("cancelled", False, 21),
    ],
)
def test_row_tells_whether_it_entitles_and_how_long(operate, world, name, is_current, days_left):
    told = operate("GET", f"{LIST}/{world[name].id}").json
    assert (told["vigente"], told["dias_restantes"]) == (is_current, days_left)


def test_own_lists_show_the_company_s_rows_only(client, ana, beto, carla, plan):
    make_service(plan, "Compraventa", 3)
    make_service(plan, "Apagado", is_active=False)
    company = run_unit(lambda: db.session.get_one(Company, ana.company_id))
    old = make_subscription(company, plan, S.ENDED, notes="interno")
    row = make_subscription(company, plan, start=date(2026, 4, 1))
    for person in (ana, beto):
        told = client.get("/account/subscriptions", headers=auth_headers(person)).json["suscripciones"]
        assert [one["id"] for one in told] == [row.id, old.id]
        assert [(one["nombre"], one["cantidad"]) for one in told[0]["servicios"]] == [("Compraventa", 3)]
        assert {one["notas"] for one in told} == {None}
        bare = client.get("/account/suscripciones?limit=1", headers=auth_headers(person))
        assert ([one["id"] for one in bare.json], bare.headers["X-Total-Count"]) == ([row.id], "2")
        assert bare.json[0]["notas"] is None
    assert client.get("/account/subscriptions", headers=auth_headers(carla)).json == {"suscripciones": []}
    assert client.get("/account/suscripciones", headers=auth_headers(carla)).json == []


def test_own_lists_of_somebody_without_company_are_empty(client, admin, plan, ana_company):
    make_subscription(ana_company, plan)
    assert client.get("/account/subscriptions", headers=auth_headers(admin)).json == {"suscripciones": []}
    assert client.get("/account/suscripciones", headers=auth_headers(admin)).json == []


def test_own_list_costs_the_same_statements_whatever_its_length(client, ana, ana_company, plan):
    headers = auth_headers(ana)
    make_service(plan)
    make_subscription(ana_company, plan, S.ENDED)
    with statements() as few:
        client.get("/account/subscriptions", headers=headers)
    for number in range(5):
        make_subscription(ana_company, make_plan(), S.ENDED, start=date(2026, number + 1, 1))
    with statements() as many:
        client.get("/account/subscriptions", headers=headers)
    assert len(many) == len(few) <= 5, many
