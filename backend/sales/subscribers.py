"""What payments asks sales: is this draft right, and complete it now that it is paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from backend.kernel.errors import ValidationFailed
from backend.payments.ports import ApprovedPayment, Draft
from backend.sales.schemas import SaleDraftSchema
from backend.sales.service import completion

FIELD = "sale"


class SalesDrafts:
    """``payments.ports.DraftPolicy``: reads the draft as it came over the wire."""

    def normalise(self, draft: Draft, *, amount: Decimal, currency: str, description: str | None) -> Draft:
        """Return the draft as the charge keeps it; ValidationFailed with fields under ``sale``."""
        try:
            wanted: completion.SaleDraft = SaleDraftSchema().load(draft)
            return completion.check_draft(wanted, amount=amount, currency=currency, description=description)
        except ValidationError as error:
            raise ValidationFailed(dict(_flat(error.messages, FIELD))) from error
        except ValidationFailed as error:
            raise ValidationFailed({f"{FIELD}.{field}": texts for field, texts in error.errors.items()}) from error


class SaleCompletion:
    """``payments.ports.PaymentListener``: an approved charge with a draft becomes a sale."""

    def on_payment_approved(self, news: ApprovedPayment) -> str | None:
        """Complete the sale in the open unit and return its id; None when the charge carries no draft."""
        return completion.complete_sale(news)


def _flat(node: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _flat(child, path if key == "_schema" else f"{path}.{key}")
    else:
        yield path, [str(text) for text in node]
