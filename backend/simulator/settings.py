"""How one simulator is set up; the command line (``__main__``) and tests fill it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_PORT = 5223
DEFAULT_WEBHOOK_URL = "http://127.0.0.1:5222/api/webhooks/mercadopago"
DEFAULT_CLIENT_ID = "7700112233445566"


@dataclass(frozen=True)
class ApplicationSettings:
    """An application that is known from the start."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...] = ()
    pkce_required: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything that can be chosen; an empty ``applications`` means that any client id is welcome.

    ``webhook_secret`` None sends notifications unsigned; ``webhook_url`` empty sends none.
    ``signature_case`` is lower or raw, ``timestamp_unit`` s or ms. ``cancel_seconds`` is how long a terminal takes to
    obey a cancellation; ``auto_terminals`` lets terminals in PDV mode take their orders without anybody's help.
    ``platform_token`` is the access token of a seller of its own, who collects for the platform without any consent.
    """

    port: int = DEFAULT_PORT
    host: str = "127.0.0.1"
    seed: int | None = None
    state_file: Path | None = None
    public_url: str = f"http://127.0.0.1:{DEFAULT_PORT}"
    webhook_url: str = DEFAULT_WEBHOOK_URL
    webhook_secret: str | None = None
    signature_case: str = "lower"
    timestamp_unit: str = "ms"
    payment_topic: bool = False
    auto_terminals: bool = False
    cancel_seconds: float = 10.0
    platform_token: str | None = field(default=None, repr=False)
    applications: tuple[ApplicationSettings, ...] = ()
    faults: list[dict[str, Any]] = field(default_factory=list)
