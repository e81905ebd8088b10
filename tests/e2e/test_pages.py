"""Every page: accessible in both themes, reached by its address, remembered choices, offline."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

import trial
from tests.e2e.accessibility import AXE, faults_here, faults_of
from tests.e2e.conftest import PHONE
from tests.e2e.person import Person

PUBLIC = ["/", "/ingresar", "/registro", "/olvide-clave", "/restablecer?token=x", "/invitacion", "/no-existe"]
OWN = [
    "/panel/cobrar",
    "/panel/ventas",
    "/panel/resumen",
    "/panel/integraciones",
    "/panel/puntos-de-venta",
    "/panel/puntos-de-venta/nuevo",
    "/mi-cuenta",
    "/mi-cuenta/seguridad",
    "/mi-cuenta/suscripcion",
    "/mi-cuenta/equipo",
    "/mi-cuenta/claves",
    "/mi-cuenta/empresa",
    "/panel/no-existe",
]


@pytest.fixture(scope="module")
def sold(shop) -> dict[str, str]:
    """A sale and a point of sale of the shop, by their pages."""
    ana = shop.sign_in(trial.OWNER)
    point = ana.call("GET", "/api/points-of-sale")["data"][0]["id"]
    line = {"productName": "Yerba 1 kg", "quantity": 2, "unitPrice": 4200.5}
    cash = {"method": "CASH", "amount": 8401, "amountTendered": 10000}
    sale = ana.call("POST", "/api/sales", {"pointOfSaleId": point, "items": [line], "payments": [cash]})["data"]["id"]
    return {"sale": f"/panel/ventas/{sale}", "point": f"/panel/puntos-de-venta/{point}"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_no_page_breaks_an_accessibility_rule(shop, visit, sold, scheme, size):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm ci in frontend)")
    shape = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if size == "phone" else {}
    # Only here the page's own policy is set aside: the checker is a script from outside.
    ana = visit(shop, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce", **shape)
    ana.watch.expect_refusal(404, r"^/(no-existe|panel/no-existe)$")
    found = {path: faults for path in PUBLIC if (faults := faults_of(ana, path))}
    ana.type_login(trial.OWNER)
    ana.is_at("/panel/resumen")
    found |= {path: faults for path in [*OWN, *sold.values()] if (faults := faults_of(ana, path))}
    charge = ana.start_charge("120", "QR")
    ana.sees("Esperando el pago")
    found |= {"waiting": faults} if (faults := faults_here(ana)) else {}
    ana.page.keyboard.press("Escape")
    ana.sees("Cobro cancelado")
    found |= {"cancelled": faults} if (faults := faults_of(ana, f"/panel/cobrar/{charge}")) else {}
    assert found == {}


def test_deep_link_leads_back_after_the_login(shop, visit, sold):
    ana = visit(shop)
    ana.open(f"{sold['sale']}")
    ana.is_at("/ingresar")
    ana.fill("E-mail", trial.OWNER)
    ana.fill("Contraseña", trial.PASSWORD)
    ana.press("Ingresar")
    ana.is_at(sold["sale"])
    ana.sees("Yerba 1 kg")
    ana.page.reload()
    ana.sees("Yerba 1 kg")
    ana.open("/panel/ventas?method=CASH&q=Yerba")
    ana.sees("“Yerba”")
    expect(ana.page.get_by_role("row").filter(has_text="Efectivo").first).to_be_visible()


def test_point_of_sale_is_made_and_closed(shop, visit):
    ana = visit(shop)
    ana.log_in(trial.OWNER)
    ana.page.get_by_role("link", name="Puntos de venta").first.click()
    ana.page.get_by_role("link", name="Nuevo punto de venta").click()
    ana.fill("Nombre", "Kiosco de la plaza")
    ana.fill("Código", "PLAZA")
    ana.press("Crear y vincular equipos")
    ana.sees_heading("Kiosco de la plaza")
    ana.sees("La usa Caja principal")
    ana.press("Desactivar")
    ana.page.get_by_role("alertdialog").get_by_role("button", name="Desactivar", exact=True).click()
    ana.press("Volver a activar")
    ana.press("Desactivar")
    ana.page.get_by_role("alertdialog").get_by_role("button", name="Desactivar", exact=True).click()
    expect(ana.page.get_by_role("button", name="Volver a activar")).to_be_visible()


def test_chosen_theme_stays(shop, visit):
    ana = visit(shop)
    ana.log_in(trial.OWNER)
    before = background(ana)
    ana.press("Tu cuenta")
    ana.page.get_by_role("menuitemradio", name=re.compile("Oscuro")).click()
    expect(ana.page.locator("html")).to_have_attribute("data-theme", "dark")
    ana.page.reload()
    ana.sees_heading("Resumen")
    assert background(ana) != before


def test_unknown_address_says_so_and_leads_home(shop, visit):
    ana = visit(shop)
    ana.watch.expect_refusal(404, r"^/no-existe$")
    ana.open("/no-existe")
    ana.sees_heading("Esta página no existe")
    assert trial.Caller(shop.url).session.get(f"{shop.url}/api/no-existe", timeout=30).status_code == 404


def test_shell_opens_without_network(shop, visit):
    ana = visit(shop)
    ana.log_in(trial.OWNER)
    ana.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    ana.page.reload()  # from now on the worker serves the page
    ana.sees_heading("Resumen")
    ana.page.wait_for_function(
        "async () => { const names = await caches.keys();"
        "const stores = await Promise.all(names.map((name) => caches.open(name)));"
        "const kept = await Promise.all(stores.map((store) => store.keys()));"
        "return kept.flat().length > 20 }"
    )
    ana.watch.expect_offline()
    ana.context.set_offline(offline=True)
    ana.open("/panel/cobrar")
    expect(ana.page.get_by_role("heading").first).to_be_visible()


def background(person: Person) -> str:
    return str(person.page.evaluate("getComputedStyle(document.body).backgroundColor"))
