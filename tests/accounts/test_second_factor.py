"""The own second factor (rules 4 to 6; refusal 10)."""

from __future__ import annotations

import pytest

from tests.accounts.steps import WRONG, change, code_of, fresh, give_second_factor, log_in, said, wrong_code_of
from tests.conftest import run_in_threads
from tests.factories.users import PASSWORD, auth_headers


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def set_up(client, headers, **body):
    return client.post("/auth/otp/setup", json=body, headers=headers)


def activate(client, headers, code):
    return client.post("/auth/otp/activate", json={"otp_code": code}, headers=headers)


def turn_on(client, headers):
    secret = set_up(client, headers).get_json()["secret"]
    return secret, activate(client, headers, code_of(secret)).get_json()["backup_codes"]


def test_setup_answers_a_secret_and_its_uri(client, headers, ana):
    body = set_up(client, headers).get_json()
    assert len(body["secret"]) == 32
    assert body["provisioning_uri"] == (
        f"otpauth://totp/Mostrador:ana%40example.com?secret={body['secret']}&issuer=Mostrador"
    )
    assert fresh(ana).otp_enabled is False


def test_activation_answers_five_backup_codes_and_mails_the_person(client, headers, ana, mailbox):
    secret = set_up(client, headers).get_json()["secret"]
    answer = activate(client, headers, code_of(secret))
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"message", "backup_codes", "note"}
    assert len(set(answer.get_json()["backup_codes"])) == 5
    assert [mail.subject for mail in mailbox.collect()] == ["Cambió tu verificación en dos pasos"]
    assert log_in(client, ana.email).status_code == 202


def test_activation_without_setup_is_409(client, headers):
    assert said(activate(client, headers, "123456")) == (409, "otp_setup_required")


def test_activation_with_a_wrong_code_is_401(client, headers):
    secret = set_up(client, headers).get_json()["secret"]
    assert said(activate(client, headers, wrong_code_of(secret))) == (401, "invalid_otp")


def test_rule_4_code_of_the_activation_does_not_log_in(client, headers, ana):
    secret = set_up(client, headers).get_json()["secret"]
    code = code_of(secret)
    activate(client, headers, code)
    assert said(log_in(client, ana.email, otp_code=code)) == (401, "invalid_otp")


def test_rule_5_repeated_setup_replaces_the_pending_secret(client, headers):
    first, second = (set_up(client, headers).get_json()["secret"] for _ in range(2))
    assert said(activate(client, headers, code_of(first))) == (401, "invalid_otp")
    assert activate(client, headers, code_of(second)).status_code == 200


def test_setup_with_the_factor_on_is_409_unless_regenerating(client, headers):
    turn_on(client, headers)
    assert said(set_up(client, headers)) == (409, "otp_already_enabled")
    assert set_up(client, headers, regenerate=True).status_code == 200


def test_refuse_10_asking_for_a_new_secret_leaves_the_working_one(client, headers, ana, moving_clock):
    secret, _ = turn_on(client, headers)
    pending = set_up(client, headers, regenerate=True).get_json()["secret"]
    moving_clock.advance(seconds=30)
    assert said(log_in(client, ana.email, otp_code=code_of(pending))) == (401, "invalid_otp")
    assert log_in(client, ana.email, otp_code=code_of(secret)).status_code == 200


def test_rule_5_activating_the_new_secret_voids_old_secret_and_codes(client, headers, ana, moving_clock):
    secret, old_codes = turn_on(client, headers)
    pending = set_up(client, headers, regenerate=True).get_json()["secret"]
    new_codes = activate(client, headers, code_of(pending)).get_json()["backup_codes"]
    moving_clock.advance(seconds=60)
    assert said(log_in(client, ana.email, otp_code=code_of(secret))) == (401, "invalid_otp")
    assert said(log_in(client, ana.email, backup_code=old_codes[0])) == (401, "invalid_backup_code")
    assert log_in(client, ana.email, backup_code=new_codes[0]).status_code == 200
    assert log_in(client, ana.email, otp_code=code_of(pending)).status_code == 200


def test_rule_5_old_login_has_to_show_the_password_to_regenerate(client, headers, moving_clock):
    turn_on(client, headers)
    moving_clock.advance(minutes=15, seconds=1)
    assert said(set_up(client, headers, regenerate=True)) == (401, "reauthentication_required")
    assert said(set_up(client, headers, regenerate=True, password=WRONG)) == (401, "invalid_password")
    assert set_up(client, headers, regenerate=True, password=PASSWORD).status_code == 200


def disable(client, headers, password=PASSWORD):
    return client.post("/auth/otp/disable", json={"password": password}, headers=headers)


def test_rule_6_disabling_wipes_secrets_and_codes_and_mails_the_person(client, headers, ana, mailbox):
    _, codes = turn_on(client, headers)
    set_up(client, headers, regenerate=True)
    mailbox.collect()
    assert disable(client, headers).status_code == 200
    after = fresh(ana)
    assert (after.otp_enabled, after.otp_secret, after.otp_secret_pending) == (False, None, None)
    assert [mail.subject for mail in mailbox.collect()] == ["Cambió tu verificación en dos pasos"]
    give_second_factor(ana)
    assert said(log_in(client, ana.email, backup_code=codes[0])) == (401, "invalid_backup_code")


def test_disabling_wants_the_password(client, headers, ana):
    assert said(disable(client, headers)) == (409, "otp_not_enabled")
    give_second_factor(ana)
    assert said(disable(client, headers, WRONG)) == (401, "invalid_password")
    change(ana, password_hash=None)
    assert said(disable(client, headers)) == (401, "invalid_password")


def renew(client, headers, code):
    return client.post("/auth/otp/backup-codes", json={"otp_code": code}, headers=headers)


def test_renewed_backup_codes_void_the_old_set(client, headers, ana, moving_clock):
    secret, old_codes = turn_on(client, headers)
    moving_clock.advance(seconds=30)
    new_codes = renew(client, headers, code_of(secret)).get_json()["backup_codes"]
    assert len(set(new_codes) | set(old_codes)) == 10
    assert said(log_in(client, ana.email, backup_code=old_codes[0])) == (401, "invalid_backup_code")
    assert log_in(client, ana.email, backup_code=new_codes[4]).status_code == 200


def test_renewing_wants_a_fresh_code_of_an_enabled_factor(client, headers, ana):
    assert said(renew(client, headers, "123456")) == (409, "otp_not_enabled")
    secret, _ = turn_on(client, headers)
    assert said(renew(client, headers, code_of(secret))) == (401, "invalid_otp")


@pytest.mark.database
def test_rule_4_code_works_once_in_all_threads(app, ana):
    secret, _ = give_second_factor(ana)
    code = code_of(secret)

    def attempt(_number):
        with app.app_context():
            return log_in(app.test_client(), ana.email, otp_code=code).status_code

    answers = run_in_threads(6, attempt)
    assert answers.count(200) == 1
    assert set(answers) <= {200, 401, 429}


@pytest.mark.database
def test_rule_6_backup_code_works_once_in_all_threads(app, ana):
    _, codes = give_second_factor(ana)

    def attempt(_number):
        with app.app_context():
            return log_in(app.test_client(), ana.email, backup_code=codes[0]).status_code

    answers = run_in_threads(6, attempt)
    assert answers.count(200) == 1
