"""The signed licence (contract 20-billing §5; refusal 16): what it says, who can verify it, when it changes."""

from __future__ import annotations

import base64
import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.billing.domain.states import SubscriptionState as State
from backend.billing.models.subscriptions import Subscription
from backend.billing.service import licence_keys
from backend.infra.db import db, session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from bootstrap import node_command
from tests.conftest import run_in_threads
from tests.factories.api_keys import make_api_key
from tests.factories.subscriptions import make_plan, make_service, make_subscription

LICENCE, KEYS = "/api/licencia", "/.well-known/jwks.json"
VERIFIER = Path(__file__).with_name("verify_licence.cjs")


@pytest.fixture
def row(ana_company):
    plan = plan_with_services()
    return make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 3, 1))


@pytest.fixture
def signing_key(app):
    licence_keys.ensure_key()


@pytest.fixture
def headers(ana):
    return {"X-API-Key": make_api_key(ana)[1]}


def verify(jwks, licence, now=None):
    """Ask a program that is not ours, in another language, with nothing but the published keys."""
    at = int((now or clock.now()).timestamp())
    asked = json.dumps({"jwks": jwks, "licence": licence, "now": at})
    done = subprocess.run(
        [*node_command("node"), str(VERIFIER)], input=asked, capture_output=True, text=True, check=True, timeout=30
    )
    return json.loads(done.stdout)


def test_third_party_reads_the_licence_with_the_published_keys_alone(client, row, signing_key, headers, ana_company):
    answer = client.get(LICENCE, headers=headers).json
    read = verify(client.get(KEYS).json, answer["licencia"])
    issued = int(clock.now().timestamp())
    assert read["header"] == {"alg": "EdDSA", "typ": "licencia+jwt", "kid": answer["kid"]}
    services = read["claims"].pop("servicios")
    assert [(one["nombre"], one["cantidad"]) for one in services] == [("Compraventa", None), ("Tótems", 3)]
    assert read["claims"] == {
        "iss": "mostrador",
        "aud": "licencia",
        "jti": answer["serial"],
        "iat": issued,
        "nbf": issued,
        "exp": int(datetime(2026, 4, 9, 3, tzinfo=UTC).timestamp()),
        "renovar_despues": issued + 86400,
        "not_after": "2026-04-02T03:00:00Z",
        "gracia_dias": 7,
        "empresa": {"id": ana_company.id, "nit": ana_company.tax_id, "nombre": ana_company.name},
        "plan": {"id": row.plan_id, "nombre": "Básico"},
        "periodo": "mensual",
        "fecha_inicio": "2026-03-01",
        "fecha_fin": "2026-04-01",
    }
    assert {key: answer[key] for key in ("not_after", "gracia_dias")} == {
        "not_after": "2026-04-02T03:00:00Z",
        "gracia_dias": 7,
    }


def test_third_party_refuses_it_once_the_grace_is_over(client, row, signing_key, headers):
    licence, jwks = client.get(LICENCE, headers=headers).json["licencia"], client.get(KEYS).json
    end = datetime(2026, 4, 9, 3, tzinfo=UTC)
    assert "claims" in verify(jwks, licence, end - timedelta(seconds=1))
    assert verify(jwks, licence, end) == {"refused": "expired"}


@pytest.mark.parametrize("part", [0, 1, 2])
def test_third_party_refuses_a_changed_licence(client, row, signing_key, headers, part):
    parts, jwks = client.get(LICENCE, headers=headers).json["licencia"].split("."), client.get(KEYS).json
    raw = bytearray(base64.urlsafe_b64decode(parts[part] + "=="))
    changed = {0: raw.replace(b"EdDSA", b"HS256"), 1: raw.replace(b"2026-04-01", b"2036-04-01"), 2: raw}[part]
    if part == 2:
        changed[5] ^= 1
    parts[part] = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    assert "refused" in verify(jwks, ".".join(parts))


