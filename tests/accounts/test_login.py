"""Logging in: order of the checks, challenge, both codes, the OAuth2 form (rules 2, 4, 6, 7; refusals 6, 7, 8)."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from backend.accounts.domain import hashing
from backend.accounts.models.sessions import UserSession
from backend.infra.db import session
from backend.infra.unit_of_work import reading
from backend.kernel import clock
from tests.accounts.steps import WRONG, bearer, change, code_of, fresh, give_second_factor, log_in, said, wrong_code_of
from tests.factories.users import CHEAP, PASSWORD


def test_right_password_opens_a_session_with_the_contracts_body(client, ana):
    answer = log_in(client, " ANA@Example.com ")
    assert answer.status_code == 200
    body = answer.get_json()
    assert set(body) == {"access_token", "refresh_token", "token_type", "expires_in", "usuario"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 1800)
    assert set(body["usuario"]) == {
        "id", "nombre", "email", "rol", "empresa_id", "is_active", "otp_enabled", "email_verificado",
        "password_temporal", "telefono", "direccion", "ciudad", "pais", "fecha_nacimiento", "creado_en",
    }  # fmt: skip
    assert client.get("/account/profile", headers=bearer(body["access_token"])).status_code == 200


def test_access_token_carries_the_contracts_claims(client, ana, settings):
    token = log_in(client, ana.email).get_json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    assert claims["sub"] == str(ana.id)
    assert (claims["usuario_id"], claims["rol"], claims["empresa_id"]) == (ana.id, "cliente", ana.company_id)
    assert (claims["otp_enabled"], claims["typ"]) == (False, "access")
    assert (claims["iss"], claims["aud"]) == (settings.token_issuer, settings.token_audience)
    assert claims["jti"]
    assert claims["exp"] - claims["iat"] == 1800
    assert isinstance(claims["sid"], int)


@pytest.mark.parametrize(("email", "password"), [("ana@example.com", WRONG), ("nadie@example.com", PASSWORD)])
def test_rule_2_every_failure_before_the_password_is_one_answer(client, ana, email, password):
    answer = log_in(client, email, password)
    assert said(answer) == (401, "invalid_credentials")
    assert answer.get_json()["message"] == "El correo o la contraseña no son correctos."
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_rule_2_unknown_address_verifies_a_dummy_hash(client, ana, monkeypatch):
    verified = []
    argon2 = hashing._hashing.argon2
    monkeypatch.setattr(
        hashing._hashing, "argon2", type("Spy", (), {"verify": lambda _, stored, given: verified.append(stored) or
                                                     argon2.verify(stored, given)})(),
    )  # fmt: skip
    log_in(client, "nadie@example.com")
    assert verified == [hashing._hashing.dummy]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"is_active": False}, "account_inactive"),
        ({"temporary_password_until": clock.system_time() - timedelta(days=4000)}, "password_expired"),
    ],
)
def test_rule_2_state_is_told_only_to_who_knows_the_password(client, ana, columns, code):
    change(ana, **columns)
    assert said(log_in(client, ana.email)) == (403, code)
    assert said(log_in(client, ana.email, WRONG)) == (401, "invalid_credentials")


def test_rule_2_company_inactive_is_told_after_the_password(client, ana, ana_company):
    change(ana_company, is_active=False)
    assert said(log_in(client, ana.email)) == (403, "company_inactive")


def test_refuse_7_account_without_password_cannot_log_in(client, ana):
    change(ana, password_hash=None)
    for password in ("", PASSWORD, "None"):
        assert said(log_in(client, ana.email, password)) == (401, "invalid_credentials")


def test_password_is_compared_in_its_nfc_form(client, ana):
    change(ana, password_hash=hashing.hash_password("Contraseñá.1"))
    assert log_in(client, ana.email, "Contrasen\u0303a\u0301.1").status_code == 200


def test_hash_with_other_costs_is_renewed_at_login(client, ana):
    before = fresh(ana).password_hash
    hashing.use_costs(hashing.Costs(argon2_memory_kib=128, argon2_rounds=1, scrypt_n=2))
    try:
        assert log_in(client, ana.email).status_code == 200
        after = fresh(ana).password_hash
        assert after != before
        assert not hashing.needs_rehash(after)
        assert log_in(client, ana.email).status_code == 200
        assert fresh(ana).password_hash == after
    finally:
        hashing.use_costs(CHEAP)


def test_second_factor_without_code_answers_a_challenge(client, ana):
    give_second_factor(ana)
    answer = log_in(client, ana.email)
    assert answer.status_code == 202
    body = answer.get_json()
    assert (body["requires_otp"], body["otp_methods"]) == (True, ["totp", "backup_code"])
    assert set(body) == {"requires_otp", "challenge_token", "otp_methods"}


def test_code_can_come_with_the_password(client, ana):
    secret, backup_codes = give_second_factor(ana)
    assert log_in(client, ana.email, otp_code=code_of(secret)).status_code == 200
    assert log_in(client, ana.email, backup_code=backup_codes[0].upper()).status_code == 200
    assert said(log_in(client, ana.email, otp_code=wrong_code_of(secret))) == (401, "invalid_otp")
    assert said(log_in(client, ana.email, backup_code="00000000")) == (401, "invalid_backup_code")


def test_both_codes_at_once_are_refused(client, ana):
    assert log_in(client, ana.email, otp_code="123456", backup_code="00000000").status_code == 422


def challenge_of(client, user):
    return log_in(client, user.email).get_json()["challenge_token"]


def finish(client, token, **codes):
    return client.post("/auth/login/otp", json={"challenge_token": token, **codes})


def test_challenge_and_code_open_a_session(client, ana):
    secret, backup_codes = give_second_factor(ana)
    assert finish(client, challenge_of(client, ana), otp_code=code_of(secret)).status_code == 200
    assert finish(client, challenge_of(client, ana), backup_code=backup_codes[1]).status_code == 200


def test_challenge_wants_exactly_one_code(client, ana):
    give_second_factor(ana)
    token = challenge_of(client, ana)
    assert finish(client, token).status_code == 422
    assert finish(client, token, otp_code="123456", backup_code="00000000").status_code == 422


@pytest.mark.parametrize("steps", [-1, 1])
def test_rule_4_neighbouring_step_is_accepted(client, ana, steps):
    secret, _ = give_second_factor(ana)
    assert finish(client, challenge_of(client, ana), otp_code=code_of(secret, steps=steps)).status_code == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_rule_4_code_two_steps_away_is_refused(client, ana, steps):
    secret, _ = give_second_factor(ana)
    assert said(log_in(client, ana.email, otp_code=code_of(secret, steps=steps))) == (401, "invalid_otp")


def test_rule_4_same_code_twice_is_refused(client, ana):
    secret, _ = give_second_factor(ana)
    code = code_of(secret)
    assert log_in(client, ana.email, otp_code=code).status_code == 200
    assert said(log_in(client, ana.email, otp_code=code)) == (401, "invalid_otp")


def test_rule_4_earlier_step_after_a_later_one_is_refused(client, ana):
    secret, _ = give_second_factor(ana)
    assert log_in(client, ana.email, otp_code=code_of(secret)).status_code == 200
    assert said(log_in(client, ana.email, otp_code=code_of(secret, steps=-1))) == (401, "invalid_otp")


def test_refuse_8_same_backup_code_twice(client, ana):
    _, backup_codes = give_second_factor(ana)
    assert log_in(client, ana.email, backup_code=backup_codes[0]).status_code == 200
    assert said(log_in(client, ana.email, backup_code=backup_codes[0])) == (401, "invalid_backup_code")


def test_refuse_8_same_challenge_twice(client, ana, moving_clock):
    secret, backup_codes = give_second_factor(ana)
    token = challenge_of(client, ana)
    assert finish(client, token, otp_code=code_of(secret)).status_code == 200
    moving_clock.advance(seconds=30)
    assert said(finish(client, token, otp_code=code_of(secret))) == (401, "invalid_token")
    assert said(finish(client, token, backup_code=backup_codes[0])) == (401, "invalid_token")


def test_challenge_lives_five_minutes(client, ana, moving_clock):
    secret, _ = give_second_factor(ana)
    token = challenge_of(client, ana)
    moving_clock.advance(minutes=5)
    assert said(finish(client, token, otp_code=code_of(secret))) == (401, "token_expired")


def test_rule_7_challenge_belongs_to_its_account(client, ana, carla):
    give_second_factor(ana)
    carlas_secret, _ = give_second_factor(carla)
    assert said(finish(client, challenge_of(client, ana), otp_code=code_of(carlas_secret))) == (401, "invalid_otp")


def test_rule_7_second_factor_removed_meanwhile_is_told(client, ana):
    secret, _ = give_second_factor(ana)
    token = challenge_of(client, ana)
    change(ana, otp_enabled=False, otp_secret=None)
    assert said(finish(client, token, otp_code=code_of(secret))) == (409, "otp_not_enabled")


def test_rule_7_fifth_wrong_try_kills_the_challenge_even_when_the_lock_is_lifted(client, ana, moving_clock):
    secret, _ = give_second_factor(ana)
    token = challenge_of(client, ana)
    for _ in range(5):
        assert said(finish(client, token, otp_code=wrong_code_of(secret))) == (401, "invalid_otp")
    from backend.accounts.repository import attempts  # noqa: PLC0415 - stands for an administrator's reset
    from backend.infra.crypto import sha256_hex  # noqa: PLC0415 - same
    from backend.infra.unit_of_work import run_unit  # noqa: PLC0415 - same

    run_unit(lambda: attempts.clear(sha256_hex(ana.email)))
    assert said(finish(client, token, otp_code=code_of(secret))) == (401, "invalid_token")


def test_refuse_6_second_step_for_an_account_deactivated_in_between(client, ana):
    secret, _ = give_second_factor(ana)
    token = challenge_of(client, ana)
    change(ana, is_active=False)
    assert said(finish(client, token, otp_code=code_of(secret))) == (403, "account_inactive")


def test_refuse_6_second_step_for_a_company_deactivated_in_between(client, ana, ana_company):
    secret, _ = give_second_factor(ana)
    token = challenge_of(client, ana)
    change(ana_company, is_active=False)
    assert said(finish(client, token, otp_code=code_of(secret))) == (403, "company_inactive")


def token_form(client, **form):
    return client.post("/token", data={"username": "ana@example.com", "password": PASSWORD, **form})


def test_oauth_form_answers_exactly_two_fields(client, ana):
    answer = token_form(client, grant_type="password", scope="x", client_id="y", client_secret="z")
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"access_token", "token_type"}
    assert answer.get_json()["token_type"] == "bearer"
    assert client.get("/account/profile", headers=bearer(answer.get_json()["access_token"])).status_code == 200


def test_session_of_the_oauth_form_ends_with_its_access_token(client, ana):
    token_form(client)
    assert only_session().expires_at == clock.now() + timedelta(minutes=30)


@reading
def only_session():
    return session().query(UserSession).one()


def test_oauth_form_wants_the_code_of_a_second_factor(client, ana):
    secret, _ = give_second_factor(ana)
    missing = token_form(client)
    assert said(missing) == (401, "otp_required")
    assert missing.headers["WWW-Authenticate"] == "Bearer"
    assert said(token_form(client, otp_code=wrong_code_of(secret))) == (401, "invalid_otp")
    assert token_form(client, otp_code=code_of(secret)).status_code == 200


def test_oauth_form_refuses_a_wrong_password(client, ana):
    assert said(token_form(client, password=WRONG)) == (401, "invalid_credentials")


def test_login_refuses_unknown_fields_and_json_that_is_no_object(client):
    body = {"email": "a@example.com", "password": "x", "remember": True}
    assert client.post("/auth/login", json=body).get_json()["errors"] == {"remember": ["Este campo no existe."]}
    assert said(client.post("/auth/login", json=[1])) == (400, "malformed_json")
    assert said(client.post("/auth/login", data="{", content_type="application/json")) == (400, "malformed_json")


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_no_database_holds_is_422(client, text):
    assert client.post("/auth/login", json={"email": "a@example.com", "password": text}).status_code == 422
