"""/api/sales (contract 40-mercadopago §7)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.infra.csv_export import MIME_TYPE, csv_answer, wants_csv
from backend.infra.guards import SELL, caller, requires
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems
from backend.kernel.pagination import PageRequest
from backend.sales import schemas
from backend.sales.service import listing, selling
from backend.sales.service.selling import NewSale

blueprint = Blueprint("sales", __name__, url_prefix="/api/sales", description="Ventas")
EXPORT_NAME = "ventas.csv"
CSV_CONTENT = {"responses": {200: {"content": {MIME_TYPE: {"schema": {"type": "string"}}}}}}


@blueprint.post("")
@requires(SELL)
@idempotent
@blueprint.arguments(schemas.NewSaleSchema)
@blueprint.response(201, schemas.SaleAnswerSchema)
@problems(blueprint, 409)
def create_sale(wanted: NewSale) -> dict[str, Any]:
    """Book a sale that is paid in full; honours Idempotency-Key."""
    seller = caller()
    return {"data": selling.create_sale(seller.acting_company, seller.user_id, wanted)}


@blueprint.get("")
@requires(SELL)
@blueprint.arguments(schemas.SaleFilterSchema, location="query")
@blueprint.doc(**CSV_CONTENT)
@blueprint.response(200, schemas.SalePageSchema)
def list_sales(filters: dict[str, Any]) -> dict[str, Any] | Response:
    """Page of sales, newest first; every match as CSV with ``Accept: text/csv``."""
    company_id, query = caller().acting_company, schemas.query_of(filters)
    if wants_csv():
        rows = (schemas.export_row(*sold) for sold in listing.export_sales(company_id, query))
        return csv_answer(EXPORT_NAME, schemas.EXPORT_HEADER, rows)
    page = PageRequest(filters["page"], filters["page_size"])
    return schemas.page_answer(listing.list_sales(company_id, query, page))


@blueprint.get("/reports/daily-summary")
@requires(SELL)
@blueprint.arguments(schemas.SummaryFilterSchema, location="query")
@blueprint.response(200, schemas.DailySummaryAnswerSchema)
def summarise_day(filters: dict[str, Any]) -> dict[str, Any]:
    """Sum up one day of the company's calendar."""
    return {"data": listing.summarise_day(caller().acting_company, **filters)}


@blueprint.get("/<string:sale_id>")
@requires(SELL)
@blueprint.response(200, schemas.SaleAnswerSchema)
def get_sale(sale_id: str) -> dict[str, Any]:
    """One sale with its lines, payments and refunds."""
    return {"data": listing.get_sale(caller().acting_company, sale_id)}
