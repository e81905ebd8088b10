"""The reference: a minimal FastAPI application on uvicorn and async SQLAlchemy with the statements of the product.

It does what the product's routes do on the database, answers the same JSON, and does nothing else: no log line, no
metrics, no limits, no security headers, no tenancy check. Started by the measurements; read from the environment:
REFERENCE_DATABASE_URL, REFERENCE_JWT_KEY, REFERENCE_POOL_SIZE, REFERENCE_KIND (``tuned`` reads in autocommit; ``plain``
as SQLAlchemy comes, a transaction around each request).
"""

from __future__ import annotations

import os
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse
from sqlalchemy import bindparam, column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

# No transaction round trips: the fastest way of reading that SQLAlchemy offers.
TUNED: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
engine = create_async_engine(
    os.environ["REFERENCE_DATABASE_URL"],
    pool_size=int(os.environ.get("REFERENCE_POOL_SIZE", "16")),
    **({} if os.environ.get("REFERENCE_KIND") == "plain" else TUNED),
)
app = FastAPI(openapi_url=None)
CLAIMS = {"require": ["sub", "jti", "iss", "aud", "typ", "exp"]}

users = table("app_user", *map(column, ("id", "role", "company_id", "is_active")))
companies = table("company", *map(column, ("id", "is_active")))
sessions = table("user_session", *map(column, ("id", "user_id", "revoked_at", "last_used_at")))
STATUS_COLUMNS = (
    "id company_id provider_order_id external_reference status status_detail provider_payment_id payment_method"
    " card_brand card_last_four installments amount sale_id asked_at expires_at cancel_requested_at qr_content channel"
)
orders = table("payment_order", *map(column, STATUS_COLUMNS.split()))
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
STATUS = select(orders).where(orders.c.company_id == bindparam("company_id"), orders.c.id == bindparam("order_id"))


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


@app.get("/api/mercadopago/orders/{order_id}")
async def order_status(order_id: str, connection: Connection, asking: Annotated[Any, Depends(caller)]) -> JSONResponse:
    """Answer as the product does for a charge that has ended."""
    found = await connection.execute(STATUS, {"company_id": asking.company_id, "order_id": order_id})
    row = found.first()
    if row is None:
        raise HTTPException(404)
    return JSONResponse(
        {
            "success": True,
            "data": {
                "id": row.id,
                "orderId": row.provider_order_id,
                "channel": row.channel,
                "status": row.status,
                "statusDetail": row.status_detail,
                "externalReference": row.external_reference,
                "paymentId": row.provider_payment_id,
                "paymentMethod": row.payment_method,
                "cardBrand": row.card_brand,
                "cardLastFour": row.card_last_four,
                "installments": row.installments,
                "amount": float(row.amount),
                "saleId": row.sale_id,
                "qrData": row.qr_content,
                "expiresAt": row.expires_at.isoformat(timespec="milliseconds") + "Z",
                "cancelRequested": row.cancel_requested_at is not None,
            },
        }
    )


@app.get("/ready")
async def ready(connection: Connection) -> JSONResponse:
    """Answer after the two statements of the product's readiness."""
    await connection.execute(text("SELECT 1"))
    found = await connection.execute(text("SELECT version_num FROM alembic_version"))
    stands_at = "head" if found.scalar() else "nowhere"
    return JSONResponse(
        {
            "status": "ok",
            "checks": {
                "mercadopago": {"status": "ok", "detail": "circuit: closed"},
                "database": {"status": "ok", "detail": "mysql"},
                "migrations": {"status": "ok", "detail": stands_at},
            },
        }
    )


@app.get("/health")
async def health() -> JSONResponse:
    """Answer without the database."""
    return JSONResponse({"status": "ok"})


POLICY = {
    "min_length": 8,
    "max_length": 128,
    "reglas": [
        {"codigo": "longitud", "patron": "^.{8,128}$", "texto": "Entre 8 y 128 caracteres"},
        {"codigo": "mayuscula", "patron": "[A-ZÁÉÍÓÚÜÑ]", "texto": "Al menos una letra mayúscula"},
        {"codigo": "minuscula", "patron": "[a-záéíóúüñ]", "texto": "Al menos una letra minúscula"},
        {"codigo": "numero", "patron": "[0-9]", "texto": "Al menos un número"},
        {"codigo": "especial", "patron": "[!-/:-@\\[-`{-~]", "texto": "Al menos un carácter especial"},
    ],
}


@app.get("/public/politica-password")
async def password_policy() -> JSONResponse:
    """Answer what never changes."""
    return JSONResponse(POLICY)
