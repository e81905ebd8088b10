"""What can go wrong with charges, accounts and points of sale (contract 40-mercadopago)."""

from __future__ import annotations

from backend.kernel.errors import AppError, Conflict, DependencyDown, DependencyRefused, DependencyTimedOut, NotFound


class PointOfSaleNotFound(NotFound):
    """No such point of sale in this company."""

    code = "point_of_sale_not_found"
    message = "No existe ese punto de venta."


class ChargeNotFound(NotFound):
    """No such order in this company."""

    code = "order_not_found"
    message = "No existe esa orden."


class CodeTaken(Conflict):
    """Another point of sale of the company has this code."""

    code = "code_taken"
    message = "Ya hay un punto de venta con ese código."


class PointOfSaleInactive(Conflict):
    """The point of sale was switched off."""

    code = "point_of_sale_inactive"
    message = "Este punto de venta está desactivado."


class NoTerminal(Conflict):
    """No terminal is linked to the point of sale."""

    code = "no_terminal"
    message = "Este punto de venta no tiene un dispositivo Mercado Pago Point configurado"


class NoCashier(Conflict):
    """No QR cashier is linked to the point of sale."""

    code = "no_qr_cashier"
    message = "Este punto de venta no tiene una caja QR vinculada."


class TerminalBusy(Conflict):
    """Another charge is waiting at the terminal."""

    code = "terminal_busy"
    message = "El terminal tiene otro cobro pendiente. Terminalo o cancelalo y probá de nuevo."


class CashierBusy(Conflict):
    """Another charge is open at the QR cashier."""

    code = "cashier_busy"
    message = "La caja QR tiene otro cobro abierto. Cancelalo o esperá a que termine."


class DeviceTaken(Conflict):
    """The device or cashier is linked to another point of sale, or is not of this account."""

    code = "device_taken"
    message = "Ese dispositivo ya está en uso en otro punto de venta."


class DeviceNotOfAccount(Conflict):
    """The provider does not list the device for the connected account."""

    code = "device_not_of_account"
    message = "Ese dispositivo no pertenece a la cuenta de Mercado Pago conectada."


class AccountNotConnected(Conflict):
    """The company has no usable account for this kind of charge."""

    code = "not_connected"
    message = "La cuenta de Mercado Pago no está conectada. Conectala en Integraciones."


class LinkRefused(Conflict):
    """The return from the consent page is unknown, used, too old, not allowed any more, or was declined."""

    code = "link_refused"
    message = "El pedido de conexión no es válido, venció o ya se usó. Empezá de nuevo."


class ReferenceInUse(Conflict):
    """The external reference names another charge of the company."""

    code = "reference_in_use"
    message = "Esa referencia ya se usó en otro cobro."


class ChargeFinished(Conflict):
    """The charge reached a final state before."""

    code = "order_finished"
    message = "La orden ya terminó."


class CancelAtTerminal(Conflict):
    """The terminal holds the charge and refuses to let go."""

    code = "order_at_terminal"
    message = "La orden ya está en el terminal. Cancelá desde el dispositivo físico."


class PaymentNotVerified(Conflict):
    """The payment is not ours, not approved, or not known."""

    code = "payment_not_verified"
    message = "No pudimos verificar ese pago de Mercado Pago."


class PaymentAlreadyUsed(Conflict):
    """The payment already pays another sale."""

    code = "payment_already_used"
    message = "Ese pago ya se usó en otra venta."


class AmountMismatch(Conflict):
    """The payment's amount is not the one claimed."""

    code = "amount_mismatch"
    message = "El importe del pago no coincide."


class MercadoPagoNotConfigured(AppError):
    """The installation has no application credentials for this kind of account."""

    status = 503
    code = "mercadopago_not_configured"
    message = "Esta instalación todavía no tiene credenciales de Mercado Pago."


class PaymentsNotConfigured(AppError):
    """Nobody can collect: the installation has no platform account, or its account is not connected any more."""

    status = 503
    code = "payments_not_configured"
    message = "Esta instalación todavía no puede cobrar online."


class NotificationNotFound(NotFound):
    """No such notification in the inbox."""

    code = "notification_not_found"
    message = "No existe ese aviso."


class PaymentRequestNotFound(NotFound):
    """No such payable request."""

    code = "payment_request_not_found"
    message = "No existe ese cobro."


class PaymentRequestEnded(Conflict):
    """The payable request was paid, expired or withdrawn: nobody can pay it any more."""

    code = "payment_request_ended"
    message = "Ese cobro ya terminó."


class PaymentRequestOpen(Conflict):
    """The same thing already has a payable request that waits for its payer."""

    code = "pending_payment"
    message = "Ya hay un pago pendiente para esto."


class ProviderRefused(DependencyRefused):
    """The provider answered: no. Nothing was created. ``reason`` is its own error code."""

    code = "mercadopago_refused"
    message = "Mercado Pago rechazó la operación."

    def __init__(self, message: str | None = None, *, reason: str = "", provider_status: int = 0) -> None:
        """Keep the provider's code and status for decisions; only a sentence reaches people."""
        self.reason = reason
        self.provider_status = provider_status
        super().__init__(message, reason=reason)


class ProviderUnauthorized(ProviderRefused):
    """The provider does not accept the seller's token any more (401)."""

    code = "mercadopago_unauthorized"
    message = "Mercado Pago ya no acepta la conexión de esta cuenta. Volvé a conectarla en Integraciones."


class GrantRefused(ProviderRefused):
    """``invalid_grant``: the code or refresh token is spent, expired or revoked."""

    code = "mercadopago_grant_refused"
    message = "Mercado Pago rechazó la autorización. Volvé a conectar la cuenta."


class RenewalFailed(DependencyDown):
    """The account's tokens could not be renewed now; it is tried again later."""

    code = "mercadopago_renewal_failed"
    message = "No pudimos renovar la conexión con Mercado Pago. Probá de nuevo en unos minutos."


class ProviderTimedOut(DependencyTimedOut):
    """No answer in time: the outcome of the call is unknown."""

    code = "mercadopago_timeout"
    message = "Mercado Pago no respondió a tiempo. Seguimos averiguando qué pasó: no vuelvas a cobrar todavía."


class ProviderUnavailable(DependencyDown):
    """The provider failed (5xx, broken connection): the outcome of the call is unknown."""

    code = "mercadopago_unavailable"
    message = "Mercado Pago no está disponible. Seguimos averiguando qué pasó: no vuelvas a cobrar todavía."


class CircuitOpen(DependencyDown):
    """The provider failed repeatedly: the call was not made at all, nothing happened."""

    code = "mercadopago_circuit_open"
    message = "Mercado Pago no está respondiendo. No se cobró nada; probá de nuevo en un minuto."


class ProviderUnreachable(CircuitOpen):
    """No connection could be made: nothing was sent, nothing happened."""

    code = "mercadopago_unreachable"
    message = "No pudimos conectarnos con Mercado Pago. No se cobró nada; probá de nuevo en un momento."


OUTCOME_UNKNOWN = (ProviderTimedOut, ProviderUnavailable)
