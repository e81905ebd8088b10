"""Control page, virtual terminal and phone: small pages that use the control calls."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from backend.simulator.access import world
from backend.simulator.errors import ClassicError
from backend.simulator.money.methods import METHODS

blueprint = Blueprint("pages", __name__)
_NAMES = {
    "visa": "Visa crédito",
    "master": "Mastercard crédito",
    "amex": "Amex",
    "naranja": "Naranja",
    "cabal": "Cabal",
    "debvisa": "Visa débito",
    "debmaster": "Mastercard débito",
    "maestro": "Maestro",
    "account_money": "Dinero en cuenta",
    "interop_transfer": "Otra billetera",
}
_REASONS = {
    "insufficient_amount": "Sin fondos",
    "bad_filled_card_data": "Datos mal cargados",
    "required_call_for_authorize": "Llamar para autorizar",
    "card_disabled": "Tarjeta inhabilitada",
    "high_risk": "Riesgo de fraude",
    "invalid_installments": "Cuotas no permitidas",
    "max_attempts_exceeded": "Demasiados intentos",
    "processing_error": "Error al procesar",
    "rejected_other_reason": "Otro motivo",
}


@blueprint.get("/")
def show_control() -> str:
    """Show everything and what can be done with it."""
    return render_template("control.html")


@blueprint.get("/terminal/<terminal_id>")
def show_terminal(terminal_id: str) -> str:
    """Show a virtual Point terminal."""
    terminal = world().tables.terminals.get(terminal_id)
    if terminal is None:
        raise ClassicError(404, "not_found", "Terminal not found")
    seller = world().tables.sellers[terminal.user_id]
    cards = [method for method in METHODS.values() if method.is_card]
    return render_template(
        "terminal.html", terminal=terminal, seller=seller, cards=cards, names=_NAMES, reasons=_REASONS
    )


@blueprint.get("/phone")
def show_phone() -> str:
    """Show a phone with a wallet; ``?qr=`` is what it has scanned."""
    return render_template("phone.html", qr=request.args.get("qr", ""), methods=list(METHODS.values()), names=_NAMES)
