"""Taking back a charge before it is paid (contract §3, cancel)."""

from __future__ import annotations

from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.payments.domain import WAITING, ChargeStatus
from backend.payments.errors import OUTCOME_UNKNOWN, ChargeFinished, ChargeNotFound, CircuitOpen, ProviderUnauthorized
from backend.payments.models import PaymentOrder
from backend.payments.repository.orders import OrderRepository
from backend.payments.service import tokens
from backend.payments.service.looking import cancel_at_provider, look, status


def cancel(company_id: int, some_id: str) -> bool:
    """Cancel a waiting charge; returns True when it is cancelled, False when the request was only noted.

    Noted requests are carried out by the terminal, or by the sweep once the charge is found. Repeating is harmless.
    Raises ChargeNotFound, ChargeFinished, CancelAtTerminal.
    """
    order = _request_cancel(company_id, status(company_id, some_id).id)
    if order.provider_order_id is None:
        look(company_id, order.id)
    else:
        access = tokens.access_for_charge(order.account_id, order.provider_user_id)
        try:
            cancel_at_provider(access, order.id, company_id, order.provider_order_id)
        except ProviderUnauthorized:
            tokens.mark_unauthorized(access)
            raise
        except ChargeFinished:
            look(company_id, order.id)
        except (*OUTCOME_UNKNOWN, CircuitOpen):
            return False
    return _is_cancelled(company_id, order.id)


def cancel_waiting_qr(company_id: int, point_of_sale_id: str) -> bool:
    """Cancel the QR charge that waits at a point of sale; raises ChargeNotFound when none does."""
    return cancel(company_id, _waiting_qr(company_id, point_of_sale_id))


@reading
def _waiting_qr(company_id: int, point_of_sale_id: str) -> str:
    order = OrderRepository(company_id).find_waiting_qr(point_of_sale_id)
    if order is None:
        raise ChargeNotFound("No hay un cobro por QR abierto en este punto de venta.")
    return order.id


@transactional
def _request_cancel(company_id: int, order_id: str) -> PaymentOrder:
    order = OrderRepository(company_id).lock(order_id)
    if ChargeStatus(order.status) not in WAITING:
        raise ChargeFinished
    if order.cancel_requested_at is None:
        order.cancel_requested_at = clock.now()
        audit.record("payments.charge.cancel_asked", order.id, company_id=company_id)
    return order


@reading
def _is_cancelled(company_id: int, order_id: str) -> bool:
    order = OrderRepository(company_id).get(order_id)
    if order.status in {ChargeStatus.CANCELED, ChargeStatus.EXPIRED}:
        return True
    if ChargeStatus(order.status) in WAITING:
        return False
    raise ChargeFinished
