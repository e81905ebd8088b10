"""The application factory: extensions, blueprints and the wiring of ports and listeners in one visible table."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from flask_smorest import Api

from backend.accounts.service.authentication import authenticate
from backend.config import ROOT, Settings, read_settings
from backend.infra import current, guards, health, mail
from backend.infra.crypto import init_crypto
from backend.infra.db import db, init_database
from backend.infra.http import init_http
from backend.infra.log import init_logs
from backend.infra.openapi import OPENAPI_CONFIG, finish_document
from backend.infra.rate_limits import init_rate_limits
from backend.integrations.mail_smtp.transport import make_transport
from backend.payments import routes as points_of_sale
from backend.sales import routes as sales
from backend.spa import init_spa

# Views that anybody may call. Everything else declares a policy with @requires, or the application does not start.
PUBLIC_ENDPOINTS = frozenset({"health.health", "health.ready", "health.metrics", "spa.page", "api-docs.openapi_json"})


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without settings they are read from the environment.

    Raises UnsafeSettings when the environment cannot be used, RuntimeError when a view has no guard.
    """
    settings = settings or read_settings()
    app = Flask("mostrador", static_folder=None, instance_path=str(settings.instance_dir.resolve()))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        JWT_HEADER_TYPE=settings.jwt_header_type,
        METRICS_TOKEN=settings.metrics_token,
        **OPENAPI_CONFIG,
    )
    app.extensions[current.EXTENSION] = settings
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's default provider has it
    init_logs(settings)
    init_crypto(settings.encryption_key)
    init_http(app, settings)
    init_database(app, settings)
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
    with app.app_context():
        health.add_check("database", health.check_database)
        health.add_check("migrations", health.check_migrations)


def _register_routes(app: Flask, settings: Settings) -> None:
    api = Api(app)
    app.register_blueprint(health.blueprint)
    api.register_blueprint(points_of_sale.blueprint)
    api.register_blueprint(sales.blueprint)
    init_spa(app, settings)
    finish_document(api)


def _refuse_unguarded(app: Flask) -> None:
    if missing := guards.unguarded_endpoints(app, PUBLIC_ENDPOINTS):
        raise RuntimeError(f"views without a guard: {', '.join(missing)}")
