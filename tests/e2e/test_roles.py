"""Who finds what in the menu, by address and behind the API."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import trial

SECTIONS = {
    "ana": ["Cobrar", "Ventas", "Resumen", "Puntos de venta", "Integraciones"],
    "beto": ["Cobrar", "Ventas", "Resumen"],
}


@pytest.mark.parametrize(("who", "email"), [("ana", trial.OWNER), ("beto", trial.CASHIER)])
def test_menu_shows_what_the_role_may_do(shop, visit, who, email):
    person = visit(shop)
    person.type_login(email)
    links = person.page.get_by_role("navigation", name="Secciones").get_by_role("link")
    expect(links).to_have_text(SECTIONS[who])
    for section in SECTIONS[who]:
        links.filter(has_text=section).click()
        person.sees_heading(section)


@pytest.mark.parametrize("path", ["/panel/integraciones", "/panel/puntos-de-venta", "/panel/puntos-de-venta/nuevo"])
def test_cashier_is_led_away_from_the_owners_pages(shop, visit, path):
    beto = visit(shop)
    beto.type_login(trial.CASHIER)
    beto.is_at("/panel/cobrar")
    beto.open(path)
    beto.is_at("/panel/cobrar")
    beto.sees_heading("Cobrar")


def test_api_refuses_the_cashier_what_the_menu_hides(shop):
    beto = trial.Caller(shop.url)
    tokens = beto.call("POST", "/auth/login", {"email": trial.CASHIER, "password": trial.PASSWORD})
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    asked = [
        ("GET", "/api/mercadopago/oauth/authorize?appType=POINT", None),
        ("DELETE", "/api/mercadopago/oauth/disconnect?appType=POINT", None),
        ("POST", "/api/mercadopago/refresh-token", {"appType": "POINT"}),
        ("POST", "/api/points-of-sale", {"code": "BETO", "name": "De Beto", "isActive": True}),
    ]
    answers = [
        beto.session.request(method, shop.url + path, json=body, headers=headers, timeout=30)
        for method, path, body in asked
    ]
    assert [answer.status_code for answer in answers] == [403] * len(asked)
