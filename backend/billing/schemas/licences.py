"""The wire words of licences (contract 20-billing §5).

Checks are a hot path: their answers are written here as plain objects, and the schemas document them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marshmallow import fields, validate
from sqlalchemy import Row

from backend.billing.domain.licences import Denial
from backend.billing.schemas.plans import PlanSchema
from backend.billing.schemas.services import IncludedServiceSchema
from backend.billing.schemas.words import PERIOD_WORDS, STATE_WORDS
from backend.billing.service.licences import Entitlement
from backend.billing.service.signed_licences import SignedLicence
from backend.companies.schemas import CompanySchema
from backend.infra.fields import InstantField, MoneyField, instant_text, number_of
from backend.infra.schema import AnswerSchema, ProblemSchema, RequestSchema

MAX_ID = 2**31 - 1
DENIAL_WORDS = {
    Denial.NO_SUBSCRIPTION: "sin_suscripcion",
    Denial.EXPIRED: "vencida",
    Denial.SUSPENDED: "suspendida",
    Denial.CANCELLED: "cancelada",
    Denial.SCHEDULED: "programada",
    Denial.PENDING_PAYMENT: "pendiente_pago",
    Denial.COMPANY_INACTIVE: "empresa_inactiva",
}
NO_SUBSCRIPTION = "La empresa no tiene una suscripción activa"


class NothingAskedSchema(RequestSchema):
    """Empty, or ``{}``."""


class ServicesAskedSchema(RequestSchema):
    """``POST /api/verificar-servicios-activos``."""

    company_id = fields.Integer(required=True, strict=True, data_key="empresa_id", validate=validate.Range(1, MAX_ID))


class NamedPlanSchema(AnswerSchema):
    """A plan as a licence names it."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")


class LicenceCheckSchema(AnswerSchema):
    """``L``: whether the licence is valid, and why not."""

    company_id = fields.Integer(data_key="empresa_id")
    is_valid = fields.Boolean(data_key="licencia_valida")
    denial = fields.String(data_key="motivo", metadata={"enum": list(DENIAL_WORDS.values())})
    plan = fields.Nested(NamedPlanSchema)
    end_date = fields.Date(data_key="fecha_fin")


class EnabledServiceSchema(NamedPlanSchema):
    """A service of the licence, and how much of it (null: unlimited)."""

    quantity = fields.Integer(data_key="cantidad", allow_none=True)


class EnabledServicesSchema(AnswerSchema):
    """``POST /api/verificar-servicios-activos``."""

    company_id = fields.Integer(data_key="empresa_id")
    services = fields.List(fields.Nested(EnabledServiceSchema), data_key="servicios_habilitados")


class LicensedRowSchema(AnswerSchema):
    """The active subscription as an instance reads it."""

    id = fields.Integer()
    start_date = fields.Date(data_key="fecha_inicio")
    end_date = fields.Date(data_key="fecha_fin")
    state = fields.Constant(STATE_WORDS["active"], data_key="estado")
    payment_method = fields.String(data_key="forma_pago", allow_none=True)
    period = fields.String(data_key="periodo", metadata={"enum": list(PERIOD_WORDS.values())})
    list_amount = MoneyField(data_key="precio_pagado")
    created_at = InstantField(data_key="creado_en")


class ActiveSubscriptionSchema(AnswerSchema):
    """``A``: what the company with this NIT has now."""

    company = fields.Nested(CompanySchema, data_key="empresa")
    subscription = fields.Nested(LicensedRowSchema, data_key="suscripcion", allow_none=True)
    plan = fields.Nested(PlanSchema, allow_none=True)
    services = fields.List(fields.Nested(IncludedServiceSchema), data_key="servicios")
    has_active = fields.Boolean(data_key="tiene_suscripcion_activa")
    total = fields.Integer(data_key="total_servicios")
    message = fields.String()


class UnknownCompanyProblemSchema(ProblemSchema):
    """No such company for whoever asks: the NIT they named is repeated."""

    tax_id = fields.String(data_key="nit")


class SignedLicenceSchema(AnswerSchema):
    """``D``: the licence to keep for when there is no connection."""

    jws = fields.String(data_key="licencia", metadata={"description": "compact JWS, EdDSA"})
    serial = fields.String()
    kid = fields.String()
    not_after = InstantField()
    grace_days = fields.Integer(data_key="gracia_dias")


class PublicKeySchema(AnswerSchema):
    """One key of the JWKS (RFC 8037)."""

    kty = fields.Constant("OKP")
    crv = fields.Constant("Ed25519")
    use = fields.Constant("sig")
    alg = fields.Constant("EdDSA")
    kid = fields.String()
    public_key = fields.String(data_key="x")


