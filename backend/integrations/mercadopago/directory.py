"""Terminals, stores and QR cashiers of an account (reference §2a.8, §3c): ``payments.ports.DeviceDirectory``."""

from __future__ import annotations

from typing import Any

from backend.integrations.mercadopago.client import Call, MercadoPagoClient
from backend.integrations.mercadopago.reading import UnexpectedAnswer, child, number, object_of, objects, required, text
from backend.payments.ports import AccountAccess, Cashier, Store, Terminal

PAGE = 50
MAX_PAGES = 40
LARGEST_ID = 2**63 - 1


class AccountDirectory:
    """Lists what an account owns, every page of it. No method may be called inside a transaction."""

    def __init__(self, client: MercadoPagoClient) -> None:
        """Use this client."""
        self._client = client

    def list_terminals(self, access: AccountAccess) -> list[Terminal]:
        """Return all terminals of the account."""
        entries = self._pages(access, "/terminals/v1/list", {}, ("data", "terminals"))
        return [
            Terminal(
                id=required(entry.get("id"), 80, "terminal id"),
                operating_mode=text(entry.get("operating_mode"), 20) or "UNDEFINED",
                pos_id=text(entry.get("pos_id"), 20),
                store_id=text(entry.get("store_id"), 20),
                external_pos_id=text(entry.get("external_pos_id"), 60),
            )
            for entry in entries
        ]

    def list_stores(self, access: AccountAccess) -> list[Store]:
        """Return all stores of the account."""
        entries = self._pages(access, f"/users/{access.provider_user_id}/stores/search", {}, ("results",))
        return [
            Store(
                id=required(entry.get("id"), 20, "store id"),
                name=text(entry.get("name"), 120) or "",
                external_id=text(entry.get("external_id"), 60),
            )
            for entry in entries
        ]

    def list_cashiers(self, access: AccountAccess, store_id: str | None) -> list[Cashier]:
        """Return the QR cashiers of the account, or of one store."""
        entries = self._pages(access, "/pos", {"store_id": store_id} if store_id else {}, ("results",))
        return [_cashier(entry) for entry in entries]

    def _pages(
        self, access: AccountAccess, path: str, params: dict[str, str], place: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        """Read page after page; ends when one brings nothing new, whatever the paging part claims."""
        found: dict[str, dict[str, Any]] = {}
        for page in range(MAX_PAGES):
            asked: dict[str, str | int] = {**params, "limit": PAGE, "offset": page * PAGE}
            body = object_of(self._client.send(Call("GET", path, token=access.access_token, params=asked)).body)
            listed = child(body, *place)
            if not isinstance(listed, list):
                raise UnexpectedAnswer(f"{path} without a list")
            known = len(found)
            found.update((str(entry.get("id")), entry) for entry in objects(listed))
            total = number(child(body, "paging", "total"))
            is_last = len(found) >= total if total is not None else len(listed) < PAGE
            if is_last or len(found) == known:
                break
        return list(found.values())


def _cashier(entry: dict[str, Any]) -> Cashier:
    cashier_id = number(entry.get("id"), 1, LARGEST_ID)
    if cashier_id is None:
        raise UnexpectedAnswer("a cashier without its id")
    return Cashier(
        id=cashier_id,
        name=text(entry.get("name"), 120) or "",
        external_id=text(entry.get("external_id"), 60),
        store_id=text(entry.get("store_id"), 20),
        qr_image=text(child(entry, "qr", "image"), 500),
        qr_template_document=text(child(entry, "qr", "template_document"), 500),
        qr_template_image=text(child(entry, "qr", "template_image"), 500),
    )
