"""API keys made directly."""

from __future__ import annotations

from backend.accounts.domain.api_keys import new_key_text, prefix_of
from backend.accounts.models.api_keys import ApiKey
from backend.accounts.models.users import User
from backend.infra.crypto import sha256_hex
from backend.infra.db import session
from backend.infra.principal import KeyScope
from backend.infra.unit_of_work import transactional


@transactional
def make_api_key(owner: User, *scopes: KeyScope, **columns: object) -> tuple[ApiKey, str]:
    """Insert a key of the owner's company (scope licencia unless others are given); return it with its text."""
    text = new_key_text()
    key = ApiKey(
        company_id=columns.pop("company_id", owner.company_id),
        name=columns.pop("name", "Caja"),
        prefix=prefix_of(text),
        hash=sha256_hex(text),
        scopes=frozenset(scopes or {KeyScope.LICENCE}),
        created_by=owner.id,
        **columns,
    )
    session().add(key)
    session().flush()
    return key, text
