"""The operators' pages in a browser: accessible, kept in their addresses, asking before what cannot be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

import trial
from tests.e2e.accessibility import AXE, faults_here, faults_of
from tests.e2e.conftest import PHONE
from tests.e2e.person import Person, money

OPERATOR = "operadora@example.com"
COMPANY, TAX_ID = "Almacén Don José", "30-70111222-3"
LISTS = ["suscripciones", "empresas", "usuarios", "planes", "servicios", "claves", "auditoria", "webhooks", "tareas"]
MENU = [
    "Tablero", "Suscripciones", "Empresas", "Usuarios", "Planes", "Servicios", "Claves API", "Auditoría", "Webhooks",
    "Tareas",
]  # fmt: skip
FORMS = ["suscripciones/nueva", "empresas/nueva", "usuarios/nuevo", "planes/nuevo"]


@dataclass(frozen=True)
class Office:
    """An installation of a SaaS business, with one customer beside the demonstration's."""

    trial: trial.Trial
    company: int
    subscription: int
    plan: int

    @property
    def pages(self) -> list[str]:
        """Every page below /panel/admin."""
        own = [f"suscripciones/{self.subscription}", f"empresas/{self.company}", f"empresas/{self.company}/editar"]
        return ["", *(f"/{page}" for page in [*LISTS, *FORMS, *own, f"planes/{self.plan}", "usuarios/1/editar"])]


@pytest.fixture(scope="module")
def office(install) -> Iterator[Office]:
    """The installation, its operator and a company that is sold Básico by the month."""
    with install("operators", ADMIN_EMAIL=OPERATOR, ADMIN_PASSWORD=trial.PASSWORD) as running:
        admin = running.sign_in(OPERATOR)
        plan = admin.call("GET", "/admin/planes")[0]["id"]
        company = admin.call("POST", "/admin/empresas", {"nombre": COMPANY, "nit": TAX_ID})["empresa"]["id"]
        sold = {"empresa_id": company, "plan_id": plan, "periodo": "mensual"}
        subscription = admin.call("POST", "/admin/suscripciones", sold)["suscripcion"]["id"]
        yield Office(running, company, subscription, plan)


