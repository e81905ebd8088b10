"""Which other origins may call the API from a browser (``FRONTEND_ORIGINS``); none by default.

Cookies are never sent across origins: such front ends use bearer tokens.
"""

from __future__ import annotations

from flask import Flask
from flask_cors import CORS

from backend.config import Settings

READABLE_HEADERS = ["X-Total-Count", "X-Request-Id", "Retry-After", "Idempotency-Replayed", "Content-Disposition"]
SENT_HEADERS = ["Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Empresa-Id", "X-Request-Id"]


def init_cross_origin(app: Flask, settings: Settings) -> None:
    """Answer preflights and name the allowed origins; does nothing without ``FRONTEND_ORIGINS``."""
    if settings.frontend_origins:
        CORS(
            app,
            origins=list(settings.frontend_origins),
            allow_headers=SENT_HEADERS,
            expose_headers=READABLE_HEADERS,
            supports_credentials=False,
            max_age=600,
        )
