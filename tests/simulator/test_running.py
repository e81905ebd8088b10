"""A simulator as a program: command line, state file, determinism, bursts, broken requests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from backend.simulator.__main__ import read_settings
from backend.simulator.sellers import PLATFORM_USER
from backend.simulator.settings import Settings
from tests.fixtures.simulator import WEBHOOK_SECRET, SellerClient, SimulatorControl, running, wait_for
from tests.simulator.conftest import qr_body

ROOT = Path(__file__).resolve().parents[2]


def settings(**more):
    return Settings(port=0, seed=7, webhook_url="", webhook_secret=WEBHOOK_SECRET, **more)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_up(url):
    try:
        return requests.get(f"{url}/_sim/clock", timeout=1).ok
    except requests.ConnectionError:
        return False


def test_program_serves_and_keeps_its_state_over_a_restart(tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    state = tmp_path / "state.json"
    command = [
        sys.executable,
        "-m",
        "backend.simulator",
        "--port",
        str(port),
        "--state",
        str(state),
        "--webhook-url",
        "",
    ]
    shown = []
    for _ in range(2):
        program = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"MP_WEBHOOK_SECRET": "one,two"})
        try:
            wait_for(lambda: is_up(url), 20)
            control = SimulatorControl(url)
            if not shown:
                seller = control.new_seller("Kiosco de Ana")["user_id"]
                token = control.link(seller)["access_token"]
                control.advance(3600)
                ana = SellerClient(url, seller, token)
                order = ana.create(qr_body(), key="k-1").json()
                control.events(ana.create(qr_body(reference="PAID")).json()["id"], token, "processed")
            assert ana.create(qr_body(), key="k-1").json() == order
            shown.append(control.state("sellers", "tokens", "orders", "payments"))
        finally:
            program.send_signal(signal.SIGTERM)
            assert program.wait(timeout=20) == 0
    assert shown[0] == shown[1]
    assert json.loads(state.read_text("utf-8"))["offset_seconds"] == 3600


def test_platform_has_a_seller_and_the_token_of_each_start(tmp_path):
    state = tmp_path / "state.json"
    for token in ("APP_USR-first", "APP_USR-second"):
        for simulator in running(settings(state_file=state, platform_token=token)):
            platform = SellerClient(simulator.url, PLATFORM_USER, token)
            assert platform.call("GET", "/users/me").json()["id"] == PLATFORM_USER
            item = {"title": "Plan", "quantity": 1, "unit_price": 10}
            made = platform.call("POST", "/checkout/preferences", {"items": [item]}).json()
            simulator.control.pay_preference(made["id"])
            simulator.control.reset()
            assert platform.call("GET", "/users/me").json()["nickname"] == "Plataforma"


def test_platform_token_comes_from_the_environment_that_both_programs_share(monkeypatch):
    monkeypatch.setenv("MERCADOPAGO_ACCESS_TOKEN", "APP_USR-shared")
    assert read_settings([]).platform_token == "APP_USR-shared"
    assert read_settings(["--platform-token", "APP_USR-own"]).platform_token == "APP_USR-own"
    monkeypatch.delenv("MERCADOPAGO_ACCESS_TOKEN")
    assert read_settings([]).platform_token is None


def test_without_a_token_there_is_no_platform(simulator):
    assert [one["nickname"] for one in simulator.control.state("sellers")["sellers"]] == ["Comercio Demo"]


def test_preferences_survive_a_restart(tmp_path):
    kept = settings(state_file=tmp_path / "state.json")
    for simulator in running(kept):
        ana = simulator.seller()
        item = {"title": "Entrada", "quantity": 1, "unit_price": 10}
        body = {"items": [item], "external_reference": "R-1", "expires": True}
        made = ana.call("POST", "/checkout/preferences", body | {"expiration_date_to": "2099-01-01T00:00:00Z"}).json()
        simulator.control.pay_preference(made["id"], "rejected")
    for simulator in running(kept):
        again = SellerClient(simulator.url, ana.user_id, ana.token)
        assert again.call("GET", f"/checkout/preferences/{made['id']}").json() == made
        assert simulator.control.pay_preference(made["id"])["external_reference"] == "R-1"
        (shown,) = simulator.control.state("preferences")["preferences"]
        assert [one["status"] for one in shown["payments"]] == ["rejected", "approved"]


def test_state_file_of_an_earlier_version_is_read(tmp_path):
    state = tmp_path / "state.json"
    for simulator in running(settings(state_file=state)):
        simulator.seller("Bar de Carla")
    document = json.loads(state.read_text("utf-8"))
    del document["tables"]["preferences"]
    state.write_text(json.dumps(document), encoding="utf-8")
    for simulator in running(settings(state_file=state)):
        assert len(simulator.control.state("sellers")["sellers"]) == 2


def test_waiting_cancellation_survives_a_restart(tmp_path):
    kept = settings(state_file=tmp_path / "state.json")
    body = {
        "type": "point",
        "external_reference": "A",
        "transactions": {"payments": [{"amount": "10.00"}]},
    }
    for first in running(kept):
        ana = first.seller()
        terminal = ana.call("GET", "/terminals/v1/list").json()["data"]["terminals"][0]["id"]
        order_id = ana.create(body | {"config": {"point": {"terminal_id": terminal}}}).json()["id"]
        first.control.take(terminal)
        headers = {"X_Idempotency_Key": "c", "x_allow_cancelable_status": "at_terminal"}
        assert ana.call("POST", f"/v1/orders/{order_id}/cancel", **headers).status_code == 202
    for second in running(kept):
        second.control.advance(11)
        assert SellerClient(second.url, ana.user_id, ana.token).order(order_id)["status"] == "canceled"


def play():
    for here in running(settings()):
        ana = here.seller()
        for number in range(3):
            order = ana.create(qr_body(reference=f"D-{number}"), key=f"k-{number}").json()
            here.control.events(order["id"], ana.token, "processed")
        orders = here.control.state("orders")["orders"]
        return [(one["id"], one["qr_data"], one["payment_id"]) for one in orders]
    return []


def test_same_seed_plays_the_same_day():
    assert play() == play() != []


def test_unseeded_simulators_do_not_hand_out_the_same_payment_twice():
    unseeded = Settings(port=0, webhook_url="")
    numbers = [here.simulator.world.ids.number("payment") for _ in range(2) for here in running(unseeded)]
    assert numbers[0] != numbers[1]


def test_terminals_take_orders_by_themselves_when_told_so():
    for here in running(settings(auto_terminals=True)):
        ana = here.seller()
        terminal = ana.call("GET", "/terminals/v1/list").json()["data"]["terminals"][0]["id"]
        config = {"config": {"point": {"terminal_id": terminal}}}
        body = {"type": "point", "external_reference": "A", "transactions": {"payments": [{"amount": "10.00"}]}}
        ana.create(body | config)
        wait_for(lambda here=here: here.control.state("orders")["orders"][0]["status"] == "at_terminal")


def test_known_applications_refuse_strangers_foreign_urls_and_missing_pkce():
    arguments = ["--client-id", "1", "--client-secret", "s", "--redirect-uri", "http://127.0.0.1/cb", "--require-pkce"]
    chosen = read_settings([*arguments, "--port", "0", "--webhook-url", ""])
    query = {"client_id": "1", "response_type": "code", "redirect_uri": "http://127.0.0.1/cb"}
    pkce = {"code_challenge": "x" * 43, "code_challenge_method": "S256"}
    for here in running(chosen):
        page = f"{here.url}/authorization"
        assert requests.get(page, params=query | pkce, timeout=10).status_code == 200
        assert requests.get(page, params=query, timeout=10).status_code == 400
        assert requests.get(page, params=query | pkce | {"client_id": "2"}, timeout=10).status_code == 400
        assert requests.get(page, params=query | pkce | {"redirect_uri": "http://x/"}, timeout=10).status_code == 400


def test_command_line_is_read(monkeypatch):
    monkeypatch.setenv("MP_WEBHOOK_SECRET", "current, earlier")
    chosen = read_settings(
        ["--port", "6000", "--seed", "3", "--faults", '[{"fault": "drop"}]', "--timestamp-unit", "s"]
    )
    assert (chosen.port, chosen.seed, chosen.webhook_secret) == (6000, 3, "current")
    assert chosen.public_url == "http://127.0.0.1:6000"
    assert chosen.faults == [{"fault": "drop"}]
    assert chosen.timestamp_unit == "s"


@pytest.mark.parametrize("arguments", [["--client-id", "1"], ["--faults", "{"], ["--signature-case", "upper"]])
def test_wrong_command_line_ends_with_a_sentence(arguments, capsys):
    with pytest.raises(SystemExit):
        read_settings(arguments)
    assert "error:" in capsys.readouterr().err


def test_burst_of_clients_is_served(simulator, ana):
    statuses = []

    def charge(worker):
        with requests.Session() as session:
            session.trust_env = False
            for number in range(10):
                reference = f"B-{worker}-{number}"
                headers = {"Authorization": f"Bearer {ana.token}", "X-Idempotency-Key": reference}
                answer = session.post(
                    f"{ana.url}/v1/orders", json=qr_body(reference=reference), headers=headers, timeout=30
                )
                statuses.append(answer.status_code)

    workers = [threading.Thread(target=charge, args=(worker,)) for worker in range(40)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert statuses == [201] * 400
    assert len(simulator.control.state("orders")["orders"]) == 400


def test_same_key_from_many_at_once_makes_one_order(simulator, ana):
    answers = []
    workers = [threading.Thread(target=lambda: answers.append(ana.create(qr_body(), key="one"))) for _ in range(20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["id"] for one in answers}) == 1


def converse(url, text):
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"POST /oauth/token HTTP/1.1\r\nContent-Length: many\r\n\r\n", b"400"),
        (b"POST /oauth/token HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 101 + b"\r\n", b"431"),
        (b"POST /oauth/token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"400"),
        (b"HEAD /_sim/clock HTTP/1.1\r\nConnection: close\r\n\r\n", b"200"),
        (b"GET /_sim/clock HTTP/1.0\r\n\r\n", b"200"),
        (b"", b""),
    ],
)
def test_server_answers_what_is_not_quite_http(simulator, text, status):
    assert converse(simulator.url, text)[9:12] == status


def test_one_connection_carries_many_requests(simulator):
    asked = b"GET /_sim/clock HTTP/1.1\r\n\r\n" * 3
    assert converse(simulator.url, asked).count(b"HTTP/1.1 200 OK") == 3
