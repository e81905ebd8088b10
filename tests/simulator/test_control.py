"""Control calls and people's pages (contract 40, section 6)."""

from __future__ import annotations

import pytest
import requests

from tests.simulator.conftest import PDV_TERMINAL, point_body, qr_body, terminals_of

SECTIONS = {
    "clock",
    "applications",
    "sellers",
    "stores",
    "pos",
    "terminals",
    "orders",
    "payments",
    "preferences",
    "tokens",
    "webhooks_pending",
}


def test_state_at_start_is_the_demo_seller(simulator):
    state = simulator.control.state()
    assert set(state) == SECTIONS
    assert [one["nickname"] for one in state["sellers"]] == ["Comercio Demo"]
    assert [one["operating_mode"] for one in state["terminals"]] == ["PDV", "STANDALONE"]
    assert [one["external_id"] for one in state["pos"]] == ["CAJA1", "CAJA2"]
    assert (len(state["stores"]), state["orders"], state["payments"], state["tokens"]) == (1, [], [], [])


def test_cleared_state_is_as_at_start(simulator, ana):
    before = simulator.control.state("sellers", "terminals")
    simulator.control.faults({"fault": "hang", "match": {"path": "/x"}})
    simulator.control.advance(100)
    simulator.control.reset()
    state = simulator.control.state()
    assert state["clock"]["offset_seconds"] == 0
    assert len(state["sellers"]) == len(before["sellers"]) - 1
    assert simulator.control._call("GET", "/_sim/faults") == []
    assert ana.call("GET", "/users/me").status_code == 401


def test_new_seller_comes_with_everything_needed(simulator):
    seller = simulator.control.new_seller("Bar de Carla", "MLB")
    assert seller["email"] == f"test_user_{seller['user_id']}@testuser.com"
    assert (len(seller["stores"]), len(seller["pos"]), len(seller["terminals"])) == (1, 2, 2)
    assert {one["site"] for one in seller["pos"]} == {"MLB"}


@pytest.mark.parametrize(
    "body", [{}, {"nickname": ""}, {"nickname": "x", "site_id": "ZZZ"}, {"nickname": "x" * 61}, []]
)
def test_wrong_seller_is_refused(simulator, body):
    assert requests.post(f"{simulator.url}/_sim/sellers", json=body, timeout=10).status_code == 400


def test_clock_moves_forward_only(simulator):
    before = simulator.control.clock()
    moved = simulator.control.advance(3600)
    assert moved["offset_seconds"] == 3600
    assert moved["now"] > before["now"]
    for wrong in (-1, "60", None, True, 1e300):
        answer = requests.post(f"{simulator.url}/_sim/clock", json={"advance_seconds": wrong}, timeout=10)
        assert answer.status_code == 400, wrong
    assert simulator.control.clock()["offset_seconds"] == 3600


def test_scanned_qr_is_paid_or_refused(ana, simulator):
    paid, refused = (ana.create(qr_body(reference=name)).json() for name in ("PAID", "REFUSED"))
    answer = simulator.control.pay_qr(paid["type_response"]["qr_data"])
    assert (answer["order"]["status"], answer["payment"]["status"]) == ("processed", "approved")
    answer = simulator.control.pay_qr(refused["type_response"]["qr_data"], "rejected")
    assert (answer["order"]["status"], answer["payment"]["status"]) == ("failed", "rejected")
    assert ana.order(paid["id"])["status"] == "processed"


def test_printed_qr_pays_the_order_that_waits_there(ana, carla, simulator):
    printed = ana.call("GET", "/pos?external_id=CAJA1").json()["results"][0]["qr_code"]
    nothing = requests.post(f"{simulator.url}/_sim/qr/pay", json={"qr_data": printed}, timeout=10)
    assert nothing.status_code == 404
    waiting = ana.create(qr_body(mode="static")).json()
    carla.create(qr_body(mode="static"))
    assert simulator.control.pay_qr(printed)["order"]["id"] == waiting["id"]


def test_damaged_or_finished_qr_is_refused(ana, simulator):
    text = ana.create(qr_body()).json()["type_response"]["qr_data"]
    damaged = requests.post(f"{simulator.url}/_sim/qr/pay", json={"qr_data": text[:-1] + "?"}, timeout=10)
    assert damaged.status_code == 400
    simulator.control.pay_qr(text)
    again = requests.post(f"{simulator.url}/_sim/qr/pay", json={"qr_data": text}, timeout=10)
    assert again.status_code == 409
    assert len(ana.call("GET", "/v1/payments/search").json()["results"]) == 1


@pytest.mark.parametrize("path", ["/", "/phone", f"/terminal/{PDV_TERMINAL}", "/phone?qr=%3Cscript%3E"])
def test_pages_are_served_whole_from_the_simulator(simulator, path):
    page = requests.get(simulator.url + path, timeout=10)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert 'lang="es-AR"' in page.text
    assert "<script>" not in page.text
    addresses = [part.split('"')[0] for part in page.text.split('src="')[1:] + page.text.split('href="')[1:]]
    assert addresses
    assert all(one.startswith("/") for one in addresses)
    for one in addresses:
        assert requests.get(simulator.url + one, timeout=10).status_code == 200, one


def test_page_of_an_unknown_terminal_is_not_found(simulator):
    assert requests.get(f"{simulator.url}/terminal/NONE", timeout=10).status_code == 404


def test_open_qr_orders_are_offered_to_the_phone(ana, simulator):
    ana.create(qr_body(mode="static", reference="STATIC"))
    ana.create(qr_body(reference="DYNAMIC"))
    ana.create(point_body(terminals_of(ana)[0]))
    offered = requests.get(f"{simulator.url}/_sim/qr", timeout=10).json()
    assert [one["external_reference"] for one in offered] == ["STATIC", "DYNAMIC"]
    assert all(one["scan_data"] for one in offered)


def test_long_lists_can_be_asked_for_their_end(ana, simulator):
    for number in range(3):
        ana.create(qr_body(reference=f"L-{number}"))
    shown = requests.get(f"{simulator.url}/_sim/state?only=orders&last=2", timeout=10).json()
    assert [one["external_reference"] for one in shown["orders"]] == ["L-1", "L-2"]


def test_unknown_path_is_a_json_404(simulator):
    answer = requests.get(f"{simulator.url}/v1/nothing", timeout=10)
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
