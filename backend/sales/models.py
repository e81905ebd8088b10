"""Tables of sales (contract 40-mercadopago §7)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from backend.infra.db import Base, Money, UtcDateTime
from backend.infra.tenancy import CompanyOwned
from backend.kernel import clock
from backend.kernel.ids import new_id
from backend.sales.domain import DEFAULT_RECEIPT, Method, SalePaymentStatus, SaleStatus

ZERO_QUANTITY = Decimal(0)


class Quantity(TypeDecorator[Decimal]):
    """How many, or how much by weight: ``NUMERIC(14,3)``; on SQLite, which has no decimals, whole thousandths."""

    impl = Numeric(14, 3)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use a real NUMERIC wherever there is one."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(14, 3))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Hand over thousandths to SQLite; refuse quantities that the column would round."""
        if value is None:
            return None
        exact = Decimal(value).quantize(Decimal("0.001"))
        if exact != value:
            raise ValueError("a quantity has at most three decimals")
        return int(exact.scaleb(3)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        """Return a Decimal with three decimals."""
        if value is None:
            return None
        return Decimal(value).scaleb(-3) if dialect.name == "sqlite" else Decimal(value)


def _one_of(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


class Sale(CompanyOwned, Base):
    """What was sold to one customer, paid in full when it was made."""

    __tablename__ = "sale"
    __table_args__ = (
        UniqueConstraint("company_id", "sale_number"),
        CheckConstraint(_one_of("status", SaleStatus), name="status"),
        CheckConstraint("total = subtotal - discount", name="total_is_subtotal_less_discount"),
        CheckConstraint("discount >= 0 AND total >= 0", name="amounts_not_negative"),
        CheckConstraint("tax >= 0 AND tax <= total", name="tax_is_part_of_total"),
        CheckConstraint("refunded_amount >= 0 AND refunded_amount <= total", name="refund_within_total"),
        # Holds all that a list is chosen by, so that choosing and counting never read the rows themselves.
        Index("ix_sale_list", "company_id", "created_at", "id", "status", "methods", "search_text"),
        Index("ix_sale_company_id_point_of_sale_id", "company_id", "point_of_sale_id", "created_at"),
        Index("ix_sale_company_id_user_id", "company_id", "user_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    point_of_sale_id: Mapped[str] = mapped_column(ForeignKey("point_of_sale.id"), index=True)
    # A charge completes at most one sale, however often its approval is told.
    order_id: Mapped[str | None] = mapped_column(ForeignKey("payment_order.id"), unique=True)
    user_id: Mapped[int | None] = mapped_column(comment="who sold")
    sale_number: Mapped[str] = mapped_column(String(40), comment="<code>-YYYYMMDD-NNNN, gapless per code and day")
    status: Mapped[str] = mapped_column(String(20), default=SaleStatus.COMPLETED.value)
    receipt_type: Mapped[str] = mapped_column(String(30), default=DEFAULT_RECEIPT)
    subtotal: Mapped[Decimal] = mapped_column(Money, comment="lines before discounts, VAT included")
    discount: Mapped[Decimal] = mapped_column(Money)
    tax: Mapped[Decimal] = mapped_column(Money, comment="VAT inside the total: rounded per line, then summed")
    total: Mapped[Decimal] = mapped_column(Money, comment="what was charged; a tip is not part of it")
    refunded_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    currency: Mapped[str] = mapped_column(String(3))
    customer_name: Mapped[str | None] = mapped_column(String(150))
    notes: Mapped[str | None] = mapped_column(Text)
    external_reference: Mapped[str | None] = mapped_column(String(64), comment="of the charge that paid it")
    methods: Mapped[str] = mapped_column(String(80), comment="of its payments, between commas: ,CASH,MP_QR,")
    search_text: Mapped[str] = mapped_column(
        String(300), comment="number, customer, reference, products: lower, no accents"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    items: Mapped[list[SaleItem]] = relationship(lazy="raise", order_by="SaleItem.position", cascade="all")
    payments: Mapped[list[SalePayment]] = relationship(lazy="raise", order_by="SalePayment.position", cascade="all")


class SaleItem(CompanyOwned, Base):
    """One line of a sale."""

    __tablename__ = "sale_item"
    __table_args__ = (
        UniqueConstraint("sale_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price >= 0 AND discount >= 0 AND subtotal >= 0", name="amounts_not_negative"),
        CheckConstraint("tax_amount >= 0 AND tax_amount <= subtotal", name="tax_is_part_of_subtotal"),
        CheckConstraint("refunded_quantity >= 0 AND refunded_quantity <= quantity", name="refund_within_quantity"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    sale_id: Mapped[str] = mapped_column(ForeignKey("sale.id"))
    position: Mapped[int]
    product_name: Mapped[str] = mapped_column(String(150))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit_price: Mapped[Decimal] = mapped_column(Money, comment="VAT included")
    discount: Mapped[Decimal] = mapped_column(Money, comment="of the whole line")
    subtotal: Mapped[Decimal] = mapped_column(Money, comment="after the discount, VAT included")
    tax_rate: Mapped[Decimal] = mapped_column(Money, comment="percent, two decimals")
    tax_amount: Mapped[Decimal] = mapped_column(Money, comment="VAT inside the subtotal")
    refunded_quantity: Mapped[Decimal] = mapped_column(Quantity, default=ZERO_QUANTITY)


class SalePayment(CompanyOwned, Base):
    """How a part of the sale was paid. Those of one sale add up to its total."""

    __tablename__ = "sale_payment"
    __table_args__ = (
        UniqueConstraint("sale_id", "position"),
        CheckConstraint(_one_of("method", Method), name="method"),
        CheckConstraint(_one_of("status", SalePaymentStatus), name="status"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("refunded_amount >= 0 AND refunded_amount <= amount", name="refund_within_amount"),
        CheckConstraint("method NOT IN ('MP_POINT', 'MP_QR') OR payment_id IS NOT NULL", name="provider_is_verified"),
        CheckConstraint("method = 'CASH' OR change_amount IS NULL", name="only_cash_gives_change"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    sale_id: Mapped[str] = mapped_column(ForeignKey("sale.id"))
    position: Mapped[int]
    # One payment of the provider pays at most one sale.
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("payment.id"), unique=True)
    provider_payment_id: Mapped[str | None] = mapped_column(String(32), comment="mpPaymentId, from our verified row")
    method: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default=SalePaymentStatus.APPROVED.value)
    amount: Mapped[Decimal] = mapped_column(Money, comment="what it pays of the sale; change and tip excluded")
    refunded_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    amount_tendered: Mapped[Decimal | None] = mapped_column(Money, comment="cash handed over")
    change_amount: Mapped[Decimal | None] = mapped_column(Money, comment="tendered - amount")
    transaction_id: Mapped[str | None] = mapped_column(String(64), comment="of a terminal that is not ours")
    reference: Mapped[str | None] = mapped_column(String(100))
    card_brand: Mapped[str | None] = mapped_column(String(40))
    card_last_four: Mapped[str | None] = mapped_column(String(4))
    installments: Mapped[int | None]


class SaleCounter(CompanyOwned, Base):
    """The last number given under a code on a day. Its row lock is held until the sale commits: no gaps.

    By code, not by point of sale: a code handed to another counter on the same day goes on counting.
    """

    __tablename__ = "sale_counter"
    __table_args__ = (CheckConstraint("last_number > 0", name="last_number_positive"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True, comment="the tenant")
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="in the company's time zone")
    last_number: Mapped[int]
