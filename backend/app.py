"""The application factory: extensions, blueprints and the wiring of ports and listeners in one visible table."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from backend.accounts import jobs as accounts_jobs
from backend.accounts import ports as identities
from backend.accounts import subscribers as accounts_subscribers
from backend.accounts.routes import (
    account,
    administration,
    api_keys,
    audit,
    company,
    login,
    operations,
    recovery,
    registration,
    second_factor,
)
from backend.accounts.service.authentication import authenticate
from backend.accounts.service.key_authentication import authenticate_key
from backend.accounts.service.members import CompanyMembers
from backend.api_docs import init_api_docs
from backend.billing import jobs as billing_jobs
from backend.billing.routes import companies as operated_companies
from backend.billing.routes import (
    figures,
    licences,
    own_subscriptions,
    paying,
    plan_changes,
    plan_services,
    plans,
    public_catalogue,
    services,
    subscriptions,
)
from backend.billing.subscribers import SubscriptionEnd, SubscriptionPayments
from backend.companies import ports as company_ports
from backend.companies import routes as companies
from backend.companies.service import get_company
from backend.config import ROOT, Settings, read_settings
from backend.infra import current, guards, health, mail
from backend.infra.cross_origin import init_cross_origin
from backend.infra.crypto import init_crypto
from backend.infra.db import db, init_database
from backend.infra.http import Application, answer_errors, init_http
from backend.infra.json_bodies import init_json
from backend.infra.kept_answers import KeptAnswers
from backend.infra.log import RequestLog, init_logs
from backend.infra.openapi import OPENAPI_CONFIG, DocumentedApi, finish_document
from backend.infra.rate_limits import init_rate_limits
from backend.integrations.mail_smtp.transport import make_transport
from backend.integrations.mercadopago.notifications import MercadoPagoNotifications
from backend.integrations.mercadopago.routes import devices as mercadopago_devices
from backend.integrations.mercadopago.routes import inbox as mercadopago_inbox
from backend.integrations.mercadopago.routes import linking as mercadopago_linking
from backend.integrations.mercadopago.routes import orders as mercadopago_orders
from backend.integrations.mercadopago.routes import webhooks as mercadopago_webhooks
from backend.integrations.mercadopago.simulated_clock import SimulatedClock
from backend.integrations.mercadopago.wiring import make_mercadopago
from backend.integrations.supabase.tokens import make_identity_provider
from backend.kernel import clock
from backend.payments import jobs as payments_jobs
from backend.payments import routes as points_of_sale
from backend.payments import subscribers as payments_subscribers
from backend.payments.ports import Plugs, plug
from backend.payments.service.money_rows import PaymentMoney
from backend.sales import routes as sales
from backend.sales.service.money_rows import SaleMoney
from backend.sales.subscribers import SaleCompletion, SalesDrafts
from backend.spa import init_spa

# Views that anybody may call. Everything else declares a policy with @requires, or the application does not start.
PUBLIC_ENDPOINTS = frozenset(
    {
        "health.health",
        "health.ready",
        "health.metrics",
        "spa.page",
        "api-docs.openapi_json",
        "docs.swagger",
        "docs.redoc",
        "login.issue_token",
        "login.log_in",
        "login.finish_login",
        # These two look at their own credential: a refresh token, or the cookie with its CSRF value.
        "login.refresh_session",
        "login.log_out",
        "recovery.forgot_password",
        "recovery.reset_password",
        "recovery.verify_email",
        "recovery.resend_verification",
        "recovery.show_password_policy",
        "registration.register",
        "registration.confirm_registration",
        "licences.publish_keys",
        "public_catalogue.list_plans",
        "public_catalogue.list_plans_1",
        "public_catalogue.list_services",
        "public_catalogue.show_company",
        "public_catalogue.list_countries",
        "public_catalogue.list_cities",
        # Comes back from the consent page: the single-use state stands for the login.
        "mercadopago_linking.callback",
        "mercadopago_linking.older_callback",
        # Signed by Mercado Pago, not by a login.
        "mercadopago_webhooks.receive_notification",
        "mercadopago_webhooks.receive_notification_1",
        "mercadopago_webhooks.receive_notification_2",
    }
)
BLUEPRINTS = (
    login.blueprint,
    recovery.blueprint,
    registration.blueprint,
    second_factor.blueprint,
    account.blueprint,
    administration.blueprint,
    audit.blueprint,
    operations.blueprint,
    company.blueprint,
    api_keys.blueprint,
    companies.blueprint,
    operated_companies.blueprint,
    plans.blueprint,
    services.blueprint,
    plan_services.blueprint,
    public_catalogue.blueprint,
    points_of_sale.blueprint,
    sales.blueprint,
    figures.blueprint,
    licences.blueprint,
    paying.blueprint,
    plan_changes.blueprint,
    mercadopago_linking.blueprint,
    mercadopago_devices.blueprint,
    mercadopago_orders.blueprint,
    mercadopago_webhooks.blueprint,
    subscriptions.blueprint,
    own_subscriptions.blueprint,
    mercadopago_inbox.blueprint,
)
# Importing them declares their jobs, their tables and what they deliver from the outbox.
DECLARING = (
    accounts_jobs,
    accounts_subscribers,
    payments_jobs,
    payments_subscribers,
    billing_jobs,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without settings they are read from the environment.

    Raises UnsafeSettings when the environment cannot be used, RuntimeError when a view has no guard.
    """
    settings = settings or read_settings()
    app = Application("mostrador", static_folder=None, instance_path=str(settings.instance_dir.resolve()))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        JWT_HEADER_TYPE=settings.jwt_header_type,
        METRICS_TOKEN=settings.metrics_token,
        **OPENAPI_CONFIG,
    )
    app.extensions[current.EXTENSION] = settings
    init_json(app)
    init_logs(settings)
    init_crypto(settings.encryption_key)
    app.wsgi_app = KeptAnswers(app, RequestLog(settings))  # type: ignore[method-assign] # Flask's way
    init_http(app, settings)
    init_database(app, settings)
    init_cross_origin(app, settings)
    init_rate_limits(app, settings)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    _wire(app, settings)
    _register_routes(app, settings)
    _refuse_unguarded(app)
    return app


