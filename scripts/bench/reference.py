"""The reference: a minimal FastAPI application on uvicorn and async SQLAlchemy with the statements of the product.

It does what the product's routes do on the database, answers the same JSON, and does nothing else: no log line, no
metrics, no limits, no security headers, no tenancy check. Started by the measurements; its settings stand in
``reference_login.py``.
"""

from __future__ import annotations

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse
from reference_licences import router
from reference_login import Caller, Connection
from sqlalchemy import bindparam, column, select, table, text

app = FastAPI(openapi_url=None)
app.include_router(router)
STATUS_COLUMNS = (
    "id company_id provider_order_id external_reference status status_detail provider_payment_id payment_method"
    " card_brand card_last_four installments amount sale_id asked_at expires_at cancel_requested_at qr_content channel"
)
orders = table("payment_order", *map(column, STATUS_COLUMNS.split()))
STATUS = select(orders).where(orders.c.company_id == bindparam("company_id"), orders.c.id == bindparam("order_id"))


@app.get("/api/mercadopago/orders/{order_id}")
async def order_status(order_id: str, connection: Connection, asking: Caller) -> JSONResponse:
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
