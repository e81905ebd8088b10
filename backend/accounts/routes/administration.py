"""HTTP of the administration of accounts (contract 10-identity §7)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.models.users import User
from backend.accounts.repository.directory import ListedUser
from backend.accounts.schemas import administration as schemas
from backend.accounts.schemas.answers import MessageSchema
from backend.accounts.service import administration, directory, erasing, transfer
from backend.infra.guards import ADMIN, caller, requires
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems
from backend.kernel.pagination import PageRequest

blueprint = Blueprint("administration", __name__, description="Administración de usuarios")
ONE = "/admin/usuarios/<int(max=2147483647):user_id>"


@blueprint.get("/admin/usuarios")
@requires(ADMIN)
@blueprint.arguments(schemas.UserFilterSchema, location="query")
@blueprint.response(200, schemas.UserPageSchema)
def list_users(filters: dict[str, Any]) -> dict[str, Any]:
    """Page of the accounts of all companies, newest first."""
    page = PageRequest(filters["page"], filters["per_page"])
    return schemas.page_answer(directory.list_users(schemas.filter_of(filters), page))


@blueprint.get("/admin/usuarios/estadisticas")
@requires(ADMIN)
@blueprint.response(200, schemas.UserStatisticsSchema)
def count_users() -> directory.UserStatistics:
    """Count all accounts."""
    return directory.count_users()


@blueprint.get(ONE)
@requires(ADMIN)
@blueprint.response(200, schemas.ShownUserSchema)
def show_user(user_id: int) -> ListedUser:
    """Answer one account with its company."""
    return directory.get_user(user_id)


@blueprint.post("/admin/usuarios")
@requires(ADMIN)
@blueprint.arguments(schemas.NewUserSchema)
@blueprint.response(201, schemas.UserChangedSchema)
@problems(blueprint, 409)
def create_user(body: dict[str, Any]) -> dict[str, Any]:
    """Make an active account."""
    return _told("Creamos la cuenta.", administration.create_user(schemas.new_user_of(body)))


@blueprint.put(ONE)
@requires(ADMIN)
@blueprint.arguments(schemas.UserChangeSchema)
@blueprint.response(200, schemas.UserChangedSchema)
@problems(blueprint, 409)
def change_user(body: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Store the fields that were sent; a new role or company, and deactivation, end the account's sessions."""
    return _told("Guardamos los cambios.", administration.change_user(_operator(), user_id, body))


@blueprint.post(f"{ONE}/cambiar-password")
@requires(ADMIN)
@blueprint.arguments(schemas.UserPasswordSchema)
@blueprint.response(200, MessageSchema)
@problems(blueprint, 409)
def change_password(body: dict[str, Any], user_id: int) -> dict[str, str]:
    """Give the account a password; its sessions end, its lock is cleared."""
    administration.set_password(user_id, body["password"])
    return {"message": "La contraseña cambió y se cerraron las sesiones de la cuenta."}


@blueprint.post(f"{ONE}/toggle-estado")
@requires(ADMIN)
@blueprint.response(200, schemas.UserChangedSchema)
@problems(blueprint, 409)
def toggle_user(user_id: int) -> dict[str, Any]:
    """Deactivate an active account, activate any other."""
    user = administration.toggle_activity(_operator(), user_id)
    return _told("La cuenta está activa." if user.is_active else "La cuenta está desactivada.", user)


@blueprint.post(f"{ONE}/otp/disable")
@requires(ADMIN)
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.UserChangedSchema)
@problems(blueprint, 409)
def disable_second_factor(body: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Take away the second factor of somebody who lost it; sessions end, the person gets a mail."""
    user = administration.remove_second_factor(_operator(), user_id, body["reason"])
    return _told("Desactivamos la verificación en dos pasos.", user)


@blueprint.delete(ONE)
@requires(ADMIN)
@blueprint.response(200, schemas.ErasedSchema)
@problems(blueprint, 409)
def delete_user(user_id: int) -> dict[str, Any]:
    """Delete an account that nothing refers to; any other is anonymised for ever."""
    outcome = erasing.erase_user(_operator(), user_id)
    is_deleted = outcome is erasing.Erasure.DELETED
    message = "Eliminamos la cuenta." if is_deleted else "La cuenta tiene historia: borramos sus datos personales."
    return {"message": message, "outcome": outcome}


@blueprint.post("/admin/empresa/transfer")
@requires(ADMIN)
@idempotent
@blueprint.arguments(schemas.TransferSchema)
@blueprint.response(200, schemas.TransferredSchema)
@problems(blueprint, 409)
def transfer_company(body: dict[str, Any]) -> dict[str, Any]:
    """Give a company another owner; honours Idempotency-Key."""
    done = transfer.transfer_company(schemas.transfer_of(body))
    return {
        "message": "La empresa tiene un nuevo titular." if done.is_changed else "Ya era titular de la empresa.",
        "company": done.company,
        "owner": done.owner,
        "previous": done.previous,
        "temporary_password": done.temporary_password,
    }


def _told(message: str, user: User) -> dict[str, Any]:
    return {"message": message, "user": user}


def _operator() -> int:
    return caller().user_id or 0
