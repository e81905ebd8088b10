"""Who is asking: filled by the guard, read by services through their arguments and by audit and logs through here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of 00-conventions; the values are the wire words."""

    ADMIN = "admin"
    OWNER = "cliente"
    SELLER = "seller"
    CASHIER = "cashier"
    COORDINATOR = "coordinator"
    SCANNER = "scanner"
    USER = "user"


class KeyScope(StrEnum):
    """What an API key may be used for (00-conventions, Authentication); the values are the wire words."""

    LICENCE = "licencia"
    SUPPORT = "soporte"
    TOTEM = "totem"
    SALES = "ventas"
    TICKETS = "entradas"


COMPANY_ROLES = frozenset({Role.OWNER, Role.SELLER, Role.CASHIER, Role.COORDINATOR, Role.SCANNER})


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of one request: a person, or a machine with a key (then without user and role).

    ``company_id`` is the company acted for; an admin's, and that of a key of the environment, comes from
    ``X-Empresa-Id``.
    """

    user_id: int | None
    role: Role | None
    company_id: int | None
    session_id: int | None = None
    key_id: int | None = None
    scopes: frozenset[KeyScope] = frozenset()
    environment_key: str | None = None

    @property
    def is_admin(self) -> bool:
        """Tell whether the caller operates the platform."""
        return self.role is Role.ADMIN

    @property
    def client(self) -> str:
        """Return the name that limits and idempotency keys are scoped to."""
        return f"user:{self.user_id}" if self.user_id is not None else f"key:{self.key_id or self.environment_key}"

    @property
    def acting_company(self) -> int:
        """Return the company; only for use behind a guard that requires one."""
        if self.company_id is None:
            raise RuntimeError("this route's guard does not require a company")
        return self.company_id


class Origin(StrEnum):
    """By which way something was asked for; the values are the wire words."""

    WEB = "web"
    API = "api"
    JOB = "job"
    CLI = "cli"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who and from where, as an audit row tells it; nobody, from nowhere, for a job."""

    user_id: int | None = None
    key_id: int | None = None
    company_id: int | None = None
    address: str | None = None
    agent: str | None = None
    request_id: str | None = None
    origin: Origin = Origin.JOB

    def named(self, principal: Principal) -> Actor:
        """Return the same place, acting as this principal: a person on the web, or a key."""
        origin = Origin.API if principal.user_id is None else Origin.WEB
        return Actor(
            principal.user_id, principal.key_id, principal.company_id, self.address, self.agent, self.request_id, origin
        )


SYSTEM = Actor()
PROVIDER = Actor(origin=Origin.WEBHOOK)
OPERATOR = Actor(origin=Origin.CLI)
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def current_actor() -> Actor:
    """Return who acts now; ``SYSTEM`` outside requests."""
    return _actor.get()


def set_actor(actor: Actor) -> None:
    """Name who acts from here on in this request."""
    _actor.set(actor)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Act as somebody inside a ``with`` block."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)
