"""The wire words of the administration of accounts (contract 10-identity §7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates, validates_schema

from backend.accounts.domain.addresses import MAX_LENGTH as EMAIL_LENGTH
from backend.accounts.repository.directory import ListedUser, UserFilter
from backend.accounts.schemas.answers import MessageSchema, UserSchema
from backend.accounts.schemas.requests import EARLIEST_BIRTH, MAX_PASSWORD, OPTIONAL, EmailField
from backend.accounts.service.administration import NewUser
from backend.accounts.service.erasing import Erasure
from backend.accounts.service.transfer import Transfer
from backend.companies.schemas import CompanySchema
from backend.infra.fields import TextField
from backend.infra.principal import Role
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel import clock
from backend.kernel.pagination import MAX_PER_PAGE, Page

LARGEST_ID = 2**31 - 1
LARGEST_PAGE = 1_000_000
ID = validate.Range(min=1, max=LARGEST_ID)
ACTIVITY = {"activo": True, "inactivo": False}
ERASURES = {Erasure.DELETED: "eliminado", Erasure.ANONYMISED: "anonimizado"}


def _password(data_key: str | None = None, **kwargs: Any) -> fields.String:
    bounds = validate.Length(max=MAX_PASSWORD)
    return fields.String(validate=bounds, load_only=True, data_key=data_key, **kwargs)


class UserFilterSchema(RequestSchema):
    """``GET /admin/usuarios``."""

    page = fields.Integer(validate=validate.Range(min=1, max=LARGEST_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(min=1, max=MAX_PER_PAGE), load_default=10)
    text = TextField(EMAIL_LENGTH, minimum=0, data_key="search")
    role = fields.Enum(Role, by_value=True, data_key="rol")
    activity = fields.String(validate=validate.OneOf(list(ACTIVITY)), data_key="estado")
    company_id = fields.Integer(validate=ID, data_key="empresa_id")


class NewUserSchema(RequestSchema):
    """``POST /admin/usuarios``."""

    name = TextField(120, data_key="nombre", required=True)
    email = EmailField(required=True)
    password = _password(required=True)
    role = fields.Enum(Role, by_value=True, data_key="rol", required=True)
    company_id = fields.Integer(data_key="empresa_id", validate=ID, **OPTIONAL)
    phone = TextField(30, data_key="telefono", **OPTIONAL)
    address = TextField(255, data_key="direccion", **OPTIONAL)
    city = TextField(120, data_key="ciudad", **OPTIONAL)
    country = TextField(120, data_key="pais", **OPTIONAL)


class UserChangeSchema(RequestSchema):
    """``PUT /admin/usuarios/{id}``: at least one field; null clears where the account can do without."""

    name = TextField(120, data_key="nombre")
    email = EmailField()
    role = fields.Enum(Role, by_value=True, data_key="rol")
    company_id = fields.Integer(data_key="empresa_id", validate=ID, allow_none=True)
    phone = TextField(30, data_key="telefono", allow_none=True)
    address = TextField(255, data_key="direccion", allow_none=True)
    city = TextField(120, data_key="ciudad", allow_none=True)
    country = TextField(120, data_key="pais", allow_none=True)
    birth_date = fields.Date(data_key="fecha_nacimiento", allow_none=True)
    is_active = fields.Boolean()
    supabase_sub = TextField(64, allow_none=True)

    @validates("birth_date")
    def _refuse_impossible_birth(self, value: date | None, **_kwargs: Any) -> None:
        if value is not None and not EARLIEST_BIRTH <= value <= clock.now().date():
            raise ValidationError("La fecha tiene que estar entre 1900 y hoy.")

    @validates_schema
    def _want_something(self, given: dict[str, Any], **_kwargs: Any) -> None:
        if not given:
            raise ValidationError("Enviá al menos un dato.")


class UserPasswordSchema(RequestSchema):
    """``POST /admin/usuarios/{id}/cambiar-password``."""

    password = _password("nueva_password", required=True)


class ReasonSchema(RequestSchema):
    """Why it is done."""

    reason = TextField(255, data_key="motivo", required=True)


class TransferSchema(RequestSchema):
    """``POST /admin/empresa/transfer``."""

    tax_id = TextField(50, data_key="empresa_codigo", required=True)
    email = EmailField(data_key="nuevo_email", required=True)
    name = TextField(120, data_key="nuevo_nombre", **OPTIONAL)
    password = _password("nuevo_password", allow_none=True, load_default=None)
    is_deactivating = fields.Boolean(data_key="desactivar_anterior", allow_none=True, load_default=False)
    previous_id = fields.Integer(data_key="anterior_usuario_id", validate=ID, **OPTIONAL)


class CompanyReferenceSchema(AnswerSchema):
    """The company of a listed account."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    tax_id = fields.String(data_key="nit")


