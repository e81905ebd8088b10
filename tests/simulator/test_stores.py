"""Stores, points of sale and terminals (reference sections 2a.8 and 3c)."""

from __future__ import annotations

import pytest
import requests

from backend.simulator import emv
from tests.simulator.conftest import terminals_of

STORE = {
    "name": "Sucursal Norte",
    "external_id": "NORTE",
    "business_hours": {"monday": [{"open": "08:00", "close": "20:00"}]},
    "location": {
        "street_number": "1234",
        "street_name": "Av. Cabildo",
        "city_name": "Belgrano",
        "state_name": "Capital Federal",
        "latitude": -34.56,
        "longitude": -58.45,
        "reference": "PB",
    },
}


def new_store(seller, **changes):
    return seller.call("POST", f"/users/{seller.user_id}/stores", STORE | changes)


def test_store_lives_from_creation_to_removal(ana):
    created = new_store(ana)
    assert created.status_code == 201
    store = created.json()
    assert store["location"]["address_line"] == "Av. Cabildo 1234, Belgrano, Capital Federal"
    assert ana.call("GET", f"/stores/{store['id']}").json() == store
    found = ana.call("GET", f"/users/{ana.user_id}/stores/search?external_id=NORTE").json()
    assert (found["paging"]["total"], found["results"][0]["id"]) == (1, store["id"])
    changed = ana.call("PUT", f"/users/{ana.user_id}/stores/{store['id']}", {"name": "Norte 2"})
    assert (changed.status_code, changed.json()["name"], changed.json()["external_id"]) == (200, "Norte 2", "NORTE")
    assert ana.call("DELETE", f"/users/{ana.user_id}/stores/{store['id']}").status_code == 200
    assert ana.call("GET", f"/stores/{store['id']}").status_code == 404


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("UNKNOWN_FIELD", {"colour": "red"}),
        ("INVALID_NAME", {"name": ""}),
        ("INVALID_DAY", {"business_hours": {"lunes": []}}),
        ("INVALID_BUSINESS_HOURS", {"business_hours": {"monday": [{"open": "8", "close": "20"}]}}),
        ("INVALID_STREET_NAME", {"location": {"street_name": 5}}),
        ("INVALID_LOCATION", {"location": {"latitude": "south"}}),
        ("VALIDATION_ERROR", {"external_id": "x" * 61}),
    ],
)
def test_wrong_store_is_refused_by_name(ana, key, change):
    answer = new_store(ana, **change)
    assert (answer.status_code, answer.json()["error"]) == (400, key)


def test_second_store_with_one_external_id_is_a_conflict(ana):
    new_store(ana)
    assert new_store(ana).status_code == 409


def new_pos(seller, **changes):
    body = {
        "name": "Caja 9",
        "fixed_amount": True,
        "external_store_id": "SUC1",
        "external_id": "CAJA9",
        "category": 621102,
    }
    return seller.call("POST", "/pos", body | changes)


def test_point_of_sale_lives_from_creation_to_removal(ana):
    created = new_pos(ana)
    assert created.status_code == 201
    pos = created.json()
    assert isinstance(pos["id"], int)
    assert emv.is_intact(pos["qr_code"])
    assert ana.call("GET", f"/pos/{pos['id']}").json() == pos
    assert [one["id"] for one in ana.call("GET", "/pos?external_id=CAJA9").json()["results"]] == [pos["id"]]
    assert len(ana.call("GET", f"/users/{ana.user_id}/pos").json()["results"]) == 3
    assert ana.call("PUT", f"/pos/{pos['id']}", {"name": "Caja nueva"}).json()["name"] == "Caja nueva"
    assert ana.call("DELETE", f"/pos/{pos['id']}").status_code == 204
    assert ana.call("GET", f"/pos/{pos['id']}").status_code == 404


