"""The wire words of the audit trail (contract 20-billing §10)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from backend.accounts.repository.audit_trail import AuditLine
from backend.accounts.schemas import audit_words
from backend.accounts.service.audit_trail import AuditQuery
from backend.infra.fields import InstantField, TextField
from backend.infra.principal import Origin
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, Page

LARGEST_ID = 2**31 - 1
LARGEST_PAGE = 1_000_000
ID = validate.Range(min=1, max=LARGEST_ID)


class AuditFilterSchema(RequestSchema):
    """``GET /admin/auditoria``: days are inclusive."""

    company_id = fields.Integer(data_key="empresa_id", validate=ID)
    user_id = fields.Integer(data_key="usuario_id", validate=ID)
    action = TextField(80, data_key="accion", metadata={"description": "the beginning of an action"})
    entity = TextField(40, data_key="entidad")
    entity_id = TextField(64, data_key="entidad_id")
    origin = fields.Enum(Origin, by_value=True, data_key="origen")
    address = TextField(64, data_key="ip")
    first_day = fields.Date(data_key="desde")
    last_day = fields.Date(data_key="hasta")
    page = fields.Integer(validate=validate.Range(min=1, max=LARGEST_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(min=1, max=MAX_PER_PAGE), load_default=20)

    @validates_schema
    def _refuse_backward_days(self, given: dict[str, Any], **_kwargs: Any) -> None:
        first, last = given.get("first_day"), given.get("last_day")
        if first is not None and last is not None and first > last:
            raise ValidationError("Tiene que ser posterior a «desde».", "hasta")


class AuditEntrySchema(AnswerSchema):
    """One row; ``antes`` and ``despues`` hold the fields that changed."""

    id = fields.Integer(attribute="entry.id")
    at = InstantField(attribute="entry.at", data_key="fecha")
    user_id = fields.Integer(attribute="entry.user_id", data_key="usuario_id", allow_none=True)
    user_name = fields.String(data_key="usuario_nombre", allow_none=True)
    key_id = fields.Integer(attribute="entry.key_id", data_key="api_key_id", allow_none=True)
    origin = fields.String(
        attribute="entry.origin", data_key="origen", metadata={"enum": [origin.value for origin in Origin]}
    )
    address = fields.String(attribute="entry.address", data_key="ip", allow_none=True)
    company_id = fields.Integer(attribute="entry.company_id", data_key="empresa_id", allow_none=True)
    action = fields.Function(
        lambda line: audit_words.action_word(line.entry.action), data_key="accion", metadata={"type": "string"}
    )
    entity = fields.Function(
        lambda line: audit_words.entity_word(line.entry.entity), data_key="entidad", metadata={"type": "string"}
    )
    entity_id = fields.String(attribute="entry.entity_id", data_key="entidad_id")
    before = fields.Function(
        lambda line: audit_words.changed_fields(line.entry.before, line.entry.after),
        data_key="antes",
        metadata={"type": ["object", "null"], "additionalProperties": True},
    )
    after = fields.Function(
        lambda line: audit_words.changed_fields(line.entry.after, line.entry.before),
        data_key="despues",
        metadata={"type": ["object", "null"], "additionalProperties": True},
    )


class AuditPageSchema(AnswerSchema):
    """One page of the trail, newest first."""

    entries = fields.List(fields.Nested(AuditEntrySchema), data_key="auditoria")
    total = fields.Integer()
    page = fields.Integer()
    per_page = fields.Integer()
    pages = fields.Integer()


def query_of(given: dict[str, Any]) -> AuditQuery:
    """Return the query that the filters ask for, without the page."""
    entities: set[str] | None = None
    verbs: set[str] | None = None
    if "action" in given:
        entities, verbs = audit_words.matching(given["action"])
    if "entity" in given:
        named = audit_words.entities_of(given["entity"])
        entities = named if entities is None else entities & named
    kept = {name: given[name] for name in ("company_id", "user_id", "entity_id", "address", "first_day", "last_day")
            if name in given}  # fmt: skip
    origin = given["origin"].value if "origin" in given else None
    return AuditQuery(entities=entities, verbs=verbs, origin=origin, **kept)


def page_answer(page: Page[AuditLine]) -> dict[str, Any]:
    """Return what AuditPageSchema writes."""
    asked = page.request
    return {
        "entries": page.items,
        "total": page.total,
        "page": asked.page,
        "per_page": asked.per_page,
        "pages": page.pages,
    }
