"""HTTP of API keys: an owner's (contract 10-identity §6) and an operator's (§7)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas import api_keys as schemas
from backend.accounts.service import api_keys
from backend.infra.guards import ADMIN, OWNER, caller, requires
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems
from backend.infra.tenancy import PLATFORM
from backend.kernel.pagination import PageRequest

blueprint = Blueprint("api_keys", __name__, description="Claves de API")
OWN = "/account/api-keys/<int(max=2147483647):key_id>"
ANY = "/admin/api-keys/<int(max=2147483647):key_id>"
CREATED, CHANGED, RENEWED = "Creamos la clave.", "Guardamos los cambios.", "La clave anterior ya no funciona."


@blueprint.get("/account/api-keys")
@requires(OWNER)
@blueprint.arguments(schemas.KeyFilterSchema, location="query")
@blueprint.response(200, schemas.ApiKeyPageSchema)
def list_keys(query: dict[str, Any]) -> dict[str, Any]:
    """Page of the company's keys, newest first, revoked ones too."""
    page = PageRequest(query["page"], query["per_page"])
    return schemas.page_answer(api_keys.list_keys(caller().acting_company, schemas.filter_of(query), page))


@blueprint.post("/account/api-keys")
@requires(OWNER)
@idempotent
@blueprint.arguments(schemas.NewKeySchema)
@blueprint.response(201, schemas.ShownKeySchema)
@problems(blueprint, 409)
def create_key(body: dict[str, Any]) -> dict[str, Any]:
    """Make a key; its text is shown in this answer only. Honours Idempotency-Key."""
    shown = api_keys.create_key(caller().acting_company, caller().user_id or 0, schemas.new_key_of(body))
    return schemas.shown_answer(shown, CREATED)


@blueprint.get(OWN)
@requires(OWNER)
@blueprint.response(200, schemas.ApiKeySchema)
def show_key(key_id: int) -> Any:
    """Answer one key of the company."""
    return api_keys.get_key(caller().acting_company, key_id)


@blueprint.put(OWN)
@requires(OWNER)
@blueprint.arguments(schemas.KeyChangeSchema)
@blueprint.response(200, schemas.ApiKeyChangedSchema)
@problems(blueprint, 409)
def change_key(body: dict[str, Any], key_id: int) -> dict[str, Any]:
    """Rename a key, switch it off or on, give it another life."""
    return {"message": CHANGED, "key": api_keys.change_key(caller().acting_company, key_id, body)}


@blueprint.post(f"{OWN}/renovar")
@requires(OWNER)
@blueprint.response(200, schemas.ShownKeySchema)
@problems(blueprint, 409)
def renew_key(key_id: int) -> dict[str, Any]:
    """Give a key a new text, shown in this answer only; the old one dies at once."""
    return schemas.shown_answer(api_keys.renew_key(caller().acting_company, key_id), RENEWED)


@blueprint.delete(OWN)
@requires(OWNER)
@blueprint.response(204)
def revoke_key(key_id: int) -> None:
    """Revoke a key for ever; it stays listed."""
    api_keys.revoke_key(caller().acting_company, key_id)


@blueprint.get("/admin/api-keys")
@requires(ADMIN)
@blueprint.arguments(schemas.AnyKeyFilterSchema, location="query")
@blueprint.response(200, schemas.ApiKeyPageSchema)
def list_all_keys(query: dict[str, Any]) -> dict[str, Any]:
    """Page of the keys of all companies, newest first."""
    page = PageRequest(query["page"], query["per_page"])
    return schemas.page_answer(api_keys.list_keys(PLATFORM, schemas.filter_of(query), page))


@blueprint.post("/admin/api-keys")
@requires(ADMIN)
@idempotent
@blueprint.arguments(schemas.NewKeyOfCompanySchema)
@blueprint.response(201, schemas.ShownKeySchema)
@problems(blueprint, 409)
def create_key_of_company(body: dict[str, Any]) -> dict[str, Any]:
    """Make a key of any company. Honours Idempotency-Key."""
    shown = api_keys.create_key(body["company_id"], caller().user_id or 0, schemas.new_key_of(body))
    return schemas.shown_answer(shown, CREATED)


@blueprint.get(ANY)
@requires(ADMIN)
@blueprint.response(200, schemas.ApiKeySchema)
def show_any_key(key_id: int) -> Any:
    """Answer one key of any company."""
    return api_keys.get_key(PLATFORM, key_id)


@blueprint.put(ANY)
@requires(ADMIN)
@blueprint.arguments(schemas.KeyChangeSchema)
@blueprint.response(200, schemas.ApiKeyChangedSchema)
@problems(blueprint, 409)
def change_any_key(body: dict[str, Any], key_id: int) -> dict[str, Any]:
    """Change a key of any company."""
    return {"message": CHANGED, "key": api_keys.change_key(PLATFORM, key_id, body)}


@blueprint.post(f"{ANY}/renovar")
@requires(ADMIN)
@blueprint.response(200, schemas.ShownKeySchema)
@problems(blueprint, 409)
def renew_any_key(key_id: int) -> dict[str, Any]:
    """Renew a key of any company."""
    return schemas.shown_answer(api_keys.renew_key(PLATFORM, key_id), RENEWED)


@blueprint.delete(ANY)
@requires(ADMIN)
@blueprint.response(204)
def revoke_any_key(key_id: int) -> None:
    """Revoke a key of any company for ever."""
    api_keys.revoke_key(PLATFORM, key_id)
