"""Ways to pay that the simulator knows: cards, wallet balance, transfers; and what each costs the seller."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from backend.kernel.money import round_money


@dataclass(frozen=True)
class Method:
    """One way to pay; the card digits are empty for what is not a card."""

    id: str
    type: str
    first_six: str = ""
    last_four: str = ""
    issuer_id: str = "1"

    @property
    def is_card(self) -> bool:
        """Tell whether a card is behind it."""
        return bool(self.last_four)


METHODS = {
    method.id: method
    for method in (
        Method("visa", "credit_card", "450995", "3704"),
        Method("master", "credit_card", "503175", "0604", "3"),
        Method("amex", "credit_card", "371180", "0126", "1048"),
        Method("naranja", "credit_card", "589562", "2457", "688"),
        Method("cabal", "credit_card", "604201", "7940", "338"),
        Method("debvisa", "debit_card", "451766", "1234"),
        Method("debmaster", "debit_card", "528733", "8097", "3"),
        Method("maestro", "debit_card", "501081", "5501", "3"),
        Method("account_money", "account_money", issuer_id="2005"),
        Method("interop_transfer", "bank_transfer", issuer_id="2006"),
    )
}
_DEFAULT_OF_TYPE = {
    "credit_card": "visa",
    "debit_card": "debvisa",
    "account_money": "account_money",
    "bank_transfer": "interop_transfer",
}
# Percent of the amount that Mercado Pago keeps, VAT included, by channel and kind.
_FEE_PERCENT = {
    ("point", "debit_card"): Decimal("3.62"),
    ("point", "credit_card"): Decimal("7.25"),
    ("qr", "debit_card"): Decimal("1.20"),
    ("qr", "credit_card"): Decimal("7.01"),
    ("qr", "account_money"): Decimal("0.97"),
    ("qr", "bank_transfer"): Decimal("0.97"),
}
_OTHER_FEE_PERCENT = Decimal("3.62")
_RELEASE_DAYS = {"credit_card": 18, "debit_card": 1}

# How a failed order's status_detail reads on its payment.
REJECTIONS = {
    "bad_filled_card_data": "cc_rejected_bad_filled_other",
    "required_call_for_authorize": "cc_rejected_call_for_authorize",
    "card_disabled": "cc_rejected_card_disabled",
    "high_risk": "cc_rejected_high_risk",
    "insufficient_amount": "cc_rejected_insufficient_amount",
    "invalid_installments": "cc_rejected_invalid_installments",
    "max_attempts_exceeded": "cc_rejected_max_attempts",
    "rejected_other_reason": "cc_rejected_other_reason",
    "processing_error": "cc_rejected_other_reason",
}


def choose(method_id: str | None, type_id: str | None, otherwise: str) -> Method | None:
    """Return the method asked for by id, by type, or ``otherwise``; None when id and type do not fit or are unknown."""
    if method_id is None:
        method_id = otherwise if type_id is None else _DEFAULT_OF_TYPE.get(type_id, "")
    found = METHODS.get(method_id)
    return found if found and type_id in (None, found.type) else None


def fee(amount: Decimal, channel: str, type_id: str, currency: str) -> Decimal:
    """Return what Mercado Pago keeps of a payment."""
    percent = _FEE_PERCENT.get((channel, type_id), _OTHER_FEE_PERCENT)
    return round_money(amount * percent / 100, currency)


def release_days(type_id: str) -> int:
    """Return how many days after approval the money becomes available."""
    return _RELEASE_DAYS.get(type_id, 0)
