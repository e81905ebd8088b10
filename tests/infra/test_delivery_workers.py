"""With a broker, workers deliver the outbox: each message once, nothing lost when nobody listens."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from backend.app import create_app
from backend.infra import mail
from backend.infra.db import Base, db
from backend.infra.delivery_workers import ask_workers, connect_queue
from backend.infra.outbox import OutboxMessage
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock

ROOT = Path(__file__).resolve().parents[2]
BROKER = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379") + "/9"


@pytest.fixture
def broker():
    host, _, port = BROKER.split("/")[2].partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        pytest.skip("no Redis answers")
    queue = connect_queue(BROKER)
    queue.control.purge()
    yield queue
    queue.control.purge()
    queue.close()
    connect_queue.cache_clear()


@pytest.fixture
def served(settings, tmp_path):
    """An application on a database of its own, which a worker process can share."""
    chosen = replace(settings, database_url="", instance_path=str(tmp_path), celery_broker_url=BROKER)
    app = create_app(chosen)
    with app.app_context(), clock.using(clock.system_time):
        Base.metadata.create_all(db.engine)
        yield tmp_path
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def worker(served, broker):
    environment = dict(os.environ) | {"INSTANCE_PATH": str(served), "CELERY_BROKER_URL": BROKER, "APP_ENV": "test"}
    environment |= {"DATABASE_URL": "", "SMTP_SERVER": "", "ENCRYPTION_KEY": "", "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "celery", "-A", "backend.worker", "worker", "--pool", "solo", "-l", "ERROR"]
    running = subprocess.Popen(command, cwd=ROOT, env=environment)
    yield running
    running.terminate()
    running.wait(20)


def owe_mail(count):
    for number in range(count):
        run_unit(lambda number=number: mail.send(f"ana{number}@example.com", "Hola", "Texto"))


def states():
    return [row.state for row in run_unit(lambda: db.session.query(OutboxMessage).all())]


def waiting_news(queue):
    with queue.connection_or_acquire() as connection:
        return connection.default_channel.client.llen("celery")


def test_workers_deliver_what_is_due_once(worker, served, broker):
    owe_mail(5)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and set(states()) != {"delivered"}:
        ask_workers(broker)
        time.sleep(0.2)
    assert states() == ["delivered"] * 5
    assert len(list(served.rglob("*.eml"))) == 5


@pytest.mark.usefixtures("served")
def test_nothing_due_tells_nobody(broker):
    ask_workers(broker)
    assert waiting_news(broker) == 0


@pytest.mark.usefixtures("served")
def test_news_that_nobody_takes_leaves_the_message_owed(broker):
    owe_mail(1)
    ask_workers(broker)
    assert waiting_news(broker) == 1
    broker.control.purge()
    assert states() == ["pending"]
