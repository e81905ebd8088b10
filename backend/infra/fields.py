"""Fields that any schema may need: text a database can hold, exact numbers with a fixed number of decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields


class TextField(fields.String):
    """Text a person typed: blanks around it dropped, no control characters, ``minimum`` to ``maximum`` long."""

    def __init__(self, *, maximum: int, minimum: int = 0, is_multiline: bool = False, **kwargs: Any) -> None:
        """Bound the length; only multi-line text may hold line breaks and tabs."""
        self._minimum, self._maximum = minimum, maximum
        self._allowed = "\n\r\t" if is_multiline else ""
        kwargs.setdefault("metadata", {"minLength": minimum, "maxLength": maximum})
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not self._minimum <= len(text) <= self._maximum:
            raise ValidationError(f"Entre {self._minimum} y {self._maximum} caracteres.")
        if any(c not in self._allowed and (ord(c) < ord(" ") or 0xD800 <= ord(c) <= 0xDFFF) for c in text):  # noqa: PLR2004 - halves of a pair, which UTF-8 cannot write
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
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

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
