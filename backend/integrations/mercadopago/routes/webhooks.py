"""Notifications from Mercado Pago (contract 40-mercadopago §5): verified, stored, answered; nothing else."""

from __future__ import annotations

import json
from typing import Any

import structlog
from flask import Response, current_app, request
from flask_smorest import Blueprint

from backend.infra.http import json_answer
from backend.infra.metrics import WEBHOOKS
from backend.infra.schema import problems
from backend.integrations.mercadopago.notifications import Envelope, judge, read_envelope
from backend.integrations.mercadopago.schemas.webhooks import AcknowledgementSchema
from backend.kernel.errors import NotAuthenticated, PayloadTooLarge
from backend.payments.service.inbox import Incoming, receive

log = structlog.get_logger("payments")
blueprint = Blueprint("mercadopago_webhooks", __name__, description="Notificaciones de Mercado Pago")
MAX_BYTES = 64 * 1024
KNOWN_LABELS = frozenset({"payment", "order", "merchant_order", "topic_merchant_order_wh", "mp-connect"})


@blueprint.post("/api/webhooks/mercadopago")
@blueprint.post("/mercadopago/webhook")
@blueprint.post("/api/v1/purchases/webhook")
@blueprint.response(200, AcknowledgementSchema)
@problems(blueprint, 401, 413, 503)
def receive_notification() -> Response:
    """Store a notification and acknowledge it at once; 401 for a wrong signature, 503 when it cannot be stored."""
    if (request.content_length or 0) > MAX_BYTES:
        raise PayloadTooLarge
    raw = request.get_data(cache=False)
    if len(raw) > MAX_BYTES:
        raise PayloadTooLarge
    envelope = read_envelope(request.args, raw)
    settings = current_app.extensions["mostrador.settings"]
    verdict = judge(envelope, dict(request.headers), settings.mp_webhook_secret)
    if verdict == "unverified" and settings.is_production:
        verdict = None  # without an application there is no secret, and nobody who could have signed
    label = envelope.topic if envelope.topic in KNOWN_LABELS else "other"
    WEBHOOKS.labels(label, verdict or "refused").inc()
    if verdict is None:
        log.warning("payments.webhook_refused", topic=label)
        raise NotAuthenticated("La firma no es válida.", code="invalid_signature")
    return json_answer({"status": "ok" if _store(envelope, verdict, raw) else "ignored"})


def _store(envelope: Envelope, verdict: str, raw: bytes) -> bool:
    incoming = Incoming(
        topic=envelope.topic,
        action=envelope.action,
        resource_id=envelope.resource_id,
        provider_user_id=envelope.user_id,
        request_id=request.headers.get("X-Request-Id") or envelope.notification_id,
        verdict=verdict,
        body=_body_text(raw, request.args.to_dict()),
    )
    return receive(incoming)


def _body_text(raw: bytes, query: dict[str, Any]) -> str:
    return json.dumps({"query": query, "body": raw.decode("utf-8", "replace").replace("\0", "")}, ensure_ascii=False)
