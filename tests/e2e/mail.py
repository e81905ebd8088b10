"""A mail server for tests: aiosmtpd's handler that keeps every message."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition
from typing import Any

PATIENCE_SECONDS = 30


class Mailroom:
    """Keeps what arrives and hands it out by addressee."""

    def __init__(self, port: int) -> None:
        """Start empty; the port is where it is reached."""
        self.port = port
        self._arrived = Condition()
        self._letters: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message in."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        with self._arrived:
            self._letters += [(address, letter) for address in envelope.rcpt_tos]
            self._arrived.notify_all()
        return "250 OK"

    def wait_for(self, address: str, pattern: str) -> str:
        """Return the first group of the pattern in the first letter to this address that has it."""
        with self._arrived:
            found = self._arrived.wait_for(lambda: self._find(address, pattern), PATIENCE_SECONDS)
        assert found, f"no letter to {address} says {pattern}: {[(to, one['Subject']) for to, one in self._letters]}"
        return found

    def forget(self, address: str) -> None:
        """Throw away what this address has received."""
        with self._arrived:
            self._letters = [one for one in self._letters if one[0] != address]

    def _find(self, address: str, pattern: str) -> str:
        for to, letter in self._letters:
            part = letter.get_body(("plain", "html"))
            found = re.search(pattern, part.get_content()) if to == address and part else None
            if found:
                return found[1]
        return ""
