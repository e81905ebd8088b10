"""An owner pays a subscription on Mercado Pago's page, over HTTP in both directions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from backend.billing.service import daily
from backend.infra import outbox
from backend.kernel import clock
from backend.payments.service import inbox
from tests.billing.paying_steps import Counter, code_of, request_of, row_of, states_of
from tests.factories.subscriptions import PRO, make_plan


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def owner(plugged_in, platform_settings, in_step, client, ana):
    """Ana at the keyboard; the platform collects by a seller of the simulator, both clocks in step."""
    return Counter(client, ana)


@pytest.fixture
def page(simulator, served):
    """Pays the page of a row as its owner does, and lets the product handle what it is told."""
    told = 0

    def pay(row_id, status="approved", **details):
        nonlocal told
        payment = simulator.control.pay_preference(request_of(row_id).preference_id, status, **details)
        told += 1
        simulator.control.wait_for_webhooks(told, topic="payment", outcome="delivered")
        inbox.handle_due()
        return payment

    return pay


def test_owner_pays_online_and_the_licence_row_is_active(owner, page, mailbox, ana_company, basic):
    bought = owner.subscribe(ana_company, basic).json
    row_id = bought["suscripcion"]["id"]
    assert bought["payment_url"].startswith("http")
    assert "payment_url" in owner.get("/account/subscriptions").json["suscripciones"][0]
    page(row_id, "rejected")
    assert row_of(row_id).state == "pending_payment"
    page(row_id)
    row = row_of(row_id)
    today = clock.today_in("America/Argentina/Buenos_Aires")
    assert (row.state, row.start_date) == ("active", today)
    licence = owner.post("/api/verificar-licencia")
    assert licence.json["licencia_valida"] is True
    assert licence.json["fecha_fin"] == row.end_date.isoformat()
    assert [mail.subject for mail in mailbox.collect()] == ["Recibimos tu pago"]


def test_plan_change_and_renewal_are_paid_too(owner, page, ana_company, basic):
    first = owner.subscribe(ana_company, basic).json["suscripcion"]["id"]
    page(first)
    pro = make_plan("Pro", **PRO)
    quote = owner.change_own_plan(first, pro, dry_run=True).json["cotizacion"]
    changed = owner.change_own_plan(first, pro, cotizacion_id=quote["cotizacion_id"]).json["suscripcion"]
    page(changed["id"])
    row = row_of(changed["id"])
    assert (row.state, float(row.to_collect)) == ("active", quote["importe_a_cobrar"])
    renewal = owner.renew(row.id).json["suscripcion"]["id"]
    page(renewal)
    assert row_of(renewal).start_date == row.end_date
    assert states_of(ana_company) == ["ended", "active", "scheduled"]


def test_chargeback_suspends_what_was_paid(owner, page, simulator, ana_company, basic):
    row_id = owner.subscribe(ana_company, basic).json["suscripcion"]["id"]
    payment = page(row_id)
    simulator.control.set_payment_status(payment["id"], "charged_back")
    simulator.control.wait_for_webhooks(2, topic="payment", outcome="delivered")
    inbox.handle_due()
    assert (row_of(row_id).state, row_of(row_id).cancel_reason) == ("suspended", "pago revertido")
    assert owner.post("/api/verificar-licencia").json["motivo"] == "suspendida"


def test_page_of_a_row_that_expired_is_closed(owner, in_step, simulator, ana_company, basic):
    row_id = owner.subscribe(ana_company, basic).json["suscripcion"]["id"]
    simulator.control.advance(timedelta(hours=72).total_seconds())
    in_step.advance(hours=72)
    daily.run()
    assert states_of(ana_company) == ["cancelled"]
    assert (request_of(row_id).status, request_of(row_id).amount) == ("expired", Decimal("24990.00"))
    outbox.deliver_due()
    (there,) = simulator.control.state("preferences")["preferences"]
    assert there["state"] == "expired"


@pytest.mark.parametrize("fault", [{"status": 400}, {"status": 500}, {"fault": "drop"}])
def test_page_that_mercado_pago_does_not_make_leaves_nothing(owner, simulator, ana_company, basic, fault):
    kind = {"fault": "status", **fault} if "status" in fault else fault
    simulator.control.faults({"match": {"path": "/checkout/preferences"}, **kind})
    answer = owner.subscribe(ana_company, basic)
    assert answer.status_code in {502, 503, 504}
    assert "No se cobró nada" in answer.json["detail"]
    assert states_of(ana_company) == ["cancelled"]
    assert code_of(answer)[1].startswith("mercadopago_")
