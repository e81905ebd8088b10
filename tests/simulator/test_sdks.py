"""Both official SDKs work against the simulator: links, orders, payments, checkout pages, refunds (reference 10)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import mercadopago
import mercadopago.resources.oauth as sdk_oauth
import pytest
from mercadopago.config import RequestOptions
from mercadopago.config.config import Config
from mercadopago.webhook import WebhookSignatureValidator

from bootstrap import node_command
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, WEBHOOK_SECRET
from tests.simulator.conftest import point_body

NODE_FOLDER = Path(__file__).parent / "node_sdk"


@pytest.fixture
def linking(simulator):
    """A new seller's terminal, and the code of their consent."""
    seller = simulator.control.new_seller("Kiosco de Ana")
    query = f"client_id={CLIENT_ID}&response_type=code&platform_id=mp&redirect_uri={REDIRECT_URI}&state=s"
    back = simulator.control.consent(f"{simulator.url}/authorization?{query}", seller["user_id"])
    return seller, parse_qs(urlsplit(back).query)["code"][0]


@pytest.fixture
def python_sdk(simulator, monkeypatch):
    """Makes an SDK with this token, pointed at the simulator."""
    monkeypatch.setattr(Config, "_Config__api_base_url", simulator.url)
    monkeypatch.setattr(sdk_oauth, "_AUTH_URL", f"{simulator.url}/authorization")
    return mercadopago.SDK


def test_python_sdk_links_and_renews(simulator, python_sdk):
    seller = simulator.control.new_seller("Kiosco de Ana")["user_id"]
    oauth = python_sdk("none").oauth()
    back = simulator.control.consent(oauth.get_authorization_url(CLIENT_ID, REDIRECT_URI, "random-1"), seller)
    answer = parse_qs(urlsplit(back).query)
    assert answer["state"] == ["random-1"]
    credentials = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    exchange = {"grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": REDIRECT_URI}
    linked = oauth.create(credentials | exchange)
    assert (linked["status"], linked["response"]["user_id"]) == (200, seller)
    spent = linked["response"]["refresh_token"]
    renewed = oauth.refresh(credentials | {"grant_type": "refresh_token", "refresh_token": spent})
    assert renewed["status"] == 200
    assert python_sdk(renewed["response"]["access_token"]).user().get()["response"]["id"] == seller


def test_python_sdk_charges_looks_and_refunds(simulator, python_sdk, linking):
    seller, _code = linking
    terminal = seller["terminals"][0]["id"]
    token = simulator.control.link(seller["user_id"])["access_token"]
    sdk = python_sdk(token)
    options = RequestOptions(custom_headers={"x-idempotency-key": "python-1"})
    created = sdk.order().create(point_body(terminal, reference="PY-1"), options)
    assert created["status"] == 201
    order_id = created["response"]["id"]
    assert sdk.order().create(point_body(terminal, reference="PY-1"), options)["response"]["id"] == order_id
    simulator.control.events(order_id, token, "processed", payment_method_id="master")
    paid = sdk.order().get(order_id)["response"]
    assert paid["status"] == "processed"
    payment_id = int(paid["transactions"]["payments"][0]["reference_id"])
    found = sdk.payment().search({"external_reference": "PY-1", "sort": "date_created", "criteria": "desc"})
    assert [one["id"] for one in found["response"]["results"]] == [payment_id]
    assert sdk.payment().get(payment_id)["response"]["payment_method_id"] == "master"
    period = {"begin_date": "NOW-1DAYS", "end_date": "NOW+1DAYS", "external_reference": "PY-1"}
    assert [one["id"] for one in sdk.order().search(period)["response"]["data"]] == [order_id]
    refunded = sdk.order().refund(order_id)
    assert (refunded["status"], refunded["response"]["status"]) == (201, "refunded")
    assert sdk.payment().get(payment_id)["response"]["status"] == "refunded"


def test_python_sdk_sells_by_a_checkout_page_and_refunds(simulator, python_sdk, linking):
    seller, _code = linking
    sdk = python_sdk(simulator.control.link(seller["user_id"])["access_token"])
    item = {"title": "Reserva 88", "quantity": 1, "unit_price": 9000.5}
    made = sdk.preference().create({"items": [item], "external_reference": "PY-88"})
    assert (made["status"], made["response"]["collector_id"]) == (201, seller["user_id"])
    page = made["response"]["id"]
    assert sdk.preference().get(page)["response"]["init_point"].endswith(page)
    changed = sdk.preference().update(page, {"items": [item | {"unit_price": 8000}]})
    assert (changed["status"], changed["response"]["total_amount"]) == (200, 8000)
    found = sdk.preference().search({"external_reference": "PY-88"})["response"]
    assert [one["id"] for one in found["elements"]] == [page]
    paid = simulator.control.pay_preference(page)["id"]
    assert sdk.payment().get(paid)["response"]["external_reference"] == "PY-88"
    refunded = sdk.refund().create(paid, None)
    assert (refunded["status"], refunded["response"]["amount"]) == (201, 8000)
    assert [one["id"] for one in sdk.refund().list_all(paid)["response"]] == [refunded["response"]["id"]]


def test_python_sdk_verifies_the_notification(simulator, receiver, linking):
    seller, _code = linking
    simulator.control.send_webhooks_to(receiver.url, timestamp_unit="s")
    simulator.control.link(seller["user_id"])
    simulator.control.wait_for_webhooks(1)
    notification = receiver.received[0]
    WebhookSignatureValidator.validate(
        notification["headers"]["x-signature"],
        notification["headers"]["x-request-id"],
        notification["query"]["data.id"],
        WEBHOOK_SECRET,
        tolerance_seconds=60,
    )


def test_node_sdk_links_charges_looks_and_refunds(simulator, linking):
    seller, code = linking
    if not (NODE_FOLDER / "node_modules" / "mercadopago").is_dir():
        subprocess.run([*node_command("npm"), "ci"], cwd=NODE_FOLDER, check=True, timeout=120, capture_output=True)
    program = [*node_command("node"), "scenario.cjs", simulator.url, code, REDIRECT_URI, seller["terminals"][0]["id"]]
    done = subprocess.run(program, cwd=NODE_FOLDER, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    played = json.loads(done.stdout)
    payment_id = played.pop("payment")
    assert played == {
        "user": seller["user_id"],
        "isSameOrder": True,
        "status": "processed",
        "net": 1391.25,
        "found": [payment_id],
        "refunded": 500,
        "merchantOrder": "partially_reverted",
        "canceled": "canceled",
        "page": {"isSame": True, "total": 250.5, "changed": 300, "found": 1, "refunded": 300, "refunds": 1},
        "refusal": 404,
    }
