"""Structured logs: one line per request, nothing secret in clear."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from backend.config import Settings

SECRET_KEYS = re.compile(
    r"password|secret|token|authorization|code$|codes$|cookie|api_?key|verifier|card_number", re.IGNORECASE
)
TOKENS = re.compile(
    r"\b(?:APP_USR|TEST)-[\w-]{8,}|\bTG-[\w-]{8,}|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|\bmk_[0-9a-f]{8}_[\w-]+"
)
ADDRESSES = re.compile(r"([\w.+-])[\w.+-]*@([\w-])[\w.-]*")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every value that is, or holds, a secret or an e-mail address."""
    for key, value in event.items():
        if key != "event" and SECRET_KEYS.search(key):
            event[key] = "[oculto]"
        elif isinstance(value, str):
            event[key] = ADDRESSES.sub(r"\1…@\2…", TOKENS.sub("[oculto]", value))
    return event


def init_logs(settings: Settings) -> None:
    """Configure structlog and the standard library's loggers for the process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[structlog.stdlib.add_logger_name, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        cache_logger_on_first_use=False,
    )
    stream = logging.StreamHandler()
    stream.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(settings.log_level)
    for chatty in ("alembic", "apscheduler", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
