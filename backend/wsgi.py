"""The web entry point: ``backend.wsgi:app``; starts the embedded scheduler unless ``SCHEDULER=off``."""

from __future__ import annotations

from backend.app import create_app
from backend.config import read_settings
from backend.scheduler import start_embedded

settings = read_settings()
app = create_app(settings)
if settings.scheduler == "embedded":
    start_embedded(app)
