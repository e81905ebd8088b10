"""Kinds of tokens, rotation, revocation (rules 11 to 13, 20; refusals 1, 5, 6)."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from backend.accounts.domain.kinds import StageKind
from backend.accounts.models.sessions import RefreshToken
from backend.accounts.service import stages, tokens
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading, run_unit
from backend.kernel import clock
from tests.accounts.steps import bearer, change, fresh, log_in, said
from tests.conftest import run_in_threads
from tests.factories.users import auth_headers, sign_in

STAGES = list(StageKind)


def profile(client, token):
    return client.get("/account/profile", headers=bearer(token))


def refresh(client, token):
    return client.post("/auth/refresh", headers=bearer(token))


def stage_token(user, kind):
    signed = {StageKind.LOGIN_CHALLENGE, StageKind.OTP_REGISTRATION}
    issue = stages.issue_signed if kind in signed else stages.issue_mailed
    return run_unit(lambda: issue(kind, user))


@pytest.mark.parametrize("kind", STAGES)
def test_refuse_1_stage_token_opens_no_protected_route(client, admin, kind):
    token = stage_token(admin, kind)
    assert said(profile(client, token)) == (401, "invalid_token")
    assert said(client.get("/account/empresa", headers={**bearer(token), "X-Empresa-Id": "1"})) == (
        401,
        "invalid_token",
    )


@pytest.mark.parametrize("kind", STAGES)
def test_refuse_1_stage_token_is_no_refresh_token_and_logs_nobody_out(client, ana, kind):
    token = stage_token(ana, kind)
    assert said(refresh(client, token)) == (401, "invalid_token")
    assert said(client.post("/auth/logout", json={}, headers=bearer(token))) == (401, "invalid_token")


def test_refuse_1_refresh_token_opens_no_protected_route(client, ana):
    assert said(profile(client, sign_in(ana).refresh_token)) == (401, "invalid_token")


def test_refuse_1_access_token_does_not_refresh(client, ana):
    assert said(refresh(client, sign_in(ana).access_token)) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("route", "field"),
    [("/auth/login/otp", "challenge_token"), ("/auth/registro/confirmar-otp", "activation_token")],
)
def test_refuse_1_access_and_refresh_tokens_are_no_stage_tokens(client, ana, route, field):
    signed_in = sign_in(ana)
    for token in (signed_in.access_token, signed_in.refresh_token):
        assert said(client.post(route, json={field: token, "otp_code": "123456"})) == (401, "invalid_token")


def forged(settings, **changes):
    now = int(clock.now().timestamp())
    claims = {
        "sub": "1", "typ": "access", "jti": "x", "sid": 1, "exp": now + 600,
        "iss": settings.token_issuer, "aud": settings.token_audience,
    } | changes  # fmt: skip
    return {name: value for name, value in claims.items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"}, {"aud": "somebody"}, {"typ": "admin"}, {"typ": None}, {"sid": None}, {"sid": "1"},
        {"sid": True}, {"sub": "x"}, {"sub": None}, {"exp": None}, {"exp": "soon"}, {"jti": None},
    ],
)  # fmt: skip
def test_token_with_wrong_or_missing_claims_is_refused(client, settings, ana, changes):
    signed_in = sign_in(ana)
    right = {"sub": str(ana.id), "sid": signed_in.session_id}
    token = jwt.encode(forged(settings, **(right | changes)), settings.jwt_secret_key, algorithm="HS256")
    assert said(profile(client, token)) == (401, "invalid_token")


def test_token_of_another_algorithm_or_key_is_refused(client, settings, ana):
    claims = forged(settings, sub=str(ana.id), sid=sign_in(ana).session_id)
    key = settings.jwt_secret_key
    assert profile(client, jwt.encode(claims, key, algorithm="HS256")).status_code == 200
    for token in (
        jwt.encode(claims, key * 2, algorithm="HS512"),
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode(claims, "another-key-of-thirty-two-bytes!!", algorithm="HS256"),
        "x.y.z",
        "a" * 5000,
    ):
        assert said(profile(client, token)) == (401, "invalid_token")


def test_access_token_ends_by_our_clock_without_leeway(client, ana, moving_clock):
    token = sign_in(ana).access_token
    moving_clock.advance(minutes=29, seconds=59)
    assert profile(client, token).status_code == 200
    moving_clock.advance(seconds=1)
    assert said(profile(client, token)) == (401, "token_expired")


def test_request_without_credential_is_401(client):
    assert said(client.get("/account/profile")) == (401, "not_authenticated")
    assert said(client.post("/auth/refresh")) == (401, "not_authenticated")
    assert said(client.post("/auth/logout", json={})) == (401, "not_authenticated")


def test_rule_11_refresh_gives_a_new_pair_and_kills_the_old_token(client, ana):
    first = sign_in(ana)
    second = refresh(client, first.refresh_token).get_json()
    assert second["refresh_token"] != first.refresh_token
    assert second["usuario"]["id"] == ana.id
    assert profile(client, second["access_token"]).status_code == 200
    assert refresh(client, second["refresh_token"]).status_code == 200


def test_rule_11_token_used_twice_ends_its_family_with_audit_and_mail(client, ana, mailbox):
    stolen = sign_in(ana).refresh_token
    honest = refresh(client, stolen).get_json()
    assert said(refresh(client, stolen)) == (401, "token_reused")
    assert said(profile(client, honest["access_token"])) == (401, "token_revoked")
    assert said(refresh(client, honest["refresh_token"])) == (401, "token_revoked")
    assert [mail.subject for mail in mailbox.collect()] == ["Cerramos una de tus sesiones"]
    assert [entry.after for entry in audit_of("accounts.session.revoked")] == [{"reason": "token_reused"}]


def test_rule_11_other_sessions_of_the_account_go_on(client, ana):
    other, stolen = sign_in(ana), sign_in(ana).refresh_token
    refresh(client, stolen)
    refresh(client, stolen)
    assert profile(client, other.access_token).status_code == 200


@pytest.mark.database
def test_rule_11_of_parallel_refreshes_one_wins_and_the_family_ends(app, ana):
    token = sign_in(ana).refresh_token

    def attempt(_number):
        with app.app_context():
            return refresh(app.test_client(), token).status_code

    answers = run_in_threads(8, attempt)
    assert sorted(answers) == [200] + [401] * 7
    assert live_tokens() == 1
    assert fresh_session_is_revoked(ana)


@reading
def live_tokens():
    return session().query(RefreshToken).filter(RefreshToken.used_at.is_(None)).count()


@reading
def fresh_session_is_revoked(user):
    from backend.accounts.models.sessions import UserSession  # noqa: PLC0415 - only this test looks

    return all(row.revoked_at is not None for row in session().query(UserSession).filter_by(user_id=user.id))


@reading
def audit_of(action):
    return session().query(AuditEntry).filter_by(action=action).all()


def test_refresh_keeps_the_session_and_moves_its_end(client, ana, moving_clock):
    signed_in = sign_in(ana)
    moving_clock.advance(days=6)
    renewed = refresh(client, signed_in.refresh_token).get_json()
    moving_clock.advance(days=6)
    renewed = refresh(client, renewed["refresh_token"]).get_json()
    listed = client.get("/auth/sessions", headers=bearer(renewed["access_token"])).get_json()["sesiones"]
    assert [row["id"] for row in listed] == [signed_in.session_id]
    moving_clock.advance(days=7)
    assert said(refresh(client, renewed["refresh_token"])) == (401, "token_expired")


def test_refuse_6_refresh_of_a_deactivated_account(client, ana):
    token = sign_in(ana).refresh_token
    change(ana, is_active=False)
    assert said(refresh(client, token)) == (403, "account_inactive")


def test_refuse_6_refresh_in_a_deactivated_company(client, ana, ana_company):
    token = sign_in(ana).refresh_token
    change(ana_company, is_active=False)
    assert said(refresh(client, token)) == (403, "company_inactive")


def test_refuse_5_demoted_owner_loses_access_at_the_next_request(client, ana):
    headers = auth_headers(ana)
    change(ana, role=Role.USER, company_id=None)
    assert said(client.get("/account/empresa", headers=headers)) == (403, "forbidden")


def test_refuse_5_demoted_admin_loses_access_at_the_next_request(client, admin, ana_company):
    headers = auth_headers(admin, company=ana_company)
    assert client.get("/account/empresa", headers=headers).status_code == 200
    change(admin, role=Role.USER)
    assert said(client.get("/account/empresa", headers=headers)) == (403, "forbidden")


def test_refuse_5_deactivated_account_loses_access_at_the_next_request(client, ana):
    headers = auth_headers(ana)
    change(ana, is_active=False)
    assert said(client.get("/account/profile", headers=headers)) == (401, "token_revoked")


def test_rule_13_company_deactivated_refuses_its_people_at_the_next_request(client, beto, ana_company):
    headers = auth_headers(beto)
    change(ana_company, is_active=False)
    assert said(client.get("/account/profile", headers=headers)) == (403, "company_inactive")


def test_rule_12_logout_ends_the_access_token_too(client, ana):
    signed_in, other = sign_in(ana), sign_in(ana)
    answer = client.post("/auth/logout", json={}, headers=bearer(signed_in.refresh_token))
    assert (answer.status_code, answer.data) == (204, b"")
    assert said(profile(client, signed_in.access_token)) == (401, "token_revoked")
    assert said(refresh(client, signed_in.refresh_token)) == (401, "token_revoked")
    assert profile(client, other.access_token).status_code == 200


def test_logout_needs_no_body(client, ana):
    assert client.post("/auth/logout", headers=auth_headers(ana)).status_code == 204


def test_logout_everywhere_ends_every_session_of_the_account(client, ana, carla):
    first, second, hers = sign_in(ana), sign_in(ana), sign_in(carla)
    client.post("/auth/logout", json={"todas": True}, headers=bearer(first.access_token))
    assert said(profile(client, second.access_token)) == (401, "token_revoked")
    assert profile(client, hers.access_token).status_code == 200


def test_sessions_are_listed_newest_first_with_the_present_one_marked(client, ana, moving_clock):
    log_in(client, ana.email, headers={"User-Agent": "Teléfono".encode("ascii", "ignore").decode()})
    moving_clock.advance(minutes=1)
    token = log_in(client, ana.email, headers={"User-Agent": "Caja"}).get_json()["access_token"]
    listed = client.get("/auth/sessions", headers=bearer(token)).get_json()["sesiones"]
    assert [(row["agente"], row["actual"]) for row in listed] == [("Caja", True), ("Telfono", False)]
    assert set(listed[0]) == {"id", "creado_en", "ultimo_uso", "expira_en", "ip", "agente", "actual"}
    assert listed[0]["ip"] == "127.0.0.1"


def test_ended_sessions_are_not_listed(client, ana, moving_clock):
    sign_in(ana)
    moving_clock.advance(days=7)
    signed_in, closed = sign_in(ana), sign_in(ana)
    client.post("/auth/logout", json={}, headers=bearer(closed.access_token))
    listed = client.get("/auth/sessions", headers=bearer(signed_in.access_token)).get_json()["sesiones"]
    assert [row["id"] for row in listed] == [signed_in.session_id]


def test_own_session_can_be_ended_from_another(client, ana):
    here, there = sign_in(ana), sign_in(ana)
    path = f"/auth/sessions/{there.session_id}"
    assert client.delete(path, headers=bearer(here.access_token)).status_code == 204
    assert said(profile(client, there.access_token)) == (401, "token_revoked")
    assert said(client.delete(path, headers=bearer(here.access_token))) == (404, "not_found")


@pytest.mark.parametrize("session_id", ["999999", "99999999999999999999", "x"])
def test_rule_20_session_of_somebody_else_is_404(client, ana, carla, session_id):
    hers = sign_in(carla)
    headers = auth_headers(ana)
    assert client.delete(f"/auth/sessions/{hers.session_id}", headers=headers).status_code == 404
    assert client.delete(f"/auth/sessions/{session_id}", headers=headers).status_code == 404
    assert profile(client, hers.access_token).status_code == 200


def test_use_of_a_session_is_noted_at_most_once_a_minute(client, ana, moving_clock):
    signed_in = sign_in(ana)
    start = clock.now()

    def noted():
        rows = client.get("/auth/sessions", headers=bearer(signed_in.access_token)).get_json()["sesiones"]
        return rows[0]["ultimo_uso"]

    moving_clock.advance(seconds=59)
    assert noted() == "2026-03-02T15:00:00Z"
    moving_clock.advance(seconds=1)
    assert noted() == "2026-03-02T15:01:00Z"
    assert clock.now() == start + timedelta(minutes=1)


def test_second_signing_key_still_verifies_and_the_first_signs(app, ana, settings, monkeypatch):
    from dataclasses import replace  # noqa: PLC0415 - only this test changes settings

    from backend.infra import current  # noqa: PLC0415 - same

    old = sign_in(ana).access_token
    newest = "a-fresh-key-of-more-than-32-bytes-1234"
    monkeypatch.setitem(
        app.extensions, current.EXTENSION, replace(settings, jwt_secret_key=f"{newest},{settings.jwt_secret_key}")
    )
    assert tokens.read(old, tokens.ACCESS).user_id == ana.id
    jwt.decode(
        sign_in(ana).access_token,
        newest,
        algorithms=["HS256"],
        options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
    )
    assert fresh(ana).is_active
