"""People's pages in a real browser: consent, terminal, phone, control; usable at 390 pixels."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.fixtures.simulator import CLIENT_ID, wait_for
from tests.simulator.conftest import point_body, qr_body, terminals_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium):
    """A phone-sized page; its scripts must not fail, and it must not scroll sideways."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="es-AR")
    opened = context.new_page()
    failures = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
    assert failures == []


def test_person_consents_as_the_chosen_seller(page, simulator):
    seller = simulator.control.new_seller("Bar de Carla")["user_id"]
    back_to = f"{simulator.url}/_sim/clock"
    query = {"client_id": CLIENT_ID, "response_type": "code", "redirect_uri": back_to, "state": "s-1"}
    page.goto(f"{simulator.url}/authorization?{urlencode(query)}")
    page.get_by_label("Bar de Carla").check()
    page.get_by_role("button", name="Autorizar").click()
    page.wait_for_url(f"{back_to}*")
    answer = parse_qs(urlsplit(page.url).query)
    assert answer["state"] == ["s-1"]
    assert answer["code"][0].endswith(f"-{seller}")


def test_terminal_takes_shows_and_approves_a_charge(page, simulator, ana):
    pdv = terminals_of(ana)[0]
    page.goto(f"{simulator.url}/terminal/{pdv}")
    expect(page.get_by_text("Esperando un cobro")).to_be_visible()
    order_id = ana.create(point_body(pdv, description="Mesa 4")).json()["id"]
    expect(page.locator("#amount")).to_have_text("$ 15.250,00")
    assert ana.order(order_id)["status"] == "at_terminal"
    page.get_by_label("Visa crédito").check()
    page.get_by_label("Cuotas").select_option("3")
    page.get_by_label("Propina").fill("500,00")
    page.get_by_role("button", name="Aprobar").click()
    expect(page.get_by_text("Pago aprobado")).to_be_visible()
    paid = ana.order(order_id)
    assert (paid["status"], paid["total_paid_amount"]) == ("processed", "15750.00")
    assert paid["transactions"]["payments"][0]["payment_method"]["installments"] == 3


@pytest.mark.parametrize(
    ("button", "status"),
    [("Rechazar", "failed"), ("Cancelar en el terminal", "canceled"), ("Se cortó (sin saber)", "action_required")],
)
def test_terminal_ends_a_charge_unpaid(page, simulator, ana, button, status):
    pdv = terminals_of(ana)[0]
    order_id = ana.create(point_body(pdv)).json()["id"]
    page.goto(f"{simulator.url}/terminal/{pdv}")
    page.get_by_role("button", name=button).click()
    wait_for(lambda: ana.order(order_id)["status"] == status)


def test_terminal_on_its_own_takes_no_charge(page, simulator, ana):
    standalone = terminals_of(ana)[1]
    order_id = ana.create(point_body(standalone)).json()["id"]
    page.goto(f"{simulator.url}/terminal/{standalone}")
    expect(page.locator("#mode")).to_have_text("Modo autónomo")
    assert ana.order(order_id)["status"] == "created"


def test_phone_pays_what_its_link_has_scanned(page, simulator, ana):
    order = ana.create(qr_body()).json()
    page.goto(f"{simulator.url}/phone?qr={quote(order['type_response']['qr_data'])}")
    expect(page.locator("#seller")).to_have_text("Kiosco de Ana")
    expect(page.locator("#amount")).to_have_text("$ 3.200,00")
    page.get_by_role("button", name="Pagar").click()
    expect(page.get_by_text("Le pagaste a Kiosco de Ana")).to_be_visible()
    assert ana.order(order["id"])["status"] == "processed"


def test_phone_picks_an_open_qr_and_refuses(page, simulator, ana):
    order_id = ana.create(qr_body(mode="static")).json()["id"]
    page.goto(f"{simulator.url}/phone")
    page.get_by_role("button", name="Kiosco de Ana").click()
    page.get_by_role("button", name="Rechazar").click()
    expect(page.get_by_text("El pago se rechazó")).to_be_visible()
    assert ana.order(order_id)["status"] == "failed"


def test_person_pays_on_the_checkout_page(page, simulator, ana):
    item = {"title": "Entrada general para una noche larguísima", "quantity": 2, "unit_price": 4500.25}
    made = ana.call("POST", "/checkout/preferences", {"items": [item], "external_reference": "RES-88"}).json()
    page.goto(f"{simulator.url}/checkout/v1/redirect?pref_id={made['id']}")
    expect(page.get_by_role("heading", name="Kiosco de Ana")).to_be_visible()
    expect(page.locator("#total")).to_have_text("$ 9.000,50")
    page.get_by_label("Mastercard terminada en 0604").check()
    page.get_by_role("button", name="Pagar").click()
    expect(page.get_by_text("La tarjeta rechazó el pago")).to_be_visible()
    page.get_by_role("link", name="Probar con otra tarjeta").click()
    page.get_by_label("Cuotas").select_option("3")
    page.get_by_role("button", name="Pagar").click()
    expect(page.get_by_text("Listo, pagaste")).to_be_visible()
    found = ana.call("GET", "/v1/payments/search?external_reference=RES-88").json()["results"]
    assert {(one["status"], one["installments"]) for one in found} == {("rejected", 1), ("approved", 3)}
    page.goto(simulator.url)
    expect(page.locator("#preferences").get_by_text("Aprobado")).to_be_visible()


def test_control_page_moves_time_and_makes_sellers(page, simulator):
    page.goto(simulator.url)
    page.get_by_role("button", name="+1 h").click()
    expect(page.get_by_text("1.00 h adelantado")).to_be_visible()
    assert simulator.control.clock()["offset_seconds"] == 3600
    page.get_by_label("Nombre").fill("Bar Nuevo")
    page.get_by_role("button", name="Crear vendedor").click()
    expect(page.get_by_text("Bar Nuevo")).to_be_visible()
    page.get_by_role("button", name="Tres errores 503").click()
    wait_for(lambda: simulator.control._call("GET", "/_sim/faults"))
