"""The commands (contract 10-identity §10; refusal 13)."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from backend.accounts.models.users import User
from backend.cli import is_running_command, register_commands
from backend.companies.models import Company
from backend.config import unused_variables
from backend.infra import current
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading
from tests.factories.users import PASSWORD, make_user, sign_in

ADMIN = {"admin_email": "Jefa@example.com", "admin_password": "Jefa.Clave-1"}


@pytest.fixture
def run(app, monkeypatch):
    """Run a command with some settings changed."""
    register_commands(app)
    original = app.extensions[current.EXTENSION]

    def invoke(*arguments, stdin=None, **changes):
        monkeypatch.setitem(app.extensions, current.EXTENSION, replace(original, **changes))
        return app.test_cli_runner().invoke(args=arguments, input=stdin)

    return invoke


@reading
def accounts():
    return {user.email: (user.role, user.company_id) for user in session().query(User)}


@reading
def company_names():
    return {company.tax_id: company.name for company in session().query(Company)}


def totals(result):
    return [
        int(number)
        for number in re.findall(r"^(?:Servicios|Empresas|Usuarios|Suscripciones): (\d+)$", result.output, re.MULTILINE)
    ]


def log_in(client, email, password):
    return client.post("/auth/login", json={"email": email, "password": password}).status_code


def test_seed_makes_admin_company_and_cast_once(run, client):
    first = run("seed", **ADMIN, demo_password=PASSWORD)
    assert (first.exit_code, totals(first)) == (0, [6, 1, 3, 1])
    assert company_names() == {"900000001": "Empresa Demo"}
    made = accounts()
    assert made["jefa@example.com"] == (Role.ADMIN, None)
    assert (made["ana@demo.com"][0], made["beto@demo.com"][0]) == (Role.OWNER, Role.CASHIER)
    assert PASSWORD not in first.output
    assert log_in(client, "beto@demo.com", PASSWORD) == 200
    second = run("seed", **ADMIN, demo_password="Otra.Clave-9")
    assert (second.exit_code, totals(second)) == (0, [6, 1, 3, 1])
    assert log_in(client, "ana@demo.com", PASSWORD) == 200


def test_seed_without_passwords_prints_generated_ones_once(run, client):
    first, second = run("seed"), run("seed")
    printed = dict(re.findall(r"(\S+@\S+)  contraseña \(se muestra una sola vez\): (\S+)", first.output))
    assert set(printed) == {"admin@mostrador.local", "ana@demo.com"}
    assert log_in(client, "ana@demo.com", printed["ana@demo.com"]) == 200
    assert log_in(client, "beto@demo.com", printed["ana@demo.com"]) == 200
    assert "contraseña" not in second.output


@pytest.mark.parametrize("changes", [{**ADMIN, "admin_password": "weak"}, {**ADMIN, "demo_password": "weak"}])
def test_refuse_13_seed_with_a_weak_password_writes_nothing(run, changes):
    result = run("seed", **changes)
    assert result.exit_code == 1
    assert (accounts(), company_names()) == ({}, {})


def test_seed_of_production_makes_no_demo_and_no_admin_by_itself(run):
    result = run("seed", app_env="production")
    assert (result.exit_code, totals(result)) == (0, [6, 0, 0, 0])


def test_seed_of_production_makes_the_named_company_without_cast(run):
    assert totals(run("seed", app_env="production", demo_empresa_nit="30-9", **ADMIN)) == [6, 1, 1, 1]


def test_seed_never_changes_the_password_of_an_admin(run, client):
    run("seed", **ADMIN)
    run("seed", **{**ADMIN, "admin_password": "Nueva.Clave-2"})
    assert log_in(client, "jefa@example.com", ADMIN["admin_password"]) == 200


def create(run, email="jefa@example.com", stdin=None):
    extra = [] if stdin is None else ["--password-stdin"]
    return run("create-admin", "--email", email, "--nombre", "Jefa", *extra, stdin=stdin)


def test_create_admin_with_a_given_password(run, client):
    result = create(run, stdin="Jefa.Clave-1\n")
    assert result.exit_code == 0
    assert "Jefa.Clave-1" not in result.output
    assert log_in(client, "jefa@example.com", "Jefa.Clave-1") == 200


def test_create_admin_prints_a_password_that_lives_72_hours(run, client, moving_clock):
    password = re.search(r"72 horas\): (\S+)", create(run).output)[1]
    assert log_in(client, "jefa@example.com", password) == 200
    moving_clock.advance(hours=72)
    assert log_in(client, "jefa@example.com", password) == 403


def test_create_admin_promotes_and_ends_the_sessions(run, client, ana):
    token = sign_in(ana).access_token
    result = create(run, email=ana.email, stdin="Jefa.Clave-1\n")
    assert result.output.startswith("Promovido")
    assert accounts()[ana.email] == (Role.ADMIN, None)
    assert client.get("/account/profile", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize(
    ("email", "stdin"), [("no-address", None), ("a@example.com", "weak\n"), ("a@example.com", "\n")]
)
def test_refuse_13_create_admin_with_a_wrong_address_or_weak_password(run, email, stdin):
    assert create(run, email=email, stdin=stdin).exit_code == 1
    assert accounts() == {}


def findings(result):
    return {finding["check"]: finding["level"] for finding in json.loads(result.stdout)}


def test_doctor_names_every_check_and_fails_without_admin(run):
    result = run("doctor", "--json")
    assert result.exit_code == 1
    found = findings(result)
    assert set(found) >= {
        "secrets",
        "database",
        "migrations",
        "mail",
        "uploads",
        "time_zones",
        "locations",
        "clock",
        "variables",
        "admin",
    }
    assert (found["database"], found["uploads"], found["admin"]) == ("ok", "ok", "error")


def test_doctor_sees_an_admin_and_writes_one_line_per_check(run):
    make_user(Role.ADMIN)
    lines = run("doctor").output.splitlines()
    assert "ok admin hay uno activo" in lines
    assert all(line.split()[0] in {"ok", "aviso", "error"} for line in lines)


def test_doctor_of_production_refuses_development_secrets_and_missing_mail(run):
    found = findings(run("doctor", "--json", app_env="production"))
    assert (found["secrets"], found["mail"]) == ("error", "error")
    assert findings(run("doctor", "--json"))["secrets"] == "aviso"


def test_doctor_says_that_redis_does_not_answer(run):
    assert findings(run("doctor", "--json", redis_url="redis://127.0.0.1:1/0"))["redis"] == "error"


def test_variables_that_grant_nothing_are_named():
    known = {"SECRET_KEY": "x", "DB_HOST": "y"}
    assert unused_variables(known | {"SUPPORT_API_SECRET": "z", "OLD_ONE": "1"}) == ["OLD_ONE", "SUPPORT_API_SECRET"]


def test_outside_of_flasks_command_line_no_command_runs():
    assert is_running_command() is False
