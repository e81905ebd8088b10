"""Typed settings, read once from the environment (contract 10 §10 and docs/architecture.md, Config).

Nothing else in the product reads ``os.environ``. Production refuses a missing, short or well-known secret.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent
SECRET_NAMES = ("SECRET_KEY", "JWT_SECRET_KEY", "ENCRYPTION_KEY")
MIN_SECRET_BYTES = 32
# Texts that people leave in place of a secret; matched as a part of the value, lower case.
KNOWN_EXAMPLES = (
    "change",
    "cambiar",
    "example",
    "ejemplo",
    "secret-key",
    "default",
    "password",
    "0000000000",
    "123456789",
)
DATABASE_PARTS = frozenset({"DB_DIALECT", "DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME"})
# Older installations may still set these; they open nothing.
RETIRED_VARIABLES = frozenset({"SUPPORT_API_SECRET", "SUPPORT_API_DEV_KEY"})
APP_TYPES = ("POINT", "QR", "ONLINE")
# Numbers start at 1: a token or a pool of nothing is a mistake of writing.
LARGEST = {
    "jwt_access_minutes": 1440,
    "jwt_refresh_days": 365,
    "db_pool_size": 1000,
    "smtp_port": 65535,
    "licencia_gracia_dias": 90,
    "location_rate_limit_requests": 1_000_000,
    "location_rate_limit_window": 86_400,
    "location_cache_ttl_countries": 31_536_000,
    "location_cache_ttl_cities": 31_536_000,
}
DEVELOPMENT_SECRET = "development-only-"  # noqa: S105 - recognised and refused in production


class UnsafeSettings(Exception):
    """The environment cannot be used; the sentence names each key that is wrong."""


@dataclass(frozen=True, slots=True)
class MercadoPagoApplication:
    """The credentials of one application registered with Mercado Pago."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the installation; built by :func:`read_settings`, or directly by tests."""

    app_env: str = "development"
    secret_key: str = field(default=DEVELOPMENT_SECRET + "flask-" * 5, repr=False)
    jwt_secret_key: str = field(default=DEVELOPMENT_SECRET + "jwt-" * 8, repr=False)
    encryption_key: str = field(default=DEVELOPMENT_SECRET + "crypt-" * 5, repr=False)
    database_url: str = field(default="", repr=False)
    db_pool_size: int = 10
    sqlite_synchronous: str = "FULL"
    redis_url: str = field(default="", repr=False)
    celery_broker_url: str = field(default="", repr=False)
    scheduler: str = "embedded"
    instance_path: str = ""
    frontend_dist: str = ""
    jwt_access_minutes: int = 30
    jwt_refresh_days: int = 7
    jwt_header_type: str = "Bearer"
    token_issuer: str = "mostrador"  # noqa: S105 - a name
    token_audience: str = "mostrador"  # noqa: S105 - a name
    frontend_origins: tuple[str, ...] = ()
    backoffice_url: str = "http://localhost:5222"
    trusted_proxies: tuple[str, ...] = ()
    rate_limits: bool = True
    log_level: str = "INFO"
    log_format: str = "json"
    metrics_token: str = field(default="", repr=False)
    clock_source: str = "system"
    zona_horaria: str = "America/Argentina/Buenos_Aires"
    licencia_gracia_dias: int = 7
    saas_api_key: str = field(default="", repr=False)
    use_supabase: bool = False
    supabase_url: str = ""
    supabase_jwt_secret: str = field(default="", repr=False)
    supabase_jwks_url: str = ""
    location_rate_limit_requests: int = 60
    location_rate_limit_window: int = 60
    location_cache_ttl_countries: int = 43200
    location_cache_ttl_cities: int = 14400
    smtp_server: str = ""
    smtp_port: int = 587
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = True
    sender_email: str = "no-responder@mostrador.local"
    sender_name: str = "Mostrador"
    admin_email: str = ""
    admin_password: str = field(default="", repr=False)
    demo_empresa_nombre: str = "Empresa Demo"
    demo_empresa_nit: str = ""
    demo_empresa_contacto: str = "demo@empresa.com"
    demo_password: str = field(default="", repr=False)
    mp_api_base_url: str = "https://api.mercadopago.com"
    mp_auth_base_url: str = "https://auth.mercadopago.com"
    mp_client_id: str = ""
    mp_client_secret: str = field(default="", repr=False)
    mp_point_client_id: str = ""
    mp_point_client_secret: str = field(default="", repr=False)
    mp_qr_client_id: str = ""
    mp_qr_client_secret: str = field(default="", repr=False)
    mp_online_client_id: str = ""
    mp_online_client_secret: str = field(default="", repr=False)
    mp_redirect_uri: str = ""
    mp_webhook_secret: tuple[str, ...] = field(default=(), repr=False)
    mp_platform_id: str = ""
    mercadopago_empresa_id: int = 0
    mercadopago_access_token: str = field(default="", repr=False)

    @property
    def is_production(self) -> bool:
        """Tell whether unsafe values must be refused."""
        return self.app_env == "production"

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the installation by https (cookies get Secure, answers get HSTS)."""
        return self.backoffice_url.startswith("https://")

    @property
    def instance_dir(self) -> Path:
        """Return the folder for SQLite, uploads and the local mailbox."""
        return Path(self.instance_path) if self.instance_path else ROOT / "instance"

    @property
    def dist_dir(self) -> Path:
        """Return the folder of the built SPA."""
        return Path(self.frontend_dist) if self.frontend_dist else ROOT / "frontend" / "dist" / "browser"

    @property
    def database(self) -> str:
        """Return the SQLAlchemy URL: what was set, else SQLite in the instance folder."""
        return self.database_url or f"sqlite:///{self.instance_dir / 'mostrador.sqlite3'}"

    @property
    def mp_redirect(self) -> str:
        """Return the redirect URL registered with Mercado Pago."""
        return self.mp_redirect_uri or f"{self.backoffice_url}/api/mercadopago/oauth/callback"

    def mercadopago_application(self, app_type: str) -> MercadoPagoApplication | None:
        """Return the application for ``POINT``, ``QR`` or ``ONLINE``: its own, else the general one, else None."""
        prefix = f"mp_{app_type.lower()}"
        client_id = getattr(self, f"{prefix}_client_id") or self.mp_client_id
        client_secret = getattr(self, f"{prefix}_client_secret") or self.mp_client_secret
        return MercadoPagoApplication(client_id, client_secret) if client_id and client_secret else None


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment (and ``.env`` when none is given), check it and freeze it.

    Raises UnsafeSettings naming every key whose value has the wrong form or is unsafe for production.
    """
    if environ is None:
        from dotenv import load_dotenv  # noqa: PLC0415 - only the real start reads the file

        load_dotenv(ROOT / ".env")
        environ = os.environ
    problems: list[str] = []
    given: dict[str, object] = {}
    for setting in fields(Settings):
        text = environ.get(setting.name.upper(), "").strip()
        if text:
            given[setting.name] = _parsed(setting.name, str(setting.type), text, problems)
    if not given.get("database_url"):
        given["database_url"] = _database_from_parts(environ)
    settings = Settings(**given)  # type: ignore[arg-type] # each value was parsed by its field's type
    problems += _choice_problems(settings) + _bound_problems(settings) + _supabase_problems(settings)
    if settings.is_production:
        problems += _production_problems(settings, environ)
    if problems:
        raise UnsafeSettings(" ".join(problems))
    return settings


