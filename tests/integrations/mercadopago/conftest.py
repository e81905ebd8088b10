"""The simulator over real HTTP, and the product's own parts pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.config import Settings
from backend.integrations.mercadopago.wiring import MercadoPago, make_mercadopago
from backend.payments.ports import AccountAccess
from tests.fixtures.simulator import RunningSimulator, SellerClient, simulator, simulator_of_session

__all__ = ["simulator", "simulator_of_session"]


@pytest.fixture
def mercadopago(simulator: RunningSimulator, settings: Settings) -> Iterator[MercadoPago]:
    """Gateway, linker and directory that talk to the simulator."""
    return make_mercadopago(replace(settings, mp_api_base_url=simulator.url, mp_auth_base_url=simulator.url))


@pytest.fixture
def seller(simulator: RunningSimulator) -> SellerClient:
    return simulator.seller()


@pytest.fixture
def access(seller: SellerClient) -> AccountAccess:
    """The seller's credential, as a service would hold it."""
    return AccountAccess("account", 1, "POINT", str(seller.user_id), seller.token, 1)
