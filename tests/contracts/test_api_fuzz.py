"""Whatever is sent to a documented operation: no failure of ours, no status, type or body that the document lacks."""

from __future__ import annotations

from dataclasses import replace

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, given, strategies
from schemathesis.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from backend.app import create_app
from backend.infra.db import db
from backend.payments import ports
from tests.factories.api_keys import make_api_key
from tests.factories.payments import make_account, make_order
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.subscriptions import make_plan, make_service, make_subscription
from tests.factories.users import auth_headers

# Full runs take more: python -m schemathesis.cli run <address>/openapi.json against a running installation.
EXAMPLES = 6
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
# Nobody listens there: a dependency that is down may answer 502, 503 or 504, in words, never 500.
NOBODY = "http://127.0.0.1:9"
DEPENDENCY_STATUSES = {502, 503, 504}


@pytest.fixture
def fuzzed(app, settings):
    """An application of its own on the same database, whose Mercado Pago is down."""
    plugged = ports.plugged()
    made = create_app(replace(settings, mp_api_base_url=NOBODY, mp_auth_base_url=NOBODY))
    yield made
    with made.app_context():
        db.engine.dispose()
    ports.plug(plugged)


@pytest.fixture
def known(ana_company, ana, beto):
    """Rows of Ana's company, by the names that paths give them: a made-up id only ever finds the 404."""
    counter = make_point_of_sale(ana_company, terminal_id="NEWLAND_N950__X1", cashier_external_id="CAJA1", cashier_id=1)
    account = make_account(ana_company)
    make_account(ana_company, "QR")
    paid, plan = make_order(counter, account), make_plan("Básico")
    return {
        "user_id": beto.id,
        "key_id": make_api_key(ana)[0].id,
        "company_id": ana_company.id,
        "point_of_sale_id": counter.id,
        "order_id": make_order(counter, account, status="PENDING", processed_at=None, paid_amount=None).id,
        "external_reference": paid.external_reference,
        "subscription_id": make_subscription(ana_company, plan).id,
        "plan_id": plan.id,
        "service_id": make_service(plan).id,
        "tax_id": ana_company.tax_id,
        "name": "billing.run_due_changes",
    }


@pytest.fixture
def logins(ana, admin):
    """What is sent with a request: operators' routes are asked by one of them, all others by Ana and her machine."""
    key = {"X-API-Key": make_api_key(ana)[1]}
    return lambda path: auth_headers(admin) if path.startswith("/admin/") else auth_headers(ana) | key


@pytest.mark.slow
def test_no_operation_answers_what_the_document_does_not_say(fuzzed, logins, known):
    schema = schemathesis.openapi.from_wsgi("/openapi.json", fuzzed)
    tried, faults = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()
        tried += 1
        try:
            ask_anything(operation, logins(operation.path), known)
        except (Exception, BaseExceptionGroup) as problem:  # noqa: BLE001 - every operation is asked, whatever another one did
            faults.append(f"{operation.label}: {said(problem)}")
    assert tried > 140
    assert not faults, "\n\n".join(faults)


def ask_anything(operation, headers, known):
    """Send made-up requests to one operation, with a login; a fault is raised in its smallest form."""

    @hypothesis.settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), is_known=strategies.booleans())
    def ask(case, is_known):
        if is_known and case.path_parameters:
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        answer = case.call(headers=headers)
        if answer.status_code in DEPENDENCY_STATUSES:
            assert answer.json().get("code") != "internal_error"
        else:
            assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text}"
        case.validate_response(answer, checks=CHECKS)

    ask()


def said(problem):
    """The text of a fault, of each one in a group."""
    if isinstance(problem, BaseExceptionGroup):
        return "\n".join(said(one) for one in problem.exceptions)
    return str(problem)[:1500]
