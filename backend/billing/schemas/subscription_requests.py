"""What is asked of subscriptions (contract 20-billing §3, 10-identity §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from backend.billing.domain.days import local_day
from backend.billing.domain.periods import MAX_YEARS, MIN_YEARS, Period
from backend.billing.domain.states import SubscriptionState
from backend.billing.repository.subscriptions import SubscriptionFilter
from backend.billing.schemas.words import PERIOD_WORDS, STATE_WORDS, DayField, PercentField, WordField
from backend.billing.service.changing import Changes
from backend.billing.service.creating import NewSubscription
from backend.billing.service.own import OwnChanges
from backend.billing.service.renewing import Renewal
from backend.infra.bare_lists import WindowSchema
from backend.infra.current import settings
from backend.infra.fields import TextField
from backend.infra.schema import RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, PageRequest, Window

MAX_ID = 2**31 - 1
MAX_PAGE = 1_000_000
PER_PAGE = 20
METHOD_LENGTH, REASON_LENGTH, NOTES_LENGTH = 50, 500, 5000
STATES_OF_WORDS = {word: state for state, word in STATE_WORDS.items()}
_a_year = validate.Range(MIN_YEARS, MAX_YEARS)


def _flag(data_key: str) -> fields.Boolean:
    return fields.Boolean(data_key=data_key, truthy={True}, falsy={False}, load_default=None, allow_none=True)


def _id(data_key: str, **kwargs: Any) -> fields.Integer:
    return fields.Integer(data_key=data_key, validate=validate.Range(1, MAX_ID), **kwargs)


def years_field(data_key: str) -> fields.Integer:
    """Return a field for years: 1 to 5, whole."""
    return fields.Integer(data_key=data_key, strict=True, load_default=None, allow_none=True, validate=_a_year)


def _notes() -> TextField:
    return TextField(NOTES_LENGTH, data_key="notas", is_multiline=True, load_default=None, allow_none=True)


class SubscriptionFilterSchema(WindowSchema):
    """Filters of the operators' list; with ``page`` or ``per_page`` the answer is a page."""

    state = WordField(STATE_WORDS, data_key="estado")
    company_id = _id("empresa_id")
    tax_id = TextField(50, data_key="nit")
    plan_id = _id("plan_id")
    ends_before = DayField(data_key="vence_antes")
    page = fields.Integer(validate=validate.Range(1, MAX_PAGE))
    per_page = fields.Integer(validate=validate.Range(1, MAX_PER_PAGE))


class NewSubscriptionSchema(RequestSchema):
    """``POST /admin/suscripciones``."""

    company_id = _id("empresa_id", strict=True, required=True)
    plan_id = _id("plan_id", strict=True, required=True)
    period = WordField(PERIOD_WORDS, data_key="periodo", required=True)
    years = years_field("anios")
    accented_years = years_field("años")
    start_date = DayField(data_key="fecha_inicio", load_default=None, allow_none=True)
    payment_method = TextField(METHOD_LENGTH, data_key="forma_pago", load_default=None, allow_none=True)
    notes = _notes()
    discount_percent = PercentField(data_key="porcentaje_descuento", load_default=None, allow_none=True)
    renews_automatically = _flag("renovacion_automatica")

    @post_load
    def _build(self, loaded: dict[str, Any], **_: Any) -> NewSubscription:
        years = years_of(loaded)
        renews = bool(loaded.pop("renews_automatically"))
        period = Period(loaded.pop("period"))
        return NewSubscription(**loaded, period=period, years=years, renews_automatically=renews)


class RenewalSchema(RequestSchema):
    """``POST /admin/suscripciones/{id}/renovar``; both spellings of the years are read (rule 5)."""

    period = WordField(PERIOD_WORDS, data_key="periodo", load_default=None, allow_none=True)
    years = years_field("anios")
    accented_years = years_field("años")
    start_date = DayField(data_key="fecha_inicio", load_default=None, allow_none=True)
    discount_percent = PercentField(data_key="porcentaje_descuento", load_default=None, allow_none=True)
    notes = _notes()
    renews_automatically = _flag("renovacion_automatica")

    @post_load
    def _build(self, loaded: dict[str, Any], **_: Any) -> Renewal:
        years, period = years_of(loaded), loaded.pop("period")
        return Renewal(**loaded, years=years, period=Period(period) if period else None)


class ChangesSchema(RequestSchema):
    """``PATCH /admin/suscripciones/{id}``."""

    renews_automatically = _flag("renovacion_automatica")
    cancels_at_end = _flag("cancelar_al_vencer")
    payment_method = TextField(METHOD_LENGTH, data_key="forma_pago", allow_none=True)
    notes = _notes()

    @post_load
    def _build(self, loaded: dict[str, Any], **_: Any) -> Changes:
        clears = loaded.get("payment_method", "") is None
        return Changes(**loaded, clears_payment_method=clears)


class StateReasonSchema(RequestSchema):
    """Why something is cancelled or suspended."""

    reason = TextField(REASON_LENGTH, data_key="motivo", required=True)
    notes = _notes()


class NotesSchema(RequestSchema):
    """A note for a change that needs no reason."""

    notes = _notes()


class DiscountSchema(RequestSchema):
    """``POST /admin/suscripciones/{id}/descuento``."""

    percent = PercentField(data_key="porcentaje", required=True)
    reason = TextField(REASON_LENGTH, data_key="motivo", load_default=None, allow_none=True)


class OwnChangesSchema(RequestSchema):
    """``PATCH /account/subscriptions/{id}``: one of them at least."""

    renews_automatically = _flag("renovacion_automatica")
    cancels_at_end = _flag("cancelar_al_vencer")
    state = TextField(20, data_key="estado", load_default=None, allow_none=True)

    @post_load
    def _build(self, loaded: dict[str, Any], **_: Any) -> OwnChanges:
        if all(value is None for value in loaded.values()):
            raise ValidationError({"_schema": ["Indicá al menos un cambio."]})
        state = loaded.pop("state")
        return OwnChanges(**loaded, state=STATES_OF_WORDS.get(state, state))


def years_of(loaded: dict[str, Any]) -> int:
    """Take both spellings out of a body and return the years they say, 1 when neither does; ValidationError."""
    plain, accented = loaded.pop("years"), loaded.pop("accented_years")
    if None not in {plain, accented} and plain != accented:
        raise ValidationError({"anios": ["«años» y «anios» dicen cosas distintas."]})
    years: int = plain or accented or 1
    return years


def filter_of(query: Mapping[str, Any]) -> SubscriptionFilter:
    """Return what the list is narrowed to; an instant is a day of the installation's zone."""
    ends_before, state = query.get("ends_before"), query.get("state")
    return SubscriptionFilter(
        state=SubscriptionState(state) if state else None,
        company_id=query.get("company_id"),
        tax_id=query.get("tax_id"),
        plan_id=query.get("plan_id"),
        ends_before=None if ends_before is None else local_day(ends_before, settings().zona_horaria),
    )


def page_of(query: Mapping[str, Any]) -> PageRequest | None:
    """Return the page that is asked for, None when a bare list is."""
    if "page" not in query and "per_page" not in query:
        return None
    return PageRequest(query.get("page", 1), query.get("per_page", PER_PAGE))


def window_of_page(page: PageRequest) -> Window:
    """Return the stretch of the list that is this page."""
    return Window(page.per_page, page.offset)
