"""Whose account a token of Supabase opens (contract 10-identity §9, table of first sight; refusals 5, 15)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from backend.accounts.domain.kinds import Origin
from backend.accounts.models.sessions import UserSession
from backend.accounts.models.users import User
from backend.accounts.service import authentication, foreign_identities
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading
from tests.accounts.steps import change, find_user, fresh, give_second_factor, log_in, said
from tests.accounts.test_administration import statements_of
from tests.conftest import run_in_threads
from tests.factories.users import auth_headers, make_user, sign_in
from tests.integrations.supabase.conftest import SUBJECT, token

pytestmark = [pytest.mark.usefixtures("project"), pytest.mark.database]


@reading
def rows_of(model, **wanted):
    return session().query(model).filter_by(**wanted).all()


@reading
def count(model):
    return session().scalar(select(func.count()).select_from(model))


class TestFirstSight:
    def test_unknown_person_gets_an_account_of_a_buyer(self, ask):
        shown = ask(token()).get_json()["usuario"]
        assert (shown["nombre"], shown["rol"], shown["empresa_id"]) == ("Sofía Luna", "user", None)
        assert (shown["email_verificado"], shown["is_active"]) == (True, True)
        made = find_user("sofia@example.com")
        assert (made.supabase_sub, made.password_hash) == (SUBJECT, None)
        assert [row.user_id for row in rows_of(AuditEntry, action="accounts.user.registered")] == [made.id]

    def test_second_sight_is_the_same_account_whatever_its_address(self, ask):
        first = ask(token()).get_json()["usuario"]["id"]
        assert ask(token(email="other@example.com")).get_json()["usuario"]["id"] == first
        assert ask(token(email=None, session_id="s2")).get_json()["usuario"]["id"] == first
        assert count(User) == 1

    def test_account_made_so_has_no_password_to_log_in_with(self, ask, client):
        ask(token())
        for password in ("", "None", "null"):
            assert said(log_in(client, "sofia@example.com", password)) == (401, "invalid_credentials")

    @pytest.mark.parametrize(
        ("metadata", "name"),
        [
            (None, "sofia"),
            ({"name": " S. \u0000Luna\n"}, "S. Luna"),
            ({"full_name": 7, "name": ""}, "sofia"),
            ({"full_name": "x" * 300}, "x" * 120),
            ("text", "sofia"),
        ],
    )
    def test_name_is_made_of_what_can_be_stored(self, ask, metadata, name):
        assert ask(token(user_metadata=metadata)).get_json()["usuario"]["nombre"] == name

    def test_verified_account_with_the_address_is_linked_and_told(self, ask, ana, mailbox):
        shown = ask(token(email="ANA@example.com")).get_json()["usuario"]
        assert (shown["id"], shown["rol"]) == (ana.id, "cliente")
        assert fresh(ana).supabase_sub == SUBJECT
        assert [mail.to for mail in mailbox.collect()] == [ana.email]
        assert ask(token(email="ANA@example.com")).status_code == 200
        assert mailbox.collect() == []
        assert [row.user_id for row in rows_of(AuditEntry, action="accounts.user.identity_linked")] == [ana.id]

    @pytest.mark.parametrize("known", ["admin", "unverified", "pending", "linked with another"])
    def test_address_that_may_not_be_taken_over_is_refused(self, ask, known, admin):
        email = admin.email
        if known != "admin":
            user = make_user(email_verified=known == "linked with another")
            email = user.email
        if known == "pending":
            change(user, is_active=False, activated_at=None)
        if known == "linked with another":
            change(user, supabase_sub="another-sub")
        assert said(ask(token(email=email))) == (401, "account_link_required")
        assert find_user(email).supabase_sub == ("another-sub" if known == "linked with another" else None)

    @pytest.mark.parametrize(
        "email", [None, "", "not an address", "a@b@c", "ñandú@example.com", f"{'x' * 120}@e.com", 7]
    )
    def test_without_a_usable_address_nobody_is_made(self, ask, email):
        assert said(ask(token(email=email))) == (401, "account_link_required")
        assert count(User) == 0

    def test_operator_can_link_an_admin(self, ask, client, admin):
        body = {"supabase_sub": SUBJECT}
        headers = auth_headers(admin)
        assert client.put(f"/admin/usuarios/{admin.id}", json=body, headers=headers).status_code == 200
        assert ask(token(), "/admin/usuarios").status_code == 200

    def test_deactivated_account_is_not_linked(self, ask, ana):
        change(ana, is_active=False)
        assert said(ask(token(email=ana.email))) == (401, "token_revoked")
        assert fresh(ana).supabase_sub is None


class TestWhatItMay:
    @pytest.fixture
    def linked(self, ana):
        change(ana, supabase_sub=SUBJECT)
        return ana

    def test_refuse_15_claims_about_role_and_company_are_not_looked_at(self, ask, carla_company):
        text = token(
            rol="admin", usuario_id=1, empresa_id=carla_company.id, user_role="admin",
            app_metadata={"role": "admin", "rol": "admin"}, user_metadata={"rol": "admin", "full_name": "Eva"},
        )  # fmt: skip
        shown = ask(text).get_json()["usuario"]
        assert (shown["rol"], shown["empresa_id"]) == ("user", None)
        assert said(ask(text, "/admin/usuarios")) == (403, "forbidden")

    def test_refuse_5_role_and_state_are_read_at_each_request(self, ask, linked):
        assert ask(token(), "/account/empresa").status_code == 200
        change(linked, role=Role.USER, company_id=None)
        assert said(ask(token(), "/account/empresa")) == (403, "forbidden")
        change(linked, is_active=False)
        assert said(ask(token())) == (401, "token_revoked")

    def test_deactivated_company_is_refused(self, ask, linked, ana_company):
        change(ana_company, is_active=False)
        assert said(ask(token())) == (403, "company_inactive")
        change(ana_company, is_active=True)
        assert ask(token()).status_code == 200
        change(ana_company, is_active=False)
        assert said(ask(token())) == (403, "company_inactive")

    def test_second_factor_has_to_be_shown_to_the_provider(self, ask, linked):
        give_second_factor(linked)
        assert said(ask(token())) == (401, "otp_required")
        assert ask(token(aal="aal2")).status_code == 200
        assert said(ask(token())) == (401, "otp_required")
        assert said(ask(token(aal=None))) == (401, "otp_required")

    def test_account_with_a_second_factor_is_linked_only_with_it(self, ask, ana):
        give_second_factor(ana)
        assert said(ask(token(email=ana.email))) == (401, "otp_required")
        assert fresh(ana).supabase_sub is None
        assert ask(token(email=ana.email, aal="aal2")).status_code == 200

    def test_login_long_ago_does_not_replace_a_second_factor(self, ask, linked, moving_clock):
        give_second_factor(linked)
        for changes in ({"amr": None}, {"amr": ["password"], "session_id": "s2"}):
            text = token(aal="aal2", **changes)
            answer = ask(text, "/auth/otp/setup", "POST", json={"regenerate": True})
            assert said(answer) == (401, "reauthentication_required")
        answer = ask(token(aal="aal2", session_id="s3"), "/auth/otp/setup", "POST", json={"regenerate": True})
        assert answer.status_code == 200

    def test_request_takes_one_statement_to_know_the_caller(self, ask, linked):
        text = token()
        ask(text)
        assert len(statements_of(lambda: authentication.authenticate(text))) == 1


class TestSessions:
    def test_session_is_listed_as_the_current_one_until_its_tokens_end(self, ask, moving_clock):
        ask(token())
        shown = ask(token(), "/auth/sessions").get_json()["sesiones"]
        assert [(one["actual"], one["expira_en"]) for one in shown] == [(True, "2026-03-02T16:00:00Z")]
        moving_clock.advance(minutes=50)
        shown = ask(token(), "/auth/sessions").get_json()["sesiones"]
        assert [one["expira_en"] for one in shown] == ["2026-03-02T16:50:00Z"]
        assert [row.origin for row in rows_of(UserSession)] == [Origin.SUPABASE]

    @pytest.mark.parametrize("is_seen_before", [True, False])
    def test_logout_refuses_the_session_whatever_token_it_comes_with(self, ask, is_seen_before, moving_clock):
        text = token()
        if is_seen_before:
            assert ask(text).status_code == 200
        assert ask(text, "/auth/logout", "POST", json={}).status_code == 204
        assert said(ask(text)) == (401, "token_revoked")
        moving_clock.advance(minutes=30)
        assert said(ask(token())) == (401, "token_revoked")  # renewed, same session_id
        assert said(ask(token(), "/auth/logout", "POST", json={})) == (401, "token_revoked")
        assert ask(token(session_id="another")).status_code == 200

    def test_logout_everywhere_ends_local_sessions_too(self, ask, client, ana):
        local = auth_headers(ana)
        change(ana, supabase_sub=SUBJECT)
        assert ask(token(), "/auth/logout", "POST", json={"todas": True}).status_code == 204
        assert said(client.get("/account/profile", headers=local)) == (401, "token_revoked")
        assert said(ask(token())) == (401, "token_revoked")

    def test_local_logout_everywhere_ends_it_too(self, ask, client, ana):
        change(ana, supabase_sub=SUBJECT)
        assert ask(token()).status_code == 200
        client.post("/auth/logout", json={"todas": True}, headers=auth_headers(ana))
        assert said(ask(token())) == (401, "token_revoked")

    def test_rule_12_change_by_an_operator_ends_it(self, ask, client, ana, admin):
        change(ana, supabase_sub=SUBJECT)
        ask(token())
        body = {"nueva_password": "Otra.Clave-2027"}
        client.post(f"/admin/usuarios/{ana.id}/cambiar-password", json=body, headers=auth_headers(admin))
        assert said(ask(token())) == (401, "token_revoked")

    def test_token_without_a_session_is_a_session_of_its_own(self, ask):
        text = token(session_id=None)
        assert ask(text).status_code == 200
        assert ask(text, "/auth/logout", "POST", json={}).status_code == 204
        assert said(ask(text)) == (401, "token_revoked")

    def test_session_does_not_follow_its_identity_to_another_account(self, ask, ana, beto):
        change(ana, supabase_sub=SUBJECT)
        assert ask(token()).status_code == 200
        change(ana, supabase_sub=None)
        change(beto, supabase_sub=SUBJECT)
        assert said(ask(token())) == (401, "token_revoked")
        assert ask(token(session_id="another")).get_json()["usuario"]["id"] == beto.id

    def test_local_session_cannot_be_named_by_a_token(self, ask, ana):
        change(ana, supabase_sub=SUBJECT)
        signed_in = sign_in(ana)
        family = rows_of(UserSession, id=signed_in.session_id)[0].family
        ask(token(session_id=family))
        assert count(UserSession) == 2


def first_time(app, text):
    """Come with the same new token eight times at once; return what each got."""

    def work(_index):
        with app.app_context():
            return authentication.authenticate(text).session_id

    return run_in_threads(8, work)


def test_many_first_requests_make_one_account_and_one_session(app):
    results = first_time(app, token())
    assert len(set(results)) == 1, results
    assert (count(User), count(UserSession)) == (1, 1)


def test_without_looking_again_many_first_requests_fail(app, monkeypatch):
    # SQLite has one writer at a time, who sees the account of the one before.
    is_guarded = session().get_bind().dialect.name == "sqlite"
    monkeypatch.setattr(foreign_identities, "TRIES", 1)
    people = [{"sub": f"sub-{number}", "email": f"p{number}@example.com"} for number in range(6)]
    results = [one for person in people for one in first_time(app, token(**person))]
    assert any(isinstance(one, IntegrityError) for one in results) is not is_guarded, results
