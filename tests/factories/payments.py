"""Accounts, charges and verified payments made directly, as if the provider had told of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count

from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.payments.models import Notification, Payment, PaymentAccount, PaymentOrder, PaymentRequest, PointOfSale

_numbers = count(1)


@transactional
def make_account(company: Company, app_type: str = "POINT", **columns: object) -> PaymentAccount:
    """Insert a connected account; any column can be given by its name."""
    account = PaymentAccount(
        company_id=company.id,
        app_type=app_type,
        **{
            "provider_user_id": str(700000000 + next(_numbers)),
            "access_token": "access-of-the-simulator",
            "refresh_token": "refresh-of-the-simulator",
            "token_issued_at": clock.now(),
            "token_expires_at": clock.now() + timedelta(days=180),
            **columns,
        },
    )
    session().add(account)
    session().flush()
    return account


@transactional
def make_order(
    point_of_sale: PointOfSale, account: PaymentAccount, amount: Decimal | int = 100, **columns: object
) -> PaymentOrder:
    """Insert a paid charge; any column can be given by its name."""
    number = next(_numbers)
    order = PaymentOrder(
        company_id=point_of_sale.company_id,
        point_of_sale_id=point_of_sale.id,
        account_id=account.id,
        amount=Decimal(amount),
        **{
            "channel": account.app_type,
            "provider_user_id": account.provider_user_id,
            "provider_order_id": f"ORD01J{number:020d}",
            "external_reference": f"ref-{number}",
            "idempotency_key": f"key-{number}",
            "currency": "ARS",
            "status": "PROCESSED",
            "paid_amount": Decimal(amount),
            "expires_at": clock.now() + timedelta(minutes=15),
            "processed_at": clock.now(),
            **columns,
        },
    )
    session().add(order)
    session().flush()
    return order


@transactional
def make_payment(
    company: Company, amount: Decimal | int = 100, *, order: PaymentOrder | None = None, **columns: object
) -> Payment:
    """Insert a verified, approved payment; any column can be given by its name."""
    payment = Payment(
        company_id=company.id,
        order_id=order.id if order else None,
        amount=Decimal(amount),
        **{
            "provider_payment_id": str(90000000000 + next(_numbers)),
            "status": "approved",
            "currency": "ARS",
            "card_brand": "visa",
            "card_last_four": "4242",
            "installments": 3,
            "approved_at": clock.now(),
            **columns,
        },
    )
    session().add(payment)
    session().flush()
    return payment


@transactional
def make_request(company: Company, amount: Decimal | int = 100, **columns: object) -> PaymentRequest:
    """Insert a pending, published request that the company is to pay; any column can be given by its name."""
    number = next(_numbers)
    request = PaymentRequest(
        company_id=company.id,
        amount=Decimal(amount),
        **{
            "concept": "subscription",
            "reference_id": str(number),
            "title": "Plan Básico",
            "currency": "ARS",
            "status": "pending",
            "open_slot": f"subscription:{number}",
            "back_path": "/panel",
            "collector_user_id": "900100200",
            "preference_id": f"900100200-{number}",
            "payment_url": f"https://mp.example/checkout?pref_id=900100200-{number}",
            "expires_at": clock.now() + timedelta(hours=72),
            **columns,
        },
    )
    session().add(request)
    session().flush()
    return request


@transactional
def make_notification(**columns: object) -> Notification:
    """Insert a notification that was received just now; any column can be given by its name."""
    number = next(_numbers)
    notification = Notification(
        **{
            "dedupe_key": f"dedupe-{number}",
            "topic": "payment",
            "resource_id": str(number),
            "verdict": "verified",
            "body": "{}",
            "received_at": clock.now(),
            "available_at": clock.now(),
            **columns,
        }
    )
    session().add(notification)
    session().flush()
    return notification
