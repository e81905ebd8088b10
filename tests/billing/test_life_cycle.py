"""Every change an operator makes, from every state: the arrows of §6, and 409 for every move that has none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import CompanyInactive
from backend.billing.models.subscriptions import Subscription
from backend.billing.schemas.words import STATE_WORDS
from backend.billing.service.changing import cancel_all_of
from backend.billing.service.creating import NewSubscription, create_subscription
from backend.billing.service.viewing import show
from backend.companies.models import Company
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from tests.factories.subscriptions import make_plan, make_subscription

S = SubscriptionState
NOON = datetime(2026, 3, 11, 15, tzinfo=UTC)
START_OF = {S.SCHEDULED: date(2026, 4, 1), S.ENDED: date(2026, 1, 1)}
CHANGES = {
    "cancelar": {"motivo": "Se mudaron", "notas": "avisaron por teléfono"},
    "suspender": {"motivo": "No pagó"},
    "reactivar": {},
    "descuento": {"porcentaje": 10},
    "renovar": {},
    "": {"renovacion_automatica": True},
}
# From each state: what each change makes of the row; whatever is not here is refused.
ALLOWED = {
    "cancelar": {state: S.CANCELLED for state in S if state is not S.CANCELLED},
    "suspender": {S.ACTIVE: S.SUSPENDED},
    "reactivar": {S.SUSPENDED: S.ACTIVE},
    "descuento": {state: state for state in (S.ACTIVE, S.SUSPENDED, S.SCHEDULED)},
    # On 2026-03-11 a row until April is renewed later, one that is over at once; neither moves by it.
    "renovar": {state: state for state in (S.ACTIVE, S.SUSPENDED, S.ENDED, S.CANCELLED)},
    "": {state: state for state in (S.PENDING_PAYMENT, S.SCHEDULED, S.ACTIVE, S.SUSPENDED)},
}
REFUSALS = {("cancelar", S.CANCELLED): "already_cancelled"}


@pytest.fixture(autouse=True)
def _eleventh_of_march(moving_clock):
    moving_clock.set(NOON)


@pytest.fixture
def plan(app):
    return make_plan("Básico")


@pytest.fixture
def make(ana_company, plan):
    def one(state=S.ACTIVE, **columns):
        due_at = NOON + timedelta(hours=72) if state is S.PENDING_PAYMENT else None
        start = columns.pop("start", START_OF.get(state, date(2026, 3, 1)))
        return make_subscription(ana_company, plan, state, start=start, payment_due_at=due_at, **columns)

    return one


def now_of(row: Subscription) -> Subscription:
    return show(row.id)[0]


def audited(row: Subscription) -> list[str]:
    entries = select(AuditEntry).where(AuditEntry.entity == "subscription", AuditEntry.entity_id == str(row.id))
    return [entry.action for entry in run_unit(lambda: session().scalars(entries.order_by(AuditEntry.id)).all())]


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("change", list(CHANGES))
def test_change_follows_its_arrow_or_is_refused(operate, make, change, state):
    row = make(state)
    method, path = (
        ("POST", f"/admin/suscripciones/{row.id}/{change}") if change else ("PATCH", f"/admin/suscripciones/{row.id}")
    )
    answer = operate(method, path, CHANGES[change])
    wanted = ALLOWED[change].get(state)
    if wanted is None:
        assert (answer.status_code, answer.json["code"]) == (409, REFUSALS.get((change, state), "invalid_state"))
        assert (now_of(row).state, now_of(row).notes, audited(row)) == (state, None, [])
    else:
        assert answer.status_code == (201 if change == "renovar" else 200), answer.json
        told = answer.json["anterior" if change == "renovar" else "suscripcion"]
        assert (told["estado"], now_of(row).state) == (STATE_WORDS[wanted], wanted)
        assert audited(row)


@pytest.mark.parametrize("change", list(CHANGES))
def test_unknown_row_is_not_found(operate, app, change):
    path = f"/admin/suscripciones/12345/{change}".rstrip("/")
    assert operate("POST" if change else "PATCH", path, CHANGES[change]).status_code == 404


def test_suspension_keeps_its_reason_without_notes(operate, make):
    row = make()
    told = operate("POST", f"/admin/suscripciones/{row.id}/suspender", {"motivo": "No pagó"}).json["suscripcion"]
    assert told["motivo_cancelacion"] == "No pagó"
    assert "[suspension 2026-03-11T15:00:00Z usuario" in told["notas"]
    assert told["notas"].endswith("No pagó")


def test_notes_are_only_ever_added_to(operate, make):
    row = make(notes="lo de antes")
    operate("PATCH", f"/admin/suscripciones/{row.id}", {"notas": "primera"})
    operate("POST", f"/admin/suscripciones/{row.id}/suspender", {"motivo": "uno", "notas": "dos"})
    operate("POST", f"/admin/suscripciones/{row.id}/reactivar", {"notas": "tres"})
    operate("POST", f"/admin/suscripciones/{row.id}/descuento", {"porcentaje": 12.5, "motivo": "cuatro"})
    operate("POST", f"/admin/suscripciones/{row.id}/renovar", {"notas": "cinco"})
    operate("POST", f"/admin/suscripciones/{row.id}/cancelar", {"motivo": "seis", "notas": "siete"})
    first, *lines = now_of(row).notes.split("\n")
    assert first == "lo de antes"
    assert [line.split()[0] for line in lines] == [
        "[nota", "[suspension", "[reactivacion", "[descuento", "[renovacion", "[cancelacion",
    ]  # fmt: skip
    texts = ("primera", "uno · dos", "tres", "0 % → 12.5 %, 24990.00 → 21866.25 ARS", "cinco", "seis · siete")
    assert all(text in line for text, line in zip(texts, lines, strict=True))
    assert "cuatro" in lines[3]


def test_cancelling_keeps_dates_and_takes_the_scheduled_successor_along(operate, make):
    row = make()
    operate("POST", f"/admin/suscripciones/{row.id}/renovar", {})
    told = operate("POST", f"/admin/suscripciones/{row.id}/cancelar", {"motivo": "Se mudaron"}).json["suscripcion"]
    assert (told["fecha_inicio"], told["fecha_fin"], told["vigente"]) == ("2026-03-01", "2026-04-01", False)
    (successor,) = operate("GET", "/admin/suscripciones", query={"estado": "cancelada", "limit": 1}).json
    assert (successor["renueva_a"], successor["estado"]) == (row.id, "cancelada")


def test_cancelling_leaves_a_scheduled_row_that_is_not_its_successor(operate, make):
    row, other = make(S.ENDED), make(S.SCHEDULED)
    operate("POST", f"/admin/suscripciones/{row.id}/cancelar", {"motivo": "Se mudaron"})
    assert now_of(other).state == S.SCHEDULED


def test_credit_of_a_successor_that_never_starts_returns(operate, make):
    row = make(credit_left=Decimal("30000.00"))
    renewed = operate("POST", f"/admin/suscripciones/{row.id}/renovar", {}).json
    new = renewed["suscripcion"]
    assert (new["credito_aplicado"], new["saldo_a_favor"], renewed["anterior"]["saldo_a_favor"]) == (24990, 5010, 0)
    operate("POST", f"/admin/suscripciones/{new['id']}/cancelar", {"motivo": "error"})
    assert now_of(row).credit_left == Decimal("30000.00")


@pytest.mark.parametrize(
    ("columns", "day", "code"),
    [
        ({}, 11, None),
        ({"end_date": date(2026, 3, 11)}, 11, None),
        ({"end_date": date(2026, 3, 10)}, 11, "subscription_expired"),
    ],
)
def test_suspended_row_runs_again_until_its_last_day(operate, make, columns, day, code):
    row = make(S.SUSPENDED, **columns)
    answer = operate("POST", f"/admin/suscripciones/{row.id}/reactivar", {})
    assert answer.json.get("code") == code
    assert now_of(row).state == (S.ACTIVE if code is None else S.SUSPENDED)


def test_suspended_row_stays_when_another_is_active(operate, make):
    row, _ = make(S.SUSPENDED), make(S.ACTIVE)
    answer = operate("POST", f"/admin/suscripciones/{row.id}/reactivar", {})
    assert (answer.status_code, answer.json["code"]) == (409, "active_subscription_exists")


def test_discount_is_of_the_list_price_however_often_it_is_set(operate, make):
    row = make()
    for percent, price in ((10, 22491.00), (10, 22491.00), (0, 24990.00), (12.5, 21866.25), (100, 0)):
        told = operate("POST", f"/admin/suscripciones/{row.id}/descuento", {"porcentaje": percent}).json
        assert (told["precio_original"], told["precio_con_descuento"]) == (24990.00, price)
        assert told["suscripcion"]["precio_pagado"] == 24990.00
        assert told["suscripcion"]["importe_a_cobrar"] == price


def test_discount_never_makes_what_is_to_collect_negative(operate, make):
    row = make(credit_applied=Decimal("24000.00"))
    told = operate("POST", f"/admin/suscripciones/{row.id}/descuento", {"porcentaje": 10}).json["suscripcion"]
    assert (told["credito_aplicado"], told["importe_a_cobrar"], told["saldo_a_favor"]) == (22491, 0, 1509)


@pytest.mark.parametrize("percent", ["NaN", "Infinity", "-1", "100.01", "12.345", '"diez"', "true", "null"])
def test_percentage_that_is_none_is_refused(operate, client, admin, make, percent):
    row = make()
    headers = {"Content-Type": "application/json"}
    from tests.factories.users import auth_headers  # noqa: PLC0415 - only this test sends raw bodies

    answer = client.post(
        f"/admin/suscripciones/{row.id}/descuento",
        data=f'{{"porcentaje": {percent}}}',
        headers=auth_headers(admin) | headers,
    )
    assert answer.status_code in {400, 422}
    assert now_of(row).discount_percent == 0


@pytest.mark.parametrize(
    "body", [{"motivo": ""}, {"motivo": " "}, {}, {"motivo": "x" * 501}, {"motivo": "x", "fecha_fin": "2030-01-01"}]
)
@pytest.mark.parametrize("change", ["cancelar", "suspender"])
def test_reason_is_needed(operate, make, change, body):
    row = make()
    assert operate("POST", f"/admin/suscripciones/{row.id}/{change}", body).status_code == 422
    assert now_of(row).state == S.ACTIVE


def test_row_that_is_over_but_not_yet_written_off_counts_as_over(operate, make):
    row = make(S.ACTIVE, start=date(2026, 2, 1))
    for change in ("suspender", "descuento"):
        answer = operate("POST", f"/admin/suscripciones/{row.id}/{change}", CHANGES[change])
        assert (answer.status_code, answer.json["code"]) == (409, "invalid_state")


def test_change_of_course_is_told_and_undone(operate, make):
    row = make()
    path = f"/admin/suscripciones/{row.id}"
    told = operate("PATCH", path, {"cancelar_al_vencer": True, "forma_pago": "MercadoPago"}).json["suscripcion"]
    assert (told["cancelar_al_vencer"], told["forma_pago"]) == (True, "mercadopago")
    told = operate("PATCH", path, {"cancelar_al_vencer": False, "forma_pago": None}).json["suscripcion"]
    assert (told["cancelar_al_vencer"], told["forma_pago"], told["estado"]) == (False, None, "activa")


def test_end_is_not_withdrawn_from_a_row_that_is_not_active(operate, make):
    row = make(S.SUSPENDED, cancels_at_end=True)
    answer = operate("PATCH", f"/admin/suscripciones/{row.id}", {"cancelar_al_vencer": False})
    assert (answer.status_code, answer.json["code"]) == (409, "invalid_state")


def test_deactivating_a_company_cancels_what_lives_and_nothing_else(ana_company, carla_company, plan, make):
    living = [make(state) for state in (S.PENDING_PAYMENT, S.SCHEDULED, S.ACTIVE, S.SUSPENDED)]
    over = make(S.ENDED)
    other = make_subscription(carla_company, plan)

    def deactivate():
        session().get_one(Company, ana_company.id).is_active = False
        session().flush()
        return cancel_all_of(ana_company.id)

    assert run_unit(deactivate) == [row.id for row in living]
    for row in living:
        assert (now_of(row).state, now_of(row).cancel_reason) == (S.CANCELLED, "Empresa desactivada")
        assert audited(row) == ["billing.subscription.cancelled"]
    assert (now_of(over).state, now_of(other).state) == (S.ENDED, S.ACTIVE)
    with pytest.raises(CompanyInactive):
        create_subscription(NewSubscription(ana_company.id, plan.id, Period.MONTHLY))


@pytest.mark.database
def test_notes_grow_beyond_what_one_text_holds(operate, make):
    row = make(notes="x" * 70_000)
    assert operate("PATCH", f"/admin/suscripciones/{row.id}", {"notas": "ñ" * 5000}).status_code == 200
    assert len(now_of(row).notes) > 75_000
