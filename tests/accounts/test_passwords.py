"""Passwords: policy, forgotten, reset, own change (rules 1, 12, 17, 18; refusals 8, 11, 18)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.accounts.domain.password_policy import RULES, broken_rules, generate_password
from backend.infra import mail
from backend.kernel import clock
from tests.accounts.steps import (
    NEW_PASSWORD,
    WRONG,
    bearer,
    change,
    code_of,
    fresh,
    give_second_factor,
    link_token,
    log_in,
    mailed_code,
    said,
)
from tests.factories.users import PASSWORD, auth_headers, sign_in

GOOD = "Abcdefg1!"


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        (GOOD, []),
        ("Abcdef1!", []),
        ("Abcde1!", ["length"]),
        ("A1!" + "b" * 125, []),
        ("A1!" + "b" * 126, ["length"]),
        ("abcdefg1!", ["upper"]),
        ("ñandú123!", ["upper"]),
        ("Ñandú123!", []),
        ("ABCDEFG1!", ["lower"]),
        ("Abcdefgh!", ["digit"]),
        ("Abcdefg1", ["special"]),
        ("Abcdefg1¡", ["special"]),
        ("Abcdef1!\n", ["length"]),
        ("N\u0303o puede 1!", []),
        ("", ["length", "upper", "lower", "digit", "special"]),
    ],
)
def test_rule_1_policy_judges_the_nfc_form(password, broken):
    texts = {rule.name: rule.text for rule in RULES}
    assert broken_rules(password) == [texts[name] for name in broken]


def test_generated_passwords_keep_the_policy():
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 16 and not broken_rules(password) for password in made)


def test_policy_is_public_and_as_the_contract_writes_it(client):
    assert client.get("/public/politica-password").get_json() == {
        "min_length": 8,
        "max_length": 128,
        "reglas": [
            {"codigo": "longitud", "patron": "^.{8,128}$", "texto": "Entre 8 y 128 caracteres"},
            {"codigo": "mayuscula", "patron": "[A-ZÁÉÍÓÚÜÑ]", "texto": "Al menos una letra mayúscula"},
            {"codigo": "minuscula", "patron": "[a-záéíóúüñ]", "texto": "Al menos una letra minúscula"},
            {"codigo": "numero", "patron": "[0-9]", "texto": "Al menos un número"},
            {"codigo": "especial", "patron": "[!-/:-@\\[-`{-~]", "texto": "Al menos un carácter especial"},
        ],
    }


def forgot(client, email):
    return client.post("/auth/password/forgot", json={"email": email})


def reset(client, token, password=NEW_PASSWORD):
    return client.post("/auth/password/reset", json={"token": token, "new_password": password})


def reset_token(client, mailbox, user):
    forgot(client, user.email)
    return link_token(mailbox.collect(), "/restablecer")


def test_refuse_18_forgot_answers_the_same_for_known_and_unknown(client, ana, mailbox):
    known, unknown = forgot(client, ana.email), forgot(client, "nadie@example.com")
    assert (known.status_code, known.get_json()) == (unknown.status_code, unknown.get_json())
    assert known.status_code == 202
    assert [sent.to for sent in mailbox.collect()] == [ana.email]


def test_reset_sets_the_password_and_ends_every_session(client, ana, mailbox, settings):
    signed_in = sign_in(ana)
    forgot(client, "ANA@example.com")
    mails = mailbox.collect()
    assert f"{settings.backoffice_url}/restablecer?token=" in mails[0].text
    assert f"{settings.backoffice_url}/restablecer?token=" in mails[0].html
    assert reset(client, link_token(mails, "/restablecer")).status_code == 200
    assert said(client.get("/account/profile", headers=bearer(signed_in.access_token))) == (401, "token_revoked")
    assert log_in(client, ana.email, PASSWORD).status_code == 401
    assert log_in(client, ana.email, NEW_PASSWORD).status_code == 200
    assert [sent.subject for sent in mailbox.collect()] == ["Tu contraseña cambió"]


def test_refuse_8_reset_token_works_once(client, ana, mailbox):
    token = reset_token(client, mailbox, ana)
    assert reset(client, token).status_code == 200
    assert said(reset(client, token, "Tercera.Clave-3")) == (401, "invalid_token")


def test_reset_token_lives_thirty_minutes(client, ana, mailbox, moving_clock):
    token = reset_token(client, mailbox, ana)
    moving_clock.advance(minutes=30)
    assert said(reset(client, token)) == (401, "token_expired")


def test_rule_18_newer_request_voids_the_older_link(client, ana, mailbox):
    older, newer = reset_token(client, mailbox, ana), reset_token(client, mailbox, ana)
    assert said(reset(client, older)) == (401, "invalid_token")
    assert reset(client, newer).status_code == 200


def test_rule_18_reset_keeps_the_second_factor_and_verifies_the_address(client, ana, mailbox):
    change(ana, email_verified=False)
    give_second_factor(ana)
    reset(client, reset_token(client, mailbox, ana))
    after = fresh(ana)
    assert (after.otp_enabled, after.email_verified) == (True, True)
    assert log_in(client, ana.email, NEW_PASSWORD).status_code == 202


def test_rule_3_reset_clears_the_lock(client, ana, mailbox):
    for _ in range(6):
        log_in(client, ana.email, WRONG)
    reset(client, reset_token(client, mailbox, ana))
    assert log_in(client, ana.email, NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize(
    "columns", [{"is_active": False}, {"anonymised_at": ...}, {"activated_at": None, "is_active": False}]
)
def test_rule_18_nothing_is_sent_to_pending_inactive_or_anonymised_accounts(client, ana, mailbox, columns):
    change(ana, **{name: clock.now() if value is ... else value for name, value in columns.items()})
    assert forgot(client, ana.email).status_code == 202
    assert mailbox.collect() == []


def test_reset_refuses_a_weak_password_and_keeps_the_token(client, ana, mailbox):
    token = reset_token(client, mailbox, ana)
    assert "new_password" in reset(client, token, "weak").get_json()["errors"]
    assert reset(client, token).status_code == 200


def test_reset_lifts_an_expired_temporary_password(client, ana, mailbox):
    change(ana, temporary_password_until=clock.now())
    assert said(log_in(client, ana.email)) == (403, "password_expired")
    reset(client, reset_token(client, mailbox, ana))
    assert log_in(client, ana.email, NEW_PASSWORD).status_code == 200


def test_password_change_voids_an_open_challenge(client, ana, mailbox):
    secret, _ = give_second_factor(ana)
    challenge = log_in(client, ana.email).get_json()["challenge_token"]
    reset(client, reset_token(client, mailbox, ana))
    body = {"challenge_token": challenge, "otp_code": code_of(secret)}
    assert said(client.post("/auth/login/otp", json=body)) == (401, "invalid_token")


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def request_code(client, headers):
    return client.post("/account/password/request-code", headers=headers)


def verify(client, headers, code):
    return client.post("/account/password/verify-code", json={"verification_code": code}, headers=headers)


def change_own(client, headers, password=NEW_PASSWORD, **codes):
    return client.post("/account/password", json={"new_password": password, **codes}, headers=headers)


def other_than(code):
    return "000000" if code != "000000" else "111111"


def test_own_change_with_a_mailed_code_ends_every_session(client, ana, headers, mailbox):
    sent = request_code(client, headers)
    assert sent.status_code == 200
    assert (sent.get_json()["email"], sent.get_json()["expires_in_minutes"]) == (ana.email, 10)
    code = mailed_code(mailbox.collect())
    assert change_own(client, headers, verification_code=code).status_code == 200
    assert said(client.get("/account/profile", headers=headers)) == (401, "token_revoked")
    assert log_in(client, ana.email, NEW_PASSWORD).status_code == 200


def test_own_change_with_a_totp_code(client, ana, headers):
    secret, _ = give_second_factor(ana)
    assert change_own(client, headers).get_json()["errors"].keys() == {"otp_code"}
    assert change_own(client, headers, otp_code=code_of(secret)).status_code == 200
    assert log_in(client, ana.email, NEW_PASSWORD).status_code == 202


def test_own_change_without_code_is_422_and_with_a_wrong_one_401(client, headers, mailbox):
    assert change_own(client, headers).get_json()["errors"].keys() == {"verification_code"}
    assert said(change_own(client, headers, verification_code="123456")) == (401, "invalid_code")
    request_code(client, headers)
    wrong = other_than(mailed_code(mailbox.collect()))
    assert said(change_own(client, headers, verification_code=wrong)) == (401, "invalid_code")


def test_own_change_refuses_a_weak_password_and_keeps_the_code(client, headers, mailbox):
    request_code(client, headers)
    code = mailed_code(mailbox.collect())
    assert "new_password" in change_own(client, headers, "weak", verification_code=code).get_json()["errors"]
    assert change_own(client, headers, verification_code=code).status_code == 200


def test_rule_17_code_is_consumed_by_a_successful_change(client, ana, headers, mailbox):
    request_code(client, headers)
    code = mailed_code(mailbox.collect())
    change_own(client, headers, verification_code=code)
    again = change_own(client, auth_headers(ana), "Tercera.Clave-3", verification_code=code)
    assert said(again) == (401, "invalid_code")


def test_rule_17_second_code_while_one_is_live_is_429(client, headers, mailbox, moving_clock):
    request_code(client, headers)
    moving_clock.advance(minutes=9)
    again = request_code(client, headers)
    assert said(again) == (429, "code_active")
    assert again.headers["Retry-After"] == "60"
    moving_clock.advance(minutes=1)
    assert request_code(client, headers).status_code == 200


def test_rule_17_code_lives_ten_minutes(client, headers, mailbox, moving_clock):
    request_code(client, headers)
    code = mailed_code(mailbox.collect())
    moving_clock.advance(minutes=10)
    assert said(verify(client, headers, code)) == (404, "no_active_code")


def test_rule_17_three_wrong_tries_void_the_code(client, headers, mailbox):
    request_code(client, headers)
    code = mailed_code(mailbox.collect())
    for _ in range(3):
        assert said(verify(client, headers, other_than(code))) == (401, "invalid_code")
    assert said(verify(client, headers, code)) == (404, "no_active_code")
    assert request_code(client, headers).status_code == 200


def test_refuse_11_verify_refuses_a_wrong_code_and_does_not_consume_a_right_one(client, headers, mailbox, moving_clock):
    assert said(verify(client, headers, "123456")) == (404, "no_active_code")
    request_code(client, headers)
    code = mailed_code(mailbox.collect())
    assert said(verify(client, headers, other_than(code))) == (401, "invalid_code")
    moving_clock.advance(seconds=188)
    for _ in range(2):
        assert verify(client, headers, code).get_json()["remaining_seconds"] == 412
    assert change_own(client, headers, verification_code=code).status_code == 200


def test_code_of_somebody_else_is_refused(client, ana, carla, headers, mailbox):
    request_code(client, auth_headers(carla))
    hers = mailed_code(mailbox.collect())
    request_code(client, headers)
    mine = mailed_code(mailbox.collect())
    if hers != mine:
        assert said(verify(client, headers, hers)) == (401, "invalid_code")


def test_no_code_is_mailed_with_a_second_factor(client, ana, headers):
    give_second_factor(ana)
    assert said(request_code(client, headers)) == (409, "otp_enabled")


def test_installation_without_mail_says_so(app, client, headers, settings, monkeypatch):
    from backend.integrations.mail_smtp.transport import FolderTransport  # noqa: PLC0415 - only this test wants it

    production = FolderTransport(replace(settings, app_env="production"))
    monkeypatch.setitem(app.extensions, mail.EXTENSION, production)
    assert said(request_code(client, headers)) == (503, "mail_unavailable")
