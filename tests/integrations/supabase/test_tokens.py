"""Which tokens of Supabase are believed (contract 10-identity §9; refusal 15), and where their keys come from."""

from __future__ import annotations

import base64
import hmac
import json
from urllib.parse import urlsplit

import jwt
import pytest
import requests

from backend.accounts.errors import IdentityProviderUnavailable, InvalidToken
from backend.config import UnsafeSettings, read_settings
from backend.infra.unit_of_work import OpenTransaction, run_unit
from backend.integrations.supabase.keys import PublishedKeys
from tests.accounts.steps import said
from tests.conftest import run_in_threads
from tests.factories.users import sign_in
from tests.integrations.supabase.conftest import JWKS_URL, SECRET, SUBJECT, KeyPairs, claims, token

INVALID = (401, "invalid_token")


class TestSharedSecret:
    @pytest.fixture(autouse=True)
    def project(self, project):
        return project

    def test_token_of_the_project_opens_protected_routes(self, ask):
        answer = ask(token())
        assert (answer.status_code, answer.get_json()["usuario"]["email"]) == (200, "sofia@example.com")

    @pytest.mark.parametrize(
        "changes",
        [
            {"aud": "anon"},
            {"aud": None},
            {"iss": "https://other.supabase.co/auth/v1"},
            {"iss": None},
            {"role": "anon"},
            {"role": "service_role"},
            {"role": None},
            {"is_anonymous": True},
            {"is_anonymous": "true"},
            {"sub": None},
            {"sub": ""},
            {"sub": "x" * 65},
            {"exp": None},
            {"exp": "tomorrow"},
            {"exp": 10**30},
        ],
    )
    def test_refuse_15_what_is_checked_is_refused(self, ask, changes):
        assert said(ask(token(**changes))) == INVALID

    def test_list_of_audiences_may_hold_ours(self, ask):
        assert ask(token(aud=["other", "authenticated"])).status_code == 200

    def test_life_is_judged_by_our_clock(self, ask, moving_clock):
        text = token()
        moving_clock.advance(seconds=3599)
        assert ask(text).status_code == 200
        moving_clock.advance(seconds=1)
        assert said(ask(text)) == (401, "token_expired")

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
    def test_refuse_15_other_algorithm_is_refused(self, ask, algorithm):
        key = None if algorithm == "none" else SECRET
        assert said(ask(jwt.encode(claims(), key, algorithm=algorithm))) == INVALID

    def test_other_secret_and_asymmetric_signature_are_refused(self, ask, pairs):
        assert said(ask(jwt.encode(claims(), "another-secret-of-thirty-two-bytes", algorithm="HS256"))) == INVALID
        assert said(ask(pairs.sign("one"))) == INVALID

    @pytest.mark.parametrize("text", ["x", "a.b.c", "e30.e30.", "é.é.é", "a" * 20_000])
    def test_what_is_no_token_is_refused(self, ask, text):
        assert said(ask(text)) == INVALID

    def test_it_is_never_a_refresh_token(self, ask):
        assert said(ask(token(), "/auth/refresh", "POST")) == INVALID

    def test_our_own_tokens_stay_what_they_were(self, ask, ana):
        signed_in = sign_in(ana)
        assert ask(signed_in.access_token).status_code == 200
        assert said(ask(signed_in.refresh_token)) == INVALID

    def test_issuer_is_not_asked_for_without_its_address(self, plug_in, ask):
        plug_in(supabase_jwt_secret=SECRET)
        assert ask(token(iss="https://self-hosted.example/auth/v1")).status_code == 200


def test_tokens_of_the_project_are_nothing_while_it_is_switched_off(ask):
    assert said(ask(token())) == INVALID


