"""Control page, virtual terminal and phone: small pages that use the control calls."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from backend.simulator.access import world
from backend.simulator.errors import ClassicError
from backend.simulator.money.methods import METHODS, REJECTIONS

blueprint = Blueprint("pages", __name__)


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
    return render_template("terminal.html", terminal=terminal, seller=seller, cards=cards, rejections=list(REJECTIONS))


@blueprint.get("/phone")
def show_phone() -> str:
    """Show a phone with a wallet; ``?qr=`` is what it has scanned."""
    return render_template("phone.html", qr=request.args.get("qr", ""), methods=list(METHODS.values()))
