"""HTTP of a company's people and invitations (contract 10-identity §6, admin invitations of §7)."""

from __future__ import annotations

from typing import Any

from flask import after_this_request
from flask_smorest import Blueprint

from backend.accounts.routes import browser
from backend.accounts.schemas import company as schemas
from backend.accounts.schemas.answers import UserSchema
from backend.accounts.service import company_people, invitations
from backend.infra.guards import ADMIN, ANY_USER, OWNER, caller, requires
from backend.infra.idempotency import idempotent
from backend.infra.rate_limits import limited
from backend.infra.schema import problems
from backend.kernel.pagination import PageRequest

blueprint = Blueprint("company_people", __name__, description="Personas e invitaciones de la empresa")
PERSON = "/account/usuarios/<int(max=2147483647):user_id>"
OF_COMPANY = "/admin/empresas/<int(max=2147483647):company_id>/invitaciones"
INVITED = "Enviamos la invitación por correo."


@blueprint.get("/account/usuarios")
@requires(OWNER)
@blueprint.arguments(schemas.PeopleFilterSchema, location="query")
@blueprint.response(200, schemas.PeopleSchema)
def list_people(query: dict[str, Any]) -> dict[str, Any]:
    """List a page of the company's people, newest first."""
    page = PageRequest(query["page"], query["per_page"])
    return schemas.people_answer(company_people.list_people(caller().acting_company, schemas.filter_of(query), page))


@blueprint.get(PERSON)
@requires(OWNER)
@blueprint.response(200, UserSchema)
def show_person(user_id: int) -> Any:
    """Answer somebody of the company."""
    return company_people.get_person(caller().acting_company, user_id)


@blueprint.patch(PERSON)
@requires(OWNER)
@blueprint.arguments(schemas.AccessChangeSchema)
@blueprint.response(200, schemas.AccessChangedSchema)
@problems(blueprint, 409)
def change_access(body: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Change role or state; the sessions of that person end."""
    user = company_people.change_access(caller(), user_id, schemas.change_of(body))
    return {"message": "Guardamos los cambios.", "user": user}


@blueprint.get("/account/invitaciones")
@requires(OWNER)
@blueprint.arguments(schemas.InvitationFilterSchema, location="query")
@blueprint.response(200, schemas.InvitationsSchema)
def list_invitations(query: dict[str, Any]) -> dict[str, Any]:
    """List the newest hundred invitations of the company."""
    return {"invitations": invitations.list_invitations(caller().acting_company, query["state"])}


@blueprint.post("/account/invitaciones")
@requires(OWNER)
@idempotent
@blueprint.arguments(schemas.NewInvitationSchema)
@blueprint.response(201, schemas.IssuedInvitationSchema)
@problems(blueprint, 409)
def invite(body: dict[str, Any]) -> dict[str, Any]:
    """Invite an address; one that waits for the same address is replaced. Honours Idempotency-Key."""
    issued = invitations.invite(caller().acting_company, caller().user_id or 0, body["email"], body["role"])
    return {"message": INVITED, "invitation": issued.invitation, "code": issued.code}


@blueprint.delete("/account/invitaciones/<int(max=2147483647):invitation_id>")
@requires(OWNER)
@blueprint.response(204)
@problems(blueprint, 409)
def withdraw_invitation(invitation_id: int) -> None:
    """Revoke an invitation that was not used."""
    invitations.withdraw(caller().acting_company, invitation_id)


@blueprint.post("/account/invitaciones/aceptar")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(schemas.InvitationCodeSchema)
@blueprint.response(200, schemas.AccessChangedSchema)
@problems(blueprint, 409)
def accept_invitation(body: dict[str, Any]) -> dict[str, Any]:
    """Join the company that invited the account's address; every session ends, this one too."""
    user = invitations.accept(caller().user_id or 0, body["code"])
    after_this_request(browser.clear_cookies)
    return {"message": "Ya sos parte de la empresa. Iniciá sesión de nuevo.", "user": user}


@blueprint.get(OF_COMPANY)
@requires(ADMIN)
@blueprint.arguments(schemas.InvitationFilterSchema, location="query")
@blueprint.response(200, schemas.InvitationsSchema)
def list_invitations_of_company(query: dict[str, Any], company_id: int) -> dict[str, Any]:
    """List the newest hundred invitations of any company."""
    return {"invitations": invitations.list_invitations(company_id, query["state"])}


@blueprint.post(OF_COMPANY)
@requires(ADMIN)
@idempotent
@blueprint.arguments(schemas.NewInvitationSchema)
@blueprint.response(201, schemas.IssuedInvitationSchema)
@problems(blueprint, 409)
def invite_into_company(body: dict[str, Any], company_id: int) -> dict[str, Any]:
    """Invite an address into any company. Honours Idempotency-Key."""
    issued = invitations.invite(company_id, caller().user_id or 0, body["email"], body["role"])
    return {"message": INVITED, "invitation": issued.invitation, "code": issued.code}
