"""Lists of subscriptions with 10 000 companies and 100 000 rows: each answer within 100 ms, seeding and plans shown.

    .venv/bin/python scripts/bench/bench_subscriptions.py
    .venv/bin/python scripts/bench/bench_subscriptions.py --explain --database mysql+pymysql://root@127.0.0.1:3306/bench

Without --database on SQLite in a throw-away folder; a database that is named is emptied first and dropped afterwards.
Requests go through the whole application (guard, statements, JSON), without a network. Exit code 0 when every line
holds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from verdict import Figure, at_most, conclude, describe_machine

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402 - the product is imported from the folder of the project
from sqlalchemy import create_engine, event, insert, text  # noqa: E402 - same
from sqlalchemy.engine import make_url  # noqa: E402 - same

from backend.accounts.models.users import User  # noqa: E402 - same
from backend.accounts.service.sessions import open_session  # noqa: E402 - same
from backend.app import create_app  # noqa: E402 - same
from backend.billing.domain.periods import add_months  # noqa: E402 - same
from backend.billing.models.plans import Plan  # noqa: E402 - same
from backend.billing.models.subscriptions import Subscription  # noqa: E402 - same
from backend.companies.models import Company  # noqa: E402 - same
from backend.config import Settings  # noqa: E402 - same
from backend.infra.db import Base, create_database_if_missing, db  # noqa: E402 - same
from backend.infra.principal import Role  # noqa: E402 - same
from backend.infra.unit_of_work import run_unit  # noqa: E402 - same
from backend.kernel import clock  # noqa: E402 - same

COMPANIES, ROWS_EACH, BATCH = 10_000, 10, 5_000
ZONES = ("America/Argentina/Buenos_Aires", "America/Bogota", "America/Mexico_City", "Europe/Madrid")
LIMIT_MS = 100
# What becomes of a company's newest row; most run, as they do in life.
NEWEST = ["active"] * 90 + ["suspended"] * 2 + ["cancelled"] * 4 + ["ended"] * 4


def seed() -> str:
    """Insert plans, companies and rows; return an operator's access token."""
    today = clock.now().date()
    with db.engine.begin() as connection:
        plans = [
            {"id": number, "name": name, "name_key": name.lower(), "monthly_price": 1000 * number, "yearly_price": 9000}
            for number, name in enumerate(("Básico", "Pro", "Premium"), start=1)
        ]
        connection.execute(insert(Plan), plans)
        for first in range(1, COMPANIES + 1, BATCH):
            connection.execute(insert(Company), [_company(one) for one in range(first, first + BATCH)])
        for turn in range(ROWS_EACH):
            rows = [_row(company, turn, today) for company in range(1, COMPANIES + 1)]
            for first in range(0, COMPANIES, BATCH):
                connection.execute(insert(Subscription), rows[first : first + BATCH])
    # What a server does by itself after a while.
    tidy = {"mysql": "ANALYZE TABLE subscription, company", "postgresql": "VACUUM ANALYZE", "sqlite": "PRAGMA optimize"}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(tidy[db.engine.dialect.name]))

    def sign_in() -> str:
        user = User(name="Operador", email="bench@example.com", role=Role.ADMIN, is_active=True)
        db.session.add(user)
        db.session.flush()
        return open_session(user).access_token

    return run_unit(sign_in)


def _company(number: int) -> dict[str, Any]:
    nit = f"30-{number:08d}"
    return {"id": number, "name": f"Empresa {number}", "tax_id": nit, "tax_id_key": nit, "time_zone": _zone(number)}


def _zone(number: int) -> str:
    return ZONES[number % len(ZONES)] if number % 10 == 0 else ZONES[0]


def _row(company: int, turn: int, today: date) -> dict[str, Any]:
    is_newest = turn == ROWS_EACH - 1
    state = NEWEST[company % len(NEWEST)] if is_newest else "ended"
    start = add_months(today - timedelta(days=company % 30), turn - ROWS_EACH + 1)
    end = add_months(start, 1)
    return {
        "company_id": company,
        "plan_id": 1 + (company + turn) % 3,
        "period": "monthly",
        "start_date": start,
        "end_date": end,
        "state": state,
        "slot": state if state == "active" else None,
        "currency": "ARS",
        "period_price": 1000,
        "base_days": (end - start).days,
        "list_amount": 1000,
        "renews_automatically": company % 2 == 0,
        "created_at": clock.now() - timedelta(days=30 * (ROWS_EACH - turn), seconds=company),
    }


