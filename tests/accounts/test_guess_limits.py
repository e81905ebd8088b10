"""Five guesses in fifteen minutes, of whatever kind, for an address known or not (rule 3; refusals 9, 12)."""

from __future__ import annotations

import pytest

from backend.app import create_app
from backend.infra.db import db
from tests.accounts.steps import WRONG, bearer, code_of, give_second_factor, log_in, mailed_code, said, wrong_code_of
from tests.conftest import run_in_threads
from tests.factories.users import PASSWORD, auth_headers


@pytest.fixture
def other_process(settings):
    """Another application on the same database: it shares nothing of this one's memory."""
    other = create_app(settings)
    with other.app_context():
        yield other
        db.engine.dispose()


def guess(client, email, times):
    return [log_in(client, email, WRONG).status_code for _ in range(times)]


@pytest.mark.parametrize("email", ["ana@example.com", "nadie@example.com"])
def test_rule_3_fifth_wrong_password_is_401_and_the_sixth_429(client, ana, email):
    assert guess(client, email, 6) == [401] * 5 + [429]
    locked = log_in(client, email, PASSWORD)
    assert said(locked) == (429, "account_locked")
    assert 0 < int(locked.headers["Retry-After"]) <= 900


def test_rule_3_lock_ends_after_fifteen_minutes(client, ana, moving_clock):
    guess(client, ana.email, 5)
    moving_clock.advance(minutes=14, seconds=59)
    assert log_in(client, ana.email).status_code == 429
    moving_clock.advance(seconds=1)
    assert log_in(client, ana.email).status_code == 200


def test_rule_3_guesses_older_than_the_window_do_not_count(client, ana, moving_clock):
    guess(client, ana.email, 4)
    moving_clock.advance(minutes=15)
    assert guess(client, ana.email, 4) == [401] * 4
    assert log_in(client, ana.email).status_code == 200


def test_rule_3_success_resets_the_counter(client, ana):
    guess(client, ana.email, 4)
    assert log_in(client, ana.email).status_code == 200
    assert guess(client, ana.email, 4) == [401] * 4
    assert log_in(client, ana.email).status_code == 200


def test_rule_3_right_password_alone_does_not_reset_where_a_code_must_follow(client, ana):
    secret, _ = give_second_factor(ana)
    for _ in range(4):
        assert log_in(client, ana.email, otp_code=wrong_code_of(secret)).status_code == 401
    challenge = log_in(client, ana.email).get_json()["challenge_token"]
    last = client.post("/auth/login/otp", json={"challenge_token": challenge, "otp_code": wrong_code_of(secret)})
    assert said(last) == (401, "invalid_otp")
    assert said(log_in(client, ana.email)) == (429, "account_locked")


def test_rule_3_one_account_does_not_lock_another(client, ana, carla):
    guess(client, ana.email, 6)
    assert log_in(client, carla.email).status_code == 200


def kinds_of_wrong_guesses(client, ana, secret, headers):
    """One wrong guess at each check that takes one."""
    challenge = log_in(client, ana.email).get_json()["challenge_token"]
    wrong = wrong_code_of(secret)
    return {
        "password": lambda: log_in(client, ana.email, WRONG),
        "challenge": lambda: client.post("/auth/login/otp", json={"challenge_token": challenge, "otp_code": wrong}),
        "backup code": lambda: log_in(client, ana.email, backup_code="00000000"),
        "renewal of backup codes": lambda: client.post(
            "/auth/otp/backup-codes", json={"otp_code": wrong}, headers=headers
        ),
        "own password": lambda: client.post(
            "/account/password", json={"new_password": "Nueva.Clave-9", "otp_code": wrong}, headers=headers
        ),
        "disable": lambda: client.post("/auth/otp/disable", json={"password": WRONG}, headers=headers),
        "setup": lambda: client.post("/auth/otp/setup", json={"regenerate": True, "password": WRONG}, headers=headers),
        "token": lambda: client.post("/token", data={"username": ana.email, "password": WRONG}),
    }


def test_refuse_9_sixth_guess_is_429_whatever_the_kinds(client, ana):
    secret, _ = give_second_factor(ana)
    headers = auth_headers(ana)
    guesses = kinds_of_wrong_guesses(client, ana, secret, headers)
    for kind in ("password", "challenge", "backup code", "renewal of backup codes", "own password"):
        assert guesses[kind]().status_code == 401, kind
    for kind, again in guesses.items():
        assert said(again()) == (429, "account_locked"), kind


def test_refuse_9_guesses_at_mailed_codes_lock_too(client, ana, mailbox):
    headers = auth_headers(ana)
    client.post("/account/password/request-code", headers=headers)
    right = mailed_code(mailbox.collect())
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(3):
        answer = client.post("/account/password/verify-code", json={"verification_code": wrong}, headers=headers)
        assert said(answer) == (401, "invalid_code")
    assert guess(client, ana.email, 3) == [401, 401, 429]


def test_refuse_9_parallel_guesses_learn_no_more_than_five_answers(app, ana):
    def attempt(_number):
        with app.app_context():
            return log_in(app.test_client(), ana.email, WRONG).status_code

    answers = run_in_threads(12, attempt)
    assert sorted(answers) == [401] * 5 + [429] * 7


def test_refuse_12_lock_is_seen_by_another_process(client, ana, other_process):
    guess(client, ana.email, 5)
    assert said(log_in(other_process.test_client(), ana.email)) == (429, "account_locked")


def test_refuse_12_revocation_is_seen_by_another_process(client, ana, other_process):
    token = log_in(client, ana.email).get_json()["access_token"]
    client.post("/auth/logout", json={}, headers=bearer(token))
    seen = other_process.test_client().get("/account/profile", headers=bearer(token))
    assert said(seen) == (401, "token_revoked")


def test_refuse_12_used_code_is_seen_by_another_process(client, ana, other_process):
    secret, _ = give_second_factor(ana)
    code = code_of(secret)
    assert log_in(client, ana.email, otp_code=code).status_code == 200
    assert said(log_in(other_process.test_client(), ana.email, otp_code=code)) == (401, "invalid_otp")
