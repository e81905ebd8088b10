"""The reference's licence checks: what a company has now, asked by its instance (with a key) or its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse
from reference_login import Caller, Connection, Machine
from sqlalchemy import and_, bindparam, column, func, select, table

router = APIRouter()
COMPANY = "id name is_active tax_id contact plan_label currency time_zone country city created_at tax_id_key"
ROW = "id start_date end_date state payment_method period list_amount created_at company_id plan_id slot"
UNASKED = {"tax_id_key", "company_id", "plan_id", "slot"}
PLAN = "id name description monthly_price yearly_price currency is_highlighted is_active created_at"
SERVICE = "id name description is_active api_url created_at"
companies = table("company", *map(column, COMPANY.split()))
rows = table("subscription", *map(column, ROW.split()))
plans = table("plan", *map(column, PLAN.split()))
links = table("plan_service", *map(column, ("plan_id", "service_id", "quantity")))
services = table("service", *map(column, SERVICE.split()))
later = rows.alias("later")
NEXT_START = (
    select(func.min(later.c.start_date))
    .where(later.c.company_id == companies.c.id, later.c.slot == "scheduled")
    .scalar_subquery()
    .label("next_start")
)
IN_FORCE = select(
    *(one for one in companies.c if one.name not in UNASKED),
    *(one.label(f"row_{one.name}") for one in rows.c if one.name not in UNASKED),
    *(one.label(f"plan_{one.name}") for one in plans.c),
    *(one.label(f"service_{one.name}") for one in services.c),
    links.c.quantity,
    NEXT_START,
).select_from(
    companies.outerjoin(rows, and_(rows.c.company_id == companies.c.id, rows.c.slot == "active"))
    .outerjoin(plans, plans.c.id == rows.c.plan_id)
    .outerjoin(links, links.c.plan_id == plans.c.id)
    .outerjoin(services, and_(services.c.id == links.c.service_id, services.c.is_active))
)
BY_ID = IN_FORCE.where(companies.c.id == bindparam("named"))
BY_TAX_ID = IN_FORCE.where(companies.c.tax_id_key == bindparam("named"))
STATES, PERIODS = {"active": "activa"}, {"monthly": "mensual", "yearly": "anual"}


def is_in_force(row: Any) -> bool:
    """Tell whether the company's row counts today, in its own zone."""
    today = datetime.now(ZoneInfo(row.time_zone)).date()
    return bool(row.row_id is not None and row.is_active and row.row_start_date <= today <= row.row_end_date)


@router.post("/api/verificar-licencia")
async def check_licence(connection: Connection, asking: Caller) -> JSONResponse:
    """Answer for a company that has a valid licence, as the measured ones do."""
    row = (await connection.execute(BY_ID, {"named": asking.company_id})).first()
    if row is None or not is_in_force(row):
        raise HTTPException(404)
    plan = {"id": row.plan_id, "nombre": row.plan_name}
    return JSONResponse(
        {"empresa_id": row.id, "licencia_valida": True, "plan": plan, "fecha_fin": row.row_end_date.isoformat()}
    )


@router.get("/api/suscripcion-activa/{tax_id}")
async def active_subscription(tax_id: str, connection: Connection, asking: Machine) -> JSONResponse:
    """Answer for the key's own company with a valid licence, as the measured ones do."""
    found = (await connection.execute(BY_TAX_ID, {"named": tax_id.lower()})).all()
    if not found or found[0].id != asking.company_id or not is_in_force(found[0]):
        raise HTTPException(404)
    named = sorted(
        (row for row in found if row.service_id is not None), key=lambda row: (row.service_name, row.service_id)
    )
    included = [service(row) for row in named]
    return JSONResponse(
        {
            "empresa": company(found[0]),
            "suscripcion": subscription(found[0]),
            "plan": plan(found[0]),
            "servicios": included,
            "tiene_suscripcion_activa": True,
            "total_servicios": len(included),
        }
    )


def instant(at: datetime) -> str:
    """Write an instant of the database."""
    return at.isoformat(timespec="milliseconds") + "Z"


def company(row: Any) -> dict[str, Any]:
    """Write the company."""
    return {
        "id": row.id,
        "nombre": row.name,
        "estado": bool(row.is_active),
        "nit": row.tax_id,
        "contacto": row.contact,
        "plan": row.plan_label,
        "moneda": row.currency,
        "zona_horaria": row.time_zone,
        "pais": row.country,
        "ciudad": row.city,
        "creado_en": instant(row.created_at),
    }


def subscription(row: Any) -> dict[str, Any]:
    """Write the row in force."""
    return {
        "id": row.row_id,
        "fecha_inicio": row.row_start_date.isoformat(),
        "fecha_fin": row.row_end_date.isoformat(),
        "estado": STATES[row.row_state],
        "forma_pago": row.row_payment_method,
        "periodo": PERIODS[row.row_period],
        "precio_pagado": float(row.row_list_amount),
        "creado_en": instant(row.row_created_at),
    }


def plan(row: Any) -> dict[str, Any]:
    """Write the plan."""
    return {
        "id": row.plan_id,
        "nombre": row.plan_name,
        "descripcion": row.plan_description,
        "precio_mensual": float(row.plan_monthly_price),
        "precio_anual": float(row.plan_yearly_price),
        "moneda": row.plan_currency,
        "seleccionado": bool(row.plan_is_highlighted),
        "activo": bool(row.plan_is_active),
        "creado_en": instant(row.plan_created_at),
    }


def service(row: Any) -> dict[str, Any]:
    """Write one service of the plan."""
    return {
        "id": row.service_id,
        "nombre": row.service_name,
        "descripcion": row.service_description,
        "activo": bool(row.service_is_active),
        "url_api": row.service_api_url,
        "creado_en": instant(row.service_created_at),
        "cantidad": row.quantity,
    }
