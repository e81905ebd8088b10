"""Money as Decimal: decimals of each currency, rounding, exact text (contract 00-conventions, Values)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
DEFAULT_CURRENCY = "ARS"
# ISO 4217 minor units as the contract fixes them: these currencies are whole numbers.
WHOLE_CURRENCIES = frozenset({"CLP", "PYG", "COP"})
# The largest amount that NUMERIC(14,2) holds.
MAX_AMOUNT = Decimal("999999999999.99")


def decimals_of(currency: str) -> int:
    """Return how many decimals amounts of this ISO 4217 currency have (0 or 2)."""
    return 0 if currency in WHOLE_CURRENCIES else 2


def unit_of(currency: str) -> Decimal:
    """Return the smallest amount of the currency: ``1`` or ``0.01``."""
    return Decimal(1).scaleb(-decimals_of(currency))


def round_money(amount: Decimal, currency: str = DEFAULT_CURRENCY) -> Decimal:
    """Round half up to the currency's decimals."""
    return amount.quantize(unit_of(currency), rounding=ROUND_HALF_UP)


def has_currency_scale(amount: Decimal, currency: str) -> bool:
    """Tell whether the amount has no more decimals than its currency (trailing zeros do not count)."""
    return amount.is_finite() and amount == amount.quantize(unit_of(currency), rounding=ROUND_HALF_UP)
