"""Spanish values of enums, and dates as clients of billing give them (contract 20-billing, head and §1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from backend.billing.domain.days import GivenDay
from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState
from backend.infra.fields import ExactField

EARLIEST_YEAR, LATEST_YEAR = 1900, 2999
PERIOD_WORDS: Mapping[str, str] = {Period.MONTHLY: "mensual", Period.YEARLY: "anual"}
STATE_WORDS: Mapping[str, str] = {
    SubscriptionState.PENDING_PAYMENT: "pendiente_pago",
    SubscriptionState.SCHEDULED: "programada",
    SubscriptionState.ACTIVE: "activa",
    SubscriptionState.SUSPENDED: "suspendida",
    SubscriptionState.ENDED: "inactiva",
    SubscriptionState.CANCELLED: "cancelada",
}


class WordField(fields.Field[str]):
    """One of a few values that have another word on the wire."""

    def __init__(self, words: Mapping[str, str], **kwargs: Any) -> None:
        """Translate by this table: value in the code → word on the wire."""
        self._words = {str(value): word for value, word in words.items()}
        self._values = {word: value for value, word in words.items()}
        choices: list[str | None] = [*self._words.values(), *([None] if kwargs.get("allow_none") else [])]
        kwargs.setdefault("metadata", {"type": "string", "enum": choices})
        super().__init__(**kwargs)

    def _serialize(self, value: str | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else self._words[str(value)]

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or value not in self._values:
            raise ValidationError(f"Tiene que ser uno de: {', '.join(self._values)}.")
        return self._values[value]


class DayField(fields.Field[date]):
    """A day: ``YYYY-MM-DD``, or an instant whose day in the company's zone counts."""

    def __init__(self, **kwargs: Any) -> None:
        """Document the format."""
        kwargs.setdefault("metadata", {"type": "string", "format": "date"})
        super().__init__(**kwargs)

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> GivenDay:
        given = _read_day(value)
        if given is None:
            raise ValidationError("Tiene que ser una fecha AAAA-MM-DD, o una fecha y hora con zona horaria.")
        if not EARLIEST_YEAR <= given.year <= LATEST_YEAR:
            raise ValidationError(f"La fecha tiene que estar entre {EARLIEST_YEAR} y {LATEST_YEAR}.")
        return given


class PercentField(ExactField):
    """A percentage: finite, 0 to 100, at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        """Bound it."""
        super().__init__(places=2, minimum=Decimal(0), maximum=Decimal(100), **kwargs)


def _read_day(value: Any) -> GivenDay | None:
    if not isinstance(value, str):
        return None
    try:
        if len(value) == len("2026-03-01"):
            return date.fromisoformat(value)
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
