"""What can be refused about plans, services, subscriptions and licences (contract 20-billing)."""

from __future__ import annotations

from backend.kernel.errors import Conflict, NotFound


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
