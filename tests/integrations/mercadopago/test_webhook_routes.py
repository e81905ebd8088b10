"""HTTP of notifications (contract 40-mercadopago §5, rules 9–12): verified, stored, answered, never believed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from backend.infra import current
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from backend.payments.models import Notification
from backend.payments.repository import inbox as inbox_rows
from backend.payments.service import inbox, sweeping
from tests.fixtures.notifications import WEBHOOKS, notification

RESOURCE = "ORD01JABCDEFGHJKMNPQRSTVWXYZ"


def refused(shop, answer, status=401):
    """Tell whether nothing was stored and the common body says why."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["success"] is False
    assert not shop.inbox()
    return True


@pytest.mark.parametrize("path", WEBHOOKS)
class TestSignature:
    def test_a_signed_notification_is_stored_first_and_acknowledged(self, shop, path):
        answer = shop.notify(RESOURCE, path=path, request_id="request-1")

        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
        (stored,) = shop.inbox()
        assert (stored.topic, stored.action, stored.resource_id) == ("order", "order.processed", RESOURCE)
        assert (stored.verdict, stored.source, stored.request_id) == ("verified", "webhook", "request-1")
        assert stored.provider_user_id == str(shop.seller.user_id)
        assert (stored.handled_at, stored.attempts) == (None, 0)
        assert json.loads(json.loads(stored.body)["body"])["data"]["id"] == RESOURCE

    def test_refuse_a_wrong_signature(self, shop, path):
        assert refused(shop, shop.notify(RESOURCE, path=path, secret="whsec_of_somebody_else"))

    def test_refuse_a_missing_signature(self, shop, path):
        query, body, headers = notification(RESOURCE, str(shop.seller.user_id))
        del headers["X-Signature"]
        assert refused(shop, shop.client.post(path, query_string=query, data=body, headers=headers))

    @pytest.mark.parametrize("minutes", [-11, 11, -600])
    def test_refuse_a_replayed_or_early_time(self, shop, path, minutes):
        at = shop.clock() + timedelta(minutes=minutes)
        assert refused(shop, shop.notify(RESOURCE, path=path, at=at))

    def test_refuse_another_id_in_the_body_than_was_signed(self, shop, path):
        assert refused(shop, shop.notify(RESOURCE, path=path, body_id="ORD01JZZZZZZZZZZZZZZZZZZZZZ"))

    def test_refuse_another_id_in_the_query_than_was_signed(self, shop, path):
        query, body, headers = notification(RESOURCE, str(shop.seller.user_id))
        query["data.id"] = "ORD01JZZZZZZZZZZZZZZZZZZZZZ"
        assert refused(shop, shop.client.post(path, query_string=query, data=body, headers=headers))

    def test_refuse_another_request_id_than_was_signed(self, shop, path):
        query, body, headers = notification(RESOURCE, str(shop.seller.user_id))
        headers["X-Request-Id"] = "another"
        assert refused(shop, shop.client.post(path, query_string=query, data=body, headers=headers))

    def test_the_same_notification_again_is_ignored(self, shop, path):
        first = shop.notify(RESOURCE, path=path, request_id="request-1")
        again = shop.notify(RESOURCE, path=path, request_id="request-1")
        assert (first.json, again.json) == ({"status": "ok"}, {"status": "ignored"})
        assert again.status_code == 200
        assert len(shop.inbox()) == 1

    def test_refuse_a_body_over_64_kib(self, shop, path):
        assert refused(shop, shop.notify(RESOURCE, path=path, more="x" * 65_536), 413)

    def test_a_body_of_64_kib_is_taken(self, shop, path):
        size = len(notification(RESOURCE, str(shop.seller.user_id), more="")[1])
        assert shop.notify(RESOURCE, path=path, more="x" * (65_536 - size)).status_code == 200


