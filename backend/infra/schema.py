"""What all schemas share: unknown fields refused, money and instants as the contract writes them, the problem body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, pre_load

from backend.infra.field_texts import UNKNOWN_FIELD, speak_spanish
from backend.infra.json_bodies import bound_json_bodies

View = TypeVar("View", bound=Callable[..., Any])
speak_spanish()
bound_json_bodies()


class RequestSchema(Schema):
    """A body or query: unknown fields are 422 (00-conventions, Errors), and so is text that no database holds."""

    error_messages = {"unknown": UNKNOWN_FIELD}  # noqa: RUF012 - marshmallow's own way to give them

    class Meta:
        """Refuse what the contract does not name."""

        unknown = RAISE
        ordered = True

    @pre_load
    def _refuse_unstorable_text(self, given: Any, **_kwargs: Any) -> Any:
        if isinstance(given, Mapping):
            faults = {str(key): ["El texto tiene caracteres no permitidos."] for key in given if _is_unstorable(key)}
            faults |= {
                str(key): ["El texto tiene caracteres no permitidos."]
                for key, value in given.items()
                if _is_unstorable(value)
            }
            if faults:
                raise ValidationError({_printable(key): texts for key, texts in faults.items()})
        return given


def _is_unstorable(value: Any) -> bool:
    """Tell whether a text, or one inside a list or object, holds NUL or half of a surrogate pair."""
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, Mapping):
        return any(_is_unstorable(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_is_unstorable(part) for part in value)


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


class AnswerSchema(Schema):
    """An answer; names on the wire by ``data_key``."""


class ProblemSchema(AnswerSchema):
    """The one error body (RFC 9457 with the fields older clients read)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    code = fields.String()
    message = fields.String()
    error = fields.String()
    success = fields.Boolean()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


def problems(
    blueprint: Blueprint, *statuses: int, schema: type[ProblemSchema] = ProblemSchema
) -> Callable[[View], View]:
    """Document the error statuses a view can answer beside the common ones; ``schema`` when they tell more facts."""

    def decorate(view: View) -> View:
        for status in statuses:
            view = blueprint.alt_response(
                status, schema=schema, description="problema", content_type="application/problem+json"
            )(view)
        return view

    return decorate
