"""The product's clock follows the simulator's, whatever happens to it."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest
import requests_mock

from backend.integrations.mercadopago.simulated_clock import SimulatedClock
from backend.kernel.clock import system_time

ANSWER_LIMIT = timedelta(seconds=2)


def offset_of(clock):
    return clock() - system_time()


def test_clock_follows_the_simulator(simulator):
    clock = SimulatedClock(simulator.url)
    assert abs(offset_of(clock)) < ANSWER_LIMIT

    simulator.control.advance(86_400)
    time.sleep(1.05)

    assert abs(offset_of(clock) - timedelta(days=1)) < ANSWER_LIMIT


def test_offset_is_read_at_most_once_a_second():
    with requests_mock.Mocker() as host:
        host.get("http://sim.example/_sim/clock", json={"now": "x", "offset_seconds": 60})
        clock = SimulatedClock("http://sim.example/")

        for _ in range(1000):
            clock()

        assert host.call_count == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status_code": 500, "text": "no"},
        {"text": "not json"},
        {"json": []},
        {"json": {}},
        {"json": {"offset_seconds": None}},
        {"json": {"offset_seconds": True}},
        {"json": {"offset_seconds": 1e18}},
        {"text": '{"offset_seconds": NaN}'},
    ],
)
def test_wrong_answer_leaves_the_last_offset(answer):
    with requests_mock.Mocker() as host:
        host.get("http://sim.example/_sim/clock", [{"json": {"offset_seconds": 3600}}, answer])
        clock = SimulatedClock("http://sim.example")
        clock()
        clock._read_after = 0

        assert abs(offset_of(clock) - timedelta(hours=1)) < ANSWER_LIMIT
        assert host.call_count == 2


def test_simulator_that_is_down_costs_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    clock = SimulatedClock(f"http://127.0.0.1:{port}")

    assert abs(offset_of(clock)) < ANSWER_LIMIT


def test_hanging_simulator_holds_up_one_caller_only_for_a_moment():
    with socket.create_server(("127.0.0.1", 0)) as server:
        clock = SimulatedClock(f"http://127.0.0.1:{server.getsockname()[1]}")
        started = time.monotonic()
        threads = [threading.Thread(target=clock) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert time.monotonic() - started < 1.0
