"""Terminals, stores and QR cashiers of the linked account, and which point of sale uses which (contract §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.payments.domain import Channel
from backend.payments.errors import DeviceNotOfAccount, DeviceTaken
from backend.payments.models import PointOfSale
from backend.payments.ports import Cashier, Store, Terminal, plugged
from backend.payments.repository.devices import DeviceRepository
from backend.payments.service import tokens

WITHOUT_EXTERNAL_ID = "Esa caja no tiene un identificador externo en Mercado Pago; sin él no se puede cobrar por QR."


@dataclass(frozen=True, slots=True)
class Counter:
    """A point of sale with the devices it charges by."""

    id: str
    code: str
    name: str
    terminal_id: str | None
    terminal_name: str | None
    cashier_id: int | None
    cashier_external_id: str | None


def list_terminals(company_id: int) -> list[Terminal]:
    """Return the terminals of the company's Point account. AccountNotConnected."""
    with tokens.using(tokens.access_for(company_id, Channel.POINT)) as access:
        return plugged().directory.list_terminals(access)


def list_stores(company_id: int) -> list[Store]:
    """Return the stores of the company's QR account. AccountNotConnected."""
    with tokens.using(tokens.access_for(company_id, Channel.QR)) as access:
        return plugged().directory.list_stores(access)


def list_cashiers(company_id: int, store_id: str | None = None) -> list[Cashier]:
    """Return the QR cashiers of the company's QR account, or of one of its stores. AccountNotConnected."""
    with tokens.using(tokens.access_for(company_id, Channel.QR)) as access:
        return plugged().directory.list_cashiers(access, store_id)


def use_terminal(
    company_id: int, point_of_sale_id: str, terminal_id: str | None, terminal_name: str | None = None
) -> Counter:
    """Let a point of sale charge at this terminal; None clears. Safe to repeat.

    Raises PointOfSaleNotFound, DeviceNotOfAccount, DeviceTaken, AccountNotConnected and what the provider raises.
    """
    _check_exists(company_id, point_of_sale_id)
    if terminal_id is not None and all(terminal.id != terminal_id for terminal in list_terminals(company_id)):
        raise DeviceNotOfAccount
    name = (terminal_name or terminal_id) if terminal_id else None
    values = {"terminal_id": terminal_id, "terminal_name": name}
    return _use(company_id, point_of_sale_id, values, PointOfSale.terminal_id, terminal_id)


def use_cashier(
    company_id: int, point_of_sale_id: str, cashier_id: int | None, external_id: str | None = None
) -> Counter:
    """Let a point of sale charge by this QR cashier; None clears. Safe to repeat; raises as :func:`use_terminal`.

    The external id is the provider's; a different one given by the caller is refused.
    """
    _check_exists(company_id, point_of_sale_id)
    known_external_id = None
    if cashier_id is not None:
        cashier = next((known for known in list_cashiers(company_id) if known.id == cashier_id), None)
        if cashier is None or external_id not in {None, cashier.external_id}:
            raise DeviceNotOfAccount
        if cashier.external_id is None:
            raise DeviceNotOfAccount(WITHOUT_EXTERNAL_ID)
        known_external_id = cashier.external_id
    values = {"cashier_id": cashier_id, "cashier_external_id": known_external_id}
    return _use(company_id, point_of_sale_id, values, PointOfSale.cashier_id, cashier_id)


def _use(company_id: int, point_of_sale_id: str, values: dict[str, Any], column: Any, device: object) -> Counter:
    try:
        return _write(company_id, point_of_sale_id, values, column, device)
    except IntegrityError as error:  # another point of sale took it between our look and our write
        raise DeviceTaken from error


@transactional
def _write(company_id: int, point_of_sale_id: str, values: dict[str, Any], column: Any, device: object) -> Counter:
    devices = DeviceRepository(company_id)
    counter = devices.lock(point_of_sale_id)
    if device is not None and devices.is_used_elsewhere(point_of_sale_id, column, device):
        raise DeviceTaken
    before = {name: getattr(counter, name) for name in values}
    for name, value in values.items():
        setattr(counter, name, value)
    devices.flush()
    if before != values:
        audit.record(
            "payments.point_of_sale.device_changed", counter.id, company_id=company_id, before=before, after=values
        )
    return _shown(counter)


@reading
def _check_exists(company_id: int, point_of_sale_id: str) -> None:
    DeviceRepository(company_id).get(point_of_sale_id)


def _shown(counter: PointOfSale) -> Counter:
    return Counter(
        id=counter.id,
        code=counter.code,
        name=counter.name,
        terminal_id=counter.terminal_id,
        terminal_name=counter.terminal_name,
        cashier_id=counter.cashier_id,
        cashier_external_id=counter.cashier_external_id,
    )
