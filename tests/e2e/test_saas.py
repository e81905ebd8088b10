"""The SaaS back office in a browser: an operator sells a plan, an owner pays and invites, a cashier joins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import expect

import trial
from tests.e2e.person import Person, money

OPERATOR, NEW_CASHIER = "operadora@example.com", "nora@example.com"
_numbers = count(1)
NEW_COMPANY, TAX_ID = "Librería del Centro SRL", "30-70999888-1"


@pytest.fixture(scope="module")
def office(install) -> Iterator[trial.Trial]:
    """An installation with an operator, as sold to a SaaS business."""
    with install("office", ADMIN_EMAIL=OPERATOR, ADMIN_PASSWORD=trial.PASSWORD) as running:
        yield running


@pytest.fixture
def elsa(office) -> str:
    """A new owner of a company without a subscription; her e-mail."""
    number = next(_numbers)
    email = f"elsa{number}@example.com"
    company = {"empresa_nombre": f"Taller Elsa {number}", "empresa_id": f"30-7300{number:04d}-1"}
    person = {"nombre": "Elsa Paz", "email": email, "password": trial.PASSWORD, "otp_method": "none"}
    trial.Caller(office.url).call("POST", "/auth/registro", person | company)
    return email


@pytest.mark.database
def test_operator_founds_a_company_and_sells_it_a_plan(office, visit):
    operator = visit(office)
    enter_office(operator)
    found_company(operator)
    sell_plan(operator)
    read_history(operator)


def enter_office(operator: Person) -> None:
    operator.type_login(OPERATOR)
    operator.is_at("/panel/admin")
    operator.sees_heading("Tablero")


def found_company(operator: Person) -> None:
    """Found a company; a tax id that is taken is said at its field, and nothing typed is lost."""
    operator.page.get_by_role("link", name="Empresas").first.click()
    operator.page.get_by_role("link", name="Nueva empresa").click()
    operator.fill("Nombre", NEW_COMPANY)
    operator.watch.expect_refusal(409, r"^/admin/empresas$")
    operator.fill("NIT", "900000001")
    operator.press("Crear empresa")
    operator.sees(re.compile("Ya (existe|hay) una empresa"))
    expect(operator.page.get_by_label("Nombre", exact=True)).to_have_value(NEW_COMPANY)
    operator.fill("NIT", TAX_ID)
    operator.press("Crear empresa")
    operator.sees_heading(NEW_COMPANY)


def sell_plan(operator: Person) -> None:
    """Sell three years of Básico: the price, its discount and the last day are shown before anything is sent."""
    operator.page.get_by_role("link", name="Nueva suscripción").click()
    company = operator.page.get_by_role("combobox", name="Empresa")
    if not company.input_value():
        company.fill("librería")
        operator.page.get_by_role("option", name=re.compile(NEW_COMPANY)).click()
    operator.page.get_by_label("Plan", exact=True).select_option(index=1)  # the cheapest stands first
    operator.page.get_by_label("Período", exact=True).select_option("anual")
    operator.page.get_by_label("Años", exact=True).select_option("3")
    operator.sees(money("809.676,00"))
    operator.sees(money("793.482,48"))
    operator.press("Crear suscripción")
    operator.sees_heading(f"Básico de {NEW_COMPANY}")
    operator.sees("Activa")


def read_history(operator: Person) -> None:
    """The company shows it, and the audit tells who did it."""
    operator.open("/panel/admin/empresas")
    operator.page.get_by_role("searchbox").fill("libreria centro")
    operator.sees(NEW_COMPANY)
    operator.open("/panel/admin/auditoria")
    operator.sees("Suscripción")


@pytest.mark.database
def test_owner_chooses_a_plan_pays_it_online_and_sees_the_licence_turn_valid(office, visit, elsa):
    owner = visit(office)
    owner.open("/")
    owner.page.get_by_role("link", name="Elegir Básico").click()
    owner.sees_heading("Creá tu cuenta")
    owner.page.get_by_role("link", name="Ingresar").last.click()
    owner.fill("E-mail", elsa)
    owner.fill("Contraseña", trial.PASSWORD)
    owner.press("Ingresar")
    owner.is_at("/mi-cuenta/suscripcion")
    owner.sees("Elegiste Básico")
    assert licence_of(office, elsa)["motivo"] == "sin_suscripcion"
    owner.page.get_by_role("button", name=re.compile("Pagar")).click()
    pay_at_mercado_pago(owner, office)
    owner.is_at("/mi-cuenta/suscripcion")
    owner.sees(re.compile("Tu plan Básico está activo hasta el"))
    owner.sees("Vigente")
    assert licence_of(office, elsa)["licencia_valida"] is True


@pytest.mark.database
def test_owner_invites_a_cashier_who_registers_charges_and_sees_no_administration(office, visit, mailroom):
    owner = visit(office)
    office.equip_shop(office.sign_in(trial.OWNER))
    owner.log_in(trial.OWNER)
    owner.open("/mi-cuenta/equipo")
    owner.press("Invitar")
    dialog = owner.page.get_by_role("dialog")
    dialog.get_by_label("E-mail", exact=True).fill(NEW_CASHIER)
    dialog.get_by_label("Qué hace", exact=True).select_option("cashier")
    dialog.get_by_role("button", name="Invitar", exact=True).click()
    expect(dialog).to_contain_text("Invitación enviada")
    cashier = visit(office)
    join(cashier, mailroom.wait_for(NEW_CASHIER, r"(http\S+/invitacion\S+)"))
    cashier.start_charge("1500", "QR")
    cashier.pay_with_phone(cashier.qr_on_screen("Código QR para pagar"))
    cashier.sees_paid("1.500")
    sees_no_administration(cashier)


def pay_at_mercado_pago(owner: Person, office: trial.Trial) -> None:
    """Pay with the first card on the hosted page and go back."""
    owner.page.wait_for_url(f"{office.simulator_url}/**")
    owner.page.get_by_role("button", name="Pagar", exact=True).click()
    expect(owner.page.get_by_text("Listo, pagaste")).to_be_visible()
    owner.press("Volver")


def licence_of(office: trial.Trial, email: str) -> dict[str, object]:
    """Ask what an instance of the product would ask."""
    found: dict[str, object] = office.sign_in(email).call("POST", "/api/verificar-licencia")
    return found


def join(cashier: Person, link: str) -> None:
    """Follow the link of the mail and register with its code; a cashier starts at the counter."""
    cashier.page.goto(link)
    cashier.sees_heading("Te invitaron a un negocio")
    cashier.page.get_by_role("link", name="Crear mi cuenta").click()
    cashier.fill("Nombre y apellido", "Nora Gil")
    cashier.fill("E-mail", NEW_CASHIER)
    cashier.fill("Contraseña", trial.PASSWORD)
    cashier.page.get_by_label("Proteger la cuenta con un código del teléfono").uncheck()
    cashier.press("Crear cuenta")
    cashier.is_at("/panel/cobrar")


def sees_no_administration(cashier: Person) -> None:
    """Neither in the navigation nor by its address; the API says no as well."""
    for address in ("/panel/admin", "/panel/admin/empresas", "/mi-cuenta/equipo", "/mi-cuenta/claves"):
        cashier.open(address)
        expect(cashier.page.get_by_role("heading", level=1)).to_be_visible()
        assert not cashier.page.url.endswith(address)
    expect(cashier.page.get_by_role("link", name="Empresas")).to_have_count(0)
    caller = cashier.trial.sign_in(NEW_CASHIER)
    for path in ("/admin/empresas", "/admin/suscripciones", "/account/usuarios", "/account/api-keys"):
        with pytest.raises(RuntimeError, match="403"):
            caller.call("GET", path)
