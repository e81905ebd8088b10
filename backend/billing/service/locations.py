"""Countries and cities, offline (contract 20-billing §11)."""

from __future__ import annotations

from collections.abc import Sequence

from backend.billing.errors import CountryNotFound
from backend.infra import places
from backend.infra.places import City, Country
from backend.kernel.search_text import fold


def list_countries(text: str | None, limit: int) -> Sequence[Country]:
    """Return the countries by name: all of them, or the first ``limit`` whose name or code holds the text."""
    wanted = fold([text])
    if not wanted:
        return places.countries()
    found = [one for one in places.countries() if wanted in one.folded or wanted == one.code.lower()]
    return found[:limit]


def list_cities(country_code: str, text: str | None, limit: int) -> Sequence[City]:
    """Return the first ``limit`` cities by name, of those whose name holds the text; CountryNotFound."""
    if not places.is_country(country_code):
        raise CountryNotFound
    wanted, cities = fold([text]), places.cities_of(country_code)
    return [one for one in cities if wanted in one.folded][:limit] if wanted else cities[:limit]
