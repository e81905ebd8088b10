"""Steps of the tests about money of subscriptions: ask, pay, look."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from backend.billing.models.subscriptions import PlanChangeQuote, Subscription
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.payments.models import PaymentRequest
from tests.factories.users import auth_headers
from tests.fixtures.gateway import tell_payment

BASIC_PRICE, PRO_PRICE = Decimal("24990.00"), Decimal("75000.00")


def on(clock, year: int, month: int, day: int, hour: int = 15) -> None:
    """Stand at noon in Buenos Aires on this day (or at another UTC hour)."""
    clock.set(datetime(year, month, day, hour, tzinfo=UTC))


def read_all(table, **criteria) -> list:
    """Return rows of any company as they are committed, oldest first."""

    def read():
        statement = select(table).filter_by(**criteria).order_by(table.id)
        return session().execute(statement, execution_options={OPTION: PLATFORM}).scalars().all()

    return list(run_unit(read, is_read_only=True))


def rows_of(company) -> list[Subscription]:
    return read_all(Subscription, company_id=company.id)


def states_of(company) -> list[str]:
    return [row.state for row in rows_of(company)]


def row_of(row_id: int) -> Subscription:
    (found,) = read_all(Subscription, id=row_id)
    return found


def request_of(row_id: int) -> PaymentRequest:
    """The Cobro of a row, as it stands."""
    (found,) = read_all(PaymentRequest, reference_id=str(row_id))
    return found


def quotes() -> list[PlanChangeQuote]:
    return read_all(PlanChangeQuote)


def actions() -> list[str]:
    return [entry.action for entry in read_all(AuditEntry)]


def pay(provider, row_id: int, **changes):
    """Pay the row's Cobro on its page and let the product hear of it; returns the payment."""
    told = provider.pay_request(request_of(row_id).id, **changes)
    tell_payment(told)
    return told


class Counter:
    """A logged-in person who asks the routes of this area."""

    def __init__(self, client, user, company=None) -> None:
        self._client, self._user, self._company = client, user, company

    def post(self, path: str, key: str | None = None, **body):
        headers = self._login() | ({"Idempotency-Key": key} if key else {})
        return self._client.post(path, json=body, headers=headers)

    def get(self, path: str):
        return self._client.get(path, headers=self._login())

    def _login(self) -> dict[str, str]:
        """Log in anew: the clock may have moved since the last time."""
        return auth_headers(self._user, company=self._company)

    def subscribe(self, company, plan, period: str = "mensual", key: str | None = None):
        return self.post("/public/suscripcion", key, empresa_id=company.id, plan_id=plan.id, periodo=period)

    def renew(self, row_id: int, key: str | None = None, **body):
        return self.post(f"/account/subscriptions/{row_id}/renovar", key, **body)

    def change_plan(self, row_id: int, plan, key: str | None = None, **body):
        """Change as an operator."""
        return self.post(f"/admin/suscripciones/{row_id}/cambio-plan", key, plan_id=plan.id, **body)

    def change_own_plan(self, row_id: int, plan, key: str | None = None, **body):
        return self.post(f"/account/subscriptions/{row_id}/cambio-plan", key, plan_id=plan.id, **body)


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def days(start: date, end: date) -> int:
    return (end - start).days


HOURS_72 = timedelta(hours=72)
