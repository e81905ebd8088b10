"""HTTP of terminals, stores and QR cashiers, and of choosing them for a point of sale."""

from __future__ import annotations

import pytest

from backend.infra.db import session
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.payments.models import PointOfSale
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service import devices
from tests.conftest import run_in_threads
from tests.factories.users import auth_headers
from tests.fixtures.gateway import connect

pytestmark = pytest.mark.usefixtures("plugged_in")


@pytest.fixture
def connected(seller, ana_company):
    """Ana's company with the simulated seller's token for Point and QR."""
    for app_type in ("POINT", "QR"):
        account = connect(ana_company.id, app_type, seller=str(seller.user_id))
        run_unit(lambda account=account: _use_token(account.id, seller.token))


def _use_token(account_id, token):
    AccountRepository(PLATFORM).find_by_id(account_id).access_token = token


@pytest.fixture
def counters(ana_company):
    points = [PointOfSale(company_id=ana_company.id, code=f"CAJA-{n}", name=f"Caja {n}") for n in (1, 2)]
    run_unit(lambda: session().add_all(points))
    return points


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def terminals_of(client, headers):
    return client.get("/api/mercadopago/devices", headers=headers).json["data"]


def cashiers_of(client, headers):
    return client.get("/api/mercadopago/qr/cashiers", headers=headers).json["data"]


def put(client, headers, point, what, body):
    return client.put(f"/api/mercadopago/points-of-sale/{point.id}/{what}", json=body, headers=headers)


@pytest.mark.usefixtures("connected")
class TestListing:
    def test_terminals_in_mercado_pagos_words(self, client, headers):
        terminals = terminals_of(client, headers)

        assert [one["operating_mode"] for one in terminals] == ["PDV", "STANDALONE"]
        assert set(terminals[0]) == {"id", "operating_mode", "pos_id", "store_id", "external_pos_id"}

    def test_stores_and_their_cashiers(self, client, headers):
        (store,) = client.get("/api/mercadopago/qr/stores", headers=headers).json["data"]
        own = client.get(f"/api/mercadopago/qr/cashiers?storeId={store['id']}", headers=headers).json["data"]
        none = client.get("/api/mercadopago/qr/cashiers?storeId=1", headers=headers).json["data"]

        assert set(store) == {"id", "name", "external_id"}
        assert [one["external_id"] for one in own] == ["CAJA1", "CAJA2"]
        assert set(own[0]["qr"]) == {"image", "template_document", "template_image"}
        assert none == []

    def test_cashier_reads_too(self, client, beto):
        assert client.get("/api/mercadopago/devices", headers=auth_headers(beto)).status_code == 200

    def test_provider_that_fails_is_told(self, client, headers, simulator):
        simulator.control.faults({"match": {"path": "/terminals"}, "fault": "status", "status": 403})

        answer = client.get("/api/mercadopago/devices", headers=headers)

        assert (answer.status_code, answer.json["code"]) == (502, "mercadopago_refused")

    def test_refused_token_ends_the_link(self, client, headers, simulator, seller):
        simulator.control.unlink(seller.user_id)

        first = client.get("/api/mercadopago/devices", headers=headers)
        second = client.get("/api/mercadopago/devices", headers=headers)

        assert (first.status_code, second.status_code) == (502, 409)
        assert second.json["code"] == "not_connected"


@pytest.mark.parametrize("path", ["devices", "qr/stores", "qr/cashiers"])
def test_listing_without_an_account_is_a_conflict(client, headers, path):
    answer = client.get(f"/api/mercadopago/{path}", headers=headers)

    assert (answer.status_code, answer.json["code"]) == (409, "not_connected")


