"""Checkout Pro: preferences, the hosted page, what is paid there and who is told (reference section 5)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mercadopago.webhook import WebhookSignatureValidator

from tests.fixtures.simulator import WEBHOOK_SECRET
from tests.simulator.conftest import wait_for_received

BACK = "https://tienda.example/vuelta"


def body(**changes):
    """A preference of one item for $ 9.000,50."""
    item = {"id": "R-88", "title": "Reserva 88", "quantity": 1, "unit_price": 9000.5, "currency_id": "ARS"}
    return {"items": [item], "external_reference": "RES-88", **changes}


def make(seller, **changes):
    answer = seller.call("POST", "/checkout/preferences", body(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


def pay(simulator, preference, status="approved", **details):
    return simulator.control.pay_preference(preference["id"], status, **details)


def test_preference_is_made_shown_and_found(ana, simulator):
    made = make(ana, binary_mode=True)
    assert made["id"].startswith(f"{ana.user_id}-")
    assert made["init_point"] == f"{simulator.simulator.settings.public_url}/checkout/v1/redirect?pref_id={made['id']}"
    assert (made["collector_id"], made["external_reference"], made["total_amount"]) == (ana.user_id, "RES-88", 9000.5)
    assert ana.call("GET", f"/checkout/preferences/{made['id']}").json() == made
    found = ana.call("GET", "/checkout/preferences/search?external_reference=RES-88").json()
    assert ([one["id"] for one in found["elements"]], found["total"]) == ([made["id"]], 1)
    assert ana.call("GET", "/checkout/preferences/search?external_reference=other").json()["elements"] == []
    assert simulator.control.state("preferences")["preferences"][0]["id"] == made["id"]


def test_each_call_makes_another_preference(ana):
    assert make(ana)["id"] != make(ana)["id"]


def test_preference_of_somebody_else_is_not_found(ana, carla):
    made = make(ana)
    assert carla.call("GET", f"/checkout/preferences/{made['id']}").status_code == 404
    assert carla.call("PUT", f"/checkout/preferences/{made['id']}", body()).status_code == 404
    assert carla.call("GET", "/checkout/preferences/search").json()["elements"] == []
    assert ana.call("GET", "/checkout/preferences/none").status_code == 404


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"items": []}, "invalid_items"),
        ({"items": [{"title": "", "quantity": 1, "unit_price": 1}]}, "invalid_items"),
        ({"items": [{"title": "A", "quantity": 0, "unit_price": 1}]}, "invalid_items"),
        ({"items": [{"title": "A", "quantity": 1, "unit_price": "1"}]}, "invalid_items"),
        ({"items": [{"title": "A", "quantity": 1, "unit_price": -1}]}, "invalid_items"),
        ({"items": [{"title": "A", "quantity": 1, "unit_price": 1.005}]}, "invalid_items"),
        ({"items": [{"title": "A", "quantity": 1, "unit_price": 1, "currency_id": "USD"}]}, "invalid_items"),
        ({"auto_return": "approved"}, "invalid_auto_return"),
        ({"auto_return": "approved", "back_urls": {"success": "http://localhost/a"}}, "invalid_auto_return"),
        ({"notification_url": "nowhere"}, "invalid_notification_url"),
        ({"notification_url": "https://a.example/" + "x" * 240}, "invalid_notification_url"),
        ({"external_reference": "x" * 65}, "invalid_external_reference"),
        ({"expires": True, "expiration_date_to": "tomorrow"}, "invalid_expiration_date_to"),
    ],
)
def test_wrong_preference_is_refused(ana, changes, error):
    answer = ana.call("POST", "/checkout/preferences", body(**changes))
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_preference_needs_a_live_token(ana):
    stranger = type(ana)(ana.url, ana.user_id, "unknown")
    assert stranger.call("POST", "/checkout/preferences", body()).status_code == 401


def test_addresses_without_https_are_dropped(ana):
    made = make(ana, back_urls={"success": BACK, "failure": "http://localhost:5222/a"})
    assert made["back_urls"] == {"success": BACK}


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        ("approved", "accredited"),
        ("rejected", "cc_rejected_other_reason"),
        ("in_process", "pending_review_manual"),
        ("pending", "pending_waiting_payment"),
    ],
)
def test_payment_of_a_page_carries_its_reference(ana, simulator, status, detail):
    made = make(ana)
    paid = pay(simulator, made, status, payment_method_id="master", installments=3)
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json() == paid
    assert (paid["status"], paid["status_detail"], paid["external_reference"]) == (status, detail, "RES-88")
    assert (paid["transaction_amount"], paid["currency_id"], paid["installments"]) == (9000.5, "ARS", 3)
    assert paid["collector_id"] == ana.user_id
    assert paid["operation_type"] == "regular_payment"
    found = ana.call("GET", "/v1/payments/search?external_reference=RES-88").json()
    assert [one["id"] for one in found["results"]] == [paid["id"]]


def test_payment_of_a_page_can_be_refunded(ana, simulator):
    paid = pay(simulator, make(ana))
    refund = ana.call("POST", f"/v1/payments/{paid['id']}/refunds", {}, X_Idempotency_Key="r")
    assert (refund.status_code, refund.json()["amount"]) == (201, 9000.5)
    again = ana.call("POST", f"/v1/payments/{paid['id']}/refunds", {}, X_Idempotency_Key="r")
    assert (again.status_code, again.content) == (200, b"")
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json()["status"] == "refunded"


def test_payment_of_a_page_can_be_set_from_outside(ana, simulator, receiver):
    paid = pay(simulator, make(ana))
    simulator.control.set_payment_status(paid["id"], "charged_back")
    simulator.control.wait_for_webhooks(1, topic="topic_chargebacks_wh")
    assert ana.call("GET", f"/v1/payments/{paid['id']}").json()["status"] == "charged_back"


@pytest.mark.parametrize(
    ("details", "status"),
    [
        ({"status": "maybe"}, 400),
        ({"payment_method_id": "shells"}, 400),
        ({"installments": 0}, 400),
        ({"amount": -1}, 400),
        ({"amount": 1.005}, 400),
    ],
)
def test_wrong_payment_of_a_page_is_refused(ana, simulator, details, status):
    made = make(ana)
    answer = requests.post(f"{simulator.url}/_sim/preferences/{made['id']}/pay", json=details, timeout=5)
    assert answer.status_code == status
    assert ana.call("GET", "/v1/payments/search").json()["results"] == []


def test_another_amount_can_be_paid_on_purpose(ana, simulator):
    assert pay(simulator, make(ana), amount=1.5)["transaction_amount"] == 1.5


def test_binary_page_knows_no_third_outcome(ana, simulator):
    made = make(ana, binary_mode=True)
    answer = requests.post(f"{simulator.url}/_sim/preferences/{made['id']}/pay", json={"status": "pending"}, timeout=5)
    assert answer.status_code == 400
    assert pay(simulator, made)["binary_mode"] is True


def test_page_expires_by_the_simulated_clock(ana, simulator):
    now = simulator.control.clock()["now"]
    made = make(ana, expires=True, expiration_date_to=now.replace("Z", "+00:00"))
    answer = requests.post(f"{simulator.url}/_sim/preferences/{made['id']}/pay", json={}, timeout=5)
    assert answer.status_code == 409
    later = ana.call("PUT", f"/checkout/preferences/{made['id']}", {"expires": False})
    assert (later.status_code, "last_updated" in later.json()) == (200, True)
    assert pay(simulator, made)["status"] == "approved"


def test_page_of_tomorrow_ends_when_the_clock_is_moved(ana, simulator):
    made = make(
        ana, expires=True, expiration_date_to=f"{simulator.control.clock()['now'][:4]}-12-31T23:59:59.000-03:00"
    )
    assert pay(simulator, made)["status"] == "approved"
    simulator.control.advance(400 * 86400)
    page = requests.get(made["init_point"].replace(simulator.simulator.settings.public_url, simulator.url), timeout=5)
    assert "Este pago venció" in page.text


def test_wrong_change_changes_nothing(ana):
    made = make(ana)
    assert ana.call("PUT", f"/checkout/preferences/{made['id']}", {"items": []}).status_code == 400
    assert ana.call("GET", f"/checkout/preferences/{made['id']}").json() == made


def test_shop_is_told_at_its_own_address_signed(ana, simulator, receiver):
    simulator.control.send_webhooks_to("http://127.0.0.1:9/elsewhere", timestamp_unit="s")
    made = make(ana, notification_url=f"{receiver.url}?source_news=webhooks")
    paid = pay(simulator, made)
    told = wait_for_received(receiver, 1)[0]
    assert told["query"] == {"source_news": "webhooks", "data.id": str(paid["id"]), "type": "payment"}
    assert (told["body"]["action"], told["body"]["user_id"]) == ("payment.created", ana.user_id)
    WebhookSignatureValidator.validate(
        told["headers"]["x-signature"],
        told["headers"]["x-request-id"],
        told["query"]["data.id"],
        WEBHOOK_SECRET,
        tolerance_seconds=60,
    )
    simulator.control.set_payment_status(paid["id"], "refunded")
    assert wait_for_received(receiver, 2)[1]["body"]["action"] == "payment.updated"


def test_without_an_own_address_the_panels_is_told(ana, simulator, receiver):
    paid = pay(simulator, make(ana))
    assert wait_for_received(receiver, 1)[0]["body"]["data"]["id"] == str(paid["id"])


def test_faults_strike_preferences_and_their_news(ana, simulator, receiver):
    simulator.control.faults(
        {"match": {"method": "POST", "path": "/checkout/preferences"}, "fault": "status", "status": 503, "times": 1},
        {"match": {"topic": "payment"}, "fault": "drop", "times": 1},
    )
    assert ana.call("POST", "/checkout/preferences", body()).status_code == 503
    made = make(ana)
    pay(simulator, made)
    second = pay(simulator, made)
    told = wait_for_received(receiver, 1)
    assert [one["body"]["data"]["id"] for one in told] == [str(second["id"])]
    assert simulator.control.webhooks(outcome="dropped", topic="payment")


def page_of(simulator, preference):
    return preference["init_point"].replace(simulator.simulator.settings.public_url, simulator.url)


def press_pay(simulator, preference, card):
    form = {"pref_id": preference["id"], "card": card, "installments": "3"}
    return requests.post(f"{simulator.url}/checkout/v1/redirect", form, timeout=5, allow_redirects=False)


def test_page_goes_back_to_the_shop(ana, simulator):
    made = make(ana, back_urls={"success": f"{BACK}?a=1", "failure": BACK, "pending": BACK}, auto_return="approved")
    back = press_pay(simulator, made, "visa-approved")
    assert back.status_code == 303
    target = urlsplit(back.headers["Location"])
    facts = parse_qs(target.query)
    assert (target.scheme, target.netloc, target.path) == ("https", "tienda.example", "/vuelta")
    assert (facts["a"], facts["status"], facts["external_reference"]) == (["1"], ["approved"], ["RES-88"])
    assert facts["preference_id"] == [made["id"]]
    assert facts["merchant_order_id"] == ["null"]
    refused = press_pay(simulator, made, "master-rejected")
    assert refused.status_code == 200
    assert "La tarjeta rechazó el pago" in refused.text
    assert "Volver al comercio" in refused.text
    assert "Ya se pagó una vez" in requests.get(page_of(simulator, made), timeout=5).text


def test_page_offers_a_third_outcome_unless_it_is_binary(ana, simulator):
    assert "Queda en revisión" in requests.get(page_of(simulator, make(ana)), timeout=5).text
    assert "Queda en revisión" not in requests.get(page_of(simulator, make(ana, binary_mode=True)), timeout=5).text
    assert "quedó en revisión" in press_pay(simulator, make(ana), "cabal-pending").text


def test_page_escapes_what_the_shop_wrote(ana, simulator):
    item = {"title": "<script>alert(1)</script>", "quantity": 2, "unit_price": 10}
    text = requests.get(page_of(simulator, make(ana, items=[item])), timeout=5).text
    assert "<script>alert" not in text
    assert "$\N{NO-BREAK SPACE}20,00" in text


def test_unknown_page_is_not_found(simulator):
    assert requests.get(f"{simulator.url}/checkout/v1/redirect?pref_id=none", timeout=5).status_code == 404
    assert press_pay(simulator, {"id": "none"}, "visa-approved").status_code == 404
