"""A Celery worker that delivers the outbox: ``celery -A backend.worker worker`` (needs ``CELERY_BROKER_URL``)."""

from __future__ import annotations

from backend.app import create_app
from backend.config import read_settings
from backend.infra import outbox
from backend.infra.delivery_workers import TASK, connect_queue

settings = read_settings()
flask_app = create_app(settings)
app = connect_queue(settings.celery_broker_url)


@app.task(name=TASK)  # type: ignore[untyped-decorator] # celery has no types
def deliver_due() -> int:
    """Deliver everything that is due; answer how many messages were tried."""
    with flask_app.app_context():
        return outbox.deliver_due()
