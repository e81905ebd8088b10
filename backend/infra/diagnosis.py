"""Looking over an installation: one finding per check, for ``flask doctor`` (contract 10-identity §10)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select

from backend.config import SECRET_NAMES, Settings, secret_problem, unused_variables
from backend.infra import health, places
from backend.infra.db import db
from backend.kernel import clock

OK, WARNING, ERROR = "ok", "aviso", "error"
CLOCK_DRIFT = timedelta(seconds=5)
SECRET_TEXTS = {
    "missing": "{} no está definida",
    "short": "{} tiene menos de 32 bytes",
    "known": "{} es un ejemplo conocido o el valor de desarrollo",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: level (``ok``, ``aviso``, ``error``), name of the check, text for an operator."""

    level: str
    check: str
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Run every check of the installation; none of them changes anything."""
    return [finding for check in CHECKS for finding in check(settings)]


def _secrets(settings: Settings) -> Iterator[Finding]:
    values = [(name, part.strip()) for name in SECRET_NAMES for part in getattr(settings, name.lower()).split(",")]
    faults = [SECRET_TEXTS[fault].format(name) for name, value in values if (fault := secret_problem(value))]
    level = ERROR if settings.is_production else WARNING
    yield Finding(level, "secrets", "; ".join(faults)) if faults else Finding(OK, "secrets", "presentes y largas")


def _database(_settings: Settings) -> Iterator[Finding]:
    yield _asked("database", health.check_database)


def _migrations(_settings: Settings) -> Iterator[Finding]:
    yield _asked("migrations", health.check_migrations)


def _asked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(OK, name, check())
    except health.NotReady as reason:
        return Finding(ERROR, name, str(reason))
    except Exception as error:  # noqa: BLE001 - whatever a driver raises is the finding
        return Finding(ERROR, name, type(error).__name__)


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_server:
        yield Finding(OK, "mail", f"{settings.smtp_server}:{settings.smtp_port}")
    elif settings.is_production:
        yield Finding(ERROR, "mail", "sin SMTP_SERVER no salen correos")
    else:
        yield Finding(WARNING, "mail", "sin SMTP_SERVER: los mensajes quedan en instance/mail")


def _redis(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        return
    from redis import Redis  # noqa: PLC0415 - only installations with REDIS_URL need it

    def ping() -> str:
        Redis.from_url(settings.redis_url, socket_timeout=3, socket_connect_timeout=3).ping()
        return "responde"

    yield _asked("redis", ping)


def _uploads(settings: Settings) -> Iterator[Finding]:
    try:
        settings.instance_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.instance_dir):
            yield Finding(OK, "uploads", "la carpeta se puede escribir")
    except OSError as error:
        yield Finding(ERROR, "uploads", f"la carpeta de INSTANCE_PATH no se puede escribir ({type(error).__name__})")


def _time_zones(settings: Settings) -> Iterator[Finding]:
    try:
        ZoneInfo(settings.zona_horaria)
    except (ZoneInfoNotFoundError, ValueError):
        yield Finding(ERROR, "time_zones", "no hay datos de la zona de ZONA_HORARIA")
    else:
        yield Finding(OK, "time_zones", settings.zona_horaria)


def _locations(_settings: Settings) -> Iterator[Finding]:
    try:
        countries, cities = places.countries(), places.cities_of("AR")
    except Exception as error:  # noqa: BLE001 - whatever the packages raise is the finding
        yield Finding(ERROR, "locations", f"no se pueden leer países y ciudades ({type(error).__name__})")
        return
    is_whole = bool(countries and cities)
    yield Finding(OK if is_whole else ERROR, "locations", f"{len(countries)} países" if is_whole else "faltan datos")


def _clock(settings: Settings) -> Iterator[Finding]:
    if settings.clock_source != "system":
        yield Finding(WARNING, "clock", "la hora es la del simulador")
        return
    try:
        with db.engine.connect() as connection:
            there: Any = connection.execute(select(func.current_timestamp())).scalar_one()
    except Exception as error:  # noqa: BLE001 - whatever a driver raises is the finding
        yield Finding(ERROR, "clock", f"la base no dijo su hora ({type(error).__name__})")
        return
    instant = there if isinstance(there, datetime) else datetime.fromisoformat(str(there))
    drift = abs(clock.now() - (instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant))
    is_close = drift <= CLOCK_DRIFT
    text = f"{drift.total_seconds():.0f} s de diferencia con la base de datos"
    yield Finding(OK if is_close else WARNING, "clock", text)


def _variables(_settings: Settings) -> Iterator[Finding]:
    unused = unused_variables()
    text = f"no se usan: {', '.join(unused)}" if unused else "todas se usan"
    yield Finding(WARNING if unused else OK, "variables", text)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _secrets,
    _database,
    _migrations,
    _mail,
    _redis,
    _uploads,
    _time_zones,
    _locations,
    _clock,
    _variables,
)
