"""Who may call a view: one declarative decorator, read by the guards test (00-conventions, Roles)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, g, request

from backend.infra.principal import COMPANY_ROLES, KeyScope, Principal, Role, current_actor, set_actor
from backend.kernel.errors import Forbidden, NotAuthenticated, ValidationFailed
from backend.kernel.ids import integer_id

View = TypeVar("View", bound=Callable[..., Any])
EXTENSION = "mostrador.authenticator"
KEY_EXTENSION = "mostrador.key_authenticator"
COMPANY_EXTENSION = "mostrador.company_check"
KEY_SCHEME = "api_key"
BEARER_SCHEME = "bearer"


class Authenticator(Protocol):
    """Turns the credential of a request into a principal; implemented by accounts, registered in app.py."""

    def __call__(self, token: str) -> Principal:
        """Return the caller of an access token, roles read from the database.

        Raises NotAuthenticated (``invalid_token``, ``token_expired``, ``token_revoked``) or Forbidden.
        """


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """What a machine sent, and what the route asks of it (contract 10-identity §8)."""

    text: str = field(repr=False)
    chosen_company: str
    scope: KeyScope
    needs_company: bool
    is_bad_key_forbidden: bool


class KeyAuthenticator(Protocol):
    """Turns the API key of a request into a principal; implemented by accounts, registered in app.py."""

    def __call__(self, claim: KeyClaim) -> Principal:
        """Return the machine that is calling, its company read from the database.

        Raises what the table of 10-identity §8 says, as AppErrors.
        """


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may: a set of roles, and whether a company is acted for."""

    name: str
    roles: frozenset[Role]
    needs_company: bool


@dataclass(frozen=True, slots=True)
class KeyPolicy(Policy):
    """Who may, on a machine route: keys with a scope, and perhaps people too (those of the ``Policy`` part)."""

    scope: KeyScope
    needs_company_of_key: bool
    is_bad_key_forbidden: bool


ANY_USER = Policy("user", frozenset(Role), needs_company=False)
STAFF = Policy("staff", COMPANY_ROLES | {Role.ADMIN}, needs_company=True)
OWNER = Policy("owner", frozenset({Role.OWNER, Role.ADMIN}), needs_company=True)
MANAGE = Policy("manage", frozenset({Role.OWNER, Role.SELLER, Role.ADMIN}), needs_company=True)
SELL = Policy("sell", frozenset({Role.OWNER, Role.SELLER, Role.CASHIER, Role.ADMIN}), needs_company=True)
ADMIN = Policy("admin", frozenset({Role.ADMIN}), needs_company=False)


def with_key(
    scope: KeyScope, *, people: Policy | None = None, needs_company: bool = True, is_bad_key_forbidden: bool = False
) -> KeyPolicy:
    """Admit machines whose ``X-API-Key`` has the scope (10-identity §8), and people of ``people`` without that header.

    ``is_bad_key_forbidden``: an unusable key is 403 ``invalid_api_key`` here, elsewhere 401.
    ``needs_company=False``: path or body name the company, so a key of the environment may leave ``X-Empresa-Id`` out;
    ``caller().company_id`` is then None, which stands for any company. A company key always acts for its own.
    """
    return KeyPolicy(
        name=f"key:{scope.value}" + (f"|{people.name}" if people else ""),
        roles=people.roles if people else frozenset(),
        needs_company=people.needs_company if people else False,
        scope=scope,
        needs_company_of_key=needs_company,
        is_bad_key_forbidden=is_bad_key_forbidden,
    )


def requires(policy: Policy) -> Callable[[View], View]:
    """Let the view run only for callers the policy names; the caller is then ``guards.caller()``.

    401 without a usable access token, 403 ``forbidden`` / ``no_company``; for an admin 422 ``empresa_required`` without
    a company, 404 ``empresa_not_found`` for one that does not exist (a deactivated one can still be acted for).
    For machines (:func:`with_key`) the answers of 10-identity §8.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            principal = _admit(policy)
            g.principal = principal
            set_actor(current_actor().named(principal))
            return view(*args, **kwargs)

        guarded.__policy__ = policy  # type: ignore[attr-defined] # the mark that the guards test reads
        if isinstance(policy, KeyPolicy):
            document_security(guarded, [KEY_SCHEME, BEARER_SCHEME] if policy.roles else [KEY_SCHEME])
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


def document_security(view: Callable[..., Any], schemes: list[str]) -> None:
    """Name the credentials of a view in the OpenAPI document, any of which will do."""
    view._apidoc = deepcopy(getattr(view, "_apidoc", {}))  # type: ignore[attr-defined] # noqa: SLF001 - where flask-smorest keeps it
    view._apidoc.setdefault("manual_doc", {})["security"] = [{scheme: []} for scheme in schemes]  # type: ignore[attr-defined] # noqa: SLF001 - same


def _admit(policy: Policy) -> Principal:
    if not isinstance(policy, KeyPolicy):
        return _admitted(authenticate(), policy)
    text = request.headers.get("X-API-Key", "")
    if policy.roles and not text:
        return _admitted(authenticate(), policy)
    authenticate_key = cast("KeyAuthenticator", current_app.extensions[KEY_EXTENSION])
    chosen = request.headers.get("X-Empresa-Id", "")
    claim = KeyClaim(text, chosen, policy.scope, policy.needs_company_of_key, policy.is_bad_key_forbidden)
    return authenticate_key(claim)


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
    company_id = integer_id(chosen)
    if company_id is None:
        raise ValidationFailed(message="X-Empresa-Id no es un número.", code="invalid_empresa_id")
    current_app.extensions[COMPANY_EXTENSION](company_id)
    return replace(principal, company_id=company_id)