def unused_variables(environ: Mapping[str, str] | None = None) -> list[str]:
    """Return the keys of ``.env``, and those of the environment that once had a meaning, that grant or set nothing."""
    from dotenv import dotenv_values  # noqa: PLC0415 - only an operator asks

    known = {setting.name.upper() for setting in fields(Settings)} | DATABASE_PARTS
    written = dotenv_values(ROOT / ".env") if environ is None else environ
    retired = RETIRED_VARIABLES & (os.environ if environ is None else environ).keys()
    return sorted((written.keys() - known) | retired)


def _parsed(name: str, kind: str, text: str, problems: list[str]) -> object:
    try:
        if kind == "int":
            return int(text)
        if kind == "bool":
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
    except (ValueError, KeyError):
        problems.append(f"{name.upper()} must be {'a whole number' if kind == 'int' else 'true or false'}.")
        return 0
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text.rstrip("/") if name.endswith(("_base_url", "backoffice_url")) else text


def _database_from_parts(environ: Mapping[str, str]) -> str:
    host = environ.get("DB_HOST", "").strip()
    if not host:
        return ""
    dialect = environ.get("DB_DIALECT", "mysql+pymysql").strip()
    user, password = quote_plus(environ.get("DB_USER", "root")), quote_plus(environ.get("DB_PASSWORD", ""))
    port = environ.get("DB_PORT", "").strip() or ("5432" if dialect.startswith("postgresql") else "3306")
    return f"{dialect}://{user}:{password}@{host}:{port}/{environ.get('DB_NAME', 'mostrador').strip()}"


