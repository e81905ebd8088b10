"""Wire forms of what anybody may read (contract 20-billing §4 and §11).

Plans, services and cities are written without marshmallow, as these reads are hot or long; a test holds them to their
schemas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marshmallow import fields, validate

from backend.infra.fields import TextField, instant_text, number_of
from backend.infra.places import City
from backend.infra.schema import AnswerSchema, RequestSchema

ONLY_ACTIVE = frozenset({"1", "true"})
QUERY_LENGTH = 60
MAX_COUNTRIES, USUAL_COUNTRIES = 50, 20
MAX_CITIES = 5000


class PublicServiceFilterSchema(RequestSchema):
    """``activos``: ``1`` or ``true`` for active services only, anything else for all."""

    only_active = fields.String(data_key="activos", load_default="1")


class CountryFilterSchema(RequestSchema):
    """What to look for; ``limit`` counts only then."""

    text = TextField(QUERY_LENGTH, minimum=0, data_key="q", load_default=None)
    limit = fields.Integer(load_default=USUAL_COUNTRIES, validate=validate.Range(1, MAX_COUNTRIES))


class CityFilterSchema(RequestSchema):
    """What to look for, and at most how many."""

    text = TextField(QUERY_LENGTH, minimum=0, data_key="q", load_default=None)
    limit = fields.Integer(load_default=MAX_CITIES, validate=validate.Range(1, MAX_CITIES))


class CountrySchema(AnswerSchema):
    """A country by its ISO 3166-1 code."""

    code = fields.String()
    name = fields.String()


class CountriesSchema(AnswerSchema):
    """Countries by name."""

    countries = fields.List(fields.Nested(CountrySchema))


class CitySchema(AnswerSchema):
    """A city; ``state`` is null where it is not known."""

    name = fields.String()
    state = fields.String(allow_none=True)
    population = fields.Integer()


class CitiesSchema(AnswerSchema):
    """Cities of a country by name."""

    cities = fields.List(fields.Nested(CitySchema))
    country_code = fields.String()


def wants_only_active(text: str) -> bool:
    """Tell what ``activos`` asks for."""
    return text.strip().lower() in ONLY_ACTIVE


def plans_on_the_wire(plans: Iterable[tuple[Any, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Return plans as ``PlanWithServicesSchema`` dumps them."""
    return [
        {
            "id": plan.id,
            "nombre": plan.name,
            "descripcion": plan.description,
            "precio_mensual": number_of(plan.monthly_price),
            "precio_anual": number_of(plan.yearly_price),
            "moneda": plan.currency,
            "seleccionado": plan.is_highlighted,
            "activo": plan.is_active,
            "creado_en": instant_text(plan.created_at),
            "servicios": [{**_service(columns[:-1]), "cantidad": columns[-1]} for columns in services],
        }
        for plan, services in plans
    ]


def services_on_the_wire(services: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return services as ``ServiceSchema`` dumps them."""
    return [_service(columns) for columns in services]


def cities_on_the_wire(country_code: str, cities: Iterable[City]) -> dict[str, Any]:
    """Return cities as ``CitiesSchema`` dumps them."""
    listed = [{"name": city.name, "state": city.state, "population": city.population} for city in cities]
    return {"cities": listed, "country_code": country_code}


def _service(columns: Sequence[Any]) -> dict[str, Any]:
    service_id, name, description, is_active, api_url, created_at = columns
    return {
        "id": service_id,
        "nombre": name,
        "descripcion": description,
        "activo": is_active,
        "url_api": api_url,
        "creado_en": instant_text(created_at),
    }
