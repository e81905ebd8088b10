"""Write the OpenAPI document of the product to docs/openapi.json, from which the interface's wire types are made.

.venv/bin/python scripts/export_openapi.py           write it
.venv/bin/python scripts/export_openapi.py --check   exit 1 when the file differs from the product
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "openapi.json"
sys.path.insert(0, str(ROOT))


def document() -> str:
    """Return the document as text: sorted keys, one value per line, so that a change reads as a change."""
    from backend.app import create_app  # noqa: PLC0415 - only found once the root is on the path
    from backend.config import Settings  # noqa: PLC0415 - same

    # Plain defaults: the document must not depend on the machine that writes it.
    with tempfile.TemporaryDirectory() as instance:
        app = create_app(Settings(app_env="test", scheduler="off", log_level="WARNING", instance_path=instance))
        answer = app.test_client().get("/openapi.json")
    return json.dumps(answer.get_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write or compare."""
    text = document()
    if "--check" not in arguments:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("docs/openapi.json differs from the product: run scripts/export_openapi.py, then npm run wire in frontend.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