def _wire(app: Flask, settings: Settings) -> None:
    """Plug implementations into ports, and listeners into news."""
    app.extensions[mail.EXTENSION] = make_transport(settings)
    app.extensions[guards.EXTENSION] = authenticate
    app.extensions[guards.KEY_EXTENSION] = authenticate_key
    app.extensions[guards.COMPANY_EXTENSION] = get_company
    company_ports.plug(company_ports.Plugs(money_rows=(PaymentMoney(), SaleMoney()), listeners=(SubscriptionEnd(),)))
    identities.plug(make_identity_provider(settings))
    mercadopago = make_mercadopago(settings)
    plug(
        Plugs(
            gateway=mercadopago.gateway,
            linker=mercadopago.linker,
            directory=mercadopago.directory,
            drafts=SalesDrafts(),
            members=CompanyMembers(),
            notifications=MercadoPagoNotifications(),
            listeners=(SaleCompletion(),),
            checkout=mercadopago.checkout,
            request_listeners=(SubscriptionPayments(),),
        )
    )
    if settings.clock_source == "simulator":
        clock.use_source(SimulatedClock(settings.mp_api_base_url))
    with app.app_context():
        health.add_check("mercadopago", mercadopago.client.describe_circuit)
        health.add_check("database", health.check_database)
        health.add_check("migrations", health.check_migrations)


def _register_routes(app: Flask, settings: Settings) -> None:
    api = DocumentedApi(app)
    answer_errors(app)
    api.register_blueprint(health.blueprint)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    init_api_docs(app, settings)
    init_spa(app, settings)
    finish_document(api)


def _refuse_unguarded(app: Flask) -> None:
    if missing := guards.unguarded_endpoints(app, PUBLIC_ENDPOINTS):
        raise RuntimeError(f"views without a guard: {', '.join(missing)}")