class ListedUserSchema(UserSchema):
    """``usuario`` in a list, with its company beside it."""

    company = fields.Nested(CompanyReferenceSchema, data_key="empresa", allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Read the company from the listed row and everything else from its user."""
        return obj.company if attr == "company" else super().get_attribute(obj.user, attr, default)


class ShownUserSchema(ListedUserSchema):
    """``GET /admin/usuarios/{id}``."""

    company = fields.Nested(CompanySchema, data_key="empresa", allow_none=True)


class UserPaginationSchema(AnswerSchema):
    """Where in the list one is."""

    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
    pages = fields.Integer()
    has_prev = fields.Boolean()
    has_next = fields.Boolean()


class UserPageSchema(AnswerSchema):
    """``U``: one page of accounts."""

    users = fields.List(fields.Nested(ListedUserSchema), data_key="usuarios")
    pagination = fields.Nested(UserPaginationSchema)


class UserStatisticsSchema(AnswerSchema):
    """``GET /admin/usuarios/estadisticas``."""

    total = fields.Integer()
    active = fields.Integer(data_key="activos")
    inactive = fields.Integer(data_key="inactivos")
    admins = fields.Integer()
    owners = fields.Integer(data_key="clientes")
    with_second_factor = fields.Integer(data_key="con_2fa")
    by_role = fields.Dict(keys=fields.Enum(Role, by_value=True), values=fields.Integer(), data_key="por_rol")


class UserChangedSchema(MessageSchema):
    """What an account is like now."""

    user = fields.Nested(UserSchema, data_key="usuario")


class ErasedSchema(MessageSchema):
    """``DELETE /admin/usuarios/{id}``."""

    outcome = fields.Function(
        lambda told: ERASURES[told["outcome"]],
        data_key="resultado",
        metadata={"type": "string", "enum": list(ERASURES.values())},
    )


class TransferredSchema(MessageSchema):
    """``POST /admin/empresa/transfer``; a password that was made up is shown here and nowhere else."""

    company = fields.Nested(CompanySchema, data_key="empresa")
    owner = fields.Nested(UserSchema, data_key="nuevo_usuario")
    previous = fields.Nested(UserSchema, data_key="anterior_usuario", allow_none=True)
    temporary_password = fields.String(data_key="temp_password", allow_none=True)


def filter_of(given: Mapping[str, Any]) -> UserFilter:
    """Return what the list is narrowed to."""
    return UserFilter(
        text=given.get("text"),
        role=given.get("role"),
        is_active=ACTIVITY.get(given.get("activity", "")),
        company_id=given.get("company_id"),
    )


def new_user_of(given: dict[str, Any]) -> NewUser:
    """Return the account to make."""
    return NewUser(**given)


def transfer_of(given: dict[str, Any]) -> Transfer:
    """Return the transfer to make."""
    return Transfer(**{**given, "is_deactivating": bool(given["is_deactivating"])})


def page_answer(page: Page[ListedUser]) -> dict[str, Any]:
    """Return what UserPageSchema writes."""
    asked = page.request
    pagination = {
        "page": asked.page,
        "per_page": asked.per_page,
        "total": page.total,
        "pages": page.pages,
        "has_prev": asked.page > 1,
        "has_next": asked.page < page.pages,
    }
    return {"users": page.items, "pagination": pagination}
