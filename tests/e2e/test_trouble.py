"""What the cashier sees when a charge does not simply succeed."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import expect

import trial
from tests.e2e.person import Person, money

LIFE_SECONDS = 15 * 60
# After this time a charge that never showed up at Mercado Pago is taken as lost.
LOST_SECONDS = 3 * 60
# The product leaves a failing Mercado Pago alone for half a minute of real time.
CIRCUIT_SECONDS = 90


@pytest.fixture
def ana(shop, visit) -> Person:
    ana = visit(shop)
    ana.log_in(trial.OWNER)
    return ana


def test_rejected_card_tells_its_reason_and_that_no_money_moved(ana, terminal):
    ana.start_charge("1300", "Terminal")
    device = ana.terminal(terminal)
    ana.sees("La terminal tiene el cobro")
    device.get_by_label("Motivo").select_option("insufficient_amount")
    device.get_by_role("button", name="Rechazar").click()
    ana.sees("No se cobró")
    ana.sees("No tiene saldo o límite suficiente. Probá con otra tarjeta u otro medio.")
    ana.sees("No se movió plata.")
    ana.press("Cobrar de nuevo")
    ana.sees("1.300")


def test_esc_cancels_the_charge(ana):
    ana.start_charge("99,90", "QR")
    ana.sees("Esperando el pago")
    ana.page.keyboard.press("Escape")
    ana.sees("Cobro cancelado")
    ana.sees("No se cobró nada.")


def test_charge_nobody_pays_ends_by_itself(ana, play):
    ana.start_charge("45", "QR")
    ana.sees("Esperando el pago")
    play.advance(LIFE_SECONDS + 60)
    ana.sees("El cliente no llegó a pagar. No se cobró nada.")


def test_busy_terminal_offers_the_other_charge(ana):
    ana.watch.expect_refusal(409, r"^/api/mercadopago/orders$")
    ana.start_charge("700", "Terminal")
    ana.sees("Esperando en la terminal")
    ana.open("/panel/cobrar")
    ana.sees("Hay 1 cobro sin terminar")
    ana.page.keyboard.type("250")
    ana.press_means("Terminal")
    ana.sees("La terminal tiene otro cobro esperando")
    ana.press("Cancelar el otro y cobrar este")
    ana.sees("Esperando en la terminal")
    ana.sees(money("250,00"))
    ana.page.keyboard.press("Escape")
    ana.sees("Cobro cancelado")


def test_undecided_charge_is_never_called_unpaid_and_is_decided_later(ana, terminal, play):
    charge = ana.start_charge("4200", "Terminal")
    device = ana.terminal(terminal)
    device.get_by_role("button", name="Se cortó (sin saber)").click()
    ana.sees("No sabemos todavía si se cobró")
    ana.sees("Mirá la pantalla de la terminal: ahí dice si el pago salió. No vuelvas a cobrar hasta saberlo.")
    order = next(one for one in play.state("orders")["orders"] if one["status"] == "action_required")
    ana.open("/panel/resumen")
    ana.sees(re.compile("No sabemos si se cobró: " + money("4.200,00").pattern))
    ana.open(f"/panel/cobrar/{charge}")
    play.decide(order["id"], "processed")
    ana.sees_paid("4.200,00")


def test_charge_mercado_pago_refused_to_take_is_told_as_unsure_and_can_be_given_up(ana, play):
    expect_mercado_pago_down(ana)
    play.faults({"match": {"method": "POST", "path": "/v1/orders"}, "fault": "status", "status": 503})
    ana.start_charge("333", "QR")
    ana.sees("No sabemos todavía si el cobro llegó")
    ana.sees(re.compile("no vuelvas a cobrar hasta que esta pantalla lo diga"))
    ana.page.keyboard.press("Escape")
    ana.sees("Cancelando…")
    play.faults()
    play.advance(LOST_SECONDS)
    ana.sees("Cobro cancelado", within_seconds=CIRCUIT_SECONDS)
    ana.press("Cobrar de nuevo")
    ana.press_means("QR")
    ana.pay_with_phone(ana.qr_on_screen("Código QR para pagar"))
    ana.sees_paid("333,00")


def test_charge_whose_answer_got_lost_is_found_and_paid(ana, play):
    expect_mercado_pago_down(ana)
    # Every answer is lost, although each request arrives.
    play.faults({"match": {"path": "/v1/orders"}, "fault": "drop"})
    ana.start_charge("512", "QR")
    ana.sees("No sabemos todavía si el cobro llegó")
    play.faults()
    ana.pay_with_phone(ana.qr_on_screen("Código QR para pagar", within_seconds=CIRCUIT_SECONDS))
    ana.sees_paid("512,00")


def test_cash_sale_tells_the_change(ana):
    ana.open("/panel/cobrar")
    ana.type_amount("1550,50")
    ana.press_means("Efectivo")
    ana.sees_heading("Cobro en efectivo")
    ana.page.keyboard.type("2000")
    ana.sees(money("449,50"))
    ana.press("Confirmar cobro")
    expect(ana.sees_paid("1.550,50")).to_contain_text(money("449,50"))
    ana.press("Nuevo cobro")


def expect_mercado_pago_down(person: Person) -> None:
    """Refused, down or silent: each of these is a right answer while the simulator misbehaves."""
    for status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT):
        person.watch.expect_refusal(status, r"^/api/mercadopago/")
