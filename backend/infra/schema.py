"""What all schemas share: unknown fields refused, money and instants as the contract writes them, the problem body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from backend.infra.field_texts import UNKNOWN_FIELD, speak_spanish
from backend.infra.json_bodies import bound_json_bodies
from backend.kernel.money import MAX_AMOUNT

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


class TextField(fields.String):
    """Text, trimmed, of ``minimum`` to ``maximum`` characters; an optional one that is blank counts as null."""

    def __init__(self, maximum: int, *, minimum: int = 1, **kwargs: Any) -> None:
        """Bound the length after trimming."""
        self._bounds = validate.Length(minimum, maximum)
        kwargs["metadata"] = {"minLength": minimum, "maxLength": maximum, **kwargs.get("metadata", {})}
        if kwargs.get("allow_none"):
            kwargs["metadata"].pop("minLength")
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not text and self.allow_none:
            return None
        self._bounds(text)
        return text


class AnswerSchema(Schema):
    """An answer; names on the wire by ``data_key``."""


class MoneyField(fields.Field[Decimal]):
    """An amount: exact Decimal inside, JSON number with at most two decimals outside.

    JSON numbers are read by their shortest text, so 19.99 is nineteen ninety-nine; three decimals are refused.
    """

    def __init__(self, *, minimum: Decimal = Decimal(0), is_minimum_excluded: bool = False, **kwargs: Any) -> None:
        """Bound the amount from below; the column bounds it from above."""
        self._range = validate.Range(min=minimum, max=MAX_AMOUNT, min_inclusive=not is_minimum_excluded)
        kwargs.setdefault("metadata", {"type": "number", "format": "decimal"})
        super().__init__(**kwargs)

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any) -> int | float | None:
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValidationError("Tiene que ser un importe.")
        try:
            amount = Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError("Tiene que ser un importe.") from error
        if not amount.is_finite():
            raise ValidationError("Tiene que ser un importe.")
        try:
            self._range(amount)
        except ValidationError as error:
            raise ValidationError("El importe está fuera de los límites permitidos.") from error
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError("El importe tiene más de dos decimales.")
        return amount


class InstantField(fields.Field[datetime]):
    """An instant, sent as ISO 8601 with ``Z`` and at most milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        """Document the format."""
        kwargs.setdefault("metadata", {"type": "string", "format": "date-time"})
        super().__init__(**kwargs)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else instant_text(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        try:
            instant = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("Tiene que ser una fecha y hora ISO 8601.") from error
        if instant.tzinfo is None:
            raise ValidationError("La fecha y hora necesita zona horaria.")
        return instant.astimezone(UTC)


def instant_text(value: datetime) -> str:
    """Write an instant as the wire wants it."""
    in_utc = value.astimezone(UTC)
    text = in_utc.isoformat(timespec="milliseconds" if in_utc.microsecond else "seconds")
    return text.replace("+00:00", "Z")


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


def problems(blueprint: Blueprint, *statuses: int) -> Callable[[View], View]:
    """Document the error statuses a view can answer beside the common ones."""

    def decorate(view: View) -> View:
        for status in statuses:
            view = blueprint.alt_response(
                status, schema=ProblemSchema, description="problema", content_type="application/problem+json"
            )(view)
        return view

    return decorate
