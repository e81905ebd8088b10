"""What payments asks sales: is this draft right, and complete it now that it is paid."""

from __future__ import annotations

from decimal import Decimal

from backend.kernel.errors import ValidationFailed
from backend.payments.ports import ApprovedPayment, Draft
from backend.sales.service import completion

FIELD = "sale"


class SalesDrafts:
    """``payments.ports.DraftPolicy``: checks what ``sales.schemas.SaleDraftSchema`` has read."""

    def normalise(self, draft: Draft, *, amount: Decimal, currency: str, description: str | None) -> Draft:
        """Return the draft as the charge keeps it; ValidationFailed with fields under ``sale``."""
        try:
            return completion.check_draft(draft, amount=amount, currency=currency, description=description)
        except ValidationFailed as error:
            raise ValidationFailed({f"{FIELD}.{field}": texts for field, texts in error.errors.items()}) from error


class SaleCompletion:
    """``payments.ports.PaymentListener``: an approved charge with a draft becomes a sale."""

    def on_payment_approved(self, news: ApprovedPayment) -> str | None:
        """Complete the sale in the open unit and return its id; None when the charge carries no draft."""
        return completion.complete_sale(news)
