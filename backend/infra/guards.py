"""Who may call a view: one declarative decorator, read by the guards test (00-conventions, Roles)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, g, request

from backend.infra.principal import COMPANY_ROLES, Principal, Role, current_actor, set_actor
from backend.kernel.errors import Forbidden, NotAuthenticated, ValidationFailed

View = TypeVar("View", bound=Callable[..., Any])
EXTENSION = "mostrador.authenticator"
COMPANY_EXTENSION = "mostrador.company_check"


class Authenticator(Protocol):
    """Turns the credential of a request into a principal; implemented by accounts, registered in app.py."""

    def __call__(self, token: str) -> Principal:
        """Return the caller of an access token, roles read from the database.

        Raises NotAuthenticated (``invalid_token``, ``token_expired``, ``token_revoked``) or Forbidden.
        """


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may: a set of roles, and whether a company is acted for."""

    name: str
    roles: frozenset[Role]
    needs_company: bool


ANY_USER = Policy("user", frozenset(Role), needs_company=False)
STAFF = Policy("staff", COMPANY_ROLES | {Role.ADMIN}, needs_company=True)
OWNER = Policy("owner", frozenset({Role.OWNER, Role.ADMIN}), needs_company=True)
MANAGE = Policy("manage", frozenset({Role.OWNER, Role.SELLER, Role.ADMIN}), needs_company=True)
SELL = Policy("sell", frozenset({Role.OWNER, Role.SELLER, Role.CASHIER, Role.ADMIN}), needs_company=True)
ADMIN = Policy("admin", frozenset({Role.ADMIN}), needs_company=False)


def requires(policy: Policy) -> Callable[[View], View]:
    """Let the view run only for callers the policy names; the caller is then ``guards.caller()``.

    401 without a usable access token, 403 ``forbidden`` / ``no_company``; for an admin 422 ``empresa_required`` without
    a company, 404 ``empresa_not_found`` for one that does not exist (a deactivated one can still be acted for).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            principal = _admitted(authenticate(), policy)
            g.principal = principal
            set_actor(current_actor().named(principal))
            return view(*args, **kwargs)

        guarded.__policy__ = policy  # type: ignore[attr-defined] # the mark that the guards test reads
        return cast("View", guarded)

    return decorate


def caller() -> Principal:
    """Return the principal that the guard of this view admitted."""
    return cast("Principal", g.principal)


def authenticate() -> Principal:
    """Return the caller of this request's bearer token; raises NotAuthenticated."""
    authenticator = cast("Authenticator", current_app.extensions[EXTENSION])
    return authenticator(bearer_token())


def bearer_token() -> str:
    """Return the token of the Authorization header; raises NotAuthenticated."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != str(current_app.config["JWT_HEADER_TYPE"]).lower() or not token.strip():
        raise NotAuthenticated
    return token.strip()


def unguarded_endpoints(app: Flask, public: frozenset[str]) -> list[str]:
    """Return the endpoints that neither declare a policy nor stand on the public list; must be empty."""
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in public and not hasattr(app.view_functions[rule.endpoint], "__policy__")
    )


def _admitted(principal: Principal, policy: Policy) -> Principal:
    if principal.role not in policy.roles:
        raise Forbidden
    if not policy.needs_company or principal.company_id is not None:
        return principal
    if not principal.is_admin:
        raise Forbidden("Tu cuenta todavía no pertenece a una empresa.", code="no_company")
    chosen = request.headers.get("X-Empresa-Id", "")
    if not chosen:
        raise ValidationFailed(message="Indicá la empresa con X-Empresa-Id.", code="empresa_required")
    if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 9:  # noqa: PLR2004 - ids are 32-bit
        raise ValidationFailed(message="X-Empresa-Id no es un número.", code="invalid_empresa_id")
    current_app.extensions[COMPANY_EXTENSION](int(chosen))
    return replace(principal, company_id=int(chosen))
