"""Nothing secret leaves, and nobody learns who has an account (refusals 17, 18)."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from sqlalchemy import text

from backend.accounts.domain import hashing
from backend.accounts.service import upkeep
from backend.app import create_app
from backend.infra import outbox
from backend.infra.audit import AuditEntry
from backend.infra.db import db, session
from backend.infra.rate_limits import limiter
from backend.infra.unit_of_work import reading
from tests.accounts.steps import NEW_PASSWORD, WRONG, bearer, code_of, give_second_factor, log_in, said
from tests.factories.users import CHEAP, PASSWORD, auth_headers, sign_in


def test_refuse_17_database_holds_no_secret_in_clear(client, ana):
    secret, codes = give_second_factor(ana)
    signed_in = sign_in(ana)
    client.post("/auth/login", json={"email": ana.email, "password": PASSWORD})
    client.post("/auth/password/forgot", json={"email": ana.email})
    outbox.deliver_due()
    stored = everything_stored()
    for hidden in (secret, *codes, PASSWORD, signed_in.refresh_token, signed_in.access_token):
        assert hidden not in stored


def everything_stored():
    with db.engine.connect() as connection:
        tables = [
            "app_user",
            "backup_code",
            "refresh_token",
            "stage_token",
            "email_code",
            "audit_entry",
            "outbox_message",
        ]
        return " ".join(repr(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")))  # noqa: S608 - names of our own tables


def test_refuse_17_audit_names_the_act_and_no_secret(client, ana):
    headers = auth_headers(ana)
    secret = client.post("/auth/otp/setup", json={}, headers=headers).get_json()["secret"]
    codes = client.post("/auth/otp/activate", json={"otp_code": code_of(secret)}, headers=headers).get_json()
    rows = audit_rows()
    assert "accounts.user.second_factor_enabled" in rows
    assert all(hidden not in rows for hidden in (secret, *codes["backup_codes"]))


@reading
def audit_rows():
    return " ".join(f"{row.action} {json.dumps([row.before, row.after])}" for row in session().query(AuditEntry))


def test_refuse_17_log_line_of_a_login_names_no_secret(client, ana, capfd, caplog):
    answer = log_in(client, ana.email)
    written = caplog.text + "".join(capfd.readouterr())
    for hidden in (PASSWORD, answer.get_json()["access_token"], answer.get_json()["refresh_token"]):
        assert hidden not in written


def test_refuse_17_error_body_repeats_no_password(client):
    answer = client.post("/auth/registro", json={"nombre": "X", "email": "x@example.com", "password": "secreta"})
    assert answer.status_code == 422
    assert "secreta" not in answer.get_data(as_text=True)


def test_refuse_17_document_gives_no_example_of_a_secret(client):
    document = client.get("/openapi.json").get_data(as_text=True)
    assert "eyJ" not in document
    assert '"example"' not in document


@pytest.mark.slow
def test_refuse_18_login_takes_as_long_for_an_unknown_address(client, ana):
    # Time of this thread alone: a busy machine must not decide.
    hashing.use_costs(hashing.Costs())
    try:
        times = {"ana@example.com": [], "nadie@example.com": []}
        give_real_hash(ana)
        for _ in range(4):
            for email, taken in times.items():
                start = time.thread_time()
                assert log_in(client, email, WRONG).status_code == 401
                taken.append(time.thread_time() - start)
        known, unknown = (min(taken) for taken in times.values())
        assert 0.5 < known / unknown < 2
    finally:
        hashing.use_costs(CHEAP)


def give_real_hash(user):
    from tests.accounts.steps import change  # noqa: PLC0415 - one step

    change(user, password_hash=hashing.hash_password(PASSWORD))


def test_purge_deletes_ended_sessions_and_tokens_and_keeps_live_ones(client, ana, moving_clock):
    old = sign_in(ana)
    give_second_factor(ana)
    log_in(client, ana.email)
    moving_clock.advance(days=8, seconds=1)
    fresh = sign_in(ana)
    upkeep.purge_expired()
    assert said(client.get("/account/profile", headers=bearer(old.access_token))) == (401, "token_expired")
    assert client.get("/account/profile", headers=bearer(fresh.access_token)).status_code == 200
    with db.engine.connect() as connection:
        counts = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 - our own tables
            for table in ("user_session", "refresh_token", "stage_token", "login_attempts")
        }
    assert counts == {"user_session": 1, "refresh_token": 1, "stage_token": 0, "login_attempts": 0}


@pytest.fixture
def limited_app(settings):
    """An application that counts calls; the limiter is one for the process, so it is switched off again."""
    limited = create_app(replace(settings, rate_limits=True))
    with limited.app_context():
        yield limited
        limiter.reset()
        limiter.enabled = False
        db.engine.dispose()


def test_limits_of_login_and_codes_are_shared_per_client(limited_app):
    client = limited_app.test_client()
    statuses = [client.post("/auth/login", json={}).status_code for _ in range(6)]
    statuses += [client.post("/auth/password/reset", json={"x": NEW_PASSWORD}).status_code for _ in range(4)]
    last = client.post("/token", data={})
    assert statuses == [422] * 10
    assert said(last) == (429, "rate_limited")
    assert int(last.headers["Retry-After"]) <= 60
