"""Countries and cities (contract 20-billing §11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.infra import current, places
from backend.kernel.search_text import fold
from tests.conftest import run_in_threads

PATH = "/public/location/countries"


def names(answer, kind="countries"):
    assert answer.status_code == 200, answer.json
    return [one["name"] for one in answer.json[kind]]


def test_all_countries_are_there_in_spanish_by_name(client):
    answer = client.get(PATH)
    listed = answer.json["countries"]
    assert len(listed) == 250
    assert {"code": "AR", "name": "Argentina"} in listed
    assert {"code": "US", "name": "Estados Unidos"} in listed
    assert {"AN", "CS"}.isdisjoint(one["code"] for one in listed)
    assert names(answer)[:3] == ["Afganistán", "Albania", "Alemania"]
    assert names(answer) == sorted(names(answer), key=lambda name: fold([name]))
    assert answer.headers["Cache-Control"] == "public, max-age=43200"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "espana"}, ["España"]),
        ({"q": "  ESPAÑA "}, ["España"]),
        ({"q": "uy"}, ["Guyana", "Uruguay"]),
        ({"q": "nicaragua", "limit": 1}, ["Nicaragua"]),
        ({"q": "xyz"}, []),
    ],
)
def test_search_ignores_case_and_accents_and_knows_codes(client, query, found):
    assert [name for name in names(client.get(PATH, query_string=query)) if name != "Guayana Francesa"] == found


def test_limit_counts_only_with_a_search(client):
    assert len(names(client.get(PATH, query_string={"q": "a"}))) == 20
    assert len(names(client.get(PATH, query_string={"q": "a", "limit": 50}))) == 50
    assert len(names(client.get(PATH, query_string={"limit": 3}))) == 250
    assert len(names(client.get(PATH, query_string={"q": " "}))) == 250


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 51}, {"limit": "x"}, {"q": "x" * 61}])
def test_wrong_search_of_countries_is_422(client, query):
    assert client.get(PATH, query_string=query).status_code == 422


@pytest.mark.parametrize("code", ["AR", "ar", "Ar"])
def test_cities_are_by_name_whatever_the_case_of_the_code(client, code):
    answer = client.get(f"{PATH}/{code}/cities")
    assert answer.json["country_code"] == "AR"
    assert {"name": "Rosario", "state": None, "population": 948312} in answer.json["cities"]
    listed = names(answer, "cities")
    assert listed[0].startswith("A")
    assert listed.index("Córdoba") < listed.index("Cosquín") < listed.index("Zárate")
    assert answer.headers["Cache-Control"] == "public, max-age=14400"


def test_cities_are_searched_without_accents(client):
    assert names(client.get(f"{PATH}/AR/cities", query_string={"q": "CORDOBA"}), "cities") == ["Córdoba"]
    assert len(names(client.get(f"{PATH}/AR/cities", query_string={"q": "a", "limit": 7}), "cities")) == 7
    assert names(client.get(f"{PATH}/AR/cities", query_string={"q": "zzzz"}), "cities") == []


def test_states_are_told_where_they_are_known(client):
    found = client.get(f"{PATH}/us/cities", query_string={"q": "springfield"}).json["cities"]
    assert {"Illinois", "Missouri"} <= {one["state"] for one in found}


def test_country_without_large_cities_has_none(client):
    assert client.get(f"{PATH}/AQ/cities").json == {"cities": [], "country_code": "AQ"}


@pytest.mark.parametrize("code", ["XX", "AN", "ARG", "A", "1"])
def test_unknown_country_is_404(client, code):
    answer = client.get(f"{PATH}/{code}/cities")
    assert (answer.status_code, answer.json["code"]) == (404, "country_not_found")


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 5001}])
def test_wrong_search_of_cities_is_422(client, query):
    assert client.get(f"{PATH}/AR/cities", query_string=query).status_code == 422


def test_times_to_keep_are_the_installations(app, client, monkeypatch):
    chosen = replace(app.extensions[current.EXTENSION], location_cache_ttl_countries=5, location_cache_ttl_cities=6)
    monkeypatch.setitem(app.extensions, current.EXTENSION, chosen)
    assert client.get(PATH).headers["Cache-Control"] == "public, max-age=5"
    assert client.get(f"{PATH}/AQ/cities").headers["Cache-Control"] == "public, max-age=6"


def test_first_questions_at_once_read_the_file_once(monkeypatch):
    places._cities.cache_clear()
    places.cities_of.cache_clear()
    opened = []
    read = places._records
    monkeypatch.setattr(places, "_records", lambda name: opened.append(name) or read(name))
    answers = run_in_threads(4, lambda number: places.cities_of(("AR", "UY", "CL", "PE")[number]))
    assert all(answers)
    assert len(opened) == 1


def test_every_city_of_the_source_is_there():
    source = places._read(places.CITIES)
    assert sum(len(places.cities_of(country.code)) for country in places.countries()) == len(source)