def questions() -> dict[str, str]:
    """Return what is asked, by name."""
    soon = (clock.now().date() + timedelta(days=7)).isoformat()
    rows = "/admin/suscripciones"
    return {
        "page, all": f"{rows}?page=1",
        "bare, all": f"{rows}?limit=100",
        "deep page": f"{rows}?page=900&per_page=100",
        "active": f"{rows}?page=1&estado=activa",
        "over": f"{rows}?page=1&estado=inactiva",
        "suspended": f"{rows}?page=1&estado=suspendida",
        "scheduled (none)": f"{rows}?page=1&estado=programada",
        "active, ends soon": f"{rows}?page=1&estado=activa&vence_antes={soon}",
        "suspended, ends soon": f"{rows}?page=1&estado=suspendida&vence_antes={soon}",
        "over, of a plan": f"{rows}?page=1&estado=inactiva&plan_id=2",
        "of a plan": f"{rows}?page=1&plan_id=2",
        "of a company": f"{rows}?page=1&empresa_id=777",
        "of a NIT": f"{rows}?page=1&nit=30-00000777",
        "statistics": f"{rows}/estadisticas",
        "one with history": f"{rows}/4242",
    }


@contextmanager
def installed(database: str) -> Iterator[Flask]:
    """Yield the product on an empty database that is taken away again."""
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        create_database_if_missing(url)
        app = create_app(
            Settings(
                app_env="test",
                database_url=url,
                scheduler="off",
                rate_limits=False,
                instance_path=folder,
                log_level="ERROR",
            )
        )
        with app.app_context():
            Base.metadata.drop_all(db.engine)
            Base.metadata.create_all(db.engine)
            yield app
            db.session.remove()
            db.engine.dispose()
        if database:
            _drop(url)


def _drop(url: str) -> None:
    parts = make_url(url)
    server = "postgres" if parts.get_backend_name() == "postgresql" else "mysql"
    engine = create_engine(parts.set(database=server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {parts.database}"))
    engine.dispose()


def measure(app: Flask, token: str, rounds: int) -> list[Figure]:
    """Ask each question several times; its median is held against the line, after one answer that warms up."""
    client, headers, figures = app.test_client(), {"Authorization": f"Bearer {token}"}, []
    for name, path in questions().items():
        took = []
        for _ in range(rounds + 1):
            started = time.perf_counter()
            answer = client.get(path, headers=headers)
            took.append((time.perf_counter() - started) * 1000)
            if answer.status_code != HTTPStatus.OK:
                raise RuntimeError(f"{path}: {answer.text}")
        figures.append(at_most(name, median(took[1:]), LIMIT_MS, "ms"))
    return figures


def explain(app: Flask, token: str) -> None:
    """Print how the database executes each statement of each question."""
    word = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    for name, path in questions().items():
        noted: list[tuple[str, Any]] = []
        note = _noting(noted)
        event.listen(db.engine, "before_cursor_execute", note)
        app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})
        event.remove(db.engine, "before_cursor_execute", note)
        for statement, parameters in noted:
            if "FROM subscription" not in statement:
                continue
            print(f"-- {name}: {' '.join(statement.split())[-160:]}")
            with db.engine.connect() as connection:
                for line in connection.exec_driver_sql(f"{word} {statement}", parameters):
                    print("  ", " | ".join(str(part) for part in line))


def _noting(noted: list[tuple[str, Any]]) -> Any:
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        noted.append((statement, parameters))

    return note


def main(arguments: list[str]) -> int:
    """Seed, measure, conclude."""
    parser = argparse.ArgumentParser(prog="bench_subscriptions.py", description="Measure lists of subscriptions.")
    parser.add_argument("--database", default="", help="SQLAlchemy URL of a throw-away database (default: SQLite)")
    parser.add_argument("--rounds", type=int, default=9, help="answers per question (default 9)")
    parser.add_argument("--explain", action="store_true", help="also print how each statement is executed")
    options = parser.parse_args(arguments)
    with installed(options.database) as app:
        started = time.perf_counter()
        token = seed()
        print(f"seeded {COMPANIES * ROWS_EACH} rows in {time.perf_counter() - started:.1f} s; {describe_machine()}")
        if options.explain:
            explain(app, token)
        return conclude(measure(app, token, options.rounds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
