"""Sales made by the use case, paid in cash unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backend.payments.models import PointOfSale
from backend.sales.domain import LineRequest, Method, PaymentRequest
from backend.sales.models import Sale
from backend.sales.service.selling import NewSale, create_sale
from backend.sales.service.writing import Heading


def new_sale(
    point_of_sale: PointOfSale,
    total: Decimal | int = 100,
    *,
    payments: Sequence[PaymentRequest] | None = None,
    product: str = "Yerba",
    customer: str | None = None,
) -> NewSale:
    """Return what a cashier asks for: one line for the total, in cash."""
    lines = [LineRequest(product, Decimal(1), Decimal(total))]
    cash = [PaymentRequest(Method.CASH, Decimal(total))]
    return NewSale(point_of_sale.id, lines, cash if payments is None else payments, Heading(customer_name=customer))


def make_sale(point_of_sale: PointOfSale, total: Decimal | int = 100, *, user_id: int | None = None, **wanted) -> Sale:
    """Book a sale; ``wanted`` as in ``new_sale``."""
    return create_sale(point_of_sale.company_id, user_id, new_sale(point_of_sale, total, **wanted))


def sale_body(point_of_sale: PointOfSale, **changes: object) -> dict[str, object]:
    """Return a body of POST /api/sales: two lines of 1250.50 in all, paid in cash with 1300."""
    body = {
        "pointOfSaleId": point_of_sale.id,
        "items": [
            {"productName": "Yerba 1 kg", "quantity": 2, "unitPrice": 600.25, "discount": 50},
            {"productName": "Bolsa", "quantity": 1, "unitPrice": 100},
        ],
        "payments": [{"method": "CASH", "amount": 1250.5, "amountTendered": 1300}],
    }
    return {**body, **changes}
