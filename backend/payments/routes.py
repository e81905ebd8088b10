"""/api/points-of-sale (contract 40-mercadopago §3)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.infra.guards import MANAGE, SELL, caller, requires
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems
from backend.payments import schemas
from backend.payments.service import points_of_sale

blueprint = Blueprint("points_of_sale", __name__, url_prefix="/api/points-of-sale", description="Puntos de venta")


@blueprint.get("")
@requires(SELL)
@blueprint.response(200, schemas.PointOfSaleListSchema)
def list_points_of_sale() -> dict[str, Any]:
    """All points of sale of the company by code, switched-off ones included."""
    return {"data": points_of_sale.list_points_of_sale(caller().acting_company)}


@blueprint.post("")
@requires(MANAGE)
@idempotent
@blueprint.arguments(schemas.NewPointOfSaleSchema)
@blueprint.response(201, schemas.PointOfSaleAnswerSchema)
@problems(blueprint, 409)
def create_point_of_sale(values: dict[str, Any]) -> dict[str, Any]:
    """Create a point of sale; honours Idempotency-Key."""
    return {"data": points_of_sale.create_point_of_sale(caller().acting_company, values)}


@blueprint.get("/<string:point_of_sale_id>")
@requires(SELL)
@blueprint.response(200, schemas.PointOfSaleAnswerSchema)
def get_point_of_sale(point_of_sale_id: str) -> dict[str, Any]:
    """Return one point of sale."""
    return {"data": points_of_sale.get_point_of_sale(caller().acting_company, point_of_sale_id)}


@blueprint.patch("/<string:point_of_sale_id>")
@requires(MANAGE)
@blueprint.arguments(schemas.PointOfSaleChangeSchema)
@blueprint.response(200, schemas.PointOfSaleAnswerSchema)
@problems(blueprint, 409)
def change_point_of_sale(values: dict[str, Any], point_of_sale_id: str) -> dict[str, Any]:
    """Change code, name, branch or activity."""
    return {"data": points_of_sale.change_point_of_sale(caller().acting_company, point_of_sale_id, values)}


@blueprint.delete("/<string:point_of_sale_id>")
@requires(MANAGE)
@blueprint.response(200, schemas.RemovalSchema)
def remove_point_of_sale(point_of_sale_id: str) -> dict[str, Any]:
    """Delete a point of sale, or switch it off when it has history."""
    is_deleted = points_of_sale.remove_point_of_sale(caller().acting_company, point_of_sale_id)
    return schemas.removal(is_deleted=is_deleted)
