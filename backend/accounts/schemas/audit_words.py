"""Audit actions on the wire: ``slice.entity.verb`` of the code is ``entidad.verbo`` there, translated word by word.

A new action needs its entity in ENTITIES and its verb in VERBS; ``tests/accounts/test_audit.py`` names what is missing.
Field names inside ``antes`` and ``despues`` that FIELDS does not know stay as the code writes them.
"""

from __future__ import annotations

from collections.abc import ItemsView, Mapping
from typing import Any

ENTITIES = {
    "account": "cuenta_de_cobro",
    "api_key": "api_key",
    "charge": "cobro",
    "company": "empresa",
    "invitation": "invitacion",
    "job": "tarea",
    "licence": "licencia",
    "licence_key": "clave_de_licencia",
    "login": "ingreso",
    "notification": "aviso",
    "payment": "pago",
    "payment_request": "solicitud_de_pago",
    "plan": "plan",
    "plan_change": "cambio_de_plan",
    "plan_service": "servicio_de_plan",
    "point_of_sale": "punto_de_venta",
    "quote": "cotizacion",
    "refund": "devolucion",
    "request": "solicitud_de_pago",
    "sale": "venta",
    "service": "servicio",
    "session": "sesion",
    "subscription": "suscripcion",
    "user": "usuario",
}
VERBS = {
    "accepted": "aceptar",
    "activated": "activar",
    "added": "agregar",
    "anonymised": "anonimizar",
    "approved": "aprobar",
    "asked": "pedir",
    "backup_codes_renewed": "renovar_codigos",
    "broken": "romper",
    "cancel_asked": "pedir_cancelacion",
    "canceled": "cancelar",
    "cancelled": "cancelar",
    "changed": "cambiar",
    "charged_back": "contracargar",
    "closed": "cerrar",
    "completed": "completar",
    "contents_changed": "cambiar_contenido",
    "continued": "continuar",
    "contradicted": "contradecir",
    "created": "crear",
    "deactivated": "desactivar",
    "deleted": "eliminar",
    "device_changed": "cambiar_dispositivo",
    "disconnected": "desconectar",
    "discounted": "descuento",
    "doubted": "dudar",
    "ended": "finalizar",
    "email_verified": "verificar_email",
    "expired": "vencer",
    "failed": "fallar",
    "found": "encontrar",
    "identity_linked": "vincular_identidad",
    "issued": "emitir",
    "joined": "unirse",
    "linked": "vincular",
    "locked": "bloquear",
    "made": "generar",
    "made_admin": "hacer_admin",
    "opened": "abrir",
    "paid": "pagar",
    "partially_refunded": "devolver_parte",
    "password_changed": "cambiar_password",
    "password_code_sent": "enviar_codigo",
    "password_reset_sent": "enviar_restablecimiento",
    "pending": "esperar",
    "plan_changed": "cambio_plan",
    "processed": "aprobar",
    "processing": "procesar",
    "profile_changed": "cambiar_perfil",
    "provisioned": "preparar",
    "purged": "purgar",
    "reactivated": "reactivar",
    "refund_done": "devolver_pago",
    "refund_owed": "deber_devolucion",
    "refunded": "devolver",
    "refused": "rechazar",
    "registered": "registrar",
    "rejected": "rechazar",
    "removed": "quitar",
    "renewal_offered": "ofrecer_renovacion",
    "renewed": "renovar",
    "replayed": "reprocesar",
    "requested": "solicitar",
    "resumed": "reanudar",
    "review": "revisar",
    "revoked": "revocar",
    "rotated": "rotar",
    "second_factor_disabled": "desactivar_2fa",
    "second_factor_enabled": "activar_2fa",
    "second_factor_prepared": "preparar_2fa",
    "sessions_revoked": "cerrar_sesiones",
    "started": "iniciar",
    "suspended": "suspender",
    "transferred": "transferir",
    "undecided": "indefinir",
    "updated": "actualizar",
    "used": "usar",
}
FIELDS = {
    "address": "direccion",
    "amount": "importe",
    "api_url": "url_api",
    "birth_date": "fecha_nacimiento",
    "cancel_reason": "motivo_cancelacion",
    "cancels_at_end": "cancelar_al_vencer",
    "city": "ciudad",
    "company_id": "empresa_id",
    "contact": "contacto",
    "country": "pais",
    "credit_applied": "saldo_aplicado",
    "credit_left": "saldo_a_favor",
    "currency": "moneda",
    "description": "descripcion",
    "discount_percent": "porcentaje_descuento",
    "email_verified": "email_verificado",
    "end_date": "fecha_fin",
    "expires_at": "expira_en",
    "fields": "campos",
    "is_active": "activo",
    "is_highlighted": "seleccionado",
    "is_totem_token_shared": "totem_raw_token",
    "list_amount": "precio_pagado",
    "monthly_price": "precio_mensual",
    "name": "nombre",
    "notes": "notas",
    "origin": "origen",
    "owner_id": "propietario_id",
    "payment_method": "forma_pago",
    "pending": "pendiente",
    "period": "periodo",
    "phone": "telefono",
    "plan_label": "plan",
    "quantity": "cantidad",
    "reason": "motivo",
    "renews_automatically": "renovacion_automatica",
    "renews_id": "renueva_a",
    "role": "rol",
    "sessions": "sesiones",
    "start_date": "fecha_inicio",
    "state": "estado",
    "status": "estado",
    "tax_id": "nit",
    "time_zone": "zona_horaria",
    "until": "hasta",
    "why": "detalle",
    "yearly_price": "precio_anual",
    "years": "anios",
}
# Values that have another word on the wire, by the field they stand in.
VALUES: Mapping[str, Mapping[str, str]] = {
    "period": {"monthly": "mensual", "yearly": "anual"},
    "state": {
        "active": "activa",
        "cancelled": "cancelada",
        "ended": "inactiva",
        "pending_payment": "pendiente_pago",
        "scheduled": "programada",
        "suspended": "suspendida",
    },
    "fields": FIELDS,
}


def action_word(action: str) -> str:
    """Return an action of the code as the wire writes it."""
    entity, verb = action.split(".")[1:3]
    return f"{entity_word(entity)}.{VERBS.get(verb, verb)}"


def entity_word(entity: str) -> str:
    """Return an entity of the code as the wire writes it."""
    return ENTITIES.get(entity, entity)


def entities_of(word: str) -> set[str]:
    """Return the entities of the code that the wire writes like this."""
    return {entity for entity, known in _with_itself(ENTITIES, word) if known == word}


def matching(prefix: str) -> tuple[set[str], set[str] | None]:
    """Return entities and verbs of the code whose action begins like this on the wire; no verbs stands for all."""
    entity, dot, verb = prefix.partition(".")
    if not dot:
        return {code for code, word in _with_itself(ENTITIES, entity) if word.startswith(entity)}, None
    if not verb:
        return entities_of(entity), None
    return entities_of(entity), {code for code, word in _with_itself(VERBS, verb) if word.startswith(verb)}


def _with_itself(words: Mapping[str, str], word: str) -> ItemsView[str, str]:
    """Return the map, with the word for itself unless the code has it for something else."""
    return ({word: word} | dict(words)).items()


def changed_fields(told: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what was told of one side, without the fields that are the same on the other side."""
    if told is None:
        return None
    return {
        FIELDS.get(name, name): _value_word(name, value)
        for name, value in told.items()
        if other is None or name not in other or other[name] != value
    }


def _value_word(field: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_value_word(field, one) for one in value]
    return VALUES.get(field, {}).get(value, value) if isinstance(value, str) else value
