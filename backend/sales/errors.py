"""What can be wrong with a sale (contract 40-mercadopago §7, §8); ``field`` is its place in the body, dotted."""

from __future__ import annotations

from backend.kernel.errors import NotFound, ValidationFailed


class SaleNotFound(NotFound):
    """No such sale in this company."""

    code = "sale_not_found"
    message = "No existe esa venta."


class SaleFieldInvalid(ValidationFailed):
    """One field of the sale cannot be; subclasses say why."""

    sentence = "El valor no es válido."

    def __init__(self, field: str) -> None:
        """Name the field."""
        super().__init__({field: [self.sentence]})


class AmountTooPrecise(ValidationFailed):
    """The amount has more decimals than its currency."""

    def __init__(self, field: str, currency: str) -> None:
        """Name the field and the currency."""
        super().__init__({field: [f"El importe tiene más decimales que la moneda ({currency})."]})


class AmountTooLarge(SaleFieldInvalid):
    """The amount is over what can be booked."""

    sentence = "El importe está fuera de los límites permitidos."


class DiscountAboveLine(SaleFieldInvalid):
    """The discount is more than the line."""

    sentence = "El descuento no puede superar el importe de la línea."


class PaymentsBelowTotal(SaleFieldInvalid):
    """The payments do not cover the total."""

    sentence = "Los pagos no alcanzan a cubrir el total."


class CardPaymentsExceedTotal(SaleFieldInvalid):
    """What is not cash is more than the total."""

    sentence = "Los pagos superan el total: solo el efectivo puede dar vuelto."


class SuperfluousPayment(SaleFieldInvalid):
    """Nothing is left for this payment to pay."""

    sentence = "El total ya está cubierto por los otros pagos."


class TenderedBelowAmount(SaleFieldInvalid):
    """Less was handed than is paid with it."""

    sentence = "El importe recibido no puede ser menor que el importe del pago."


class TenderedWithoutCash(SaleFieldInvalid):
    """Only cash gives change."""

    sentence = "Solo el efectivo puede dar vuelto."


class CashWithPayment(SaleFieldInvalid):
    """Cash names a payment of the provider."""

    sentence = "Un pago en efectivo no lleva un pago de Mercado Pago."


class DraftTotalMismatch(SaleFieldInvalid):
    """The draft's total is not the amount charged."""

    sentence = "El total de la venta no coincide con el importe a cobrar."
