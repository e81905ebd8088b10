"""Delivery of notices by a pool of threads, with Mercado Pago's schedule of attempts (reference section 6.5)."""

from __future__ import annotations

import heapq
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests

from backend.simulator.records import Delivery
from backend.simulator.webhooks import signature
from backend.simulator.wire import webhook_date

if TYPE_CHECKING:
    from datetime import datetime

    from backend.simulator.records import Notice
    from backend.simulator.world import World

# How long after one attempt the next one follows; after the last the notice is given up.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 360, 2880, 5760, 5760, 5760))
_TIME_LIMITS = (3.0, 22.0)
_WORKERS = 16
_LOOK_AROUND_SECONDS = 0.25
_ACCEPTED = (200, 201)


@dataclass(frozen=True)
class Parcel:
    """One attempt, ready to be sent."""

    notice: Notice
    number: int
    url: str
    headers: dict[str, str]
    content: bytes
    verdict: str
    request_id: str
    generation: int


class Courier:
    """Sends what is due; one per running simulator."""

    def __init__(self, world: World) -> None:
        """Prepare; nothing is sent before ``start``."""
        self._world = world
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="simulator-webhook")
        self._sessions = threading.local()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator-courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver nothing more; what waits stays in the state."""
        self._stopping.set()
        self._world.wake_courier.set()
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._world.wake_courier.wait(_LOOK_AROUND_SECONDS)
            self._world.wake_courier.clear()
            for parcel in self._collect():
                self._pool.submit(self._send, parcel)

    def _collect(self) -> list[Parcel]:
        world = self._world
        with world.lock:
            now = world.now()
            parcels: list[Parcel] = []
            while world.index.due_notices and world.index.due_notices[0][0] <= now:
                instant, number = heapq.heappop(world.index.due_notices)
                notice = world.tables.notices.get(number)
                if notice is not None and notice.next_at == instant:
                    notice.next_at = None
                    parcels.append(pack(world, notice))
            return parcels

    def _send(self, parcel: Parcel) -> None:
        status, error = None, None
        try:
            answer = self._session().post(
                parcel.url, data=parcel.content, headers=parcel.headers, timeout=_TIME_LIMITS, allow_redirects=False
            )
            status = answer.status_code
        except requests.RequestException as failure:
            error = type(failure).__name__
        with self._world.lock:
            if parcel.generation == self._world.generation:
                settle(self._world, parcel, status, error)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = requests.Session()
            session.trust_env = False
        return session


def pack(world: World, notice: Notice) -> Parcel:
    """Write one attempt: each has its own notification id, request id, time and signature."""
    notice.attempts += 1
    now = world.now()
    notification_id = notice.id if notice.attempts == 1 else world.ids.number("notification")
    request_id = world.ids.uuid()
    query = {"type": notice.topic} if notice.id_in_body else {"data.id": notice.resource_id, "type": notice.topic}
    address = notice.url or world.settings.webhook_url
    joint = "&" if "?" in address else "?"
    sent_signature, verdict = _signature(world, notice, request_id, now)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "restclient-node/4.15.3",
        "X-Request-Id": request_id,
        "X-Retry": str(notice.attempts - 1),
        "X-Socket-Timeout": "22000",
        "X-Rest-Pool-Name": "/services/webhooks.js",
    }
    if sent_signature:
        headers["X-Signature"] = sent_signature
    return Parcel(
        notice=notice,
        number=notification_id,
        url=f"{address}{joint}{urlencode(query)}",
        headers=headers,
        content=json.dumps(_body(notice, notification_id, now)).encode(),
        verdict=verdict,
        request_id=request_id,
        generation=world.generation,
    )


def settle(world: World, parcel: Parcel, status: int | None, error: str | None) -> None:
    """Record what came of an attempt and plan the next one when it was not accepted."""
    notice = parcel.notice
    accepted = status in _ACCEPTED
    world.tables.deliveries[parcel.number] = Delivery(
        id=parcel.number,
        notice=notice.id,
        topic=notice.topic,
        action=notice.action,
        resource=notice.resource_id,
        user_id=notice.user_id,
        url=parcel.url,
        attempt=notice.attempts,
        outcome="delivered" if accepted else "refused" if status else "failed",
        status=status,
        signature=parcel.verdict,
        time=world.now(),
        request_id=parcel.request_id,
        error=error,
    )
    world.changed.set()
    if accepted or notice.attempts > len(RETRIES):
        world.tables.notices.pop(notice.id, None)
    else:
        world.schedule(notice, world.now() + RETRIES[notice.attempts - 1])
    if not notice.held:
        _release_held(world)


def _release_held(world: World) -> None:
    """Let go what a ``reorder`` rule held back, now that a later notice went first."""
    for notice in world.tables.notices.values():
        if notice.held and not notice.attempts:
            notice.held = False
            world.schedule(notice, world.now())


def _signature(world: World, notice: Notice, request_id: str, now: datetime) -> tuple[str | None, str]:
    settings = world.settings
    if not settings.webhook_secret:
        return None, "unsigned"
    moment = now.timestamp()
    timestamp = str(int(moment * 1000) if settings.timestamp_unit == "ms" else int(moment))
    lower = (settings.signature_case == "lower") != notice.wrong_case
    signed_id: str | None = notice.resource_id.lower() if lower else notice.resource_id
    verdict = "wrong_case" if notice.wrong_case else "valid"
    if notice.id_in_body:
        signed_id, verdict = None, "id_in_body"
    return signature.header(settings.webhook_secret, signed_id, request_id, timestamp), verdict


def _body(notice: Notice, notification_id: int, now: datetime) -> dict[str, Any]:
    body: dict[str, Any] = {
        "api_version": "v1",
        "application_id": notice.client_id,
        "date_created": webhook_date(now),
        "id": notification_id,
        "live_mode": True,
        "type": notice.topic,
    }
    if "actions" not in notice.body:
        body["action"] = notice.action
    return body | notice.body
