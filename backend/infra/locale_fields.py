"""Fields that name a currency, a time zone or a country, held against the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from marshmallow import ValidationError

from backend.infra import places
from backend.infra.fields import TextField


class CurrencyField(TextField):
    """An ISO 4217 currency that some country pays with; small letters are read too."""

    def __init__(self, **kwargs: Any) -> None:
        """Three letters."""
        super().__init__(3, minimum=3, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        code = super()._deserialize(value, attr, data, **kwargs).upper()
        if code not in places.currency_codes():
            raise ValidationError("Tiene que ser una moneda ISO 4217, como ARS.")
        return code


class TimeZoneField(TextField):
    """An IANA time zone."""

    def __init__(self, **kwargs: Any) -> None:
        """As long as its column."""
        super().__init__(60, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs)
        if name not in _zones():
            raise ValidationError("Tiene que ser una zona horaria IANA, como America/Argentina/Buenos_Aires.")
        return name


class CountryField(TextField):
    """An ISO 3166-1 country of two letters, or null; small letters are read too."""

    def __init__(self, **kwargs: Any) -> None:
        """Two letters."""
        super().__init__(2, minimum=2, allow_none=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        code = text.upper() if text else None
        if code is not None and code not in places.country_codes():
            raise ValidationError("Tiene que ser un país ISO 3166-1, como AR.")
        return code


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
