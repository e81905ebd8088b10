"""The reference's connections, and who is asking: what its routes share.

Read from the environment: REFERENCE_DATABASE_URL, REFERENCE_JWT_KEY, REFERENCE_POOL_SIZE, REFERENCE_KIND (``tuned``
reads in autocommit; ``plain`` as SQLAlchemy comes, a transaction around each request).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import UTC, datetime
from typing import Annotated, Any

import jwt
from fastapi import Depends, Header, HTTPException
from sqlalchemy import bindparam, column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

# No transaction round trips: the fastest way of reading that SQLAlchemy offers.
TUNED: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
engine = create_async_engine(
    os.environ["REFERENCE_DATABASE_URL"],
    pool_size=int(os.environ.get("REFERENCE_POOL_SIZE", "16")),
    **({} if os.environ.get("REFERENCE_KIND") == "plain" else TUNED),
)
CLAIMS = {"require": ["sub", "jti", "iss", "aud", "typ", "exp"]}

users = table("app_user", *map(column, ("id", "role", "company_id", "is_active")))
companies = table("company", *map(column, ("id", "is_active")))
sessions = table("user_session", *map(column, ("id", "user_id", "revoked_at", "last_used_at")))
keys = table(
    "api_key", *map(column, ("id", "company_id", "hash", "scopes", "is_active", "expires_at", "last_used_at", "prefix"))
)
CALLER = (
    select(
        users.c.id,
        users.c.role,
        users.c.company_id,
        users.c.is_active,
        companies.c.is_active.label("is_company_active"),
        sessions.c.revoked_at,
        sessions.c.last_used_at,
    )
    .select_from(
        sessions.join(users, users.c.id == sessions.c.user_id).outerjoin(
            companies, companies.c.id == users.c.company_id
        )
    )
    .where(sessions.c.id == bindparam("session_id"), sessions.c.user_id == bindparam("user_id"))
)
KEY = (
    select(*(one for one in keys.c if one.name != "prefix"), companies.c.is_active.label("is_company_active"))
    .select_from(keys.join(companies, companies.c.id == keys.c.company_id))
    .where(keys.c.prefix == bindparam("prefix"))
)


async def connection() -> Any:
    """Lend a pooled connection to one request."""
    async with engine.connect() as lent:
        yield lent


Connection = Annotated[AsyncConnection, Depends(connection)]


async def caller(connection: Connection, authorization: Annotated[str, Header()] = "") -> Any:
    """Return session, user and company of a bearer token, in one statement."""
    try:
        claims = jwt.decode(
            authorization.removeprefix("Bearer "),
            os.environ["REFERENCE_JWT_KEY"],
            algorithms=["HS256"],
            audience="mostrador",
            issuer="mostrador",
            options=CLAIMS,
        )
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error
    found = await connection.execute(CALLER, {"session_id": claims["sid"], "user_id": int(claims["sub"])})
    row = found.first()
    if row is None or row.revoked_at is not None or not row.is_active or not row.is_company_active:
        raise HTTPException(401)
    return row


Caller = Annotated[Any, Depends(caller)]


async def machine(connection: Connection, x_api_key: Annotated[str, Header()] = "") -> Any:
    """Return the row of an API key that may ask for licences, in one statement."""
    row = (await connection.execute(KEY, {"prefix": x_api_key[:11]})).first()
    if row is None or not hmac.compare_digest(row.hash, hashlib.sha256(x_api_key.encode()).hexdigest()):
        raise HTTPException(403)
    is_expired = row.expires_at is not None and row.expires_at <= datetime.now(UTC).replace(tzinfo=None)
    if is_expired or not row.is_active or not row.is_company_active or "licencia" not in row.scopes.split():
        raise HTTPException(403)
    return row


Machine = Annotated[Any, Depends(machine)]