class PublicKeysSchema(AnswerSchema):
    """``GET /.well-known/jwks.json``."""

    keys = fields.List(fields.Nested(PublicKeySchema))


def check_body(found: Entitlement) -> dict[str, Any]:
    """Write ``L``."""
    row, newest = found.row, found.newest
    if found.denial is None:
        plan, end = {"id": row.plan_id, "nombre": row.plan_name}, row.row_end_date
        return {"empresa_id": row.id, "licencia_valida": True, "plan": plan, "fecha_fin": end.isoformat()}
    body: dict[str, Any] = {
        "empresa_id": row.id,
        "licencia_valida": False,
        "motivo": DENIAL_WORDS[found.denial],
    }
    if newest is not None:
        body |= {"plan": {"id": newest.plan_id, "nombre": newest.name}, "fecha_fin": newest.end_date.isoformat()}
    return body


def active_body(found: Entitlement) -> dict[str, Any]:
    """Write ``A``."""
    row, services = found.row, [_service(one) for one in found.services]
    body: dict[str, Any] = {
        "empresa": _company(row),
        "suscripcion": None,
        "plan": None,
        "servicios": services,
        "tiene_suscripcion_activa": found.is_valid,
        "total_servicios": len(services),
    }
    if not found.is_valid:
        return body | {"message": NO_SUBSCRIPTION}
    return body | {"suscripcion": _subscription(row), "plan": _plan(row)}


def _company(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "nombre": row.name,
        "estado": row.is_active,
        "nit": row.tax_id,
        "contacto": row.contact,
        "plan": row.plan_label,
        "moneda": row.currency,
        "zona_horaria": row.time_zone,
        "pais": row.country,
        "ciudad": row.city,
        "creado_en": instant_text(row.created_at),
    }


def _subscription(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": row.row_id,
        "fecha_inicio": row.row_start_date.isoformat(),
        "fecha_fin": row.row_end_date.isoformat(),
        "estado": STATE_WORDS[row.row_state],
        "forma_pago": row.row_payment_method,
        "periodo": PERIOD_WORDS[row.row_period],
        "precio_pagado": number_of(row.row_list_amount),
        "creado_en": instant_text(row.row_created_at),
    }


def _plan(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": row.plan_id,
        "nombre": row.plan_name,
        "descripcion": row.plan_description,
        "precio_mensual": number_of(row.plan_monthly_price),
        "precio_anual": number_of(row.plan_yearly_price),
        "moneda": row.plan_currency,
        "seleccionado": row.plan_is_highlighted,
        "activo": row.plan_is_active,
        "creado_en": instant_text(row.plan_created_at),
    }


def _service(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": row.service_id,
        "nombre": row.service_name,
        "descripcion": row.service_description,
        "activo": row.service_is_active,
        "url_api": row.service_api_url,
        "creado_en": instant_text(row.service_created_at),
        "cantidad": row.quantity,
    }


def enabled_body(found: Entitlement) -> dict[str, Any]:
    """Write the enabled services; none without a valid licence."""
    return {"empresa_id": found.row.id, "servicios_habilitados": included(found.services)}


def included(services: Sequence[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """Write the services of a licence, by name."""
    return [{"id": one.service_id, "nombre": one.service_name, "cantidad": one.quantity} for one in services]


def claims_of(found: Entitlement, not_after: datetime, grace_days: int) -> dict[str, Any]:
    """Write what a signed licence says, times and serial aside."""
    row = found.row
    return {
        "not_after": instant_text(not_after),
        "gracia_dias": grace_days,
        "empresa": {"id": row.id, "nit": row.tax_id, "nombre": row.name},
        "plan": {"id": row.plan_id, "nombre": row.plan_name},
        "periodo": PERIOD_WORDS[row.row_period],
        "fecha_inicio": row.row_start_date.isoformat(),
        "fecha_fin": row.row_end_date.isoformat(),
        "servicios": included(found.services),
    }


def signed_body(licence: SignedLicence) -> dict[str, Any]:
    """Write ``D``."""
    return {
        "licencia": licence.jws,
        "serial": licence.serial,
        "kid": licence.kid,
        "not_after": instant_text(licence.not_after),
        "gracia_dias": licence.grace_days,
    }


def keys_body(keys: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, Any]:
    """Write the JWKS."""
    shared = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA"}
    return {"keys": [shared | {"kid": key.kid, "x": key.public_key} for key in keys]}
