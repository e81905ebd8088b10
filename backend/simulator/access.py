"""Who is asking: the world behind the application, and the token behind a request."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, request

from backend.simulator.errors import AuthError, ClassicError

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.simulator.records import Seller, Token
    from backend.simulator.world import World

EXTENSION = "simulator"


def world() -> World:
    """Return the world of the running application."""
    return cast("World", current_app.extensions[EXTENSION])


def authorized(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let only requests with a live token pass; 401 otherwise."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.token = _token_of_request()
        return view(*args, **kwargs)

    return guarded


def token() -> Token:
    """Return the token of the request (inside ``authorized`` views)."""
    return cast("Token", g.token)


def caller() -> Seller:
    """Return the seller of the request's token."""
    return world().seller(token().user_id)


def require_self(user_id: int) -> Seller:
    """Return the caller when the path names them; 403 when it names somebody else."""
    if token().user_id != user_id:
        raise ClassicError(403, "forbidden", "The caller is not authorized to access this resource", code=4)
    return caller()


def _token_of_request() -> Token:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not value.strip():
        raise AuthError("authorization value not present")
    found = world().tables.tokens.get(value.strip())
    if found is None or found.state == "revoked" or found.expires_at <= world().now():
        raise AuthError("invalid access token" if _is_classic(request.path) else "user not found")
    return found


def _is_classic(path: str) -> bool:
    return not path.startswith(("/v1/orders", "/terminals"))
