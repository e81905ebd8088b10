"""Sellers as they come: each with a store, two points of sale and two terminals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from backend.simulator import emv
from backend.simulator.errors import ClassicError
from backend.simulator.records import Application, PointOfSale, Seller, Store, Terminal, Token
from backend.simulator.settings import DEFAULT_CLIENT_ID, ApplicationSettings

if TYPE_CHECKING:
    from backend.simulator.world import World

DEMO_USER = 200_300_400
PLATFORM_USER = 200_300_399
_DEMO_STORE = "71000001"
_DEMO_POS = (9_000_001, 9_000_002)
_DEMO_TERMINALS = (1, 2)
_RESTAURANTS = 621102
_MAX_NICKNAME = 60
# A token that a seller copies from the panel does not end while nobody replaces it.
_PLATFORM_TOKEN_LIFE = timedelta(days=36500)
COUNTRIES = {
    "MLA": ("AR", "ARS", "Capital Federal"),
    "MLB": ("BR", "BRL", "São Paulo"),
    "MLM": ("MX", "MXN", "Ciudad de México"),
    "MLC": ("CL", "CLP", "Santiago"),
    "MCO": ("CO", "COP", "Bogotá"),
    "MPE": ("PE", "PEN", "Lima"),
    "MLU": ("UY", "UYU", "Montevideo"),
}


def populate(world: World) -> None:
    """Fill an empty world: the demo seller and the applications of the settings."""
    settle(world, "Comercio Demo", "MLA", demo=True)
    found_platform(world)
    # Without configured applications any client id is welcome, and its secret is learnt from its first token request.
    for known in world.settings.applications or (ApplicationSettings(DEFAULT_CLIENT_ID, ""),):
        world.tables.applications[known.client_id] = Application(
            client_id=known.client_id,
            client_secret=known.client_secret or None,
            owner_id=DEMO_USER,
            redirect_uris=list(known.redirect_uris),
            pkce_required=known.pkce_required,
        )


def found_platform(world: World) -> None:
    """Give the platform its seller, who only collects online, and the token of the settings; safe to repeat."""
    token = world.settings.platform_token
    if token is None:
        return
    if PLATFORM_USER not in world.tables.sellers:
        _register(world, PLATFORM_USER, "Plataforma", "MLA")
    now = world.now()
    world.add_token(
        Token(
            access_token=token,
            refresh_token=None,
            client_id=DEFAULT_CLIENT_ID,
            user_id=PLATFORM_USER,
            grant="own",
            scope="read write",
            public_key=f"APP_USR-{world.ids.uuid()}",
            live_mode=True,
            created_at=now,
            expires_at=now + _PLATFORM_TOKEN_LIFE,
        )
    )


def settle(world: World, nickname: Any, site_id: Any = "MLA", *, demo: bool = False) -> Seller:
    """Create a seller with a store, two points of sale and two terminals (the first in PDV, the second STANDALONE)."""
    if not isinstance(nickname, str) or not 0 < len(nickname.strip()) <= _MAX_NICKNAME:
        raise ClassicError(400, "bad_request", "nickname is a text of 1 to 60 characters")
    if site_id not in COUNTRIES:
        raise ClassicError(400, "bad_request", f"site_id is one of {', '.join(COUNTRIES)}")
    seller = _register(world, DEMO_USER if demo else world.ids.number("user"), nickname.strip(), site_id)
    store = _open_store(world, seller, _DEMO_STORE if demo else str(world.ids.number("store")))
    for position in (0, 1):
        pos_id = _DEMO_POS[position] if demo else world.ids.number("pos")
        terminal = _DEMO_TERMINALS[position] if demo else world.ids.number("terminal")
        _equip(world, store, position, (pos_id, terminal))
    return seller


def merchant_of(seller: Seller) -> emv.Merchant:
    """Return what a QR says about the seller."""
    return emv.Merchant(seller.site_id, seller.nickname, seller.tax_id)


def _register(world: World, user_id: int, nickname: str, site_id: str) -> Seller:
    seller = Seller(
        id=user_id,
        nickname=nickname,
        site_id=site_id,
        email=f"test_user_{user_id}@testuser.com",
        tax_id=f"30{user_id % 10**8:08d}5",
        registered_at=world.now(),
    )
    world.tables.sellers[user_id] = seller
    return seller


def _open_store(world: World, seller: Seller, store_id: str) -> Store:
    now = world.now()
    store = Store(
        id=store_id,
        user_id=seller.id,
        name="Sucursal Centro",
        external_id="SUC1",
        business_hours={"monday": [{"open": "08:00", "close": "20:00"}]},
        location={
            "address_line": f"Av. Corrientes 1234, {COUNTRIES[seller.site_id][2]}",
            "latitude": -34.6037,
            "longitude": -58.3816,
            "reference": "Planta baja",
        },
        created_at=now,
        updated_at=now,
    )
    world.tables.stores[store.id] = store
    return store


def _equip(world: World, store: Store, position: int, numbers: tuple[int, int]) -> None:
    pos_id, terminal_number = numbers
    seller = world.tables.sellers[store.user_id]
    now = world.now()
    world.tables.points_of_sale[pos_id] = PointOfSale(
        id=pos_id,
        user_id=seller.id,
        store_id=store.id,
        name=f"Caja {position + 1}",
        external_id=f"CAJA{position + 1}",
        external_store_id=store.external_id,
        fixed_amount=True,
        category=_RESTAURANTS,
        url=None,
        uuid=world.ids.hexadecimal(32),
        qr_code=emv.static_payload(merchant_of(seller), pos_id),
        created_at=now,
        updated_at=now,
    )
    terminal_id = f"NEWLAND_N950__N950SIM{terminal_number:07d}"
    mode = "STANDALONE" if position else "PDV"
    world.tables.terminals[terminal_id] = Terminal(terminal_id, seller.id, pos_id, store.id, mode)
