"""The SaaS back office in a browser: an operator sells a plan, an owner pays and invites, a cashier joins."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

import trial
from tests.e2e.person import Person, money

OPERATOR = "operadora@example.com"
NEW_COMPANY, TAX_ID = "Librería del Centro SRL", "30-70999888-1"


@pytest.fixture(scope="module")
def office(install) -> Iterator[trial.Trial]:
    """An installation with an operator, as sold to a SaaS business."""
    with install("office", ADMIN_EMAIL=OPERATOR, ADMIN_PASSWORD=trial.PASSWORD) as running:
        yield running


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
