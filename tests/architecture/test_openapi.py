"""The generated document holds every route of the API, and describes the errors of each."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

# Pages and files for people: they are not calls of the API.
NOT_CALLS = ("spa.", "api-docs.", "docs.")


@pytest.fixture
def document(client):
    return client.get("/openapi.json").get_json()


def test_document_is_valid_openapi_31(document):
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_is_documented(app, document):
    missing = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(NOT_CALLS):
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        described = {method.upper() for method in document["paths"].get(path, {})}
        missing += [f"{method} {path}" for method in rule.methods - {"HEAD", "OPTIONS"} - described]
    assert sorted(missing) == []


def test_every_operation_describes_its_errors_in_the_common_body(document):
    bare = [
        f"{method.upper()} {path} {status}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in {"get", "post", "put", "patch", "delete"}
        for status, answer in operation["responses"].items()
        if int(status) >= 400 and "application/problem+json" not in answer.get("content", {})
    ]
    assert bare == []
