"""API keys on machine routes (contract 10-identity §8, rules 13 and 19, refusal 16)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import jsonify
from sqlalchemy import Engine, event

from backend.accounts.models.api_keys import ApiKey
from backend.accounts.service import key_authentication
from backend.app import create_app
from backend.companies.models import Company
from backend.infra import current
from backend.infra.db import db, session
from backend.infra.guards import STAFF, KeyPolicy, caller, requires, with_key
from backend.infra.principal import KeyScope, current_actor
from backend.infra.rate_limits import limited
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import DependencyDown
from tests.factories.api_keys import make_api_key
from tests.factories.users import auth_headers

SAAS_KEY = "saas-key-of-an-older-installation-1"
UNKNOWN = "mk_00000000_" + "x" * 43
ROUTES = {
    "/licence": with_key(KeyScope.LICENCE),
    "/older": with_key(KeyScope.LICENCE, is_bad_key_forbidden=True),
    "/named": with_key(KeyScope.LICENCE, needs_company=False),
    "/totem": with_key(KeyScope.TOTEM),
    "/both": with_key(KeyScope.LICENCE, people=STAFF, is_bad_key_forbidden=True, needs_company=False),
}


def show_caller():
    principal, actor = caller(), current_actor()
    return jsonify(
        company=principal.company_id,
        key=principal.key_id,
        user=principal.user_id,
        scopes=sorted(principal.scopes),
        client=principal.client,
        actor=[actor.user_id, actor.key_id, actor.company_id],
    )


def with_machine_routes(settings):
    """An application with routes made for these tests, on the database of the others."""
    made = create_app(settings)
    for path, policy in ROUTES.items():
        made.add_url_rule(f"/api/test{path}", f"test{path}", requires(policy)(show_caller))
    counted = requires(ROUTES["/licence"])(limited("saas")(show_caller))
    made.add_url_rule("/api/test/counted", "test/counted", counted)
    return made


@pytest.fixture(scope="module")
def machine_app(app_of_session, settings):
    made = with_machine_routes(settings)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def machine(app, machine_app):
    return machine_app.test_client()


@pytest.fixture
def saas(machine_app):
    """The installation has a key of the environment."""
    before = machine_app.extensions[current.EXTENSION]
    machine_app.extensions[current.EXTENSION] = replace(before, saas_api_key=SAAS_KEY)
    yield
    machine_app.extensions[current.EXTENSION] = before


def call(machine, path, key=None, company=None, **headers):
    given = {"X-API-Key": key, "X-Empresa-Id": company, **headers}
    return machine.get(
        f"/api/test{path}", headers={name: str(text) for name, text in given.items() if text is not None}
    )


def refusal(answer):
    return answer.status_code, answer.json["code"]


@transactional
def change(model, row_id, **columns):
    row = session().get_one(model, row_id, execution_options={OPTION: PLATFORM})
    for name, value in columns.items():
        setattr(row, name, value)


@reading
def last_use(key):
    return session().get_one(ApiKey, key.id, execution_options={OPTION: PLATFORM}).last_used_at


def test_company_key_acts_for_its_company(machine, ana):
    key, text = make_api_key(ana, KeyScope.LICENCE, KeyScope.SALES)
    answer = call(machine, "/licence", text)
    assert answer.status_code == 200
    assert answer.json == {
        "company": ana.company_id,
        "key": key.id,
        "user": None,
        "scopes": ["licencia", "ventas"],
        "client": f"key:{key.id}",
        "actor": [None, key.id, ana.company_id],
    }


@pytest.mark.parametrize("path", ["/licence", "/older", "/named"])
def test_no_key_is_401_and_names_the_scheme(machine, ana, path):
    make_api_key(ana)
    answer = call(machine, path)
    assert refusal(answer) == (401, "missing_api_key")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("bad", ["unknown", "revoked", "expired", "inactive", "other_secret", "no_key_text"])
def test_unusable_key_is_refused_as_the_route_says(machine, ana, bad):
    make_api_key(ana)
    columns = {
        "revoked": {"is_active": False, "revoked_at": clock.now()},
        "expired": {"lifetime_days": 1, "expires_at": clock.now()},
        "inactive": {"is_active": False},
    }
    _key, text = make_api_key(ana, **columns.get(bad, {}))
    sent = {"unknown": UNKNOWN, "other_secret": text[:12] + "x" * 43, "no_key_text": "ñ\xff' OR 1=1"}.get(bad, text)
    assert refusal(call(machine, "/licence", sent)) == (401, "invalid_api_key")
    assert refusal(call(machine, "/older", sent)) == (403, "invalid_api_key")
    assert refusal(call(machine, "/both", sent)) == (403, "invalid_api_key")


def test_key_works_until_the_instant_it_expires(machine, ana, moving_clock):
    key, text = make_api_key(ana)
    change(ApiKey, key.id, lifetime_days=1, expires_at=clock.now())
    moving_clock.advance(microseconds=-1)
    assert call(machine, "/licence", text).status_code == 200


@pytest.mark.parametrize("path", ["/licence", "/older", "/both"])
def test_unknown_key_where_none_could_work_is_503(machine, ana, path):
    make_api_key(ana, KeyScope.SUPPORT)
    make_api_key(ana, is_active=False)
    assert refusal(call(machine, path, UNKNOWN)) == (503, "server_config_error")


def test_expired_key_alone_leaves_nothing_configured(machine, ana, moving_clock):
    make_api_key(ana, lifetime_days=1, expires_at=clock.now())
    assert refusal(call(machine, "/licence", UNKNOWN)) == (503, "server_config_error")


def test_unknown_key_with_a_key_of_the_environment_is_refused(machine, saas):
    assert refusal(call(machine, "/licence", UNKNOWN)) == (401, "invalid_api_key")
    assert refusal(call(machine, "/licence", SAAS_KEY + "x")) == (401, "invalid_api_key")


def test_dead_key_is_bad_even_where_nothing_is_configured(machine, ana):
    _key, text = make_api_key(ana, is_active=False)
    assert refusal(call(machine, "/licence", text)) == (401, "invalid_api_key")


def test_key_outside_its_scopes_is_refused(machine, ana):
    _key, text = make_api_key(ana, KeyScope.SUPPORT, KeyScope.SALES)
    assert refusal(call(machine, "/licence", text)) == (403, "insufficient_scope")


def test_company_key_with_its_own_company_id_passes(machine, ana):
    _key, text = make_api_key(ana)
    assert call(machine, "/licence", text, ana.company_id).status_code == 200


@pytest.mark.parametrize("path", ["/licence", "/named", "/both"])
def test_company_key_never_reaches_another_company(machine, ana, carla, path):
    _key, text = make_api_key(ana)
    assert refusal(call(machine, path, text, carla.company_id)) == (403, "empresa_mismatch")
    assert refusal(call(machine, path, text, "abc")) == (403, "empresa_mismatch")


def test_key_of_a_deactivated_company_is_refused(machine, ana, saas):
    _key, text = make_api_key(ana)
    change(Company, ana.company_id, is_active=False)
    assert refusal(call(machine, "/licence", text)) == (403, "company_inactive")
    assert refusal(call(machine, "/licence", SAAS_KEY, ana.company_id)) == (403, "company_inactive")


def test_key_of_the_environment_acts_for_the_company_it_names(machine, ana, carla, saas):
    for person in (ana, carla):
        answer = call(machine, "/licence", SAAS_KEY, person.company_id)
        assert (answer.status_code, answer.json["company"]) == (200, person.company_id)
        assert answer.json["scopes"] == ["licencia", "soporte"]
        assert answer.json["client"] == "key:SAAS_API_KEY"


def test_key_of_the_environment_needs_a_company_that_exists(machine, saas):
    assert refusal(call(machine, "/licence", SAAS_KEY)) == (401, "missing_empresa_id")
    assert refusal(call(machine, "/licence", SAAS_KEY, "")) == (401, "missing_empresa_id")
    for wrong in ("x", "-1", "1.5", "٣", "9" * 12):
        answer = machine.get("/api/test/licence", headers={"X-API-Key": SAAS_KEY, "X-Empresa-Id": wrong.encode()})
        assert refusal(answer) == (422, "invalid_empresa_id")
    assert refusal(call(machine, "/licence", SAAS_KEY, 999999)) == (404, "empresa_not_found")


def test_key_of_the_environment_may_name_no_company_where_the_path_does(machine, ana, saas):
    assert call(machine, "/named", SAAS_KEY).json["company"] is None
    assert call(machine, "/named", SAAS_KEY, ana.company_id).json["company"] == ana.company_id


def test_key_of_the_environment_has_its_scopes_and_no_other(machine, ana, saas):
    assert refusal(call(machine, "/totem", SAAS_KEY, ana.company_id)) == (403, "insufficient_scope")


def test_machine_key_opens_no_route_of_people(client, ana):
    _key, text = make_api_key(ana, *KeyScope)
    answer = client.get("/account/empresa", headers={"X-API-Key": text})
    assert refusal(answer) == (401, "not_authenticated")


def test_people_pass_where_the_route_admits_them_too(machine, ana):
    answer = machine.get("/api/test/both", headers=auth_headers(ana))
    assert (answer.status_code, answer.json["user"], answer.json["company"]) == (200, ana.id, ana.company_id)
    assert refusal(machine.get("/api/test/both")) == (401, "not_authenticated")
    assert refusal(machine.get("/api/test/licence", headers=auth_headers(ana))) == (401, "missing_api_key")


def test_machine_is_found_with_one_statement(machine, ana):
    _key, text = make_api_key(ana)
    call(machine, "/licence", text)  # opens the connection, notes the use
    statements = []

    def note(*arguments):
        statements.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    assert call(machine, "/licence", text).status_code == 200
    event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) == 1


def test_use_is_noted_at_most_once_a_minute(machine, ana, moving_clock):
    key, text = make_api_key(ana)
    start = clock.now()
    call(machine, "/licence", text)
    assert last_use(key) == start
    moving_clock.advance(seconds=59)
    call(machine, "/licence", text)
    assert last_use(key) == start
    moving_clock.advance(seconds=1)
    call(machine, "/licence", text)
    assert last_use(key) == clock.now()


def test_refused_use_is_not_noted(machine, ana):
    key, text = make_api_key(ana, KeyScope.SUPPORT)
    call(machine, "/licence", text)
    assert last_use(key) is None


def test_busy_database_costs_the_note_and_not_the_request(machine, ana, monkeypatch):
    key, text = make_api_key(ana)

    def busy(_key_id):
        raise DependencyDown

    monkeypatch.setattr(key_authentication, "_touch", busy)
    assert call(machine, "/licence", text).status_code == 200
    assert last_use(key) is None


@pytest.fixture
def counting_machine(app, settings):
    """The same with limits on; the limiter is the process's, so it is switched off again afterwards."""
    made = with_machine_routes(replace(settings, rate_limits=True))
    yield made.test_client()
    with made.app_context():
        db.engine.dispose()
    create_app(settings)


def test_each_key_has_sixty_calls_a_minute(counting_machine, ana):
    _key, text = make_api_key(ana)
    _other, other = make_api_key(ana)
    assert {call(counting_machine, "/counted", text).status_code for _ in range(60)} == {200}
    answer = call(counting_machine, "/counted", text)
    assert refusal(answer) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) >= 1
    assert call(counting_machine, "/counted", other).status_code == 200


def test_policy_tells_scope_and_people():
    policy = ROUTES["/both"]
    assert isinstance(policy, KeyPolicy)
    assert (policy.name, policy.roles, policy.scope) == ("key:licencia|staff", STAFF.roles, KeyScope.LICENCE)
    assert ROUTES["/licence"].roles == frozenset()


def test_text_of_a_key_is_shown_by_no_claim():
    claim = key_authentication.KeyClaim(UNKNOWN, "", KeyScope.LICENCE, needs_company=True, is_bad_key_forbidden=False)
    assert UNKNOWN not in repr(claim)
