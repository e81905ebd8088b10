"""The own profile (contract 10-identity §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.accounts.models.users import User
from backend.accounts.repository import users
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.db import session
from backend.infra.unit_of_work import reading, transactional

EDITABLE = ("name", "phone", "address", "city", "country", "birth_date")


@reading
def get_profile(user_id: int) -> tuple[User, Company | None]:
    """Return the own account and its company."""
    user = users.get_user(user_id)
    return user, users.find_company(user)


@transactional
def change_profile(user_id: int, changes: Mapping[str, Any]) -> User:
    """Store the fields that were sent (code names); the audit row names them without their personal values."""
    user = users.get_user(user_id)
    changed = sorted(name for name in EDITABLE if name in changes and getattr(user, name) != changes[name])
    for name in changed:
        setattr(user, name, changes[name])
    if changed:
        audit.record("accounts.user.profile_changed", user.id, after={"fields": changed})
    session().flush()
    return user
