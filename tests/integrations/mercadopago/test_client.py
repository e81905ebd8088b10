"""The client against hosts that are slow, broken or wrong."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests
import requests_mock
from flask import Flask

from backend.infra.unit_of_work import OpenTransaction, run_unit
from backend.integrations.mercadopago.circuit import FAILURES, Circuit
from backend.integrations.mercadopago.client import Call, MercadoPagoClient, reason_of
from backend.payments.errors import (
    CircuitOpen,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnreachable,
)

HOST = "http://mp.example"
READ = Call("GET", "/v1/orders/ORD1", token="APP_USR-secret")
CREATE = Call("POST", "/v1/orders", token="APP_USR-secret", body={"a": "1"}, idempotency_key="k1")
ONCE = Call("POST", "/oauth/token", body={"grant_type": "refresh_token"})


@pytest.fixture
def client(app: Flask) -> MercadoPagoClient:
    return MercadoPagoClient(HOST)


@pytest.fixture
def host() -> Iterator[requests_mock.Mocker]:
    with requests_mock.Mocker() as mocker:
        yield mocker


@pytest.fixture(autouse=True)
def quick_pauses(monkeypatch):
    monkeypatch.setattr(
        "backend.integrations.mercadopago.client.wait_random_exponential", lambda **_bounds: lambda _state: 0
    )


@pytest.mark.parametrize("call", [READ, CREATE], ids=["read", "create"])
def test_server_error_is_repeated_with_the_same_request(client, host, call):
    host.request(call.method, HOST + call.path, [{"status_code": 502, "text": "<html>"}, {"json": {"id": "ORD1"}}])

    assert client.send(call).body == {"id": "ORD1"}

    first, second = host.request_history
    assert first.headers.get("X-Idempotency-Key") == second.headers.get("X-Idempotency-Key") == call.idempotency_key
    assert first.body == second.body


def test_call_that_works_once_is_never_repeated(client, host):
    host.post(HOST + ONCE.path, status_code=500)

    with pytest.raises(ProviderUnavailable):
        client.send(ONCE)

    assert host.call_count == 1


def test_tries_are_bounded(client, host):
    host.get(HOST + READ.path, status_code=503)

    with pytest.raises(ProviderUnavailable):
        client.send(READ)

    assert host.call_count == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status_code": 401, "json": {"code": "unauthorized"}}, ProviderUnauthorized),
        ({"status_code": 401, "json": {"errors": [{"code": "user_not_authorized"}]}}, ProviderRefused),
        ({"status_code": 400, "json": {"errors": [{"code": "property_value"}]}}, ProviderRefused),
        ({"status_code": 409, "text": "not json"}, ProviderRefused),
        ({"status_code": 500, "json": {}}, ProviderUnavailable),
        ({"status_code": 424, "json": {}}, ProviderUnavailable),
        ({"status_code": 302, "headers": {"Location": "http://evil.example"}}, ProviderUnavailable),
        ({"status_code": 200, "text": "<html>maintenance</html>"}, ProviderUnavailable),
        ({"status_code": 200, "content": b"\xff\xfe"}, ProviderUnavailable),
        ({"status_code": 200, "text": "[" * 100_000}, ProviderUnavailable),
        ({"status_code": 408}, ProviderTimedOut),
        ({"exc": requests.exceptions.ReadTimeout}, ProviderTimedOut),
        ({"exc": requests.exceptions.ConnectTimeout}, ProviderUnreachable),
        ({"exc": requests.exceptions.ConnectionError("reset")}, ProviderUnavailable),
        ({"exc": requests.exceptions.ChunkedEncodingError}, ProviderUnavailable),
    ],
)
def test_answer_becomes_the_error_of_payments(client, host, answer, error):
    host.get(HOST + READ.path, **answer)

    with pytest.raises(error) as raised:
        client.send(READ)

    assert type(raised.value) is error


def test_refusal_after_a_lost_try_stays_unknown(client, host):
    """The first try may have made the order that the second one finds in its way."""
    busy = {"status_code": 409, "json": {"errors": [{"code": "already_queued_order_on_terminal"}]}}
    host.post(HOST + CREATE.path, [{"exc": requests.exceptions.ReadTimeout}, busy])

    with pytest.raises(ProviderTimedOut):
        client.send(CREATE)


def test_invalid_body_after_a_lost_try_is_a_refusal(client, host):
    wrong = {"status_code": 400, "json": {"errors": [{"code": "property_value"}]}}
    host.post(HOST + CREATE.path, [{"exc": requests.exceptions.ReadTimeout}, wrong])

    with pytest.raises(ProviderRefused) as raised:
        client.send(CREATE)

    assert raised.value.reason == "property_value"


def test_open_circuit_after_a_lost_try_stays_unknown(client, host):
    host.post(HOST + CREATE.path, exc=requests.exceptions.ReadTimeout)
    for _ in range(2):
        with pytest.raises(ProviderTimedOut):
            client.send(CREATE)

    with pytest.raises(CircuitOpen):
        client.send(CREATE)
    assert host.call_count == FAILURES


def test_too_many_requests_waits_and_repeats(client, host):
    host.get(HOST + READ.path, [{"status_code": 429, "headers": {"Retry-After": "1"}}, {"json": {}}])

    assert client.send(READ).body == {}


def test_too_many_requests_with_a_long_wait_is_refused_at_once(client, host):
    host.get(HOST + READ.path, status_code=429, headers={"Retry-After": "3600"}, text="local_rate_limited")

    with pytest.raises(ProviderRefused) as raised:
        client.send(READ)

    assert raised.value.provider_status == 429
    assert host.call_count == 1


def test_circuit_opens_after_five_failures_and_tries_again_later(app, host):
    client = MercadoPagoClient(HOST, circuit=Circuit("mp.example", trial_after_seconds=0.05))
    host.post(HOST + ONCE.path, status_code=500)
    for _ in range(FAILURES):
        with pytest.raises(ProviderUnavailable):
            client.send(ONCE)
    assert client.describe_circuit() == "circuit: open"
    with pytest.raises(CircuitOpen):
        client.send(ONCE)
    assert host.call_count == FAILURES

    time.sleep(0.06)
    host.post(HOST + ONCE.path, json={})
    client.send(ONCE)

    assert client.describe_circuit() == "circuit: closed"


def test_refusals_do_not_open_the_circuit(client, host):
    host.get(HOST + READ.path, status_code=404, json={"errors": [{"code": "order_not_found"}]})

    for _ in range(FAILURES + 1):
        with pytest.raises(ProviderRefused):
            client.send(READ)

    assert client.describe_circuit() == "circuit: closed"


def test_calls_run_side_by_side(app):
    """The circuit must not hold a lock while a call waits for its answer."""
    circuit = Circuit("side.example")
    both = threading.Barrier(2, timeout=5)
    threads = [threading.Thread(target=lambda: circuit.call(both.wait)) for _ in range(2)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not both.broken


def test_only_one_trial_at_a_time(app):
    circuit = Circuit("trial.example", trial_after_seconds=0)
    for _ in range(FAILURES):
        with pytest.raises(ProviderUnavailable):
            circuit.call(_fail)

    def second_call_during_the_trial() -> None:
        with pytest.raises(CircuitOpen):
            circuit.call(lambda: None)

    circuit.call(second_call_during_the_trial)

    assert circuit.state == "closed"


def _fail() -> None:
    raise ProviderUnavailable


def test_call_inside_a_transaction_is_an_error(client, host):
    with pytest.raises(OpenTransaction):
        run_unit(lambda: client.send(READ))
    assert host.call_count == 0


def test_host_that_nobody_listens_on_is_unreachable(app):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(ProviderUnreachable):
        MercadoPagoClient(f"http://127.0.0.1:{port}").send(READ)


@pytest.mark.parametrize("is_dribbling", [False, True], ids=["silent", "dribbling"])
def test_host_that_never_finishes_is_left_in_time(app, is_dribbling):
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        threading.Thread(target=_never_finish, args=(server, stop, is_dribbling), daemon=True).start()
        client = MercadoPagoClient(f"http://127.0.0.1:{server.getsockname()[1]}")
        started = time.monotonic()

        with pytest.raises(ProviderTimedOut):
            client.send(READ, seconds=0.5)

        assert time.monotonic() - started < 1.5
        stop.set()


def _never_finish(server: socket.socket, stop: threading.Event, is_dribbling: bool) -> None:
    connection, _ = server.accept()
    if is_dribbling:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not stop.wait(0.05):
        if is_dribbling:
            try:
                connection.sendall(b" ")
            except OSError:
                return
    connection.close()


def test_token_and_body_are_never_logged(client, host, capsys, caplog):
    host.get(HOST + READ.path, json={"access_token": "APP_USR-other"})

    client.send(READ)

    captured = capsys.readouterr()
    assert "APP_USR" not in captured.out + captured.err + caplog.text


def test_credential_of_a_netrc_file_is_not_used(client, host, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine mp.example login someone password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    host.get(HOST + READ.path, json={})
    host.post(HOST + ONCE.path, json={})

    client.send(READ)
    client.send(ONCE)

    assert [sent.headers.get("Authorization") for sent in host.request_history] == ["Bearer APP_USR-secret", None]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"errors": [{"code": "property_value", "message": "x"}]}, "property_value"),
        ({"message": "x", "error": "invalid_grant", "status": 400, "cause": []}, "invalid_grant"),
        ({"error": "bad_request", "cause": [{"code": 2063, "description": "x"}]}, "2063"),
        ({"error": "bad_request", "cause": ["E1"]}, "E1"),
        ({"code": "unauthorized", "message": "x"}, "unauthorized"),
        ({"errors": [{}], "cause": {}, "code": None, "error": ["x"]}, ""),
        ({"error": "<script>alert(1)</script>"}, ""),
        (["x"], ""),
        (None, ""),
    ],
)
def test_reason_is_read_from_each_envelope(body, reason):
    assert reason_of(body) == reason
