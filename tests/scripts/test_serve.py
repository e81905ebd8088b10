"""The programs of an installation are started, watched and stopped together."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import serve

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
END = [sys.executable, "-c", "raise SystemExit(3)"]
DEAF = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); open(sys.argv[1], 'w').close(); time.sleep(60)"


@pytest.fixture
def supervisor():
    made = serve.Supervisor(dict(os.environ))
    yield made
    made.stop()


@pytest.fixture
def listener():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_stop_ends_every_program(supervisor):
    for name in ("first", "second"):
        supervisor.start(name, SLEEP)
    supervisor.stop()
    assert all(program.returncode is not None for program in supervisor._running.values())


def test_program_that_does_not_listen_is_killed(supervisor, monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "STOP_WITHIN_SECONDS", 0.5)
    supervisor.start("deaf", [sys.executable, "-c", DEAF, str(tmp_path / "deaf")])
    while not (tmp_path / "deaf").exists():
        time.sleep(0.01)
    supervisor.stop()
    assert supervisor._running["deaf"].wait(5) == -9


def test_program_that_ends_by_itself_ends_the_whole(supervisor):
    supervisor.start("steady", SLEEP)
    supervisor.start("brief", END)
    assert supervisor.watch() == 1


def test_being_told_to_stop_is_success(supervisor):
    supervisor.start("steady", SLEEP)
    supervisor.is_stopping = True
    assert supervisor.watch() == 0


def test_program_that_ends_while_starting_is_told(supervisor, listener):
    supervisor.start("brief", END)
    with pytest.raises(serve.StartFailed, match="The brief ended while starting"):
        supervisor.wait_until_ready(f"http://127.0.0.1:{listener + 1}/ready")


def test_ready_answer_ends_the_wait(supervisor):
    class Ready(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    server = HTTPServer(("127.0.0.1", 0), Ready)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    supervisor.wait_until_ready(f"http://127.0.0.1:{server.server_port}/ready")
    server.shutdown()
    server.server_close()


def test_taken_port_is_refused_in_words(listener):
    with pytest.raises(serve.StartFailed, match=f"Port {listener} is taken.*--port PORT"):
        serve.refuse_busy_port("127.0.0.1", listener, "--port")


def test_seed_totals_are_left_out_of_what_a_person_reads():
    printed = ["Servicios: 6", "Usuarios: 2", "admin@mostrador.local  x7Kq…"]
    assert [line for line in printed if not serve.TOTALS_LINE.match(line)] == ["admin@mostrador.local  x7Kq…"]


def test_simulator_is_told_where_the_product_listens():
    options = argparse.Namespace(port=6001, simulator_port=6002)
    assert serve.simulator_settings(6002)["MP_API_BASE_URL"] == "http://127.0.0.1:6002"
    tokens = {serve.simulator_settings(6002)["MERCADOPAGO_ACCESS_TOKEN"] for _ in range(2)}
    assert len(tokens) == 2  # made anew at each start, and shared by both programs
    command = serve.simulator_command(options)
    assert "http://127.0.0.1:6001/api/webhooks/mercadopago" in command
