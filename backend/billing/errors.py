"""What can be refused about plans, services, subscriptions and licences (contract 20-billing)."""

from __future__ import annotations

from backend.kernel.errors import Conflict, DependencyDown, Forbidden, NotFound


class PlanNotFound(NotFound):
    """No such plan."""

    code = "plan_not_found"
    message = "No existe ese plan."


class ServiceNotFound(NotFound):
    """No such service."""

    code = "servicio_not_found"
    message = "No existe ese servicio."


class SubscriptionNotFound(NotFound):
    """No such subscription in this company."""

    message = "No existe esa suscripción."


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
