"""Bring the database to the newest migration and seed it, in one process (the start script runs it before the server).

Same effect as `flask upgrade-database` followed by `flask seed`, both repeatable.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# This process only prepares: it must not start the jobs of the product, and a person reads what it prints.
os.environ |= {"SCHEDULER": "off", "LOG_LEVEL": "WARNING"}


def main() -> int:
    """Upgrade, then seed; answer the seed's exit code."""
    from flask.cli import ScriptInfo  # noqa: PLC0415 - read after the environment is set

    from backend.cli import upgrade_to_head  # noqa: PLC0415 - same
    from backend.wsgi import app  # noqa: PLC0415 - same

    upgrade_to_head(app)
    answer = app.cli.commands["seed"].main(args=[], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    return answer if isinstance(answer, int) else 0


if __name__ == "__main__":
    sys.exit(main())
