"""The `.env` file of an installation: made once with secrets of its own, read by the start script."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Keys that must differ between installations; each gets 32 random bytes when `.env` is made.
GENERATED_KEYS = ("SECRET_KEY", "JWT_SECRET_KEY", "ENCRYPTION_KEY", "MP_WEBHOOK_SECRET", "METRICS_TOKEN")
CLIENT_ID_KEYS = ("MP_CLIENT_ID", "MP_POINT_CLIENT_ID", "MP_QR_CLIENT_ID", "MP_ONLINE_CLIENT_ID")


def new_secret() -> str:
    """Return 32 random bytes as URL-safe base64, the form that encryption keys have too."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def with_secrets(example: str) -> str:
    """Return the example file with every generated key filled in."""
    lines = []
    for line in example.splitlines():
        key, separator, text = line.partition("=")
        is_empty_secret = separator and key in GENERATED_KEYS and not text.strip()
        lines.append(f"{key}={new_secret()}" if is_empty_secret else line)
    return "\n".join(lines) + "\n"


def ensure_env_file(root: Path = ROOT) -> bool:
    """Make `.env`, readable by its owner only, unless there is one; tell whether it was made."""
    target = root / ".env"
    content = with_secrets((root / ".env.example").read_text(encoding="utf-8"))
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
    return True


def settings_of(path: Path) -> dict[str, str]:
    """Return the keys of a `.env` file: `KEY=text`, quotes taken off, comments and empty lines left out."""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, separator, text = line.strip().removeprefix("export ").partition("=")
        if separator and not key.startswith("#"):
            found[key.strip()] = text.strip().strip("'\"")
    return found


def effective_settings(root: Path = ROOT) -> dict[str, str]:
    """Return what the product will see: `.env`, overridden by the environment."""
    return settings_of(root / ".env") | dict(os.environ)


def has_real_credentials(settings: dict[str, str]) -> bool:
    """Tell whether Mercado Pago is configured: an application, for all channels or for one, or the platform's token."""
    return any(settings.get(key, "").strip() for key in (*CLIENT_ID_KEYS, "MERCADOPAGO_ACCESS_TOKEN"))
