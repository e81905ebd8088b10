"""HTTP of the audit trail (contract 20-billing §10)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas.audit import AuditFilterSchema, AuditPageSchema, page_answer, query_of
from backend.accounts.service import audit_trail
from backend.infra.guards import ADMIN, requires
from backend.kernel.pagination import PageRequest

blueprint = Blueprint("audit", __name__, description="Auditoría")


@blueprint.get("/admin/auditoria")
@requires(ADMIN)
@blueprint.arguments(AuditFilterSchema, location="query")
@blueprint.response(200, AuditPageSchema)
def list_audit(filters: dict[str, Any]) -> dict[str, Any]:
    """Page of what people, machines and the system did, newest first."""
    page = PageRequest(filters["page"], filters["per_page"])
    return page_answer(audit_trail.list_entries(query_of(filters), page))
