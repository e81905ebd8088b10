"""The edge: one error body, headers on every answer, the SPA beside the API."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from backend.app import create_app
from backend.infra.http import TrustedProxies
from backend.kernel.errors import Conflict, RateLimited, ValidationFailed
from backend.spa import HASHED


class Sold(Conflict):
    code = "sold"
    message = "Ya se vendió."


@pytest.fixture(scope="module")
def web(settings, tmp_path_factory):
    """An application of its own with a small SPA and routes that fail in every way."""
    dist = tmp_path_factory.mktemp("dist")
    (dist / "index.html").write_text('<app-root ngCspNonce="__CSP_NONCE__"></app-root>', encoding="utf-8")
    (dist / "main-ABCDEFGH.js").write_text("export {}\n" * 200, encoding="utf-8")
    (dist / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    app = create_app(replace(settings, frontend_dist=str(dist), backoffice_url="https://bo.example"))
    for path, error in {
        "/api/fails/conflict": Sold(seats=0),
        "/api/sales/fails": Sold(),
        "/api/fails/fields": ValidationFailed({"amount": ["Falta."]}),
        "/api/fails/limit": RateLimited(1.2),
        "/api/fails/bug": ZeroDivisionError("secret text of the bug"),
    }.items():
        app.add_url_rule(path, path, _raising(error))
    return app.test_client()


def _raising(error):
    def view():
        raise error

    return view


def test_an_error_is_problem_json_with_every_name_clients_read(web):
    answer = web.get("/api/fails/conflict")
    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "urn:mostrador:error:sold",
        "title": "Conflict",
        "status": 409,
        "detail": "Ya se vendió.",
        "code": "sold",
        "message": "Ya se vendió.",
        "error": "sold",
        "success": False,
        "seats": 0,
    }


def test_older_areas_carry_the_sentence_in_error(web):
    assert web.get("/api/sales/fails").json["error"] == "Ya se vendió."


def test_validation_carries_its_fields(web):
    answer = web.get("/api/fails/fields")
    assert (answer.status_code, answer.json["errors"]) == (422, {"amount": ["Falta."]})


def test_limits_say_when_to_come_back(web):
    answer = web.get("/api/fails/limit")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")


def test_a_bug_never_shows_its_text(web):
    answer = web.get("/api/fails/bug")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/api/nothing", "/auth/nothing", "/public", "/.well-known/x", "/consulta", "/pago/1"])
def test_an_unknown_api_path_is_a_json_404(web, path):
    answer = web.get(path)
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/", "/panel/cobrar", "/eventos/algo", "/payments-page"])
def test_any_other_path_is_the_spa_with_a_nonce(web, path):
    answer = web.get(path)
    policy = answer.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'ngCspNonce="{nonce}"' in answer.get_data(as_text=True)
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_hashed_files_are_cached_for_ever_and_compressed(web):
    answer = web.get("/main-ABCDEFGH.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.get_data()) < 200
    assert web.get("/favicon.svg").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["chunk-3I2qJ-Da.js", "chunk-C4r_CDIK.js", "icons-KSUZORKJ.svg"])
def test_hashes_of_the_build_are_known_in_any_letters(name):
    assert HASHED.search(name)


@pytest.mark.parametrize(
    "name", ["ngsw-worker.js", "safety-worker.js", "worker-basic.min.js", "theme.js", "icon-192.png"]
)
def test_files_without_a_hash_are_asked_for_again(name):
    assert HASHED.search(name) is None


def test_a_service_worker_may_fetch_what_it_keeps(web):
    policy = web.get("/main-ABCDEFGH.js").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_known_file_is_not_sent_again(web):
    tag = web.get("/favicon.svg").headers["ETag"]
    assert web.get("/favicon.svg", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/missing.js", "/../backend/config.py", "/%2e%2e/README.md"])
def test_files_outside_the_build_are_not_served(web, path):
    answer = web.get(path)
    assert answer.status_code == 404
    assert b"MercadoPagoApplication" not in answer.get_data()


def test_every_answer_carries_security_headers(web):
    for path in ("/", "/api/nothing", "/health"):
        headers = web.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "max-age=" in headers["Strict-Transport-Security"]
        assert len(headers["X-Request-Id"]) >= 8


def test_forwarded_addresses_are_believed_only_from_trusted_peers():
    app = Flask("probe")
    app.add_url_rule("/", "who", lambda: __import__("flask").request.remote_addr)
    app.wsgi_app = TrustedProxies(app.wsgi_app, ["10.0.0.0/8"])
    client = app.test_client()
    forwarded = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7, 10.0.0.2"}
    trusted = client.get("/", headers=forwarded, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    stranger = client.get("/", headers=forwarded, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert trusted.get_data(as_text=True) == "198.51.100.7"
    assert stranger.get_data(as_text=True) == "192.0.2.1"
