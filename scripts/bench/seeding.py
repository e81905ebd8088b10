"""Fills a database for the measurements: one shop, its owner's login and many charges that have ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
BATCH = 2000
LICENSED, SERVICES = 2000, 3
# Enough different charges that no cache of one row explains a figure.
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Seeded:
    """Who asks, and what is there to be asked for."""

    token: str
    charge_ids: list[str]
    # NIT and API key of each licensed company.
    licensed: list[tuple[str, str]]


def seed(environment: dict[str, str], charges: int) -> Seeded:
    """Run this file in a process of its own, with the settings of the installation."""
    command = [sys.executable, str(Path(__file__)), str(charges)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"seeding failed:\n{done.stderr[-4000:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    return Seeded(**answer)


def main(charges: int) -> None:
    """Create the database, run the migrations, insert, print what was made."""
    sys.path.insert(0, str(ROOT))
    from flask_migrate import upgrade  # noqa: PLC0415 - the parent process must not load the product

    from backend.infra.db import create_database_if_missing  # noqa: PLC0415 - same
    from backend.wsgi import app  # noqa: PLC0415 - same

    create_database_if_missing(os.environ["DATABASE_URL"])
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        company_id, user_id, token = _owner()
        ids = _charges(company_id, user_id, charges)
        licensed = _licences(company_id, user_id)
    step = max(1, len(ids) // SAMPLE)
    print(json.dumps({"token": token, "charge_ids": ids[::step], "licensed": licensed}))


def _owner() -> tuple[int, int, str]:
    from backend.accounts.models.users import User  # noqa: PLC0415 - see main
    from backend.accounts.service.sessions import open_session  # noqa: PLC0415 - see main
    from backend.companies.models import Company  # noqa: PLC0415 - see main
    from backend.infra.db import session  # noqa: PLC0415 - see main
    from backend.infra.principal import Role  # noqa: PLC0415 - see main
    from backend.infra.unit_of_work import run_unit  # noqa: PLC0415 - see main

    def work() -> tuple[int, int, str]:
        company = Company(name="Medición SA", tax_id="30-70000000-1", tax_id_key="30-70000000-1")
        session().add(company)
        session().flush()
        owner = User(name="Dueña", email="bench@example.com", role=Role.OWNER, company_id=company.id, is_active=True)
        session().add(owner)
        session().flush()
        return company.id, owner.id, open_session(owner).access_token

    return run_unit(work)


def _charges(company_id: int, user_id: int, charges: int) -> list[str]:
    from sqlalchemy import insert  # noqa: PLC0415 - see main

    from backend.infra.db import db  # noqa: PLC0415 - see main
    from backend.kernel import clock  # noqa: PLC0415 - see main
    from backend.kernel.ids import new_id  # noqa: PLC0415 - see main
    from backend.payments.models import PaymentAccount, PaymentOrder, PointOfSale  # noqa: PLC0415 - see main

    account = {
        "id": new_id(),
        "company_id": company_id,
        "app_type": "POINT",
        "provider_user_id": "123456789",
        "access_token": "APP_USR-bench",
        "refresh_token": "TG-bench",
        "token_issued_at": clock.now(),
        "token_expires_at": clock.now() + timedelta(days=180),
    }
    till = {"id": new_id(), "company_id": company_id, "code": "CAJA-1", "name": "Caja 1"}
    common = {"company_id": company_id, "user_id": user_id, "account_id": account["id"], "point_of_sale_id": till["id"]}
    ids: list[str] = []
    with db.engine.begin() as connection:
        connection.execute(insert(PaymentAccount.__table__), account)
        connection.execute(insert(PointOfSale.__table__), till)
    for first in range(0, charges, BATCH):
        rows = [_ended_charge(number, common) for number in range(first, min(first + BATCH, charges))]
        ids += [row["id"] for row in rows]
        with db.engine.begin() as connection:
            connection.execute(insert(PaymentOrder.__table__), rows)
    return ids


def _ended_charge(number: int, common: dict[str, Any]) -> dict[str, Any]:
    from backend.kernel import clock  # noqa: PLC0415 - see main
    from backend.kernel.ids import new_id  # noqa: PLC0415 - see main

    now = clock.now() - timedelta(minutes=number % 40_000)
    return common | {
        "id": new_id(),
        "channel": "POINT",
        "provider_order_id": f"ORD{number:029d}",
        "external_reference": f"venta-{number}",
        "idempotency_key": new_id(),
        "amount": Decimal(100 + number % 90_000) + Decimal("0.50"),
        "currency": "ARS",
        "status": "PROCESSED",
        "status_detail": "accredited",
        "terminal_id": "NEWLAND_N950__N950NCB801293324",
        "provider_payment_id": str(10**11 + number),
        "payment_method": "debvisa",
        "card_brand": "visa",
        "card_last_four": "4242",
        "installments": 1,
        "created_at": now,
        "expires_at": now + timedelta(minutes=15),
        "processed_at": now,
        "asked_at": now,
    }


def _licences(company_id: int, user_id: int) -> list[tuple[str, str]]:
    """Give the first company and many others a plan that runs, and each of the others a key."""
    from sqlalchemy import insert, select  # noqa: PLC0415 - see main

    from backend.accounts.domain.api_keys import new_key_text, prefix_of  # noqa: PLC0415 - see main
    from backend.accounts.models.api_keys import ApiKey  # noqa: PLC0415 - see main
    from backend.billing.models.plans import Plan, PlanService, Service  # noqa: PLC0415 - see main
    from backend.billing.models.subscriptions import Subscription  # noqa: PLC0415 - see main
    from backend.companies.models import Company  # noqa: PLC0415 - see main
    from backend.infra.crypto import sha256_hex  # noqa: PLC0415 - see main
    from backend.infra.db import db  # noqa: PLC0415 - see main
    from backend.infra.principal import KeyScope  # noqa: PLC0415 - see main
    from backend.kernel import clock  # noqa: PLC0415 - see main

    numbers = [f"30-{number:08d}-1" for number in range(LICENSED)]
    services = [{"id": n, "name": f"Servicio {n}", "name_key": f"servicio {n}"} for n in range(1, SERVICES + 1)]
    plan = {"id": 1, "name": "Básico", "name_key": "basico", "monthly_price": 24990, "yearly_price": 249900}
    keys = {number: new_key_text() for number in numbers}
    with db.engine.begin() as connection:
        connection.execute(insert(Service), services)
        connection.execute(insert(Plan), plan)
        connection.execute(insert(PlanService), [{"plan_id": 1, "service_id": one["id"]} for one in services])
        connection.execute(insert(Company), [{"name": f"Cliente {n}", "tax_id": n, "tax_id_key": n} for n in numbers])
        ids: dict[str, int] = dict(
            connection.execute(select(Company.tax_id, Company.id).where(Company.tax_id.in_(numbers))).all()
        )
        connection.execute(insert(Subscription), [_running_row(one) for one in (company_id, *ids.values())])
        given = {"name": "Caja", "scopes": frozenset({KeyScope.LICENCE}), "created_by": user_id}
        lasting = {"is_active": True, "last_used_at": clock.now() + timedelta(hours=1)}
        connection.execute(
            insert(ApiKey),
            [
                {**given, **lasting, "company_id": ids[n], "prefix": prefix_of(key), "hash": sha256_hex(key)}
                for n, key in keys.items()
            ],
        )
    return list(keys.items())


def _running_row(company_id: int) -> dict[str, Any]:
    from backend.kernel import clock  # noqa: PLC0415 - see main

    today = clock.now().date()
    return {
        "company_id": company_id,
        "plan_id": 1,
        "period": "monthly",
        "start_date": today - timedelta(days=10),
        "end_date": today + timedelta(days=20),
        "state": "active",
        "slot": "active",
        "currency": "ARS",
        "period_price": Decimal(24990),
        "base_days": 30,
        "list_amount": Decimal(24990),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
