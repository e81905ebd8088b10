"""Builds what app.py plugs into payments' ports."""

from __future__ import annotations

from dataclasses import dataclass

from backend.config import Settings
from backend.integrations.mercadopago.checkout import PreferenceGateway
from backend.integrations.mercadopago.client import MercadoPagoClient
from backend.integrations.mercadopago.directory import AccountDirectory
from backend.integrations.mercadopago.gateway import OrdersGateway
from backend.integrations.mercadopago.oauth import OAuthLinker


@dataclass(frozen=True, slots=True)
class MercadoPago:
    """The implementations of one installation; they share one client, and so one circuit."""

    client: MercadoPagoClient
    gateway: OrdersGateway
    linker: OAuthLinker
    directory: AccountDirectory
    checkout: PreferenceGateway


def make_mercadopago(settings: Settings) -> MercadoPago:
    """Build the client and everything on it; nothing is sent yet."""
    client = MercadoPagoClient(settings.mp_api_base_url)
    return MercadoPago(
        client=client,
        gateway=OrdersGateway(client, settings.mp_platform_id),
        linker=OAuthLinker(client, settings),
        directory=AccountDirectory(client),
        checkout=PreferenceGateway(client, settings.backoffice_url),
    )
