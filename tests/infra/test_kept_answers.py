"""An unchanging answer is made once; everything that belongs to a request happens each time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.accounts.domain import password_policy
from backend.app import create_app
from backend.infra.kept_answers import unchanging
from backend.infra.metrics import REQUESTS
from backend.infra.rate_limits import limiter

PATH = "/public/politica-password"


@pytest.fixture
def asked(settings):
    """A client of a fresh application, where nothing is kept yet."""
    return create_app(replace(settings, rate_limits=True)).test_client()


@pytest.fixture(autouse=True)
def _limits_as_before():
    yield
    limiter.reset()
    limiter.enabled = False


def times(endpoint):
    samples = [sample for metric in REQUESTS.collect() for sample in metric.samples]
    return sum(s.value for s in samples if s.name.endswith("_count") and s.labels["endpoint"] == endpoint)


def test_kept_answer_equals_the_first_but_for_its_request_id(asked):
    first, second = asked.get(PATH), asked.get(PATH)
    assert first.json == second.json
    assert first.json["min_length"] == password_policy.MIN_LENGTH
    headers = [{k: v for k, v in answer.headers if k != "X-Request-Id"} for answer in (first, second)]
    assert headers[0] == headers[1]
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert asked.get(PATH, headers={"X-Request-Id": "mine-12345"}).headers["X-Request-Id"] == "mine-12345"


def test_the_view_is_asked_once_and_each_request_is_counted(settings):
    app = create_app(settings)
    calls = []

    def view():
        calls.append(1)
        return "ever"

    app.add_url_rule("/public/ever", "ever", unchanging(view))
    client = app.test_client()
    before = times("ever")
    assert [client.get("/public/ever").text for _ in range(5)] == ["ever"] * 5
    assert len(calls) == 1
    assert times("ever") - before == 5


def test_an_error_is_not_kept(settings):
    app = create_app(settings)
    answers = iter([("not yet", 503), ("now", 200)])
    app.add_url_rule("/public/soon", "soon", unchanging(lambda: next(answers)))
    client = app.test_client()
    assert [client.get("/public/soon").status_code for _ in range(3)] == [503, 200, 200]


def test_kept_answers_share_the_limit_of_public_reads(asked):
    statuses = [asked.get(PATH).status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    refused = asked.get(PATH)
    assert refused.json["code"] == "rate_limited"
    assert int(refused.headers["Retry-After"]) >= 1


def test_other_methods_and_queries_reach_the_view(asked):
    asked.get(PATH)
    assert asked.post(PATH).status_code == 405
    assert asked.head(PATH).data == b""
    assert asked.get(f"{PATH}?x=1").status_code in {200, 422}