def test_same_serial_while_it_says_the_same_and_is_under_a_day_old(client, row, signing_key, headers, moving_clock):
    first = client.get(LICENCE, headers=headers)
    moving_clock.advance(hours=23, minutes=59)
    assert client.get(LICENCE, headers=headers).json == first.json
    moving_clock.advance(minutes=2)
    assert client.get(LICENCE, headers=headers).json["serial"] != first.json["serial"]


def test_new_serial_when_the_content_changes(client, row, signing_key, headers):
    first = client.get(LICENCE, headers=headers).json
    give(row.id, end_date=date(2026, 5, 1))
    second = client.get(LICENCE, headers=headers).json
    assert second["serial"] != first["serial"]
    assert second["not_after"] == "2026-05-02T03:00:00Z"


def test_instance_that_holds_it_is_answered_with_nothing(client, row, signing_key, headers):
    etag = client.get(LICENCE, headers=headers).headers["ETag"]
    answer = client.get(LICENCE, headers=headers | {"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_many_requests_at_once_get_one_licence(app, row, signing_key, headers):
    def ask(_i):
        return app.test_client().get(LICENCE, headers=headers).json["serial"]

    assert len(set(run_in_threads(6, ask))) == 1


@pytest.mark.parametrize("state", [State.SUSPENDED, State.CANCELLED, State.ENDED, State.PENDING_PAYMENT])
def test_none_without_a_subscription_in_force(client, row, signing_key, headers, state):
    give(row.id, state=state.value, slot=state.value if state is State.PENDING_PAYMENT else None)
    answer = client.get(LICENCE, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (404, "no_active_subscription")


def test_none_once_its_last_day_is_over(client, row, signing_key, headers, moving_clock):
    moving_clock.set(datetime(2026, 4, 2, 3, tzinfo=UTC))
    assert client.get(LICENCE, headers=headers).status_code == 404


def test_without_a_key_it_says_so(client, row, headers):
    answer = client.get(LICENCE, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "licence_key_missing")


def test_rotated_key_verifies_until_its_last_licence_has_expired(client, row, signing_key, headers, moving_clock):
    old = client.get(LICENCE, headers=headers).json
    new_kid = licence_keys.rotate_key()
    jwks = client.get(KEYS).json
    assert [key["kid"] for key in jwks["keys"]] == [new_kid, old["kid"]]
    assert "claims" in verify(jwks, old["licencia"])
    renewed = client.get(LICENCE, headers=headers).json
    assert renewed["kid"] == new_kid
    assert renewed["serial"] != old["serial"]
    moving_clock.set(datetime(2026, 4, 9, 3, tzinfo=UTC))
    assert [key["kid"] for key in client.get(KEYS).json["keys"]] == [new_kid]


def test_rotated_key_that_signed_nothing_is_not_published(client, signing_key):
    new_kid = licence_keys.rotate_key()
    assert [key["kid"] for key in client.get(KEYS).json["keys"]] == [new_kid]


def test_published_keys_are_public_for_an_hour_and_public_only(client, signing_key):
    answer = client.get(KEYS)
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    (key,) = answer.json["keys"]
    assert set(key) == {"kty", "crv", "use", "alg", "kid", "x"}
    assert (key["kty"], key["crv"], key["use"], key["alg"]) == ("OKP", "Ed25519", "sig", "EdDSA")
    assert key["kid"].startswith("lic-")


def test_private_key_rests_sealed(app, signing_key):
    with db.engine.connect() as connection:
        stored = connection.execute(text("SELECT private_key, public_key FROM licence_key")).one()
    assert stored.private_key.startswith("gAAAA")  # Fernet
    assert len(stored.public_key) == 43


def test_first_key_is_made_once(app):
    assert licence_keys.ensure_key() is True
    assert licence_keys.ensure_key() is False


@transactional
def give(row_id, **values):
    found = session().get(Subscription, row_id, execution_options={OPTION: PLATFORM})
    for name, value in values.items():
        setattr(found, name, value)


def plan_with_services():
    plan = make_plan("Básico")
    make_service(plan, "Tótems", 3)
    make_service(plan, "Compraventa")
    return plan
