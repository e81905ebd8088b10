"""Unpaid rows as everybody else meets them: lists, the owner's and the operator's cancellation, a company that ends."""

from __future__ import annotations

import pytest

from backend.billing.domain.states import SubscriptionState as S
from backend.billing.service.paying import Period, renew_online, subscribe
from backend.billing.service.renewing import Renewal
from backend.infra import outbox
from tests.billing.paying_steps import Counter, code_of, on, pay, request_of, row_of, states_of
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_subscription
from tests.factories.users import auth_headers
from tests.fixtures.statements import counted_statements

pytestmark = pytest.mark.database


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def waiting(platform, ana_company, basic):
    """Ana's company was asked to pay."""
    return subscribe(ana_company.id, basic.id, Period.MONTHLY).row


def given_back(platform, row) -> int:
    """Pay all the same; return how many payments went back."""
    pay(platform, row.id)
    outbox.deliver_due()
    return len(platform.refunds)


def test_owner_drops_what_waits_and_its_payment_goes_back(client, ana, platform, waiting):
    path = f"/account/subscriptions/{waiting.id}"
    answer = client.patch(path, json={"estado": "cancelada"}, headers=auth_headers(ana))
    assert (answer.status_code, answer.json["suscripcion"]["estado"]) == (200, "cancelada")
    assert answer.json["suscripcion"]["payment_url"] is None
    assert request_of(waiting.id).status == "expired"
    assert (given_back(platform, waiting), row_of(waiting.id).state) == (1, "cancelled")


@pytest.mark.parametrize("body", [{"estado": "activa"}, {"fecha_fin": "2030-01-01"}, {"renovacion_automatica": True}])
def test_owner_cannot_make_it_active(client, ana, waiting, body):
    answer = client.patch(f"/account/subscriptions/{waiting.id}", json=body, headers=auth_headers(ana))
    assert answer.status_code in {403, 409, 422}
    assert row_of(waiting.id).state == "pending_payment"


def test_operator_cancels_what_waits(client, admin, platform, waiting):
    answer = Counter(client, admin).post(f"/admin/suscripciones/{waiting.id}/cancelar", motivo="Se arrepintió")
    assert answer.json["suscripcion"]["motivo_cancelacion"] == "Se arrepintió"
    assert given_back(platform, waiting) == 1


def test_cancelled_row_takes_the_renewal_that_waits_with_it(client, admin, platform, moving_clock, ana_company, basic):  # noqa: PLR0913, PLR0917 - fixtures
    on(moving_clock, 2026, 3, 20)
    row = make_subscription(ana_company, basic)
    renewal = renew_online(ana_company.id, row.id, Renewal()).row
    Counter(client, admin).post(f"/admin/suscripciones/{row.id}/cancelar", motivo="Baja")
    assert states_of(ana_company) == ["cancelled", "cancelled"]
    assert given_back(platform, renewal) == 1


def test_deactivated_company_is_asked_for_nothing_and_gets_its_money_back(client, admin, platform, waiting):
    path = f"/admin/empresas/{waiting.company_id}"
    assert client.delete(f"{path}?forzar=true", headers=auth_headers(admin)).status_code == 200
    row = row_of(waiting.id)
    assert (row.state, row.cancel_reason) == ("cancelled", "Empresa desactivada")
    assert request_of(waiting.id).status == "expired"
    assert client.post(f"{path}/activar", headers=auth_headers(admin)).status_code == 200
    assert (given_back(platform, waiting), row_of(waiting.id).state) == (1, "cancelled")


def test_unpaid_row_is_no_licence(client, ana, waiting):
    told = Counter(client, ana).post("/api/verificar-licencia").json
    assert (told["licencia_valida"], told["motivo"]) == (False, "pendiente_pago")


@pytest.mark.parametrize("action", ["suspender", "descuento", "reactivar"])
def test_unpaid_row_is_neither_suspended_nor_discounted(client, admin, waiting, action):
    body = {"suspender": {"motivo": "x"}, "descuento": {"porcentaje": 50}, "reactivar": {}}[action]
    answer = Counter(client, admin).post(f"/admin/suscripciones/{waiting.id}/{action}", **body)
    assert code_of(answer) == (409, "invalid_state")


def test_list_tells_where_each_is_paid_without_a_statement_per_row(client, admin, platform, basic):
    def listed(number):
        for index in range(number):
            subscribe(make_company(f"Empresa {index}").id, basic.id, Period.MONTHLY)
        headers = auth_headers(admin)
        with counted_statements() as sent:
            rows = client.get("/admin/suscripciones", headers=headers).json
        return len(sent), [row["payment_url"] for row in rows]

    few, urls = listed(1)
    many, more_urls = listed(4)
    assert (many, len(urls), len(more_urls)) == (few, 1, 5)
    assert all(more_urls)


def test_suspended_row_is_renewed_by_paying(client, ana, platform, ana_company, basic):
    """A payment for a new period is a new period; what was suspended stays behind."""
    row = make_subscription(ana_company, basic, S.SUSPENDED)
    told = Counter(client, ana).renew(row.id).json["suscripcion"]
    pay(platform, told["id"])
    assert states_of(ana_company) == ["suspended", "scheduled"]