class TestTopics:
    @pytest.mark.parametrize(
        "topic",
        [
            "payment",
            "order",
            "mp-connect",
            "topic_chargebacks_wh",
            "topic_claims_integration_wh",
            "stop_delivery_op_wh",
        ],
    )
    def test_refuse_unsigned_topics_that_mercado_pago_signs(self, shop, topic):
        query, body, headers = notification("77", "1", topic=topic)
        headers["X-Signature"] = "ts=1,v1=" + "0" * 64
        assert refused(shop, shop.client.post(WEBHOOKS[0], query_string=query, data=body, headers=headers))

    @pytest.mark.parametrize(
        ("query", "body", "topic", "resource"),
        [
            ({"topic": "payment", "id": "123"}, b"", "payment", "123"),
            (
                {"topic": "merchant_order", "id": "9"},
                b'{"resource":"https://api/merchant_orders/9"}',
                "merchant_order",
                "9",
            ),
            ({}, b'{"topic":"merchant_order","resource":"https://api/merchant_orders/9"}', "merchant_order", "9"),
            (
                {"data.id": "5", "type": "topic_merchant_order_wh"},
                b'{"data":{"id":"5"}}',
                "topic_merchant_order_wh",
                "5",
            ),
            ({"data.id": "5", "type": "point_integration_wh"}, b'{"id":"5"}', "point_integration_wh", "5"),
            ({}, b'{"type":"point_integration_ipn","id":"abc"}', "point_integration_ipn", "abc"),
        ],
    )
    def test_unsigned_legacy_forms_are_stored_as_hints(self, shop, query, body, topic, resource):
        answer = shop.client.post(WEBHOOKS[0], query_string=query, data=body)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
        (stored,) = shop.inbox()
        assert (stored.verdict, stored.topic, stored.resource_id) == ("hint", topic, resource)

    @pytest.mark.parametrize(
        "query",
        [
            {"topic": "mp-connect", "id": "1"},
            {"topic": "order", "id": "1"},
            {"type": "mp-connect", "topic": "payment", "id": "1"},
            {"type": "payment", "topic": "payment", "id": "1"},
        ],
        ids=["account news", "order", "account news under another name", "signed form with a legacy name"],
    )
    def test_refuse_signed_topics_in_the_clothes_of_the_legacy_form(self, shop, query):
        body = b'{"action": "application.deauthorized", "user_id": 1}'
        assert refused(shop, shop.client.post(WEBHOOKS[0], query_string=query, data=body))

    def test_refuse_everything_in_production_without_a_secret(self, shop, app, settings, monkeypatch):
        monkeypatch.setitem(
            app.extensions, current.EXTENSION, replace(settings, app_env="production", mp_webhook_secret=())
        )
        assert refused(shop, shop.notify(RESOURCE))

    @pytest.mark.parametrize("odd", ["\0", "\ud800", "a\0b\udfff"], ids=["nul", "half a pair", "both"])
    def test_text_that_no_database_holds_breaks_nothing(self, shop, odd):
        body = json.dumps({"resource": f"/merchant_orders/{odd}7", "user_id": odd, "action": odd})
        answer = shop.client.post(f"{WEBHOOKS[0]}?topic=merchant_order%00", data=body)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
        (stored,) = shop.inbox()
        assert stored.topic == "merchant_order"
        assert "\0" not in f"{stored.resource_id}{stored.provider_user_id}{stored.action}"

    def test_an_unknown_topic_that_is_signed_is_kept_and_ends_handled(self, shop):
        assert shop.notify("1", topic="topic_of_tomorrow_wh", action=None).status_code == 200
        inbox.handle_due()
        (stored,) = shop.inbox()
        assert (stored.topic, stored.verdict) == ("topic_of_tomorrow_wh", "verified")
        assert stored.handled_at is not None

    def test_refuse_an_unknown_topic_without_signature(self, shop):
        answer = shop.client.post(
            WEBHOOKS[0], query_string={"data.id": "1", "type": "topic_of_tomorrow_wh"}, data=b"{}"
        )
        assert refused(shop, answer)

    @pytest.mark.parametrize(
        "body",
        [b"", b"[]", b"null", b"{", b'"x"', b"\xff\xfe\x00", b"1", b'{"a":' * 12_000, b'{"id":' + b"9" * 9000 + b"}"],
    )
    @pytest.mark.parametrize("is_signed", [True, False])
    def test_any_body_is_answered_and_none_breaks(self, shop, body, is_signed):
        query, _, headers = notification(RESOURCE, "1")
        answer = shop.client.post(
            WEBHOOKS[0], query_string=query, data=body, headers=headers if is_signed else {"Content-Type": "text/plain"}
        )
        assert answer.status_code == (200 if is_signed else 401), answer.text
        assert len(shop.inbox()) == is_signed
        inbox.handle_due()

    @pytest.mark.parametrize("text", ["x" * 5000, "ñ🧉", "a\0b", "' OR 1=1 --"])
    def test_odd_texts_fit_their_columns(self, shop, text):
        query, body, headers = notification("1", text, topic="order", action=text)
        query["data.id"] = "1"
        assert shop.client.post(WEBHOOKS[0], query_string=query, data=body, headers=headers).status_code == 200
        query = {"topic": text, "id": text}
        assert shop.client.post(WEBHOOKS[0], query_string=query, data=b"{}").status_code in {200, 401}
        inbox.handle_due()


