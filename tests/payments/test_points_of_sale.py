"""/api/points-of-sale: who may, what is unique, what becomes of one with history."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.tenancy import OPTION, PLATFORM
from backend.payments.models import PointOfSale
from backend.payments.service.points_of_sale import ensure_demo
from tests.factories.payments import make_account, make_order
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale
from tests.factories.users import auth_headers, make_user

PATH = "/api/points-of-sale"
NO_DEVICES = {"mpDeviceId": None, "mpDeviceName": None, "mpQrPosId": None, "mpQrExternalId": None}


def read(statement):
    session().rollback()
    return session().execute(statement, execution_options={OPTION: PLATFORM}).scalars().all()


def trail():
    return read(select(AuditEntry).where(AuditEntry.entity == "point_of_sale").order_by(AuditEntry.id))


def actions():
    return [entry.action for entry in trail()]


@pytest.fixture
def call(client, ana):
    """Call as Ana: method, path below the list, body."""
    headers = auth_headers(ana)

    def send(method, path="", **body):
        return client.open(f"{PATH}{path}", method=method, json=body or None, headers=headers)

    return send


def test_created_point_of_sale_is_read_listed_and_audited(call, ana):
    made = call("POST", code="CAJA-1", name="  Caja principal ", branch="Centro")
    assert made.status_code == 201
    created = made.json["data"]
    assert created == {
        "id": created["id"], "companyId": ana.company_id, "branch": "Centro", "code": "CAJA-1",
        "name": "Caja principal", "isActive": True, **NO_DEVICES,
    }  # fmt: skip
    assert call("GET", f"/{created['id']}").json == {"success": True, "data": created}
    assert call("GET").json == {"success": True, "data": [created]}
    (entry,) = trail()
    assert (entry.action, entry.entity_id) == ("payments.point_of_sale.created", created["id"])
    assert (entry.user_id, entry.company_id, entry.after["code"]) == (ana.id, ana.company_id, "CAJA-1")


def test_list_is_by_code_with_switched_off_ones(call, ana_company):
    for code, is_active in (("B", True), ("A", False), ("C", True)):
        make_point_of_sale(ana_company, code, is_active=is_active)
    assert [(one["code"], one["isActive"]) for one in call("GET").json["data"]] == [
        ("A", False),
        ("B", True),
        ("C", True),
    ]


def test_code_is_unique_in_the_company_only(call, client, carla, ana_company):
    make_point_of_sale(ana_company, "CAJA-1")
    refused = call("POST", code="CAJA-1", name="Otra")
    assert (refused.status_code, refused.json["code"]) == (409, "code_taken")
    assert refused.json["error"] == "Ya hay un punto de venta con ese código."
    theirs = client.post(PATH, json={"code": "CAJA-1", "name": "x"}, headers=auth_headers(carla))
    assert theirs.status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x"}, "code"),
        ({"code": "A"}, "name"),
        ({"code": "a", "name": "x"}, "code"),
        ({"code": "A B", "name": "x"}, "code"),
        ({"code": "Ñ", "name": "x"}, "code"),
        ({"code": "A\n", "name": "x"}, "code"),
        ({"code": "", "name": "x"}, "code"),
        ({"code": "A" * 21, "name": "x"}, "code"),
        ({"code": None, "name": "x"}, "code"),
        ({"code": "A", "name": "  "}, "name"),
        ({"code": "A", "name": "x" * 121}, "name"),
        ({"code": "A", "name": "x\x00"}, "name"),
        ({"code": "A", "name": "x", "isActive": "yes"}, "isActive"),
        ({"code": "A", "name": "x", "isActive": None}, "isActive"),
        ({"code": "A", "name": "x", "companyId": 7}, "companyId"),
        ({"code": "A", "name": "x", "mpDeviceId": "stolen"}, "mpDeviceId"),
    ],
)
def test_wrong_body_is_422(call, body, field):
    answer = call("POST", **body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert read(select(PointOfSale)) == []


def test_longest_code_and_inactive_start_are_accepted(call):
    made = call("POST", code="A" * 20, name="x", isActive=False)
    assert (made.status_code, made.json["data"]["isActive"]) == (201, False)


def test_change_writes_only_what_is_given_and_leaves_a_trail(call, ana_company):
    one = make_point_of_sale(ana_company, "A", branch="Centro")
    changed = call("PATCH", f"/{one.id}", name="Nueva", isActive=False)
    assert changed.status_code == 200
    data = changed.json["data"]
    assert (data["code"], data["name"], data["branch"], data["isActive"]) == ("A", "Nueva", "Centro", False)
    assert call("PATCH", f"/{one.id}", branch=None).json["data"]["branch"] is None
    first, second = trail()
    assert (first.before["name"], first.after["name"]) == ("Caja A", "Nueva")
    assert (second.before["branch"], second.after["branch"]) == ("Centro", None)


def test_change_that_changes_nothing_leaves_no_trail(call, client, ana, ana_company):
    one = make_point_of_sale(ana_company, "A")
    assert call("PATCH", f"/{one.id}", code="A").status_code == 200
    assert client.patch(f"{PATH}/{one.id}", json={}, headers=auth_headers(ana)).status_code == 200
    assert actions() == []


def test_change_to_a_taken_code_is_409(call, ana_company):
    make_point_of_sale(ana_company, "A")
    other = make_point_of_sale(ana_company, "B")
    assert call("PATCH", f"/{other.id}", code="A").status_code == 409
    assert call("GET", f"/{other.id}").json["data"]["code"] == "B"


def test_removed_without_history_is_deleted(call, ana_company):
    one = make_point_of_sale(ana_company)
    answer = call("DELETE", f"/{one.id}")
    assert (answer.status_code, answer.json["success"], answer.json["deleted"]) == (200, True, True)
    assert call("GET", f"/{one.id}").status_code == 404
    assert actions() == ["payments.point_of_sale.deleted"]


@pytest.mark.parametrize("history", ["sale", "charge"])
def test_removed_with_history_is_switched_off(call, ana_company, history):
    one = make_point_of_sale(ana_company)
    if history == "sale":
        make_sale(one)
    else:
        make_order(one, make_account(ana_company))
    for _ in range(2):
        answer = call("DELETE", f"/{one.id}")
        assert (answer.status_code, answer.json["deleted"]) == (200, False)
    assert call("GET", f"/{one.id}").json["data"]["isActive"] is False
    assert actions().count("payments.point_of_sale.deactivated") == 1


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_point_of_sale_of_another_company_is_404(client, carla, ana_company, method):
    one = make_point_of_sale(ana_company)
    body = {"name": "Robada"} if method == "PATCH" else None
    answer = client.open(f"{PATH}/{one.id}", method=method, json=body, headers=auth_headers(carla))
    assert (answer.status_code, answer.json["code"]) == (404, "point_of_sale_not_found")
    assert client.get(PATH, headers=auth_headers(carla)).json["data"] == []
    assert [(row.name, row.is_active) for row in read(select(PointOfSale))] == [("Caja CAJA-1", True)]


@pytest.mark.parametrize("some_id", ["none", "%00", "0" * 36, "01890000-0000-7000-8000-000000000000"])
def test_point_of_sale_that_is_not_there_is_404(call, some_id):
    assert call("GET", f"/{some_id}").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [(Role.SELLER, 200, 201), (Role.CASHIER, 200, 403), (Role.COORDINATOR, 403, 403), (Role.SCANNER, 403, 403)],
)
def test_cashiers_read_and_sellers_write(client, ana_company, role, reads, writes):
    headers = auth_headers(make_user(role, ana_company))
    one = make_point_of_sale(ana_company)
    assert client.get(PATH, headers=headers).status_code == reads
    assert client.get(f"{PATH}/{one.id}", headers=headers).status_code == reads
    assert client.post(PATH, json={"code": "NUEVA", "name": "x"}, headers=headers).status_code == writes
    may = writes == 201
    assert client.patch(f"{PATH}/{one.id}", json={"name": "y"}, headers=headers).status_code == (200 if may else 403)
    assert client.delete(f"{PATH}/{one.id}", headers=headers).status_code == (200 if may else 403)


def test_admin_acts_for_the_company_it_names(client, admin, ana_company):
    body = {"code": "A", "name": "x"}
    made = client.post(PATH, json=body, headers=auth_headers(admin, company=ana_company))
    assert (made.status_code, made.json["data"]["companyId"]) == (201, ana_company.id)
    assert client.post(PATH, json=body, headers=auth_headers(admin, company=999999)).status_code == 404
    assert client.post(PATH, json=body, headers=auth_headers(admin)).status_code == 422


def test_creation_under_one_key_happens_once(client, ana):
    headers = {**auth_headers(ana), "Idempotency-Key": "alta-1"}
    first, again = (client.post(PATH, json={"code": "A", "name": "x"}, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    other = client.post(PATH, json={"code": "B", "name": "x"}, headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_key_of_one_company_never_answers_for_another(client, admin, ana_company, carla_company):
    for company, status in ((ana_company, 201), (carla_company, 422)):
        headers = {**auth_headers(admin, company=company), "Idempotency-Key": "alta-1"}
        assert client.post(PATH, json={"code": "A", "name": "x"}, headers=headers).status_code == status


def test_demo_has_one_counter_however_often_it_is_seeded(ana_company, carla_company):
    first = ensure_demo(ana_company.id)
    assert (first.code, first.name) == ("CAJA-1", "Caja principal")
    assert ensure_demo(ana_company.id).id == first.id
    assert ensure_demo(carla_company.id).id != first.id
