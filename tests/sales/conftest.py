"""Ana's counter and Carla's."""

from __future__ import annotations

import pytest

from backend.companies.models import Company
from backend.payments.models import PaymentAccount, PointOfSale
from tests.factories.payments import make_account
from tests.factories.points_of_sale import make_point_of_sale


@pytest.fixture
def till(ana_company: Company) -> PointOfSale:
    """The point of sale CAJA-1 of Ana's company."""
    return make_point_of_sale(ana_company)


@pytest.fixture
def carla_till(carla_company: Company) -> PointOfSale:
    """The point of sale of Carla's company; it has the same code."""
    return make_point_of_sale(carla_company)


@pytest.fixture
def point_account(ana_company: Company) -> PaymentAccount:
    """Ana's account for charges at a terminal."""
    return make_account(ana_company)
