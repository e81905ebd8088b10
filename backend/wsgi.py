"""The web entry point: ``backend.wsgi:app``; starts the embedded scheduler unless ``SCHEDULER=off``.

Loaded by Flask's command line it only brings the commands along: a command must not start jobs.
"""

from __future__ import annotations

import gc

from backend.app import create_app
from backend.cli import is_running_command, register_commands
from backend.config import read_settings
from backend.scheduler import start_embedded

settings = read_settings()
app = create_app(settings)
register_commands(app)
if not is_running_command():
    if settings.scheduler == "embedded":
        start_embedded(app)
    # What was made until here stays until the end. Otherwise the collector walks all of it now and then, some 200 000
    # objects, and one request of thousands waits a tenth of a second for it.
    gc.collect()
    gc.freeze()
