"""The counter without a mouse, and with one thumb."""

from __future__ import annotations

from playwright.sync_api import expect

import trial
from tests.e2e.conftest import PHONE
from tests.e2e.person import CHARGE_PAGE

TOUCH = 44
TOUCH_AT_THE_COUNTER = 64


def test_till_is_worked_by_keyboard_alone(shop, visit, play):
    ana = visit(shop)
    ana.open("/panel/cobrar")
    ana.is_at("/ingresar")
    keys = ana.page.keyboard
    expect(ana.page.get_by_label("E-mail", exact=True)).to_be_visible()
    tab_to(ana, "E-mail")
    keys.type(trial.OWNER)
    keys.press("Tab")
    keys.type(trial.PASSWORD)
    keys.press("Enter")
    ana.is_at("/panel/cobrar")
    expect(ana.page.get_by_role("group", name="Cómo paga").get_by_role("button", name="QR")).to_be_visible()
    keys.type("1999,9")
    ana.sees("1.999,9")
    keys.press("Backspace")
    keys.press("5")
    keys.press("Enter")
    ana.is_at(CHARGE_PAGE)
    ana.sees("Esperando el pago")
    keys.press("Escape")
    ana.sees("Cobro cancelado")
    keys.press("Enter")  # the same amount again
    ana.is_at("/panel/cobrar")
    ana.sees("1.999,5")
    keys.press("Enter")
    ana.is_at(CHARGE_PAGE)
    play.pay_qr(ana.qr_on_screen("Código QR para pagar"))
    paid = ana.sees_paid("1.999,50")
    expect(paid.get_by_role("button", name="Nuevo cobro")).to_be_focused()
    keys.press("Enter")
    ana.is_at("/panel/cobrar")
    keys.type("10")
    keys.press("Escape")
    expect(ana.page.locator("app-amount-display .digits")).to_have_text("0")
    keys.press("Control+k")
    expect(ana.page.get_by_role("combobox", name="¿A dónde querés ir?")).to_be_focused()
    keys.type("ventas")
    keys.press("Enter")
    ana.is_at("/panel/ventas")


def test_phone_charges_with_one_thumb(shop, visit, play):
    ana = visit(shop, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    ana.type_login(trial.OWNER)
    ana.is_at("/panel/resumen")
    ana.page.get_by_role("navigation", name="Accesos rápidos").get_by_role("link", name="Cobrar").tap()
    keypad = ana.page.get_by_role("group", name="Teclado del importe")
    for digit in "1250":
        keypad.get_by_role("button", name=digit, exact=True).tap()
    means = ana.page.get_by_role("group", name="Cómo paga").get_by_role("button")
    for key in [*keypad.get_by_role("button").all(), *means.all()]:
        box = key.bounding_box()
        assert min(box["width"], box["height"]) >= TOUCH_AT_THE_COUNTER, f"{key} is {box}"
        assert box["y"] + box["height"] <= PHONE["height"], "the keys are reached without scrolling"
    means.filter(has_text="QR").tap()
    play.pay_qr(ana.qr_on_screen("Código QR para pagar"))
    ana.sees_paid("1.250,00").get_by_role("button", name="Nuevo cobro").tap()
    for path in ("/panel/cobrar", "/panel/ventas", "/panel/resumen", "/panel/integraciones", "/panel/puntos-de-venta"):
        ana.open(path)
        expect(ana.page.get_by_role("heading", level=1)).to_be_visible()
        width = ana.page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= PHONE["width"], f"{path} is {width} px wide"


def tab_to(person, label: str) -> None:
    field = person.page.get_by_label(label, exact=True)
    for _ in range(12):
        if field.evaluate("field => field === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached with the Tab key")
