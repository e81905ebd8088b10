"""The product without its guard, for the control of prove_webhook_latency: it acknowledges first and stores later."""

from __future__ import annotations

import threading
from typing import Any

from flask import current_app

from backend.integrations.mercadopago.routes import webhooks

LATER_SECONDS = 3.0
_receive = webhooks.receive


def _receive_later(incoming: Any) -> bool:
    app = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's own way to the app behind the proxy

    def store() -> None:
        with app.app_context():
            _receive(incoming)

    timer = threading.Timer(LATER_SECONDS, store)
    timer.daemon = True
    timer.start()
    return True


webhooks.receive = _receive_later

from backend.wsgi import app  # noqa: E402 - the guard is off before the product is built

__all__ = ["app"]
