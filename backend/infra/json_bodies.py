"""Reading JSON bodies: what is no JSON, is nested too deep or has numbers beyond all measure is 400, never a crash."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NoReturn

from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Blueprint
from marshmallow import Schema
from webargs import missing
from webargs.flaskparser import FlaskParser, is_json_request

from backend.kernel.errors import UnsupportedMedia

# No body of a contract is deeper than five; everything that walks a body may recurse this far.
MAX_DEPTH = 32
# How Flask asks for the JSON of an answer.
COMPACT = {"separators": (",", ":")}
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
FORM_WANTED = "El contenido tiene que ser un formulario (Content-Type: application/x-www-form-urlencoded)."


class BoundedJsonProvider(DefaultJSONProvider):
    """The application's JSON: keys stay in their order; ``loads`` raises ValueError for whatever it cannot take."""

    sort_keys = False

    def __init__(self, app: Flask) -> None:
        """Make the encoder of answers once."""
        super().__init__(app)
        self._compact = json.JSONEncoder(default=self.default, ensure_ascii=self.ensure_ascii, separators=(",", ":"))

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Write JSON; what answers ask for goes to the encoder that is there."""
        return self._compact.encode(obj) if kwargs == COMPACT else super().dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON of bounded depth."""
        return bounded_json(s, **kwargs)


class BoundedJsonParser(FlaskParser):
    """webargs' parser with bounded bodies."""

    def _get_schema(self, argmap: Any, req: Request) -> Any:
        """Make one instance of a schema for all requests: it keeps nothing of what it loads."""
        return _instance_of(argmap) if isinstance(argmap, type) else super()._get_schema(argmap, req)

    def _raw_load_json(self, req: Request) -> Any:
        raw = req.get_data(cache=True)
        if not raw:
            return missing
        if not is_json_request(req):
            raise UnsupportedMedia
        try:
            return bounded_json(raw.decode("utf-8"))
        except ValueError as error:
            return self._refuse(error, req)

    def load_form(self, req: Request, schema: Any) -> Any:
        """Read a form; a body of another kind is 415, as in :meth:`_raw_load_json`."""
        if req.content_length and req.mimetype not in FORMS:
            raise UnsupportedMedia(FORM_WANTED)
        return super().load_form(req, schema)

    def _refuse(self, error: ValueError, req: Request) -> NoReturn:
        self._handle_invalid_json_error(json.JSONDecodeError(str(error), "", 0), req)


@cache
def _instance_of(kind: type[Schema]) -> Schema:
    return kind()


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
