"""SMTP, and its local twin: a folder of ``.eml`` files for installations without a mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path

from backend.config import Settings
from backend.infra.mail import Mail, MailTransport
from backend.infra.unit_of_work import forbid_open_unit
from backend.kernel import clock
from backend.kernel.errors import TransportError

TIMEOUT_SECONDS = 15
PERMANENT_FROM = 500


def compose(mail: Mail, settings: Settings) -> EmailMessage:
    """Build the MIME message; its Message-ID is stable, so receivers can drop a repeated delivery."""
    message = EmailMessage()
    message["From"] = formataddr((settings.sender_name, settings.sender_email))
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{mail.message_id}@{settings.sender_email.partition('@')[2]}>"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


class SmtpTransport:
    """Delivers by SMTP: STARTTLS when the server offers it (required with ``SMTP_STARTTLS`` and a user name)."""

    is_available = True

    def __init__(self, settings: Settings) -> None:
        """Keep where the server is."""
        self._settings = settings

    def deliver(self, mail: Mail) -> None:
        """Hand the message to the server; raises TransportError."""
        forbid_open_unit()
        settings = self._settings
        try:
            with smtplib.SMTP(settings.smtp_server, settings.smtp_port, timeout=TIMEOUT_SECONDS) as server:
                server.ehlo()
                if settings.smtp_starttls and server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                elif settings.smtp_username and settings.smtp_starttls:
                    raise TransportError("the mail server offers no STARTTLS; credentials are not sent in clear")
                if settings.smtp_username:
                    server.login(settings.smtp_username, settings.smtp_password)
                server.send_message(compose(mail, settings))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            raise TransportError(
                "recipient refused", is_permanent=all(code >= PERMANENT_FROM for code in codes)
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(f"mail not delivered: {type(error).__name__}") from error


class FolderTransport:
    """The local twin: writes each message to ``instance/mail`` where a developer can open it."""

    def __init__(self, settings: Settings) -> None:
        """Keep the folder; production without SMTP counts as having no mail."""
        self._settings = settings
        self.folder: Path = settings.instance_dir / "mail"
        self.is_available = not settings.is_production

    def deliver(self, mail: Mail) -> None:
        """Write one file, named by time and message id."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%dT%H%M%S}-{mail.message_id}.eml"
        (self.folder / name).write_bytes(bytes(compose(mail, self._settings)))


def make_transport(settings: Settings) -> MailTransport:
    """Return SMTP when a server is configured, else the folder."""
    return SmtpTransport(settings) if settings.smtp_server else FolderTransport(settings)