class TestPublishedKeys:
    @pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
    def test_token_signed_with_a_published_key_is_believed(self, published, pairs, ask, algorithm):
        pairs.add("two", algorithm)
        published()
        assert ask(pairs.sign("two")).status_code == 200

    def test_refuse_15_public_key_used_as_a_secret_is_refused(self, published, pairs, ask):
        public = json.dumps(pairs.entry("one"))
        head, body, _ = jwt.encode(claims(), SECRET, algorithm="HS256", headers={"kid": "one"}).split(".")
        signature = hmac.digest(public.encode(), f"{head}.{body}".encode(), "sha256")
        forged = f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
        assert said(ask(forged)) == INVALID

    def test_refuse_15_symmetric_key_in_the_document_is_passed_over(self, published, pairs, ask):
        secret = {"kty": "oct", "kid": "sym", "k": "c2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXMtYXQtbGVhc3Q"}
        published({"keys": [*pairs.document()["keys"], secret]})
        forged = jwt.encode(claims(), "secret-of-thirty-two-bytes-at-least", algorithm="HS256", headers={"kid": "sym"})
        assert said(ask(forged)) == INVALID

    def test_algorithm_has_to_be_the_keys(self, published, pairs, ask):
        other = KeyPairs()
        other.add("one", "RS256")
        assert said(ask(other.sign("one"))) == INVALID

    def test_name_of_the_key_has_to_be_told(self, published, pairs, ask):
        key, _ = pairs.pairs["one"]
        assert said(ask(jwt.encode(claims(), key, algorithm="ES256"))) == INVALID

    @pytest.mark.parametrize("changes", [{"use": "enc"}, {"alg": "ES384"}, {"crv": "P-384"}, {"x": "AA"}, {"kid": 7}])
    def test_document_without_a_usable_key_is_no_document(self, published, pairs, ask, changes):
        published(pairs.document(**changes))
        assert said(ask(pairs.sign("one"))) == (503, "identity_provider_unavailable")

    @pytest.mark.parametrize("document", [[], {"keys": "none"}, {"keys": [None, 1]}, {"error": "down"}])
    def test_other_documents_are_no_document(self, published, pairs, ask, document):
        published(document or {"keys": []})
        assert said(ask(pairs.sign("one"))) == (503, "identity_provider_unavailable")


