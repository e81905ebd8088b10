"""Mail through the outbox: a service owes it with ``send``; the transport chosen in app.py delivers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app

from backend.infra import outbox

EXTENSION = "mostrador.mail"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address; ``message_id`` makes a repeated delivery recognisable to receivers."""

    to: str
    subject: str
    text: str
    html: str | None
    message_id: str


class MailTransport(Protocol):
    """Takes a message to its mailbox."""

    @property
    def is_available(self) -> bool:
        """Tell whether mail can be sent at all in this installation."""

    def deliver(self, mail: Mail) -> None:
        """Hand the message over; raises TransportError (permanent when the address is refused for good)."""


def send(to: str, subject: str, text: str, html: str | None = None) -> None:
    """Owe a mail as part of the open unit of work."""
    outbox.put("mail", {"to": to, "subject": subject, "text": text, "html": html})


def is_available() -> bool:
    """Tell whether this installation can send mail."""
    return transport().is_available


def transport() -> MailTransport:
    """Return the transport wired in app.py."""
    wired: MailTransport = current_app.extensions[EXTENSION]
    return wired


@outbox.delivers("mail")
def deliver_mail(payload: dict[str, Any], message_id: str) -> None:
    """Deliver one owed mail."""
    transport().deliver(Mail(message_id=message_id, **payload))
