"""A Supabase project of the tests: its keys in a file or behind an address, and its tokens."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from backend.accounts import ports
from backend.infra.principal import SYSTEM, acting
from backend.integrations.supabase.tokens import make_identity_provider
from backend.kernel import clock

URL = "https://project.supabase.co"
JWKS_URL = f"{URL}/auth/v1/.well-known/jwks.json"
SECRET = "the-secret-of-the-project-in-the-tests-is-as-long-as-any-algorithm-wants"
SUBJECT = "9f1c2b34-0000-4000-8000-00000000000a"


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a person who logged in a minute ago; None takes one away."""
    now = int(clock.now().timestamp())
    told = {
        "sub": SUBJECT,
        "aud": "authenticated",
        "role": "authenticated",
        "iss": f"{URL}/auth/v1",
        "iat": now,
        "exp": now + 3600,
        "email": "sofia@example.com",
        "aal": "aal1",
        "amr": [{"method": "password", "timestamp": now - 60}],
        "session_id": "5d2a1111-0000-4000-8000-000000000001",
        "is_anonymous": False,
        "user_metadata": {"full_name": "Sofía Luna"},
    } | changes
    return {name: value for name, value in told.items() if value is not None}


def token(**changes: Any) -> str:
    """A token signed with the project's secret."""
    return jwt.encode(claims(**changes), SECRET, algorithm="HS256")


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@dataclass
class KeyPairs:
    """Pairs of keys by name; ``document`` is what the project publishes."""

    pairs: dict[str, Any] = field(default_factory=dict)

    def add(self, kid: str, algorithm: str = "ES256") -> None:
        self.pairs[kid] = (new_key(algorithm), algorithm)

    def document(self, **changes: Any) -> dict[str, Any]:
        return {"keys": [self.entry(kid) | changes for kid in self.pairs]}

    def entry(self, kid: str) -> dict[str, Any]:
        key, algorithm = self.pairs[kid]
        kind = jwt.algorithms.ECAlgorithm if algorithm == "ES256" else jwt.algorithms.RSAAlgorithm
        return kind.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "alg": algorithm, "use": "sig"}

    def sign(self, kid: str, header: dict[str, Any] | None = None, **changes: Any) -> str:
        key, algorithm = self.pairs[kid]
        return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": kid} | (header or {}))


def new_key(algorithm: str) -> Any:
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def plug_in(app, settings):
    """Accept tokens of the project with these settings until the end of the test."""

    def accept(**chosen):
        provider = make_identity_provider(replace(settings, use_supabase=True, **chosen))
        ports.plug(provider)
        return provider

    yield accept
    ports.plug(None)


@pytest.fixture
def project(plug_in):
    """The project with a shared secret."""
    return plug_in(supabase_jwt_secret=SECRET, supabase_url=f"{URL}/")


@pytest.fixture
def pairs():
    made = KeyPairs()
    made.add("one")
    return made


@pytest.fixture
def ask(client):
    """Ask for the own profile with a token."""

    def get(text, path="/account/profile", method="GET", **options):
        with acting(SYSTEM):
            return client.open(path, method=method, headers=bearer(text), **options)

    return get


@pytest.fixture
def published(tmp_path, pairs, plug_in):
    """The project with public keys in a file; ``write`` replaces the document."""
    file = tmp_path / "jwks.json"

    def write(document=None):
        file.write_text(json.dumps(document or pairs.document()), encoding="utf-8")

    write()
    plug_in(supabase_jwks_url=file.as_uri(), supabase_url=URL)
    return write
