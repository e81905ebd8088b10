"""Ana's shop, charging at the simulator: her counter, Beto's login, the customer, and one clock for both sides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import TestResponse

from backend.config import Settings
from backend.infra import current
from backend.infra.db import session
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.integrations.mercadopago.client import MercadoPagoClient
from backend.integrations.mercadopago.gateway import OrdersGateway
from backend.kernel import clock
from backend.payments import ports
from backend.payments.models import Notification, PaymentOrder, PointOfSale
from backend.sales.models import Sale
from tests.factories.payments import make_account
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.users import auth_headers
from tests.fixtures.notifications import WEBHOOKS, notification
from tests.fixtures.simulator import SellerClient, SimulatorControl


@dataclass
class Shop:
    """A counter with a terminal and a QR cashier at the simulator, worked by Beto."""

    client: FlaskClient
    control: SimulatorControl
    seller: SellerClient
    point: PointOfSale
    headers: dict[str, str]
    clock: clock.MovableClock
    mercadopago: MercadoPagoClient
    api: str = "/api/mercadopago"
    seen: list[Any] = field(default_factory=list)

    def charge(self, channel: str = "POINT", amount: Any = 1500.5, **body: Any) -> TestResponse:
        """Charge at the counter."""
        path = "orders" if channel == "POINT" else "qr/orders"
        return self.post(path, {"pointOfSaleId": self.point.id, "amount": amount, **body})

    def charged(self, channel: str = "POINT", amount: Any = 1500.5, **body: Any) -> dict[str, Any]:
        """Charge, and return what the answer tells of the charge."""
        answer = self.charge(channel, amount, **body)
        assert answer.status_code == 200, answer.text
        return answer.json["data"]

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Post JSON as Beto; header names with underscores."""
        sent = self.headers | {name.replace("_", "-"): text for name, text in headers.items()}
        return self.client.post(f"{self.api}/{path}", json=body, headers=sent)

    def raw(self, path: str, text: str | bytes, content_type: str = "application/json") -> TestResponse:
        """Post a body as it is."""
        return self.client.post(f"{self.api}/{path}", data=text, content_type=content_type, headers=self.headers)

    def get(self, path: str, headers: dict[str, str] | None = None) -> TestResponse:
        """Read as Beto, or as somebody else."""
        return self.client.get(f"{self.api}/{path}", headers=headers or self.headers)

    def delete(self, path: str) -> TestResponse:
        """Delete as Beto."""
        return self.client.delete(f"{self.api}/{path}", headers=self.headers)

    def status(self, order_id: str) -> dict[str, Any]:
        """Return what the status read tells, Mercado Pago asked first."""
        self.later(seconds=3)
        answer = self.get(f"orders/{order_id}")
        assert answer.status_code == 200, answer.text
        return answer.json["data"]

    def qr_status(self, reference: str) -> dict[str, Any]:
        """Return the status read of the QR dialect, Mercado Pago asked first."""
        self.later(seconds=3)
        answer = self.get(f"qr/status/{reference}")
        assert answer.status_code == 200, answer.text
        return answer.json["data"]

    def customer(self, order_id: str, status: str = "processed", **details: Any) -> None:
        """Let the order reach a state at Mercado Pago."""
        self.control.events(order_id, self.seller.token, status, **details)

    def later(self, **delta: float) -> None:
        """Move both clocks."""
        self.control.advance(timedelta(**delta).total_seconds())
        self.clock.advance(**delta)

    def rows(self) -> list[PaymentOrder]:
        """Return all charges of ours, oldest first."""
        every = select(PaymentOrder).order_by(PaymentOrder.id)
        return run_unit(lambda: list(CompanyRepository(PLATFORM).execute(every).scalars()), is_read_only=True)

    def sales(self) -> list[Sale]:
        """Return all sales."""
        every = select(Sale)
        return run_unit(lambda: list(CompanyRepository(PLATFORM).execute(every).scalars()), is_read_only=True)

    def inbox(self) -> list[Notification]:
        """Return all notifications stored, oldest first."""
        every = select(Notification).order_by(Notification.id)
        return run_unit(lambda: list(session().scalars(every)), is_read_only=True)

    def orders_there(self) -> list[dict[str, Any]]:
        """Return all orders that Mercado Pago knows."""
        return self.control.state("orders")["orders"]

    def notify(self, resource: str, *, path: str = WEBHOOKS[0], **wanted: Any) -> TestResponse:
        """Deliver a notification as Mercado Pago does; see ``notification`` for what may be wanted otherwise."""
        query, body, headers = notification(resource, wanted.pop("user_id", str(self.seller.user_id)), **wanted)
        return self.client.post(path, query_string=query, data=body, headers=headers)


@pytest.fixture
def in_step(simulator, moving_clock) -> clock.MovableClock:
    """The product's clock, standing where the simulator's is."""
    moving_clock.set(datetime.fromisoformat(simulator.control.clock()["now"]).astimezone())
    return moving_clock


@pytest.fixture
def impatient(plugged_in, simulator) -> Iterator[MercadoPagoClient]:
    """The product's gateway with time limits of half a second, so that a slow answer is soon one."""
    client = MercadoPagoClient(simulator.url, read_seconds=0.5, total_seconds=1.2)
    earlier = ports.plugged()
    ports.plug(replace(earlier, gateway=OrdersGateway(client)))
    yield client
    ports.plug(earlier)


@pytest.fixture
def shop(in_step, impatient, simulator, client, seller, ana_company, beto) -> Shop:  # noqa: PLR0913, PLR0917 - fixtures
    """Ana's counter, linked to a seller of the simulator."""
    for app_type in ("POINT", "QR"):
        make_account(ana_company, app_type, provider_user_id=str(seller.user_id), access_token=seller.token)
    state = simulator.control.state("pos", "terminals")
    pos = next(one for one in state["pos"] if one["user_id"] == seller.user_id)
    terminal = next(one for one in state["terminals"] if one["user_id"] == seller.user_id)
    point = make_point_of_sale(
        ana_company, terminal_id=terminal["id"], cashier_id=pos["id"], cashier_external_id=pos["external_id"]
    )
    return Shop(client, simulator.control, seller, point, auth_headers(beto), in_step, impatient)


@pytest.fixture
def platform_settings(app: Flask, settings: Settings, seller) -> Iterator[Settings]:
    """The product's settings with the token of a seller of the simulator, in force."""
    chosen = replace(settings, mercadopago_access_token=seller.token)
    app.extensions[current.EXTENSION] = chosen
    yield chosen
    app.extensions[current.EXTENSION] = settings


@pytest.fixture
def served(app: Flask, simulator) -> Iterator[BaseWSGIServer]:
    """The product listening, and the simulator sending its notifications there."""
    server = make_server("127.0.0.1", 0, app.wsgi_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    simulator.control.send_webhooks_to(f"http://127.0.0.1:{server.port}/api/webhooks/mercadopago")
    yield server
    simulator.control.send_webhooks_to("http://127.0.0.1:9/")
    server.shutdown()
    thread.join()
