"""Reading JSON bodies: what is no JSON, is nested too deep or has numbers beyond all measure is 400, never a crash."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Blueprint
from webargs import missing
from webargs.flaskparser import FlaskParser, is_json_request

# No body of a contract is deeper than five; everything that walks a body may recurse this far.
MAX_DEPTH = 32


class BoundedJsonProvider(DefaultJSONProvider):
    """The application's JSON: keys stay in their order; ``loads`` raises ValueError for whatever it cannot take."""

    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON of bounded depth."""
        return bounded_json(s, **kwargs)


class BoundedJsonParser(FlaskParser):
    """webargs' parser with bounded bodies."""

    def _raw_load_json(self, req: Request) -> Any:
        raw = req.get_data(cache=True)
        if not is_json_request(req) or not raw:
            return missing
        try:
            return bounded_json(raw.decode("utf-8"))
        except ValueError as error:
            return self._refuse(error, req)

    def _refuse(self, error: ValueError, req: Request) -> NoReturn:
        self._handle_invalid_json_error(json.JSONDecodeError(str(error), "", 0), req)


def bounded_json(text: str | bytes, **kwargs: Any) -> Any:
    """Return what the JSON says; ValueError when it is not JSON, too deep, or holds a number of too many digits."""
    try:
        loaded = json.loads(text, **kwargs)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    level = [loaded]
    for _depth in range(MAX_DEPTH):
        level = [part for node in level for part in _parts(node)]
        if not level:
            return loaded
    raise ValueError("nested too deep")


def _parts(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def bound_json_bodies() -> None:
    """Let every blueprint read its bodies so; called before the first view is declared."""
    Blueprint.ARGUMENTS_PARSER = BoundedJsonParser()


def init_json(app: Flask) -> None:
    """Let ``request.get_json`` and answers use the same JSON."""
    app.json = BoundedJsonProvider(app)
