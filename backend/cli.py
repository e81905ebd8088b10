"""Commands: ``flask --app backend.wsgi seed | create-admin | doctor | rotate-keys | rotar-clave-licencia | …``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade

from backend.accounts.domain.addresses import MAX_LENGTH
from backend.accounts.service import provisioning
from backend.accounts.service.provisioning import Provisioned
from backend.billing.service import daily, first_catalogue, licence_keys
from backend.companies import service as companies
from backend.companies.models import Company
from backend.config import ROOT, Settings
from backend.infra.crypto import CannotDecrypt
from backend.infra.current import settings
from backend.infra.db import create_database_if_missing
from backend.infra.diagnosis import ERROR, OK, Finding, examine
from backend.infra.key_rotation import rotate_keys
from backend.infra.principal import OPERATOR, Role, acting
from backend.infra.unit_of_work import transactional
from backend.kernel.errors import AppError, ValidationFailed
from backend.payments.service import points_of_sale

LOCAL_ADMIN = "admin@mostrador.local"
DEMO_TAX_ID = "900000001"
DEMO_OWNER = "ana@demo.com"
DEMO_CASHIER = "beto@demo.com"

TOUCHED_WORDS = {
    "renewed": "renovada",
    "scheduled": "programada",
    "ended": "vencida",
    "started": "iniciada",
    "replaced": "reemplazada",
    "unpaid": "impaga",
}
TOUCHED_TOTALS = {"renovadas": "renewed", "programadas": "scheduled", "vencidas": "ended"}


def register_commands(app: Flask) -> None:
    """Give the application its commands."""
    for command in (
        seed,
        create_admin,
        doctor,
        rotate_stored_keys,
        rotate_licence_key,
        upgrade_database,
        renew_subscriptions,
    ):
        app.cli.add_command(command)


def is_running_command() -> bool:
    """Tell whether the application is loaded for a command of Flask's that is not the development server."""
    context = click.get_current_context(silent=True)
    return context is not None and context.find_object(ScriptInfo) is not None and context.info_name != "run"


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Make what a fresh installation needs; repeatable, one transaction."""
    try:
        with acting(OPERATOR):
            notices = _seed(settings())
    except ValidationFailed as error:
        _fail(f"No se guardó nada: {_sentences(error)}")
    for notice in notices:
        click.echo(notice)
    sold = first_catalogue.count_all()
    click.echo(f"Servicios: {sold.services}")
    click.echo(f"Empresas: {companies.count_companies()}")
    click.echo(f"Usuarios: {provisioning.count_accounts()}")
    click.echo(f"Suscripciones: {sold.subscriptions}")


@transactional
def _seed(installation: Settings) -> list[str]:
    notices = _seed_admin(installation)
    licence_keys.ensure_key()
    first_catalogue.ensure_catalogue()
    tax_id = installation.demo_empresa_nit or ("" if installation.is_production else DEMO_TAX_ID)
    if tax_id:
        demo = companies.ensure_company(
            installation.demo_empresa_nombre, tax_id, contact=installation.demo_empresa_contacto
        )
        if demo.is_active:
            first_catalogue.ensure_demo_subscription(demo.id)
        if not installation.is_production:
            notices += _seed_cast(installation, demo)
            points_of_sale.ensure_demo(demo.id)
    return notices


def _seed_admin(installation: Settings) -> list[str]:
    email, password = installation.admin_email, installation.admin_password
    if installation.is_production and not (email and password):
        return ["Sin ADMIN_EMAIL y ADMIN_PASSWORD no se creó un administrador: usá create-admin."]
    made = provisioning.ensure_account(email or LOCAL_ADMIN, "Administrador", Role.ADMIN, password=password)
    return _shown_once("Administrador", made)


def _seed_cast(installation: Settings, demo: Company) -> list[str]:
    owner = provisioning.ensure_account(
        DEMO_OWNER, "Ana Demo", Role.OWNER, company=demo, password=installation.demo_password
    )
    # One password for both, so that a newcomer has to keep one line only.
    password = installation.demo_password or owner.generated_password or ""
    cashier = provisioning.ensure_account(DEMO_CASHIER, "Beto Demo", Role.CASHIER, company=demo, password=password)
    return [*_shown_once(f"Dueña de {demo.name} (y cajero {DEMO_CASHIER})", owner), *_shown_once("Cajero", cashier)]


def _shown_once(who: str, made: Provisioned) -> list[str]:
    if made.generated_password is None:
        return []
    return [f"{who}: {made.user.email}  contraseña (se muestra una sola vez): {made.generated_password}"]


@click.command("create-admin")
@click.option("--email", required=True)
@click.option("--nombre", "name", required=True)
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@with_appcontext
def create_admin(email: str, name: str, *, password_stdin: bool) -> None:
    """Make an administrator, or make one of an existing account."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    if password_stdin and not password:
        _fail("Falta la contraseña en la entrada estándar.")
    try:
        with acting(OPERATOR):
            made = provisioning.create_admin(_valid_email(email), _valid_name(name), password)
    except AppError as error:
        _fail(_sentences(error) if isinstance(error, ValidationFailed) else error.message)
    click.echo(f"{'Creado' if made.is_new else 'Promovido'}: {made.user.email}")
    if made.generated_password:
        click.echo(f"Contraseña (se muestra una sola vez, vale 72 horas): {made.generated_password}")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="one JSON list instead of lines")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Look over the installation; exit code 1 if anything is wrong."""
    findings = [*examine(settings()), _licence_key_finding(), _admin_finding()]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{finding.level} {finding.check} {finding.text}")
    if any(finding.level == ERROR for finding in findings):
        sys.exit(1)


def _admin_finding() -> Finding:
    return _presence("admin", provisioning.has_active_admin, "hay uno activo", "no hay ninguno activo")


def _licence_key_finding() -> Finding:
    return _presence("licence key", licence_keys.has_signing_key, "hay una que firma", "todavía no hay ninguna")


def _presence(check: str, is_there: Callable[[], bool], present: str, absent: str) -> Finding:
    try:
        return Finding(OK, check, present) if is_there() else Finding(ERROR, check, absent)
    except Exception as error:  # noqa: BLE001 - without tables this is one more finding, not a crash
        return Finding(ERROR, check, type(error).__name__)


@click.command("rotate-keys")
@with_appcontext
def rotate_stored_keys() -> None:
    """Seal every stored secret again with the first key of ENCRYPTION_KEY."""
    try:
        counts = rotate_keys()
    except CannotDecrypt as error:
        _fail(str(error))
    for name, rows in counts.items():
        click.echo(f"{name}: {rows}")


@click.command("rotar-clave-licencia")
@with_appcontext
def rotate_licence_key() -> None:
    """Sign licences with a new key from now on; the old public keys stay published while they are needed."""
    click.echo(f"Clave nueva: {licence_keys.rotate_key()}")


@click.command("upgrade-database")
@with_appcontext
def upgrade_database() -> None:
    """Make the database if it is missing (MySQL, MariaDB, PostgreSQL) and bring it to the newest migration."""
    upgrade_to_head(current_app._get_current_object())  # type: ignore[attr-defined] # noqa: SLF001 - Flask's own way to the app behind the proxy


@click.command("renovar")
@click.option("--dry-run", "is_dry", is_flag=True, help="tell what would be done, write nothing")
@click.option("--dias-anticipacion", "days_ahead", type=click.IntRange(0, 366), default=0, show_default=True)
@with_appcontext
def renew_subscriptions(*, is_dry: bool, days_ahead: int) -> None:
    """Write the due changes of all subscriptions by hand; with days also schedule the renewals of what ends soon."""
    touched = daily.run_by_hand(is_dry=is_dry, days_ahead=days_ahead)
    for one in touched:
        follows = f" -> {one.start_date} a {one.end_date}" if one.start_date else ""
        click.echo(f"{TOUCHED_WORDS[one.kind]} suscripción {one.row.id} (empresa {one.row.company_id}){follows}")
    kinds = Counter(one.kind for one in touched)
    for total, kind in TOUCHED_TOTALS.items():
        click.echo(f"{total}: {kinds[kind]}")


def upgrade_to_head(app: Flask) -> None:
    """Make the application's database if it is missing and bring it to the newest migration, in this process."""
    with app.app_context():
        create_database_if_missing(settings().database)
        upgrade(directory=str(ROOT / "migrations"))


def _valid_email(text: str) -> str:
    address = text.strip()
    is_address = address.isascii() and address.count("@") == 1 and "" not in address.split("@")
    if not is_address or len(address) > MAX_LENGTH:
        _fail("El correo no es válido.")
    return address


def _valid_name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= MAX_LENGTH:
        _fail(f"El nombre tiene entre 1 y {MAX_LENGTH} caracteres.")
    return name


def _sentences(error: ValidationFailed) -> str:
    return "; ".join(sentence for sentences in error.errors.values() for sentence in sentences)


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
