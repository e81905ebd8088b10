"""What the tests of the slice share."""

from __future__ import annotations

import pytest

from tests.factories.users import auth_headers


@pytest.fixture
def operate(client, admin):
    """Call as the operator: method, path, JSON body."""
    headers = auth_headers(admin)

    def send(method, path, body=None, *, query=None, **more_headers):
        named = {name.replace("_", "-"): value for name, value in more_headers.items()}
        return client.open(path, method=method, json=body, query_string=query, headers={**headers, **named})

    return send