@pytest.mark.parametrize(("scheme", "size"), [("light", "desk"), ("dark", "phone")])
def test_no_page_of_operators_breaks_an_accessibility_rule(office, visit, scheme, size):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm ci in frontend)")
    shape = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if size == "phone" else {}
    operator = visit(office.trial, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce", **shape)
    operator.type_login(OPERATOR)
    operator.is_at("/panel/admin")
    found, wide = {}, []
    for page in office.pages:
        found |= {page: faults} if (faults := faults_of(operator, f"/panel/admin{page}")) else {}
        wide += [page] if operator.page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    operator.open(f"/panel/admin/suscripciones/{office.subscription}")
    for action in ("Renovar", "Suspender", "Ajustes"):
        operator.press(action)
        found |= {action: faults} if (faults := faults_here(operator)) else {}
        operator.page.keyboard.press("Escape")
        expect(dialog(operator)).to_have_count(0)
    assert (found, wide) == ({}, [])


def test_subscription_goes_its_way_and_every_step_asks_first(office, visit):
    operator = enter(visit(office.trial))
    operator.open(f"/panel/admin/suscripciones/{office.subscription}")
    give_discount(operator)
    suspend_and_reactivate(operator)
    change_plan(operator)
    operator.press("Renovar")
    agree(operator, "Renovar")
    operator.sees("Programada")
    operator.press("Cancelar")
    dialog(operator).get_by_label("Motivo").fill("Se arrepintió")
    agree(operator, "Cancelar suscripción")
    operator.sees("Motivo de la cancelación")


def give_discount(operator: Person) -> None:
    """A percentage that is none is refused at its field; a good one shows the amount it leads to."""
    operator.press("Descuento")
    operator.fill("Descuento %", "120")
    agree(operator, "Guardar")
    operator.sees("De 0 a 100, con dos decimales como mucho.")
    operator.fill("Descuento %", "12,5")
    operator.sees(re.compile(r"pasa a \$\s21\.866,25"))
    agree(operator, "Guardar")
    operator.sees("Descuento 12,5 %")


def suspend_and_reactivate(operator: Person) -> None:
    """A suspension wants a reason, which the notes keep."""
    operator.press("Suspender")
    agree(operator, "Suspender")
    operator.sees("Completá este dato.")
    dialog(operator).get_by_label("Motivo").fill("Falta de pago")
    agree(operator, "Suspender")
    operator.sees(re.compile("suspension.*Falta de pago"))
    operator.press("Reactivar")
    agree(operator, "Reactivar")
    operator.sees(re.compile("^Activa, qued"))


def change_plan(operator: Person) -> None:
    """The amount stands on the button that agrees to it."""
    operator.press("Cambiar de plan")
    dialog(operator).get_by_label("Plan nuevo").select_option(label="Pro")
    operator.sees("A cobrar")
    dialog(operator).get_by_role("button", name=re.compile(r"Cambiar por \$\s43\.758,75")).click()
    operator.sees_heading(f"Pro de {COMPANY}")
    operator.sees(money("43.758,75"))


def test_secret_of_a_key_is_shown_once_and_cannot_be_closed_by_accident(office, visit):
    operator = enter(visit(office.trial))
    operator.open(f"/panel/admin/claves?empresa_id={office.company}")
    operator.page.get_by_role("button", name="Nueva clave").first.click()
    operator.fill("Nombre", "Caja")
    expect(dialog(operator).get_by_role("combobox", name="Empresa")).to_have_value(re.compile(COMPANY))
    agree(operator, "Crear clave")
    secret = dialog(operator).locator("code").inner_text()
    assert re.fullmatch(r"mk_[0-9a-f]{8}_[\w-]{43}", secret)
    operator.page.keyboard.press("Escape")
    expect(operator.page.get_by_text(secret)).to_be_visible()
    agree(operator, "Ya la copié")
    operator.page.get_by_role("button", name="Ver detalle").first.press("Enter")
    expect(dialog(operator)).to_contain_text("Licencia")
    expect(operator.page.get_by_text(secret)).to_have_count(0)


def test_person_beside_the_list_stands_in_the_address(office, visit):
    operator = enter(visit(office.trial))
    operator.open("/panel/admin/usuarios?search=beto")
    operator.page.get_by_role("row").filter(has_text="beto@demo.com").click()
    expect(dialog(operator)).to_contain_text("Caja")
    operator.page.reload()
    expect(dialog(operator)).to_contain_text("beto@demo.com")
    dialog(operator).get_by_role("button", name="Desactivar").click()
    asked = operator.page.get_by_role("alertdialog")
    expect(asked).to_contain_text("Se cierran sus sesiones ya")
    asked.get_by_role("button", name="Desactivar").click()
    expect(dialog(operator)).to_contain_text("Inactivo")
    dialog(operator).get_by_role("button", name="Activar", exact=True).click()
    expect(dialog(operator).get_by_text("Activo", exact=True)).to_be_visible()
    operator.page.go_back()
    operator.is_at("/panel/admin/usuarios?search=beto")
    expect(dialog(operator)).to_have_count(0)


def test_list_keeps_filters_and_order_in_its_address_and_saves_what_it_shows(office, visit):
    operator = enter(visit(office.trial))
    operator.open("/panel/admin/empresas")
    operator.page.get_by_role("searchbox").fill("don josé")
    operator.page.keyboard.press("Enter")
    operator.page.get_by_role("button", name="Empresa", exact=True).click()
    operator.page.wait_for_url(re.compile(r"search=don%20jos%C3%A9&orden=nombre$"))
    operator.page.reload()
    expect(operator.page.get_by_role("columnheader", name="Empresa")).to_have_attribute("aria-sort", "ascending")
    expect(operator.page.locator("tbody tr")).to_have_count(1)
    with operator.page.expect_download() as saved:
        operator.press("Descargar CSV")
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert TAX_ID in lines[1]
    operator.press("Quitar filtro “don josé”")
    expect(operator.page.locator("tbody tr")).to_have_count(2)


def test_limits_of_a_plan_are_whole_numbers_and_saved_together(office, visit):
    operator = enter(visit(office.trial))
    operator.open(f"/panel/admin/planes/{office.plan}")
    operator.page.get_by_label("Venta de Entradas", exact=True).check()
    operator.page.get_by_label("Venta de Entradas sin límite").uncheck()
    operator.press("Guardar servicios")
    operator.sees("Escribí un número entero, 0 o más.")
    operator.fill("Tope de Venta de Entradas", "0")
    operator.press("Guardar servicios")
    asked = operator.page.get_by_role("alertdialog")
    expect(asked).to_contain_text("próxima consulta de licencia")
    asked.get_by_role("button", name="Guardar servicios").click()
    operator.sees("Guardamos los servicios del plan.")
    operator.page.reload()
    expect(operator.page.get_by_label("Tope de Venta de Entradas")).to_have_value("0")


def test_operator_finds_no_pages_of_a_company_in_the_menu(office, visit):
    operator = enter(visit(office.trial))
    links = operator.page.get_by_role("navigation", name="Secciones").get_by_role("link")
    expect(links).to_have_text(MENU)


def enter(operator: Person) -> Person:
    operator.type_login(OPERATOR)
    operator.is_at("/panel/admin")
    return operator


def dialog(operator: Person) -> Locator:
    return operator.page.get_by_role("dialog")


def agree(operator: Person, button: str) -> None:
    dialog(operator).get_by_role("button", name=button, exact=True).click()