class TestReading:
    @pytest.fixture
    def answers(self, plug_in, requests_mock, pairs):
        plug_in(supabase_jwks_url=JWKS_URL)
        return requests_mock.get(JWKS_URL, json=lambda *_: pairs.document())

    def test_keys_are_kept_ten_minutes(self, answers, pairs, ask, moving_clock):
        assert [ask(pairs.sign("one")).status_code for _ in range(3)] == [200] * 3
        moving_clock.advance(minutes=9, seconds=59)
        ask(pairs.sign("one"))
        assert answers.call_count == 1
        moving_clock.advance(seconds=1)
        assert ask(pairs.sign("one")).status_code == 200
        assert answers.call_count == 2

    def test_unknown_key_is_looked_for_at_most_once_a_minute(self, answers, pairs, ask, moving_clock):
        ask(pairs.sign("one"))
        pairs.add("two")
        assert ask(pairs.sign("two")).status_code == 200
        assert answers.call_count == 2
        pairs.add("three")
        assert said(ask(pairs.sign("three"))) == INVALID
        assert answers.call_count == 2
        moving_clock.advance(minutes=1)
        assert ask(pairs.sign("three")).status_code == 200
        assert answers.call_count == 3

    def test_key_that_is_published_no_more_opens_nothing_after_ten_minutes(self, answers, pairs, ask, moving_clock):
        old = pairs.sign("one")
        ask(old)
        pairs.pairs.clear()
        pairs.add("two")
        moving_clock.advance(minutes=10)
        assert said(ask(old)) == INVALID

    @pytest.mark.parametrize(
        "failure",
        [
            {"exc": requests.ConnectTimeout},
            {"status_code": 500},
            {"text": "<html>"},
            {"status_code": 302, "headers": {"Location": "https://elsewhere.example/jwks.json"}},
            {"content": b" " * 300_000},
        ],
    )
    def test_without_keys_the_provider_is_down(self, answers, pairs, ask, requests_mock, failure):
        mocked = requests_mock.get(JWKS_URL, **failure)
        for _ in range(3):
            assert said(ask(pairs.sign("one"))) == (503, "identity_provider_unavailable")
        assert mocked.call_count == 1  # not asked by every request while it is down

    def test_provider_that_is_back_is_asked_again(self, answers, pairs, ask, requests_mock, moving_clock):
        requests_mock.get(JWKS_URL, status_code=500)
        assert ask(pairs.sign("one")).status_code == 503
        requests_mock.get(JWKS_URL, json=pairs.document())
        moving_clock.advance(seconds=5)
        assert ask(pairs.sign("one")).status_code == 200

    def test_many_at_once_read_once(self, answers, pairs, app):
        keys = PublishedKeys(JWKS_URL)
        header = {"kid": "one", "alg": "ES256"}
        found = run_in_threads(8, lambda _: keys.find(header).algorithm)
        assert found == ["ES256"] * 8
        assert answers.call_count == 1

    def test_keys_are_never_read_inside_a_transaction(self, answers, pairs, published):
        for url in (JWKS_URL, "file:///nowhere.json"):
            with pytest.raises(OpenTransaction):
                run_unit(lambda url=url: PublishedKeys(url).find({"kid": "one", "alg": "ES256"}))

    def test_file_that_is_not_there_is_a_provider_that_is_down(self, app):
        with pytest.raises(IdentityProviderUnavailable):
            PublishedKeys("file:///nowhere.json").find({"kid": "one", "alg": "ES256"})

    def test_header_without_a_usable_algorithm_asks_nobody(self, answers, app):
        for header in ({}, {"kid": "one"}, {"kid": 1, "alg": "ES256"}, {"kid": "one", "alg": "HS256"}):
            with pytest.raises(InvalidToken):
                PublishedKeys(JWKS_URL).find(header)
        assert not answers.called


ON = {"USE_SUPABASE": "true"}


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "named"),
        [
            ({}, "SUPABASE_JWT_SECRET"),
            ({}, "SUPABASE_JWKS_URL"),
            ({"SUPABASE_JWT_SECRET": SECRET, "SUPABASE_JWKS_URL": JWKS_URL}, "SUPABASE_JWKS_URL"),
            ({"SUPABASE_JWKS_URL": JWKS_URL.replace("https", "http")}, "SUPABASE_JWKS_URL"),
            ({"SUPABASE_JWKS_URL": urlsplit(JWKS_URL).path}, "SUPABASE_JWKS_URL"),
            ({"SUPABASE_JWT_SECRET": SECRET, "SUPABASE_URL": "project"}, "SUPABASE_URL"),
            ({"SUPABASE_JWT_SECRET": "short", "APP_ENV": "production"}, "SUPABASE_JWT_SECRET"),
        ],
    )
    def test_settings_that_could_judge_no_token_are_refused_by_name(self, given, named):
        with pytest.raises(UnsafeSettings, match=named):
            read_settings(ON | given)

    def test_they_are_not_looked_at_while_it_is_switched_off(self):
        assert not read_settings({"SUPABASE_JWKS_URL": "nothing"}).use_supabase

    @pytest.mark.parametrize("url", [JWKS_URL, "file:///etc/mostrador/jwks.json"])
    def test_keys_behind_https_or_in_a_file_are_accepted(self, url):
        assert read_settings(ON | {"SUPABASE_JWKS_URL": url}).use_supabase

    def test_secret_is_not_shown(self):
        assert SECRET not in repr(read_settings(ON | {"SUPABASE_JWT_SECRET": SECRET}))


def test_subject_of_the_tests_fits():
    assert len(SUBJECT) <= 64
