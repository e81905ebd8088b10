"""Registration (rules 8 to 10; refusals 2 to 4)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from backend.accounts.models.invitations import Invitation
from backend.accounts.models.sessions import StageToken
from backend.accounts.models.users import BackupCode
from backend.accounts.repository.invitations import InvitationRepository
from backend.accounts.service import upkeep
from backend.companies.repository import find_by_tax_id
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from tests.accounts.steps import change, code_of, find_user, log_in, said, wrong_code_of
from tests.conftest import run_in_threads
from tests.factories.invitations import make_invitation
from tests.factories.users import PASSWORD

DORA = "dora@example.com"


def register(client, **fields):
    body = {"nombre": "Dora Luz", "email": DORA, "password": PASSWORD} | fields
    return client.post("/auth/registro", json={k: v for k, v in body.items() if v is not ...})


def founder(client, **fields):
    return register(client, empresa_id="20-1", empresa_nombre="Dora SRL", **fields)


def confirm(client, setup, code=None):
    body = {"activation_token": setup["activation_token"], "otp_code": code or code_of(setup["secret"])}
    return client.post("/auth/registro/confirmar-otp", json=body)


@reading
def company_of(tax_id):
    return find_by_tax_id(tax_id)


@reading
def only_invitation():
    return session().query(Invitation).execution_options(**{OPTION: PLATFORM}).one()


def test_buyer_has_no_company_and_role_user(client, mailbox):
    answer = register(client)
    assert answer.status_code == 201
    body = answer.get_json()
    assert (body["message"], body["empresa"]) == ("Registro exitoso", None)
    assert (body["usuario"]["rol"], body["usuario"]["empresa_id"], body["usuario"]["is_active"]) == (
        "user",
        None,
        False,
    )
    assert set(body["otp_setup"]) == {"method", "secret", "provisioning_uri", "backup_codes", "activation_token"}
    assert len(body["otp_setup"]["secret"]) == 32
    assert [len(code) for code in body["otp_setup"]["backup_codes"]] == [8] * 5
    assert [mail.subject for mail in mailbox.collect()] == ["Confirmá tu correo"]


def test_unknown_nit_with_a_name_founds_a_company(client):
    body = founder(client).get_json()
    assert body["usuario"]["rol"] == "cliente"
    assert body["empresa"] == {"id": body["usuario"]["empresa_id"], "nombre": "Dora SRL", "estado": False}
    assert confirm(client, body["otp_setup"]).status_code == 200
    company = company_of("20-1")
    assert (company.is_active, company.awaits_owner, company.currency) == (True, False, "ARS")


def test_unknown_nit_without_a_name_is_404(client):
    assert said(register(client, empresa_id="20-1")) == (404, "empresa_not_found")


def test_company_name_without_nit_is_422(client):
    assert "empresa_id" in register(client, empresa_nombre="Dora SRL").get_json()["errors"]


def test_rule_9_without_second_factor_the_account_is_active_at_once(client):
    body = founder(client, otp_method="none").get_json()
    assert "otp_setup" not in body
    assert (body["usuario"]["is_active"], body["usuario"]["email_verificado"]) == (True, False)
    assert body["empresa"]["estado"] is True
    assert log_in(client, DORA).status_code == 200


def test_rule_8_pending_account_cannot_log_in_until_confirmed(client):
    setup = founder(client).get_json()["otp_setup"]
    assert said(log_in(client, DORA)) == (403, "account_pending")
    assert said(log_in(client, DORA, "Equivocada.1")) == (401, "invalid_credentials")
    assert confirm(client, setup).status_code == 200
    assert log_in(client, DORA).status_code == 202


def test_rule_8_backup_codes_work_only_after_confirmation(client):
    setup = register(client).get_json()["otp_setup"]
    assert said(log_in(client, DORA, backup_code=setup["backup_codes"][0])) == (403, "account_pending")
    confirm(client, setup)
    assert log_in(client, DORA, backup_code=setup["backup_codes"][0]).status_code == 200


def test_rule_4_code_of_the_confirmation_does_not_log_in(client):
    setup = register(client).get_json()["otp_setup"]
    code = code_of(setup["secret"])
    confirm(client, setup, code)
    assert said(log_in(client, DORA, otp_code=code)) == (401, "invalid_otp")


def test_rule_8_repeat_with_the_same_address_replaces_the_pending_account(client):
    first = founder(client).get_json()["otp_setup"]
    second = founder(client, nombre="Dora Otra")
    assert second.status_code == 201
    assert said(confirm(client, first)) == (401, "invalid_token")
    assert confirm(client, second.get_json()["otp_setup"]).status_code == 200
    assert find_user(DORA).name == "Dora Otra"


def test_refuse_4_pending_owner_stops_reserving_the_nit_with_the_activation_token(client, moving_clock):
    setup = founder(client).get_json()["otp_setup"]
    assert said(founder(client, email="eva@example.com")) == (403, "invitation_required")
    moving_clock.advance(minutes=10)
    assert founder(client, email="eva@example.com").status_code == 201
    assert find_user(DORA) is None
    assert said(confirm(client, setup)) == (401, "token_expired")


def test_refuse_4_pending_rows_are_purged_after_a_day(client, moving_clock):
    founder(client)
    moving_clock.advance(hours=24)
    assert upkeep.purge_pending_registrations() == 0
    moving_clock.advance(seconds=1)
    assert upkeep.purge_pending_registrations() == 1
    assert find_user(DORA) is None
    assert company_of("20-1") is None
    assert remains() == (0, 0)


@reading
def remains():
    return session().query(BackupCode).count(), session().query(StageToken).count()


def test_purge_spares_deactivated_accounts_and_the_companies_of_invited_people(client, ana, beto, moving_clock):
    change(beto, is_active=False)
    register(client, codigo_invitacion=make_invitation(ana, DORA, Role.OWNER))
    moving_clock.advance(hours=25)
    assert upkeep.purge_pending_registrations() == 1
    assert find_user(beto.email) is not None
    assert company_of("30-71000001-1") is not None


def test_address_of_an_active_account_is_taken_whatever_its_case(client, ana):
    assert said(register(client, email="ANA@example.com")) == (409, "email_taken")


@pytest.mark.parametrize("field", [{"rol": "admin"}, {"is_active": True}, {"empresa": 1}, {"role": "admin"}])
def test_refuse_2_mass_assignment(client, field):
    assert said(register(client, **field)) == (422, "validation_error")
    assert find_user(DORA) is None


def test_refuse_2_integer_company_id(client, ana_company):
    assert "empresa_id" in register(client, empresa_id=ana_company.id).get_json()["errors"]


@pytest.mark.parametrize("nit", ["a b", "20/1", "ñ", "x" * 51])
def test_nit_of_another_form_is_422(client, nit):
    assert "empresa_id" in register(client, empresa_id=nit, empresa_nombre="X").get_json()["errors"]


def test_refuse_3_company_without_users_is_not_joined_by_its_nit(client, ana_company):
    for nit in ("30-71000001-1", " 30-71000001-1 "):
        assert said(register(client, empresa_id=nit, empresa_nombre="Otra")) == (403, "invitation_required")


def test_refuse_3_company_with_users_is_not_joined_by_its_nit(client, ana):
    assert said(register(client, empresa_id="30-71000001-1")) == (403, "invitation_required")


@pytest.mark.parametrize("nit", [..., "30-71000001-1"])
def test_invited_person_joins_with_the_role_of_the_invitation(client, ana, nit):
    code = make_invitation(ana, DORA, Role.SELLER)
    body = register(client, codigo_invitacion=code, empresa_id=nit).get_json()
    assert (body["usuario"]["rol"], body["usuario"]["empresa_id"]) == ("seller", ana.company_id)
    assert only_invitation().used_at is None
    assert confirm(client, body["otp_setup"]).status_code == 200
    assert only_invitation().used_at == clock.now()
    assert find_user(DORA).email_verified is False


def test_rule_10_invitation_without_second_factor_is_used_at_once(client, ana):
    code = make_invitation(ana, DORA)
    assert register(client, codigo_invitacion=code, otp_method="none").status_code == 201
    assert only_invitation().used_at is not None


@pytest.mark.parametrize(
    "columns", [{"used_at": clock.system_time()}, {"revoked_at": clock.system_time()}, {"expires_at": ...}]
)
def test_rule_10_used_revoked_and_expired_codes_are_one_answer(client, ana, columns):
    columns = {name: clock.now() if value is ... else value for name, value in columns.items()}
    code = make_invitation(ana, DORA, **columns)
    assert said(register(client, codigo_invitacion=code)) == (403, "invalid_invitation")


def test_rule_10_wrong_code_and_foreign_address_are_the_same_answer(client, ana):
    code = make_invitation(ana, "otra@example.com")
    assert said(register(client, codigo_invitacion="x" * 30)) == (403, "invalid_invitation")
    assert said(register(client, codigo_invitacion=code)) == (403, "invalid_invitation")


def test_rule_10_code_of_another_company_is_the_same_answer(client, ana, carla):
    code = make_invitation(carla, DORA)
    assert said(register(client, codigo_invitacion=code, empresa_id="30-71000001-1")) == (403, "invalid_invitation")


def test_rule_10_code_revoked_before_the_confirmation_is_refused(client, ana):
    body = register(client, codigo_invitacion=make_invitation(ana, DORA)).get_json()
    change_invitation(revoked_at=clock.now())
    assert said(confirm(client, body["otp_setup"])) == (403, "invalid_invitation")
    assert find_user(DORA).is_active is False


@transactional
def change_invitation(**columns):
    InvitationRepository(PLATFORM).execute(update(Invitation).values(**columns))


def test_invitation_into_a_deactivated_company_is_told(client, ana, ana_company):
    code = make_invitation(ana, DORA)
    change(ana_company, is_active=False)
    assert said(register(client, codigo_invitacion=code)) == (403, "company_inactive")


def test_rule_1_weak_password_is_refused_with_one_text_per_rule(client):
    errors = register(client, password="abc").get_json()["errors"]
    assert errors["password"] == [
        "Entre 8 y 128 caracteres",
        "Al menos una letra mayúscula",
        "Al menos un número",
        "Al menos un carácter especial",
    ]


def test_refuse_8_same_activation_token_twice(client):
    setup = register(client).get_json()["otp_setup"]
    assert confirm(client, setup).status_code == 200
    assert said(confirm(client, setup)) == (401, "invalid_token")


def test_rule_7_account_activated_by_other_means_is_told(client):
    setup = register(client).get_json()["otp_setup"]
    change(find_user(DORA), is_active=True, activated_at=clock.now())
    assert said(confirm(client, setup)) == (409, "already_active")


def test_rule_7_fifth_wrong_code_kills_the_activation_and_locks(client, moving_clock):
    setup = register(client).get_json()["otp_setup"]
    for _ in range(5):
        assert said(confirm(client, setup, wrong_code_of(setup["secret"]))) == (401, "invalid_otp")
    assert said(confirm(client, setup)) == (429, "account_locked")


def test_activation_token_lives_ten_minutes(client, moving_clock):
    setup = register(client).get_json()["otp_setup"]
    moving_clock.advance(minutes=10)
    assert said(confirm(client, setup)) == (401, "token_expired")


@pytest.mark.database
def test_parallel_founders_of_one_nit_are_one_owner(app):
    def attempt(number):
        with app.app_context():
            return founder(app.test_client(), email=f"persona{number}@example.com").status_code

    answers = run_in_threads(4, attempt)
    assert sorted(answers) == [201, 403, 403, 403]


@pytest.mark.parametrize("email", ["dora", "dora@", "dóra@example.com", "a" * 110 + "@example.com", ""])
def test_bad_address_is_422(client, email):
    assert "email" in register(client, email=email).get_json()["errors"]
