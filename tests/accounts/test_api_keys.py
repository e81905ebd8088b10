"""Managing API keys (contract 10-identity §1, §6 and §7, rules 19 and 20)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text

from backend.accounts.domain.api_keys import MAX_ACTIVE_KEYS
from backend.accounts.errors import InvalidApiKey
from backend.accounts.service.key_authentication import authenticate_key
from backend.infra.audit import AuditEntry
from backend.infra.db import db, session
from backend.infra.guards import KeyClaim
from backend.infra.principal import KeyScope, Role
from backend.infra.unit_of_work import reading
from tests.accounts.steps import said
from tests.factories.api_keys import make_api_key
from tests.factories.users import auth_headers, make_user

NOBODY = 2147480000
FIELDS = {
    "id", "empresa_id", "empresa_nombre", "nombre", "prefijo", "scopes", "activo", "fecha_creacion", "ultimo_uso",
    "fecha_expiracion",
}  # fmt: skip
ACCOUNT, ADMIN = "/account/api-keys", "/admin/api-keys"


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def create(client, headers, **fields):
    body = {"nombre": "Producción", "scopes": ["soporte", "licencia"], **fields}
    return client.post(ACCOUNT, json=body, headers=headers)


def listed(client, headers, path=ACCOUNT, **query):
    answer = client.get(path, query_string=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return [key["nombre"] for key in answer.json["api_keys"]]


def put(client, headers, key_id, **fields):
    return client.put(f"{ACCOUNT}/{key_id}", json=fields, headers=headers)


def renew(client, headers, key_id):
    return client.post(f"{ACCOUNT}/{key_id}/renovar", headers=headers)


def calls(key_text):
    """Who a machine is that calls with this text; raises InvalidApiKey."""
    claim = KeyClaim(key_text, "", KeyScope.LICENCE, needs_company=True, is_bad_key_forbidden=False)
    return authenticate_key(claim)


def is_dead(key_text):
    try:
        calls(key_text)
    except InvalidApiKey:
        return True
    return False


@reading
def audit_rows(key_id):
    rows = session().query(AuditEntry).filter_by(entity="api_key", entity_id=str(key_id)).order_by(AuditEntry.id)
    return [(row.action, row.company_id, row.before, row.after) for row in rows]


def test_new_key_is_shown_once_and_works(client, headers, ana_company):
    answer = create(client, headers, dias_expiracion=30)
    assert answer.status_code == 201
    shown, key_text = answer.json["api_key"], answer.json["api_key_plana"]
    assert shown == {
        "id": shown["id"],
        "empresa_id": ana_company.id,
        "empresa_nombre": "Almacén Ana",
        "nombre": "Producción",
        "prefijo": key_text[:11],
        "scopes": ["licencia", "soporte"],
        "activo": True,
        "fecha_creacion": "2026-03-02T15:00:00Z",
        "ultimo_uso": None,
        "fecha_expiracion": "2026-04-01T15:00:00Z",
    }
    assert re.fullmatch(r"mk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", key_text)
    assert answer.json["message"]
    assert "no se vuelve a mostrar" in answer.json["importante"]
    assert calls(key_text).company_id == ana_company.id
    later = client.get(f"{ACCOUNT}/{shown['id']}", headers=headers)
    assert set(later.json) == FIELDS
    assert later.json == {**shown, "ultimo_uso": "2026-03-02T15:00:00Z"}


def test_rule_19_text_of_a_key_is_kept_nowhere(client, headers):
    made = create(client, headers).json
    renewed = renew(client, headers, made["api_key"]["id"]).json
    for key_text in (made["api_key_plana"], renewed["api_key_plana"]):
        secret = key_text[12:]
        with db.engine.connect() as connection:
            for table in ("api_key", "audit_entry", "idempotency_record"):
                rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - names of our own tables
                assert secret not in repr(rows)
        for path in (ACCOUNT, f"{ACCOUNT}/{made['api_key']['id']}"):
            assert secret not in client.get(path, headers=headers).text


@pytest.mark.parametrize(
    "fields",
    [
        {"nombre": None}, {"nombre": " "}, {"nombre": "x" * 101}, {"scopes": []}, {"scopes": ["admin"]},
        {"scopes": "licencia"}, {"scopes": None}, {"dias_expiracion": 0}, {"dias_expiracion": 3651},
        {"dias_expiracion": 1.5}, {"dias_expiracion": "x"}, {"empresa_id": 2}, {"activo": False}, {"prefijo": "mk_1"},
    ],
)  # fmt: skip
def test_new_key_refuses_wrong_fields(client, headers, fields):
    assert said(create(client, headers, **fields)) == (422, "validation_error")
    assert listed(client, headers) == []


def test_key_without_days_never_expires(client, headers):
    for fields in ({}, {"dias_expiracion": None}):
        assert create(client, headers, **fields).json["api_key"]["fecha_expiracion"] is None


def test_repeated_scope_counts_once(client, headers):
    assert create(client, headers, scopes=["totem", "totem"]).json["api_key"]["scopes"] == ["totem"]


def test_repeated_creation_under_one_key_is_one(client, headers):
    headers = {**headers, "Idempotency-Key": "una-vez"}
    first, second = create(client, headers), create(client, headers)
    assert first.json == second.json
    assert listed(client, headers) == ["Producción"]


def test_list_is_paged_newest_first(client, headers, ana):
    for number in range(5):
        make_api_key(ana, name=f"clave {number}")
    answer = client.get(ACCOUNT, query_string={"page": 2, "per_page": 2}, headers=headers)
    assert [key["nombre"] for key in answer.json["api_keys"]] == ["clave 2", "clave 1"]
    told = {name: answer.json[name] for name in ("total", "page", "per_page", "pages")}
    assert told == {"total": 5, "page": 2, "per_page": 2, "pages": 3}
    assert client.get(ACCOUNT, headers=headers).json["per_page"] == 20
    assert set(answer.json["api_keys"][0]) == FIELDS


def test_list_is_narrowed_by_text_and_state(client, headers, ana, moving_clock):
    key, _text = make_api_key(ana, name="Tótem 100%")
    make_api_key(ana, name="Licencias", is_active=False)
    make_api_key(ana, name="Vieja", is_active=False, revoked_at=moving_clock())
    assert listed(client, headers, search="TEM") == ["Tótem 100%"]
    assert listed(client, headers, search=key.prefix.upper()) == ["Tótem 100%"]
    assert listed(client, headers, search="%") == ["Tótem 100%"]
    assert listed(client, headers, activo="true") == ["Tótem 100%"]
    assert listed(client, headers, activo="false") == ["Vieja", "Licencias"]
    for query in ({"page": 0}, {"per_page": 101}, {"activo": "x"}):
        assert said(client.get(ACCOUNT, query_string=query, headers=headers)) == (422, "validation_error")


def test_list_takes_as_many_statements_for_one_as_for_many(client, headers, ana):
    def count():
        statements = []

        def note(*arguments):
            statements.append(arguments[2])

        event.listen(Engine, "before_cursor_execute", note)
        client.get(ACCOUNT, headers=headers)
        event.remove(Engine, "before_cursor_execute", note)
        return len(statements)

    make_api_key(ana)
    count()
    for_one = count()
    for _ in range(8):
        make_api_key(ana)
    assert count() == for_one <= 4  # BEGIN, the caller, how many, the page


def test_key_is_renamed_and_switched_off_and_on(client, headers, ana):
    key, key_text = make_api_key(ana, name="Vieja")
    assert put(client, headers, key.id, nombre="Nueva", activo=False).json["api_key"]["nombre"] == "Nueva"
    make_api_key(ana)
    assert is_dead(key_text)
    answer = put(client, headers, key.id, activo=True)
    assert (answer.json["api_key"]["activo"], answer.json["api_key"]["nombre"]) == (True, "Nueva")
    assert calls(key_text).key_id == key.id
    action, company_id, before, after = audit_rows(key.id)[0]
    assert (action, company_id) == ("accounts.api_key.changed", ana.company_id)
    assert (before["name"], after["name"], after["is_active"]) == ("Vieja", "Nueva", False)


def test_life_counts_from_the_change_and_null_is_for_ever(client, headers, ana, moving_clock):
    key, _text = make_api_key(ana)
    moving_clock.advance(minutes=10)
    assert put(client, headers, key.id, dias_expiracion=1).json["api_key"]["fecha_expiracion"] == "2026-03-03T15:10:00Z"
    assert put(client, headers, key.id, nombre="Otra").json["api_key"]["fecha_expiracion"] == "2026-03-03T15:10:00Z"
    assert put(client, headers, key.id, dias_expiracion=None).json["api_key"]["fecha_expiracion"] is None


@pytest.mark.parametrize(
    "fields", [{"nombre": None}, {"activo": None}, {"scopes": ["totem"]}, {"dias_expiracion": 0}, {"empresa_id": 1}]
)
def test_change_refuses_wrong_fields(client, headers, ana, fields):
    key, _text = make_api_key(ana)
    assert said(put(client, headers, key.id, **fields)) == (422, "validation_error")


def test_renewed_key_has_a_new_text_and_the_old_one_dies_at_once(client, headers, ana, moving_clock):
    made = create(client, headers, dias_expiracion=10).json
    calls(made["api_key_plana"])
    moving_clock.advance(minutes=20)
    answer = renew(client, headers, made["api_key"]["id"])
    assert answer.status_code == 200
    assert set(answer.json) == {"message", "api_key", "api_key_plana", "importante"}
    shown = answer.json["api_key"]
    assert shown["prefijo"] == answer.json["api_key_plana"][:11] != made["api_key"]["prefijo"]
    assert (shown["id"], shown["ultimo_uso"]) == (made["api_key"]["id"], None)
    assert shown["fecha_expiracion"] == "2026-03-12T15:20:00Z"
    assert calls(answer.json["api_key_plana"]).scopes == {KeyScope.LICENCE, KeyScope.SUPPORT}
    assert is_dead(made["api_key_plana"])
    assert audit_rows(shown["id"])[-1][0] == "accounts.api_key.renewed"


def test_expired_key_lives_again_once_renewed(client, ana, headers, moving_clock):
    key, old = make_api_key(ana, lifetime_days=1, expires_at=moving_clock())
    make_api_key(ana)
    assert is_dead(old)
    assert calls(renew(client, headers, key.id).json["api_key_plana"]).key_id == key.id


def test_revoked_key_is_dead_for_ever_and_stays_listed(client, headers, ana):
    key, key_text = make_api_key(ana, name="Perdida")
    make_api_key(ana)
    for _ in range(2):
        answer = client.delete(f"{ACCOUNT}/{key.id}", headers=headers)
        assert (answer.status_code, answer.data) == (204, b"")
    assert is_dead(key_text)
    assert client.get(f"{ACCOUNT}/{key.id}", headers=headers).json["activo"] is False
    assert "Perdida" in listed(client, headers)
    assert said(put(client, headers, key.id, activo=True)) == (409, "key_revoked")
    assert said(renew(client, headers, key.id)) == (409, "key_revoked")
    assert [row[0] for row in audit_rows(key.id)] == ["accounts.api_key.revoked"]


def test_company_has_at_most_fifty_active_keys(client, headers, ana, carla, moving_clock):
    for number in range(MAX_ACTIVE_KEYS - 1):
        make_api_key(ana, name=f"clave {number}")
    make_api_key(carla)
    off, _text = make_api_key(ana, is_active=False)
    make_api_key(ana, lifetime_days=1, expires_at=moving_clock() - timedelta(days=1))
    assert create(client, headers).status_code == 201
    assert said(create(client, headers)) == (409, "too_many_keys")
    assert said(put(client, headers, off.id, activo=True)) == (409, "too_many_keys")
    assert put(client, headers, off.id, nombre="Apagada").status_code == 200
    newest = client.get(ACCOUNT, headers=headers).json["api_keys"][0]["id"]
    client.delete(f"{ACCOUNT}/{newest}", headers=headers)
    assert put(client, headers, off.id, activo=True).status_code == 200


def test_rule_20_keys_of_another_company_do_not_exist(client, headers, ana, carla):
    foreign, key_text = make_api_key(carla, name="De Carla")
    assert listed(client, headers) == listed(client, headers, empresa_id=carla.company_id) == []
    requests = (("GET", "", None), ("PUT", "", {"nombre": "Mía"}), ("POST", "/renovar", None), ("DELETE", "", None))
    for method, rest, body in requests:
        answers = [
            client.open(f"{ACCOUNT}/{one}{rest}", method=method, json=body, headers=headers)
            for one in (foreign.id, NOBODY)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].data == answers[1].data
    assert calls(key_text).company_id == carla.company_id


@pytest.mark.parametrize("role", [Role.SELLER, Role.CASHIER, Role.COORDINATOR, Role.SCANNER, Role.USER])
def test_only_owners_manage_keys(client, ana, ana_company, role):
    own = auth_headers(make_user(role, ana_company if role is not Role.USER else None))
    key, _text = make_api_key(ana)
    answers = [
        client.get(ACCOUNT, headers=own),
        create(client, own),
        client.get(f"{ACCOUNT}/{key.id}", headers=own),
        put(client, own, key.id, nombre="Mía"),
        renew(client, own, key.id),
        client.delete(f"{ACCOUNT}/{key.id}", headers=own),
    ]
    assert {said(answer) for answer in answers} == {(403, "forbidden")}


def test_admin_sees_the_keys_of_all_companies_and_narrows_them(client, admin, ana, carla):
    make_api_key(ana, name="De Ana")
    make_api_key(carla, name="De Carla")
    own = auth_headers(admin)
    assert listed(client, own, ADMIN) == ["De Carla", "De Ana"]
    assert listed(client, own, ADMIN, empresa_id=ana.company_id) == ["De Ana"]
    assert listed(client, own, ADMIN, empresa_id=NOBODY) == []
    names = {key["empresa_nombre"] for key in client.get(ADMIN, headers=own).json["api_keys"]}
    assert names == {"Almacén Ana", "Kiosco Carla"}


def test_admin_makes_and_manages_a_key_of_any_company(client, admin, ana, ana_company):
    own = auth_headers(admin)
    body = {"empresa_id": ana_company.id, "nombre": "Del operador", "scopes": ["licencia"]}
    made = client.post(ADMIN, json=body, headers=own)
    assert made.status_code == 201
    path = f"{ADMIN}/{made.json['api_key']['id']}"
    assert calls(made.json["api_key_plana"]).company_id == ana_company.id
    assert client.get(path, headers=own).json["empresa_id"] == ana_company.id
    changed = client.put(path, json={"nombre": "Otra", "dias_expiracion": 3650}, headers=own)
    assert changed.json["api_key"]["nombre"] == "Otra"
    renewed = client.post(f"{path}/renovar", headers=own)
    assert is_dead(made.json["api_key_plana"])
    assert calls(renewed.json["api_key_plana"]).company_id == ana_company.id
    assert client.delete(path, headers=own).status_code == 204
    assert said(client.put(path, json={"activo": True}, headers=own)) == (409, "key_revoked")
    assert said(client.post(f"{path}/renovar", headers=own)) == (409, "key_revoked")
    assert {row[1] for row in audit_rows(made.json["api_key"]["id"])} == {ana_company.id}


def test_admin_makes_no_key_of_an_unknown_company_or_beyond_fifty(client, admin, ana):
    own, body = auth_headers(admin), {"nombre": "Otra", "scopes": ["licencia"]}
    unknown = client.post(ADMIN, json={**body, "empresa_id": NOBODY}, headers=own)
    assert said(unknown) == (404, "empresa_not_found")
    assert said(client.post(ADMIN, json=body, headers=own)) == (422, "validation_error")
    for _ in range(MAX_ACTIVE_KEYS):
        make_api_key(ana)
    full = client.post(ADMIN, json={**body, "empresa_id": ana.company_id}, headers=own)
    assert said(full) == (409, "too_many_keys")


def test_admin_routes_of_keys_are_the_admins(client, headers, ana):
    key, _text = make_api_key(ana)
    body = {"empresa_id": ana.company_id, "nombre": "X", "scopes": ["licencia"]}
    answers = [
        client.get(ADMIN, headers=headers),
        client.post(ADMIN, json=body, headers=headers),
        client.get(f"{ADMIN}/{key.id}", headers=headers),
        client.put(f"{ADMIN}/{key.id}", json={"nombre": "X"}, headers=headers),
        client.post(f"{ADMIN}/{key.id}/renovar", headers=headers),
        client.delete(f"{ADMIN}/{key.id}", headers=headers),
    ]
    assert {said(answer) for answer in answers} == {(403, "forbidden")}
    admin_answers = [client.get(f"{ADMIN}/{NOBODY}", headers=auth_headers(make_user(Role.ADMIN)))]
    assert {said(answer) for answer in admin_answers} == {(404, "not_found")}
