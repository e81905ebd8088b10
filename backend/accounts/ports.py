"""What accounts needs from outside: somebody else who says who a person is (contract 10-identity §9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ForeignIdentity:
    """What a token of the provider says of a person, checked; neither role nor company is taken from it."""

    subject: str
    email: str | None
    name: str
    session: str
    authenticated_at: datetime
    expires_at: datetime
    has_second_factor: bool


class IdentityProvider(Protocol):
    """Reads the tokens of one provider. May use the network: never inside a transaction."""

    def read(self, token: str) -> ForeignIdentity:
        """Return whom the token is about.

        Raises InvalidToken (not the provider's, altered, of a service or of nobody), TokenExpired,
        IdentityProviderUnavailable.
        """


_provider: IdentityProvider | None = None


def plug(provider: IdentityProvider | None) -> None:
    """Accept this provider's tokens in this process; None accepts none but our own."""
    global _provider  # noqa: PLW0603 - services are plain functions; their ports are wired once, in app.py
    _provider = provider


def identity_provider() -> IdentityProvider | None:
    """Return the provider whose tokens are accepted beside our own, or None."""
    return _provider
