"""SQL that lets one payment pay one sale."""

from __future__ import annotations

from sqlalchemy import Update, case, or_, select, update

from backend.infra.tenancy import CompanyRepository
from backend.payments.models import Payment, PaymentOrder


class Claims(CompanyRepository):
    """The payments of one company and the sales they pay."""

    def find(
        self, provider_payment_id: str | None, provider_order_id: str | None, usable_status: str
    ) -> tuple[Payment, PaymentOrder | None] | None:
        """Return the payment that carries the given ids (ours or the provider's) and its charge, or None.

        Of several payments of one charge (rejected tries), the one in ``usable_status`` comes first. What was paid
        online for a product is no sale's.
        """
        statement = select(Payment, PaymentOrder).outerjoin(PaymentOrder, Payment.order_id == PaymentOrder.id)
        statement = statement.where(Payment.request_id.is_(None))
        if provider_payment_id:
            statement = statement.where(
                or_(Payment.provider_payment_id == provider_payment_id, Payment.id == provider_payment_id)
            )
        if provider_order_id:
            statement = statement.where(
                or_(PaymentOrder.provider_order_id == provider_order_id, PaymentOrder.id == provider_order_id)
            )
        usable_first = case((Payment.status == usable_status, 0), else_=1)
        # What another transaction committed meanwhile counts, not what this session read before.
        fresh = statement.order_by(usable_first, Payment.id.desc()).limit(1).execution_options(populate_existing=True)
        row = self.execute(fresh).first()
        return (row[0], row[1]) if row else None

    def get_of_order(self, order_id: str, payment_id: str) -> tuple[Payment, PaymentOrder]:
        """Return a charge and its payment by our ids; NoResultFound is a mistake of ours."""
        pair = select(Payment, PaymentOrder).join(PaymentOrder, Payment.order_id == PaymentOrder.id)
        row = self.execute(pair.where(Payment.id == payment_id, PaymentOrder.id == order_id)).one()
        return row[0], row[1]

    def take_order(self, order_id: str, sale_id: str) -> bool:
        """Name the sale on the charge unless it names another; tell whether it does. Locks the charge first."""
        return self._changed(
            update(PaymentOrder)
            .where(PaymentOrder.id == order_id, or_(PaymentOrder.sale_id.is_(None), PaymentOrder.sale_id == sale_id))
            .values(sale_id=sale_id)
        )

    def take_payment(self, payment_id: str, sale_id: str, usable_status: str | None = None) -> bool:
        """Name the sale on the payment when it is free; tell whether it worked.

        With ``usable_status`` it must also stand there, with nothing refunded.
        """
        criteria = [Payment.id == payment_id, Payment.sale_id.is_(None)]
        if usable_status is not None:
            criteria += [Payment.status == usable_status, Payment.refunded_amount == 0]
        return self._changed(update(Payment).where(*criteria).values(sale_id=sale_id))

    def find_sale_of_order(self, order_id: str) -> str | None:
        """Return the sale that the charge names, or None; reads what is committed now."""
        found: str | None = self.execute(
            select(PaymentOrder.sale_id).where(PaymentOrder.id == order_id)
        ).scalar_one_or_none()
        return found

    def _changed(self, statement: Update) -> bool:
        result = self.execute(statement)
        return bool(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has a row count
