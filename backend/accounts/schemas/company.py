"""The wire words of a company's people and invitations (contract 10-identity §6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from backend.accounts.domain.addresses import MAX_LENGTH as EMAIL_LENGTH
from backend.accounts.domain.invitations import InvitationState
from backend.accounts.repository.company_people import PeopleFilter
from backend.accounts.schemas.answers import MessageSchema, UserSchema
from backend.accounts.schemas.requests import EmailField
from backend.accounts.service.company_people import AccessChange, People
from backend.infra.fields import InstantField, TextField
from backend.infra.principal import COMPANY_ROLES, Role
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, PageRequest

LARGEST_PAGE = 1_000_000
MAX_CODE = 64
ACTIVITY = {"activo": True, "inactivo": False}
ROLE_WORDS = [role.value for role in Role if role in COMPANY_ROLES]


class RoleField(fields.String):
    """A role that people of a company can have, so neither operator nor buyer."""

    def __init__(self, **kwargs: Any) -> None:
        """Know the company's roles only, in the document too."""
        super().__init__(validate=validate.OneOf(ROLE_WORDS), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return Role(text) if text in ROLE_WORDS else text


class PeopleFilterSchema(RequestSchema):
    """``GET /account/usuarios``."""

    page = fields.Integer(validate=validate.Range(1, LARGEST_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_PER_PAGE), load_default=10)
    text = TextField(EMAIL_LENGTH, minimum=0, data_key="search")
    role = RoleField(data_key="rol")
    activity = fields.String(validate=validate.OneOf(list(ACTIVITY)), data_key="estado")


class AccessChangeSchema(RequestSchema):
    """``PATCH /account/usuarios/{id}``."""

    role = RoleField(data_key="rol")
    is_active = fields.Boolean()


class EmployerSchema(AnswerSchema):
    """The company of somebody in the list."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    tax_id = fields.String(data_key="nit")


class PersonSchema(UserSchema):
    """``usuario`` in the list, with the company."""

    company = fields.Nested(EmployerSchema, data_key="empresa")

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Read the company from beside the user, everything else from the user."""
        return obj["company"] if attr == "company" else super().get_attribute(obj["user"], attr, default)


class PeoplePaginationSchema(AnswerSchema):
    """Where in the list one is."""

    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
    pages = fields.Integer()
    has_prev = fields.Boolean()
    has_next = fields.Boolean()


class PeopleSchema(AnswerSchema):
    """``U``: one page of a company's people."""

    users = fields.List(fields.Nested(PersonSchema), data_key="usuarios")
    pagination = fields.Nested(PeoplePaginationSchema)


class AccessChangedSchema(MessageSchema):
    """What an account is like now."""

    user = fields.Nested(UserSchema, data_key="usuario")


class InvitationFilterSchema(RequestSchema):
    """Which invitations."""

    state = fields.Enum(InvitationState, by_value=True, data_key="estado", load_default=None)


class NewInvitationSchema(RequestSchema):
    """Whom to invite as what."""

    email = EmailField(required=True)
    role = RoleField(data_key="rol", required=True)


class InvitationCodeSchema(RequestSchema):
    """``POST /account/invitaciones/aceptar``."""

    code = TextField(MAX_CODE, data_key="codigo", required=True)


class InvitationSchema(AnswerSchema):
    """``invitacion``."""

    id = fields.Integer()
    company_id = fields.Integer(data_key="empresa_id")
    email = fields.String()
    role = fields.Enum(Role, by_value=True, data_key="rol")
    state = fields.Enum(InvitationState, by_value=True, data_key="estado")
    created_at = InstantField(data_key="creado_en")
    expires_at = InstantField(data_key="expira_en")


class InvitationsSchema(AnswerSchema):
    """A company's invitations, newest first."""

    invitations = fields.List(fields.Nested(InvitationSchema), data_key="invitaciones")


class IssuedInvitationSchema(MessageSchema):
    """A new invitation; its code is shown here and mailed, and nowhere else."""

    invitation = fields.Nested(InvitationSchema, data_key="invitacion")
    code = fields.String(data_key="codigo")


def filter_of(given: Mapping[str, Any]) -> PeopleFilter:
    """Return what the list is narrowed to."""
    return PeopleFilter(given.get("text"), given.get("role"), ACTIVITY.get(given.get("activity", "")))


def change_of(given: Mapping[str, Any]) -> AccessChange:
    """Return what somebody's access becomes."""
    return AccessChange(given.get("role"), given.get("is_active"))


def people_answer(people: People) -> dict[str, Any]:
    """Return what PeopleSchema writes."""
    asked: PageRequest = people.page.request
    pagination = {
        "page": asked.page,
        "per_page": asked.per_page,
        "total": people.page.total,
        "pages": people.page.pages,
        "has_prev": asked.page > 1,
        "has_next": asked.page < people.page.pages,
    }
    return {
        "users": [{"user": user, "company": people.company} for user in people.page.items],
        "pagination": pagination,
    }
