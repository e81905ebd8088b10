"""Wire forms of the inbox of notifications, for operators (contract 40-mercadopago rule 14)."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import fields, validate

from backend.infra.fields import InstantField, TextField
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, Page
from backend.payments.domain import InboxQuery, InboxState
from backend.payments.service.inbox import ReceivedRow

VERDICTS = ("verified", "hint", "unverified")
SOURCES = ("webhook", "sweep")
LARGEST_PAGE = 1_000_000
LARGEST_ID = 2**31 - 1


class InboxFilterSchema(RequestSchema):
    """``GET /admin/webhooks``: filters and page; instants are inclusive."""

    topic = TextField(60)
    action = TextField(60)
    resource_id = TextField(80, data_key="resourceId")
    provider_user_id = TextField(20, data_key="mpUserId")
    company_id = fields.Integer(data_key="companyId", validate=validate.Range(1, LARGEST_ID))
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    source = fields.String(validate=validate.OneOf(SOURCES))
    state = fields.Enum(InboxState, by_value=True)
    received_from = InstantField(data_key="from")
    received_to = InstantField(data_key="to")
    page = fields.Integer(load_default=1, validate=validate.Range(1, LARGEST_PAGE))
    page_size = fields.Integer(data_key="pageSize", load_default=50, validate=validate.Range(1, MAX_PER_PAGE))


class InboxRowSchema(AnswerSchema):
    """One notification as it was stored: ``query`` and ``body`` as they arrived, and how handling went."""

    id = fields.String(attribute="row.id")
    topic = fields.String(attribute="row.topic")
    action = fields.String(attribute="row.action", allow_none=True)
    resource_id = fields.String(attribute="row.resource_id", data_key="resourceId", allow_none=True)
    provider_user_id = fields.String(attribute="row.provider_user_id", data_key="mpUserId", allow_none=True)
    request_id = fields.String(attribute="row.request_id", data_key="requestId", allow_none=True)
    company_id = fields.Integer(attribute="row.company_id", data_key="companyId", allow_none=True)
    verdict = fields.String(attribute="row.verdict", validate=validate.OneOf(VERDICTS))
    source = fields.String(attribute="row.source", validate=validate.OneOf(SOURCES))
    state = fields.Enum(InboxState, by_value=True)
    query = fields.Function(lambda one: _arrived(one.row.body)[0], metadata={"type": "object"})
    body = fields.Function(lambda one: _arrived(one.row.body)[1], metadata={"type": "string"})
    received_at = InstantField(attribute="row.received_at", data_key="receivedAt")
    handled_at = InstantField(attribute="row.handled_at", data_key="handledAt", allow_none=True)
    attempts = fields.Integer(attribute="row.attempts")
    last_error = fields.String(attribute="row.last_error", data_key="lastError", allow_none=True)


class InboxPaginationSchema(AnswerSchema):
    """Which page this is, of how many."""

    page = fields.Integer()
    page_size = fields.Integer(data_key="pageSize")
    total = fields.Integer()
    total_pages = fields.Integer(data_key="totalPages")


class InboxPageSchema(AnswerSchema):
    """One page of the inbox, wrapped."""

    success = fields.Constant(constant=True)
    data = fields.List(fields.Nested(InboxRowSchema))
    pagination = fields.Nested(InboxPaginationSchema)


class ReplaySchema(AnswerSchema):
    """A notification that will be handled again, wrapped."""

    success = fields.Constant(constant=True)
    message = fields.String()
    data = fields.Nested(InboxRowSchema)


def _arrived(stored: str) -> tuple[dict[str, Any], str]:
    """Return query and body as they arrived; what the sweep wrote itself is a body without a query."""
    try:
        parts = json.loads(stored)
    except ValueError:
        return {}, stored
    if isinstance(parts, dict) and isinstance(parts.get("query"), dict) and isinstance(parts.get("body"), str):
        return parts["query"], parts["body"]
    return {}, stored


def query_of(filters: dict[str, Any]) -> InboxQuery:
    """Return the query that the filters ask for, without the page."""
    return InboxQuery(**{name: value for name, value in filters.items() if name not in {"page", "page_size"}})


def page_answer(page: Page[ReceivedRow]) -> dict[str, Any]:
    """Return a page as its schema dumps it."""
    asked = page.request
    pagination = {
        "page": asked.page,
        "page_size": asked.per_page,
        "total": page.total,
        "total_pages": page.pages,
    }
    return {"data": page.items, "pagination": pagination}
