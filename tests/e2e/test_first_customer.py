"""The main journey: from the first login to three charged customers, with a real browser and a real installation."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

import trial
from tests.e2e.person import Person, money, totp
from tests.fixtures.simulator import SimulatorControl


@pytest.mark.database
def test_shop_charges_its_first_customers_end_to_end(fresh, visit):
    ana = visit(fresh)
    ana.log_in(trial.OWNER)
    secret = turn_on_second_step(ana)
    ana.log_out()
    log_in_with_code(ana, totp(secret, steps_ahead=1))
    connect_mercado_pago(ana, "Point")
    connect_mercado_pago(ana, "QR")
    equip_point_of_sale(ana)
    charge_by_qr(ana)
    charge_by_terminal(ana)
    leave_in_the_middle(ana)
    read_the_books(ana)


def turn_on_second_step(ana: Person) -> str:
    """Scan the QR with an authentication app, confirm its code, see the backup codes once; return the secret."""
    ana.press("Tu cuenta")
    ana.page.get_by_role("menuitem", name="Seguridad").click()
    ana.press("Activar")
    uri = ana.qr_on_screen("Código QR para la app de autenticación")
    asked = parse_qs(urlsplit(uri).query)
    assert uri.startswith("otpauth://totp/")
    assert asked["issuer"] == ["Mostrador"]
    secret = asked["secret"][0]
    ana.fill("Código de 6 números", totp(secret))
    ana.press("Confirmar y activar")
    ana.sees_heading("Guardá tus códigos de respaldo")
    codes = ana.page.locator("app-backup-codes li")
    expect(codes).to_have_count(5)
    ana.press("Listo, los guardé")
    expect(codes).to_have_count(0)
    ana.page.reload()
    ana.sees("Activado")
    expect(codes).to_have_count(0)
    return secret


def log_in_with_code(ana: Person, code: str) -> None:
    ana.type_login(trial.OWNER)
    ana.is_at("/ingresar/codigo")
    ana.fill("Código de 6 números", code)  # the sixth digit sends it
    ana.is_at("/panel/resumen")


def connect_mercado_pago(ana: Person, kind: str) -> None:
    """Press the card's one button, approve on Mercado Pago's page, come back connected."""
    ana.page.get_by_role("link", name="Integraciones").first.click()
    card = ana.page.locator("app-account-card").filter(has=ana.page.get_by_role("heading", name=kind, exact=True))
    card.get_by_role("button", name="Conectar").click()
    ana.page.get_by_role("button", name="Autorizar").click()
    ana.is_at("/panel/integraciones")
    ana.sees(f"Listo: {kind} quedó conectado con Mercado Pago.")
    expect(card).to_contain_text("Conectada")
    expect(card).to_contain_text("Comercio Demo")


def equip_point_of_sale(ana: Person) -> None:
    """Link the first terminal and the first QR cashier to the point of sale that is there from the start."""
    ana.page.get_by_role("link", name="Puntos de venta").first.click()
    ana.sees("Solo efectivo")
    ana.page.get_by_role("link", name="Configurar Caja principal").click()
    for equipment in ("app-terminal-link", "app-cashier-link"):
        card = ana.page.locator(equipment)
        card.get_by_role("button", name="Vincular").first.click()
        expect(card.get_by_role("button", name="Desvincular")).to_be_visible()
    ana.page.get_by_role("link", name="Puntos de venta").first.click()
    ana.sees("Listo para cobrar")


def charge_by_qr(ana: Person) -> None:
    """The customer reads the QR off the screen and pays; the screen says so by itself."""
    ana.start_charge("15000,50", "QR")
    ana.sees("Esperando el pago")
    ana.sees(money("15.000,50"))
    ana.pay_with_phone(ana.qr_on_screen("Código QR para pagar"))
    ana.sees_paid("15.000,50")
    ana.press("Nuevo cobro")
    ana.is_at("/panel/cobrar")


def charge_by_terminal(ana: Person) -> None:
    """The terminal takes the charge, the customer pays by debit card."""
    ana.start_charge("800", "Terminal")
    terminal = ana.terminal(first_terminal(ana))
    expect(terminal.locator("#charge #amount")).to_have_text(money("800,00"))
    ana.sees("La terminal tiene el cobro")
    terminal.get_by_text("Visa débito").click()
    terminal.get_by_role("button", name="Aprobar").click()
    expect(terminal.locator("#verdict-text")).to_have_text("Pago aprobado")
    paid = ana.sees_paid("800,00")
    expect(paid).to_contain_text("Visa")
    terminal.close()
    ana.press("Nuevo cobro")


def leave_in_the_middle(ana: Person) -> None:
    """The tab is closed while the customer has not paid yet; the sale is there in the next one."""
    ana.start_charge("1250", "QR")
    qr_text = ana.qr_on_screen("Código QR para pagar")
    closed, ana.page = ana.page, ana.new_tab()
    closed.close()
    ana.pay_with_phone(qr_text)
    ana.open("/panel/resumen")
    ana.sees(money("17.050,50"))
    ana.sees("3 ventas hoy")


def read_the_books(ana: Person) -> None:
    """List, detail and printed receipt of what was sold, and the takings by means."""
    expect(ana.page.get_by_role("heading", name="Por hora")).to_be_visible()
    expect(ana.page.locator("app-hours-plot canvas, app-hours-plot svg").first).to_be_visible()
    ana.page.get_by_role("link", name="Ventas").first.click()
    rows = ana.page.get_by_role("row").filter(has_text="CAJA-1-")
    expect(rows).to_have_count(3)
    rows.filter(has_text="800,00").get_by_role("button", name="Ver detalle").click()
    ana.sees_heading("Pagos")
    ana.sees("Mercado Pago Point · Visa terminada en")
    ana.page.emulate_media(media="print")
    receipt = ana.page.locator("app-receipt")
    expect(receipt).to_contain_text("Comprobante no válido como factura")
    expect(receipt).to_contain_text("Empresa Demo")
    expect(ana.page.get_by_role("navigation", name="Secciones")).to_be_hidden()
    ana.page.emulate_media(media="screen")


def first_terminal(ana: Person) -> str:
    terminals = SimulatorControl(ana.trial.simulator_url).state("terminals")["terminals"]
    return str(next(one["id"] for one in terminals if one["operating_mode"] == "PDV"))