@pytest.mark.usefixtures("connected")
class TestChoosing:
    def test_terminal_is_chosen_and_cleared(self, client, headers, counters):
        terminal = terminals_of(client, headers)[0]["id"]

        chosen = put(client, headers, counters[0], "device", {"mpDeviceId": terminal, "mpDeviceName": "Mostrador"})
        cleared = put(client, headers, counters[0], "device", {"mpDeviceId": None})

        shown = {"id": counters[0].id, "code": "CAJA-1", "name": "Caja 1"}
        assert chosen.json["data"] == shown | {"mpDeviceId": terminal, "mpDeviceName": "Mostrador"}
        assert cleared.json["data"] == shown | {"mpDeviceId": None, "mpDeviceName": None}

    def test_cashier_is_chosen_and_cleared(self, client, headers, counters):
        cashier = cashiers_of(client, headers)[0]

        chosen = put(client, headers, counters[0], "qr-cashier", {"mpQrPosId": cashier["id"]})
        cleared = put(client, headers, counters[0], "qr-cashier", {"mpQrPosId": None})

        shown = {"id": counters[0].id, "code": "CAJA-1"}
        assert chosen.json["data"] == shown | {"mpQrPosId": cashier["id"], "mpQrExternalId": "CAJA1"}
        assert cleared.json["data"] == shown | {"mpQrPosId": None, "mpQrExternalId": None}

    def test_choosing_again_the_same_is_harmless(self, client, headers, counters):
        body = {"mpDeviceId": terminals_of(client, headers)[0]["id"]}

        assert [put(client, headers, counters[0], "device", body).status_code for _ in range(2)] == [200, 200]

    def test_device_of_another_point_of_sale_is_a_conflict(self, client, headers, counters):
        terminal, cashier = terminals_of(client, headers)[0]["id"], cashiers_of(client, headers)[0]["id"]
        put(client, headers, counters[0], "device", {"mpDeviceId": terminal})
        put(client, headers, counters[0], "qr-cashier", {"mpQrPosId": cashier})

        device = put(client, headers, counters[1], "device", {"mpDeviceId": terminal})
        qr = put(client, headers, counters[1], "qr-cashier", {"mpQrPosId": cashier})

        assert [(one.status_code, one.json["code"]) for one in (device, qr)] == [(409, "device_taken")] * 2

    def test_device_of_another_account_is_a_conflict(self, client, headers, counters, simulator):
        other = simulator.control.new_seller("Otro")
        foreign = simulator.control.state("terminals", "pos")
        terminal = next(one["id"] for one in foreign["terminals"] if one["user_id"] == other["user_id"])
        cashier = next(one["id"] for one in foreign["pos"] if one["user_id"] == other["user_id"])

        device = put(client, headers, counters[0], "device", {"mpDeviceId": terminal})
        qr = put(client, headers, counters[0], "qr-cashier", {"mpQrPosId": cashier})

        assert [(one.status_code, one.json["code"]) for one in (device, qr)] == [(409, "device_not_of_account")] * 2

    def test_external_id_that_is_not_the_cashiers_is_a_conflict(self, client, headers, counters):
        cashier = cashiers_of(client, headers)[0]
        body = {"mpQrPosId": cashier["id"], "mpQrPosExternalId": "CAJA2"}

        assert put(client, headers, counters[0], "qr-cashier", body).status_code == 409

    def test_two_points_of_sale_at_once_get_one_terminal(self, app, client, headers, ana_company, counters):
        terminal = terminals_of(client, headers)[0]["id"]

        def choose(i):
            with app.app_context():
                return devices.use_terminal(ana_company.id, counters[i].id, terminal)

        results = run_in_threads(2, choose)

        assert sorted(type(result).__name__ for result in results) == ["Counter", "DeviceTaken"]

    def test_point_of_sale_of_another_company_is_not_found(self, client, carla, counters):
        answers = [
            put(client, auth_headers(carla), counters[0], "device", {"mpDeviceId": None}),
            put(client, auth_headers(carla), counters[0], "qr-cashier", {"mpQrPosId": None}),
        ]

        assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("device", {}),
        ("device", {"mpDeviceId": ""}),
        ("device", {"mpDeviceId": 5}),
        ("device", {"mpDeviceId": "a\u0000b"}),
        ("device", {"mpDeviceId": "x", "mpDeviceName": "\u0000"}),
        ("device", {"mpDeviceId": "x", "more": 1}),
        ("qr-cashier", {}),
        ("qr-cashier", {"mpQrPosId": "9000001"}),
        ("qr-cashier", {"mpQrPosId": 1.5}),
        ("qr-cashier", {"mpQrPosId": -1}),
        ("qr-cashier", {"mpQrPosId": 2**63}),
        ("qr-cashier", {"mpQrPosId": True}),
    ],
)
def test_wrong_choice_is_refused(client, headers, counters, what, body):
    assert put(client, headers, counters[0], what, body).status_code == 422


@pytest.mark.parametrize("point_id", ["nada", "%00", "x" * 300])
def test_unknown_point_of_sale_is_not_found(client, headers, point_id):
    path = f"/api/mercadopago/points-of-sale/{point_id}/device"

    assert client.put(path, json={"mpDeviceId": None}, headers=headers).status_code == 404


def test_cashier_may_not_choose(client, beto, counters):
    assert put(client, auth_headers(beto), counters[0], "device", {"mpDeviceId": None}).status_code == 403
