"""The settings of the running application, for code that knows no Flask."""

from __future__ import annotations

from typing import cast

from flask import current_app

from backend.config import Settings

EXTENSION = "mostrador.settings"


def settings() -> Settings:
    """Return the settings this application was made with; needs an application context."""
    return cast("Settings", current_app.extensions[EXTENSION])
