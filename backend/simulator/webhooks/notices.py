"""What happened becomes a notice: its body as it was at that moment, spoilt by the fault rule that strikes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from backend.simulator.records import Delivery, Notice

if TYPE_CHECKING:
    from backend.simulator.faults.rules import Rule
    from backend.simulator.records import Order, Payment
    from backend.simulator.world import World


def announce_order(world: World, order: Order, action: str, shown: dict[str, Any]) -> None:
    """Tell the application of an order's new state (``order.processed`` …); ``shown`` is the order as it is now."""
    body = {"data": shown, "user_id": str(order.user_id)}
    _announce(world, _notice(world, ("order", action, order.id), order.user_id, order.client_id, body))


def announce_payment(world: World, payment: Payment, action: str) -> None:
    """Tell of a payment: of a checkout page always, of an order where the payment topic is on (one topic per flow)."""
    if payment.order_id is not None and not world.settings.payment_topic:
        return
    body = {"data": {"id": str(payment.id)}, "user_id": payment.user_id}
    topic = ("payment", action, str(payment.id))
    notice = _notice(world, topic, payment.user_id, payment.client_id, body)
    notice.url = payment.notification_url
    _announce(world, notice)


def announce_chargeback(world: World, payment: Payment) -> None:
    """Tell that a chargeback of this payment was opened or decided."""
    resource = payment.chargeback_id or ""
    site = world.tables.sellers[payment.user_id].site_id
    body = {
        "actions": ["changed_case_status"],
        "data": {"id": resource, "payment_id": payment.id, "site_id": site},
        "user_id": payment.user_id,
    }
    topic = ("topic_chargebacks_wh", "changed_case_status", resource)
    _announce(world, _notice(world, topic, payment.user_id, payment.client_id, body))


def announce_link(world: World, user_id: int, client_id: str, action: str) -> None:
    """Tell that a seller was linked to or unlinked from an application."""
    body = {"data": {"id": str(user_id)}, "user_id": user_id}
    _announce(world, _notice(world, ("mp-connect", action, str(user_id)), user_id, client_id, body))


def _notice(world: World, topic: tuple[str, str, str], user_id: int, client_id: str, body: dict[str, Any]) -> Notice:
    name, action, resource = topic
    return Notice(
        id=world.ids.number("notification"),
        topic=name,
        action=action,
        resource_id=resource,
        user_id=user_id,
        client_id=client_id,
        body=body,
        created_at=world.now(),
        next_at=None,
    )


def _announce(world: World, notice: Notice) -> None:
    if not (notice.url or world.settings.webhook_url):
        return
    rule = world.faults.for_webhook(notice.topic, notice.action)
    if rule is not None and rule.fault == "drop":
        _record_loss(world, notice)
        return
    world.schedule(notice, world.now() + _spoil(notice, rule))
    if rule is not None and rule.fault == "duplicate":
        topic = (notice.topic, notice.action, notice.resource_id)
        twin = _notice(world, topic, notice.user_id, notice.client_id, notice.body)
        twin.url = notice.url
        world.schedule(twin, world.now())


def _spoil(notice: Notice, rule: Rule | None) -> timedelta:
    """Mark the notice as the rule wants it; return how late it leaves."""
    if rule is None:
        return timedelta()
    notice.wrong_case = rule.fault == "wrong_case"
    notice.id_in_body = rule.fault == "body_id"
    notice.held = rule.fault == "reorder"
    return timedelta(seconds=rule.seconds) if rule.fault in ("delay", "reorder") else timedelta()


def _record_loss(world: World, notice: Notice) -> None:
    world.tables.deliveries[notice.id] = Delivery(
        id=notice.id,
        notice=notice.id,
        topic=notice.topic,
        action=notice.action,
        resource=notice.resource_id,
        user_id=notice.user_id,
        url=notice.url or world.settings.webhook_url,
        attempt=0,
        outcome="dropped",
        status=None,
        signature="unsigned",
        time=world.now(),
        request_id="",
    )
