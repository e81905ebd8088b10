"""What can be refused about plans, services, subscriptions and licences (contract 20-billing)."""

from __future__ import annotations

from collections.abc import Iterable

from backend.kernel.errors import Conflict, DependencyDown, Forbidden, NotFound, ValidationFailed

# Where a price stands in a body, by its column.
PRICE_FIELDS = {"monthly_price": "precio_mensual", "yearly_price": "precio_anual"}


class PlanNotFound(NotFound):
    """No such plan."""

    code = "plan_not_found"
    message = "No existe ese plan."


class ServiceNotFound(NotFound):
    """No such service."""

    code = "servicio_not_found"
    message = "No existe ese servicio."


class CountryNotFound(NotFound):
    """No country has this code."""

    code = "country_not_found"
    message = "No existe ese país."


class ServiceNotLinked(NotFound):
    """The plan does not include the service."""

    code = "not_linked"
    message = "El plan no incluye ese servicio."


class SubscriptionNotFound(NotFound):
    """No such subscription in this company."""

    message = "No existe esa suscripción."


class PlanExists(Conflict):
    """Another plan has this name, whatever its case."""

    code = "plan_exists"
    message = "Ya hay un plan con ese nombre."


class PlanInUse(Conflict):
    """A subscription, of any state, refers to the plan."""

    code = "plan_in_use"
    message = "El plan tiene suscripciones: no se puede eliminar. Podés dejar de venderlo."


class PlanCurrencyInUse(Conflict):
    """Subscriptions were sold in the plan's currency."""

    code = "currency_in_use"
    message = "El plan ya tiene suscripciones: no se puede cambiar su moneda."


class PriceTooPrecise(ValidationFailed):
    """Prices have more decimals than their currency."""

    def __init__(self, columns: Iterable[str], currency: str) -> None:
        """Name the prices and the currency."""
        sentence = f"El importe tiene más decimales que la moneda ({currency})."
        super().__init__({PRICE_FIELDS[column]: [sentence] for column in columns})


class ServiceExists(Conflict):
    """Another service has this name, whatever its case."""

    code = "servicio_exists"
    message = "Ya hay un servicio con ese nombre."


class ServiceInUse(Conflict):
    """A plan that was sold includes the service."""

    code = "servicio_in_use"
    message = "Un plan con suscripciones incluye este servicio: no se puede eliminar. Podés desactivarlo."


class ServiceAlreadyLinked(Conflict):
    """The plan includes the service already."""

    code = "already_linked"
    message = "El plan ya incluye ese servicio."


class CompanyHasUsers(Conflict):
    """Somebody of the company could still log in."""

    code = "empresa_has_users"
    message = "La empresa tiene usuarios activos. Confirmá que querés desactivarla igual."


class PlanInactive(Conflict):
    """The plan is not sold any more."""

    code = "plan_inactive"
    message = "Ese plan ya no se vende."


class InvalidState(Conflict):
    """The subscription's state does not allow it."""

    code = "invalid_state"
    message = "El estado de la suscripción no lo permite."


class ActiveSubscriptionExists(Conflict):
    """The company has one already, or the periods overlap."""

    code = "active_subscription_exists"
    message = "La empresa ya tiene una suscripción vigente en ese período."


class RenewalPending(Conflict):
    """A successor is scheduled already."""

    code = "renewal_pending"
    message = "Ya hay una renovación programada."


class PendingPayment(Conflict):
    """A payment of this company is still awaited."""

    code = "pending_payment"
    message = "Hay un pago pendiente."
    # The Cobro behind it, for whoever completes the refusal with its payment page.
    request_id: str | None = None


class SamePlan(Conflict):
    """A plan change to the plan that the row already has."""

    code = "same_plan"
    message = "La suscripción ya tiene ese plan."


class CurrencyMismatch(Conflict):
    """The new plan is priced in another currency than the row."""

    code = "currency_mismatch"
    message = "El plan nuevo está en otra moneda que la suscripción."


class PeriodOver(Conflict):
    """No whole day of the period is left: renew with the other plan instead."""

    code = "period_over"
    message = "A esta suscripción no le quedan días para cambiar de plan. Renovala con el plan nuevo."


class QuoteExpired(Conflict):
    """The quote was used, its day is over, or the subscription changed since."""

    code = "quote_expired"
    message = "La cotización venció. Pedí una nueva."


class QuoteNotFound(NotFound):
    """No such quote for this subscription."""

    message = "No existe esa cotización."


class PaymentLinkFailed(DependencyDown):
    """The payment page could not be made: nothing was sold, nothing has to be paid."""

    code = "payment_link_failed"
    message = "No pudimos generar el enlace de pago. No se cobró nada y todo quedó como estaba; probá de nuevo."


class LicensedCompanyNotFound(NotFound):
    """No such company for whoever asks."""

    code = "empresa_not_found"
    message = "No existe esa empresa."


class NoActiveSubscription(NotFound):
    """The company has no subscription in force."""

    code = "no_active_subscription"
    message = "La empresa no tiene una suscripción activa."


class LicenceKeyMissing(DependencyDown):
    """No key can sign: none was made yet."""

    code = "licence_key_missing"
    message = "La instalación todavía no tiene una clave para firmar licencias."


class CompanyInactive(Conflict):
    """The company is deactivated: nothing is sold to it."""

    code = "empresa_inactive"
    message = "La empresa está desactivada."


class AlreadyCancelled(Conflict):
    """The subscription was cancelled before."""

    code = "already_cancelled"
    message = "La suscripción ya estaba cancelada."


class SubscriptionExpired(Conflict):
    """The last valid day is over: renew instead."""

    code = "subscription_expired"
    message = "La suscripción ya venció. Renovala."


class SelfServiceForbidden(Forbidden):
    """Owners end or renew by themselves; everything else is an operator's, or a payment's."""

    code = "self_service_forbidden"
    message = "Ese cambio no se puede hacer desde tu cuenta. Pagá la suscripción o escribinos."
