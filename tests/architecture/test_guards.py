"""Every view says who may call it, or stands on the list of those that anybody may."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

from backend.app import PUBLIC_ENDPOINTS
from backend.infra.guards import ANY_USER, Policy, requires, unguarded_endpoints


def guarded_by(app, endpoint):
    return getattr(app.view_functions[endpoint], "__policy__", None)


def test_every_view_is_guarded_or_public(app):
    walked = {rule.endpoint for rule in app.url_map.iter_rules()}
    open_views = {endpoint for endpoint in walked if not isinstance(guarded_by(app, endpoint), Policy)}
    assert open_views == PUBLIC_ENDPOINTS & walked


def test_public_list_names_only_views_that_exist_and_have_no_guard(app):
    walked = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert walked >= PUBLIC_ENDPOINTS
    assert {endpoint for endpoint in PUBLIC_ENDPOINTS if guarded_by(app, endpoint)} == set()


def test_view_without_guard_is_found():
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/open", "open", lambda: "open")
    bare.add_url_rule("/closed", "closed", requires(ANY_USER)(lambda: "closed"))
    assert unguarded_endpoints(bare, frozenset()) == ["open"]


def test_guarded_view_without_credential_is_401(app):
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        if not guarded_by(app, rule.endpoint):
            continue
        path = rule.build(dict.fromkeys(rule.arguments, 1) | text_arguments(rule), append_unknown=False)[1]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            answer = client.open(path, method=method, json={} if method in {"POST", "PUT", "PATCH"} else None)
            assert answer.status_code == 401, f"{method} {path} answered {answer.status_code} without a credential"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            tried += 1
    assert tried or not [rule for rule in app.url_map.iter_rules() if guarded_by(app, rule.endpoint)]


def text_arguments(rule):
    """A value for each converter that wants text."""
    return {name: "x" for name, kind in rule._converters.items() if not isinstance(kind, IntegerConverter)}