def _choice_problems(settings: Settings) -> list[str]:
    choices = {
        "APP_ENV": (settings.app_env, ("development", "test", "production")),
        "SCHEDULER": (settings.scheduler, ("embedded", "off")),
        "CLOCK_SOURCE": (settings.clock_source, ("system", "simulator")),
        "LOG_FORMAT": (settings.log_format, ("json", "console")),
        "SQLITE_SYNCHRONOUS": (settings.sqlite_synchronous, ("OFF", "NORMAL", "FULL")),
        "LOG_LEVEL": (settings.log_level, ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
    }
    return [
        f"{key} must be one of {', '.join(known)}." for key, (value, known) in choices.items() if value not in known
    ]


def _bound_problems(settings: Settings) -> list[str]:
    """Name the values that have the right form and yet cannot be: they would only break at the first use."""
    problems = [
        f"{name.upper()} must be from 1 to {most}."
        for name, most in LARGEST.items()
        if not 1 <= getattr(settings, name) <= most
    ]
    for network in settings.trusted_proxies:
        try:
            ip_network(network, strict=False)
        except ValueError:
            problems.append("TRUSTED_PROXIES must be addresses or networks, separated by commas.")
    try:
        ZoneInfo(settings.zona_horaria)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append("ZONA_HORARIA must be an IANA time zone.")
    return problems


def _supabase_problems(settings: Settings) -> list[str]:
    """Say what keeps tokens of Supabase from being judged (contract 10 §9): one kind of key, of a safe place."""
    if not settings.use_supabase:
        return []
    secret, url = settings.supabase_jwt_secret, settings.supabase_jwks_url
    problems = []
    if bool(secret) == bool(url):
        problems.append("USE_SUPABASE needs SUPABASE_JWT_SECRET or SUPABASE_JWKS_URL, and not both.")
    if url and not url.startswith(("https://", "file://")):
        problems.append("SUPABASE_JWKS_URL must begin with https:// or file://.")
    if settings.supabase_url and not settings.supabase_url.startswith(("https://", "http://")):
        problems.append("SUPABASE_URL must be the address of the project.")
    if settings.is_production and secret and (fault := secret_problem(secret)):
        problems.append(f"SUPABASE_JWT_SECRET is {fault}: in production it needs at least 32 random bytes.")
    return problems


def secret_problem(value: str) -> str | None:
    """Say what is wrong with a secret (``missing``, ``short``, ``known``), or None when it is fit for production."""
    if not value:
        return "missing"
    if any(example in value.lower() for example in (*KNOWN_EXAMPLES, DEVELOPMENT_SECRET)) or len(set(value)) < 8:  # noqa: PLR2004 - fewer distinct characters are a pattern, not a secret
        return "known"
    return "short" if len(value.encode()) < MIN_SECRET_BYTES else None


def _production_problems(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    sentences = {
        "missing": "{} must be set in production.",
        "short": "{} must have at least 32 bytes in production.",
        "known": "{} is a known example or a pattern; make a random one.",
    }
    values = [(name, part) for name in SECRET_NAMES for part in environ.get(name, "").split(",")]
    faults = [(name, secret_problem(value.strip())) for name, value in values]
    problems = [sentences[fault].format(name) for name, fault in faults if fault]
    if not settings.mp_webhook_secret:
        problems.append("MP_WEBHOOK_SECRET must be set in production: unsigned notifications are not accepted.")
    if settings.clock_source != "system":
        problems.append("CLOCK_SOURCE must be system in production.")
    if not settings.rate_limits:
        problems.append("RATE_LIMITS must be true in production.")
    return problems
