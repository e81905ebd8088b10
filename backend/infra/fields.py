"""Fields that any schema may need: text a database can hold, exact numbers, amounts, instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields

from backend.kernel.money import MAX_AMOUNT


class TextField(fields.String):
    """Text a person typed: blanks around it dropped, no control characters, ``minimum`` to ``maximum`` long.

    A blank optional one (``allow_none``) counts as null.
    """

    def __init__(self, maximum: int, *, minimum: int = 1, is_multiline: bool = False, **kwargs: Any) -> None:
        """Bound the length after trimming; only multi-line text may hold line breaks and tabs."""
        self._minimum, self._maximum = minimum, maximum
        self._allowed = "\n\r\t" if is_multiline else ""
        bounds = {"maxLength": maximum} if kwargs.get("allow_none") else {"minLength": minimum, "maxLength": maximum}
        kwargs["metadata"] = bounds | kwargs.get("metadata", {})
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not text and self.allow_none:
            return None
        if not self._minimum <= len(text) <= self._maximum:
            raise ValidationError(f"Entre {self._minimum} y {self._maximum} caracteres.")
        if any(character < " " and character not in self._allowed for character in text):
            raise ValidationError("Contiene caracteres que no se pueden guardar.")
        return text


class ExactField(fields.Field[Decimal]):
    """A number with at most ``places`` decimals: exact Decimal inside, JSON number outside."""

    def __init__(
        self,
        *,
        places: int,
        minimum: Decimal,
        maximum: Decimal,
        is_minimum_excluded: bool = False,
        **kwargs: Any,
    ) -> None:
        """Bound the number and its decimals."""
        self._unit = Decimal(1).scaleb(-places)
        self._minimum, self._maximum, self._is_minimum_excluded = minimum, maximum, is_minimum_excluded
        bound = "exclusiveMinimum" if is_minimum_excluded else "minimum"
        kwargs.setdefault("metadata", {"type": "number", bound: float(minimum), "maximum": float(maximum)})
        super().__init__(**kwargs)

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any) -> int | float | None:
        return None if value is None else number_of(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValidationError("Tiene que ser un número.")
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError("Tiene que ser un número.") from error
        if not number.is_finite():
            raise ValidationError("Tiene que ser un número.")
        is_below = number <= self._minimum if self._is_minimum_excluded else number < self._minimum
        if is_below or number > self._maximum:
            raise ValidationError("El número está fuera de los límites permitidos.")
        if number != number.quantize(self._unit):
            raise ValidationError("El número tiene demasiados decimales.")
        return number


class MoneyField(ExactField):
    """An amount: JSON numbers are read by their shortest text, so 19.99 is nineteen ninety-nine."""

    def __init__(self, *, minimum: Decimal = Decimal(0), is_minimum_excluded: bool = False, **kwargs: Any) -> None:
        """Bound the amount from below; the column bounds it from above."""
        kwargs.setdefault("metadata", {"type": "number", "format": "decimal"})
        super().__init__(
            places=2, minimum=minimum, maximum=MAX_AMOUNT, is_minimum_excluded=is_minimum_excluded, **kwargs
        )


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


def number_of(value: Decimal) -> int | float:
    """Write an exact number as the JSON number of the same value."""
    return int(value) if value == value.to_integral_value() else float(value)