class TestStoring:
    def test_what_cannot_be_stored_is_not_acknowledged(self, shop, monkeypatch):
        def fail(_values):
            raise OperationalError("INSERT", {}, Exception("disk full"))

        monkeypatch.setattr(inbox_rows, "insert_notification", fail)
        answer = shop.notify(RESOURCE)
        assert refused(shop, answer, 503)
        assert "disk" not in answer.text

    def test_nothing_else_happens_in_the_request(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        shop.notify(made["orderId"])
        assert shop.rows()[0].status == "PENDING"
        assert not shop.sales()


class TestHandling:
    def test_the_resource_is_read_again_and_booked_with_its_sale(self, shop):
        made = shop.charged("QR", sale={})
        shop.customer(made["orderId"])
        shop.notify(made["orderId"])
        assert inbox.handle_due() == 1

        (row,), (sale,), (stored,) = shop.rows(), shop.sales(), shop.inbox()
        assert (row.status, row.sale_id, sale.total) == ("PROCESSED", sale.id, row.amount)
        assert (stored.company_id, stored.last_error) == (shop.point.company_id, None)
        assert stored.handled_at is not None

    def test_the_body_is_never_believed(self, shop):
        made = shop.charged(sale={})
        data = {"id": made["orderId"], "status": "processed", "total_paid_amount": "1500.50"}
        shop.notify(made["orderId"], data=data)
        inbox.handle_due()
        assert shop.rows()[0].status == "PENDING"
        assert not shop.sales()

    def test_refuse_to_go_backwards_whatever_comes_late_or_doubled(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        for action in ("order.processed", "order.processed", "order.canceled", "order.expired", "order.created"):
            shop.notify(made["orderId"], action=action)
        inbox.handle_due()
        assert [row.status for row in shop.rows()] == ["PROCESSED"]
        assert len(shop.sales()) == 1
        assert len(shop.inbox()) == 5

    def test_a_notification_of_another_seller_changes_nothing(self, shop, simulator):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        shop.notify(made["orderId"], user_id=str(simulator.seller("Kiosco de Carla").user_id))
        inbox.handle_due()
        assert shop.rows()[0].status == "PENDING"

    def test_a_payment_notification_finds_its_charge(self, shop):
        made = shop.charged("QR", sale={})
        shop.customer(made["orderId"])
        (payment,) = shop.control.state("payments")["payments"]
        shop.notify(str(payment["id"]), topic="payment", action="payment.updated")
        inbox.handle_due()
        assert shop.rows()[0].status == "PROCESSED"
        assert len(shop.sales()) == 1

    def test_a_lost_creation_is_found_by_its_notification(self, shop):
        shop.control.faults({"match": {"method": "POST", "path": "/v1/orders"}, "fault": "drop"})
        assert shop.charge("QR", sale={}, externalReference="R-1").status_code in {503, 504}
        shop.control.faults()
        (there,) = shop.orders_there()
        shop.customer(there["id"])
        shop.notify(there["id"])
        inbox.handle_due()
        (row,) = shop.rows()
        assert (row.status, row.provider_order_id) == ("PROCESSED", there["id"])
        assert len(shop.sales()) == 1

    def test_mercado_pago_down_while_handling_is_tried_again(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        shop.notify(made["orderId"])
        shop.control.faults({"match": {"path": "/v1/"}, "fault": "status", "status": 500})
        inbox.handle_due()
        (stored,) = shop.inbox()
        assert (stored.handled_at, stored.attempts) == (None, 1)
        assert stored.last_error

        shop.control.faults()
        shop.later(minutes=2)
        inbox.handle_due()
        assert shop.rows()[0].status == "PROCESSED"
        assert shop.inbox()[0].handled_at is not None

    def test_what_always_fails_is_given_up_after_three_days_without_holding_up_others(self, shop):
        shop.notify("ORD01JNEVER", user_id=str(shop.seller.user_id))
        shop.control.faults({"match": {"path": "/v1/"}, "fault": "status", "status": 500})
        run_unit(lambda: session().execute(update(Notification).values(attempts=60)))
        inbox.handle_due()
        (stored,) = shop.inbox()
        assert stored.last_error
        assert stored.available_at == shop.clock() + inbox.LONGEST_WAIT

        shop.clock.advance(days=3, minutes=1)
        inbox.handle_due()
        assert shop.inbox()[0].handled_at is not None

    def test_a_withdrawn_authorization_ends_the_link(self, shop, ana):
        shop.control.unlink(shop.seller.user_id)
        shop.notify(str(shop.seller.user_id), topic="mp-connect", action="application.deauthorized")
        inbox.handle_due()
        assert shop.charge().json["code"] == "not_connected"

    def test_a_false_news_of_a_withdrawal_ends_nothing(self, shop):
        shop.notify(str(shop.seller.user_id), topic="mp-connect", action="application.deauthorized")
        inbox.handle_due()
        assert shop.charged()["status"] == "PENDING"


class TestSweep:
    @pytest.mark.parametrize("channel", ["POINT", "QR"])
    def test_a_lost_notification_is_found_and_recorded_as_missed(self, shop, channel):
        made = shop.charged(channel, sale={})
        shop.customer(made["orderId"])
        shop.later(minutes=2)
        sweeping.sweep()

        assert shop.rows()[0].status == "PROCESSED"
        assert len(shop.sales()) == 1
        (found,) = shop.inbox()
        assert (found.source, found.resource_id, found.topic) == ("sweep", made["orderId"], "order")
        assert found.handled_at is not None

    def test_what_was_told_is_not_recorded_as_missed(self, shop):
        made = shop.charged(sale={})
        shop.customer(made["orderId"])
        shop.notify(made["orderId"])
        inbox.handle_due()
        shop.later(minutes=2)
        sweeping.sweep()
        assert [one.source for one in shop.inbox()] == ["webhook"]

    def test_a_lost_creation_is_found_by_its_reference(self, shop):
        shop.control.faults({"match": {"method": "POST", "path": "/v1/orders"}, "fault": "drop"})
        shop.charge("QR", sale={}, externalReference="R-1")
        shop.control.faults()
        shop.control.pay_qr(shop.orders_there()[0]["qr_data"])
        shop.later(minutes=2)
        sweeping.sweep()
        assert shop.rows()[0].status == "PROCESSED"
        assert len(shop.sales()) == 1
        assert [one.source for one in shop.inbox()] == ["sweep"]

    def test_the_sweep_looks_less_and_less_often_and_never_gives_up(self, shop):
        made = shop.charged()
        shop.customer(made["orderId"], "action_required")
        waits = []
        for _ in range(9):
            due = shop.rows()[0].next_look_at
            shop.clock.set(due)
            sweeping.sweep()
            waits.append((shop.rows()[0].next_look_at - due).total_seconds())
        assert waits == sorted(waits)
        assert waits[-1] == 3600
