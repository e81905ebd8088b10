"""Lines of a request say which one they belong to."""

from __future__ import annotations

from backend.infra.log import name_request
from backend.infra.principal import Actor, acting


def test_a_line_names_the_request_it_was_written_in():
    with acting(Actor(request_id="request-1")):
        assert name_request(None, "info", {"event": "x"}) == {"event": "x", "request_id": "request-1"}
        assert name_request(None, "info", {"event": "x", "request_id": "own"})["request_id"] == "own"


def test_a_line_outside_of_requests_names_none():
    assert name_request(None, "info", {"event": "x"}) == {"event": "x"}
