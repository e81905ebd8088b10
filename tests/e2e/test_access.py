"""Ways into an account, by browser and by mail."""

from __future__ import annotations

import re
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

import trial
from tests.e2e.person import Person, totp

NEW_PASSWORD = "Otra.Clave.2027"
_numbers = count(1)


@pytest.fixture
def carla(fresh) -> str:
    """A new owner of a company of her own; her e-mail."""
    number = next(_numbers)
    email = f"carla{number}@example.com"
    company = {"empresa_nombre": f"Kiosco Carla {number}", "empresa_id": f"30-7200{number:04d}-1"}
    person = {"nombre": "Carla Sosa", "email": email, "password": trial.PASSWORD, "otp_method": "none"}
    trial.Caller(fresh.url).call("POST", "/auth/registro", person | company)
    return email


@pytest.mark.database
def test_new_company_registers_with_a_second_step_and_confirms_its_mail(fresh, visit, mailroom):
    dora = visit(fresh)
    dora.open("/")
    dora.page.get_by_role("link", name="Crear cuenta").first.click()
    dora.fill("Nombre del negocio", "Librería Dora")
    dora.fill("CUIT o número fiscal", "27-30111222-3")
    dora.fill("Nombre y apellido", "Dora Luz")
    dora.fill("E-mail", "dora@example.com")
    dora.fill("Contraseña", trial.PASSWORD)
    dora.page.get_by_label("Proteger la cuenta con un código del teléfono").check()
    dora.press("Crear cuenta")
    uri = dora.qr_on_screen("Código QR para la app de autenticación")
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    expect(dora.page.locator("app-backup-codes li")).to_have_count(5)
    dora.fill("Código de 6 números", totp(secret))
    dora.page.get_by_label("Ya los guardé en un lugar seguro").check()
    dora.press("Activar mi cuenta")
    dora.sees("Tu cuenta está lista. Ingresá con tu contraseña y un código nuevo de tu app.")
    dora.fill("E-mail", "dora@example.com")
    dora.fill("Contraseña", trial.PASSWORD)
    dora.press("Ingresar")
    dora.fill("Código de 6 números", totp(secret, steps_ahead=1))
    dora.is_at("/panel/resumen")
    dora.sees("Librería Dora")
    dora.page.goto(mailroom.wait_for("dora@example.com", r"(http\S+/verificar-email\S+)"))
    dora.sees("E-mail confirmado")


def test_forgotten_password_is_replaced_by_the_link_in_the_mail(fresh, visit, carla, mailroom):
    person = visit(fresh)
    person.open("/ingresar")
    person.page.get_by_role("link", name="Olvidé mi contraseña").click()
    person.is_at("/olvide-clave")
    person.fill("E-mail", carla)
    person.press("Mandar el enlace")
    person.sees("Revisá tu correo")
    person.page.goto(mailroom.wait_for(carla, r"(http\S+/restablecer\S+)"))
    person.fill("Contraseña nueva", NEW_PASSWORD)
    person.press("Guardar la contraseña")
    person.sees("Ya podés ingresar con la nueva.")
    person.log_in(carla, NEW_PASSWORD)


def test_password_is_changed_with_the_code_from_the_mail(fresh, visit, carla, mailroom):
    person = visit(fresh)
    person.log_in(carla)
    open_security(person)
    person.press("Mandarme un código para cambiarla")
    person.fill("Código que llegó por correo", mailroom.wait_for(carla, r"\b(\d{6})\b"))
    person.fill("Contraseña nueva", NEW_PASSWORD)
    person.press("Cambiar la contraseña")
    person.sees("Cambiaste la contraseña. Ingresá con la nueva.")
    person.log_in(carla, NEW_PASSWORD)


def test_closed_session_is_out_at_its_next_step(fresh, visit, carla):
    here, there = visit(fresh), visit(fresh)
    there.watch.expect_refusal(401, "")
    there.log_in(carla)
    here.log_in(carla)
    open_security(here)
    here.page.get_by_role("button", name=re.compile("Cerrar la sesión de")).click()
    here.page.get_by_role("alertdialog").get_by_role("button", name="Cerrar", exact=True).click()
    here.sees("Cerramos esa sesión.")
    there.page.get_by_role("link", name="Ventas").first.click()
    there.is_at(re.compile(r"/ingresar\?"))
    there.sees("Tu sesión terminó. Ingresá de nuevo y seguís donde estabas.")
    here.page.reload()
    here.sees("Esta sesión")


def test_wrong_password_is_told_without_saying_which_part_is_wrong(fresh, visit, carla):
    person = visit(fresh)
    person.watch.expect_refusal(401, r"^/auth/login$")
    person.type_login(carla, "Equivocada.1")
    known = person.page.get_by_role("alert").inner_text()
    person.type_login("nadie@example.com", "Equivocada.1")
    expect(person.page.get_by_role("alert")).to_have_text(known)


def open_security(person: Person) -> None:
    person.press("Tu cuenta")
    person.page.get_by_role("menuitem", name="Seguridad").click()
    person.sees_heading("Sesiones abiertas")
