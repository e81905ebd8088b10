"""What the tests of the slice share."""

from __future__ import annotations

import pytest

from backend.companies.models import Company
from backend.payments.models import PointOfSale
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale
from tests.factories.users import auth_headers


@pytest.fixture
def operate(client, admin):
    """Call as the operator: method, path, JSON body."""
    headers = auth_headers(admin)

    def send(method, path, body=None, *, query=None, **more_headers):
        named = {name.replace("_", "-"): value for name, value in more_headers.items()}
        return client.open(path, method=method, json=body, query_string=query, headers={**headers, **named})

    return send


@pytest.fixture
def till(ana_company: Company) -> PointOfSale:
    """The point of sale of Ana's company, where something was sold: the company has money."""
    made = make_point_of_sale(ana_company)
    make_sale(made)
    return made