def test_printed_qr_is_a_picture(ana):
    pos = new_pos(ana).json()
    path = pos["qr"]["image"].split("5223", 1)[1]
    picture = requests.get(ana.url + path, timeout=10)
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    sheet = requests.get(
        ana.url + path.replace(pos["uuid"], f"template_{pos['uuid']}").replace("png", "pdf"), timeout=10
    )
    assert sheet.content[:4] == b"%PDF"
    assert requests.get(ana.url + path.replace(pos["uuid"], "other"), timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("UNKNOWN_FIELD_EXCEPTION", {"colour": "red"}),
        ("INVALID_NAME", {"name": ""}),
        ("NAME_TOO_LONG", {"name": "x" * 46}),
        ("INVALID_FIXED_AMOUNT", {"fixed_amount": "yes"}),
        ("INVALID_CATEGORY", {"category": "food"}),
        ("INVALID_EXTERNAL_ID", {"external_id": "CAJA-9"}),
        ("EXTERNAL_ID_TOO_LONG", {"external_id": "x" * 41}),
        ("INEXISTENT_EXTERNAL_STORE_ID", {"external_store_id": "NONE"}),
        ("INVALID_STORE_ID", {"store_id": "1"}),
        ("INVALID_URL", {"url": "ftp"}),
    ],
)
def test_wrong_point_of_sale_is_refused_by_name(ana, key, change):
    answer = new_pos(ana, **change)
    assert (answer.status_code, answer.json()["error"]) == (400, key)


def test_point_of_sale_needs_a_store_that_matches(ana):
    store = new_store(ana).json()
    mismatch = new_pos(ana, store_id=store["id"])
    assert mismatch.json()["error"] == "EXTERNAL_STORE_ID_NOT_MATCH"
    assert new_pos(ana, external_store_id=None).status_code == 400


def test_second_point_of_sale_with_one_external_id_is_a_conflict(ana):
    new_pos(ana)
    assert new_pos(ana).status_code == 409


def test_nothing_of_somebody_else_is_seen_or_touched(ana, carla):
    store, pos = new_store(ana).json(), new_pos(ana).json()
    assert carla.call("GET", f"/stores/{store['id']}").status_code == 404
    assert carla.call("GET", f"/pos/{pos['id']}").status_code == 404
    assert carla.call("PUT", f"/pos/{pos['id']}", {"name": "Mine"}).status_code == 404
    assert carla.call("DELETE", f"/pos/{pos['id']}").status_code == 404
    for method, path in (("GET", "/stores/search"), ("GET", "/pos"), ("DELETE", f"/stores/{store['id']}")):
        assert carla.call(method, f"/users/{ana.user_id}{path}").status_code == 403
    assert carla.call("GET", "/pos?external_id=CAJA9").json()["results"] == []


def set_mode(seller, terminal_id, mode):
    body = {"terminals": [{"id": terminal_id, "operating_mode": mode}]}
    return seller.call("PATCH", "/terminals/v1/setup", body)


def test_terminals_are_listed_with_their_modes(ana):
    found = ana.call("GET", "/terminals/v1/list").json()
    assert [one["operating_mode"] for one in found["data"]["terminals"]] == ["PDV", "STANDALONE"]
    assert [one["external_pos_id"] for one in found["data"]["terminals"]] == ["CAJA1", "CAJA2"]
    assert found["paging"] == {"total": 2, "offset": 0, "limit": 50}
    assert ana.call("GET", "/terminals/v1/list?limit=500").json()["paging"]["limit"] == 50
    pos_id = found["data"]["terminals"][1]["pos_id"]
    assert len(ana.call("GET", f"/terminals/v1/list?pos_id={pos_id}").json()["data"]["terminals"]) == 1


def test_mode_of_a_terminal_is_changed(ana):
    second = terminals_of(ana)[1]
    answer = set_mode(ana, second, "PDV")
    assert answer.status_code == 200
    assert answer.json() == {"terminals": [{"id": second, "operating_mode": "PDV"}]}
    modes = [one["operating_mode"] for one in ana.call("GET", "/terminals/v1/list").json()["data"]["terminals"]]
    assert modes == ["PDV", "PDV"]


def test_wrong_setups_are_refused_by_name(ana, carla):
    mine = terminals_of(ana)[0]
    cases = [
        (set_mode(carla, mine, "STANDALONE"), 403, "terminal_not_allowed_action"),
        (set_mode(ana, "NEWLAND_N950__NONE", "PDV"), 404, "not_found"),
        (set_mode(ana, mine, "KIOSK"), 400, "property_value"),
        (ana.call("PATCH", "/terminals/v1/setup", {"terminals": []}), 400, "minimum_items"),
        (ana.call("PATCH", "/terminals/v1/setup", {"terminals": [], "x": 1}), 400, "unsupported_properties"),
    ]
    for answer, status, code in cases:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)


def test_second_pdv_terminal_on_one_point_of_sale_is_refused(ana, simulator):
    first, second = terminals_of(ana)
    terminals = simulator.simulator.world.tables.terminals
    terminals[second].pos_id = terminals[first].pos_id
    assert set_mode(ana, second, "PDV").status_code == 412
